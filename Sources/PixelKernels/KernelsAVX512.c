// AVX-512 as in Skylake-X and Zen 4, in vectors of 512 bits. The features named here are the ones PixelKernels.c asks
// the processor for.
#if defined(__x86_64__)
#define LANES 16
#define KERNELS pixel_kernels_avx512
#define KERNELS_NAME "avx512"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#pragma clang attribute push(                                                                                          \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"))), apply_to = function)
#include "KernelTable.h"
#pragma clang attribute pop
#endif
