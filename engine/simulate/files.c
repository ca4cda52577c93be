/* engine/simulate/files.c - answer files: named by time, partner, type and control number, written
 * under a temporary name that no inbox takes, then renamed. */
#include "engine/simulate/payer.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static int write_file(void *ctx, const void *bytes, size_t len) {
    return fwrite(bytes, 1, len, ctx) == len ? 0 : -1;
}

/* A partner's id as part of a file's name: letters and digits only. */
static void name_part(const char *id, char out[16]) {
    size_t n = 0;
    for (; *id && n < 15; id++)
        if ((*id >= '0' && *id <= '9') || (*id >= 'A' && *id <= 'Z') || (*id >= 'a' && *id <= 'z'))
            out[n++] = *id;
    out[n] = 0;
}

static void begin_interchange(sj_sim_file *f) {
    const sj_sim_mailbox *m = f->mailbox;
    sj_isa isa = {.sender_qualifier = sj_str_of(m->our_qualifier),
                  .sender = sj_str_of(m->our_id),
                  .receiver_qualifier = sj_str_of(m->their_qualifier),
                  .receiver = sj_str_of(m->their_id),
                  .date = f->day,
                  .time = f->time,
                  .control = f->control,
                  .usage = m->usage};
    sj_writer_isa(f->w, &isa);
}

sj_status sj_sim_file_open(sj_sim_payer *p, const char *dir, const char *type, sj_date day,
                           int time, const sj_sim_mailbox *m, sj_sim_file *f, sj_err *err) {
    char partner[16], date[SJ_DATE_SIZE], name[96];
    *f = (sj_sim_file){.day = day, .time = time, .mailbox = m, .control = p->control++};
    name_part(m->our_id, partner);
    sj_date_print_x12(day, date);
    snprintf(name, sizeof name, "%sT%04d00_%s_%s_%09u.x12", date, time, partner, type, f->control);
    if (p->n_files == sizeof p->files / sizeof *p->files)
        return sj_err_set(err, SJ_ETOOBIG, "too many answer files; answer fewer batches at a time");
    f->index = (uint16_t)p->n_files;
    p->files[p->n_files++] = sj_sim_keep(p, sj_str_of(name));
    int n = snprintf(f->whole, sizeof f->whole, "%s/%s", dir, name);
    if (n < 0 || (size_t)n >= sizeof f->whole - 8)
        return sj_err_set(err, SJ_EIO, "the folder's name is too long");
    snprintf(f->part, sizeof f->part, "%s/.%s.part", dir, name);
    f->to = fopen(f->part, "wbe");
    if (!f->to)
        return sj_err_setf(err, SJ_EIO, "cannot write an answer", "%s: %s", name, strerror(errno));
    sj_status s = sj_writer_new(&f->w, write_file, f->to,
                                &(sj_writer_opts){.delims = p->delims, .newline = "\n"}, err);
    if (s == SJ_OK)
        begin_interchange(f);
    else
        fclose(f->to);
    return s;
}

void sj_sim_file_group(sj_sim_file *f, const char *functional, const char *version) {
    sj_gs gs = {.functional = sj_str_of(functional),
                .sender = sj_str_of(f->mailbox->our_code),
                .receiver = sj_str_of(f->mailbox->their_code),
                .version = sj_str_of(version),
                .date = f->day,
                .time = f->time,
                .control = f->control};
    sj_writer_gs(f->w, &gs);
}

sj_status sj_sim_file_close(sj_sim_payer *p, sj_sim_file *f, sj_err *err) {
    sj_writer_iea(f->w);
    sj_status s = sj_writer_status(f->w, err);
    sj_writer_free(f->w);
    bool written = fflush(f->to) == 0 && fsync(fileno(f->to)) == 0;
    written &= fclose(f->to) == 0;
    if (s == SJ_OK && (!written || rename(f->part, f->whole) != 0))
        s = sj_err_setf(err, SJ_EIO, "cannot write an answer", "%s: %s", p->files[f->index],
                        strerror(errno));
    if (s != SJ_OK) unlink(f->part);
    return s;
}

void sj_sim_file_holds(const sj_sim_file *f, sj_sim_claim *c) {
    if (c->n_files && c->files[c->n_files - 1] == f->index) return;
    if (c->n_files < SJ_SIM_CLAIM_FILES) c->files[c->n_files++] = f->index;
}
