// AVX2 and FMA. The features named here are the ones PixelKernels.c asks the processor for.
#if defined(__x86_64__)
#define LANES 8
#define KERNELS pixel_kernels_avx2
#define KERNELS_NAME "avx2"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "KernelTable.h"
#pragma clang attribute pop
#endif
