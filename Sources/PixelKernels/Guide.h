// Chroma whose edges follow the full-size L*: a guided filter (He, Sun, Tang: "Guided Image Filtering", ECCV 2010)
// fitted at the size of a and b and evaluated at the picture's, as in He, Sun: "Fast Guided Filter", arXiv 1505.00996.
//
// Three things differ from the papers, because real a and b are no function of L* even within a window: the filter as
// published takes away more of their detail than it wins at edges. Only the slopes are taken from the fits, and each
// sample keeps its own a and b: what is added is slope × (L* − its mean over the sample). A slope counts as much as L*
// explains of a and b in its window. And the result is kept within what a and b are nearby, so that an L* that the fits
// have never seen (a thin dark line, a highlight) makes no new colour.
#pragma once

#include "Scratch.h"
#include "Vectors.h"

// MARK: L* at the size of a and b

/// Samples of `count` that cell `index` of `cells` covers, and how much of the first and last of them.
struct cell {
    ptrdiff_t begin, end;
    float first_share, last_share;
};

INLINE struct cell cell_at(ptrdiff_t index, ptrdiff_t cells, ptrdiff_t count) {
    // In whole numbers of 1/cells of a sample.
    const int64_t from = (int64_t)index * count, to = from + count;
    struct cell cell = {(ptrdiff_t)(from / cells), (ptrdiff_t)((to + cells - 1) / cells), 1, 1};
    const int64_t first_end = ((int64_t)cell.begin + 1) * cells, last_begin = ((int64_t)cell.end - 1) * cells;
    cell.first_share = (float)((first_end < to ? first_end : to) - from) / (float)cells;
    cell.last_share = (float)(to - (last_begin > from ? last_begin : from)) / (float)cells;
    return cell;
}

/// The mean L* of the part of the picture that each sample of a and b stands for.
static void mean_lightness(const struct pixel_guidance *what, const float *lightness, float *out, float *sums) {
    const ptrdiff_t width = what->lightness_width, stride = padded(what->width);
    const float area = (float)((double)width * what->lightness_height / ((double)what->width * (double)what->height));
    for (ptrdiff_t y = 0; y < what->height; y++) {
        const struct cell rows = cell_at(y, what->height, what->lightness_height);
        for (ptrdiff_t row = rows.begin; row < rows.end; row++) {
            const float *from = lightness + row * width;
            const float share = row == rows.begin ? rows.first_share : row == rows.end - 1 ? rows.last_share : 1;
            if (row == rows.begin)
                FOR_EACH_VECTOR(width, x, n, store(sums + x, load_first(from + x, n) * share));
            else
                FOR_EACH_VECTOR(width, x, n, store(sums + x, load_first(from + x, n) * share + load(sums + x)));
        }
        for (ptrdiff_t x = 0; x < what->width; x++) {
            const struct cell columns = cell_at(x, what->width, width);
            float sum = sums[columns.begin] * columns.first_share;
            for (ptrdiff_t i = columns.begin + 1; i < columns.end - 1; i++) sum += sums[i];
            if (columns.end - 1 > columns.begin) sum += sums[columns.end - 1] * columns.last_share;
            out[y * stride + x] = sum / area;
        }
    }
}

// MARK: Windows

enum window_operation { WINDOW_MEAN, WINDOW_LOWEST, WINDOW_HIGHEST };

INLINE vfloat joined(enum window_operation operation, vfloat u, vfloat v) {
    return operation == WINDOW_MEAN ? u + v : operation == WINDOW_LOWEST ? (u < v ? u : v) : (u > v ? u : v);
}

INLINE vfloat at_least(vfloat v, float least) {
    const vfloat l = least;
    return v > l ? v : l;
}

/// For each sample of a plane one number for the square window of 2 × radius + 1 samples around it; the plane's edges
/// are repeated. `in` has rows of whole vectors; `row` has room for a row and PIXEL_WIDEST + radius samples on each
/// side.
INLINE void windowed(
    enum window_operation operation, const float *in, ptrdiff_t width, ptrdiff_t height, ptrdiff_t radius, float *out,
    ptrdiff_t out_stride, float *row) {
    const ptrdiff_t stride = padded(width), side = 2 * radius + 1;
    const float scale = operation == WINDOW_MEAN ? 1 / (float)(side * side) : 1;
    for (ptrdiff_t y = 0; y < height; y++) {
        for (ptrdiff_t x = 0; x < width; x += LANES) {
            vfloat sum = load(in + clamp_index(y - radius, height) * stride + x);
            for (ptrdiff_t i = 1 - radius; i <= radius; i++)
                sum = joined(operation, sum, load(in + clamp_index(y + i, height) * stride + x));
            store(row + x, sum);
        }
        for (ptrdiff_t x = 1; x <= radius; x++) row[-x] = row[0];
        for (ptrdiff_t x = width; x < width + radius + LANES; x++) row[x] = row[width - 1];
        float *result = out + y * out_stride;
        for (ptrdiff_t x = 0; x < width; x += LANES) {
            vfloat sum = load(row + x - radius);
            for (ptrdiff_t i = 1 - radius; i <= radius; i++) sum = joined(operation, sum, load(row + x + i));
            store_first(result + x, sum * scale, width - x < LANES ? width - x : LANES);
        }
    }
}

