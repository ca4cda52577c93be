/* The catalogue's rows of the 837, as places. */
#include "engine/followup/patch_fields.h"

static const sj_patch_field fields[] = {
#define FIELD(set, name, loop, tag, key, element, component, kind, subject, member)                \
    {SJ_FIELDS_##set == SJ_FIELDS_837 ? name : "",                                                 \
     loop,                                                                                         \
     tag,                                                                                          \
     key,                                                                                          \
     element,                                                                                      \
     component,                                                                                    \
     SJ_FIELD_##kind},
#include "parsers/model/fields.def"
};

static const sj_patch_party parties[] = {
#define PARTY(set, name, loop, tag, key, subject, member)                                          \
    {SJ_FIELDS_##set == SJ_FIELDS_837 ? name : "", loop, key},
#include "parsers/model/fields.def"
};

static const sj_patch_field party_fields[] = {
#define PARTY_FIELD(name, tag, element, kind, member)                                              \
    {name, NULL, tag, NULL, element, 0, SJ_FIELD_##kind},
#include "parsers/model/fields.def"
};

const sj_patch_field *sj_patch_field_at(const char *name, size_t i) {
    for (size_t k = 0; k < sizeof fields / sizeof *fields; k++)
        if (strcmp(fields[k].name, name) == 0 && i-- == 0) return &fields[k];
    return NULL;
}

const sj_patch_party *sj_patch_party_of(const char *name) {
    for (size_t k = 0; k < sizeof parties / sizeof *parties; k++)
        if (*name && strcmp(parties[k].name, name) == 0) return &parties[k];
    return NULL;
}

const sj_patch_field *sj_patch_party_field(const char *name) {
    for (size_t k = 0; k < sizeof party_fields / sizeof *party_fields; k++)
        if (strcmp(party_fields[k].name, name) == 0 && strcmp(party_fields[k].tag, "N1") != 0 &&
            party_fields[k].element)
            return &party_fields[k];
    return NULL;
}
