/* engine/cli/codes_show.c - scrubjay codes show: what a code, or a pair of codes, was on a day. */
#include "engine/cli/codes_cli.h"

#include <string.h>

static const char *state_text(sj_code_state state) {
    switch (state) {
    case SJ_CODE_VALID:
        return "valid";
    case SJ_CODE_HEADER:
        return "a heading, more characters are needed";
    case SJ_CODE_NOT_YET:
        return "not valid yet";
    case SJ_CODE_ENDED:
        return "not valid any more";
    case SJ_CODE_OUT_OF_RANGE:
        return "not known: the table does not cover that day";
    case SJ_CODE_UNKNOWN:
        return "not a code";
    case SJ_CODE_NO_TABLE:
        break;
    }
    return "table not loaded";
}

static void print_days(sj_date from, sj_date until) {
    char first[SJ_DATE_SIZE], last[SJ_DATE_SIZE];
    sj_date_print_people(from, first);
    sj_date_print_people(until, last);
    printf("  %-10s - %-10s  ", first[0] ? first : "ever", last[0] ? last : "open");
}

/* What a kind tells besides. */
static void print_details(sj_code_kind kind, const sj_code_info *info) {
    if (kind >= SJ_CODES_MUE_PRACTITIONER && kind <= SJ_CODES_MUE_DME) {
        sj_mue_info mue;
        sj_mue_of(&mue, info);
        printf("%u units, indicator %u (%s); ", mue.units, mue.mai,
               mue.mai == 1   ? "each line"
               : mue.mai == 2 ? "the day, by policy"
                              : "the day, clinical");
    }
    if (kind == SJ_CODES_CPT && (info->sex || info->min_age || info->max_age < UINT8_MAX))
        printf("[%s%s ages %u to %u] ",
               info->sex == 'F'   ? "women"
               : info->sex == 'M' ? "men"
                                  : "",
               info->sex ? "," : "", info->min_age, info->max_age);
    if (kind == SJ_CODES_CPT && info->global[0]) printf("[global %s] ", info->global);
}

static void print_period(sj_code_kind kind, const sj_code_info *info, bool heading) {
    print_days(info->effective, info->terminated);
    print_details(kind, info);
    if (kind != SJ_CODES_FEE) printf("%.*s", SJ_FMT(info->text));
    fputs(heading ? "  [heading]" : "", stdout);
    if (info->successor.len) printf("  [see %.*s]", SJ_FMT(info->successor));
    putchar('\n');
}

static void print_fee(const sj_tables *tables, sj_str code, sj_date on) {
    sj_fee_info fee;
    sj_str procedure = {code.ptr, code.len < 5 ? code.len : 5};
    sj_str modifier = {code.ptr + procedure.len, code.len - procedure.len};
    if (sj_tables_fee(tables, procedure, modifier, on, &fee) != SJ_CODE_VALID) return;
    printf("  status %c, global %s, PC/TC %c, multiple %c, bilateral %c, assistant %c, co-surgeons "
           "%c, "
           "team %c\n  work RVU %d.%02d, total RVU office %d.%02d, facility %d.%02d\n",
           fee.status, fee.global, fee.pctc, fee.multiple, fee.bilateral, fee.assistant,
           fee.co_surgeons, fee.team, fee.work / 100, fee.work % 100, fee.total_office / 100,
           fee.total_office % 100, fee.total_facility / 100, fee.total_facility % 100);
}

static bool show_mce(const sj_tables *tables, bool procedure, sj_str code, sj_date on) {
    static const char *const names[] = {"newborn (age 0)",
                                        "pediatric (0 to 17)",
                                        "maternity (9 to 64)",
                                        "adult (15 to 124)",
                                        "women only",
                                        "men only",
                                        "manifestation, not principal",
                                        "unacceptable as principal",
                                        "principal only with another diagnosis",
                                        "questionable admission",
                                        "not covered",
                                        "limited coverage",
                                        "wrong procedure performed",
                                        "not covered over 60",
                                        "only with a stay of more than four days",
                                        "laterality not told"};
    uint32_t lists;
    if (sj_tables_mce(tables, procedure, code, on, &lists) != SJ_CODE_VALID || !lists) return false;
    printf("mce %.*s:", SJ_FMT(code));
    const char *between = " ";
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!(lists >> i & 1)) continue;
        printf("%s%s", between, names[i]);
        between = "; ";
    }
    putchar('\n');
    return true;
}

