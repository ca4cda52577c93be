/* engine/report/bank_forms.c - bank exports that are no tables.
 *
 * OFX (also QFX): <STMTTRN> … </STMTTRN> with <DTPOSTED>, <TRNAMT>, <NAME>, <MEMO>, <CHECKNUM>,
 * <FITID>; older files do not close their tags. BAI2: lines "02,…,as-of date", "16,type,cents,funds
 * …,text" and "88,more of the line before"; types 100-399 are credits, 400-699 debits. */
#include "engine/report/bank_file.h"

#include <stdio.h>
#include <stdlib.h>

enum { TEXT = 4096, PLACE = 40, SNIFFED = 512, FIELDS = 16 };

bool sj_bank_is_ofx(const void *bytes, size_t len) {
    size_t n = len < SNIFFED ? len : SNIFFED;
    return memmem(bytes, n, "OFXHEADER", 9) || memmem(bytes, n, "<OFX>", 5);
}

/* What stands behind <TAG>, up to the next tag or the line's end. */
static sj_str tag(sj_str in, const char *name) {
    char open[24];
    int n = snprintf(open, sizeof open, "<%s>", name);
    const char *at = memmem(in.ptr, in.len, open, (size_t)n), *end = in.ptr + in.len;
    if (!at) return (sj_str){NULL, 0};
    at += n;
    const char *stop = at;
    while (stop < end && *stop != '<' && *stop != '\n' && *stop != '\r') stop++;
    return sj_str_trim((sj_str){at, (size_t)(stop - at)});
}

static sj_str ofx_text(sj_str block, char buf[TEXT]) {
    static const char *const tags[] = {"NAME", "MEMO", "CHECKNUM", "FITID"};
    size_t at = 0;
    buf[0] = 0;
    for (size_t i = 0; i < sizeof tags / sizeof *tags && at < TEXT; i++) {
        sj_str s = tag(block, tags[i]);
        if (s.len)
            at += (size_t)snprintf(buf + at, TEXT - at, "%s%.*s", at ? " | " : "", SJ_FMT(s));
    }
    return sj_str_of(buf);
}

sj_status sj_bank_ofx_read(const void *bytes, size_t len, const sj_bank_reading *to, sj_err *err) {
    static const char open[] = "<STMTTRN>";
    const char *at = bytes, *end = at + len;
    char text[TEXT], place[PLACE];
    sj_bank_row row = {.row = 0};
    sj_status status = SJ_OK;
    while (status == SJ_OK && (at = memmem(at, (size_t)(end - at), open, sizeof open - 1))) {
        at += sizeof open - 1;
        const char *next = memmem(at, (size_t)(end - at), open, sizeof open - 1);
        sj_str block = {at, (size_t)((next ? next : end) - at)};
        sj_str day = tag(block, "DTPOSTED"), amount = tag(block, "TRNAMT");
        snprintf(place, sizeof place, "transaction %u", ++row.row);
        if (day.len > 8) day.len = 8;
        if (amount.len && amount.ptr[0] == '+') amount = (sj_str){amount.ptr + 1, amount.len - 1};
        if (!sj_date_parse(day, &row.day)) {
            to->note(to->ctx, true, place, "DTPOSTED is no date");
        } else if (!sj_money_parse(amount, &row.amount)) {
            to->note(to->ctx, true, place, "TRNAMT is no amount");
        } else {
            row.text = ofx_text(block, text);
            status = sj_bank_row_add(to, &row, place, err);
        }
    }
    return status;
}

bool sj_bank_is_bai(const void *bytes, size_t len) {
    return len > 3 && memcmp(bytes, "01,", 3) == 0;
}

typedef struct bai {
    const sj_bank_reading *to;
    sj_date day;     /* of the group */
    char text[TEXT]; /* of the transaction at hand, its lines put together */
    size_t n;
    uint32_t line; /* that it began in; 0: none is at hand */
} bai;

