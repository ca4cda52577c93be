/* rules/edits/shapes.c - the forms of numbers and codes that stand in no table. */
#include "rules/edits/shapes.h"

#include "parsers/base/digits.h"

#include <scrubjay/scrub.h>

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
static bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
static bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}
static char upper(char c) {
    return is_lower(c) ? (char)(c - 32) : c;
}

bool sj_all_digits(sj_str s) {
    for (size_t i = 0; i < s.len; i++)
        if (!is_digit(s.ptr[i])) return false;
    return s.len > 0;
}

/* Luhn over the number with the prefix 80840 in front, whose share of the sum is 24: every other
 * digit counts twice, less 9 where that has two digits. Eight digits at once, a byte each. */
bool sj_npi_valid(sj_str npi) {
    if (npi.len != 10 || (npi.ptr[0] != '1' && npi.ptr[0] != '2')) return false;
    uint64_t digits;
    memcpy(&digits, npi.ptr, sizeof digits);
    digits ^= SJ_EACH_BYTE('0');
    const unsigned ninth = (unsigned)(npi.ptr[8] - '0'), tenth = (unsigned)(npi.ptr[9] - '0');
    if (!sj_digits_only(digits) || ninth > 9 || tenth > 9) return false;
    const uint64_t each_second = UINT64_C(0x00FF00FF00FF00FF);
    const uint64_t twice = digits & each_second;
    const uint64_t above_4 = (twice + SJ_EACH_BYTE(0x7B)) >> 7 & SJ_EACH_BYTE(1);
    const uint64_t shares = 2 * twice - 9 * above_4 + (digits & ~each_second);
    const unsigned sum = (unsigned)(shares * SJ_EACH_BYTE(1) >> 56);
    return (24 + sum + 2 * ninth - (ninth > 4 ? 9 : 0) + tenth) % 10 == 0;
}

bool sj_zip_valid(sj_str zip) {
    return (zip.len == 5 || zip.len == 9) && sj_all_digits(zip) && memcmp(zip.ptr, "00000", 5) != 0;
}

bool sj_zip4_valid(sj_str zip) {
    return zip.len == 9 && sj_zip_valid(zip) && memcmp(zip.ptr + 5, "0000", 4) != 0 &&
           memcmp(zip.ptr + 5, "9999", 4) != 0;
}

static bool same_digits(sj_str s) {
    for (size_t i = 1; i < s.len; i++)
        if (s.ptr[i] != s.ptr[0]) return false;
    return true;
}

/* First two digits that the IRS gives to employers, as bits of 0-63 and 64-99. */
static bool is_employer_prefix(int p) {
    static const char never[] = {0, 7, 8, 9, 17, 18, 19, 28, 29, 49, 69, 70, 78, 79, 89, 96, 97};
    return !memchr(never, p, sizeof never);
}

static bool is_ssn(const char *p) {
    return p[0] != '9' && memcmp(p, "000", 3) != 0 && memcmp(p, "666", 3) != 0 &&
           memcmp(p + 3, "00", 2) != 0 && memcmp(p + 5, "0000", 4) != 0;
}

bool sj_tax_id_valid(sj_str id, bool ssn) {
    if (id.len != 9 || !sj_all_digits(id) || same_digits(id)) return false;
    if (memcmp(id.ptr, "123456789", 9) == 0) return false;
    if (ssn) return is_ssn(id.ptr);
    return is_employer_prefix(10 * (id.ptr[0] - '0') + (id.ptr[1] - '0'));
}

/* Letters that are not taken for digits: all but S L O I B Z. */
static bool is_mbi_letter(char c) {
    const uint32_t never = 1u << ('S' - 'A') | 1u << ('L' - 'A') | 1u << ('O' - 'A') |
                           1u << ('I' - 'A') | 1u << ('B' - 'A') | 1u << ('Z' - 'A');
    return is_upper(c) && !(never >> (c - 'A') & 1);
}

bool sj_mbi_valid(sj_str id) {
    /* N digit, first not 0; A letter; X either */
    static const char places[] = "NAXDAXDAADD";
    if (id.len != 11 || id.ptr[0] == '0') return false;
    for (int i = 0; i < 11; i++) {
        char c = id.ptr[i];
        bool letter = is_mbi_letter(c);
        bool fits = places[i] == 'A' ? letter : is_digit(c) || (places[i] == 'X' && letter);
        if (!fits) return false;
    }
    return true;
}

bool sj_clia_valid(sj_str id) {
    return id.len == 10 && id.ptr[2] == 'D' && sj_all_digits((sj_str){id.ptr, 2}) &&
           sj_all_digits((sj_str){id.ptr + 3, 7});
}

bool sj_icd10_valid(sj_str code) {
    if (code.len < 3 || code.len > 7 || !is_upper(code.ptr[0]) || !is_digit(code.ptr[1]))
        return false;
    for (size_t i = 2; i < code.len; i++)
        if (!is_digit(code.ptr[i]) && !is_upper(code.ptr[i])) return false;
    return true;
}

bool sj_phone_valid(sj_str phone) {
    int digits = 0;
    for (size_t i = 0; i < phone.len; i++) {
        if (is_digit(phone.ptr[i]))
            digits++;
        else if (!phone.ptr[i] || !strchr(" ()-./", phone.ptr[i]))
            return false;
    }
    return digits == 10;
}

/* The letters and digits of a text in capitals, without anything between. */
static size_t squeeze(char *out, size_t cap, sj_str s) {
    size_t n = 0;
    for (size_t i = 0; i < s.len && n < cap; i++) {
        char c = upper(s.ptr[i]);
        if (is_upper(c) || is_digit(c)) out[n++] = c;
    }
    return n;
}

/* Does a word end behind the first `n` characters? */
static bool ends(const char *text, size_t n, const char *word) {
    size_t len = strlen(word);
    return n >= len && memcmp(text + n - len, word, len) == 0;
}

/* "BOX", or "POB", in front of a digit. */
static bool is_numbered(const char *text, size_t n, const char *word) {
    return n > 3 && memcmp(text, word, 3) == 0 && is_digit(text[3]);
}

bool sj_is_po_box(sj_str line) {
    static const char *const words[] = {"POBOX", "POSTOFFICEBOX", "LOCKBOX", "POSTBOX"};
    char text[64];
    size_t n = squeeze(text, sizeof text, line);
    for (size_t at = 4; at < n; at++) /* all of them end with an X */
        for (size_t i = 0; text[at] == 'X' && i < sizeof words / sizeof *words; i++)
            if (ends(text, at + 1, words[i])) return true;
    return is_numbered(text, n, "BOX") || is_numbered(text, n, "POB");
}

/* A number with a digit, and not of one character only, stands for itself. */
static bool is_number(sj_str id) {
    bool digit = false, differs = false;
    for (size_t i = 0; i < id.len && !(digit && differs); i++) {
        char c = upper(id.ptr[i]);
        digit |= is_digit(c);
        differs |= (is_digit(c) || is_upper(c)) && c != upper(id.ptr[0]);
    }
    return digit && differs;
}

bool sj_is_placeholder(sj_str id) {
    static const char *const words[] = {"NONE", "UNKNOWN",       "UNK",          "NA",
                                        "SELF", "SAME",          "PENDING",      "TBD",
                                        "TEST", "NOTAPPLICABLE", "NOTAVAILABLE", "XXX"};
    char text[16];
    if (is_number(id)) return false;
    size_t n = squeeze(text, sizeof text, id);
    if (n == 0 || (n > 2 && same_digits((sj_str){text, n}))) return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == n && memcmp(words[i], text, n) == 0) return true;
    return false;
}
