/* engine/report/round_trip.c - yellow cells read back into the worklist: all rows are read and
 * judged before the first is changed. */
#include "engine/report/round_trip.h"

#include "engine/report/denials.h"
#include "engine/xlsx/grid.h"
#include "parsers/base/alloc.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_ROWS = 1 << 20, TEXT = 512 };
static const size_t TEXT_LIMIT = (size_t)1 << 28;

/* The columns that count, by their heading in the workbook and in CSV. */
enum field { KEY, VERSION, OWNER, STATUS, ACTION, FOLLOW_UP, NOTE, OUTCOME, FIELDS };
static const struct {
    const char *title, *key;
} headings[FIELDS] = {
    [KEY] = {"RowKey", "row_key"},   [VERSION] = {"Version", "version"},
    [OWNER] = {"Owner", "owner"},    [STATUS] = {"Status", "status"},
    [ACTION] = {"Action", "action"}, [FOLLOW_UP] = {"Follow-up", "follow_up"},
    [NOTE] = {"Note", "note"},       [OUTCOME] = {"Outcome", "outcome"},
};

/* A row of the file with what is in the store now. */
typedef struct typed {
    int64_t denial, version;
    char mark[SJ_ROW_VERSION]; /* as the file has it */
    sj_str texts[FIELDS];
    sj_date follow_up;
    const char *sheet;
    uint32_t number;
    size_t columns[FIELDS];
    bool spare; /* the same denial stands in another row that counts */
    /* from the store */
    bool found, open, closed_here; /* by a person */
    int64_t now_version;
    sj_str now_owner, now_status, now_action; /* the action as it counts: planned, else advised */
    sj_date now_follow_up;
    sj_str now_note, now_outcome;
} typed;

typedef struct trip {
    const sj_reasons *reasons;
    sj_import_fn fn;
    void *ctx;
    sj_import_totals *totals;
    sj_arena arena;
    typed *rows, **sorted;
    size_t n, cap;
    bool in_table, any_table;
    const char *sheet; /* kept name of the sheet at hand */
    size_t columns[FIELDS];
    bool failed;
} trip;

/* FNV-1a: it stands in files and must not change. */
static uint32_t add_bytes(uint32_t hash, sj_str s) {
    for (size_t i = 0; i < s.len; i++) hash = (hash ^ (unsigned char)s.ptr[i]) * 16777619u;
    return (hash ^ 0x1f) * 16777619u;
}

void sj_row_version(int64_t version, sj_str owner, sj_str status, sj_str action, sj_date follow_up,
                    char out[SJ_ROW_VERSION]) {
    char day[SJ_DATE_SIZE] = "";
    if (follow_up != SJ_NO_DATE) sj_date_print_iso(follow_up, day);
    uint32_t hash = add_bytes(2166136261u, owner);
    hash = add_bytes(hash, status);
    hash = add_bytes(hash, action);
    hash = add_bytes(hash, sj_str_of(day));
    snprintf(out, SJ_ROW_VERSION, "%" PRId64 "-%08X", version, hash);
}

static void tell(trip *t, sj_import_kind kind, const char *sheet, uint32_t number, size_t column,
                 const char *what) {
    char place[SJ_GRID_PLACE];
    sj_grid_place(&(sj_grid_row){.sheet = sheet, .number = number}, column, place);
    t->fn(t->ctx, &(sj_import_note){kind, place, what});
    switch (kind) {
    case SJ_IMPORT_BROKEN:
        t->totals->broken++;
        break;
    case SJ_IMPORT_CONFLICT:
        t->totals->conflicts++;
        break;
    case SJ_IMPORT_GONE:
        t->totals->gone++;
        break;
    case SJ_IMPORT_CHANGED:
        t->totals->changed++;
        break;
    }
}

static void tell_row(trip *t, sj_import_kind kind, const typed *r, enum field field,
                     const char *what) {
    tell(t, kind, r->sheet, r->number, r->columns[field], what);
}

