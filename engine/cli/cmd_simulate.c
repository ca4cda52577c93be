/* engine/cli/cmd_simulate.c - `scrubjay simulate`: makes batches, and answers batches as the payer.
 */
#include "engine/cli/cli.h"
#include "engine/files/folder.h"
#include "engine/files/private_file.h"
#include "engine/files/read.h"
#include "engine/simulate/simulate.h"
#include "parsers/base/json.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

struct wishes {
    long claims, seed;
    const char *type, *out, *mix, *truth, *contract, *tables;
    sj_date day;
    long mangle, same_day;
    bool faults;
    sj_json_out planted; /* the truth of a batch with faults: its array of claims */
};

static int cannot(const char *what, const char *path) {
    fprintf(stderr, "scrubjay: %s cannot be %s: %s\n", path, what, strerror(errno));
    return SJ_EXIT_UNREADABLE;
}

/* Call `make` with a stream on `path`, standard output for "-" or NULL. */
static int write_to(const char *path, sj_status (*make)(void *what, FILE *to, sj_err *err),
                    void *what) {
    sj_err err = {0};
    bool standard = !path || strcmp(path, "-") == 0;
    FILE *to = standard ? stdout : fopen(path, "wbe");
    if (!to) return cannot("written", path);
    sj_status s = make(what, to, &err);
    bool written = fflush(to) == 0;
    if (!standard) written &= fclose(to) == 0;
    if (s != SJ_OK) return sj_cli_fail("simulate", &err);
    return written ? SJ_EXIT_OK : cannot("written", standard ? "standard output" : path);
}

/* What can be made. */
static const struct maker {
    const char *type;
    sj_claim_type claims;
    sj_status (*make)(const sj_sim_make_opts *opts, sj_write_fn write, void *ctx, sj_err *err);
} makers[] = {{"837P", SJ_CLAIM_837P, sj_sim_make_claims},
              {"837I", SJ_CLAIM_837I, sj_sim_make_claims},
              {"837D", SJ_CLAIM_837D, sj_sim_make_claims},
              {"835", 0, sj_sim_make_payments},
              {"277CA", 0, sj_sim_make_statuses}};

static const struct maker *maker_of(const char *type) {
    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
        if (strcmp(makers[i].type, type) == 0) return &makers[i];
    return NULL;
}

static void keep_planted(void *ctx, const char *account, sj_str findings) {
    sj_json_out *o = ctx;
    sj_json_object(o);
    sj_json_key(o, "account");
    sj_json_strz(o, account);
    sj_json_key(o, "findings");
    sj_json_array(o);
    while (findings.len) {
        size_t n = 0;
        while (n < findings.len && findings.ptr[n] != ' ') n++;
        sj_json_str(o, (sj_str){findings.ptr, n});
        while (n < findings.len && findings.ptr[n] == ' ') n++;
        findings = (sj_str){findings.ptr + n, findings.len - n};
    }
    sj_json_array_end(o);
    sj_json_object_end(o);
}

/* {"schema":1,"seed":1,"type":"837P","made":1000,"claims":[{"account","findings":[…]}…]}: of the
 * claims that are not named nothing is to be found. */
static sj_status write_planted(void *what, FILE *to, sj_err *err) {
    struct wishes *w = what;
    sj_json_array_end(&w->planted);
    if (w->planted.status != SJ_OK) return sj_err_set(err, SJ_ENOMEM, "out of memory");
    fprintf(to, "{\"schema\":1,\"seed\":%ld,\"type\":\"%s\",\"made\":%ld,\"claims\":", w->seed,
            w->type, w->claims);
    fwrite(w->planted.buf, 1, w->planted.len, to);
    fputs("}\n", to);
    return SJ_OK;
}

static sj_status make_batch(void *what, FILE *to, sj_err *err) {
    struct wishes *w = what;
    const struct maker *maker = maker_of(w->type);
    const sj_sim_make_opts opts = {.seed = (uint64_t)w->seed,
                                   .claims = (uint32_t)w->claims,
                                   .type = maker->claims,
                                   .day = w->day,
                                   .same_day = (uint8_t)w->same_day,
                                   .faults = w->faults,
                                   .tables = w->tables != NULL,
                                   .planted = keep_planted,
                                   .planted_ctx = &w->planted};
    return maker->make(&opts, sj_private_file_write, to, err);
}

static sj_status write_table(void *what, FILE *to, sj_err *err) {
    const sj_embedded *file = what;
    bool good = fwrite(file->bytes, 1, file->size, to) == file->size;
    return good ? SJ_OK : sj_err_set(err, SJ_EIO, "the table cannot be written");
}

/* The made-up code tables, into a folder that is there or made. */
static int write_tables(const char *folder) {
    char path[SJ_PATH];
    sj_err err = {0};
    if (mkdir(folder, 0777) != 0 && errno != EEXIST) return cannot("made", folder);
    for (const sj_embedded *file = sj_sim_tables(); file->name; file++) {
        if (sj_path_join(path, folder, file->name, &err) != SJ_OK)
            return sj_cli_fail("simulate", &err);
        int code = write_to(path, write_table, (void *)(uintptr_t)file);
        if (code != SJ_EXIT_OK) return code;
    }
    return SJ_EXIT_OK;
}

