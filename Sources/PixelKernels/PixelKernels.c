#include "PixelKernels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "Scratch.h"

extern const struct pixel_kernels pixel_kernels_baseline, pixel_kernels_avx2, pixel_kernels_avx512;

// MARK: Choosing an instruction set

const struct pixel_kernels *pixel_kernels_named(const char *name) {
#if defined(__x86_64__)
    // These also ask whether the operating system saves the wide registers.
    __builtin_cpu_init();
    const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    const bool avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    if (avx512 && strcmp(name, pixel_kernels_avx512.name) == 0) return &pixel_kernels_avx512;
    if (avx2 && strcmp(name, pixel_kernels_avx2.name) == 0) return &pixel_kernels_avx2;
#endif
    return strcmp(name, pixel_kernels_baseline.name) == 0 ? &pixel_kernels_baseline : NULL;
}

const struct pixel_kernels *pixel_kernels_best(void) {
    const char *forced = getenv("COLORIZE_ISA");
    const char *const preferred[] = {forced ? forced : "", "avx512", "avx2"};
    for (size_t i = 0; i < sizeof preferred / sizeof *preferred; i++) {
        const struct pixel_kernels *kernels = pixel_kernels_named(preferred[i]);
        if (kernels != NULL) return kernels;
    }
    return &pixel_kernels_baseline;
}

// MARK: Scratch

size_t pixel_lightness_scratch(const struct pixel_format *format) { return lightness_scratch(format); }

size_t pixel_network_scratch(const struct pixel_format *format, int32_t network_width) {
    return network_scratch(format, network_width);
}

size_t pixel_recombination_scratch(const struct pixel_format *format) { return recombination_scratch(format); }

size_t pixel_guidance_scratch(const struct pixel_guidance *guidance) { return guidance_scratch(guidance); }

size_t pixel_correction_scratch(const struct pixel_stretch_axis *x, const struct pixel_stretch_axis *y) {
    return correction_scratch(x, y);
}

size_t net_attention_scratch(int32_t query_count, int32_t width) { return attention_scratch(query_count, width); }

int32_t steady_picture_count(void) {
    int32_t count = 0;
    for (int level = 0; level < STEADY_LEVELS; level++) count += steady_level_count(level);
    return count;
}

// MARK: Tables and memory

void pixel_gray_lightness(const struct pixel_format *f, float *table) {
    for (int32_t code = 0; code <= f->maximum_code; code++) {
        const double luma = (code - (double)f->luma_offset) / (double)f->luma_scale;
        const double v = luma < 0 ? 0 : luma > 1 ? 1 : luma;
        const double y = v > 0.04045 ? pow((v + 0.055) / 1.055, 2.4) : v / 12.92;
        const double curve = 116 * (y > 0.008856 ? cbrt(y) : 7.787 * y + 16.0 / 116) - 16;
        table[code] = (float)(curve + 100 * (luma - v));
    }
}

void *pixel_memory_allocate(size_t bytes) {
    // aligned_alloc wants a multiple of the alignment.
    const size_t rounded = (bytes + 63) / 64 * 64;
    return rounded < bytes ? NULL : aligned_alloc(64, rounded == 0 ? 64 : rounded);
}

void pixel_memory_free(void *memory) { free(memory); }