static bool is_heading(sj_str text, enum field f) {
    text = sj_str_trim(text);
    const char *names[] = {headings[f].title, headings[f].key};
    for (size_t i = 0; i < 2; i++)
        if (strlen(names[i]) == text.len && strncasecmp(names[i], text.ptr, text.len) == 0)
            return true;
    return false;
}

/* A sheet without row keys is none of ours. */
static sj_status take_head(trip *t, const sj_grid_row *row, sj_err *err) {
    sj_str kept;
    for (size_t f = 0; f < FIELDS; f++) {
        t->columns[f] = SIZE_MAX;
        for (size_t i = 0; i < row->n && t->columns[f] == SIZE_MAX; i++)
            if (is_heading(row->cells[i].text, (enum field)f)) t->columns[f] = i;
    }
    t->in_table = t->columns[KEY] != SIZE_MAX;
    if (!t->in_table) return SJ_OK;
    t->any_table = true;
    /* With its NUL: places are printed from it. */
    if (!sj_arena_copy(&t->arena, (sj_str){row->sheet, strlen(row->sheet) + 1}, &kept))
        return sj_err_set(err, SJ_ENOMEM, "no memory for a table");
    t->sheet = kept.ptr;
    for (size_t f = VERSION; f <= FOLLOW_UP; f++) {
        char what[TEXT];
        if (t->columns[f] != SIZE_MAX) continue;
        snprintf(what, sizeof what, "the column %s is missing", headings[f].title);
        tell(t, SJ_IMPORT_BROKEN, t->sheet, row->number, 0, what);
        t->in_table = false;
    }
    return SJ_OK;
}

static bool read_date(sj_str s, sj_date *out) {
    int month = 0, day = 0, year = 0, used = 0;
    char text[16];
    s = sj_str_trim(s);
    if (sj_date_parse_iso(s, out)) return true;
    if (s.len >= sizeof text) return false;
    memcpy(text, s.ptr, s.len);
    text[s.len] = 0;
    if (sscanf(text, "%2d/%2d/%4d%n", &month, &day, &year, &used) != 3 || text[used]) return false;
    *out = year > 1999 ? sj_date_of(year, month, day) : SJ_NO_DATE;
    return *out != SJ_NO_DATE;
}

static bool read_mark(sj_str s, typed *r) {
    s = sj_str_trim(s);
    if (!s.len || s.len >= sizeof r->mark) return false;
    memcpy(r->mark, s.ptr, s.len);
    r->mark[s.len] = 0;
    char *end;
    r->version = strtoll(r->mark, &end, 10);
    return r->version > 0 && *end == '-' && strlen(end) == 9;
}

/* One cell: told when it is broken. */
static void take_cell(trip *t, typed *r, enum field f, const sj_xlsx_cell *cell) {
    sj_str text = sj_str_trim(cell->text);
    if (cell->kind == SJ_XLSX_ERROR) {
        tell_row(t, SJ_IMPORT_BROKEN, r, f, "the cell holds an error of the spreadsheet");
        if (f == STATUS) r->texts[f] = SJ_STR("new"); /* told already */
        return;
    }
    if (!sj_arena_copy(&t->arena, text, &r->texts[f])) t->failed = true;
    if (f == FOLLOW_UP && text.len) {
        if (cell->kind == SJ_XLSX_DATE && cell->date != SJ_NO_DATE)
            r->follow_up = cell->date;
        else if (cell->kind != SJ_XLSX_STRING || !read_date(text, &r->follow_up))
            tell_row(t, SJ_IMPORT_BROKEN, r, f, "this is no date; type it as 04/16/2026");
    }
}

static bool is_word(sj_str s, const char *(*at)(size_t i)) {
    for (size_t i = 0; at(i); i++)
        if (sj_str_is(s, at(i))) return true;
    return false;
}

