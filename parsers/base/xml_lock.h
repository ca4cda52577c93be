/* parsers/base/xml_lock.h - while a thread holds the lock, libxml2 opens nothing for it.
 *
 * libxml2 opens files in one place, the entity loader, which is process-wide; an embedding
 * program's own use of libxml2, in other threads or outside the lock, is left alone. */
#ifndef SJ_BASE_XML_LOCK_H
#define SJ_BASE_XML_LOCK_H

void sj_xml_lock(void);
void sj_xml_unlock(void);

#endif
