// The curves of sRGB and CIE L*, as scikit-image defines them (IEC 61966-2-1 and CIE 15 with four-digit knees), on
// vectors. Coefficients: Tests/Goldens/color/fit_curves.py.
#pragma once

#include "Vectors.h"

/// Light of an sRGB value 0…1. Error: less than 1e-5 in the L* of the result.
INLINE vfloat linear_from_srgb(vfloat v) {
    const vfloat t = v - 0.2f;
    const vfloat t2 = t * t;
    vfloat even = t2 * -0.827601254f + -5.47975206f;
    vfloat odd = t2 * 3.26654482f + 5.14174652f;
    even = even * t2 + -3.05658937f;
    odd = odd * t2 + 1.33433115f;
    even = even * t2 + -0.572568834f;
    odd = odd * t2 + 0.324609727f;
    even = even * t2 + -0.262458861f;
    odd = odd * t2 + 0.447278291f;
    even = even * t2 + 0.855296314f;
    odd = odd * t2 + 0.311574012f;
    even = even * t2 + 0.0331047736f;
    const vfloat p = odd * t + even;
    return v > 0.04045f ? p : v * (1 / 12.92f);
}

/// The same for 8-bit Y'CbCr, where less will do. Error: less than 0.002 in the L* of the result.
INLINE vfloat coarse_linear_from_srgb(vfloat v) {
    const vfloat t = v - 0.2f;
    const vfloat t2 = t * t;
    vfloat even = t2 * -0.0937911198f + -0.274093002f;
    vfloat odd = t2 * 0.227540001f + 0.454226941f;
    even = even * t2 + 0.855315149f;
    odd = odd * t2 + 0.311482131f;
    even = even * t2 + 0.0331031196f;
    const vfloat p = odd * t + even;
    return v > 0.04045f ? p : v * (1 / 12.92f);
}

/// log2(x) / 2.4 of light 0…1. Error: less than 3e-7.
INLINE vfloat srgb_exponent(vfloat x) {
    // x = (1 + f) 2^exponent with 1 + f in √½…√2.
    const vbits bits = bits_from_float(x);
    const vint exponent = signed_bits(bits - 0x3f3504f3) >> 23;
    const vfloat f = float_from_bits(bits - (unsigned_bits(exponent) << 23)) - 1.0f;
    const vfloat f2 = f * f;
    vfloat even = f2 * (0.170680672f / 2.4f) + (0.297254682f / 2.4f);
    vfloat odd = f2 * (-0.272715598f / 2.4f) + (-0.358960152f / 2.4f);
    even = even * f2 + (0.48046574f / 2.4f);
    odd = odd * f2 + (-0.721375883f / 2.4f);
    even = even * f2 + (1.44269967f / 2.4f);
    return (odd * f + even) * f + __builtin_convertvector(exponent, vfloat) * (1 / 2.4f);
}

/// sRGB value of light x, given its srgb_exponent: 1.055 x^(1/2.4) − 0.055. Relative error of the power: less than 6e-7.
INLINE vfloat srgb_from_linear(vfloat x, vfloat exponent) {
    // Adding 1.5 × 2^23 leaves the nearest whole number in the low bits.
    const vfloat shifted = exponent + 12582912.0f;
    const vfloat r = exponent - (shifted - 12582912.0f);
    const vfloat r2 = r * r;
    vfloat odd = r2 * 0.00140066782f + 0.0585600249f;
    vfloat even = r2 * 0.0102076959f + 0.253433377f;
    odd = odd * r2 + 0.731270075f;
    even = even * r2 + 1.05500007f;
    const vfloat power = odd * r + even;
    const vfloat curve = float_from_bits(bits_from_float(power) + (bits_from_float(shifted) << 23)) - 0.055f;
    return x > 0.0031308f ? curve : x * 12.92f;
}