/* An action by its name or short words: its name; NULL when there is none. */
static const sj_action *find_action(const trip *t, sj_str word) {
    const sj_action *a = sj_reasons_action(t->reasons, word);
    for (size_t i = 0; !a && sj_reasons_action_at(t->reasons, i); i++)
        if (sj_str_eq(sj_reasons_action_at(t->reasons, i)->brief, word))
            a = sj_reasons_action_at(t->reasons, i);
    return a;
}

/* What the words must be; what only the store can say (guards) is asked later. */
static void judge(trip *t, typed *r) {
    const sj_action *action = find_action(t, r->texts[ACTION]);
    if (!is_word(r->texts[STATUS], sj_work_status_at))
        tell_row(t, SJ_IMPORT_BROKEN, r, STATUS, sj_work_answer_text(SJ_WORK_BAD_STATUS));
    if (action)
        r->texts[ACTION] = action->name;
    else if (r->texts[ACTION].len)
        tell_row(t, SJ_IMPORT_BROKEN, r, ACTION, sj_work_answer_text(SJ_WORK_BAD_ACTION));
    if (r->texts[OWNER].len > SJ_WORK_OWNER_MAX)
        tell_row(t, SJ_IMPORT_BROKEN, r, OWNER, sj_work_answer_text(SJ_WORK_BAD_OWNER));
    if (r->texts[NOTE].len > SJ_WORK_NOTE_MAX)
        tell_row(t, SJ_IMPORT_BROKEN, r, NOTE, sj_work_answer_text(SJ_WORK_BAD_NOTE));
    if (r->texts[OUTCOME].len &&
        (!is_word(r->texts[OUTCOME], sj_work_outcome_at) || !sj_str_is(r->texts[STATUS], "done")))
        tell_row(t, SJ_IMPORT_BROKEN, r, OUTCOME, sj_work_answer_text(SJ_WORK_BAD_OUTCOME));
}

static bool is_typed_into(const trip *t, const sj_grid_row *row) {
    for (size_t f = OWNER; f < FIELDS; f++)
        if (t->columns[f] < row->n && row->cells[t->columns[f]].text.len) return true;
    return false;
}

static typed *more(trip *t) {
    if (t->n == t->cap) {
        size_t cap = t->cap ? 2 * t->cap : 256;
        typed *v = cap <= MOST_ROWS ? sj_realloc(t->rows, cap * sizeof *v) : NULL;
        if (!v) return NULL;
        t->rows = v;
        t->cap = cap;
    }
    return &t->rows[t->n];
}

static sj_status take_row(void *ctx, const sj_grid_row *row, sj_err *err) {
    trip *t = ctx;
    if (row->first) return take_head(t, row, err);
    if (!t->in_table) return SJ_OK;
    sj_str key = t->columns[KEY] < row->n ? sj_str_trim(row->cells[t->columns[KEY]].text)
                                          : (sj_str){NULL, 0};
    if (!key.len) { /* a total, or an empty row */
        if (is_typed_into(t, row))
            tell(t, SJ_IMPORT_BROKEN, t->sheet, row->number, t->columns[KEY],
                 "the row has no key: new rows cannot be typed in");
        return SJ_OK;
    }
    typed *r = more(t);
    if (!r) return sj_err_set(err, SJ_ENOMEM, "no memory for a table of so many rows");
    *r = (typed){.follow_up = SJ_NO_DATE, .sheet = t->sheet, .number = row->number};
    memcpy(r->columns, t->columns, sizeof r->columns);
    r->denial = sj_row_key_read(key);
    if (!r->denial) tell_row(t, SJ_IMPORT_BROKEN, r, KEY, "the row key is damaged");
    for (size_t f = VERSION; f < FIELDS; f++)
        if (t->columns[f] < row->n) take_cell(t, r, (enum field)f, &row->cells[t->columns[f]]);
    if (!read_mark(r->texts[VERSION], r))
        tell_row(t, SJ_IMPORT_BROKEN, r, VERSION, "the row's version is damaged");
    judge(t, r);
    if (t->failed) return sj_err_set(err, SJ_ENOMEM, "no memory for a table");
    t->n++;
    t->totals->rows++;
    return SJ_OK;
}