static int make(const sj_command *self, struct wishes *w) {
    if (w->claims > 100000000) return sj_cli_usage(self, "--claims takes at most 100,000,000");
    if (!maker_of(w->type))
        return sj_cli_usage(self, "--type takes 837P, 837I, 837D, 835 or 277CA, not '%s'", w->type);
    if (w->mix) return sj_cli_usage(self, "--mix goes with files to answer");
    if (w->contract) return sj_cli_usage(self, "--contract goes with files to answer");
    if (w->faults && maker_of(w->type)->make != sj_sim_make_claims)
        return sj_cli_usage(self, "--faults are for claims: 837P, 837I, 837D");
    if (w->truth && !w->faults)
        return sj_cli_usage(self, "--truth goes with --faults, or with files to answer");
    if (w->tables && !w->faults) return sj_cli_usage(self, "--tables goes with --faults");
    if (w->day == SJ_NO_DATE) w->day = sj_cli_today();
    int told = w->tables ? write_tables(w->tables) : SJ_EXIT_OK;
    if (told != SJ_EXIT_OK) return told;
    sj_json_init(&w->planted, NULL, NULL);
    sj_json_array(&w->planted);
    int code = write_to(w->out, make_batch, w);
    if (code == SJ_EXIT_OK && w->truth) code = write_to(w->truth, write_planted, w);
    sj_json_dispose(&w->planted);
    return code;
}

static int take_files(sj_sim_payer *payer, char **paths, int n) {
    sj_guides *guides;
    sj_err err = {0};
    if (sj_guides_new(&guides, &err) != SJ_OK) return sj_cli_fail(NULL, &err);
    int code = SJ_EXIT_OK;
    for (int i = 0; i < n && code == SJ_EXIT_OK; i++) {
        bool standard = strcmp(paths[i], "-") == 0;
        FILE *from = standard ? stdin : fopen(paths[i], "rbe");
        if (!from)
            code = cannot("read", paths[i]);
        else if (sj_sim_payer_take(payer, guides, sj_file_read, from, &err) != SJ_OK)
            code = sj_cli_fail(paths[i], &err);
        if (from && !standard) fclose(from);
    }
    sj_guides_free(guides);
    return code;
}

static sj_status write_truth(void *what, FILE *to, sj_err *err) {
    return sj_sim_payer_truth(what, sj_private_file_write, to, err);
}

static sj_status write_contract(void *what, FILE *to, sj_err *err) {
    return sj_sim_payer_contract(what, sj_private_file_write, to, err);
}

static void say_name(void *ctx, const char *name) {
    (void)ctx;
    puts(name);
}

static int answer(const sj_command *self, const struct wishes *w, char **paths, int n) {
    sj_sim_payer_opts opts = {.seed = (uint64_t)w->seed,
                              .day = w->day,
                              .mangle = (uint8_t)w->mangle,
                              .contract = w->contract != NULL};
    if (!w->out) return sj_cli_usage(self, "say with --out which folder the answers go into");
    if (w->mix && !sj_sim_mix_parse(w->mix, opts.mix))
        return sj_cli_usage(self, "--mix takes fates with percentages that make 100, as in "
                                  "'contractual=60,denied=30,silent=10'");
    sj_err err = {0};
    sj_sim_payer *payer;
    if (sj_sim_payer_new(&payer, &opts, &err) != SJ_OK) return sj_cli_fail(NULL, &err);
    int code = take_files(payer, paths, n);
    if (code == SJ_EXIT_OK && sj_sim_payer_answer(payer, w->out, say_name, NULL, &err) != SJ_OK)
        code = sj_cli_fail(w->out, &err);
    if (code == SJ_EXIT_OK && w->truth) code = write_to(w->truth, write_truth, payer);
    if (code == SJ_EXIT_OK && w->contract) code = write_to(w->contract, write_contract, payer);
    sj_sim_payer_free(payer);
    return code;
}

int sj_cmd_simulate(const sj_command *self, int argc, char **argv) {
    struct wishes w = {.seed = 1, .type = "837P", .day = SJ_NO_DATE};
    const sj_option options[] = {
        {"claims", 0, SJ_OPTION_NUMBER, &w.claims, "N", "make a batch of N claims"},
        {"type", 0, SJ_OPTION_TEXT, &w.type, "TYPE", "837P (the default), 837I, 837D, 835, 277CA"},
        {"seed", 0, SJ_OPTION_NUMBER, &w.seed, "S", "same seed, same bytes (1)"},
        {"as-of", 0, SJ_OPTION_DATE, &w.day, "DATE",
         "day of the batch (today), or of the answers (the batch's)"},
        {"out", 0, SJ_OPTION_TEXT, &w.out, "PATH",
         "file of the batch (-), or folder of the answers"},
        {"mix", 0, SJ_OPTION_TEXT, &w.mix, "MIX", "fate=percent,…: what becomes of the claims"},
        {"mangle", 0, SJ_OPTION_NUMBER, &w.mangle, "PERCENT",
         "of the claims whose numbers, names and lines the payer tells wrongly"},
        {"same-day", 0, SJ_OPTION_NUMBER, &w.same_day, "PERCENT",
         "of the patients with another claim on the same day (837P)"},
        {"contract", 0, SJ_OPTION_TEXT, &w.contract, "FILE",
         "pay by contracts, write them as CSV ('fees import' takes it), and pay some lines below"},
        {"faults", 0, SJ_OPTION_FLAG, &w.faults, NULL,
         "give one claim in ten a known fault; --truth says which findings it must bring"},
        {"tables", 0, SJ_OPTION_TEXT, &w.tables, "DIR",
         "with --faults: also what only code tables show; writes such tables, made up, to DIR"},
        {"truth", 0, SJ_OPTION_TEXT, &w.truth, "FILE", "say as JSON what became of each claim"},
        {0}};
    int first, code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    if (w.mangle > 100 || w.same_day > 100)
        return sj_cli_usage(self, "--mangle and --same-day take per cent");
    if (w.claims && first < argc) return sj_cli_usage(self, "either --claims or files to answer");
    if (w.claims) return make(self, &w);
    if (first == argc) return sj_cli_usage(self, "--claims N to make a batch, or files to answer");
    return answer(self, &w, argv + first, argc - first);
}
