/* engine/operate/doctor_data.c - what a home keeps: the store, the audit log, code tables, rule
 * packs. */
#include "engine/operate/ward.h"
#include "engine/pipeline/pack_files.h"
#include "engine/pipeline/profiles.h"
#include "engine/pipeline/say.h"
#include "engine/pipeline/tables.h"
#include "engine/store/audit.h"
#include "engine/store/entries.h"
#include "engine/store/work.h"

#include <inttypes.h>

static const char restore_hint[] =
    "stop 'run', keep a copy of the home as it is, and restore the newest backup that verifies";

/* ---- store, books, audit ---- */

typedef struct damage {
    sj_ward *ward;
    uint32_t n;
} damage;

static bool take_fault(void *ctx, const char *fault) {
    enum { SHOWN = 5 };
    damage *d = ctx;
    sj_ward_tell(d->ward, SJ_HEALTH_FAIL, restore_hint, "the store is damaged: %s", fault);
    return ++d->n < SHOWN;
}

void sj_check_store(sj_ward *w) {
    damage d = {w, 0};
    sj_err err = {0};
    if (sj_store_check(w->home->store, take_fault, &d, &err) != SJ_OK)
        sj_ward_tell_err(w, SJ_HEALTH_FAIL, restore_hint, &err);
    else if (!d.n)
        sj_ward_tell(w, SJ_HEALTH_OK, "", "the store is whole");
}

void sj_check_worklist(sj_ward *w) {
    uint64_t off;
    sj_err err = {0};
    if (sj_work_sums_check(w->home->store, &off, &err) != SJ_OK)
        sj_ward_tell_err(w, SJ_HEALTH_FAIL, restore_hint, &err);
    else if (off)
        sj_ward_tell(w, SJ_HEALTH_FAIL, restore_hint,
                     "%" PRIu64 " sums of open denials are not what the denials come to: the "
                     "queues count wrong",
                     off);
    else
        sj_ward_tell(w, SJ_HEALTH_OK, "", "the queues count right");
}

void sj_check_books(sj_ward *w) {
    char money[SJ_MONEY_SIZE + 8];
    sj_books b;
    sj_err err = {0};
    if (sj_books_check(w->home->store, &b, &err) != SJ_OK) {
        sj_ward_tell_err(w, SJ_HEALTH_FAIL, restore_hint, &err);
        return;
    }
    if (b.open)
        sj_ward_tell(w, SJ_HEALTH_FAIL, restore_hint,
                     "entries of %" PRIu32
                     " remittance%s are missing: the account does not come to "
                     "nothing",
                     b.open, sj_say_s(b.open));
    sj_money_print_people(b.unbooked_amount, money);
    if (b.unbooked)
        sj_ward_tell(w, SJ_HEALTH_WARN,
                     "take the money from 'scrubjay remits'; the ledger begins after them",
                     "%" PRIu32 " remittance%s of %s posted before there was a ledger: no account "
                     "has the money",
                     b.unbooked, sj_say_s(b.unbooked), money);
    if (!b.open && !b.unbooked) sj_ward_tell(w, SJ_HEALTH_OK, "", "the books balance");
}

void sj_check_audit(sj_ward *w) {
    sj_audit_chain chain = {.noted = NULL};
    sj_err err = {0};
    if (sj_audit_verify(w->home->store, &chain, &err) != SJ_OK)
        sj_ward_tell_err(w, SJ_HEALTH_FAIL, restore_hint, &err);
    else if (chain.broken)
        sj_ward_tell(w, SJ_HEALTH_FAIL,
                     "see 'scrubjay audit verify'; find out who can write to the store",
                     "the audit log was changed by other means than scrubjay, after row %" PRId64,
                     chain.rows);
    else
        sj_ward_tell(w, SJ_HEALTH_OK, "", "the audit log is whole, %" PRId64 " rows", chain.rows);
}

/* ---- tables ---- */

/* Without these no claim is judged as a payer would. */
static const sj_code_kind wanted[] = {SJ_CODES_ICD10CM, SJ_CODES_HCPCS};

static bool is_wanted(sj_code_kind kind) {
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (wanted[i] == kind) return true;
    return false;
}

/* True when there is nothing to say. */
static bool look_at_table(sj_ward *w, const sj_table_files *files, sj_code_kind kind) {
    const sj_err *problem = sj_table_files_problem(files, kind);
    sj_table_info info;
    char through[SJ_DATE_SIZE];
    if (problem) {
        sj_ward_tell_err(w, SJ_HEALTH_FAIL,
                         "import it again (scrubjay codes import): no claim goes out before",
                         problem);
        return false;
    }
    if (!sj_tables_info(sj_table_files_view(files), kind, &info)) {
        if (!is_wanted(kind)) return true;
        sj_ward_tell(
            w, SJ_HEALTH_WARN, "scrubjay codes import FILE, with the file that CMS publishes",
            "the table %s is not loaded: its codes are not checked", sj_code_kind_name(kind));
        return false;
    }
    if (info.through >= w->today) return true;
    sj_date_print_people(info.through, through);
    sj_ward_tell(w, SJ_HEALTH_WARN, "scrubjay codes import FILE, with the newest release",
                 "the table %s (%s) ended %s: codes of services after it are judged by old lists",
                 sj_code_kind_name(kind), info.release, through);
    return false;
}

void sj_check_tables(sj_ward *w) {
    char folder[SJ_PATH];
    sj_table_files *files;
    sj_err err = {0};
    sj_status status = sj_path_join(folder, w->dir, "tables", &err);
    if (status == SJ_OK) status = sj_table_files_open(&files, folder, &err);
    if (status != SJ_OK) {
        sj_ward_tell_err(w, SJ_HEALTH_FAIL, "", &err);
        return;
    }
    bool good = true;
    for (int kind = 0; kind < SJ_CODES_KINDS; kind++)
        good &= look_at_table(w, files, (sj_code_kind)kind);
    if (good) sj_ward_tell(w, SJ_HEALTH_OK, "", "the code tables are loaded and of this day");
    sj_table_files_close(files);
}

/* ---- packs, overlays, profiles ---- */

typedef struct pack_problems {
    sj_ward *ward;
    uint32_t n;
} pack_problems;

static void take_pack(void *ctx, const sj_err *err) {
    pack_problems *p = ctx;
    p->n++;
    sj_ward_tell_err(p->ward, SJ_HEALTH_FAIL, "mend it; 'scrubjay rules test FILE' says more", err);
}

void sj_check_packs(sj_ward *w) {
    pack_problems p = {w, 0};
    sj_packs *packs = NULL;
    sj_profiles *profiles = NULL;
    sj_err err = {0};
    sj_status status = sj_pack_files_open(&packs, w->dir, &w->home->config, take_pack, &p, &err);
    if (status == SJ_OK) status = sj_profiles_open(&profiles, w->dir, NULL, packs, &err);
    for (size_t i = 0; i < w->config->n_partners && status == SJ_OK; i++) {
        const sj_profile *profile;
        status = sj_profiles_of(profiles, &w->config->partners[i], &profile, &err);
    }
    if (status != SJ_OK)
        sj_ward_tell_err(w, SJ_HEALTH_FAIL, "mend it: no pass is made before", &err);
    else if (!p.n)
        sj_ward_tell(w, SJ_HEALTH_OK, "", "rule packs, overlays and profiles are right");
    sj_profiles_close(profiles);
    sj_packs_free(packs);
}
