/* engine/cli/cmd_backup.c - `scrubjay backup` and `scrubjay restore`. */
#include "engine/cli/home.h"
#include "engine/cli/reading.h"
#include "engine/operate/backup.h"

#include <inttypes.h>

static const char *megabytes(uint64_t bytes, char out[32]) {
    snprintf(out, 32, "%.1f MB", (double)bytes / 1e6);
    return out;
}

static void print_fault(void *ctx, const char *path, const char *fault) {
    (void)ctx;
    printf("FAULT   %s %s\n", path, fault);
}

static void print_json(const sj_backup_done *d) {
    sj_json_out j;
    sj_cli_json(&j);
    sj_json_object(&j);
    sj_json_key(&j, "schema");
    sj_json_int(&j, 1);
    sj_json_key(&j, "path");
    sj_json_strz(&j, d->path);
    sj_json_key(&j, "files");
    sj_json_uint(&j, d->files);
    sj_json_key(&j, "bytes");
    sj_json_uint(&j, d->bytes);
    sj_json_key(&j, "linked");
    sj_json_uint(&j, d->linked);
    sj_json_key(&j, "faults");
    sj_json_uint(&j, d->faults);
    sj_json_object_end(&j);
    sj_cli_json_end(&j);
}

static int verify(const char *backup, bool json) {
    sj_backup_done done;
    sj_err err = {0};
    char size[32];
    sj_status status = sj_backup_verify(backup, print_fault, NULL, &done, &err);
    if (status != SJ_OK) return sj_cli_fail(backup, &err);
    if (json)
        print_json(&done);
    else if (!done.faults)
        printf("%s: %" PRIu64 " files, %s, all as they were saved\n", backup, done.files,
               megabytes(done.bytes, size));
    else
        printf("%s: %" PRIu64 " faults; do not restore from it\n", backup, done.faults);
    return done.faults ? SJ_EXIT_FINDINGS : SJ_EXIT_OK;
}

static int make(sj_home *home, const char *folder, long keep, bool json) {
    sj_backup_done done;
    sj_err err = {0};
    uint32_t removed = 0;
    char size[32];
    sj_status status = sj_backup_make(home, folder, &done, &err);
    if (status == SJ_OK) status = sj_cli_note(home, "backup", "", &err);
    if (status == SJ_OK && keep) status = sj_backup_prune(folder, (uint32_t)keep, &removed, &err);
    if (status != SJ_OK) return sj_cli_fail(folder, &err);
    if (json) {
        print_json(&done);
        return SJ_EXIT_OK;
    }
    printf("%s\n%" PRIu64 " files, %s", done.path, done.files, megabytes(done.bytes, size));
    if (done.linked) printf(", %" PRIu64 " shared with the backup before", done.linked);
    if (removed) printf("; %u older backup%s taken away", removed, removed == 1 ? "" : "s");
    puts("\nIt holds patients' data and the practice's key: keep it where nobody else reads.");
    return SJ_EXIT_OK;
}

int sj_cmd_backup(const sj_command *self, int argc, char **argv) {
    const char *dir = NULL;
    bool json = false, check = false;
    long keep = 0;
    const sj_option options[] = {
        SJ_CLI_HOME_OPTION(&dir),
        {"keep", 0, SJ_OPTION_NUMBER, &keep, "N", "then take away all but the newest N backups"},
        {"verify", 0, SJ_OPTION_FLAG, &check, NULL, "look whether a backup is whole; makes none"},
        {"json", 0, SJ_OPTION_FLAG, &json, NULL, "one JSON object"},
        {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first, code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    if (argc - first != 1)
        return sj_cli_usage(self, check ? "which backup?" : "one folder for backups is wanted");
    if (check) return verify(argv[first], json);
    sj_home *home;
    code = sj_cli_open_home(&home, dir);
    if (code != SJ_EXIT_OK) return code;
    code = make(home, argv[first], keep, json);
    sj_home_close(home);
    return code;
}

static void print_restored(const sj_backup_done *done, const sj_restore_doubt *doubt) {
    char size[32];
    printf("%s: %" PRIu64 " files, %s, restored\n", done->path, done->files,
           megabytes(done->bytes, size));
    if (doubt->claims)
        printf("%u claim%s waited to be sent and may have gone out after the backup: held. See "
               "'scrubjay claims --state held';\n"
               "'scrubjay claim ACCOUNT --release --reason ...' sends one that did not.\n",
               doubt->claims, doubt->claims == 1 ? "" : "s");
    if (doubt->batches)
        printf(
            "%u batch%s may have gone out after the backup: in doubt, not sent again by itself.\n",
            doubt->batches, doubt->batches == 1 ? "" : "es");
    printf("The next %d control numbers are left out. Ask your partners for the answers and "
           "remittances since the backup\nand put them in their inbox again.\n",
           SJ_RESTORE_GAP);
}

int sj_cmd_restore(const sj_command *self, int argc, char **argv) {
    bool nothing_sent = false;
    const sj_option options[] = {
        {"nothing-sent", 0, SJ_OPTION_FLAG, &nothing_sent, NULL,
         "no claim went out after the backup: those that wait may be sent"},
        {NULL, 0, SJ_OPTION_FLAG, NULL, NULL, NULL}};
    int first, code = sj_cli_parse(self, options, argc, argv, &first);
    if (code >= 0) return code;
    if (argc - first != 2) return sj_cli_usage(self, "a backup and a folder are wanted");
    sj_backup_done done;
    sj_restore_doubt doubt;
    sj_err err = {0};
    sj_status status = sj_backup_restore(argv[first], argv[first + 1], !nothing_sent,
                                         sj_str_of(sj_cli_actor()), &done, &doubt, &err);
    if (status != SJ_OK) return sj_cli_fail(NULL, &err);
    print_restored(&done, &doubt);
    return SJ_EXIT_OK;
}
