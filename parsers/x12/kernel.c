/* The list of kernels, and choosing one. */
#include "parsers/x12/kernel.h"

static const sj_kernel *const kernels[] = {
#if defined(__x86_64__)
    &sj_kernel_avx512,
    &sj_kernel_avx2,
    &sj_kernel_sse2,
#elif defined(__aarch64__)
    &sj_kernel_neon,
#endif
    &sj_kernel_scalar,
};

const sj_kernel *sj_kernel_at(size_t i) {
    return i < sizeof kernels / sizeof *kernels ? kernels[i] : NULL;
}

const sj_kernel *sj_kernel_find(const char *name) {
    const sj_kernel *k;
    for (size_t i = 0; (k = sj_kernel_at(i)); i++)
        if ((!name || strcmp(k->name, name) == 0) && k->is_supported()) return k;
    return NULL;
}
