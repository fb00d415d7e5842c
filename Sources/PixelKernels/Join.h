// What references say of a picture, joined with what the network says.
#pragma once

#include "Carry.h"

/// The share of the regression in what is not carried, where nothing is alike and where something surely is: 0.1 dB
/// more on five clips than a third everywhere, 0.5 dB two and four frames from the reference.
static const float unlike_fitted = 1.0f / 3, alike_fitted = 0.15f;
/// What is unknown to less than this needs nobody else's colour.
static const float little_unknown = 1e-3f;

static void carry_join(
    const float *ab, int32_t ab_width, int32_t ab_height, const struct carry_source *sources, int32_t count,
    int32_t width, int32_t height, float *result) {
    const ptrdiff_t plane = (ptrdiff_t)width * height, ab_plane = (ptrdiff_t)ab_width * ab_height;
    for (ptrdiff_t y = 0; y < height; y++) {
        const float v = among_cells(y, height, STEADY_CELLS), ab_v = among_cells(y, height, ab_height);
        for (ptrdiff_t x = 0; x < width; x++) {
            const ptrdiff_t i = y * width + x;
            const float u = among_cells(x, width, STEADY_CELLS), ab_u = among_cells(x, width, ab_width);
            float carried[3] = {0, 0, 0}, other[3] = {0, 0, 0}, carried_weight = 0, other_weight = 0, unknown = 1;
            for (int32_t n = 0; n < count; n++) {
                const struct carry_source *from = &sources[n];
                const float share =
                    from->carried[3 * plane + i] * sample_between(from->likeness, STEADY_CELLS, STEADY_CELLS, u, v);
                const float weight = from->nearness * share;
                for (int p = 0; p < 3; p++) carried[p] += weight * from->carried[p * plane + i];
                carried_weight += weight;
                unknown *= 1 - share;
            }
            for (int32_t n = 0; unknown >= little_unknown && n < count; n++) {
                const struct carry_source *from = &sources[n];
                const float likeness = sample_between(from->likeness, STEADY_CELLS, STEADY_CELLS, u, v);
                const float fitted_share = unlike_fitted + (alike_fitted - unlike_fitted) * likeness;
                float matched[3];
                for (int p = 0; p < 3; p++)
                    matched[p] = sample_between(from->matched + p * CELL_COUNT, STEADY_CELLS, STEADY_CELLS, u, v);
                for (int p = 0; p < 2; p++) {
                    const float fitted =
                        sample_between(from->fitted + p * CELL_COUNT, STEADY_CELLS, STEADY_CELLS, u, v);
                    other[p] += from->nearness * (matched[p] + fitted_share * (matched[2] * fitted - matched[p]));
                }
                other[2] += from->nearness * matched[2];
                other_weight += from->nearness;
            }
            const float known = carried_weight > 0 ? (1 - (other_weight > 0 ? unknown : 0)) / carried_weight : 0;
            const float rest = other_weight > 0 ? (carried_weight > 0 ? unknown : 1) / other_weight : 0;
            const float authority = known * carried[2] + rest * other[2];
            for (int p = 0; p < 2; p++) {
                const float own =
                    authority < 1 ? sample_between(ab + p * ab_plane, ab_width, ab_height, ab_u, ab_v) : 0;
                result[p * plane + i] = known * carried[p] + rest * other[p] + (1 - authority) * own;
            }
            result[2 * plane + i] = known * carried[2];
        }
    }
}
