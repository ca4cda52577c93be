/* Fee schedules in memory: rows as the store gives them, a hash over their codes. */
#include "engine/followup/fees_rows.h"

#include "engine/followup/tsv.h"
#include "parsers/base/alloc.h"
#include "parsers/base/embed.h"
#include "parsers/base/hash.h"

#include <ctype.h>
#include <stdlib.h>

extern const sj_embedded sj_followup_files[];

enum { TEXTS = 256 << 20, MOST_ROWS = 4 << 20 };

static bool keep(sj_fees *f, sj_str *s) {
    return !s->len || sj_arena_copy(&f->arena, *s, s);
}

/* The texts that most rows share are kept once. */
static bool keep_name(sj_fees *f, sj_str *s, sj_str before) {
    if (sj_str_eq(*s, before)) {
        *s = before;
        return true;
    }
    return keep(f, s);
}

static bool add_schedule(sj_fees *f) {
    uint32_t first = (uint32_t)f->n;
    if (f->n_schedules == f->room_schedules) {
        size_t room = f->room_schedules ? 2 * f->room_schedules : 16;
        sj_fee_schedule *more = sj_realloc(f->schedules, room * sizeof *more);
        if (!more) return false;
        f->schedules = more;
        f->room_schedules = room;
    }
    f->schedules[f->n_schedules++] = (sj_fee_schedule){.first = first, .end = first};
    return true;
}

static bool add_row(void *ctx, const sj_fee *row) {
    sj_fees *f = ctx;
    if (f->n == f->room) {
        size_t room = f->room ? 2 * f->room : 1024;
        sj_fee *more = room <= MOST_ROWS ? sj_realloc(f->rows, room * sizeof *more) : NULL;
        if (!more) return !(f->failed = true);
        f->rows = more;
        f->room = room;
    }
    const sj_fee none = {.code = {NULL, 0}}, *before = f->n ? &f->rows[f->n - 1] : &none;
    sj_fee *to = &f->rows[f->n];
    *to = *row;
    bool first = !f->n || !sj_str_eq(to->schedule, before->schedule);
    if (first && !add_schedule(f)) return !(f->failed = true);
    f->failed |= !keep_name(f, &to->schedule, before->schedule) ||
                 !keep_name(f, &to->code, before->code) || !keep(f, &to->code_to) ||
                 !keep_name(f, &to->modifiers, before->modifiers) ||
                 !keep_name(f, &to->place, before->place) ||
                 !keep_name(f, &to->base, before->base) || !keep(f, &to->source);
    sj_fee_schedule *s = &f->schedules[f->n_schedules - 1];
    s->name = to->schedule;
    s->end = (uint32_t)++f->n;
    return !f->failed;
}

static uint64_t key_of(uint32_t schedule, sj_str code) {
    return sj_hash(code.ptr, code.len, schedule);
}

static bool is_range(const sj_fee *row) {
    return row->code_to.len != 0;
}

/* Rows of a code follow each other: the hash leads to the first. Ranges are few and listed. */
static bool index_rows(sj_fees *f) {
    uint32_t size = 16;
    while (size < 2 * f->n) size *= 2;
    f->mask = size - 1;
    f->slots = sj_calloc(size, sizeof *f->slots);
    f->ranges = sj_calloc(f->n + 1, sizeof *f->ranges);
    if (!f->slots || !f->ranges) return false;
    for (uint32_t s = 0; s < f->n_schedules; s++) {
        sj_fee_schedule *to = &f->schedules[s];
        to->first_range = to->end_range = f->n_ranges;
        for (uint32_t i = to->first; i < to->end; i++) {
            const sj_fee *row = &f->rows[i];
            if (is_range(row)) {
                f->ranges[f->n_ranges++] = i;
                to->end_range = f->n_ranges;
                continue;
            }
            if (i > to->first && !is_range(row - 1) && sj_str_eq(row->code, (row - 1)->code))
                continue;
            uint64_t at = key_of(s, row->code);
            while (f->slots[at & f->mask]) at++;
            f->slots[at & f->mask] = i + 1;
        }
    }
    return true;
}

const sj_fee *sj_fees_rows_of(const sj_fees *f, uint32_t schedule, sj_str code, size_t *n) {
    const sj_fee_schedule *s = &f->schedules[schedule];
    *n = 0;
    for (uint64_t at = key_of(schedule, code); f->slots[at & f->mask]; at++) {
        uint32_t i = f->slots[at & f->mask] - 1;
        if (i < s->first || i >= s->end || !sj_str_eq(f->rows[i].code, code)) continue;
        uint32_t end = i;
        while (end < s->end && !is_range(&f->rows[end]) && sj_str_eq(f->rows[end].code, code))
            end++;
        *n = end - i;
        return &f->rows[i];
    }
    return NULL;
}

