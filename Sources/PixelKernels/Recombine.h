// Full-size L* and the predicted a and b, to the planes of the coloured picture.
#pragma once

#include <float.h>

#include "Chroma.h"
#include "Scratch.h"
#include "Stretch.h"
#include "Transfer.h"

/// Everything one row needs; pointers into the caller's scratch.
struct recombination_state {
    const struct pixel_recombination *what;
    const struct pixel_planes *planes;
    /// a and b, or their fits.
    struct stretched_rows sources[PIXEL_FIT_PLANES];
    struct difference_rows differences;
    /// Where luma goes that was written before.
    void *unused_row;
};

/// Factors of a row, read once.
struct row_factors {
    /// f of L* is lightness_to_f × L* + black_f, from the knee and in the unit of `light`.
    float lightness_to_f, black_f, a_to_f, b_to_f, vertical_weight;
    float luma_offset, luma_scale, kr, kb;
    /// The values that the lowest and the highest code stand for.
    float lowest, highest;
    struct light_rows light;
    bool guided, keeps_hue, fades;
    float saturation;
    /// Of the share of a and b that is left near black and near white; an L* so far from 50 is not at either end.
    float dark_rise, light_rise, light_begin, between_ends;
    /// Whether the curve of 8-bit Y'CbCr will do.
    bool coarse;
};

/// L* of a row, and the rows of each plane that it lies between.
struct row_sources {
    const float *lightness, *above[PIXEL_FIT_PLANES], *below[PIXEL_FIT_PLANES];
};

/// A vector of a plane at the picture's size.
INLINE vfloat between_rows(const struct row_sources *from, const struct row_factors *k, int plane, ptrdiff_t x) {
    const float *above = from->above[plane] + x, *below = from->below[plane] + x;
    return (load(below) - load(above)) * k->vertical_weight + load(above);
}

/// a or b that follows L*, from the four planes of its fit.
INLINE vfloat
guided_by(vfloat lightness, const struct row_sources *from, const struct row_factors *k, int plane, ptrdiff_t x) {
    const vfloat value = between_rows(from, k, plane, x) * lightness + between_rows(from, k, plane + 1, x);
    const vfloat lowest = between_rows(from, k, plane + 2, x), highest = between_rows(from, k, plane + 3, x);
    const vfloat above = value > lowest ? value : lowest;
    return above < highest ? above : highest;
}

/// What of a and b is left at an L*.
INLINE vfloat faded_share(vfloat lightness, const struct row_factors *k) {
    const vfloat from_black = lightness * k->dark_rise, from_white = lightness * -k->light_rise + k->light_begin;
    const vfloat nearer = from_black < from_white ? from_black : from_white, whole = 1;
    const vfloat t = nearer < whole ? nearer : whole;
    return t * t * (t * -2.0f + 3.0f);
}

/// False if some L* lies beyond black or white, by more than rounding does; then what is in `piece` is of no use.
INLINE bool light_of_lab(
    const struct row_sources *sources, const struct row_factors *factors, ptrdiff_t begin, ptrdiff_t count, bool guided,
    bool keeps_hue, bool fades, struct rgb_piece *piece) {
    // Copies, which the compiler knows not to change with what is written to the piece.
    const struct row_sources from_copy = *sources, *const from = &from_copy;
    const struct row_factors factors_copy = *factors, *const k = &factors_copy;
    const struct light_rows rows = k->light;
    struct outside outside;
    outside.count = 0;
    // From the middle: one bound instead of two.
    vfloat farthest = 0, strongest = 0;
#define STEP(x, n)                                                                                                     \
    do {                                                                                                               \
        const vfloat lightness = load_first(from->lightness + begin + x, n);                                           \
        const vfloat distance = __builtin_elementwise_abs(lightness - 50.0f);                                          \
        farthest = distance > farthest ? distance : farthest;                                                          \
        vfloat a = guided ? guided_by(lightness, from, k, 0, begin + x) : between_rows(from, k, 0, begin + x);         \
        vfloat b = guided ? guided_by(lightness, from, k, 4, begin + x) : between_rows(from, k, 1, begin + x);         \
        /* Most vectors are of neither end. */                                                                         \
        if (fades && __builtin_reduce_or(distance > k->between_ends)) {                                                \
            const vfloat share = faded_share(lightness, k);                                                            \
            a *= share;                                                                                                \
            b *= share;                                                                                                \
        }                                                                                                              \
        const vfloat fy = lightness * k->lightness_to_f + k->black_f, y = inverse_f(fy, rows.unit.knee);               \
        const struct linear_light light = linear_light(&rows, a * k->a_to_f + fy, y, fy - b * k->b_to_f);              \
        store_linear(piece, x, light, rows.unit.white);                                                                \
        if (keeps_hue) {                                                                                               \
            const vfloat beyond_gamut = excess(light, rows.unit.white);                                                \
            if (__builtin_reduce_or(beyond_gamut > (vfloat)0)) {                                                       \
                /* What lies beyond the row's end is anything. */                                                      \
                const vfloat chroma = first_lanes(a * a + b * b, n);                                                   \
                strongest = chroma > strongest ? chroma : strongest;                                                   \
                remember_outside(&outside, &rows, x, a * k->a_to_f, fy, y, b * k->b_to_f, beyond_gamut);               \
            }                                                                                                          \
        }                                                                                                              \
    } while (0)
    FOR_EACH_VECTOR(count, x, n, STEP(x, n));
#undef STEP
    if (keeps_hue && outside.count > 0)
        bring_inside(&rows, &outside, k->saturation * __builtin_sqrtf(__builtin_reduce_max(strongest)), piece);
    return !__builtin_reduce_or(farthest > 50.001f);
}

