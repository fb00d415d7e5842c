// Bilinear enlargement with the sample positions of PyTorch's interpolate(mode="bilinear", align_corners=False).
#pragma once

#include "Vectors.h"

/// A row of `from` samples at the width `to`; writes PIXEL_WIDEST floats past the end.
///
/// All samples between the same two neighbours lie on one line, so a run of them is a vector of weights times a scalar:
/// no lookup or shuffle for each sample. What a vector writes beyond its run, the next run overwrites.
static void stretch_row(const float *row, const struct pixel_stretch_axis *axis, float *out) {
    for (ptrdiff_t i = 0; i < axis->from; i++) {
        const float here = row[i], step = i + 1 < axis->from ? row[i + 1] - here : 0;
        const ptrdiff_t end = axis->run[i + 1];
        for (ptrdiff_t x = axis->run[i]; x < end; x += LANES) store(out + x, load(axis->weight + x) * step + here);
    }
}

/// The two stretched rows of a plane between which the row asked for lies, kept from one row to the next.
struct stretched_rows {
    const float *plane;
    float *rows[2];
    /// Which source row each of `rows` holds; −1 for none. A source row is kept in the place of its parity.
    int32_t held[2];
};

static struct stretched_rows stretched_rows_in(const float *plane, const struct pixel_stretch_axis *x, float *scratch) {
    return (struct stretched_rows){plane, {scratch, scratch + x->to + PIXEL_WIDEST}, {-1, -1}};
}

INLINE const float *stretched_row(struct stretched_rows *rows, const struct pixel_stretch_axis *x, int32_t row) {
    const int place = row & 1;
    if (rows->held[place] != row) {
        stretch_row(rows->plane + (ptrdiff_t)row * x->from, x, rows->rows[place]);
        rows->held[place] = row;
    }
    return rows->rows[place];
}

/// The row below, or the same one at the bottom.
INLINE int32_t next_row(const struct pixel_stretch_axis *y, int32_t row) { return row + 1 < y->from ? row + 1 : row; }

static void stretch_rows(
    const struct pixel_stretch_axis *x_axis, const struct pixel_stretch_axis *y_axis, const float *source,
    float *result, int32_t first_row, int32_t end_row, float *scratch) {
    struct stretched_rows rows = stretched_rows_in(source, x_axis, scratch);
    for (int32_t y = first_row; y < end_row; y++) {
        const int32_t index = y_axis->index[y];
        const float *above = stretched_row(&rows, x_axis, index);
        const float *below = stretched_row(&rows, x_axis, next_row(y_axis, index));
        const float weight = y_axis->weight[y];
        float *out = result + (ptrdiff_t)y * x_axis->to;
        FOR_EACH_VECTOR(
            x_axis->to, x, n, store_first(out + x, (load(below + x) - load(above + x)) * weight + load(above + x), n));
    }
}
