// Vectors of LANES elements in clang's portable vector language. Written out by hand instead of left to the loop
// vectoriser because the loops here mix 8-bit, 16-bit and float data, which it gives up on or splits badly, and because
// debug builds (-O0) run no vectoriser at all and would take seconds a frame.
//
// a * b + c within one expression becomes a fused multiply-add where the instruction set has one (clang's default
// -ffp-contract=on).
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "PixelKernels.h"

#define INLINE static inline __attribute__((always_inline))

typedef float vfloat __attribute__((ext_vector_type(LANES)));
typedef int32_t vint __attribute__((ext_vector_type(LANES)));
typedef uint32_t vbits __attribute__((ext_vector_type(LANES)));
typedef uint8_t vbyte __attribute__((ext_vector_type(LANES)));
typedef uint16_t vword __attribute__((ext_vector_type(LANES)));

#if LANES == 4
#define EVEN_LANES 0, 2, 4, 6
#define ODD_LANES 1, 3, 5, 7
#define LOW_PAIRS 0, 4, 1, 5
#define HIGH_PAIRS 2, 6, 3, 7
#elif LANES == 8
#define EVEN_LANES 0, 2, 4, 6, 8, 10, 12, 14
#define ODD_LANES 1, 3, 5, 7, 9, 11, 13, 15
#define LOW_PAIRS 0, 8, 1, 9, 2, 10, 3, 11
#define HIGH_PAIRS 4, 12, 5, 13, 6, 14, 7, 15
#else
#define EVEN_LANES 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30
#define ODD_LANES 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31
#define LOW_PAIRS 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define HIGH_PAIRS 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31
#endif

/// Calls `step` (a macro or function call using x and n) for vectors x..<x + n of a row: n is LANES but for the last.
#define FOR_EACH_VECTOR(count, x, n, step)                                                                             \
    do {                                                                                                               \
        ptrdiff_t x = 0;                                                                                               \
        for (; x + LANES <= (count); x += LANES) {                                                                     \
            enum { n = LANES };                                                                                        \
            step;                                                                                                      \
        }                                                                                                              \
        if (x < (count)) {                                                                                             \
            const ptrdiff_t n = (count)-x;                                                                             \
            step;                                                                                                      \
        }                                                                                                              \
    } while (0)

/// Calls `step` for vectors i..<i + LANES of a row of at least LANES. The last one begins where it is whole; the first
/// `seen` lanes of it were in the one before.
#define FOR_EACH_WHOLE_VECTOR(count, i, seen, step)                                                                    \
    do {                                                                                                               \
        ptrdiff_t i = 0;                                                                                               \
        for (; i + LANES <= (count); i += LANES) {                                                                     \
            enum { seen = 0 };                                                                                         \
            step;                                                                                                      \
        }                                                                                                              \
        if (i < (count)) {                                                                                             \
            const int seen = (int)(i + LANES - (count));                                                               \
            (void)seen;                                                                                                \
            i = (count)-LANES;                                                                                         \
            step;                                                                                                      \
        }                                                                                                              \
    } while (0)

INLINE vfloat load(const float *p) {
    vfloat v;
    memcpy(&v, p, sizeof v);
    return v;
}

INLINE vfloat load_first(const float *p, ptrdiff_t n) {
    if (n == LANES) return load(p);
    vfloat v = 0;
    memcpy(&v, p, (size_t)n * sizeof(float));
    return v;
}

/// Zeros in all but the first n lanes.
INLINE vfloat first_lanes(vfloat v, ptrdiff_t n) {
    if (n == LANES) return v;
    vfloat first = 0;
    memcpy(&first, &v, (size_t)n * sizeof(float));
    return first;
}

/// Zeros in the first n lanes.
INLINE vfloat without_first_lanes(vfloat v, int n) {
    if (n == 0) return v;
    vint lane;
    for (int i = 0; i < LANES; i++) lane[i] = i;
    const vfloat zero = 0;
    return lane >= n ? v : zero;
}

INLINE void store(float *p, vfloat v) { memcpy(p, &v, sizeof v); }

INLINE void store_first(float *p, vfloat v, ptrdiff_t n) {
    if (n == LANES)
        store(p, v);
    else
        memcpy(p, &v, (size_t)n * sizeof(float));
}

