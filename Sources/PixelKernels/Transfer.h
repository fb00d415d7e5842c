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

// For 8-bit Y'CbCr less will do. Both coarse curves are a straight line and, beyond the knee, a polynomial that is 0
// and level at the knee: u² (…) with u how far beyond the knee, 0 before it. So there is nothing to choose between, and
// what is straight costs nothing where light is measured so that the line's slope is 1.

/// Light 1 as `coarse_linear_from_srgb` measures light.
#define COARSE_DECODED_WHITE 12.9187079f

/// COARSE_DECODED_WHITE times the light of an sRGB value 0…1. Error: less than 0.0015 in the L* of the result.
INLINE vfloat coarse_linear_from_srgb(vfloat v) {
    const vfloat zero = 0, beyond_knee = v - 0.0395499989f;
    const vfloat u = beyond_knee > zero ? beyond_knee : zero;
    const vfloat u2 = u * u;
    vfloat even = u2 * -1.17463374f + -6.27625895f;
    const vfloat odd = u2 * 4.00993252f + 8.95955086f;
    even = even * u2 + 7.55123329f;
    return u2 * (odd * u + even) + v;
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

/// sRGB value of light x, given its srgb_exponent: 1.055 x^(1/2.4) − 0.055. Relative error of the power: less than
/// 6e-7.
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

/// Light 1 as `coarse_srgb_from_linear` wants light measured, and the cube root of that.
#define COARSE_WHITE 12.9716797f
#define COARSE_WHITE_ROOT 2.34962606f

/// sRGB value of COARSE_WHITE times light 0…1, for 8-bit Y'CbCr. Error: less than 1.7e-4, 0.043 codes. The square root
/// is exact on every processor and takes most of the bend out of the curve.
INLINE vfloat coarse_srgb_from_linear(vfloat x) {
    const vfloat zero = 0, beyond_knee = __builtin_elementwise_sqrt(x) - 0.194667667f;
    const vfloat u = beyond_knee > zero ? beyond_knee : zero;
    const vfloat u2 = u * u;
    vfloat even = u2 * -0.00043063669f + -0.0245839749f;
    const vfloat odd = u2 * 0.0051264721f + 0.0627894551f;
    even = even * u2 + -1.10466957f;
    return u2 * (odd * u + even) + x;
}

/// The cube root of y 0…1 to about 7 %, and what to correct it by: the root is `root` times (1 + distance)^(−2/3), with
/// a distance of at most 0.11.
struct cube_root_guess {
    vfloat root, distance;
};

INLINE struct cube_root_guess cube_root_guess(vfloat y) {
    // Dividing the bits by −3 gives y^(−1/3) to about 3.5 %; what is missing is (y guess³)^(−2/3), near 1.
    const vfloat bits = __builtin_convertvector(signed_bits(bits_from_float(y)), vfloat);
    const vint guess_bits = __builtin_convertvector(bits * (-1 / 3.0f) + (float)0x54a24000, vint);
    const vfloat guess = float_from_bits(unsigned_bits(guess_bits));
    const vfloat root = y * (guess * guess);
    return (struct cube_root_guess){root, root * guess - 1.0f};
}

/// L* of luminance 0…1. Relative error of the cube root: less than 3e-7.
INLINE vfloat lightness_from_luminance(vfloat y) {
    const struct cube_root_guess guess = cube_root_guess(y);
    const vfloat h = guess.distance, h2 = h * h;
    vfloat odd = h2 * -48.595417f + -57.2928619f;
    vfloat even = h2 * 53.2450485f + 64.4415283f;
    odd = odd * h2 + -77.333313f;
    even = even * h2 + 116.0f;
    const vfloat p = odd * h + even;
    const vfloat curve = guess.root * p - 16.0f;
    return y > 0.008856f ? curve : y * (116 * 7.787f);
}

/// The same for 8-bit Y'CbCr. Error: less than 1e-4.
INLINE vfloat coarse_lightness_from_luminance(vfloat y) {
    const struct cube_root_guess guess = cube_root_guess(y);
    const vfloat h = guess.distance, h2 = h * h;
    vfloat even = h2 * 52.1497154f + 64.4504242f;
    const vfloat odd = h2 * -57.9336166f + -77.3316116f;
    even = even * h2 + 115.999992f;
    const vfloat curve = guess.root * (odd * h + even) - 16.0f;
    return y > 0.008856f ? curve : y * (116 * 7.787f);
}

/// A piece of a row, short enough to stay in the first-level cache.
///
/// The curves are long chains of dependent operations. Done pixel by pixel, from codes to L* or back, the chains of one
/// or two vectors fill the processor's window and its arithmetic units wait. So each curve, or half of one, has a short
/// loop of its own over a piece: many vectors are under way at once and the coefficients stay in registers. On Zen 4
/// with AVX2 this takes a third off lightness and 40 % off recombination.
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
    const float *r = red(piece), *g = green(piece), *b = blue(piece), white = coarse ? COARSE_DECODED_WHITE : 1;
    const float r_in_y = primaries->luminance[0] / white, g_in_y = primaries->luminance[1] / white;
    const float b_in_y = primaries->luminance[2] / white;
#define STEP(x, n)                                                                                                     \
    do {                                                                                                               \
        const vfloat y = load(g + x) * g_in_y + (load(r + x) * r_in_y + load(b + x) * b_in_y);                         \
        store_first(out + x, coarse ? coarse_lightness_from_luminance(y) : lightness_from_luminance(y), n);            \
    } while (0)
    FOR_EACH_VECTOR(count, x, n, STEP(x, n));
#undef STEP
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

// MARK: Light of L*a*b*

/// Where CIE's f stops being straight, with the straight part a tangent of the cube: √(1 / (3 × 7.787)).
#define F_KNEE 0.206897050f

/// In what f and light are measured. f times a factor gives light times its cube: any unit of light is to be had for
/// nothing.
struct light_unit {
    /// White, as light.
    float white;
    /// The knee of f, in the unit of f, which is the cube root of `white`.
    float knee;
};

/// X / Xn of f(X / Xn), the inverse of CIE's f, less knee³; likewise for Y and Z. `t` is how far f lies beyond the
/// knee.
///
/// Beyond the knee it is (t + knee)³ and before it the tangent 3 knee² t + knee³: what differs is only whether t counts
/// in the factor of t.
INLINE vfloat inverse_f(vfloat t, float knee) {
    const vfloat zero = 0;
    const vfloat u = t > zero ? t : zero;
    return t * (u * (u + 3 * knee) + 3 * knee * knee);
}

struct linear_light {
    vfloat red, green, blue;
};

/// The rows of pixel_primaries, read once.
struct light_rows {
    float red_x, red_z, green_x, green_z, blue_x, blue_z;
    struct light_unit unit;
};

INLINE struct light_rows light_rows(const struct pixel_primaries *p, struct light_unit unit) {
    return (struct light_rows){
        p->x_in_light[0],
        p->z_in_light[0],
        p->x_in_light[1],
        p->z_in_light[1],
        p->x_in_light[2],
        p->z_in_light[2],
        unit,
    };
}

/// Light of R, G and B from the distances of f(X / Xn) and f(Z / Zn) from the knee and from what `inverse_f` makes of
/// that of f(Y / Yn); below 0 or above white for colours outside the primaries' gamut.
///
/// Written with multiples of X − Y and Z − Y what has no colour comes out as R = G = B to the last bit.
INLINE struct linear_light linear_light(const struct light_rows *rows, vfloat fx, vfloat y, vfloat fz) {
    const float knee = rows->unit.knee;
    const vfloat black = -knee;
    const vfloat x = inverse_f(fx, knee) - y;
    // scikit-image moves negative Z to f(Z) = 0.
    const vfloat z = inverse_f(fz > black ? fz : black, knee) - y;
    const vfloat gray = y + knee * knee * knee;
    return (struct linear_light){
        x * rows->red_x + (z * rows->red_z + gray),
        x * rows->green_x + (z * rows->green_z + gray),
        x * rows->blue_x + (z * rows->blue_z + gray),
    };
}

/// Clipped to 0…white.
INLINE void store_linear(struct rgb_piece *piece, ptrdiff_t at, struct linear_light light, float white) {
    store(red(piece) + at, clip(light.red, 0, white));
    store(green(piece) + at, clip(light.green, 0, white));
    store(blue(piece) + at, clip(light.blue, 0, white));
}

// MARK: Colours outside the gamut

/// How far light lies outside 0…white; negative inside.
INLINE vfloat excess(struct linear_light light, float white) {
    // Distances from the middle: one bound instead of two.
    const float middle = white / 2;
    const vfloat red = __builtin_elementwise_abs(light.red - middle);
    const vfloat green = __builtin_elementwise_abs(light.green - middle);
    const vfloat blue = __builtin_elementwise_abs(light.blue - middle);
    const vfloat two = red > green ? red : green;
    return (two > blue ? two : blue) - middle;
}

/// The vectors of a piece in which some colour lies outside the gamut: a, b and L* as parts of f, and what is known of
/// the share of their chroma that fits. Kept together because finding it out is a chain of dependent steps: taken side
/// by side, the vectors of a piece wait for nothing, where each by itself would wait for every one of its steps.
struct outside {
    ptrdiff_t count;
    ptrdiff_t at[PIECE / LANES];
    _Alignas(64) float a[PIECE], fy[PIECE], b[PIECE], y[PIECE], excess_of_all[PIECE];
    /// A share that fits and by how much, and by how much one does not fit that is larger by the step last taken.
    _Alignas(64) float share[PIECE], excess_of_share[PIECE], excess_beyond[PIECE];
};

INLINE void remember_outside(
    struct outside *outside, const struct light_rows *rows, ptrdiff_t at, vfloat a, vfloat fy, vfloat y, vfloat b,
    vfloat excess_of_all) {
    const ptrdiff_t x = outside->count * LANES;
    outside->at[outside->count++] = at;
    store(outside->a + x, a);
    store(outside->fy + x, fy);
    store(outside->b + x, b);
    store(outside->y + x, y);
    store(outside->excess_of_all + x, excess_of_all);
    store(outside->share + x, (vfloat)0);
    store(outside->excess_of_share + x, excess(linear_light(rows, fy, y, fy), rows->unit.white));
    store(outside->excess_beyond + x, excess_of_all);
}

INLINE struct linear_light light_of_share(
    const struct light_rows *rows, const struct outside *outside, ptrdiff_t x, vfloat share) {
    const vfloat a = load(outside->a + x), fy = load(outside->fy + x), b = load(outside->b + x);
    return linear_light(rows, share * a + fy, load(outside->y + x), fy - share * b);
}

/// Reduces the chroma of those that are outside until they are at the gamut's border, with L* and hue as they are; R, G
/// and B clipped apart would change both. `chroma`: none of them has more of it.
static void bring_inside(
    const struct light_rows *rows, struct outside *outside, float chroma, struct rgb_piece *piece) {
    const vfloat zero = 0, one = 1;
    const ptrdiff_t end = outside->count * LANES;
    float step = 1;
    // Over what remains, little more than 1 of chroma, the border is as good as straight.
    for (int halving = 0; halving < 8 && chroma * step > 1.2f; halving++) {
        step *= 0.5f;
        for (ptrdiff_t x = 0; x < end; x += LANES) {
            const vfloat share = load(outside->share + x), more = share + step;
            const vfloat here = excess(light_of_share(rows, outside, x, more), rows->unit.white);
            store(outside->share + x, here > zero ? share : more);
            store(outside->excess_of_share + x, here > zero ? load(outside->excess_of_share + x) : here);
            store(outside->excess_beyond + x, here > zero ? here : load(outside->excess_beyond + x));
        }
    }
    for (ptrdiff_t i = 0; i < outside->count; i++) {
        const ptrdiff_t x = i * LANES;
        const vfloat under = load(outside->excess_of_share + x);
        const vfloat more = clip(under / (under - load(outside->excess_beyond + x)), 0, 1) * step;
        const vfloat share = load(outside->excess_of_all + x) > zero ? load(outside->share + x) + more : one;
        store_linear(piece, outside->at[i], light_of_share(rows, outside, x, share), rows->unit.white);
    }
}

// MARK: Encoding

/// Puts sRGB values in the place of COARSE_WHITE times light.
static void coarse_encode_piece(struct rgb_piece *piece, ptrdiff_t count) {
    for (int channel = 0; channel < 3; channel++) {
        float *values = piece->values + channel * PIECE;
        for (ptrdiff_t x = 0; x < count; x += LANES) store(values + x, coarse_srgb_from_linear(load(values + x)));
    }
}

/// Puts sRGB values in the place of light.
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
