/* engine/report/spread.c - two standard deviations, in 128-bit integers. */
#include "engine/report/spread.h"

typedef __int128 wide;

/* The largest r with r * r <= v. */
static wide root(wide v) {
    wide low = 0, high = (wide)1 << 62;
    while (low < high) {
        wide middle = (low + high + 1) / 2;
        if (middle * middle <= v)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

/* n² times the variance is n·Σx² - (Σx)². */
sj_spread sj_spread_of(const int64_t *v, size_t n) {
    wide sum = 0, squares = 0;
    for (size_t i = 0; i < n; i++) {
        sum += v[i];
        squares += (wide)v[i] * v[i];
    }
    wide twice = 2 * root((wide)n * squares - sum * sum);
    return (sj_spread){(int64_t)(sum / (wide)n), (int64_t)((sum + twice) / (wide)n)};
}

/* With p = K/N over both together, the difference's variance is p(1-p)(1/n + 1/n0): multiplied out,
 * (k·n0 - k0·n)²·N against 4·K·(N-K)·n·n0. */
int sj_share_differs(int64_t k, int64_t n, int64_t k0, int64_t n0) {
    if (n < SJ_SHARE_LEAST || n0 < SJ_SHARE_LEAST) return 0;
    while (n > INT32_MAX / 64 || n0 > INT32_MAX / 64) { /* keeps the products within 128 bits */
        k /= 2, n /= 2, k0 /= 2, n0 /= 2;
        if (!n || !n0) return 0;
    }
    wide both = k + k0, all = n + n0, apart = (wide)k * n0 - (wide)k0 * n;
    if (apart * apart * all < 4 * both * (all - both) * n * n0 || !apart) return 0;
    return apart > 0 ? 1 : -1;
}
