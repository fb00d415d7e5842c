// The picture as a screen shows it.
#pragma once

#include "Lightness.h"

/// Codes of R', G' or B' 0…1, clipped, in 8 bits.
INLINE void store_shown(uint8_t *row, ptrdiff_t x, vfloat v, ptrdiff_t n) {
    store_codes(row, 1, x, clip(v, 0, 1) * 255.0f + 0.5f, n);
}

INLINE void show_codes(const void *row, int bytes, float offset, float scale, ptrdiff_t width, uint8_t *out) {
    FOR_EACH_VECTOR(width, x, n, store_shown(out, x, (load_codes(row, bytes, x, n) - offset) * scale, n));
}

static void show_row(const struct pixel_format *f, const void *row, uint8_t *out) {
    const float scale = 1 / f->luma_scale;
    if (f->sample_bytes == 1)
        show_codes(row, 1, f->luma_offset, scale, f->width, out);
    else if (f->sample_bytes == 2)
        show_codes(row, 2, f->luma_offset, scale, f->width, out);
    else
        show_codes(row, 4, 0, 1, f->width, out);
}

INLINE void show_yuv_vector(
    vfloat luma, vfloat b_less_y, vfloat r_less_y, float b_in_g, float r_in_g, uint8_t *const rows[3], ptrdiff_t x,
    ptrdiff_t n) {
    store_shown(rows[0], x, luma + r_less_y, n);
    store_shown(rows[1], x, luma - b_less_y * b_in_g - r_less_y * r_in_g, n);
    store_shown(rows[2], x, luma + b_less_y, n);
}

INLINE void show_yuv_row(
    const struct pixel_format *f, const void *row, int bytes, const struct chroma_rows *chroma,
    uint8_t *const rows[3]) {
    const float offset = f->luma_offset, scale = 1 / f->luma_scale;
    const float kg = 1 - f->kr - f->kb, b_in_g = f->kb / kg, r_in_g = f->kr / kg;
    const float *cb = chroma->wide[0], *cr = chroma->wide[1];
    FOR_EACH_VECTOR(
        f->width, x, n,
        show_yuv_vector(
            (load_codes(row, bytes, x, n) - offset) * scale, load(cb + x), load(cr + x), b_in_g, r_in_g, rows, x, n));
}

static void display_rows(
    const struct pixel_format *f, const struct pixel_planes *planes, uint8_t *rgb, int32_t first_row, int32_t end_row,
    float *scratch) {
    const ptrdiff_t width = f->width, plane_size = width * f->height;
    struct chroma_rows chroma = {0};
    if (f->model == PIXEL_MODEL_YUV) chroma = chroma_rows_in(f, scratch);
    for (ptrdiff_t y = first_row; y < end_row; y++) {
        uint8_t *const rows[3] = {rgb + y * width, rgb + plane_size + y * width, rgb + 2 * plane_size + y * width};
        if (f->model != PIXEL_MODEL_YUV) {
            for (int plane = 0; plane < 3; plane++)
                show_row(f, row_of(planes, f->model == PIXEL_MODEL_RGB ? plane : 0, y), rows[plane]);
            continue;
        }
        upsample_chroma(f, planes, y, &chroma);
        const void *luma = row_of(planes, 0, y);
        if (f->sample_bytes == 1)
            show_yuv_row(f, luma, 1, &chroma, rows);
        else
            show_yuv_row(f, luma, 2, &chroma, rows);
    }
}