// A function for each, so that what the others need costs the plain one nothing.
#define LIGHT_OF_LAB(name, guided, keeps_hue, fades)                                                                   \
    static __attribute__((noinline)) bool name(                                                                        \
        const struct row_sources *from, const struct row_factors *k, ptrdiff_t begin, ptrdiff_t count,                 \
        struct rgb_piece *piece) {                                                                                     \
        return light_of_lab(from, k, begin, count, guided, keeps_hue, fades, piece);                                   \
    }
LIGHT_OF_LAB(light_of_plain_lab, false, false, false)
LIGHT_OF_LAB(light_of_plain_lab_fading, false, false, true)
LIGHT_OF_LAB(light_of_plain_lab_keeping_hue, false, true, false)
LIGHT_OF_LAB(light_of_plain_lab_keeping_hue_fading, false, true, true)
LIGHT_OF_LAB(light_of_guided_lab, true, false, false)
LIGHT_OF_LAB(light_of_guided_lab_fading, true, false, true)
LIGHT_OF_LAB(light_of_guided_lab_keeping_hue, true, true, false)
LIGHT_OF_LAB(light_of_guided_lab_keeping_hue_fading, true, true, true)
#undef LIGHT_OF_LAB

static bool light_of_row(
    const struct row_sources *from, const struct row_factors *k, ptrdiff_t begin, ptrdiff_t count,
    struct rgb_piece *piece) {
    static bool (*const functions[2][2][2])(
        const struct row_sources *, const struct row_factors *, ptrdiff_t, ptrdiff_t, struct rgb_piece *) = {
        {{light_of_plain_lab, light_of_plain_lab_fading},
         {light_of_plain_lab_keeping_hue, light_of_plain_lab_keeping_hue_fading}},
        {{light_of_guided_lab, light_of_guided_lab_fading},
         {light_of_guided_lab_keeping_hue, light_of_guided_lab_keeping_hue_fading}},
    };
    return functions[k->guided][k->keeps_hue][k->fades](from, k, begin, count, piece);
}

/// R', G', B' of pixels begin..<begin + count of a row. If true is given, some L* lies beyond black or white, and
/// `excess`, which has room for a piece, is to be added to R', G' and B'.
static bool rgb_of_lab(
    const struct row_sources *from, const struct row_factors *k, ptrdiff_t begin, ptrdiff_t count,
    struct rgb_piece *piece, float *excess) {
    const bool is_inside = light_of_row(from, k, begin, count, piece);
    if (!is_inside) {
        _Alignas(64) float lightness[PIECE];
        struct row_sources inside = *from;
        inside.lightness = lightness - begin;
#define STEP(x, n)                                                                                                     \
    do {                                                                                                               \
        const vfloat value = load_first(from->lightness + begin + x, n);                                               \
        store(lightness + x, clip(value, 0, 100));                                                                     \
        store(excess + x, beyond(value, 0, 100) * 0.01f);                                                              \
    } while (0)
        FOR_EACH_VECTOR(count, x, n, STEP(x, n));
#undef STEP
        light_of_row(&inside, k, begin, count, piece);
    }
    if (k->coarse)
        coarse_encode_piece(piece, count);
    else
        encode_piece(piece, count);
    return !is_inside;
}

