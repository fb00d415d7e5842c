// Differences of colour at the size of luma, to the codes of chroma.
#pragma once

#include "Scratch.h"
#include "Vectors.h"

/// B' − G' and R' − G' of the last rows of luma.
struct difference_rows {
    /// With room for neighbours on both sides; row y in place y & ring_mask. There are no more places than a chroma row
    /// needs, so that they stay in the first-level cache.
    float *ring[2][RING_ROWS];
    ptrdiff_t ring_mask;
    /// Such rows averaged over the rows that share a chroma row.
    float *column_means[2];
};

/// Divides up the scratch from `*scratch` on and moves that behind it.
static struct difference_rows difference_rows_in(const struct pixel_format *f, float **scratch) {
    const ptrdiff_t wide_row_floats = padded(f->width) + 2 * PIXEL_WIDEST;
    struct difference_rows rows = {.ring_mask = ((ptrdiff_t)1 << (f->chroma_shift_y + (f->cosited_y ? 1 : 0))) - 1};
    for (int plane = 0; plane < 2; plane++) {
        for (ptrdiff_t i = 0; i <= rows.ring_mask; i++, *scratch += wide_row_floats)
            rows.ring[plane][i] = *scratch + PIXEL_WIDEST;
        rows.column_means[plane] = *scratch + PIXEL_WIDEST;
        *scratch += wide_row_floats;
    }
    return rows;
}

INLINE float *difference_row(const struct difference_rows *rows, int plane, ptrdiff_t y) {
    return rows->ring[plane][y & rows->ring_mask];
}

/// Weight of a luma sample `distance` from a cosited chroma sample: 1 for no subsampling, [1 2 1]/4, [1 2 3 4 3 2
/// 1]/16.
INLINE float triangle(ptrdiff_t distance, int shift) {
    const ptrdiff_t span = (ptrdiff_t)1 << shift;
    const ptrdiff_t from_end = span - (distance < 0 ? -distance : distance);
    return (float)from_end / (float)(span * span);
}

/// The mean, weighted for the siting, of the difference rows that make one chroma row.
static float *average_rows(
    const struct pixel_format *f, const struct difference_rows *rows, int plane, ptrdiff_t chroma_row) {
    const int shift = f->chroma_shift_y;
    const ptrdiff_t span = (ptrdiff_t)1 << shift, center = chroma_row << shift;
    const ptrdiff_t begin = f->cosited_y ? center - span + 1 : center, end = center + span;
    float *out = rows->column_means[plane];
    if (span == 1) {
        out = difference_row(rows, plane, center);
    } else if (span == 2 && !f->cosited_y) {
        const float *first = difference_row(rows, plane, center);
        const float *second = difference_row(rows, plane, clamp_index(center + 1, f->height));
        for (ptrdiff_t x = 0; x < f->width; x += LANES) store(out + x, (load(first + x) + load(second + x)) * 0.5f);
    } else {
        for (ptrdiff_t y = begin; y < end; y++) {
            const float weight = f->cosited_y ? triangle(y - center, shift) : 1.0f / (float)span;
            const float *row = difference_row(rows, plane, clamp_index(y, f->height));
            for (ptrdiff_t x = 0; x < f->width; x += LANES)
                store(out + x, y == begin ? load(row + x) * weight : load(row + x) * weight + load(out + x));
        }
    }
    for (ptrdiff_t x = 1; x <= 3; x++) out[-x] = out[0];
    for (ptrdiff_t x = f->width; x < f->width + 2 * LANES; x++) out[x] = out[f->width - 1];
    return out;
}

/// The horizontal part for n chroma samples, vector by vector.
INLINE vfloat narrowed(const float *in, int shift, bool cosited, ptrdiff_t x) {
    if (shift == 0) return load(in + x);
    const vfloat low = load(in + 2 * x), high = load(in + 2 * x + LANES);
    const vfloat even = __builtin_shufflevector(low, high, EVEN_LANES);
    const vfloat odd = __builtin_shufflevector(low, high, ODD_LANES);
    if (!cosited) return (even + odd) * 0.5f;
    const vfloat low_before = load(in + 2 * x - 1), high_before = load(in + 2 * x + LANES - 1);
    const vfloat odd_before = __builtin_shufflevector(low_before, high_before, EVEN_LANES);
    return even * 0.5f + (odd_before + odd) * 0.25f;
}

