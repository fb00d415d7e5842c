// L* of the picture at its own size.
#pragma once

#include "Scratch.h"
#include "Transfer.h"

// MARK: Gray

INLINE void gray_row(const void *row, int sample_bytes, const float *table, uint32_t maximum, ptrdiff_t n, float *out) {
    if (sample_bytes == 1) {
        const uint8_t *codes = row;
        for (ptrdiff_t x = 0; x < n; x++) out[x] = table[codes[x]];
    } else {
        // A 10-bit sample lies in 16 bits, of which a broken decoder may have set any.
        const uint16_t *codes = row;
        for (ptrdiff_t x = 0; x < n; x++) out[x] = table[codes[x] < maximum ? codes[x] : maximum];
    }
}

static void lightness_of_rgb(
    const struct pixel_format *f, const void *r, const void *g, const void *b, ptrdiff_t count, float *out);

static void lightness_of_gray(const struct pixel_format *f, const void *row, const float *table, float *out) {
    // There is no table of all floats.
    if (f->sample_bytes == 4) {
        lightness_of_rgb(f, row, row, row, f->width, out);
        return;
    }
    const uint32_t maximum = (uint32_t)f->maximum_code;
    if (f->sample_bytes == 1)
        gray_row(row, 1, table, maximum, f->width, out);
    else
        gray_row(row, 2, table, maximum, f->width, out);
}

// MARK: RGB

INLINE void load_scaled(
    const void *row, int bytes, ptrdiff_t begin, ptrdiff_t count, float offset, float scale, float *out) {
    FOR_EACH_VECTOR(count, x, n, store(out + x, (load_codes(row, bytes, begin + x, n) - offset) * scale));
}

/// 100 times what Y' of the pixels in `piece` has beyond 0…1; false if there is none.
static bool excess_of_piece(
    const struct pixel_primaries *primaries, struct rgb_piece *piece, ptrdiff_t count, float *excess) {
    const float *r = red(piece), *g = green(piece), *b = blue(piece);
    const float r_in_y = primaries->luminance[0], g_in_y = primaries->luminance[1], b_in_y = primaries->luminance[2];
    vfloat any = 0;
    for (ptrdiff_t x = 0; x < count; x += LANES) {
        const vfloat luma = load(g + x) * g_in_y + (load(r + x) * r_in_y + load(b + x) * b_in_y);
        const vfloat here = beyond(luma, 0, 1) * 100.0f;
        any += __builtin_elementwise_abs(here);
        store(excess + x, here);
    }
    return sum_of_lanes(any) > 0;
}

INLINE void rgb_row(
    const struct pixel_primaries *primaries, const void *r, const void *g, const void *b, int bytes, float offset,
    float scale, ptrdiff_t width, float *out) {
    _Alignas(64) float excess[PIECE];
    struct rgb_piece piece;
    for (ptrdiff_t begin = 0; begin < width; begin += PIECE) {
        const ptrdiff_t count = width - begin < PIECE ? width - begin : PIECE;
        load_scaled(r, bytes, begin, count, offset, scale, red(&piece));
        load_scaled(g, bytes, begin, count, offset, scale, green(&piece));
        load_scaled(b, bytes, begin, count, offset, scale, blue(&piece));
        // Integers of the full range have no codes beyond black and white.
        const bool has_excess = (bytes == 4 || offset > 0) && excess_of_piece(primaries, &piece, count, excess);
        lightness_of_piece(primaries, &piece, count, out + begin);
        if (has_excess)
            FOR_EACH_VECTOR(
                count, x, n, store_first(out + begin + x, load_first(out + begin + x, n) + load(excess + x), n));
    }
}

static void lightness_of_rgb(
    const struct pixel_format *f, const void *r, const void *g, const void *b, ptrdiff_t count, float *out) {
    const float scale = 1 / f->luma_scale;
    if (f->sample_bytes == 1)
        rgb_row(&f->primaries, r, g, b, 1, f->luma_offset, scale, count, out);
    else if (f->sample_bytes == 2)
        rgb_row(&f->primaries, r, g, b, 2, f->luma_offset, scale, count, out);
    else
        rgb_row(&f->primaries, r, g, b, 4, 0, 1, count, out);
}

// MARK: Y'CbCr

/// Rows of chroma in float: R' − Y' and B' − Y' at the picture's chroma size, later at its full width.
/// One sample is kept free on the left and a vector on the right, so that neighbours can be read.
struct chroma_rows {
    float *narrow[2];
    float *wide[2];
};

static struct chroma_rows chroma_rows_in(const struct pixel_format *f, float *scratch) {
    const ptrdiff_t narrow = PIXEL_WIDEST + padded(f->chroma_width);
    const ptrdiff_t wide = padded(f->chroma_width) << f->chroma_shift_x;
    struct chroma_rows rows;
    for (int i = 0; i < 2; i++) {
        rows.narrow[i] = scratch + i * narrow + PIXEL_WIDEST;
        rows.wide[i] = scratch + 2 * narrow + i * wide;
    }
    return rows;
}