INLINE void rgb_row_out(
    const struct row_sources *from, const struct row_factors *k, int bytes, void *const rows[3], ptrdiff_t width) {
    struct rgb_piece piece;
    _Alignas(64) float excess[PIECE];
    for (ptrdiff_t begin = 0; begin < width; begin += PIECE) {
        const ptrdiff_t count = width - begin < PIECE ? width - begin : PIECE;
        if (rgb_of_lab(from, k, begin, count, &piece, excess))
            for (int channel = 0; channel < 3; channel++) {
                float *values = piece.values + channel * PIECE;
                for (ptrdiff_t x = 0; x < count; x += LANES)
                    store(values + x, clip(load(values + x) + load(excess + x), k->lowest, k->highest));
            }
        for (int channel = 0; channel < 3; channel++) {
            const float *values = piece.values + channel * PIECE;
            FOR_EACH_VECTOR(
                count, x, n,
                store_codes(rows[channel], bytes, begin + x, load(values + x) * k->luma_scale + k->luma_offset, n));
        }
    }
}

/// Y' of B' − G', R' − G' and G'. Written this way Y' is exactly G' where R' = G' = B'.
INLINE vfloat luma_of(vfloat b_less_g, vfloat r_less_g, vfloat g, const struct row_factors *k) {
    return b_less_g * k->kb + (r_less_g * k->kr + g);
}

INLINE void luma_row_out(
    const struct row_sources *from, const struct row_factors *k, int bytes, void *row, float *b_less_g, float *r_less_g,
    ptrdiff_t width) {
    struct rgb_piece piece;
    _Alignas(64) float excess[PIECE];
    for (ptrdiff_t begin = 0; begin < width; begin += PIECE) {
        const ptrdiff_t count = width - begin < PIECE ? width - begin : PIECE;
        const bool has_excess = rgb_of_lab(from, k, begin, count, &piece, excess);
#define STEP(x, n)                                                                                                     \
    do {                                                                                                               \
        const vfloat g = load(green(&piece) + x), b = load(blue(&piece) + x) - g, r = load(red(&piece) + x) - g;       \
        store_codes(row, bytes, begin + x, luma_of(b, r, g, k) * k->luma_scale + k->luma_offset, n);                   \
        store(b_less_g + begin + x, b);                                                                                \
        store(r_less_g + begin + x, r);                                                                                \
    } while (0)
        FOR_EACH_VECTOR(count, x, n, STEP(x, n));
#undef STEP
        if (!has_excess) continue;
#define STEP(x, n)                                                                                                     \
    do {                                                                                                               \
        const vfloat b = load(b_less_g + begin + x), r = load(r_less_g + begin + x);                                   \
        const vfloat inside = luma_of(b, r, load(green(&piece) + x), k);                                               \
        const vfloat luma = clip(inside + load(excess + x), k->lowest, k->highest);                                    \
        store_codes(row, bytes, begin + x, luma * k->luma_scale + k->luma_offset, n);                                  \
    } while (0)
        FOR_EACH_VECTOR(count, x, n, STEP(x, n));
#undef STEP
    }
}

INLINE int source_planes(const struct pixel_recombination *what) { return what->guided ? PIXEL_FIT_PLANES : 2; }

static struct row_factors row_factors(const struct pixel_recombination *what, float vertical_weight) {
    const struct pixel_format *f = &what->format;
    const bool is_float = f->sample_bytes == 4, coarse = f->model == PIXEL_MODEL_YUV && f->sample_bytes == 1;
    const float unit = coarse ? COARSE_WHITE_ROOT : 1;
    const struct light_unit light = {coarse ? COARSE_WHITE : 1, unit * F_KNEE};
    return (struct row_factors){
        .lightness_to_f = unit / 116,
        .black_f = unit * (16 / 116.0f - F_KNEE),
        .a_to_f = unit * what->saturation / 500,
        .b_to_f = unit * what->saturation / 200,
        .vertical_weight = vertical_weight,
        // The ½ makes truncation round.
        .luma_offset = f->luma_offset + (is_float ? 0 : 0.5f),
        .luma_scale = f->luma_scale,
        .kr = f->kr,
        .kb = f->kb,
        .lowest = is_float ? -FLT_MAX : -f->luma_offset / f->luma_scale,
        .highest = is_float ? FLT_MAX : ((float)f->maximum_code - f->luma_offset) / f->luma_scale,
        .light = light_rows(&f->primaries, light),
        .guided = what->guided,
        .keeps_hue = what->keeps_hue,
        .fades = what->fades,
        .saturation = what->saturation,
        .dark_rise = 1 / what->dark,
        .light_rise = 1 / what->light,
        .light_begin = 100 / what->light,
        .between_ends = 50 - (what->dark > what->light ? what->dark : what->light),
        .coarse = coarse,
    };
}

