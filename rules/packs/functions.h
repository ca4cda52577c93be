/* rules/packs/functions.h - what rules may call: code tables, spans of time, texts. */
#ifndef SJ_PACKS_FUNCTIONS_H
#define SJ_PACKS_FUNCTIONS_H

#include "parsers/expr/expr.h"

#include <scrubjay/codes.h>

/* One function with its line for the manual: i = 0, 1, …; NULL at the end. */
const sj_expr_function *sj_function_at(size_t i, const char **what);

const sj_expr_function *sj_function_find(sj_str name);

/* `text`: 16 bytes in which a result may stand, to live as long as it is looked at. */
void sj_function_call(const sj_tables *tables, unsigned id, const sj_expr_value *args, char *text,
                      sj_expr_value *out);

#endif