static int by_name(const void *a, const void *b) {
    const sj_fee_modifier *x = a, *y = b;
    return memcmp(x->name, y->name, sizeof x->name);
}

static sj_status load_modifiers(sj_fees *f, sj_err *err) {
    static const char name[] = "fee_modifiers.tsv";
    const sj_embedded *e = sj_followup_files;
    while (strcmp(e->name, name) != 0) e++;
    sj_tsv t;
    sj_status status = sj_tsv_open(&t, (sj_str){(const char *)e->bytes, e->size},
                                   "modifier permille words", name, err);
    while (status == SJ_OK && sj_tsv_next(&t)) {
        int64_t permille = 0;
        bool good = t.cell[0].len == 2 && f->n_modifiers < SJ_FEE_MODIFIERS && t.cell[2].len;
        for (size_t i = 0; i < t.cell[1].len && good; i++) {
            good = t.cell[1].ptr[i] >= '0' && t.cell[1].ptr[i] <= '9' && permille < 1000;
            permille = permille * 10 + (t.cell[1].ptr[i] - '0');
        }
        if (!good) return sj_err_setf(err, SJ_ETABLE, "a table's row cannot be used", "%s", name);
        sj_fee_modifier *m = &f->modifiers[f->n_modifiers++];
        memcpy(m->name, t.cell[0].ptr, sizeof m->name);
        m->permille = (uint16_t)permille;
        m->words = t.cell[2];
    }
    if (status == SJ_OK && t.rest.len)
        return sj_err_setf(err, SJ_ETABLE, "a table's row cannot be used", "%s", name);
    qsort(f->modifiers, f->n_modifiers, sizeof *f->modifiers, by_name);
    return status;
}

const sj_fee_modifier *sj_fees_modifier(const sj_fees *f, sj_str name) {
    sj_fee_modifier key;
    if (name.len != sizeof key.name) return NULL;
    memcpy(key.name, name.ptr, sizeof key.name);
    return bsearch(&key, f->modifiers, f->n_modifiers, sizeof key, by_name);
}

static sj_status begin(sj_fees **out, sj_err *err) {
    sj_fees *f = sj_calloc(1, sizeof *f);
    *out = f;
    if (!f) return sj_err_set(err, SJ_ENOMEM, "no memory for fee schedules");
    sj_arena_init(&f->arena, TEXTS);
    return load_modifiers(f, err);
}

static sj_status finish(sj_fees **out, sj_status status, sj_err *err) {
    sj_fees *f = *out;
    if (status == SJ_OK && (f->failed || !index_rows(f)))
        status = sj_err_set(err, SJ_ENOMEM, "no memory for fee schedules");
    if (status == SJ_OK) return SJ_OK;
    sj_fees_free(f);
    *out = NULL;
    return status;
}

sj_status sj_fees_load(sj_fees **out, sj_store *store, sj_err *err) {
    sj_status status = begin(out, err);
    if (status == SJ_OK) status = sj_fees_walk(store, (sj_str){NULL, 0}, add_row, *out, err);
    return finish(out, status, err);
}

sj_status sj_fees_of_rows(sj_fees **out, const sj_fee *rows, size_t n, sj_err *err) {
    sj_status status = begin(out, err);
    for (size_t i = 0; i < n && status == SJ_OK; i++)
        if (!add_row(*out, &rows[i])) break;
    return finish(out, status, err);
}

void sj_fees_free(sj_fees *f) {
    if (!f) return;
    sj_free(f->rows);
    sj_free(f->schedules);
    sj_free(f->slots);
    sj_free(f->ranges);
    sj_arena_dispose(&f->arena);
    sj_free(f);
}

size_t sj_fees_schedules(const sj_fees *f) {
    return f->n_schedules;
}

sj_str sj_fees_name(const sj_fees *f, size_t schedule) {
    return f->schedules[schedule].name;
}

void sj_fee_schedule_name(sj_str name, char out[SJ_FEE_SCHEDULE_NAME]) {
    size_t n = 0;
    name = sj_str_trim(name);
    for (size_t i = 0; i < name.len && n + 1 < SJ_FEE_SCHEDULE_NAME; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        if (isalnum(c) || c == '_')
            out[n++] = (char)toupper(c);
        else if (n && out[n - 1] != '-')
            out[n++] = '-';
    }
    while (n && out[n - 1] == '-') n--;
    out[n] = 0;
}

int sj_fees_find(const sj_fees *f, sj_str name) {
    for (size_t i = 0; f && i < f->n_schedules; i++)
        if (sj_str_eq(f->schedules[i].name, name)) return (int)i;
    return -1;
}