static int by_denial(const void *a, const void *b) {
    const typed *x = *(typed *const *)a, *y = *(typed *const *)b;
    if (x->denial != y->denial) return x->denial < y->denial ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

static bool is_touched(const typed *r) {
    char mark[SJ_ROW_VERSION];
    sj_row_version(r->version, r->texts[OWNER], r->texts[STATUS], r->texts[ACTION], r->follow_up,
                   mark);
    return strcmp(mark, r->mark) != 0 || r->texts[NOTE].len || r->texts[OUTCOME].len;
}

static bool same_texts(const typed *a, const typed *b) {
    for (size_t f = OWNER; f < FIELDS; f++)
        if (f != FOLLOW_UP && !sj_str_eq(a->texts[f], b->texts[f])) return false;
    return a->follow_up == b->follow_up;
}

/* Rows by denial. It may stand on several sheets: the row that was typed into counts; two that say
 * different things could mean either. */
static sj_status sort_rows(trip *t, sj_err *err) {
    if (!t->n) return SJ_OK;
    t->sorted = sj_malloc(t->n * sizeof *t->sorted);
    if (!t->sorted) return sj_err_set(err, SJ_ENOMEM, "no memory for a table");
    for (size_t i = 0; i < t->n; i++) t->sorted[i] = &t->rows[i];
    qsort(t->sorted, t->n, sizeof *t->sorted, by_denial);
    for (size_t first = 0, i = 1; i <= t->n; i++) {
        if (i < t->n && t->sorted[i]->denial == t->sorted[first]->denial) continue;
        typed *chosen = t->sorted[first];
        for (size_t k = first + 1; k < i && chosen->denial; k++) {
            typed *r = t->sorted[k];
            if (is_touched(r) && is_touched(chosen) && !same_texts(r, chosen)) {
                char what[TEXT], place[SJ_GRID_PLACE];
                sj_grid_place(&(sj_grid_row){.sheet = chosen->sheet, .number = chosen->number},
                              chosen->columns[KEY], place);
                snprintf(what, sizeof what, "the same denial says something else at %s", place);
                tell_row(t, SJ_IMPORT_BROKEN, r, KEY, what);
            }
            typed *spare = is_touched(r) && !is_touched(chosen) ? chosen : r;
            if (spare == chosen) chosen = r;
            spare->spare = true;
            t->totals->rows--;
        }
        first = i;
    }
    return SJ_OK;
}

static bool take_now(void *ctx, const sj_work *w) {
    trip *t = ctx;
    typed key = {.denial = w->denial}, *wanted = &key;
    size_t low = 0, high = t->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (t->sorted[middle]->denial < wanted->denial)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == t->n || t->sorted[low]->denial != w->denial) return true;
    while (low + 1 < t->n && t->sorted[low]->spare) low++;
    typed *r = t->sorted[low];
    r->found = true;
    r->open = sj_str_is(w->state, "open");
    r->closed_here = sj_str_is(w->state, "resolved");
    r->now_version = w->version;
    r->now_follow_up = w->follow_up;
    if (!sj_arena_copy(&t->arena, w->owner, &r->now_owner) ||
        !sj_arena_copy(&t->arena, w->status, &r->now_status) ||
        !sj_arena_copy(&t->arena, w->note, &r->now_note) ||
        !sj_arena_copy(&t->arena, w->outcome, &r->now_outcome) ||
        !sj_arena_copy(&t->arena, w->plan.len ? w->plan : w->action, &r->now_action))
        t->failed = true;
    return !t->failed;
}

