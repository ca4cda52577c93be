/* engine/operate/doctor_keys.c - the files by which partners know us and we know them: there, ours
 * alone, and of the right server. No partner is called. */
#include "engine/operate/ward.h"
#include "engine/transport/hostkeys.h"
#include "engine/transport/secret.h"

static bool tell(sj_ward *w, const sj_partner *p, const char *fix, const sj_err *err) {
    sj_ward_tell(w, SJ_HEALTH_FAIL, fix, "%s: %s (%s)", p->name, err->msg, err->detail);
    return false;
}

/* NULL is none, which is well. */
static bool look_at_secret(sj_ward *w, const sj_partner *p, const char *file) {
    char path[SJ_PATH];
    sj_err err = {0};
    if (!file) return true;
    sj_trouble trouble = sj_secret_path(path, &p->link.endpoint, file, &err);
    if (trouble == SJ_NET_OK) trouble = sj_secret_check(path, &err);
    return trouble == SJ_NET_OK ||
           tell(w, p, "put the file there, readable by this user alone (chmod 600)", &err);
}

static bool look_at_server(sj_ward *w, const sj_partner *p) {
    sj_hostkeys *known;
    sj_err err = {0};
    if (p->link.endpoint.kind != SJ_TRANSPORT_SFTP) return true;
    sj_trouble trouble = sj_hostkeys_new(&known, &p->link.endpoint, &err);
    if (trouble == SJ_NET_OK) {
        sj_hostkeys_free(known);
        return true;
    }
    return tell(w, p, "ask the partner for the fingerprint of its server, then put its line there",
                &err);
}

/* What is public must be readable, not secret. */
static bool look_at_certificate(sj_ward *w, const sj_partner *p, const char *file) {
    char path[SJ_PATH];
    sj_err err = {0};
    if (!file) return true;
    FILE *f = NULL;
    if (sj_secret_path(path, &p->link.endpoint, file, &err) == SJ_NET_OK) f = fopen(path, "re");
    if (f) {
        fclose(f);
        return true;
    }
    sj_ward_tell(w, SJ_HEALTH_FAIL, "put the certificate there", "%s: %s cannot be read", p->name,
                 file);
    return false;
}

void sj_check_keys(sj_ward *w) {
    bool good = true;
    for (size_t i = 0; i < w->config->n_partners; i++) {
        const sj_partner *p = &w->config->partners[i];
        const sj_endpoint *e = &p->link.endpoint;
        good &= look_at_secret(w, p, e->key_file);
        good &= look_at_secret(w, p, e->password_file);
        good &= look_at_secret(w, p, e->passphrase_file);
        good &= look_at_server(w, p);
        good &= look_at_certificate(w, p, e->certificate_file);
        good &= look_at_certificate(w, p, e->ca_file);
    }
    if (good)
        sj_ward_tell(w, SJ_HEALTH_OK, "", "keys and passwords are there, for this user alone");
}