/* Pairs are named by both codes; of one code they are counted. */
static bool show_pairs(const sj_tables *tables, sj_code_kind kind, sj_str first, sj_str second,
                       sj_date on) {
    uint32_t all = 0, now = 0, shown = 0;
    sj_str other;
    sj_code_info info;
    for (uint32_t i = 0; sj_tables_pair_at(tables, kind, first, i, &other, &info); i++) {
        bool holds =
            info.effective <= on && (info.terminated == SJ_NO_DATE || on <= info.terminated);
        all++;
        now += holds;
        if (!sj_str_eq(other, second)) continue;
        if (shown++ == 0)
            printf("%s %.*s with %.*s:\n", sj_code_kind_name(kind), SJ_FMT(first), SJ_FMT(second));
        print_days(info.effective, info.terminated);
        char indicator = (char)(info.attributes & 0xff);
        if (kind == SJ_CODES_ADDON)
            printf("type %u\n", info.attributes & 0xff);
        else
            printf("indicator %c, %.*s\n", indicator, SJ_FMT(info.text));
    }
    if (all && second.len == 0) {
        char day[SJ_DATE_SIZE];
        sj_date_print_people(on, day);
        printf("%s %.*s: %u pairs with it first, %u of them in force on %s (name both codes to see "
               "one)\n",
               sj_code_kind_name(kind), SJ_FMT(first), all, now, day);
    }
    return second.len ? shown : all;
}

/* The periods of a code in one table, and its state on a day; false when it is not there. */
static bool show_in(const sj_tables *tables, sj_code_kind kind, sj_str code, sj_date on) {
    sj_str name;
    sj_code_info info;
    bool heading, found = false;
    for (uint32_t i = 0; sj_tables_at(tables, kind, i, &name, &info, &heading); i++) {
        if (!sj_str_eq(name, code)) {
            if (found) break; /* the periods of a code are adjacent */
            continue;
        }
        if (!found) {
            char day[SJ_DATE_SIZE];
            sj_date_print_people(on, day);
            printf("%s %.*s: on %s %s\n", sj_code_kind_name(kind), SJ_FMT(code), day,
                   state_text(sj_tables_lookup(tables, kind, code, on, NULL)));
        }
        found = true;
        print_period(kind, &info, heading);
    }
    if (kind == SJ_CODES_FEE && found) print_fee(tables, code, on);
    return found;
}

/* What one kind knows of a code, or of a pair. */
static bool show_kind(const sj_tables *tables, sj_code_kind kind, sj_str first, sj_str second,
                      sj_date on) {
    if (kind >= SJ_CODES_PTP_PRACTITIONER && kind <= SJ_CODES_ADDON)
        return show_pairs(tables, kind, first, second, on);
    if (second.len) return false;
    if (kind == SJ_CODES_MCE) {
        bool diagnosis = show_mce(tables, false, first, on);
        return show_mce(tables, true, first, on) || diagnosis;
    }
    return show_in(tables, kind, first, on);
}

static int show_all(const sj_codes_options *o, int only, sj_str first, sj_str second) {
    int code = SJ_EXIT_OK;
    sj_table_files *files = sj_codes_open(o, &code);
    if (!files) return code;
    const sj_tables *tables = sj_table_files_view(files);
    sj_date on = o->on == SJ_NO_DATE ? sj_cli_today() : o->on;
    bool found = false;
    for (int kind = 0; kind < SJ_CODES_KINDS; kind++)
        if (only == SJ_CODES_KINDS || kind == only)
            found |= show_kind(tables, (sj_code_kind)kind, first, second, on);
    sj_table_files_close(files);
    if (found) return code;
    fprintf(stderr, "scrubjay: %.*s%s%.*s stands in no table that is loaded\n", SJ_FMT(first),
            second.len ? " with " : "", SJ_FMT(second));
    return SJ_EXIT_UNREADABLE;
}

/* show CODE: in every table; KIND CODE: in that one; CODE CODE, KIND CODE CODE: a pair. */
int sj_codes_show_verb(const sj_command *self, const sj_codes_options *o, int n, char **args) {
    if (n < 1 || n > 3) return sj_cli_usage(self, "show: which code?");
    sj_code_kind only = sj_codes_kind_named(args[0]);
    if (only < SJ_CODES_KINDS && n > 1)
        args++, n--;
    else
        only = SJ_CODES_KINDS;
    if (n == 3 || (n == 2 && !strpbrk(args[0], "0123456789"))) /* a code has digits */
        return sj_cli_usage(self, "show: there is no table '%s'", args[0]);
    char buf[16], buf2[16];
    sj_str second = n == 2 ? sj_codes_normal(args[1], buf2, sizeof buf2) : (sj_str){NULL, 0};
    return show_all(o, (int)only, sj_codes_normal(args[0], buf, sizeof buf), second);
}
