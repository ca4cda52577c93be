/* Elements, code lists, patterns and relational notes of a guide's segments. */
#include <stdlib.h>

#include "parsers/base/hash.h"
#include "parsers/base/words.h"
#include "parsers/guide/loader.h"

void *sj_loader_room(sj_loader *l, size_t n, size_t size) {
    void *p = sj_arena_zalloc(&l->g->arena, (n ? n : 1) * size);
    if (!p) sj_err_set(l->err, SJ_ENOMEM, "out of memory loading a guide");
    return p;
}

sj_status sj_loader_text(sj_loader *l, const char *text, const char **out) {
    *out = NULL;
    if (!text) return SJ_OK;
    size_t len = strlen(text);
    uint32_t slot = (uint32_t)sj_hash(text, len, 0) & (SJ_LOADER_TEXTS - 1);
    for (; l->texts[slot]; slot = (slot + 1) & (SJ_LOADER_TEXTS - 1)) {
        if (!strcmp(l->texts[slot], text)) {
            *out = l->texts[slot];
            return SJ_OK;
        }
    }
    char *copy = sj_loader_room(l, len + 1, 1);
    if (!copy) return SJ_ENOMEM;
    memcpy(copy, text, len);
    if (l->n_texts < SJ_LOADER_TEXTS / 2) { /* beyond that, copies are merely not shared */
        l->texts[slot] = copy;
        l->n_texts++;
    }
    *out = copy;
    return SJ_OK;
}

/* --- code lists --- */