/// sRGB value of light 0…1 for 8-bit Y'CbCr. Error: less than 1.6e-4, 0.04 codes. The square root is exact on every
/// processor and takes most of the bend out of the curve.
INLINE vfloat coarse_srgb_from_linear(vfloat x) {
    const vfloat t = __builtin_elementwise_sqrt(x) - 0.5f;
    const vfloat t2 = t * t;
    vfloat even = t2 * -0.947668552f + -0.0102198776f;
    vfloat odd = t2 * 0.575672269f + 0.0696435273f;
    even = even * t2 + -0.171650112f;
    odd = odd * t2 + 0.988692522f;
    even = even * t2 + 0.537168145f;
    const vfloat curve = odd * t + even;
    return x > 0.0031308f ? curve : x * 12.92f;
}

/// L* of luminance 0…1. Relative error of the cube root: less than 3e-7.
INLINE vfloat lightness_from_luminance(vfloat y) {
    // Dividing the bits by −3 gives y^(−1/3) to about 3.5 %; what is missing is (y guess³)^(−2/3), near 1.
    const vfloat bits = __builtin_convertvector(signed_bits(bits_from_float(y)), vfloat);
    const vint guess_bits = __builtin_convertvector(bits * (-1 / 3.0f) + (float)0x54a24000, vint);
    const vfloat guess = float_from_bits(unsigned_bits(guess_bits));
    const vfloat t = y * (guess * guess);
    const vfloat h = t * guess - 1.0f;
    const vfloat h2 = h * h;
    vfloat odd = h2 * -48.595417f + -57.2928619f;
    vfloat even = h2 * 53.2450485f + 64.4415283f;
    odd = odd * h2 + -77.333313f;
    even = even * h2 + 116.0f;
    const vfloat p = odd * h + even;
    const vfloat curve = t * p - 16.0f;
    return y > 0.008856f ? curve : y * (116 * 7.787f);
}

/// A piece of a row, short enough to stay in the first-level cache.
///
/// The curves are long chains of dependent operations. Done pixel by pixel, from codes to L* or back, the chains of one or
/// two vectors fill the processor's window and its arithmetic units wait. So each curve, or half of one, has a short loop of
/// its own over a piece: many vectors are under way at once and the coefficients stay in registers. On Zen 4 with AVX2 this
/// takes a third off lightness and 40 % off recombination.
enum { PIECE = 256 };

struct rgb_piece {
    // In one array, so that one loop goes over all three.
    _Alignas(64) float values[3 * PIECE];
};

INLINE float *red(struct rgb_piece *piece) { return piece->values; }
INLINE float *green(struct rgb_piece *piece) { return piece->values + PIECE; }
INLINE float *blue(struct rgb_piece *piece) { return piece->values + 2 * PIECE; }

INLINE void lightness_of_piece_as(
    const struct pixel_primaries *primaries, struct rgb_piece *piece, ptrdiff_t count, bool coarse, float *out) {
    for (int channel = 0; channel < 3; channel++) {
        float *values = piece->values + channel * PIECE;
        for (ptrdiff_t x = 0; x < count; x += LANES) {
            const vfloat v = clip(load(values + x), 0, 1);
            store(values + x, coarse ? coarse_linear_from_srgb(v) : linear_from_srgb(v));
        }
    }
    const float *r = red(piece), *g = green(piece), *b = blue(piece);
    const float r_in_y = primaries->luminance[0], g_in_y = primaries->luminance[1], b_in_y = primaries->luminance[2];
    FOR_EACH_VECTOR(
        count, x, n,
        store_first(
            out + x, lightness_from_luminance(load(g + x) * g_in_y + (load(r + x) * r_in_y + load(b + x) * b_in_y)), n));
}

/// L* of n pixels, R', G', B' of which are in `piece` and are clipped to 0…1.
static void lightness_of_piece(
    const struct pixel_primaries *primaries, struct rgb_piece *piece, ptrdiff_t count, float *out) {
    lightness_of_piece_as(primaries, piece, count, false, out);
}

