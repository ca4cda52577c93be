/* Amounts and quantities: one reader of type R numbers and one printer, at two scales. */
#include <scrubjay/money.h>

enum { CENTS = 2, THOUSANDTHS = 3, MAX_DIGITS = 16 };

/* [-]digits[.digits] with at least one digit, as an integer of 10^-decimals. */
static bool parse_scaled(sj_str text, int decimals, int64_t *out) {
    *out = 0;
    bool negative = text.len && text.ptr[0] == '-';
    int digits = 0, after_point = -1; /* -1: no point yet */
    int64_t value = 0;
    for (size_t i = negative; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '.' && after_point < 0) {
            after_point = 0;
            continue;
        }
        if (c < '0' || c > '9' || ++digits > MAX_DIGITS) return false;
        if (after_point >= decimals) {
            if (c != '0') return false;
            continue;
        }
        after_point += after_point >= 0;
        value = value * 10 + (c - '0');
    }
    if (digits == 0) return false;
    for (int i = after_point < 0 ? 0 : after_point; i < decimals; i++)
        if (__builtin_mul_overflow(value, 10, &value)) return false;
    *out = negative ? -value : value;
    return true;
}

bool sj_money_parse(sj_str text, sj_money *out) {
    return parse_scaled(text, CENTS, out);
}

bool sj_quantity_parse(sj_str text, sj_quantity *out) {
    return parse_scaled(text, THOUSANDTHS, out);
}

/* How a number is written: after the sign comes `currency`, every third digit may have a comma, and
 * at least `keep` decimals stand there. */
typedef struct print_style {
    int decimals, keep;
    const char *currency;
    bool commas;
} print_style;

/* Writes from the end of a scratch buffer, then moves to the front. */
static size_t print_scaled(int64_t value, print_style style, char *buf) {
    char scratch[2 * SJ_MONEY_SIZE];
    char *end = scratch + sizeof scratch, *p = end;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    *--p = 0;
    for (int i = style.decimals; i > 0; i--) {
        char digit = (char)('0' + rest % 10);
        rest /= 10;
        bool is_trailing_zero = digit == '0' && p == end - 1 && i > style.keep;
        if (!is_trailing_zero) *--p = digit;
    }
    if (p != end - 1) *--p = '.';
    for (int written = 0; written == 0 || rest; written++) {
        if (style.commas && written && written % 3 == 0) *--p = ',';
        *--p = (char)('0' + rest % 10);
        rest /= 10;
    }
    for (size_t i = strlen(style.currency); i > 0; i--) *--p = style.currency[i - 1];
    if (value < 0) *--p = '-';
    memcpy(buf, p, (size_t)(end - p));
    return (size_t)(end - p) - 1;
}

size_t sj_money_print(sj_money m, char buf[SJ_MONEY_SIZE]) {
    return print_scaled(m, (print_style){CENTS, CENTS, "", false}, buf);
}

size_t sj_money_print_x12(sj_money m, char buf[SJ_MONEY_SIZE]) {
    return print_scaled(m, (print_style){CENTS, 0, "", false}, buf);
}

size_t sj_money_print_people(sj_money m, char buf[SJ_MONEY_SIZE + 8]) {
    return print_scaled(m, (print_style){CENTS, CENTS, "$", true}, buf);
}

size_t sj_quantity_print(sj_quantity q, char buf[SJ_MONEY_SIZE]) {
    return print_scaled(q, (print_style){THOUSANDTHS, 0, "", false}, buf);
}
