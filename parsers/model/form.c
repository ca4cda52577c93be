/* parsers/model/form.c - places in a claim to boxes of the paper form. */
#include <scrubjay/form.h>

#include <stddef.h>
#include <string.h>

typedef struct box_row {
    char form; /* 'P', 'I', 'D': the last letter of the guide's id */
    const char *loop, *tag, *qualifier;
    unsigned char element, component;
    const char *text;
} box_row;

#define FORM_P "CMS-1500 Box "
#define FORM_I "UB-04 FL "
#define FORM_D "ADA Box "

static const box_row rows[] = {
#define BOX(form, loop, tag, qualifier, element, component, box)                                   \
    {#form[0], loop, tag, qualifier, element, component, FORM_##form box},
#include "parsers/model/form.def"
#undef BOX
};

/* A 999 has room for four characters of a loop's id: "2010" is any loop that begins so. */
static bool is_loop(const char *loop, sj_str found) {
    size_t n = strlen(loop);
    if (found.len == n) return memcmp(loop, found.ptr, n) == 0;
    return found.len == 4 && n > 4 && memcmp(loop, found.ptr, 4) == 0;
}

/* How exactly a row tells of the place: 0 not at all. */
static int rank(const box_row *r, const sj_form_place *p) {
    if (p->type.len != 4 || r->form != p->type.ptr[3]) return 0;
    if (!sj_str_is(p->tag, r->tag) || !is_loop(r->loop, p->loop)) return 0;
    if (r->qualifier && !sj_str_is(p->qualifier, r->qualifier)) return 0;
    if (r->element && r->element != p->element) return 0;
    if (r->component && r->component != p->component) return 0;
    return 1 + (r->qualifier != NULL) + 2 * (r->element != 0) + 4 * (r->component != 0);
}

const char *sj_form_box(const sj_form_place *place) {
    const char *found = NULL;
    int best = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int r = rank(&rows[i], place);
        if (r > best) {
            best = r;
            found = rows[i].text;
        }
    }
    return found;
}