static void window_means(const float *in, const struct pixel_guidance *what, float *out, float *row) {
    windowed(WINDOW_MEAN, in, what->width, what->height, what->radius, out, padded(what->width), row);
}

// MARK: Fits

/// Plane c of a and b, in rows of whole vectors.
static void copy_chroma(const struct pixel_guidance *what, const float *ab, int channel, float *out) {
    const ptrdiff_t width = what->width, height = what->height, stride = padded(width);
    for (ptrdiff_t y = 0; y < height; y++) {
        const float *in = ab + (channel * height + y) * width;
        FOR_EACH_VECTOR(width, x, n, store(out + y * stride + x, load_first(in + x, n)));
    }
}

static void fit_to_lightness(
    const struct pixel_guidance *what, const float *lightness, const float *ab, float *fits, float *scratch) {
    const ptrdiff_t width = what->width, height = what->height, stride = padded(width);
    const ptrdiff_t plane = stride * height, samples = width * height;
    float *const guide = scratch, *const guide_mean = guide + plane, *const variance = guide_mean + plane;
    float *const covariance[2] = {variance + plane, variance + 2 * plane};
    float *const chroma_variance = covariance[1] + plane, *const chroma = chroma_variance + plane;
    float *const work = chroma + plane, *const means = work + plane;
    float *const row = means + plane + PIXEL_WIDEST + PIXEL_GUIDE_RADIUS;
    float *const sums = row + stride + PIXEL_WIDEST + PIXEL_GUIDE_RADIUS;

    mean_lightness(what, lightness, guide, sums);
    window_means(guide, what, guide_mean, row);
    // All rows at once: what the padding between them holds is never used.
    for (ptrdiff_t i = 0; i < plane; i += LANES) store(work + i, load(guide + i) * load(guide + i));
    window_means(work, what, variance, row);
    for (ptrdiff_t i = 0; i < plane; i += LANES) {
        const vfloat mean = load(guide_mean + i);
        store(variance + i, at_least(load(variance + i) - mean * mean, 0));
        store(chroma_variance + i, 0);
    }
    for (int channel = 0; channel < 2; channel++) {
        copy_chroma(what, ab, channel, chroma);
        window_means(chroma, what, means, row);
        for (ptrdiff_t i = 0; i < plane; i += LANES) store(work + i, load(guide + i) * load(chroma + i));
        window_means(work, what, covariance[channel], row);
        for (ptrdiff_t i = 0; i < plane; i += LANES) {
            const vfloat mean = load(means + i);
            store(covariance[channel] + i, load(covariance[channel] + i) - load(guide_mean + i) * mean);
            store(chroma_variance + i, load(chroma_variance + i) - mean * mean);
            store(work + i, load(chroma + i) * load(chroma + i));
        }
        window_means(work, what, means, row);
        for (ptrdiff_t i = 0; i < plane; i += LANES)
            store(chroma_variance + i, load(chroma_variance + i) + load(means + i));
    }
    for (ptrdiff_t i = 0; i < plane; i += LANES) {
        const vfloat a = load(covariance[0] + i), b = load(covariance[1] + i), v = load(variance + i);
        // The share of the variance of a and b that L* explains. What is added keeps it at none where nothing varies
        // but by float errors.
        const vfloat whole = (v + 0.1f) * (at_least(load(chroma_variance + i), 0) + 0.1f);
        const vfloat explained = clip((a * a + b * b) / whole, 0, 1);
        const vfloat factor = explained * explained / (v + what->noise_variance);
        store(covariance[0] + i, a * factor);
        store(covariance[1] + i, b * factor);
    }

    for (int channel = 0; channel < 2; channel++) {
        float *const slope = fits + 4 * channel * samples, *const offset = slope + samples;
        // The mean of the windows beside, too: less of a grid is seen.
        windowed(WINDOW_MEAN, covariance[channel], width, height, 1, slope, width, row);
        copy_chroma(what, ab, channel, chroma);
        for (ptrdiff_t y = 0; y < height; y++) {
            const float *own = chroma + y * stride, *mean = guide + y * stride, *factor = slope + y * width;
            FOR_EACH_VECTOR(
                width, x, n,
                store_first(offset + y * width + x, load(own + x) - load_first(factor + x, n) * load(mean + x), n));
        }
        windowed(WINDOW_LOWEST, chroma, width, height, 1, slope + 2 * samples, width, row);
        windowed(WINDOW_HIGHEST, chroma, width, height, 1, slope + 3 * samples, width, row);
    }
}
