// Grey, layer normalisation, pixel shuffle and the tail of networks whose colours are queries.
#pragma once

#include "NetRows.h"

static void net_grey(const float *lightness, ptrdiff_t count, float *grey) {
#define STEP(x, n)                                                                                                     \
    do {                                                                                                               \
        const vfloat l = load_first(lightness + x, n);                                                                 \
        const vfloat root = (l + 16.0f) * (1 / 116.0f);                                                                \
        const vfloat cube = root * root * root;                                                                        \
        /* The knee of `lightness_from_luminance`. */                                                                  \
        const vfloat light = l > 116 * 7.787f * 0.008856f ? cube : l * (1 / (116 * 7.787f));                           \
        /* Of black, whose logarithm nobody wants, the straight part of the curve is taken. */                         \
        store_first(grey + x, srgb_from_linear(light, srgb_exponent(light)), n);                                       \
    } while (0)
    FOR_EACH_VECTOR(count, x, n, STEP(x, n));
#undef STEP
}

INLINE void normalize_row(
    const struct net_normalization *norm, const void *source, bool reads_bfloat16, void *result, enum net_type writes,
    float scale) {
    const ptrdiff_t count = norm->count;
    vfloat sums = 0;
#define STEP(i, n) sums += load_elements(source, reads_bfloat16, i, n)
    FOR_EACH_VECTOR(count, i, n, STEP(i, n));
#undef STEP
    const float mean = sum_of_lanes(sums) / (float)count;
    vfloat squares = 0;
#define STEP(i, n)                                                                                                     \
    do {                                                                                                               \
        const vfloat v = first_lanes(load_elements(source, reads_bfloat16, i, n) - mean, n);                           \
        squares += v * v;                                                                                              \
    } while (0)
    FOR_EACH_VECTOR(count, i, n, STEP(i, n));
#undef STEP
    const float factor = 1 / __builtin_sqrtf(sum_of_lanes(squares) / (float)count + norm->epsilon);
    const vfloat zero = 0;
#define STEP(i, n)                                                                                                     \
    do {                                                                                                               \
        vfloat v = (load_elements(source, reads_bfloat16, i, n) - mean) * factor;                                      \
        v = v * load_first(norm->scale + i, n) + load_first(norm->shift + i, n);                                       \
        /* In this order what is no number stays so. */                                                                \
        if (norm->is_rectified) v = v < zero ? zero : v;                                                               \
        store_numbers(result, writes, scale, i, v, n);                                                                 \
    } while (0)
    FOR_EACH_VECTOR(count, i, n, STEP(i, n));
#undef STEP
}

static void net_normalize(
    const struct net_normalization *norm, const struct net_rows *source, const struct net_rows *result,
    ptrdiff_t first_row, ptrdiff_t end_row) {
    const float scale = 1 / result->unit;
#define ROWS                                                                                                           \
    for (ptrdiff_t row = first_row; row < end_row; row++)                                                              \
    normalize_row(norm, start_of_row(source, row), reads_bfloat16, start_of_row(result, row), writes, scale)
    FOR_TYPES(source, result, ROWS);
#undef ROWS
}

static void net_copy(
    const struct net_rows *source, const struct net_rows *result, int32_t channels, ptrdiff_t first_row,
    ptrdiff_t end_row) {
    const float scale = 1 / result->unit;
    for (ptrdiff_t row = first_row; row < end_row; row++) {
        const void *from = start_of_row(source, row);
        void *to = start_of_row(result, row);
#define STEP(i, n) store_numbers(to, writes, scale, i, load_elements(from, reads_bfloat16, i, n), n)
#define ROW FOR_EACH_VECTOR(channels, i, n, STEP(i, n))
        FOR_TYPES(source, result, ROW);
#undef ROW
#undef STEP
    }
}

/// The channels of a pixel of the large picture; before its first row or column, those of that.
INLINE const void *shuffled_pixel(
    const struct net_shuffle *s, const struct net_rows *source, int32_t row, int32_t column) {
    if (row < 0) row = 0;
    if (column < 0) column = 0;
    const int32_t factor = s->factor;
    const ptrdiff_t group = (row % factor) * factor + column % factor;
    const uint8_t *pixel = start_of_row(source, (ptrdiff_t)(row / factor) * s->width + column / factor);
    return pixel + group * s->channels * (source->type == NET_BFLOAT16 ? 2 : 4);
}

