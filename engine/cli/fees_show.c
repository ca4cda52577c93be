/* engine/cli/fees_show.c - `scrubjay fees list` and `fees show CODE`: the schedules, and what they
 * say of a code. */
#include "engine/cli/fees_cli.h"

#include "engine/cli/reading.h"
#include "engine/followup/fees.h"
#include "engine/pipeline/fee_import.h"

#include <ctype.h>
#include <string.h>

enum { WORDS = 512 };

/* More than any service costs: what comes of a charge that was not told. */
static const sj_money MOST = (sj_money)1 << 50;

/* ---- list ---- */

typedef struct counted {
    char name[SJ_FEE_SCHEDULE_NAME];
    uint32_t rows, in_force;
    sj_fee_import last;
    char file[128];
} counted;

typedef struct counting {
    sj_date on;
    counted v[SJ_FEE_SCHEDULES];
    size_t n;
} counting;

static counted *find(counting *c, sj_str name) {
    for (size_t i = 0; i < c->n; i++)
        if (sj_str_is(name, c->v[i].name)) return &c->v[i];
    if (c->n == SJ_FEE_SCHEDULES) return NULL;
    counted *to = &c->v[c->n++];
    snprintf(to->name, sizeof to->name, "%.*s", SJ_FMT(name));
    return to;
}

static bool count(void *ctx, const sj_fee *fee) {
    counting *c = ctx;
    counted *to = find(c, fee->schedule);
    if (!to) return false;
    to->rows++;
    to->in_force += (fee->from == SJ_NO_DATE || fee->from <= c->on) &&
                    (fee->to == SJ_NO_DATE || c->on <= fee->to);
    return true;
}

static bool take_import(void *ctx, const sj_fee_import *i) {
    counted *to = find(ctx, i->schedule);
    if (!to) return false;
    to->last = *i;
    snprintf(to->file, sizeof to->file, "%.*s", SJ_FMT(i->file));
    return true;
}

/* The payers of scrubjay.xml whose claims are priced by it: "60054, 62308". */
static void payers_of(const sj_config *config, const char *schedule, char *buf, size_t cap) {
    size_t n = 0;
    buf[0] = 0;
    for (size_t i = 0; i < config->n_payers && n < cap; i++) {
        char name[SJ_FEE_SCHEDULE_NAME];
        sj_fee_schedule_of(config, config->payers[i].id, name);
        if (strcmp(name, schedule) == 0)
            n += (size_t)snprintf(buf + n, cap - n, "%s%.*s", n ? ", " : "",
                                  SJ_FMT(config->payers[i].id));
    }
}

static void list_text(const counting *c, const sj_config *config) {
    if (!c->n) {
        puts("No fee schedule: 'scrubjay fees import FILE --payer ID' takes in a contract's.");
        return;
    }
    printf("%-20s %8s %9s  %-16s  %-30s  %s\n", "schedule", "prices", "in force", "imported",
           "from", "payers");
    for (size_t i = 0; i < c->n; i++) {
        char at[32] = "-", payers[WORDS];
        if (c->v[i].last.at) sj_cli_clock_text(c->v[i].last.at, at);
        payers_of(config, c->v[i].name, payers, sizeof payers);
        printf("%-20s %8u %9u  %-16s  %-30s  %s\n", c->v[i].name, c->v[i].rows, c->v[i].in_force,
               at, c->v[i].file, payers[0] ? payers : "by its own id");
    }
}

static int list_json(const counting *c, const sj_config *config) {
    sj_json_out o;
    sj_cli_json(&o);
    sj_json_object(&o);
    sj_json_key(&o, "schema");
    sj_json_int(&o, 1);
    sj_json_key(&o, "schedules");
    sj_json_array(&o);
    for (size_t i = 0; i < c->n; i++) {
        char payers[WORDS];
        payers_of(config, c->v[i].name, payers, sizeof payers);
        sj_json_object(&o);
        sj_json_key(&o, "schedule");
        sj_json_strz(&o, c->v[i].name);
        sj_json_key(&o, "rows");
        sj_json_uint(&o, c->v[i].rows);
        sj_json_key(&o, "in_force");
        sj_json_uint(&o, c->v[i].in_force);
        sj_json_key(&o, "file");
        sj_json_strz(&o, c->v[i].file);
        sj_json_key(&o, "payers");
        sj_json_strz(&o, payers);
        sj_json_object_end(&o);
    }
    sj_json_array_end(&o);
    sj_json_object_end(&o);
    return sj_cli_json_end(&o);
}

