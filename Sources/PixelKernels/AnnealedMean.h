// From the scores of colours to one colour for each pixel.
#pragma once

#include "Transfer.h"

/// The greatest of `count` numbers; no number if one of them is none, or infinite.
INLINE float greatest(const float *numbers, ptrdiff_t count) {
    vfloat most = numbers[0], nothing = 0;
#define STEP(i)                                                                                                        \
    do {                                                                                                               \
        const vfloat v = load(numbers + i);                                                                            \
        most = v > most ? v : most;                                                                                    \
        nothing += v * 0;                                                                                              \
    } while (0)
    FOR_EACH_WHOLE_VECTOR(count, i, seen, STEP(i));
#undef STEP
    return greatest_lane(most) + sum_of_lanes(nothing);
}

static void annealed_mean(
    const struct pixel_bins *bins, const float *scores, ptrdiff_t pixels, float *a, float *b, float *certainty) {
    const ptrdiff_t count = bins->count;
    // The softmax is of powers of e.
    const float scale = bins->sharpness * 1.44269504f;
    for (ptrdiff_t pixel = 0; pixel < pixels; pixel++, scores += count) {
        const float most = greatest(scores, count);
        vfloat sum = 0, a_sum = 0, b_sum = 0;
#define STEP(i, seen)                                                                                                  \
    do {                                                                                                               \
        const vfloat exponent = (load(scores + i) - most) * scale;                                                     \
        const vfloat weight = without_first_lanes(power_of_two(clip(exponent, -126, 0)), seen);                        \
        sum += weight;                                                                                                 \
        a_sum += weight * load(bins->a + i);                                                                           \
        b_sum += weight * load(bins->b + i);                                                                           \
    } while (0)
        FOR_EACH_WHOLE_VECTOR(count, i, seen, STEP(i, seen));
#undef STEP
        // Clipping has made numbers of what is none.
        const float whole = 1 / sum_of_lanes(sum) + 0 * most;
        a[pixel] = sum_of_lanes(a_sum) * whole;
        b[pixel] = sum_of_lanes(b_sum) * whole;
        // The likeliest bin weighs 1.
        if (certainty) certainty[pixel] = whole;
    }
}
