/* Headings of fee schedules, as payers and offices write them. */
#include "engine/pipeline/fee_columns.h"

#include <ctype.h>
#include <stdio.h>

enum { IGNORED = SJ_FEE_COLUMNS };

#define PRICE "amount|fee|fees|rate|rates|allowed|allowable|price|reimbursement|payment|contracted"

/* The first row of which a word stands in the heading says what the column is. */
static const struct {
    int column;
    const char *words;  /* parted by '|' */
    bool without_price; /* only where no word of a price stands beside it: "contract rate" */
} told[] = {
    {SJ_FEE_COL_PLACE,
     "facility non facility|non facility facility|facility nonfacility|nonfacility facility|"
     "place of service|pos|place|setting|site of service",
     false},
    {SJ_FEE_COL_MODIFIER, "mod|mods|modifier|modifiers", false},
    {SJ_FEE_COL_CONTRACT, "contract name|network name|schedule name|plan name|fee schedule id",
     false},
    {IGNORED,
     "description|desc|descriptor|name|status|indicator|note|notes|comment|comments|rvu|"
     "revenue|diagnosis|category|type|version",
     false},
    {SJ_FEE_COL_CONTRACT, "contract|network|plan|product", true},
    {SJ_FEE_COL_PAYER, "payer|payor|carrier|insurer", true},
    {SJ_FEE_COL_TO,
     "term|termination|terminated|end|ends|expires|expiration|expiry|thru|through|until|to", false},
    {SJ_FEE_COL_FROM, "effective|eff|start|starts|begin|begins|from|since", false},
    {SJ_FEE_COL_PERCENT, "%|percent|percentage|pct", false},
    {SJ_FEE_COL_BASE, "base|basis|of", true},
    {SJ_FEE_COL_UNITS, "unit|units|per", true},
    {SJ_FEE_COL_OFFICE, "non facility|nonfacility|non fac|nonfac|office|nf", false},
    {SJ_FEE_COL_FACILITY, "facility|fac|hospital", false},
    {SJ_FEE_COL_CODE, "cpt|hcpcs|procedure|proc|code|codes", true},
    {SJ_FEE_COL_AMOUNT, PRICE, false},
};

void sj_fee_plain(sj_str text, char *out, size_t cap) {
    size_t n = 0;
    for (size_t i = 0; i < text.len && n + 2 < cap; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool sign = c == '%';
        if (sign && n && out[n - 1] != ' ') out[n++] = ' ';
        if (isalnum(c) || sign)
            out[n++] = (char)tolower(c);
        else if (n && out[n - 1] != ' ')
            out[n++] = ' ';
    }
    if (n && out[n - 1] == ' ') n--;
    out[n] = 0;
}

static bool has_words(const char *text, const char *words, size_t len) {
    size_t n = strlen(text);
    for (size_t i = 0; i + len <= n; i++)
        if ((i == 0 || text[i - 1] == ' ') && memcmp(text + i, words, len) == 0 &&
            (text[i + len] == 0 || text[i + len] == ' '))
            return true;
    return false;
}

static bool has_any(const char *text, const char *words) {
    for (const char *at = words; *at;) {
        size_t len = strcspn(at, "|");
        if (has_words(text, at, len)) return true;
        at += len + (at[len] != 0);
    }
    return false;
}

static int column_of(const char *text) {
    bool price = has_any(text, PRICE);
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        if (has_any(text, told[i].words) && !(price && told[i].without_price))
            return told[i].column;
    return IGNORED;
}

static bool is_there(const sj_fee_heading *h, sj_fee_column c) {
    return h->at[c] != SIZE_MAX;
}

static void move(sj_fee_heading *h, sj_fee_column from, sj_fee_column to) {
    h->at[to] = h->at[from];
    h->at[from] = SIZE_MAX;
    memcpy(h->text[to], h->text[from], sizeof h->text[to]);
}

bool sj_fee_heading_read(sj_fee_heading *out, const sj_grid_row *row) {
    for (int c = 0; c < SJ_FEE_COLUMNS; c++) out->at[c] = SIZE_MAX;
    for (size_t i = 0; i < row->n; i++) {
        char text[SJ_FEE_HEADING];
        sj_fee_plain(row->cells[i].text, text, sizeof text);
        int c = *text ? column_of(text) : IGNORED;
        if (c == IGNORED || out->at[c] != SIZE_MAX) continue;
        out->at[c] = i;
        memcpy(out->text[c], text, sizeof text);
    }
    /* "Facility" beside one amount says where, not how much. */
    if (is_there(out, SJ_FEE_COL_FACILITY) && is_there(out, SJ_FEE_COL_AMOUNT) &&
        !is_there(out, SJ_FEE_COL_OFFICE) && !is_there(out, SJ_FEE_COL_PLACE))
        move(out, SJ_FEE_COL_FACILITY, SJ_FEE_COL_PLACE);
    bool price = is_there(out, SJ_FEE_COL_AMOUNT) || is_there(out, SJ_FEE_COL_OFFICE) ||
                 is_there(out, SJ_FEE_COL_FACILITY) || is_there(out, SJ_FEE_COL_PERCENT);
    return is_there(out, SJ_FEE_COL_CODE) && price;
}

const char *sj_fee_column_words(sj_fee_column c) {
    static const char *const words[SJ_FEE_COLUMNS] = {"procedure",
                                                      "modifier",
                                                      "place of service",
                                                      "effective",
                                                      "termination",
                                                      "amount",
                                                      "amount outside a facility",
                                                      "amount in a facility",
                                                      "per cent",
                                                      "per cent of what",
                                                      "units",
                                                      "contract",
                                                      "payer"};
    return words[c];
}