int sj_fees_list_verb(const sj_command *self, const sj_fees_options *o, int n, char **args) {
    sj_home *h;
    sj_err err = {0};
    if (n) return sj_cli_usage(self, "list: '%s' is not expected", args[0]);
    int code = sj_cli_open_home(&h, o->home);
    if (code != SJ_EXIT_OK) return code;
    static counting c;
    c = (counting){.on = o->on == SJ_NO_DATE ? sj_cli_today() : o->on};
    sj_status status = sj_fees_walk(h->store, (sj_str){NULL, 0}, count, &c, &err);
    if (status == SJ_OK) status = sj_fee_imports_last(h->store, take_import, &c, &err);
    if (status != SJ_OK)
        code = sj_cli_fail(NULL, &err);
    else if (o->json)
        code = list_json(&c, &h->config);
    else
        list_text(&c, &h->config);
    sj_home_close(h);
    return code;
}

/* ---- show ---- */

typedef struct asking {
    char code[16], modifiers[4][3];
    sj_fee_ask ask;
} asking;

/* "99213-26-50" */
static bool read_code(asking *a, const char *text) {
    size_t n = strcspn(text, "-");
    if (n < 1 || n >= sizeof a->code) return false;
    for (size_t i = 0; i < n; i++) a->code[i] = (char)toupper((unsigned char)text[i]);
    a->ask.code = (sj_str){a->code, n};
    text += n;
    for (int m = 0; *text; m++, text += 3) {
        if (m == 4 || !text[1] || !text[2] || (text[3] && text[3] != '-')) return false;
        for (int i = 0; i < 2; i++) a->modifiers[m][i] = (char)toupper((unsigned char)text[1 + i]);
        a->ask.modifiers[m] = (sj_str){a->modifiers[m], 2};
    }
    return true;
}

static void print_price(const sj_fees *f, int schedule, const sj_fee_ask *ask) {
    sj_fee_price price;
    char words[WORDS], money[SJ_MONEY_SIZE + 8], day[SJ_DATE_SIZE];
    sj_fees_price(&price, f, schedule, ask);
    sj_date_print_people(ask->on, day);
    if (price.answer != SJ_FEE_PRICED) {
        printf("  on %s: not compared: %s%s%.*s\n", day, sj_fee_answer_text(price.answer),
               price.what.len ? ": " : "", SJ_FMT(price.what));
        return;
    }
    sj_fee_words(price.row, words, sizeof words);
    sj_money_print_people(price.expected, money);
    if (price.expected > MOST)
        printf("  on %s: a share of the charge (--charge AMOUNT says how much) by %s\n", day,
               words);
    else
        printf("  on %s: %s by %s\n", day, money, words);
}

static void show_json_row(sj_json_out *o, const sj_fee *row) {
    const struct {
        const char *key;
        sj_str value;
    } texts[] = {{"schedule", row->schedule},   {"code", row->code},   {"code_to", row->code_to},
                 {"modifiers", row->modifiers}, {"place", row->place}, {"base", row->base},
                 {"source", row->source}};
    char day[SJ_DATE_SIZE];
    sj_json_object(o);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        sj_json_key(o, texts[i].key);
        sj_json_str(o, texts[i].value);
    }
    sj_json_key(o, "from");
    sj_json_strz(o, sj_date_print_iso(row->from, day) ? day : NULL);
    sj_json_key(o, "to");
    sj_json_strz(o, sj_date_print_iso(row->to, day) ? day : NULL);
    sj_json_key(o, "basis");
    sj_json_strz(o, sj_fee_basis_text(row->basis));
    sj_json_key(o, "value");
    if (row->basis == SJ_FEE_AMOUNT) {
        sj_json_money(o, row->value);
    } else {
        char q[SJ_MONEY_SIZE];
        sj_quantity_print(row->value, q);
        sj_json_strz(o, q);
    }
    sj_json_object_end(o);
}