/// Writes row y of luma (or of R', G', B') and keeps its colour differences. `write` is false for rows that another
/// call writes and of which only the differences are needed.
static void recombine_row(struct recombination_state *state, const float *lightness, ptrdiff_t y, bool write) {
    const struct pixel_recombination *what = state->what;
    const struct pixel_format *f = &what->format;
    const int32_t index = what->y.index[y], next = next_row(&what->y, index);
    struct row_sources from = {.lightness = lightness + y * f->width};
    for (int plane = 0; plane < source_planes(what); plane++) {
        from.above[plane] = stretched_row(&state->sources[plane], &what->x, index);
        from.below[plane] = stretched_row(&state->sources[plane], &what->x, next);
    }
    const struct row_factors k = row_factors(what, what->y.weight[y]);
    if (f->model == PIXEL_MODEL_RGB) {
        void *const rows[3] = {
            (void *)row_of(state->planes, 0, y), (void *)row_of(state->planes, 1, y),
            (void *)row_of(state->planes, 2, y)};
        if (f->sample_bytes == 1)
            rgb_row_out(&from, &k, 1, rows, f->width);
        else if (f->sample_bytes == 2)
            rgb_row_out(&from, &k, 2, rows, f->width);
        else
            rgb_row_out(&from, &k, 4, rows, f->width);
        return;
    }
    void *row = write ? (void *)row_of(state->planes, 0, y) : state->unused_row;
    float *b_less_g = difference_row(&state->differences, 0, y), *r_less_g = difference_row(&state->differences, 1, y);
    if (f->sample_bytes == 1)
        luma_row_out(&from, &k, 1, row, b_less_g, r_less_g, f->width);
    else
        luma_row_out(&from, &k, 2, row, b_less_g, r_less_g, f->width);
}

// MARK: Rows

static struct recombination_state recombination_state_in(
    const struct pixel_recombination *what, const float *ab, const struct pixel_planes *planes, float *scratch) {
    const ptrdiff_t row_floats = padded(what->format.width);
    const ptrdiff_t plane_floats = (ptrdiff_t)what->x.from * what->y.from;
    struct recombination_state state = {.what = what, .planes = planes};
    for (int plane = 0; plane < source_planes(what); plane++, scratch += 2 * row_floats)
        state.sources[plane] = stretched_rows_in(ab + plane * plane_floats, &what->x, scratch);
    state.unused_row = scratch;
    scratch += row_floats;
    state.differences = difference_rows_in(&what->format, &scratch);
    return state;
}

static void recombine_rows(
    const struct pixel_recombination *what, const float *lightness, const float *ab, const struct pixel_planes *planes,
    int32_t first_group, int32_t end_group, float *scratch) {
    const struct pixel_format *f = &what->format;
    struct recombination_state state = recombination_state_in(what, ab, planes, scratch);
    const bool has_chroma = f->model == PIXEL_MODEL_YUV;
    const int shift = has_chroma ? f->chroma_shift_y : 0;

    // A cosited chroma row reaches into the rows of the group before.
    const ptrdiff_t first = (ptrdiff_t)first_group << shift;
    if (has_chroma && f->cosited_y && first_group < end_group)
        for (ptrdiff_t y = first - (1 << shift) + 1; y < first; y++)
            if (y >= 0) recombine_row(&state, lightness, y, false);

    for (ptrdiff_t group = first_group; group < end_group; group++) {
        const ptrdiff_t begin = group << shift, end = begin + (1 << shift);
        for (ptrdiff_t y = begin; y < end && y < f->height; y++) recombine_row(&state, lightness, y, true);
        if (has_chroma) chroma_row_out(f, &state.differences, planes, group);
    }
}