static void coarse_lightness_of_piece(
    const struct pixel_primaries *primaries, struct rgb_piece *piece, ptrdiff_t count, float *out) {
    lightness_of_piece_as(primaries, piece, count, true, out);
}

/// X / Xn of f(X / Xn), the inverse of CIE's f; likewise for Y and Z.
INLINE vfloat inverse_f(vfloat t) {
    return t > 0.2068966f ? t * t * t : (t - 16 / 116.0f) * (1 / 7.787f);
}

struct linear_light {
    vfloat red, green, blue;
};

/// The rows of pixel_primaries, read once.
struct light_rows {
    float red_x, red_z, green_x, green_z, blue_x, blue_z;
};

INLINE struct light_rows light_rows(const struct pixel_primaries *p) {
    return (struct light_rows){
        p->x_in_light[0], p->z_in_light[0], p->x_in_light[1], p->z_in_light[1], p->x_in_light[2], p->z_in_light[2],
    };
}

/// Light of R, G and B from f(X / Xn), f(Y / Yn), f(Z / Zn); below 0 or above 1 for colours outside the primaries' gamut.
///
/// Written with multiples of X − Y and Z − Y what has no colour comes out as R = G = B to the last bit.
INLINE struct linear_light linear_light(const struct light_rows *rows, vfloat fx, vfloat fy, vfloat fz) {
    const vfloat zero = 0;
    const vfloat y = inverse_f(fy);
    const vfloat x = inverse_f(fx) - y;
    // scikit-image moves negative Z to f(Z) = 0.
    const vfloat z = inverse_f(fz > zero ? fz : zero) - y;
    return (struct linear_light){
        x * rows->red_x + (z * rows->red_z + y), x * rows->green_x + (z * rows->green_z + y),
        x * rows->blue_x + (z * rows->blue_z + y),
    };
}

/// Clipped to 0…1.
INLINE void store_linear(struct rgb_piece *piece, ptrdiff_t at, struct linear_light light) {
    store(red(piece) + at, clip(light.red, 0, 1));
    store(green(piece) + at, clip(light.green, 0, 1));
    store(blue(piece) + at, clip(light.blue, 0, 1));
}

// MARK: Colours outside the gamut

/// How far light lies outside 0…1; negative inside.
INLINE vfloat excess(struct linear_light light) {
    // Distances from the middle: one bound instead of two.
    const vfloat red = __builtin_elementwise_abs(light.red - 0.5f), green = __builtin_elementwise_abs(light.green - 0.5f);
    const vfloat blue = __builtin_elementwise_abs(light.blue - 0.5f);
    const vfloat two = red > green ? red : green;
    return (two > blue ? two : blue) - 0.5f;
}

INLINE struct linear_light light_of_chroma(
    const struct light_rows *rows, vfloat share, vfloat a, vfloat fy, vfloat b) {
    return linear_light(rows, share * a + fy, fy, fy - share * b);
}

/// The largest share of the chroma that stays inside the gamut at the same L* and hue; 1 where all of it does.
static vfloat share_inside(
    const struct pixel_primaries *primaries, vfloat a, vfloat fy, vfloat b, vfloat excess_of_all) {
    const struct light_rows rows = light_rows(primaries);
    const vfloat zero = 0, one = 1;
    vfloat low = 0, high = 1, low_excess = excess(light_of_chroma(&rows, low, a, fy, b)), high_excess = excess_of_all;
    for (int step = 0; step < 8; step++) {
        const vfloat middle = (low + high) * 0.5f;
        const vfloat here = excess(light_of_chroma(&rows, middle, a, fy, b));
        low_excess = here > zero ? low_excess : here;
        low = here > zero ? low : middle;
        high_excess = here > zero ? here : high_excess;
        high = here > zero ? middle : high;
    }
    // Over what remains, 1/256 of the chroma, the border is as good as straight.
    const vfloat share = low + (high - low) * clip(low_excess / (low_excess - high_excess), 0, 1);
    return excess_of_all > zero ? share : one;
}

