// Loads and stores of rows in float32 or bfloat16.
#pragma once

#include "NetKernels.h"
#include "Scratch.h"
#include "Transfer.h"

INLINE vfloat floats_of_bfloat16(vword v) {
    return float_from_bits(__builtin_convertvector(v, vbits) << 16);
}

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

/// Where a row begins.
INLINE void *start_of_row(const struct net_rows *rows, ptrdiff_t row) {
    return (uint8_t *)rows->data + row * rows->stride * (rows->is_bfloat16 ? 2 : 4);
}