/// Between which chroma samples a luma sample lies: `first` (possibly −1) and the next one, and how far to the latter.
struct chroma_position {
    ptrdiff_t first;
    float weight;
};

INLINE struct chroma_position chroma_position(ptrdiff_t luma, int shift, bool cosited) {
    const ptrdiff_t whole = luma >> shift;
    const float step = 1.0f / (float)(1 << shift);
    float phase = (float)(luma - (whole << shift)) * step;
    if (!cosited) phase += 0.5f * step - 0.5f;
    return phase < 0 ? (struct chroma_position){whole - 1, phase + 1} : (struct chroma_position){whole, phase};
}

INLINE void blend_chroma(
    const void *row0, const void *row1, int bytes, float offset, float scale, float weight, ptrdiff_t count,
    float *out) {
    const float scale0 = scale * (1 - weight), scale1 = scale * weight;
    FOR_EACH_VECTOR(
        count, x, n,
        store(
            out + x,
            (load_codes(row1, bytes, x, n) - offset) * scale1 + (load_codes(row0, bytes, x, n) - offset) * scale0));
    out[-1] = out[0];
    for (ptrdiff_t x = count; x < count + LANES; x++) out[x] = out[count - 1];
}

static void double_width(const float *in, bool cosited, ptrdiff_t count, float *out) {
    for (ptrdiff_t x = 0; x < count; x += LANES) {
        const vfloat here = load(in + x), next = load(in + x + 1);
        const vfloat even = cosited ? here : here * 0.75f + load(in + x - 1) * 0.25f;
        const vfloat odd = cosited ? (here + next) * 0.5f : here * 0.75f + next * 0.25f;
        store(out + 2 * x, __builtin_shufflevector(even, odd, LOW_PAIRS));
        store(out + 2 * x + LANES, __builtin_shufflevector(even, odd, HIGH_PAIRS));
    }
}

/// For the rare 4:1:1 and 4:1:0.
static void quadruple_width(const float *in, bool cosited, ptrdiff_t count, float *out) {
    for (ptrdiff_t phase = 0; phase < 4; phase++) {
        const struct chroma_position at = chroma_position(phase, 2, cosited);
        for (ptrdiff_t x = 0; x < count; x++) {
            const float here = in[x + at.first];
            out[4 * x + phase] = here + (in[x + at.first + 1] - here) * at.weight;
        }
    }
}

/// Fills rows.wide (or, without subsampling, points it to rows.narrow) for one row of luma.
static void upsample_chroma(
    const struct pixel_format *f, const struct pixel_planes *planes, ptrdiff_t luma_row, struct chroma_rows *rows) {
    const struct chroma_position at = chroma_position(luma_row, f->chroma_shift_y, f->cosited_y);
    const ptrdiff_t row0 = clamp_index(at.first, f->chroma_height);
    const ptrdiff_t row1 = clamp_index(at.first + 1, f->chroma_height);
    for (int i = 0; i < 2; i++) {
        const float scale = 2 * (1 - (i == 0 ? f->kb : f->kr)) / f->chroma_scale;
        const void *from0 = row_of(planes, 1 + i, row0), *from1 = row_of(planes, 1 + i, row1);
        float *narrow = rows->narrow[i];
        if (f->sample_bytes == 1)
            blend_chroma(from0, from1, 1, f->chroma_offset, scale, at.weight, f->chroma_width, narrow);
        else
            blend_chroma(from0, from1, 2, f->chroma_offset, scale, at.weight, f->chroma_width, narrow);
        if (f->chroma_shift_x == 0)
            rows->wide[i] = narrow;
        else if (f->chroma_shift_x == 1)
            double_width(narrow, f->cosited_x, f->chroma_width, rows->wide[i]);
        else
            quadruple_width(narrow, f->cosited_x, f->chroma_width, rows->wide[i]);
    }
}

/// R', G', B' of luma and of B' − Y' and R' − Y'.
INLINE void store_rgb(
    struct rgb_piece *piece, ptrdiff_t x, vfloat luma, vfloat b_less_y, vfloat r_less_y, float b_in_g, float r_in_g) {
    store(red(piece) + x, luma + r_less_y);
    store(green(piece) + x, luma - b_less_y * b_in_g - r_less_y * r_in_g);
    store(blue(piece) + x, luma + b_less_y);
}

