/* Hostile rule packs, conditions, examples and spreadsheets: they are refused or loaded, never
 * worse. The input is a pack, a condition in one, an example in one, and a spreadsheet. */
#include "tests/fuzz/fuzz.h"

#include "parsers/base/alloc.h"
#include "rules/packs/sheet.h"

#include <scrubjay/packs.h>
#include <stdio.h>
#include <stdlib.h>

enum { LONGEST = 8192 };

/* Kept while nothing loads into it: its schema takes longer to read than any input. */
static sj_packs *packs;

static void load(const char *xml, size_t n) {
    sj_err err;
    if (!packs && sj_packs_new(&packs, NULL) != SJ_OK) return;
    if (sj_packs_load(packs, xml, n, "fuzz.xml", &err) != SJ_OK) return;
    if (sj_packs_seal(packs, &err) != SJ_OK) abort();
    sj_packs_free(packs);
    packs = NULL;
}

/* The bytes as text inside an element. */
static size_t escape(char *to, const uint8_t *data, size_t size) {
    size_t n = 0;
    for (size_t i = 0; i < size; i++) {
        if (data[i] == '<' || data[i] == '&' || data[i] == '>')
            n += (size_t)sprintf(to + n, "&#%d;", data[i]);
        else if (data[i] >= ' ' && data[i] < 127)
            to[n++] = (char)data[i];
        else
            to[n++] = ' ';
    }
    to[n] = 0;
    return n;
}

static void load_in(const char *before, const uint8_t *data, size_t size, const char *after) {
    static char xml[6 * LONGEST + 2048];
    char *p = stpcpy(xml, before);
    p += escape(p, data, size);
    p = stpcpy(p, after);
    load(xml, (size_t)(p - xml));
}

#define RULE                                                                                       \
    "<pack id='FUZZ' title='T' version='1' source='s' claims='professional'><set id='s'>1-9 "      \
    "A*</set>"                                                                                     \
    "<rule id='r' title='R' severity='hold' scope='line'>"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size > LONGEST) size = LONGEST;
    load((const char *)data, size);
    load_in(RULE "<when>", data, size,
            "</when><message>m</message><effect>e</effect><fix>f</fix>"
            "<example trips='yes'>line 1; line 1</example><example trips='no'>line "
            "2</example></rule></pack>");
    load_in(RULE
            "<when>line.procedure = '1'</when><message>{line.number}</message><effect>e</effect>"
            "<fix>f</fix><example trips='yes'>line 1;",
            data, size, "</example><example trips='no'>line 2</example></rule></pack>");
    char *xml = NULL;
    size_t n = 0;
    FILE *to = open_memstream(&xml, &n);
    sj_err err;
    bool made =
        to && sj_sheet_pack((const char *)data, size, "FUZZ", "f", to, NULL, NULL, &err) == SJ_OK;
    if (to) fclose(to);
    if (made) load(xml, n);
    free(xml);
    return 0;
}
