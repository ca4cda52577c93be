/* Short texts taken as numbers: packed, searched for a range of characters, sketched. Each is held
 * against the same done byte by byte. */
#include "rules/edits/texts.h"
#include "rules/packs/sketch.h"
#include "tests/unit/unit.h"

/* Behind the text there are eight bytes more, as behind a segment's. */
static const char letters[] = "A0~Z9z/:a`{@[ \xc3\xbf"
                              "19213B7y-Q4+\0\0\0\0\0\0\0";
enum { LETTERS = sizeof letters - 8 };

START_TEST(packs_as_memory_does) {
    for (size_t len = 0; len <= 8; len++) {
        uint64_t expected = 0;
        memcpy(&expected, letters + _i, len);
        ck_assert_msg(sj_pack_8(letters + _i, len) == expected, "%zu bytes at %d", len, _i);
    }
}
END_TEST

static bool loop_finds(sj_str s, char from, char to) {
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] >= from && s.ptr[i] <= to) return true;
    return false;
}

START_TEST(finds_what_a_loop_finds) {
    for (size_t len = 0; len + (size_t)_i <= LETTERS; len++) {
        sj_str s = {letters + _i, len};
        ck_assert_int_eq(sj_text_has(s, '0', '9'), loop_finds(s, '0', '9'));
        ck_assert_int_eq(sj_text_has(s, 'a', 'z'), loop_finds(s, 'a', 'z'));
        ck_assert(may_have_lower(s) || !loop_finds(s, 'a', 'z'));
        text_ends ends = ends_of(s);
        bool digit = may_be_digit(ends.first) || may_be_digit(ends.last);
        ck_assert(len > 16 || digit || !loop_finds(s, '0', '9'));
        ck_assert(!digit || loop_finds(s, '0', '?') || loop_finds(s, '\xb0', '\xbf'));
    }
}
END_TEST

START_TEST(first_and_last_are_the_text) {
    for (size_t len = 0; len <= 16 && len + (size_t)_i <= LETTERS; len++) {
        sj_str s = {letters + _i, len};
        size_t kept = len < 8 ? len : 8;
        unsigned unused = len ? 64 - 8 * (unsigned)kept : 0;
        text_ends ends = ends_of(s);
        ck_assert(ends.first == sj_pack_8(s.ptr, kept) << unused);
        ck_assert(ends.last == sj_pack_8(s.ptr + len - kept, kept) << unused);
    }
    text_ends none = ends_of((sj_str){NULL, 0});
    ck_assert(none.first == 0 && none.last == 0);
}
END_TEST

/* Wherever it stands and whatever stands behind it; a text of one NUL is not the empty one. */
START_TEST(hashes_what_is_the_text_only) {
    char copy[64];
    for (size_t len = 0; len + (size_t)_i <= LETTERS; len++) {
        memset(copy, 'x', sizeof copy);
        memcpy(copy + 3, letters + _i, len);
        sj_str s = {letters + _i, len}, again = {copy + 3, len}, longer = {copy + 3, len + 1};
        ck_assert(sj_text_hash(s) == sj_text_hash(again));
        ck_assert(sj_text_hash(s) != sj_text_hash(longer));
    }
    ck_assert(sj_text_hash((sj_str){"\0\0\0\0\0\0\0\0", 1}) != sj_text_hash((sj_str){NULL, 0}));
}
END_TEST

/* What a test asks for, and a value that fulfils it. */
static const struct {
    const char *asked;
    bool family;
    const char *value;
} fulfilled[] = {
    {"99213", false, "99213"}, {"26", false, "26"},       {"X", false, "X"},
    {"S", true, "S93401A"},    {"Z0", true, "Z0000"},     {"Z001", true, "Z00121"},
    {"E11", true, "E11"},      {"Z0012", true, "Z00121"}, {"", true, "anything"},
};

START_TEST(a_sketch_leaves_room_for_what_fulfils) {
    sj_str asked = sj_str_of(fulfilled[_i].asked);
    sj_sketch test = fulfilled[_i].family ? sj_sketch_of_family(asked) : sj_sketch_of(asked);
    sj_sketch claim = sj_sketch_of(SJ_STR("J1885"));
    sj_sketch_add(&claim, sj_sketch_of(sj_str_of(fulfilled[_i].value)));
    ck_assert(sj_sketch_meet(claim, test));
    ck_assert(!sj_sketch_meet((sj_sketch){0, 0}, test));
}
END_TEST

START_TEST(a_sketch_tells_most_others_apart) {
    sj_sketch lab = sj_sketch_of_family(SJ_STR("80")), injury = sj_sketch_of_family(SJ_STR("S"));
    ck_assert(!sj_sketch_meet(sj_sketch_of(SJ_STR("99213")), lab));
    ck_assert(!sj_sketch_meet(sj_sketch_of(SJ_STR("R059")), injury));
    ck_assert(!sj_sketch_meet(sj_sketch_of(SJ_STR("25")), sj_sketch_of(SJ_STR("26"))));
}
END_TEST

Suite *suite(void) {
    Suite *s = suite_create("short_texts");
    TCase *t = tcase_create("short_texts");
    tcase_add_loop_test(t, packs_as_memory_does, 0, LETTERS - 8);
    tcase_add_loop_test(t, finds_what_a_loop_finds, 0, LETTERS);
    tcase_add_loop_test(t, first_and_last_are_the_text, 0, LETTERS);
    tcase_add_loop_test(t, hashes_what_is_the_text_only, 0, LETTERS);
    tcase_add_loop_test(t, a_sketch_leaves_room_for_what_fulfils, 0,
                        sizeof fulfilled / sizeof *fulfilled);
    tcase_add_test(t, a_sketch_tells_most_others_apart);
    suite_add_tcase(s, t);
    return s;
}
