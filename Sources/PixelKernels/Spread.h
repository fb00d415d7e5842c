// Smoothing of values that are known at few places, by links between neighbouring cells.
#pragma once

#include <math.h>

#include "Carry.h"

/// How alike a cell is to another, 0…1: differences of L* and of keys (1 less their cosine) at these scales cut a link
/// to a third. A link is never quite cut.
static const float link_lightness = 6, link_keys = 0.15f, least_link = 1e-4f;

INLINE float link_of(const float *rows, int32_t channels, const float *lightness, ptrdiff_t first, ptrdiff_t second) {
    const ptrdiff_t length = channels + CARRY_EXTRAS;
    const float dl = (lightness[first] - lightness[second]) / link_lightness;
    const float cosine = dot_of(rows + first * length, rows + second * length, channels);
    return least_link + expf(-dl * dl - (1 - cosine) / link_keys);
}

static void carry_links(const float *rows, int32_t channels, const float *lightness, float *links) {
    for (ptrdiff_t y = 0; y < STEADY_CELLS; y++) {
        for (ptrdiff_t x = 0; x < STEADY_CELLS; x++) {
            const ptrdiff_t i = y * STEADY_CELLS + x;
            const bool is_last = x == STEADY_CELLS - 1, is_lowest = y == STEADY_CELLS - 1;
            links[i] = is_last ? 0 : link_of(rows, channels, lightness, i, i + 1);
            links[CELL_COUNT + i] = is_lowest ? 0 : link_of(rows, channels, lightness, i, i + STEADY_CELLS);
        }
    }
}

/// Steps of conjugate gradients: the error is then below a thousandth where all links are 1 and nearly nothing holds
/// cells back.
enum { SPREAD_STEPS = 400 };

static void carry_spread(const float *links, const float *weights, const float *wanted, float *result) {
    const float *right = links, *down = links + CELL_COUNT;
    double diagonal[CELL_COUNT], rest[CELL_COUNT], direction[CELL_COUNT], image[CELL_COUNT], solution[CELL_COUNT];
    double length = 0;
    for (ptrdiff_t i = 0; i < CELL_COUNT; i++) {
        diagonal[i] = (double)weights[i] + right[i] + down[i];
        if (i > 0) diagonal[i] += right[i - 1];
        if (i >= STEADY_CELLS) diagonal[i] += down[i - STEADY_CELLS];
        rest[i] = wanted[i];
        direction[i] = rest[i] / diagonal[i];
        solution[i] = 0;
        length += rest[i] * direction[i];
    }
    for (int step = 0; step < SPREAD_STEPS && length > 1e-12; step++) {
        double along = 0, next = 0;
        for (ptrdiff_t i = 0; i < CELL_COUNT; i++) {
            double sum = diagonal[i] * direction[i];
            if (i + 1 < CELL_COUNT) sum -= right[i] * direction[i + 1];
            if (i > 0) sum -= right[i - 1] * direction[i - 1];
            if (i + STEADY_CELLS < CELL_COUNT) sum -= down[i] * direction[i + STEADY_CELLS];
            if (i >= STEADY_CELLS) sum -= down[i - STEADY_CELLS] * direction[i - STEADY_CELLS];
            image[i] = sum;
            along += sum * direction[i];
        }
        const double share = length / along;
        for (ptrdiff_t i = 0; i < CELL_COUNT; i++) {
            solution[i] += share * direction[i];
            rest[i] -= share * image[i];
            next += rest[i] * rest[i] / diagonal[i];
        }
        for (ptrdiff_t i = 0; i < CELL_COUNT; i++) direction[i] = rest[i] / diagonal[i] + next / length * direction[i];
        length = next;
    }
    for (ptrdiff_t i = 0; i < CELL_COUNT; i++) result[i] = (float)solution[i];
}