INLINE void yuv_row(
    const struct pixel_format *f, const void *row, int bytes, const struct chroma_rows *rows, float *out) {
    const float offset = f->luma_offset, scale = 1 / f->luma_scale;
    const float kg = 1 - f->kr - f->kb, b_in_g = f->kb / kg, r_in_g = f->kr / kg;
    struct rgb_piece piece;
    for (ptrdiff_t begin = 0; begin < f->width; begin += PIECE) {
        const ptrdiff_t count = f->width - begin < PIECE ? f->width - begin : PIECE;
        const float *cb = rows->wide[0] + begin, *cr = rows->wide[1] + begin;
        // How far from the middle luma lies: one bound instead of two.
        vfloat farthest = 0;
#define STEP(x, n)                                                                                                     \
    do {                                                                                                               \
        const vfloat luma = (load_codes(row, bytes, begin + x, n) - offset) * scale;                                   \
        const vfloat distance = __builtin_elementwise_abs(luma - 0.5f);                                                \
        farthest = distance > farthest ? distance : farthest;                                                          \
        store_rgb(&piece, x, luma, load(cb + x), load(cr + x), b_in_g, r_in_g);                                        \
    } while (0)
        FOR_EACH_VECTOR(count, x, n, STEP(x, n));
#undef STEP
        if (bytes == 1)
            coarse_lightness_of_piece(&f->primaries, &piece, count, out + begin);
        else
            lightness_of_piece(&f->primaries, &piece, count, out + begin);
        if (!__builtin_reduce_or(farthest > 0.5f)) continue;
#define STEP(x, n)                                                                                                     \
    do {                                                                                                               \
        const vfloat luma = (load_codes(row, bytes, begin + x, n) - offset) * scale;                                   \
        store_first(out + begin + x, load_first(out + begin + x, n) + beyond(luma, 0, 1) * 100.0f, n);                 \
    } while (0)
        FOR_EACH_VECTOR(count, x, n, STEP(x, n));
#undef STEP
    }
}

/// Whether a row holds nothing but `code`.
static bool row_is_all(const void *row, int sample_bytes, int32_t code, ptrdiff_t count) {
    // In pieces, so that a coloured row is told from its first pixels.
    enum { PIECE = 64 };
    for (ptrdiff_t begin = 0; begin < count; begin += PIECE) {
        const ptrdiff_t end = begin + PIECE < count ? begin + PIECE : count;
        uint32_t difference = 0;
        if (sample_bytes == 1)
            for (ptrdiff_t x = begin; x < end; x++) difference |= ((const uint8_t *)row)[x] ^ (uint32_t)code;
        else
            for (ptrdiff_t x = begin; x < end; x++) difference |= ((const uint16_t *)row)[x] ^ (uint32_t)code;
        if (difference != 0) return false;
    }
    return true;
}

static bool chroma_row_is_neutral(const struct pixel_format *f, const struct pixel_planes *planes, ptrdiff_t row) {
    const int32_t code = (int32_t)f->chroma_offset;
    return row_is_all(row_of(planes, 1, row), f->sample_bytes, code, f->chroma_width) &&
           row_is_all(row_of(planes, 2, row), f->sample_bytes, code, f->chroma_width);
}

// MARK: Rows

static void lightness_rows(
    const struct pixel_format *f, const struct pixel_planes *planes, const float *gray_lightness, float *lightness,
    int32_t first_row, int32_t end_row, float *scratch) {
    struct chroma_rows rows = {0};
    // The last two chroma rows looked at: a luma row needs two, and most of them are the ones before needed.
    ptrdiff_t checked[2] = {-1, -1};
    bool neutral[2] = {false, false};
    if (f->model == PIXEL_MODEL_YUV) rows = chroma_rows_in(f, scratch);

    for (ptrdiff_t y = first_row; y < end_row; y++) {
        float *out = lightness + y * f->width;
        const void *row = row_of(planes, 0, y);
        if (f->model == PIXEL_MODEL_GRAY) {
            lightness_of_gray(f, row, gray_lightness, out);
            continue;
        }
        if (f->model == PIXEL_MODEL_RGB) {
            lightness_of_rgb(f, row, row_of(planes, 1, y), row_of(planes, 2, y), f->width, out);
            continue;
        }
        // Black-and-white films are mostly stored with chroma planes that hold nothing.
        const struct chroma_position at = chroma_position(y, f->chroma_shift_y, f->cosited_y);
        for (ptrdiff_t i = at.first; i <= at.first + 1; i++) {
            const ptrdiff_t chroma_row = clamp_index(i, f->chroma_height);
            if (checked[chroma_row & 1] == chroma_row) continue;
            checked[chroma_row & 1] = chroma_row;
            neutral[chroma_row & 1] = chroma_row_is_neutral(f, planes, chroma_row);
        }
        const ptrdiff_t row0 = clamp_index(at.first, f->chroma_height);
        const ptrdiff_t row1 = clamp_index(at.first + 1, f->chroma_height);
        if (neutral[row0 & 1] && neutral[row1 & 1]) {
            lightness_of_gray(f, row, gray_lightness, out);
            continue;
        }
        upsample_chroma(f, planes, y, &rows);
        if (f->sample_bytes == 1)
            yuv_row(f, row, 1, &rows, out);
        else
            yuv_row(f, row, 2, &rows, out);
    }
}
