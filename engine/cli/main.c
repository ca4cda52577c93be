/* engine/cli/main.c - the program: finds the subcommand and runs it. */
#include "engine/cli/cli.h"

#include <locale.h>
#include <string.h>
#include <sys/stat.h>

const sj_command sj_commands[] = {
#define COMMAND(name, summary, usage, examples) {#name, sj_cmd_##name, summary, usage, examples},
#include "engine/cli/commands.def"
#undef COMMAND
    {NULL, NULL, NULL, NULL, NULL}};

static const sj_command *find_command(const char *name) {
    for (const sj_command *c = sj_commands; c->name; c++)
        if (strcmp(c->name, name) == 0) return c;
    return NULL;
}

static void print_help(FILE *to) {
    fputs("usage: scrubjay COMMAND [options] [files]\n\n", to);
    for (const sj_command *c = sj_commands; c->name; c++)
        fprintf(to, "  %-12s %s\n", c->name, c->summary);
    fputs("\nscrubjay COMMAND --help tells more about each. Data goes to standard output, messages "
          "to\n"
          "standard error; '-' is standard input. Exit codes: 0 nothing to fix, 1 findings, 2 "
          "usage,\n"
          "3 unreadable or not X12, 4 some files failed, 5 transport, 6 store, 7 configuration.\n",
          to);
}

/* Letters that differ, by position and length: enough to guess at a typing error. */
static size_t distance(const char *a, const char *b) {
    size_t la = strlen(a), lb = strlen(b), n = la > lb ? la - lb : lb - la;
    for (size_t i = 0; i < la && i < lb; i++) n += a[i] != b[i];
    return n;
}

static int unknown_command(const char *name) {
    const sj_command *best = NULL;
    for (const sj_command *c = sj_commands; c->name; c++)
        if (!best || distance(name, c->name) < distance(name, best->name)) best = c;
    fprintf(stderr, "scrubjay: there is no command '%s'", name);
    if (best && distance(name, best->name) <= 2)
        fprintf(stderr, "; did you mean '%s'?", best->name);
    fputs("\n'scrubjay --help' lists the commands\n", stderr);
    return SJ_EXIT_USAGE;
}

int main(int argc, char **argv) {
    setlocale(LC_CTYPE, "C.UTF-8");
    umask(077); /* what we write may hold patient data */
    if (argc < 2) {
        print_help(stderr);
        return SJ_EXIT_USAGE;
    }
    const char *name = argv[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
        const sj_command *topic = argc > 2 ? find_command(argv[2]) : NULL;
        char help[] = "--help";
        if (topic) return topic->run(topic, 2, (char *[]){argv[2], help, NULL});
        print_help(stdout);
        return SJ_EXIT_OK;
    }
    if (strcmp(name, "--version") == 0) {
        puts("scrubjay " SJ_VERSION);
        return SJ_EXIT_OK;
    }
    const sj_command *command = find_command(name);
    if (!command) return unknown_command(name);
    int code = command->run(command, argc - 1, argv + 1);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fputs("scrubjay: standard output could not be written\n", stderr);
        return code == SJ_EXIT_OK ? SJ_EXIT_UNREADABLE : code;
    }
    return code;
}