/// How B' − G' and R' − G' become the codes of a plane of chroma.
struct chroma_factors {
    float b_less_g, r_less_g, offset, maximum;
};

INLINE vfloat chroma_codes(vfloat b_less_g, vfloat r_less_g, const struct chroma_factors *k) {
    return clip(b_less_g * k->b_less_g + (r_less_g * k->r_less_g + k->offset), 0, k->maximum);
}

INLINE void write_chroma(
    const float *b_less_g, const float *r_less_g, int shift, bool cosited, int bytes, const struct chroma_factors k[2],
    void *const rows[2], ptrdiff_t count) {
    const struct chroma_factors cb = k[0], cr = k[1];
#define STEP(x, n)                                                                                                     \
    do {                                                                                                               \
        const vfloat b = narrowed(b_less_g, shift, cosited, x), r = narrowed(r_less_g, shift, cosited, x);             \
        store_codes(rows[0], bytes, x, chroma_codes(b, r, &cb), n);                                                    \
        store_codes(rows[1], bytes, x, chroma_codes(b, r, &cr), n);                                                    \
    } while (0)
    FOR_EACH_VECTOR(count, x, n, STEP(x, n));
#undef STEP
}

/// The same with subsampling and siting as constants, too. What 4:1:1 and 4:1:0 narrow is narrow already.
INLINE void write_chroma_as(
    const struct pixel_format *f, float *const means[2], int bytes, const struct chroma_factors k[2],
    void *const rows[2]) {
    if (f->chroma_shift_x != 1)
        write_chroma(means[0], means[1], 0, false, bytes, k, rows, f->chroma_width);
    else if (f->cosited_x)
        write_chroma(means[0], means[1], 1, true, bytes, k, rows, f->chroma_width);
    else
        write_chroma(means[0], means[1], 1, false, bytes, k, rows, f->chroma_width);
}

/// For the rare 4:1:1 and 4:1:0: the horizontal part into a row of its own.
static void narrow_to_quarter(const float *in, bool cosited, ptrdiff_t count, float *out) {
    for (ptrdiff_t x = 0; x < count; x++) {
        float sum = 0;
        if (cosited)
            for (ptrdiff_t i = -3; i <= 3; i++) sum += in[4 * x + i] * triangle(i, 2);
        else
            for (ptrdiff_t i = 0; i < 4; i++) sum += in[4 * x + i] * 0.25f;
        out[x] = sum;
    }
}

/// Writes a row of Cb and Cr; the rows of differences that it is made of must be there.
static void chroma_row_out(
    const struct pixel_format *f, const struct difference_rows *differences, const struct pixel_planes *planes,
    ptrdiff_t chroma_row) {
    float *means[2];
    void *rows[2];
    struct chroma_factors k[2];
    for (int plane = 0; plane < 2; plane++) {
        means[plane] = average_rows(f, differences, plane, chroma_row);
        // In place: sample x is written after everything up to 4x − 3 was read.
        if (f->chroma_shift_x == 2) narrow_to_quarter(means[plane], f->cosited_x, f->chroma_width, means[plane]);
        rows[plane] = (void *)row_of(planes, 1 + plane, chroma_row);
        const float scale = f->chroma_scale / (2 * (1 - (plane == 0 ? f->kb : f->kr)));
        // Y' − G' is kb (B' − G') + kr (R' − G'). Cb = ½ in full range would round to one code too many.
        k[plane] = (struct chroma_factors){
            scale * ((plane == 0 ? 1 : 0) - f->kb), scale * ((plane == 1 ? 1 : 0) - f->kr), f->chroma_offset + 0.5f,
            (float)f->maximum_code + 0.5f};
    }
    if (f->sample_bytes == 1)
        write_chroma_as(f, means, 1, k, rows);
    else
        write_chroma_as(f, means, 2, k, rows);
}
