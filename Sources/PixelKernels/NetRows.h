// Loads and stores of rows of any type.
#pragma once

#include "NetKernels.h"
#include "Scratch.h"
#include "Transfer.h"

INLINE vfloat floats_of_bfloat16(vword v) { return float_from_bits(__builtin_convertvector(v, vbits) << 16); }

/// Rounded to nearest, ties to even. What is no number stays so.
INLINE vword bfloat16_of_floats(vfloat v) {
    const vbits bits = bits_from_float(v);
    const vbits rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
    const vbits quiet = (bits >> 16) | 0x40;
    return __builtin_convertvector(v == v ? rounded : quiet, vword);
}

/// Elements i..<i + n; zeros in the other lanes.
INLINE vfloat load_elements(const void *row, bool is_bfloat16, ptrdiff_t i, ptrdiff_t n) {
    if (!is_bfloat16) return load_first((const float *)row + i, n);
    vword v = 0;
    if (n == LANES)
        memcpy(&v, (const uint16_t *)row + i, sizeof v);
    else
        memcpy(&v, (const uint16_t *)row + i, (size_t)n * 2);
    return floats_of_bfloat16(v);
}

INLINE void store_elements(void *row, bool is_bfloat16, ptrdiff_t i, vfloat values, ptrdiff_t n) {
    if (!is_bfloat16) {
        store_first((float *)row + i, values, n);
        return;
    }
    const vword v = bfloat16_of_floats(values);
    if (n == LANES)
        memcpy((uint16_t *)row + i, &v, sizeof v);
    else
        memcpy((uint16_t *)row + i, &v, (size_t)n * 2);
}

/// As `store_elements` for any type; `scale`: how many whole units 1 is.
INLINE void store_numbers(void *row, enum net_type type, float scale, ptrdiff_t i, vfloat values, ptrdiff_t n) {
    if (type == NET_FLOAT32 || type == NET_BFLOAT16) {
        store_elements(row, type == NET_BFLOAT16, i, values, n);
        return;
    }
    const vfloat kept = type == NET_SIGNED8 ? clip(values * scale, -127, 127) : clip(values * scale, 0, 255);
    // Adding 1.5 × 2^23 leaves the nearest whole number in the low bits.
    const vbits whole = bits_from_float(kept + 12582912.0f);
    const vbyte bytes = __builtin_convertvector(whole & 0xff, vbyte);
    if (n == LANES)
        memcpy((uint8_t *)row + i, &bytes, sizeof bytes);
    else
        memcpy((uint8_t *)row + i, &bytes, (size_t)n);
}

/// Where a row begins.
INLINE void *start_of_row(const struct net_rows *rows, ptrdiff_t row) {
    const ptrdiff_t size = rows->type == NET_FLOAT32 ? 4 : rows->type == NET_BFLOAT16 ? 2 : 1;
    return (uint8_t *)rows->data + row * rows->stride * size;
}

/// Calls `step` (a macro or function call using reads_bfloat16 and writes) with the types of two values as constants,
/// so that its loops hold no question.
#define FOR_TYPES(source, result, step)                                                                                \
    do {                                                                                                               \
        if ((source)->type == NET_BFLOAT16) {                                                                          \
            enum { reads_bfloat16 = 1 };                                                                               \
            FOR_WRITTEN_TYPE(result, step);                                                                            \
        } else {                                                                                                       \
            enum { reads_bfloat16 = 0 };                                                                               \
            FOR_WRITTEN_TYPE(result, step);                                                                            \
        }                                                                                                              \
    } while (0)
#define FOR_WRITTEN_TYPE(result, step)                                                                                 \
    switch ((result)->type) {                                                                                          \
    case NET_FLOAT32: {                                                                                                \
        enum { writes = NET_FLOAT32 };                                                                                 \
        step;                                                                                                          \
    } break;                                                                                                           \
    case NET_BFLOAT16: {                                                                                               \
        enum { writes = NET_BFLOAT16 };                                                                                \
        step;                                                                                                          \
    } break;                                                                                                           \
    case NET_SIGNED8: {                                                                                                \
        enum { writes = NET_SIGNED8 };                                                                                 \
        step;                                                                                                          \
    } break;                                                                                                           \
    case NET_UNSIGNED8: {                                                                                              \
        enum { writes = NET_UNSIGNED8 };                                                                               \
        step;                                                                                                          \
    } break;                                                                                                           \
    }