/* Split at the first commas; the last field keeps the others. */
static size_t split(sj_str s, sj_str *fields, size_t most) {
    size_t n = 0;
    while (n < most) {
        const char *comma = n + 1 < most ? memchr(s.ptr, ',', s.len) : NULL;
        size_t len = comma ? (size_t)(comma - s.ptr) : s.len;
        fields[n++] = (sj_str){s.ptr, len};
        if (!comma) break;
        s = (sj_str){comma + 1, s.len - len - 1};
    }
    return n;
}

/* Fields that the funds type brings before the references: V has a date and time, S three amounts,
 * D so many pairs. */
static size_t funds_fields(sj_str type, sj_str count) {
    if (sj_str_is(type, "V")) return 2;
    if (sj_str_is(type, "S")) return 3;
    return sj_str_is(type, "D") && count.len && count.len < 3 ? 1 + 2 * (size_t)atoi(count.ptr) : 0;
}

/* The amount of a BAI2 field: whole cents, without a sign. */
static bool read_cents(sj_str s, sj_money *out) {
    *out = 0;
    if (!s.len || s.len > 15) return false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return false;
        *out = *out * 10 + (s.ptr[i] - '0');
    }
    return true;
}

static sj_status finish(bai *b, sj_err *err) {
    sj_str fields[FIELDS];
    char place[PLACE];
    if (!b->line) return SJ_OK;
    size_t n = split((sj_str){b->text, b->n}, fields, 4);
    sj_bank_row row = {.row = b->line, .day = b->day};
    snprintf(place, sizeof place, "line %u", b->line);
    b->line = 0;
    int type = n > 1 && fields[0].len && fields[0].len < 5 ? atoi(fields[0].ptr) : 0;
    if (b->day == SJ_NO_DATE || type < 100 || type > 699 || !read_cents(fields[1], &row.amount)) {
        b->to->note(b->to->ctx, true, place,
                    "this transaction has no day, type or amount that can be");
        return SJ_OK;
    }
    if (type >= 400) row.amount = -row.amount;
    if (n > 3) {
        size_t passed = funds_fields(fields[2], fields[3]);
        n = split(fields[3], fields, passed + 1 < FIELDS ? passed + 1 : FIELDS);
        row.text = fields[n - 1];
    }
    return sj_bank_row_add(b->to, &row, place, err);
}

static void gather(bai *b, sj_str s) {
    size_t room = TEXT - b->n - 1, n = s.len < room ? s.len : room;
    memcpy(b->text + b->n, s.ptr, n);
    b->n += n;
    b->text[b->n] = 0;
}

sj_status sj_bank_bai_read(const void *bytes, size_t len, const sj_bank_reading *to, sj_err *err) {
    bai b = {.to = to, .day = SJ_NO_DATE};
    const char *at = bytes, *end = at + len;
    sj_status status = SJ_OK;
    for (uint32_t line = 1; at < end && status == SJ_OK; line++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        sj_str s = sj_str_trim((sj_str){at, (size_t)((stop ? stop : end) - at)});
        at = stop ? stop + 1 : end;
        if (s.len && s.ptr[s.len - 1] == '/') s.len--;
        if (s.len < 3 || s.ptr[2] != ',') continue;
        sj_str code = {s.ptr, 2}, rest = {s.ptr + 3, s.len - 3};
        if (sj_str_is(code, "88")) {
            if (b.line) gather(&b, SJ_STR(" "));
            if (b.line) gather(&b, rest);
            continue;
        }
        status = finish(&b, err);
        if (sj_str_is(code, "16")) {
            b.line = line;
            b.n = 0;
            gather(&b, rest);
        } else if (sj_str_is(code, "02")) {
            sj_str fields[5];
            if (split(rest, fields, 5) < 4 || !sj_date_parse_short(fields[3], &b.day))
                b.day = SJ_NO_DATE;
        }
    }
    return status == SJ_OK ? finish(&b, err) : status;
}
