/* engine/pipeline/report.c - the report beside each input: what was read, what is to be done. */
#include "engine/pipeline/run.h"
#include "engine/pipeline/say.h"

#include <time.h>

static void print_time(FILE *to, sj_instant at) {
    time_t seconds = at / 1000;
    struct tm day;
    char text[64];
    localtime_r(&seconds, &day);
    strftime(text, sizeof text, "%m/%d/%Y %H:%M %Z", &day);
    fputs(text, to);
}

static void print_counts(FILE *to, const sj_taken *t) {
    const sj_file_result *f = &t->result;
    char a[SJ_MONEY_SIZE + 8], b[SJ_MONEY_SIZE + 8];
    if (t->content & SJ_HAS_CLAIMS) {
        fprintf(to, "Claims     %u, charges %s\n", f->claims, sj_say_money(f->charge, a));
        fprintf(to, "           %u ready to send, charges %s", f->ready,
                sj_say_money(f->ready_charge, b));
        fprintf(to, f->warned ? ", %u of them with a warning\n" : "\n", f->warned);
        fprintf(to, "           %u held, to be mended (below)\n", f->held);
        for (uint32_t i = 0; i < f->n_causes; i++)
            fprintf(to, "             %u claim%s, %s: %s %s\n", f->causes[i].claims,
                    sj_say_s(f->causes[i].claims), sj_say_money(f->causes[i].charge, a),
                    f->causes[i].id, f->causes[i].title);
        if (f->duplicates)
            fprintf(to, "           %u received before, nothing done\n", f->duplicates);
    }
    if (t->content & SJ_HAS_ANSWERS) {
        fprintf(to, "Answers    %u: %u claim%s accepted, %u rejected", f->answers, f->accepted,
                sj_say_s(f->accepted), f->rejected);
        fprintf(to, f->unknown ? "; %u about what is not ours\n" : "\n", f->unknown);
    }
    if (t->content & SJ_HAS_REMITS)
        fprintf(to, "Payments   %u, %u matched to claims, paid %s; %u denials\n", f->payments,
                f->matched, sj_say_money(f->paid, a), f->denials);
    if (!t->content) fputs("Nothing in it is of a kind that is read here; the file is kept.\n", to);
}

/* What came from a file may hold control characters: nothing that shows the report shall obey them.
 */
static void copy_body(FILE *to, FILE *body) {
    char buf[8192];
    rewind(body);
    for (size_t n; (n = fread(buf, 1, sizeof buf, body)) > 0;) {
        for (size_t i = 0; i < n; i++)
            if ((unsigned char)buf[i] < 0x20 && buf[i] != '\n') buf[i] = '?';
        fwrite(buf, 1, n, to);
    }
}

sj_status sj_report_write(const sj_run *r, const sj_taken *t, const char *path, sj_err *err) {
    FILE *to;
    char digest[SJ_SHA256_HEX];
    sj_status status = sj_file_create(&to, path, err);
    if (status != SJ_OK) return status;
    sj_sha256_hex(t->sha256, digest);
    fprintf(to, "%s\n\n", r->home->config.practice);
    fprintf(to, "File       %s%s%s\n", t->name, t->partner[0] ? ", from " : "", t->partner);
    fprintf(to, "Type       %s, %llu bytes\n", t->type[0] ? t->type : "not known",
            (unsigned long long)t->bytes);
    fputs("Taken      ", to);
    print_time(to, sj_store_now(r->store));
    fprintf(to, "\nKept as    %s\nSHA-256    %s\n", t->place, digest);
    if (t->result.outcome == SJ_FILE_DUPLICATE)
        fprintf(to, "\n%s\n", t->result.reason);
    else
        print_counts(to, t);
    if (t->body && fflush(t->body) == 0 && ftello(t->body) > 0) {
        fputs("\n", to);
        copy_body(to, t->body);
    }
    return sj_file_finish(to, path, err);
}
