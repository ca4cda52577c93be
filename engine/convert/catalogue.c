/* The model's catalogue, by name. */
#include "engine/convert/catalogue.h"

#include <scrubjay/ack.h>
#include <scrubjay/remit.h>

#include <stddef.h>

#define SUBJECT(id, type) typedef type subject_##id;
#include "parsers/model/fields.def"

static const struct party {
    const char *name;
    sj_field_set set;
    sj_subject subject;
    bool is_pointer;
    size_t offset;
} parties[] = {
#define PARTY(set, name, loop, tag, key, subject, member)                                          \
    {name, SJ_FIELDS_##set, SJ_SUBJECT_##subject,                                                  \
     __builtin_types_compatible_p(__typeof__(((subject_##subject *)0)->member), const sj_party *), \
     offsetof(subject_##subject, member)},
#define PARTY_ROW PARTY
#include "parsers/model/fields.def"
};

static const struct party_field {
    const char *name;
    sj_field_kind kind;
    size_t offset;
} party_fields[] = {
#define PARTY_FIELD(name, tag, element, kind, member)                                              \
    {name, SJ_FIELD_##kind, offsetof(sj_party, member)},
#include "parsers/model/fields.def"
};

static bool find_in_party(const struct party *p, const char *name, sj_catalogue_field *out) {
    for (size_t i = 0; i < sizeof party_fields / sizeof *party_fields; i++) {
        const struct party_field *f = &party_fields[i];
        if (strcmp(f->name, name) != 0) continue;
        *out = p->is_pointer
                   ? (sj_catalogue_field){f->kind, p->subject, p->offset, f->offset}
                   : (sj_catalogue_field){f->kind, p->subject, SJ_IN_RECORD, p->offset + f->offset};
        return true;
    }
    return false;
}

bool sj_catalogue_find(sj_field_set set, const char *name, sj_catalogue_field *out) {
    const sj_field *f;
    for (size_t i = 0; (f = sj_field_at(i)); i++) {
        if (f->set != set || strcmp(f->name, name) != 0) continue;
        *out = (sj_catalogue_field){f->kind, f->subject, SJ_IN_RECORD, f->offset};
        return true;
    }
    for (size_t i = 0; i < sizeof parties / sizeof *parties; i++) {
        size_t n = strlen(parties[i].name);
        if (parties[i].set == set && strncmp(parties[i].name, name, n) == 0 && name[n] == '.' &&
            find_in_party(&parties[i], name + n + 1, out))
            return true;
    }
    return false;
}
