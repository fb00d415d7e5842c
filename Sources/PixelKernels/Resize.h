// The small picture that the network sees.
#pragma once

#include "Lightness.h"

// MARK: In float

/// Light above white, which only floats have, must not spread into what surrounds it.
INLINE vfloat load_shown(const void *row, int bytes, ptrdiff_t x, ptrdiff_t n) {
    const vfloat codes = load_codes(row, bytes, x, n);
    return bytes == 4 ? clip(codes, 0, 1) : codes;
}

/// One row of the vertical pass: `count` weighted rows of a plane, summed.
INLINE void sum_rows(
    const uint8_t *rows, ptrdiff_t stride_bytes, int bytes, const float *weights, int32_t count, ptrdiff_t width,
    float *out) {
    ptrdiff_t x = 0;
    // Four vectors side by side hide the latency of the additions.
    for (; x + 4 * LANES <= width; x += 4 * LANES) {
        vfloat s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        for (int32_t t = 0; t < count; t++) {
            const void *row = rows + t * stride_bytes;
            s0 += load_shown(row, bytes, x, LANES) * weights[t];
            s1 += load_shown(row, bytes, x + LANES, LANES) * weights[t];
            s2 += load_shown(row, bytes, x + 2 * LANES, LANES) * weights[t];
            s3 += load_shown(row, bytes, x + 3 * LANES, LANES) * weights[t];
        }
        store(out + x, s0);
        store(out + x + LANES, s1);
        store(out + x + 2 * LANES, s2);
        store(out + x + 3 * LANES, s3);
    }
    for (; x < width; x += LANES) {
        const ptrdiff_t n = width - x < LANES ? width - x : LANES;
        vfloat s = 0;
        for (int32_t t = 0; t < count; t++) s += load_shown(rows + t * stride_bytes, bytes, x, n) * weights[t];
        store(out + x, s);
    }
    // Read, with weights of zero, by the horizontal pass.
    for (x = width; x < width + PIXEL_WIDEST; x++) out[x] = 0;
}

/// The horizontal pass over one row, which has PIXEL_WIDEST samples more than the plane's width.
INLINE void resize_row(const float *row, const struct pixel_resize_axis *axis, float *out) {
    for (int32_t i = 0; i < axis->size; i++) {
        const float *weights = axis->weights + (ptrdiff_t)i * axis->taps;
        const float *from = row + axis->first[i];
        vfloat sum = load(from) * load(weights);
        for (int32_t t = LANES; t < axis->count[i]; t += LANES) sum += load(from + t) * load(weights + t);
        out[i] = sum_of_lanes(sum);
    }
}

/// Row `row` of a plane resized in both directions. The vertical pass comes first here: it is the cheaper one, and
/// without rounding in between the order makes no difference.
static void resize_plane_row(
    const struct pixel_format *f, const struct pixel_planes *planes, int plane, const struct pixel_resize_axis *x_axis,
    const struct pixel_resize_axis *y_axis, int32_t row, ptrdiff_t width, float *column_sums, float *out) {
    const uint8_t *rows = row_of(planes, plane, y_axis->first[row]);
    const float *weights = y_axis->weights + (ptrdiff_t)row * y_axis->taps;
    const ptrdiff_t stride = planes->stride_bytes[plane];
    if (f->sample_bytes == 1)
        sum_rows(rows, stride, 1, weights, y_axis->count[row], width, column_sums);
    else if (f->sample_bytes == 2)
        sum_rows(rows, stride, 2, weights, y_axis->count[row], width, column_sums);
    else
        sum_rows(rows, stride, 4, weights, y_axis->count[row], width, column_sums);
    resize_row(column_sums, x_axis, out);
}

static void scale_row(float *row, ptrdiff_t count, float offset, float scale) {
    FOR_EACH_VECTOR(count, x, n, store_first(row + x, (load_first(row + x, n) - offset) * scale, n));
}