/// Codes x..<x + n of a row, as floats; zeros in the other lanes.
INLINE vfloat load_codes(const void *row, int sample_bytes, ptrdiff_t x, ptrdiff_t n) {
    if (sample_bytes == 4) return load_first((const float *)row + x, n);
    if (sample_bytes == 1) {
        vbyte v = 0;
        if (n == LANES)
            memcpy(&v, (const uint8_t *)row + x, sizeof v);
        else
            memcpy(&v, (const uint8_t *)row + x, (size_t)n);
        return __builtin_convertvector(__builtin_convertvector(v, vint), vfloat);
    }
    vword v = 0;
    if (n == LANES)
        memcpy(&v, (const uint16_t *)row + x, sizeof v);
    else
        memcpy(&v, (const uint16_t *)row + x, (size_t)n * 2);
    return __builtin_convertvector(__builtin_convertvector(v, vint), vfloat);
}

/// Writes n codes. `codes` is at least 0, below 2^8 or 2^16, with the ½ that turns truncation into rounding added;
/// floats are written as they are.
INLINE void store_codes(void *row, int sample_bytes, ptrdiff_t x, vfloat codes, ptrdiff_t n) {
    if (sample_bytes == 4) {
        store_first((float *)row + x, codes, n);
        return;
    }
    const vint whole = __builtin_convertvector(codes, vint);
    if (sample_bytes == 1) {
        const vbyte v = __builtin_convertvector(whole, vbyte);
        if (n == LANES)
            memcpy((uint8_t *)row + x, &v, sizeof v);
        else
            memcpy((uint8_t *)row + x, &v, (size_t)n);
    } else {
        const vword v = __builtin_convertvector(whole, vword);
        if (n == LANES)
            memcpy((uint16_t *)row + x, &v, sizeof v);
        else
            memcpy((uint16_t *)row + x, &v, (size_t)n * 2);
    }
}

INLINE vfloat clip(vfloat v, float low, float high) {
    const vfloat l = low, h = high;
    // In this order a NaN becomes `low`.
    v = v > l ? v : l;
    return v < h ? v : h;
}

/// What is left of v outside low…high.
INLINE vfloat beyond(vfloat v, float low, float high) { return v - clip(v, low, high); }

INLINE vfloat float_from_bits(vbits bits) {
    vfloat v;
    memcpy(&v, &bits, sizeof v);
    return v;
}

INLINE vbits bits_from_float(vfloat v) {
    vbits bits;
    memcpy(&bits, &v, sizeof bits);
    return bits;
}

INLINE vint signed_bits(vbits bits) {
    vint v;
    memcpy(&v, &bits, sizeof v);
    return v;
}

INLINE vbits unsigned_bits(vint v) {
    vbits bits;
    memcpy(&bits, &v, sizeof bits);
    return bits;
}

INLINE float sum_of_lanes(vfloat v) {
#if LANES == 16
    const __typeof__(v.lo) eight = v.lo + v.hi;
    const __typeof__(eight.lo) four = eight.lo + eight.hi;
#elif LANES == 8
    const __typeof__(v.lo) four = v.lo + v.hi;
#else
    const vfloat four = v;
#endif
    const __typeof__(four.lo) two = four.lo + four.hi;
    return two.x + two.y;
}

INLINE float greatest_lane(vfloat v) {
#if LANES == 16
    const __typeof__(v.lo) eight = v.lo > v.hi ? v.lo : v.hi;
    const __typeof__(eight.lo) four = eight.lo > eight.hi ? eight.lo : eight.hi;
#elif LANES == 8
    const __typeof__(v.lo) four = v.lo > v.hi ? v.lo : v.hi;
#else
    const vfloat four = v;
#endif
    const __typeof__(four.lo) two = four.lo > four.hi ? four.lo : four.hi;
    return two.x > two.y ? two.x : two.y;
}

/// The sum of the lanes of each of LANES vectors, which are used up.
INLINE vint sums_of_whole_lanes(vint v[LANES]) {
    for (int n = LANES / 2; n > 0; n /= 2)
        for (int i = 0; i < n; i++)
            v[i] = __builtin_shufflevector(v[2 * i], v[2 * i + 1], EVEN_LANES) +
                   __builtin_shufflevector(v[2 * i], v[2 * i + 1], ODD_LANES);
    return v[0];
}

INLINE const void *row_of(const struct pixel_planes *planes, int plane, ptrdiff_t row) {
    return (const uint8_t *)planes->data[plane] + row * planes->stride_bytes[plane];
}

INLINE ptrdiff_t clamp_index(ptrdiff_t i, ptrdiff_t count) { return i < 0 ? 0 : i < count ? i : count - 1; }
