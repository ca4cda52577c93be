/* A guide's tree changed in single attributes, addressed by the rows that its parts will have. */
#include "parsers/guide/overlay.h"

typedef struct editor {
    const sj_guide_edit *edits;
    uint16_t n;
    sj_arena *arena;
    sj_err *err;
    uint16_t loop, segment; /* rows given out so far, in the order of load_guide.c */
} editor;

static sj_node *child_at(sj_node *parent, unsigned at) {
    sj_node *n = parent->child;
    while (n && n->at != at) n = n->next;
    return n;
}

/* The child at a place, made where the guide does not use it. */
static sj_node *need_child(editor *e, sj_node *parent, unsigned at, sj_node_kind kind) {
    sj_node *n = child_at(parent, at);
    if (n) return n;
    n = sj_arena_zalloc(e->arena, sizeof *n);
    if (!n) {
        sj_err_set(e->err, SJ_ENOMEM, "out of memory loading a guide");
        return NULL;
    }
    n->kind = kind;
    n->at = at;
    n->doc = parent->doc;
    n->xml = parent->xml;
    n->next = parent->child;
    parent->child = n;
    return n;
}

/* A situation at the end of a loop's or segment's own. */
static sj_status add_situation(editor *e, sj_node *parent, const sj_node *situation) {
    sj_node *n = sj_arena_alloc(e->arena, sizeof *n);
    if (!n) return sj_err_set(e->err, SJ_ENOMEM, "out of memory loading a guide");
    *n = *situation;
    n->next = NULL;
    sj_node **end = &parent->child;
    while (*end) end = &(*end)->next;
    *end = n;
    return SJ_OK;
}

static sj_status apply(editor *e, sj_node *n, const sj_guide_edit *x) {
    if (x->attr == SJ_ATTRS) return add_situation(e, n, x->situation);
    if (x->element) n = need_child(e, n, x->element, SJ_NODE_EL);
    if (n && x->component) n = need_child(e, n, x->component, SJ_NODE_C);
    if (!n) return SJ_ENOMEM;
    if (x->attr == SJ_ATTR_CODES) n->attr[SJ_ATTR_LIST] = n->attr[SJ_ATTR_EXTERNAL] = NULL;
    if (x->attr == SJ_ATTR_USE) n->attr[SJ_ATTR_DOUBT] = NULL;
    n->attr[x->attr] = x->value;
    return SJ_OK;
}

static sj_status apply_all(editor *e, sj_node *n, uint16_t row, bool is_loop) {
    sj_status status = SJ_OK;
    for (uint16_t i = 0; i < e->n && status == SJ_OK; i++)
        if (e->edits[i].row == row && e->edits[i].is_loop == is_loop)
            status = apply(e, n, &e->edits[i]);
    return status;
}

static sj_status edit_loops(editor *e, sj_node *nodes) {
    sj_status status = SJ_OK;
    for (sj_node *n = nodes; n && status == SJ_OK; n = n->next) {
        if (n->kind != SJ_NODE_LOOP) continue;
        status = apply_all(e, n, e->loop++, true);
        for (sj_node *s = n->child; s && status == SJ_OK; s = s->next)
            if (s->kind == SJ_NODE_SEGMENT) status = apply_all(e, s, e->segment++, false);
        if (status == SJ_OK) status = edit_loops(e, n->child);
    }
    return status;
}

sj_status sj_guide_edit_tree(sj_node *tree, const sj_guide_edit *edits, uint16_t n, sj_arena *arena,
                             sj_err *err) {
    editor e = {.edits = edits, .n = n, .arena = arena, .err = err};
    return n ? edit_loops(&e, tree) : SJ_OK;
}
