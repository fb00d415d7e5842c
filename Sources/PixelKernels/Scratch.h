// How much scratch each kernel uses, next to nothing else so that the kernels and the sizes told to callers agree.
#pragma once

#include "PixelKernels.h"

/// Room for a row of n and a whole vector more.
static inline ptrdiff_t padded(ptrdiff_t n) { return (n + 2 * PIXEL_WIDEST - 1) / PIXEL_WIDEST * PIXEL_WIDEST; }

/// Two rows of chroma with a vector's room on the left, and the same at the picture's width.
static inline size_t lightness_scratch(const struct pixel_format *f) {
    if (f->model != PIXEL_MODEL_YUV) return 0;
    return 2 * (size_t)(PIXEL_WIDEST + padded(f->chroma_width) + (padded(f->chroma_width) << f->chroma_shift_x));
}

/// Three rows of the small picture and one of the source, in floats; for 8-bit resizing in bytes, and with them each
/// plane at the network's width and its own height.
static inline size_t network_scratch(const struct pixel_format *f, ptrdiff_t network_width) {
    const size_t rows = (size_t)(3 * padded(network_width) + padded(f->width));
    const bool in_8_bits = f->model != PIXEL_MODEL_YUV && f->sample_bytes == 1;
    if (!in_8_bits) return rows;
    const size_t planes = f->model == PIXEL_MODEL_GRAY ? 1 : 3;
    const size_t bytes = rows + planes * (size_t)network_width * (size_t)f->height;
    return (bytes + sizeof(float) - 1) / sizeof(float);
}

/// Luma rows a chroma row is made of: at most seven, so that a ring of eight always holds them.
enum { RING_ROWS = 8 };

/// Two rows of each of the planes (a and b, or their fits), one of luma that is thrown away, and with room on both
/// sides two rings of differences and their means.
static inline size_t recombination_scratch(const struct pixel_format *f) {
    const ptrdiff_t row = padded(f->width);
    return (size_t)((2 * PIXEL_FIT_PLANES + 1) * row + 2 * (RING_ROWS + 1) * (row + 2 * PIXEL_WIDEST));
}

/// Nine planes at the size of a and b, a row of that with room on both sides, a row of the picture.
static inline size_t guidance_scratch(const struct pixel_guidance *g) {
    const size_t row = (size_t)padded(g->width);
    return 9 * row * (size_t)g->height + row + 2 * (PIXEL_WIDEST + PIXEL_GUIDE_RADIUS) +
           (size_t)padded(g->lightness_width);
}

/// A plane that is enlarged, and two of its rows at the width that it comes to.
static inline size_t correction_scratch(const struct pixel_stretch_axis *x, const struct pixel_stretch_axis *y) {
    return (size_t)(padded((ptrdiff_t)x->from * y->from) + 2 * ((ptrdiff_t)x->to + PIXEL_WIDEST));
}

/// Queries of a head with those that only fill up blocks: 12 is a multiple of each instruction set's.
static inline ptrdiff_t attention_rows(int32_t queries) { return ((ptrdiff_t)queries + 11) / 12 * 12; }

/// Elements of a value, filled up to pairs of the widest vectors.
static inline ptrdiff_t attention_depth(int32_t width) {
    return ((ptrdiff_t)width + 2 * PIXEL_WIDEST - 1) / (2 * PIXEL_WIDEST) * (2 * PIXEL_WIDEST);
}

/// The parts of `attention_head`: queries; keys and values of a tile of 256; scores of at most 6 queries; sums,
/// greatest scores and powers of all queries; a vector's room at the end.
static inline size_t attention_scratch(int32_t queries, int32_t width) {
    const ptrdiff_t rows = attention_rows(queries), depth = attention_depth(width);
    return (size_t)(padded(rows * width) + 256 * (width + depth + 6) + rows * (depth + 2) + PIXEL_WIDEST);
}

enum {
    /// The small copy of a picture and coarser ones of it.
    STEADY_LEVELS = 4,
    /// Samples repeated around each, so that blocks may lie partly or wholly outside.
    STEADY_BORDER = 16,
};

/// Floats of one level.
static inline int32_t steady_level_count(int level) {
    const int32_t stride = (STEADY_SIDE >> level) + 2 * STEADY_BORDER;
    return stride * stride;
}