static sj_status read_now(trip *t, sj_store *store, sj_err *err) {
    int64_t *ids = sj_malloc((t->n ? t->n : 1) * sizeof *ids);
    if (!ids) return sj_err_set(err, SJ_ENOMEM, "no memory for a table");
    for (size_t i = 0; i < t->n; i++) ids[i] = t->sorted[i]->denial;
    sj_status status = t->n ? sj_work_get(store, ids, t->n, take_now, t, err) : SJ_OK;
    sj_free(ids);
    if (status == SJ_OK && t->failed) status = sj_err_set(err, SJ_ENOMEM, "no memory for a table");
    return status;
}

/* Which fields are not as in the store. A note that is the newest there was imported before. */
static unsigned differences(const typed *r) {
    unsigned fields = 0;
    if (!sj_str_eq(r->texts[OWNER], r->now_owner)) fields |= SJ_WORK_OWNER;
    if (!sj_str_eq(r->texts[STATUS], r->now_status)) fields |= SJ_WORK_STATUS;
    if (!sj_str_eq(r->texts[ACTION], r->now_action)) fields |= SJ_WORK_ACTION;
    if (r->follow_up != r->now_follow_up) fields |= SJ_WORK_FOLLOW_UP;
    if (r->texts[NOTE].len && !sj_str_eq(r->texts[NOTE], r->now_note)) fields |= SJ_WORK_NOTE;
    return fields;
}

/* "somebody else changed it in the meantime: the owner is 'ana' there, 'bob' here" */
static void tell_conflict(trip *t, const typed *r, unsigned fields) {
    char what[TEXT], here[SJ_DATE_SIZE] = "", there[SJ_DATE_SIZE] = "";
    size_t at = (size_t)snprintf(what, sizeof what, "%s", sj_work_answer_text(SJ_WORK_CONFLICT));
    if (r->follow_up != SJ_NO_DATE) sj_date_print_people(r->follow_up, here);
    if (r->now_follow_up != SJ_NO_DATE) sj_date_print_people(r->now_follow_up, there);
    const struct {
        unsigned field;
        const char *name;
        sj_str there, here;
    } parts[] = {{SJ_WORK_OWNER, "owner", r->now_owner, r->texts[OWNER]},
                 {SJ_WORK_STATUS, "status", r->now_status, r->texts[STATUS]},
                 {SJ_WORK_ACTION, "action", r->now_action, r->texts[ACTION]},
                 {SJ_WORK_FOLLOW_UP, "follow-up", sj_str_of(there), sj_str_of(here)}};
    enum field first = KEY;
    static const enum field columns[] = {OWNER, STATUS, ACTION, FOLLOW_UP};
    for (size_t i = 0; i < sizeof parts / sizeof *parts && at < sizeof what; i++) {
        if (!(fields & parts[i].field)) continue;
        if (first == KEY) first = columns[i];
        at += (size_t)snprintf(what + at, sizeof what - at, "; %s: '%.*s' there, '%.*s' here",
                               parts[i].name, SJ_FMT(parts[i].there), SJ_FMT(parts[i].here));
    }
    if (first == KEY) first = NOTE;
    tell_row(t, SJ_IMPORT_CONFLICT, r, first, what);
}

