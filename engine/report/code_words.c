/* engine/report/code_words.c - words for codes, as columns of many sections show them. */
#include "engine/report/denials.h"

#include "engine/followup/words.h"

enum { WORDS = 1024 };

static sj_denial_codes codes_at(const sj_sql_value *v) {
    return (sj_denial_codes){.group = v[0].s, .carc = v[1].s, .rarc = v[2].s};
}

sj_sql_value sj_fill_codes(sj_filling *f, const sj_sql_value *row) {
    char text[WORDS];
    sj_denial_codes codes = codes_at(row);
    sj_words_codes(&codes, text, sizeof text);
    return sj_fill_text(f, text);
}

sj_sql_value sj_fill_reason(sj_filling *f, const sj_sql_value *row) {
    char text[WORDS];
    sj_denial_codes codes = codes_at(row);
    sj_words_reason(f->reasons, &codes, text, sizeof text);
    return sj_fill_text(f, text);
}

static sj_str yes_partly_no(char c) {
    return c == 'Y' ? SJ_STR("yes") : c == 'P' ? SJ_STR("partly") : SJ_STR("no");
}

sj_sql_value sj_fill_preventable(sj_filling *f, const sj_sql_value *row) {
    sj_denial_codes codes = codes_at(row);
    return sj_sql_text(yes_partly_no(sj_words_preventable(f->reasons, &codes)));
}

sj_sql_value sj_fill_category(sj_filling *f, const sj_sql_value *row) {
    const sj_category *c = sj_reasons_category(f->reasons, row[0].s);
    return sj_sql_text(c ? c->words : row[0].s);
}
