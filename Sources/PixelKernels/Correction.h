// Colour steadied at a lower resolution than the network's: what goes down to it, and what comes back up.
#pragma once

#include "Scratch.h"
#include "Stretch.h"

/// Sums of the samples of a row that lie below one another in `rows` rows, from `begin` on.
INLINE void sum_columns(
    const float *plane, ptrdiff_t width, ptrdiff_t rows, ptrdiff_t begin, ptrdiff_t count, float *sums) {
#define STEP(x, n)                                                                                                     \
    do {                                                                                                               \
        vfloat sum = 0;                                                                                                \
        for (ptrdiff_t row = 0; row < rows; row++) sum += load_first(plane + row * width + begin + x, n);              \
        store(sums + x, sum);                                                                                          \
    } while (0)
    FOR_EACH_VECTOR(count, x, n, STEP(x, n));
#undef STEP
}

static void steady_shrink(const float *plane, int32_t width, int32_t height, int32_t side, float *result) {
    _Alignas(64) float sums[STEADY_LARGEST_SQUARE + PIXEL_WIDEST];
    const ptrdiff_t whole = STEADY_LARGEST_SQUARE / side * side;
    for (ptrdiff_t top = 0; top < height; top += side) {
        const ptrdiff_t rows = height - top < side ? height - top : side;
        for (ptrdiff_t begin = 0; begin < width; begin += whole) {
            const ptrdiff_t count = width - begin < whole ? width - begin : whole;
            sum_columns(plane + top * width, width, rows, begin, count, sums);
            for (ptrdiff_t left = 0; left < count; left += side) {
                const ptrdiff_t columns = count - left < side ? count - left : side;
                float sum = 0;
                for (ptrdiff_t x = left; x < left + columns; x++) sum += sums[x];
                *result++ = sum / (float)(columns * rows);
            }
        }
    }
}

static void steady_correct(
    const struct pixel_stretch_axis *x_axis, const struct pixel_stretch_axis *y_axis, const float *raw,
    const float *steadied, float *plane, float *scratch) {
    const ptrdiff_t count = (ptrdiff_t)x_axis->from * y_axis->from;
    float *difference = scratch;
    FOR_EACH_VECTOR(count, i, n, store_first(difference + i, load_first(steadied + i, n) - load_first(raw + i, n), n));
    struct stretched_rows rows = stretched_rows_in(difference, x_axis, scratch + padded(count));
    for (ptrdiff_t y = 0; y < y_axis->to; y++) {
        const int32_t index = y_axis->index[y];
        const float *above = stretched_row(&rows, x_axis, index);
        const float *below = stretched_row(&rows, x_axis, next_row(y_axis, index));
        const float weight = y_axis->weight[y];
        float *out = plane + y * x_axis->to;
#define STEP(x, n)                                                                                                     \
    do {                                                                                                               \
        const vfloat correction = (load(below + x) - load(above + x)) * weight + load(above + x);                      \
        store_first(out + x, load_first(out + x, n) + correction, n);                                                  \
    } while (0)
        FOR_EACH_VECTOR(x_axis->to, x, n, STEP(x, n));
#undef STEP
    }
}