static void tell_answer(trip *t, const typed *r, sj_work_answer answer, enum sj_guard guard) {
    static const enum field columns[SJ_WORK_ANSWERS] = {
        [SJ_WORK_BAD_OWNER] = OWNER,   [SJ_WORK_BAD_STATUS] = STATUS,
        [SJ_WORK_BAD_ACTION] = ACTION, [SJ_WORK_BAD_OUTCOME] = OUTCOME,
        [SJ_WORK_BAD_NOTE] = NOTE,     [SJ_WORK_FORBIDDEN] = ACTION,
    };
    char what[TEXT];
    sj_str words = guard ? sj_reasons_guard(t->reasons, guard) : (sj_str){NULL, 0};
    snprintf(what, sizeof what, "%s%s%.*s", sj_work_answer_text(answer), words.len ? ". " : "",
             SJ_FMT(words));
    switch (answer) {
    case SJ_WORK_SAME:
        t->totals->untouched++;
        return;
    case SJ_WORK_CHANGED:
        tell_row(t, SJ_IMPORT_CHANGED, r, KEY, what);
        return;
    case SJ_WORK_UNKNOWN:
    case SJ_WORK_CLOSED:
        tell_row(t, SJ_IMPORT_GONE, r, KEY, what);
        return;
    case SJ_WORK_CONFLICT:
        tell_row(t, SJ_IMPORT_CONFLICT, r, KEY, what);
        return;
    default:
        tell_row(t, SJ_IMPORT_BROKEN, r, columns[answer], what);
    }
}

static sj_status apply(trip *t, sj_store *store, const typed *r, sj_str actor, sj_err *err) {
    if (!is_touched(r)) {
        t->totals->untouched++;
        return SJ_OK;
    }
    unsigned fields = differences(r);
    if (r->closed_here && !fields && sj_str_eq(r->texts[OUTCOME], r->now_outcome)) {
        t->totals->untouched++; /* by an import of this file, or as if */
        return SJ_OK;
    }
    if (r->closed_here) {
        tell_row(t, SJ_IMPORT_GONE, r, KEY, "somebody closed it in the meantime");
        return SJ_OK;
    }
    if (!r->found || !r->open) {
        tell_answer(t, r, r->found ? SJ_WORK_CLOSED : SJ_WORK_UNKNOWN, (enum sj_guard)0);
        return SJ_OK;
    }
    if (r->version != r->now_version && fields) {
        tell_conflict(t, r, fields);
        return SJ_OK;
    }
    sj_work_answer answer;
    enum sj_guard guard = (enum sj_guard)0;
    const sj_work_change change = {.denial = r->denial,
                                   .version = r->now_version,
                                   .fields = fields,
                                   .owner = r->texts[OWNER],
                                   .status = r->texts[STATUS],
                                   .action = r->texts[ACTION],
                                   .follow_up = r->follow_up,
                                   .note = r->texts[NOTE],
                                   .outcome = r->texts[OUTCOME]};
    sj_status status = sj_worklist_update(store, t->reasons, &change, actor, &answer, &guard, err);
    if (status == SJ_OK) tell_answer(t, r, answer, guard);
    return status;
}

static sj_status make_trip(trip *t, sj_store *store, const void *bytes, size_t len, sj_str actor,
                           sj_err *err) {
    sj_status status = sj_grid_read(bytes, len, take_row, t, err);
    if (status == SJ_OK && !t->any_table)
        status = sj_err_set(err, SJ_ETABLE,
                            "no sheet has the column RowKey: this is not a workbook "
                            "of the worklist");
    if (status == SJ_OK) status = sort_rows(t, err);
    if (status != SJ_OK || t->totals->broken) return status;
    status = read_now(t, store, err);
    for (size_t i = 0; i < t->n && status == SJ_OK; i++)
        if (!t->rows[i].spare) status = apply(t, store, &t->rows[i], actor, err);
    return status;
}

sj_status sj_round_trip(sj_store *store, const sj_reasons *reasons, const void *bytes, size_t len,
                        sj_str actor, sj_import_fn fn, void *ctx, sj_import_totals *totals,
                        sj_err *err) {
    trip t = {.reasons = reasons, .fn = fn, .ctx = ctx, .totals = totals};
    *totals = (sj_import_totals){0};
    sj_arena_init(&t.arena, TEXT_LIMIT);
    sj_status status = make_trip(&t, store, bytes, len, actor, err);
    sj_free(t.rows);
    sj_free(t.sorted);
    sj_arena_dispose(&t.arena);
    return status;
}
