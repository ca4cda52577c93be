/* What every unit test includes: Check, and the suite that it defines. */
#ifndef SJ_TESTS_UNIT_H
#define SJ_TESTS_UNIT_H

#include <check.h>

Suite *suite(void);

#endif