static void network_lightness_rows(
    const struct pixel_format *f, const struct pixel_planes *planes, const struct pixel_network_view *view,
    float *lightness, int32_t first_row, int32_t end_row, float *scratch) {
    const ptrdiff_t width = view->luma_x.size, row_floats = padded(width);
    float *rows[3] = {scratch, scratch + row_floats, scratch + 2 * row_floats};
    float *column_sums = scratch + 3 * row_floats;
    const float kg = 1 - f->kr - f->kb, b_in_g = f->kb / kg, r_in_g = f->kr / kg;

    struct rgb_piece piece;

    // How many chroma rows have been looked at, and the last one that has colour.
    ptrdiff_t checked = 0, colored = -1;

    for (int32_t y = first_row; y < end_row; y++) {
        float *out = lightness + y * width;
        bool neutral = f->model == PIXEL_MODEL_GRAY;
        if (f->model == PIXEL_MODEL_YUV) {
            const ptrdiff_t begin = view->chroma_y.first[y], end = begin + view->chroma_y.count[y];
            for (checked = checked > begin ? checked : begin; checked < end; checked++)
                if (!chroma_row_is_neutral(f, planes, checked)) colored = checked;
            neutral = colored < begin;
        }
        for (int plane = 0; plane < (neutral ? 1 : 3); plane++) {
            const bool chroma = plane > 0 && f->model == PIXEL_MODEL_YUV;
            resize_plane_row(
                f, planes, plane, chroma ? &view->chroma_x : &view->luma_x, chroma ? &view->chroma_y : &view->luma_y, y,
                chroma ? f->chroma_width : f->width, column_sums, rows[plane]);
            if (chroma)
                scale_row(
                    rows[plane], width, f->chroma_offset, 2 * (1 - (plane == 1 ? f->kb : f->kr)) / f->chroma_scale);
            else
                scale_row(rows[plane], width, f->luma_offset, 1 / f->luma_scale);
        }
        for (ptrdiff_t begin = 0; begin < width; begin += PIECE) {
            const ptrdiff_t count = width - begin < PIECE ? width - begin : PIECE;
            for (ptrdiff_t x = 0; x < count; x += LANES) {
                const vfloat first = load(rows[0] + begin + x);
                if (neutral) {
                    store_rgb(&piece, x, first, 0, 0, 0, 0);
                } else if (f->model == PIXEL_MODEL_RGB) {
                    store(red(&piece) + x, first);
                    store(green(&piece) + x, load(rows[1] + begin + x));
                    store(blue(&piece) + x, load(rows[2] + begin + x));
                } else {
                    store_rgb(&piece, x, first, load(rows[1] + begin + x), load(rows[2] + begin + x), b_in_g, r_in_g);
                }
            }
            lightness_of_piece(&f->primaries, &piece, count, out + begin);
        }
    }
}

// MARK: In 8 bits, as Pillow

INLINE vint load_bytes(const uint8_t *p) {
    vbyte v;
    memcpy(&v, p, sizeof v);
    return __builtin_convertvector(v, vint);
}

INLINE vint load_whole(const int32_t *p) {
    vint v;
    memcpy(&v, p, sizeof v);
    return v;
}

/// Rounds n sums to bytes.
INLINE void store_rounded(uint8_t *out, vint fixed, ptrdiff_t n) {
    const vint zero = 0, most = 255;
    vint whole = (fixed + (1 << (PIXEL_RESIZE_BITS - 1))) >> PIXEL_RESIZE_BITS;
    whole = whole > zero ? whole : zero;
    const vbyte bytes = __builtin_convertvector(whole < most ? whole : most, vbyte);
    if (n >= LANES)
        memcpy(out, &bytes, sizeof bytes);
    else
        memcpy(out, &bytes, (size_t)n);
}