INLINE void shuffle_rows(
    const struct net_shuffle *s, const struct net_rows *source, bool reads_bfloat16, const struct net_rows *result,
    bool writes_bfloat16, int32_t first_row, int32_t end_row) {
    const int32_t width = s->width * s->factor;
    for (int32_t row = first_row; row < end_row; row++)
        for (int32_t column = 0; column < width; column++) {
            void *to = start_of_row(result, (ptrdiff_t)row * width + column);
            const void *here = shuffled_pixel(s, source, row, column);
            const void *above = shuffled_pixel(s, source, row - 1, column);
            const void *left = shuffled_pixel(s, source, row, column - 1);
            const void *corner = shuffled_pixel(s, source, row - 1, column - 1);
#define STEP(i, n)                                                                                                     \
    do {                                                                                                               \
        vfloat v = load_elements(here, reads_bfloat16, i, n);                                                          \
        if (s->is_blurred)                                                                                             \
            v = (v + load_elements(above, reads_bfloat16, i, n) + load_elements(left, reads_bfloat16, i, n) +          \
                 load_elements(corner, reads_bfloat16, i, n)) *                                                        \
                0.25f;                                                                                                 \
        store_elements(to, writes_bfloat16, i, v, n);                                                                  \
    } while (0)
            FOR_EACH_VECTOR(s->channels, i, n, STEP(i, n));
#undef STEP
        }
}

static void net_shuffle(
    const struct net_shuffle *s, const struct net_rows *source, const struct net_rows *result, int32_t first_row,
    int32_t end_row) {
    if (source->type == NET_BFLOAT16 && result->type == NET_BFLOAT16)
        shuffle_rows(s, source, true, result, true, first_row, end_row);
    else if (source->type == NET_BFLOAT16)
        shuffle_rows(s, source, true, result, false, first_row, end_row);
    else if (result->type == NET_BFLOAT16)
        shuffle_rows(s, source, false, result, true, first_row, end_row);
    else
        shuffle_rows(s, source, false, result, false, first_row, end_row);
}

INLINE void tail_sums_of_row(
    const void *source, bool reads_bfloat16, int32_t channels, const float *weights, float *result) {
    enum { VECTORS = NET_TAIL_PLACES / LANES };
    vfloat a[VECTORS] = {0}, b[VECTORS] = {0};
    for (int32_t channel = 0; channel < channels; channel++)
#pragma clang loop unroll(full)
        for (int i = 0; i < VECTORS; i++) {
            const vfloat v =
                load_elements(source, reads_bfloat16, (ptrdiff_t)channel * NET_TAIL_PLACES + i * LANES, LANES);
            a[i] += v * weights[channel];
            b[i] += v * weights[channels + channel];
        }
    for (int i = 0; i < VECTORS; i++) {
        store(result + i * LANES, a[i]);
        store(result + NET_TAIL_PLACES + i * LANES, b[i]);
    }
}

static void net_tail_sums(
    const struct net_rows *source, int32_t channels, const float *weights, float *result, ptrdiff_t first_row,
    ptrdiff_t end_row) {
    for (ptrdiff_t row = first_row; row < end_row; row++) {
        float *sums = result + row * 2 * NET_TAIL_PLACES;
        if (source->type == NET_BFLOAT16)
            tail_sums_of_row(start_of_row(source, row), true, channels, weights, sums);
        else
            tail_sums_of_row(start_of_row(source, row), false, channels, weights, sums);
    }
}

static void net_tail_planes(
    const struct net_color_tail *tail, const float *sums, const float *grey, float *ab, int32_t first_row,
    int32_t end_row) {
    const int32_t factor = NET_TAIL_FACTOR;
    const ptrdiff_t width = (ptrdiff_t)tail->width * factor, plane = width * tail->height * factor;
    for (int32_t row = first_row; row < end_row; row++)
        for (int k = 0; k < 2; k++) {
            const float *here = sums + (ptrdiff_t)(row / factor) * tail->width * 2 * NET_TAIL_PLACES +
                                k * NET_TAIL_PLACES + row % factor * factor;
            const int32_t upper = row > 0 ? row - 1 : 0;
            const float *above = sums + (ptrdiff_t)(upper / factor) * tail->width * 2 * NET_TAIL_PLACES +
                                 k * NET_TAIL_PLACES + upper % factor * factor;
            float *to = ab + k * plane + row * width;
            const float *light = grey + row * width;
            // Of this column and the one before it, of both rows.
            float before = here[0] + above[0];
            for (ptrdiff_t column = 0; column < width; column++) {
                const ptrdiff_t place = column / factor * 2 * NET_TAIL_PLACES + column % factor;
                const float both = here[place] + above[place];
                to[column] = (before + both) * 0.25f + (tail->slope[k] * light[column] + tail->offset[k]);
                before = both;
            }
        }
}
