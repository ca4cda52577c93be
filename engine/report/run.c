/* engine/report/run.c - makes a report: asks each section's question once, fills the cells, hands
 * the rows to all forms at the same time. */
#include "engine/report/sink.h"

#include "parsers/base/alloc.h"

#include <inttypes.h>

static const size_t ROW_LIMIT = (size_t)1 << 24;
enum { MAX_TILES = 8, MAX_SINKS = 5 };

typedef struct making {
    sj_filling f;
    sj_sink *sinks[MAX_SINKS];
    size_t n_sinks;
    sj_shown page, file; /* of the section at hand */
    sj_tile_values tiles[MAX_TILES];
    size_t n_tiles;
    sj_status status; /* of a sink */
    sj_err *err;
} making;

bool sj_column_is_shown(const sj_column *c, sj_detail detail) {
    if (detail == SJ_DETAIL_FULL) return true;
    if (c->flags & SJ_COL_FULL) return false;
    return detail != SJ_DETAIL_NONE || !(c->flags & SJ_COL_LIMITED);
}

sj_sql_value sj_fill_text(sj_filling *f, const char *text) {
    sj_str kept = {NULL, 0};
    if (!sj_arena_copy(&f->row, sj_str_of(text), &kept)) f->failed = true;
    return sj_sql_text(kept);
}

void sj_tenths_print(int64_t tenths, char buf[32]) {
    uint64_t size = tenths < 0 ? -(uint64_t)tenths : (uint64_t)tenths;
    snprintf(buf, 32, "%s%" PRIu64 ".%u", tenths < 0 ? "-" : "", size / 10, (unsigned)(size % 10));
}

/* What a sink is shown: the page all columns, files those that are not for the page alone. */
static const sj_shown *seen_by(const making *m, const sj_sink *sink) {
    return sink->ops->output == SJ_OUT_PAGE ? &m->page : &m->file;
}

/* Is the sink among those that the section goes to? */
static bool goes_to(const making *m, const sj_sink *sink) {
    return m->f.section->outputs & sink->ops->output;
}

static void add_column(sj_shown *shown, const sj_column *c) {
    shown->columns[shown->n++] = c;
}

static void add_cell(sj_shown *shown, size_t i, sj_sql_value *cells, sj_sql_value v) {
    cells[i] = v;
    if (shown->columns[i]->flags & SJ_COL_TOTAL)
        shown->totals[i] = sj_money_add(shown->totals[i], v.i);
}

static bool take_row(void *ctx, const sj_sql_value *row) {
    making *m = ctx;
    sj_sql_value page[SJ_MAX_COLUMNS], file[SJ_MAX_COLUMNS];
    size_t n_file = 0;
    sj_arena_reset(&m->f.row);
    for (size_t i = 0; i < m->page.n; i++) {
        const sj_column *c = m->page.columns[i];
        sj_sql_value v = c->fill ? c->fill(&m->f, row) : row[c->at];
        add_cell(&m->page, i, page, v);
        if (!(c->flags & SJ_COL_PAGE_ONLY)) add_cell(&m->file, n_file++, file, v);
    }
    m->f.number++;
    m->page.rows++;
    m->file.rows++;
    if (m->f.failed) m->status = sj_err_set(m->err, SJ_ENOMEM, "no memory for a report");
    if (m->f.status != SJ_OK) m->status = m->f.status;
    for (size_t i = 0; i < m->n_sinks && m->status == SJ_OK; i++) {
        sj_sink *sink = m->sinks[i];
        const sj_shown *shown = seen_by(m, sink);
        if (goes_to(m, sink))
            m->status = sink->ops->row(sink, shown, shown == &m->page ? page : file, m->err);
    }
    return m->status == SJ_OK;
}

typedef sj_status (*section_fn)(sj_sink *s, const sj_shown *shown, sj_err *err);

static sj_status for_sinks(making *m, bool at_end) {
    sj_status status = SJ_OK;
    for (size_t i = 0; i < m->n_sinks && status == SJ_OK; i++) {
        sj_sink *sink = m->sinks[i];
        section_fn call = at_end ? sink->ops->section_end : sink->ops->section;
        if (goes_to(m, sink)) status = call(sink, seen_by(m, sink), m->err);
    }
    return status;
}

/* A section that no form wants is not asked for. */
static bool is_wanted(const making *m) {
    for (size_t i = 0; i < m->n_sinks; i++)
        if (goes_to(m, m->sinks[i])) return true;
    return false;
}