/// `row` has PIXEL_WIDEST bytes more than the plane's width. The sums cannot overflow: the weights of a sample add up
/// to 1, those below zero to no less than −0.2, and 1.4 × 255 × 2^22 is below 2^31.
static void resize_row_8bit(const uint8_t *row, const struct pixel_resize_axis *axis, uint8_t *out) {
    for (int32_t begin = 0; begin < axis->size; begin += LANES) {
        vint sums[LANES];
        for (int32_t lane = 0; lane < LANES; lane++) {
            // Beyond the end the last one again.
            const int32_t i = begin + lane < axis->size ? begin + lane : axis->size - 1;
            const int32_t *weights = axis->fixed_weights + (ptrdiff_t)i * axis->taps;
            const uint8_t *from = row + axis->first[i];
            sums[lane] = load_bytes(from) * load_whole(weights);
            for (int32_t t = LANES; t < axis->count[i]; t += LANES)
                sums[lane] += load_bytes(from + t) * load_whole(weights + t);
        }
        store_rounded(out + begin, sums_of_whole_lanes(sums), axis->size - begin);
    }
}

static void sum_rows_8bit(
    const uint8_t *rows, ptrdiff_t stride_bytes, const int32_t *weights, int32_t count, ptrdiff_t width, uint8_t *out) {
#define STEP(x, n)                                                                                                     \
    do {                                                                                                               \
        vint sum = 0;                                                                                                  \
        for (int32_t t = 0; t < count; t++) {                                                                          \
            vbyte v = 0;                                                                                               \
            memcpy(&v, rows + t * stride_bytes + x, (size_t)n);                                                        \
            sum += __builtin_convertvector(v, vint) * weights[t];                                                      \
        }                                                                                                              \
        store_rounded(out + x, sum, n);                                                                                \
    } while (0)
    FOR_EACH_VECTOR(width, x, n, STEP(x, n));
#undef STEP
}

/// Horizontal pass first, then vertical, rounded after each; a pass that changes no size is left out.
static void network_lightness_8bit_rows(
    const struct pixel_format *f, const struct pixel_planes *planes, const struct pixel_network_view *view,
    const float *gray_lightness, float *lightness, int32_t first_row, int32_t end_row, float *scratch) {
    if (first_row >= end_row) return;
    const struct pixel_resize_axis *x_axis = &view->luma_x, *y_axis = &view->luma_y;
    const ptrdiff_t width = x_axis->size;
    const int plane_count = f->model == PIXEL_MODEL_GRAY ? 1 : 3;
    const bool narrows = f->width != x_axis->size, shortens = f->height != y_axis->size;

    // Scratch, in bytes: the resized row of each plane, one padded source row, the horizontally resized planes.
    uint8_t *small[3], *bytes = (uint8_t *)scratch;
    for (int plane = 0; plane < 3; plane++) small[plane] = bytes + plane * padded(width);
    uint8_t *padded_row = bytes + 3 * padded(width);
    uint8_t *columns = padded_row + padded(f->width);

    const ptrdiff_t first = shortens ? y_axis->first[first_row] : first_row;
    const ptrdiff_t end = shortens ? y_axis->first[end_row - 1] + y_axis->count[end_row - 1] : end_row;
    struct pixel_planes narrow = *planes;
    if (narrows) {
        for (int plane = 0; plane < plane_count; plane++) {
            narrow.data[plane] = columns + plane * width * f->height;
            narrow.stride_bytes[plane] = width;
            for (ptrdiff_t y = first; y < end; y++) {
                memcpy(padded_row, row_of(planes, plane, y), (size_t)f->width);
                memset(padded_row + f->width, 0, PIXEL_WIDEST);
                resize_row_8bit(padded_row, x_axis, (uint8_t *)narrow.data[plane] + y * width);
            }
        }
    }
    for (int32_t y = first_row; y < end_row; y++) {
        const void *rows[3];
        for (int plane = 0; plane < plane_count; plane++) {
            if (!shortens) {
                rows[plane] = row_of(&narrow, plane, y);
                continue;
            }
            const int32_t *weights = y_axis->fixed_weights + (ptrdiff_t)y * y_axis->taps;
            sum_rows_8bit(
                row_of(&narrow, plane, y_axis->first[y]), narrow.stride_bytes[plane], weights, y_axis->count[y], width,
                small[plane]);
            rows[plane] = small[plane];
        }
        float *out = lightness + y * width;
        if (f->model == PIXEL_MODEL_GRAY)
            gray_row(rows[0], 1, gray_lightness, 255, width, out);
        else
            lightness_of_rgb(f, rows[0], rows[1], rows[2], width, out);
    }
}