static int by_code(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* Pack a list's words, sorted; fails where one stands there twice. */
static sj_status pack_codes(sj_loader *l, const sj_node *n, sj_list_rule *rule) {
    const char *text = rule->list.text;
    size_t room = strlen(text) / 2 + 1;
    uint64_t *packed = sj_loader_room(l, room, sizeof *packed);
    if (!packed) return SJ_ENOMEM;
    uint32_t count = 0;
    for (const char *p = text; *p;) {
        size_t len = strcspn(p, " ");
        if (len > 8 || count == UINT16_MAX) return sj_node_fail(n, "a code is too long", p, l->err);
        packed[count++] = sj_code_pack(p, len);
        p += len + strspn(p + len, " ");
    }
    qsort(packed, count, sizeof *packed, by_code);
    for (uint32_t i = 1; i < count; i++)
        if (packed[i] == packed[i - 1])
            return sj_node_fail(n, "a code is in its list twice", text, l->err);
    rule->list.packed = packed;
    rule->list.count = (uint16_t)count;
    return count ? SJ_OK : sj_node_fail(n, "a list without codes", rule->list.id, l->err);
}

sj_status sj_loader_tidy(sj_loader *l, const char *text, const char **out) {
    *out = NULL;
    if (!text) return SJ_OK;
    char *copy = sj_loader_room(l, strlen(text) + 1, 1), *to = copy;
    if (!copy) return SJ_ENOMEM;
    bool apart = false; /* a blank has to come first */
    for (; *text; text++) {
        if (*text == ' ' || *text == '\t' || *text == '\r' || *text == '\n') {
            apart = to > copy;
            continue;
        }
        if (apart) *to++ = ' ';
        apart = false;
        *to++ = *text;
    }
    *out = copy;
    return SJ_OK;
}

/* What is known of the list that is written here; of a new one, row 0. NULL when there are more of
 * them than are worth keeping. */
static sj_known_list *known_at(sj_loader *l, const char *text) {
    const uint32_t mask = (1u << SJ_LOADER_KNOWN_BITS) - 1;
    uint32_t slot = (uint32_t)((uintptr_t)text / sizeof(void *)) & mask;
    while (l->known[slot].text && l->known[slot].text != text) slot = (slot + 1) & mask;
    if (!l->known[slot].text && l->n_known > mask / 2) return NULL;
    return &l->known[slot];
}

/* The list of these codes, made unless it is there. */
static sj_status make_list(sj_loader *l, const sj_node *n, const char *id, const char *text,
                           uint16_t *row) {
    const char *tidied;
    sj_status status = sj_loader_tidy(l, text, &tidied);
    if (status) return status;
    for (uint32_t i = 0; i < l->n_lists; i++) {
        if (sj_same_word(l->lists[i].list.text, tidied)) {
            *row = (uint16_t)(i + 1);
            return SJ_OK;
        }
    }
    if (l->n_lists == SJ_LOADER_LISTS) return sj_node_fail(n, "too many lists", id, l->err);
    sj_list_rule *rule = &l->lists[l->n_lists];
    *rule = (sj_list_rule){.list.text = tidied};
    status = sj_loader_text(l, id, &rule->list.id);
    if (!status) status = pack_codes(l, n, rule);
    if (!status) status = sj_loader_index(l, rule);
    *row = (uint16_t)++l->n_lists;
    return status;
}

static sj_status list_of(sj_loader *l, const sj_node *n, const char *id, const char *text,
                         uint16_t *row) {
    sj_known_list *known = known_at(l, text);
    if (known && known->text) {
        *row = known->row;
        return SJ_OK;
    }
    sj_status status = make_list(l, n, id, text, row);
    if (!status && known) *known = (sj_known_list){text, *row}, l->n_known++;
    return status;
}

sj_status sj_loader_codes(sj_loader *l, const sj_node *n, uint16_t *row) {
    *row = 0;
    const char *id = n->attr[SJ_ATTR_LIST], *text = n->attr[SJ_ATTR_CODES];
    if (id && text) return sj_node_fail(n, "codes and list exclude each other", id, l->err);
    if (id && !(text = sj_source_words(&l->source, "codes", id)))
        return sj_node_fail(n, "no such list of codes", id, l->err);
    return text ? list_of(l, n, id, text, row) : SJ_OK;
}

sj_status sj_loader_pattern(sj_loader *l, const sj_node *n, uint16_t *row) {
    *row = 0;
    const char *text;
    sj_status status = sj_loader_text(l, n->attr[SJ_ATTR_PATTERN], &text);
    if (status || !text) return status;
    for (uint32_t i = 0; i < l->n_patterns; i++) {
        if (l->pattern_texts[i] == text) {
            *row = (uint16_t)(i + 1);
            return SJ_OK;
        }
    }
    if (l->n_patterns == SJ_LOADER_PATTERNS)
        return sj_node_fail(n, "too many patterns", text, l->err);
    status = sj_pattern_new(&l->g->patterns[l->n_patterns], sj_str_of(text), l->err);
    if (status)
        return status == SJ_ENOMEM ? status : sj_node_fail(n, "a wrong pattern", text, l->err);
    l->g->n_patterns = (uint16_t)(l->n_patterns + 1);
    l->pattern_texts[l->n_patterns] = text;
    *row = (uint16_t)++l->n_patterns;
    return SJ_OK;
}

/* --- elements --- */

static sj_check_kind kind_of(char type) {
    switch (type) {
    case 'I':
        return SJ_CHECK_ID;
    case 'N':
        return SJ_CHECK_N;
    case 'R':
        return SJ_CHECK_R;
    case 'D':
        return SJ_CHECK_DT;
    case 'T':
        return SJ_CHECK_TM;
    case 'B':
        return SJ_CHECK_B;
    default:
        return SJ_CHECK_AN;
    }
}

static bool is_de(const sj_dict_place *p, const char *id) {
    return p->de && !strcmp(p->de->id, id);
}

static const sj_node *child_at(const sj_node *n, unsigned at) {
    const sj_node *c = n ? n->child : NULL;
    while (c && c->at != at) c = c->next;
    return c;
}

/* A data element's texts, kept once. */
static sj_status keep_de(sj_loader *l, const sj_dict_de *de, sj_guide_element *e) {
    sj_kept_de *kept = &l->des[de - l->dictionary->des];
    sj_status status = SJ_OK;
    if (!kept->id) status = sj_loader_text(l, de->id, &kept->id);
    if (!kept->name && !status) status = sj_loader_text(l, de->name, &kept->name);
    e->de_text = kept->id;
    e->name = kept->name;
    return status;
}

static sj_status keep_composite(sj_loader *l, const sj_dict_composite *d, sj_guide_element *e) {
    sj_status status = sj_loader_text(l, d->id, &e->de_text);
    return status ? status : sj_loader_text(l, d->name, &e->name);
}

/* What the dictionary says of one place; `n` is the guide's own word on it, NULL when not used. */
static sj_status fill_place(sj_loader *l, const sj_dict_place *p, unsigned at, const sj_node *n,
                            sj_guide_element *e, sj_check *c) {
    sj_status status = p->de ? keep_de(l, p->de, e) : keep_composite(l, p->composite, e);
    e->at = (uint8_t)at;
    e->type = p->de ? p->de->type : 'C';
    if (p->de) {
        e->de = p->de->number;
        e->decimals = p->de->decimals;
        e->min = p->de->min;
        e->max = p->de->max;
    }
    e->repeat = 1;
    if (n) {
        char use = n->attr[SJ_ATTR_USE] ? *n->attr[SJ_ATTR_USE] : 'S';
        e->usage = use == 'R' ? SJ_REQUIRED : use == 'N' ? SJ_NOT_USED : SJ_SITUATIONAL;
        if (n->attr[SJ_ATTR_NAME] && !status)
            status = sj_loader_text(l, n->attr[SJ_ATTR_NAME], &e->name);
        if (n->attr[SJ_ATTR_TYPE])
            e->type = sj_dictionary_type(n->attr[SJ_ATTR_TYPE], &e->decimals);
        uint32_t repeat = sj_node_number(n, SJ_ATTR_REPEAT, p->repeat);
        e->repeat = repeat > UINT16_MAX ? UINT16_MAX : (uint16_t)repeat;
        e->min = (uint16_t)sj_node_number(n, SJ_ATTR_MIN, e->min);
        e->max = (uint16_t)sj_node_number(n, SJ_ATTR_MAX, e->max);
        e->doubt = n->attr[SJ_ATTR_DOUBT] && *n->attr[SJ_ATTR_DOUBT] == '1';
        if (e->min > e->max)
            return sj_node_fail(n, "the least length is above the greatest", e->de_text, l->err);
    }
    c->min = e->min;
    c->max = e->max;
    c->repeat = e->repeat;
    c->flags = (uint8_t)((e->usage == SJ_REQUIRED ? SJ_CHECK_REQUIRED : 0) |
                         (p->mandatory ? SJ_CHECK_MANDATORY : 0) | (e->doubt ? SJ_CHECK_DOUBT : 0));
    c->kind = e->usage ? (uint8_t)kind_of(e->type) : SJ_CHECK_UNUSED;
    return status;
}

/* The codes, outside list and pattern of a used place. */
static sj_status fill_rules(sj_loader *l, const sj_dict_place *p, const sj_node *n,
                            sj_guide_element *e, sj_check *c) {
    const char *external = n->attr[SJ_ATTR_EXTERNAL];
    if (!external && !n->attr[SJ_ATTR_CODES] && !n->attr[SJ_ATTR_LIST]) external = p->de->external;
    sj_status status = sj_loader_text(l, external, &e->external);
    if (!status) status = sj_loader_codes(l, n, &c->list);
    if (!status) status = sj_loader_pattern(l, n, &c->pattern);
    uint16_t standard = 0;
    if (!status && c->list && p->de->codes) status = list_of(l, n, NULL, p->de->codes, &standard);
    if (status) return status;
    e->codes = c->list ? &l->lists[c->list - 1].list : NULL;
    e->standard = standard ? &l->lists[standard - 1].list : NULL;
    e->pattern = c->pattern ? l->pattern_texts[c->pattern - 1] : NULL;
    return SJ_OK;
}

/* A run of simple places: the components of a composite, or (through fill_segment) elements. */
static sj_status fill_simple(sj_loader *l, const sj_dict_place *places, unsigned i,
                             const sj_node *n, uint32_t row) {
    sj_guide_element *e = &l->elements[row];
    sj_check *c = &l->checks[row];
    sj_status status = fill_place(l, &places[i], i + 1, n, e, c);
    if (status || !n) return status;
    if (n->child) return sj_node_fail(n, "components in a simple element", e->de_text, l->err);
    if (c->kind && is_de(&places[i], "1251") && i > 0 && is_de(&places[i - 1], "1250"))
        c->kind = SJ_CHECK_PERIOD;
    return fill_rules(l, &places[i], n, e, c);
}

static sj_status fill_composite(sj_loader *l, const sj_dict_place *places, unsigned i,
                                const sj_node *n, uint32_t row) {
    const sj_dict_composite *d = places[i].composite;
    sj_guide_element *e = &l->elements[row];
    sj_check *c = &l->checks[row];
    sj_status status = fill_place(l, &places[i], i + 1, n, e, c);
    if (status) return status;
    uint32_t first = l->n_elements;
    l->n_elements += d->n;
    if (d->n > SJ_GUIDE_MAX_COMPONENTS)
        return sj_err_setf(l->err, SJ_EXML, "too many components", "%s", d->id);
    e->first_component = c->first = (uint16_t)first;
    e->n_components = c->n = (uint8_t)d->n;
    if (e->usage && !n->child)
        return sj_node_fail(n, "a composite without components", d->id, l->err);
    for (const sj_node *k = n ? n->child : NULL; k; k = k->next)
        if (k->at > d->n) return sj_node_fail(k, "no such component", d->id, l->err);
    for (unsigned k = 0; k < d->n && !status; k++) {
        status = fill_simple(l, d->places, k, child_at(n, k + 1), first + k);
        if (l->checks[first + k].flags & SJ_CHECK_REQUIRED) c->required |= (uint16_t)(2u << k);
    }
    if (e->usage) c->kind = SJ_CHECK_COMPOSITE;
    return status;
}

sj_status sj_loader_elements(sj_loader *l, const sj_node *n, const sj_dict_segment *d,
                             sj_guide_segment *row, sj_segment_rule *rule) {
    if (d->n > SJ_GUIDE_MAX_ELEMENTS) return sj_node_fail(n, "too many elements", d->tag, l->err);
    for (const sj_node *e = n->child; e; e = e->next)
        if (e->at > d->n) return sj_node_fail(e, "no such element", d->tag, l->err);
    uint32_t first = l->n_elements;
    l->n_elements += d->n;
    row->first_element = rule->first_check = (uint16_t)first;
    row->n_elements = rule->n_checks = (uint8_t)d->n;
    for (unsigned i = 0; i < d->n; i++) {
        const sj_node *e = child_at(n, i + 1);
        sj_status status = d->places[i].composite ? fill_composite(l, d->places, i, e, first + i)
                                                  : fill_simple(l, d->places, i, e, first + i);
        if (status) return status;
        if (l->checks[first + i].flags & SJ_CHECK_REQUIRED)
            rule->required_elements |= UINT64_C(2) << i;
    }
    return SJ_OK;
}

/* --- relational notes --- */

sj_status sj_loader_notes(sj_loader *l, const sj_node *n, const sj_dict_segment *d,
                          sj_guide_segment *row, sj_segment_rule *rule) {
    const char *p = n->attr[SJ_ATTR_SYNTAX] ? n->attr[SJ_ATTR_SYNTAX] : d->syntax;
    row->first_note = rule->first_note = (uint16_t)l->n_notes;
    while (*(p += strspn(p, " "))) {
        sj_guide_note *note = &l->notes[l->n_notes];
        sj_note_rule *r = &l->note_rules[l->n_notes++];
        note->kind = r->kind = *p++;
        for (; *p && *p != ' '; p += 2) {
            unsigned at = (unsigned)(p[0] - '0') * 10 + (unsigned)(p[1] - '0');
            if (at < 1 || at > d->n || note->n == 8)
                return sj_node_fail(n, "a note names an element that is not there", d->tag, l->err);
            if (!note->n) r->first = (uint8_t)at;
            note->at[note->n++] = (uint8_t)at;
            r->all |= UINT64_C(1) << at;
        }
        rule->n_notes++;
    }
    row->n_notes = rule->n_notes;
    return SJ_OK;
}