static sj_status write_section(making *m, const sj_section *s) {
    m->page = m->file = (sj_shown){.section = s};
    m->f.section = s;
    m->f.number = 0;
    sj_arena_reset(&m->f.kept);
    m->f.params.limit = s->limit ? s->limit : -1;
    m->f.params.a = s->a;
    m->f.params.b = s->b;
    m->f.more = 0;
    if (!is_wanted(m)) return SJ_OK;
    for (const sj_column *c = s->columns; c->key; c++) {
        if (!sj_column_is_shown(c, m->f.opts->detail)) continue;
        add_column(&m->page, c);
        if (!(c->flags & SJ_COL_PAGE_ONLY)) add_column(&m->file, c);
    }
    sj_status status = for_sinks(m, false);
    if (status == SJ_OK)
        status = s->rows ? s->rows(&m->f, take_row, m, m->err)
                         : sj_query(m->f.store, s->query, &m->f.params, take_row, m, m->err);
    if (status == SJ_OK) status = m->status;
    m->page.summed = m->file.summed = m->page.rows;
    m->page.rows += m->f.more;
    m->file.rows += m->f.more;
    return status == SJ_OK ? for_sinks(m, true) : status;
}

static bool take_tile(void *ctx, const sj_sql_value *row) {
    sj_tile_values *t = ctx;
    t->n = row[0].i;
    t->amount = row[1].i;
    t->beside = row[2].i;
    t->beside_amount = row[3].i;
    t->has_mean = row[4].type == SJ_SQL_INT;
    t->mean = row[4].i;
    return false;
}

static sj_status read_tiles(making *m) {
    sj_status status = SJ_OK;
    if (!m->f.report->tiles) return SJ_OK;
    for (const sj_tile *t = m->f.report->tiles; t->name && status == SJ_OK; t++) {
        sj_tile_values *v = &m->tiles[m->n_tiles++];
        *v = (sj_tile_values){.tile = t};
        m->f.params.a = t->a;
        m->f.params.b = t->b;
        status = sj_query(m->f.store, t->query, &m->f.params, take_tile, v, m->err);
        if (t->overdue) {
            v->n = (int64_t)m->f.overdue.n;
            v->amount = m->f.overdue.charge;
        }
    }
    return status;
}

static void take_missing(void *ctx, const sj_report_missing *from) {
    sj_filling *f = ctx;
    sj_missing_rows *to = &f->missing;
    if (to->n == to->cap) {
        size_t cap = to->cap ? 2 * to->cap : 16;
        sj_report_missing *more = sj_realloc(to->v, cap * sizeof *more);
        if (!more) {
            f->failed = true;
            return;
        }
        to->v = more;
        to->cap = cap;
    }
    sj_report_missing *row = &to->v[to->n];
    *row = (sj_report_missing){.due = from->due};
    const struct {
        const char **to, *from;
    } texts[] = {{&row->partner, from->partner},
                 {&row->type, from->type},
                 {&row->batch, from->batch},
                 {&row->text, from->text}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (!texts[i].from) continue;
        char *kept = sj_arena_alloc(&f->whole, strlen(texts[i].from) + 1);
        if (!kept) f->failed = true;
        *texts[i].to = kept ? strcpy(kept, texts[i].from) : "";
    }
    to->n++;
}

static bool take_bank(void *ctx, const sj_sql_value *v) {
    sj_filling *f = ctx;
    f->bank.deposits = v[0].i;
    f->bank.deposited = v[1].i;
    f->bank.remits = v[2].i;
    f->bank.announced = v[3].i;
    return false;
}

/* What the head's sentence counts and sections show. */
static sj_status read_clocks(making *m) {
    const sj_report_opts *o = m->f.opts;
    if (!m->f.report->tiles) return SJ_OK;
    sj_status status = sj_overdues_read(&m->f.overdue, m->f.store, o->terms, o->as_of, m->err);
    if (status == SJ_OK)
        status = sj_query(m->f.store, "bank_sum", &m->f.params, take_bank, &m->f, m->err);
    if (status == SJ_OK && o->missing)
        status = o->missing(o->missing_ctx, o->now, take_missing, &m->f, m->err);
    if (status == SJ_OK && m->f.failed)
        status = sj_err_set(m->err, SJ_ENOMEM, "no memory for a report");
    return status;
}

/* "12 new denials, $4,310." behind what stands there; its new length. */
static size_t say_money(char *buf, size_t cap, size_t at, int64_t n, sj_money amount,
                        const char *one, const char *many) {
    char money[SJ_MONEY_SIZE + 8];
    if (!n || at >= cap) return at;
    sj_money_print_people(amount, money);
    return at + (size_t)snprintf(buf + at, cap - at, "%s%lld %s, %s.", at ? " " : "", (long long)n,
                                 n == 1 ? one : many, money);
}