static int show(const sj_fees *f, const asking *a, int wanted, bool json) {
    sj_json_out o;
    bool found = false;
    if (json) {
        sj_cli_json(&o);
        sj_json_object(&o);
        sj_json_key(&o, "schema");
        sj_json_int(&o, 1);
        sj_json_key(&o, "rows");
        sj_json_array(&o);
    }
    for (int s = 0; s < (int)sj_fees_schedules(f); s++) {
        const sj_fee *row;
        bool here = false;
        if (wanted >= 0 && s != wanted) continue;
        for (size_t i = 0; (row = sj_fees_row_at(f, s, a->ask.code, i)); i++) {
            char words[WORDS];
            found = here = true;
            sj_fee_words(row, words, sizeof words);
            if (json)
                show_json_row(&o, row);
            else
                puts(words);
        }
        if (!json && here) print_price(f, s, &a->ask);
    }
    if (json) {
        sj_json_array_end(&o);
        if (wanted >= 0) {
            sj_fee_price price;
            sj_fees_price(&price, f, wanted, &a->ask);
            sj_json_key(&o, "expected");
            if (price.answer == SJ_FEE_PRICED)
                sj_json_money(&o, price.expected);
            else
                sj_json_null(&o);
            sj_json_key(&o, "why");
            sj_json_strz(&o, sj_fee_answer_text(price.answer));
        }
        sj_json_object_end(&o);
        int code = sj_cli_json_end(&o);
        return code != SJ_EXIT_OK ? code : found ? SJ_EXIT_OK : SJ_EXIT_UNREADABLE;
    }
    if (found) return SJ_EXIT_OK;
    fprintf(stderr, "scrubjay: %s stands in no fee schedule\n", a->code);
    return SJ_EXIT_UNREADABLE;
}

int sj_fees_show_verb(const sj_command *self, const sj_fees_options *o, int n, char **args) {
    asking a = {.ask = {.place = SJ_STR("11"), .units = 1000, .charge = INT64_MAX}};
    sj_err err = {0};
    sj_home *h;
    sj_fees *fees = NULL;
    int wanted = -1;
    if (n != 1 || !read_code(&a, args[0]))
        return sj_cli_usage(self, "show: which code? 99213, or with modifiers 99213-26");
    if (o->place) a.ask.place = sj_str_of(o->place);
    if (o->units && !sj_quantity_parse(sj_str_of(o->units), &a.ask.units))
        return sj_cli_usage(self, "show: --units takes a number");
    if (o->charge && !sj_money_parse(sj_str_of(o->charge), &a.ask.charge))
        return sj_cli_usage(self, "show: --charge takes an amount");
    a.ask.on = o->on == SJ_NO_DATE ? sj_cli_today() : o->on;
    int code = sj_cli_open_home(&h, o->home);
    if (code != SJ_EXIT_OK) return code;
    sj_status status = sj_fees_load(&fees, h->store, &err);
    if (status == SJ_OK && o->payer) {
        char name[SJ_FEE_SCHEDULE_NAME];
        sj_fee_schedule_of(&h->config, sj_str_of(o->payer), name);
        wanted = sj_fees_find(fees, sj_str_of(name));
        if (wanted < 0)
            status = sj_err_setf(&err, SJ_ENOTFOUND, "no fee schedule was imported for this payer",
                                 "%s", o->payer);
    }
    code = status == SJ_OK ? show(fees, &a, wanted, o->json) : sj_cli_fail(NULL, &err);
    sj_fees_free(fees);
    sj_home_close(h);
    return code;
}