/// Where a, b and L* (as parts of f) lie outside the gamut chroma is reduced to its border, instead of R, G and B being
/// clipped apart, which would change hue and L*.
INLINE void store_linear_of_same_hue(
    const struct pixel_primaries *primaries, const struct light_rows *rows, struct rgb_piece *piece, ptrdiff_t at, vfloat a,
    vfloat fy, vfloat b) {
    struct linear_light light = light_of_chroma(rows, (vfloat)1, a, fy, b);
    const vfloat outside = excess(light);
    const vfloat zero = 0;
    if (__builtin_reduce_or(outside > zero))
        light = light_of_chroma(rows, share_inside(primaries, a, fy, b, outside), a, fy, b);
    store_linear(piece, at, light);
}

/// Puts sRGB values in the place of light.
static void coarse_encode_piece(struct rgb_piece *piece, ptrdiff_t count) {
    for (int channel = 0; channel < 3; channel++) {
        float *values = piece->values + channel * PIECE;
        for (ptrdiff_t x = 0; x < count; x += LANES) store(values + x, coarse_srgb_from_linear(load(values + x)));
    }
}

static void encode_piece(struct rgb_piece *piece, ptrdiff_t count) {
    _Alignas(64) float exponents[PIECE];
    for (int channel = 0; channel < 3; channel++) {
        float *values = piece->values + channel * PIECE;
        for (ptrdiff_t x = 0; x < count; x += LANES) store(exponents + x, srgb_exponent(load(values + x)));
        for (ptrdiff_t x = 0; x < count; x += LANES)
            store(values + x, srgb_from_linear(load(values + x), load(exponents + x)));
    }
}

// MARK: Light in floats

/// 2^x, for |x| below 126. Relative error: less than 3e-7.
INLINE vfloat power_of_two(vfloat x) {
    // Adding 1.5 × 2^23 leaves the nearest whole number in the low bits.
    const vfloat shifted = x + 12582912.0f;
    const vfloat r = x - (shifted - 12582912.0f);
    const vfloat r2 = r * r;
    vfloat odd = r2 * (0.00140066782f / 1.055f) + (0.0585600249f / 1.055f);
    vfloat even = r2 * (0.0102076959f / 1.055f) + (0.253433377f / 1.055f);
    odd = odd * r2 + (0.731270075f / 1.055f);
    even = even * r2 + 1.0f;
    return float_from_bits(bits_from_float(odd * r + even) + (bits_from_float(shifted) << 23));
}

static void encode_light_row(
    const void *row, int32_t sample_bytes, float offset, float scale, ptrdiff_t count, float *result) {
    const vfloat zero = 0;
#define STEP(bytes, x, n)                                                                                              \
    do {                                                                                                               \
        const vfloat codes = (load_codes(row, bytes, x, n) - offset) * scale;                                          \
        const vfloat light = clip(codes == codes ? codes : zero, -65504, 65504);                                       \
        store_first(result + x, srgb_from_linear(light, srgb_exponent(light)), n);                                     \
    } while (0)
    if (sample_bytes == 1)
        FOR_EACH_VECTOR(count, x, n, STEP(1, x, n));
    else if (sample_bytes == 2)
        FOR_EACH_VECTOR(count, x, n, STEP(2, x, n));
    else
        FOR_EACH_VECTOR(count, x, n, STEP(4, x, n));
#undef STEP
}

static void decode_light_row(float *row, ptrdiff_t count) {
#define STEP(x, n)                                                                                                     \
    do {                                                                                                               \
        const vfloat v = load_first(row + x, n);                                                                       \
        /* srgb_exponent is a logarithm divided by 2.4. */                                                             \
        const vfloat curve = power_of_two(srgb_exponent((v + 0.055f) * (1 / 1.055f)) * (2.4f * 2.4f));                 \
        store_first(row + x, v > 0.04045f ? curve : v * (1 / 12.92f), n);                                              \
    } while (0)
    FOR_EACH_VECTOR(count, x, n, STEP(x, n));
#undef STEP
}
