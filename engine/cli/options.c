/* engine/cli/options.c - one table of options drives parsing, --help and complaints. */
#include "engine/cli/cli.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MAX_OPTIONS = 32, HELP = 'h', FIRST_LONG = 256 };

static void print_option(const sj_option *o) {
    char left[64];
    int n = o->letter ? snprintf(left, sizeof left, "-%c, ", o->letter)
                      : snprintf(left, sizeof left, "    ");
    snprintf(left + n, sizeof left - (size_t)n, "--%s%s%s", o->name, o->argument ? " " : "",
             o->argument ? o->argument : "");
    printf("  %-26s %s\n", left, o->help);
}

static int print_help(const sj_command *self, const sj_option *options) {
    printf("Examples:\n");
    for (const char *line = self->examples; *line;) {
        size_t n = strcspn(line, "\n");
        printf("  scrubjay %.*s\n", (int)n, line);
        line += n + (line[n] == '\n');
    }
    printf("\nusage: scrubjay %s\n\n%s\n\nOptions:\n", self->usage, self->summary);
    for (const sj_option *o = options; o->name; o++) print_option(o);
    print_option(&(sj_option){"help", 'h', SJ_OPTION_FLAG, NULL, NULL, "this text"});
    return SJ_EXIT_OK;
}

static bool read_number(const char *text, long *out) {
    if (*text < '0' || *text > '9') return false;
    char *end;
    long n = strtol(text, &end, 10);
    if (*end || n < 0) return false;
    *out = n;
    return true;
}

/* NULL when the value fits, else what was expected. */
static const char *take(const sj_option *o, const char *value) {
    switch (o->kind) {
    case SJ_OPTION_FLAG:
        *(bool *)o->target = true;
        return NULL;
    case SJ_OPTION_TEXT:
        *(const char **)o->target = value;
        return NULL;
    case SJ_OPTION_NUMBER:
        return read_number(value, o->target) ? NULL : "a whole number";
    case SJ_OPTION_DATE:
        return sj_date_parse_iso(sj_str_of(value), o->target) ? NULL : "a date like 2026-04-16";
    }
    return "nothing";
}

int sj_cli_parse(const sj_command *self, const sj_option *options, int argc, char **argv,
                 int *first) {
    struct option table[MAX_OPTIONS + 2] = {0};
    char letters[2 * MAX_OPTIONS + 4] = ":h";
    size_t n = 0, l = 2;
    for (; options[n].name && n < MAX_OPTIONS; n++) {
        bool has_value = options[n].kind != SJ_OPTION_FLAG;
        table[n] = (struct option){options[n].name, has_value, NULL, FIRST_LONG + (int)n};
        if (!options[n].letter) continue;
        letters[l++] = options[n].letter;
        if (has_value) letters[l++] = ':';
    }
    table[n] = (struct option){"help", 0, NULL, HELP};
    letters[l] = 0;
    optind = 0; /* glibc: start afresh */
    for (int c; (c = getopt_long(argc, argv, letters, table, NULL)) != -1;) {
        if (c == HELP) return print_help(self, options);
        if (c == ':') return sj_cli_usage(self, "%s needs a value", argv[optind - 1]);
        const sj_option *o = options;
        if (c >= FIRST_LONG)
            o += c - FIRST_LONG;
        else
            while (o->name && o->letter != c) o++;
        if (c == '?' || !o->name)
            return sj_cli_usage(self, "there is no option '%s'", argv[optind - 1]);
        const char *expected = take(o, optarg);
        if (expected)
            return sj_cli_usage(self, "--%s takes %s, not '%s'", o->name, expected, optarg);
    }
    *first = optind;
    return -1;
}

int sj_cli_usage(const sj_command *self, const char *fmt, ...) {
    va_list args;
    va_start(args, fmt);
    fprintf(stderr, "scrubjay %s: ", self->name);
    vfprintf(stderr, fmt, args);
    va_end(args);
    fprintf(stderr, "\nusage: scrubjay %s\n'scrubjay %s --help' tells more\n", self->usage,
            self->name);
    return SJ_EXIT_USAGE;
}

int sj_cli_exit_of(sj_status code) {
    switch (code) {
    case SJ_OK:
        return SJ_EXIT_OK;
    case SJ_EARG:
        return SJ_EXIT_USAGE;
    case SJ_EINPUT:
    case SJ_ENOTX12:
    case SJ_ETOOBIG:
    case SJ_EIO:
    case SJ_ENOTFOUND:
        return SJ_EXIT_UNREADABLE;
    case SJ_ETRANSPORT:
        return SJ_EXIT_TRANSPORT;
    case SJ_ESTORE:
    case SJ_EBUSY:
        return SJ_EXIT_STORE;
    case SJ_EXML:
    case SJ_ETABLE:
    case SJ_ECONFIG:
        return SJ_EXIT_CONFIG;
    case SJ_ENOMEM:
    case SJ_EINTERNAL:
        break;
    }
    return SJ_EXIT_INTERNAL;
}

int sj_cli_fail(const char *what, const sj_err *err) {
    fprintf(stderr, "scrubjay: %s%s%s", what ? what : "", what ? ": " : "",
            err->msg ? err->msg : sj_status_text(err->code));
    if (err->detail[0]) fprintf(stderr, " (%s)", err->detail);
    if (err->line) fprintf(stderr, ", line %u", err->line);
    if (err->line && err->column) fprintf(stderr, ", column %u", err->column);
    if (err->pos.segment) fprintf(stderr, ", segment %u", err->pos.segment);
    fputc('\n', stderr);
    return sj_cli_exit_of(err->code);
}

sj_date sj_cli_today(void) {
    time_t now = time(NULL);
    struct tm day;
    localtime_r(&now, &day);
    return sj_date_of(day.tm_year + 1900, day.tm_mon + 1, day.tm_mday);
}

int64_t sj_cli_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool sj_cli_color(FILE *stream) {
    return isatty(fileno(stream)) && !getenv("NO_COLOR");
}