/* "12 new denials, $4,310.00. …" */
static void make_sentence(const making *m, char *buf, size_t cap) {
    size_t at = 0;
    buf[0] = 0;
    for (size_t i = 0; i < m->n_tiles && at < cap; i++) {
        const sj_tile_values *v = &m->tiles[i];
        const struct {
            int64_t n, amount;
            const char *one, *many;
        } parts[] = {{v->n, v->amount, v->tile->one, v->tile->many},
                     {v->beside, v->beside_amount, "is past due", "are past due"}};
        for (size_t k = 0; k < 2 && at < cap; k++) {
            if (!parts[k].one || (k && (!v->tile->beside || v->tile->beside[0] != '!'))) continue;
            at = say_money(buf, cap, at, parts[k].n, parts[k].amount, parts[k].one, parts[k].many);
            if (!parts[k].n && !k && v->tile->nothing && at < cap)
                at += (size_t)snprintf(buf + at, cap - at, "%s%s", at ? " " : "", v->tile->nothing);
        }
    }
    at = say_money(buf, cap, at, m->f.bank.deposits, m->f.bank.deposited,
                   "deposit has no remittance", "deposits have no remittance");
    at = say_money(buf, cap, at, m->f.bank.remits, m->f.bank.announced, "remittance has no deposit",
                   "remittances have no deposit");
    const size_t missing = m->f.missing.n;
    if (missing && at < cap)
        at += (size_t)snprintf(buf + at, cap - at, "%s%zu %s did not come.", at ? " " : "", missing,
                               missing == 1 ? "expected file or answer"
                                            : "expected files or answers");
    if (!at && m->n_tiles) snprintf(buf, cap, "Nothing to do.");
}

static bool is_quiet(const making *m) {
    for (size_t i = 0; i < m->n_tiles; i++)
        if (m->tiles[i].tile->one && m->tiles[i].n) return false;
    return !m->f.missing.n && !m->f.bank.deposits && !m->f.bank.remits;
}

/* What several questions ask of. */
static sj_status read_open_claims(making *m) {
    sj_status status = sj_query(m->f.store, "open_claims_gone", &m->f.params, NULL, NULL, m->err);
    if (status == SJ_OK)
        status = sj_query(m->f.store, "open_claims", &m->f.params, NULL, NULL, m->err);
    return status;
}

static sj_status write_all(making *m, char *sentence, size_t cap) {
    sj_head head = {.report = m->f.report, .opts = m->f.opts, .tiles = m->tiles};
    sj_status status = read_open_claims(m);
    if (status == SJ_OK) status = read_clocks(m);
    if (status == SJ_OK) status = read_tiles(m);
    if (status != SJ_OK) return status;
    make_sentence(m, sentence, cap);
    head.n_tiles = m->n_tiles;
    head.sentence = sentence;
    head.quiet = is_quiet(m);
    while (sj_reasons_carc_at(m->f.reasons, head.carcs)) head.carcs++;
    while (sj_reasons_rarc_at(m->f.reasons, head.rarcs)) head.rarcs++;
    for (size_t i = 0; i < m->n_sinks && status == SJ_OK; i++) {
        m->sinks[i]->head = &head;
        status = m->sinks[i]->ops->begin(m->sinks[i], &head, m->err);
    }
    for (const sj_section *const *s = m->f.report->sections; *s && status == SJ_OK; s++)
        status = write_section(m, *s);
    for (size_t i = 0; i < m->n_sinks && status == SJ_OK; i++)
        status = m->sinks[i]->ops->end(m->sinks[i], m->err);
    return status;
}

static sj_status add_sink(making *m, sj_sink *sink) {
    if (!sink) return sj_err_set(m->err, SJ_ENOMEM, "no memory for a report");
    m->sinks[m->n_sinks++] = sink;
    return SJ_OK;
}

sj_status sj_report_make(const sj_report *r, sj_store *store, const sj_report_opts *opts,
                         const sj_report_out *out, char *sentence, size_t cap, sj_err *err) {
    char own[1024];
    making m = {.f = {.report = r, .opts = opts, .store = store, .err = err}, .err = err};
    m.f.params = (sj_query_params){.as_of = opts->as_of,
                                   .since = opts->since,
                                   .from = opts->from,
                                   .to = opts->to,
                                   .now = opts->now,
                                   .limit = -1};
    sj_arena_init(&m.f.row, ROW_LIMIT);
    sj_arena_init(&m.f.kept, ROW_LIMIT);
    sj_arena_init(&m.f.whole, ROW_LIMIT);
    sj_kpi_answers_init(&m.f.answers);
    sj_status status = sj_reasons_new(&m.f.reasons, err);
    if (status == SJ_OK) status = sj_chances_read(&m.f.chances, store, m.f.reasons, err);
    if (status == SJ_OK && out->page) status = add_sink(&m, sj_sink_page(out->page));
    if (status == SJ_OK && out->book) status = add_sink(&m, sj_sink_book(out->book));
    if (status == SJ_OK && out->table) status = add_sink(&m, sj_sink_csv(out));
    if (status == SJ_OK && out->json) status = add_sink(&m, sj_sink_json(out->json));
    if (status == SJ_OK && out->text) status = add_sink(&m, sj_sink_text(out->text));
    if (status == SJ_OK)
        status = write_all(&m, sentence ? sentence : own, sentence ? cap : sizeof own);
    for (size_t i = 0; i < m.n_sinks; i++) m.sinks[i]->ops->free(m.sinks[i]);
    sj_arena_dispose(&m.f.row);
    sj_arena_dispose(&m.f.kept);
    sj_arena_dispose(&m.f.whole);
    sj_kpi_answers_dispose(&m.f.answers);
    sj_overdues_dispose(&m.f.overdue);
    sj_free(m.f.missing.v);
    sj_reasons_free(m.f.reasons);
    return status;
}
