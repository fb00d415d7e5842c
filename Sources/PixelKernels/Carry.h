// Colours of a reference carried to another picture of its shot. The constants were chosen on three clips of 45 to 60
// frames (an animated film, street scenes, a made pan with a disc moving over it): what carries farthest in PSNR.
#pragma once

#include <math.h>

#include "Agreement.h"

// MARK: Maps

/// Trust lost for a disagreement of 1, as an exponent.
static const float trust_loss = 0.3f;

static void carry_compose(const float *alignment, const float *disagreement, const float *map, float *result) {
    for (ptrdiff_t y = 0; y < STEADY_CELLS; y++) {
        for (ptrdiff_t x = 0; x < STEADY_CELLS; x++) {
            const ptrdiff_t i = y * STEADY_CELLS + x;
            const float dx = alignment[i], dy = alignment[CELL_COUNT + i];
            // Cells are two samples wide.
            const float there_x = (float)x + dx / 2, there_y = (float)y + dy / 2;
            result[i] = dx + sample_between(map, STEADY_CELLS, STEADY_CELLS, there_x, there_y);
            result[CELL_COUNT + i] =
                dy + sample_between(map + CELL_COUNT, STEADY_CELLS, STEADY_CELLS, there_x, there_y);
            const float lost = trust_loss * disagreement[i], kept = 1 / (1 + lost + lost * lost / 2);
            result[2 * CELL_COUNT + i] =
                kept * sample_between(map + 2 * CELL_COUNT, STEADY_CELLS, STEADY_CELLS, there_x, there_y);
        }
    }
}

static void carry_cell_means(const float *plane, int32_t width, int32_t height, float *result) {
    for (ptrdiff_t y = 0; y < STEADY_CELLS; y++) {
        const struct cell rows = cell_at(y, STEADY_CELLS, height);
        for (ptrdiff_t x = 0; x < STEADY_CELLS; x++) {
            const struct cell columns = cell_at(x, STEADY_CELLS, width);
            result[y * STEADY_CELLS + x] = mean_over(rows, columns, plane, width);
        }
    }
}

/// Where the sample `place` of `count` lies among cells, or other samples of which there are `cells`.
INLINE float among_cells(ptrdiff_t place, int32_t count, int32_t cells) {
    return ((float)place + 0.5f) * (float)cells / (float)count - 0.5f;
}

// MARK: Along the motion

/// The difference of L* at which a carried colour has lost most of its share.
static const float lightness_scale = 10;
/// The share of carried colour that is left where nothing of the motion can be trusted but L* agrees.
static const float least_trust = 0.3f;

/// Cells' motions that are farther apart than this, in samples, are those of two things: each sample goes with one of
/// them, not with their mean, unless that fits better by `mean_cost`, in L* squared, or as well as `mean_fits`. 3 dB
/// more where a thing moves over a pan, 0.3 dB in a zoom.
static const float same_motion = 1, mean_cost = 0.5f, mean_fits = 0.25f;

/// Mean squared difference of 3 × 3 samples from those that a motion leads to, half of its mean forgiven; at the border
/// of the nearest ones inside.
INLINE float sample_cost(
    const float *from, const float *to, int32_t width, int32_t height, ptrdiff_t x, ptrdiff_t y, float dx, float dy) {
    x = within(x, 1, width - 2);
    y = within(y, 1, height - 2);
    const float left = within_range((float)(x - 1) + dx, 0, (float)(width - 4));
    const float top = within_range((float)(y - 1) + dy, 0, (float)(height - 4));
    const ptrdiff_t column = (ptrdiff_t)left, row = (ptrdiff_t)top;
    const float fx = left - (float)column, fy = top - (float)row;
    const float *own = from + (y - 1) * width + x - 1, *there = to + row * width + column;
    float sum = 0, squares = 0, above[3];
    for (int u = 0; u < 3; u++) above[u] = there[u] + (there[u + 1] - there[u]) * fx;
    for (int v = 0; v < 3; v++) {
        there += width;
        for (int u = 0; u < 3; u++) {
            const float below = there[u] + (there[u + 1] - there[u]) * fx;
            const float difference = own[u] - above[u] - (below - above[u]) * fy;
            above[u] = below;
            sum += difference;
            squares += difference * difference;
        }
        own += width;
    }
    return (squares - sum * sum * (0.5f / 9)) / 9;
}

/// Whether the four cells around a place move as one.
INLINE bool is_one_thing(const float *cell, float scale) {
    const float low = fminf(fminf(cell[0], cell[1]), fminf(cell[STEADY_CELLS], cell[STEADY_CELLS + 1]));
    const float high = fmaxf(fmaxf(cell[0], cell[1]), fmaxf(cell[STEADY_CELLS], cell[STEADY_CELLS + 1]));
    return (high - low) * scale <= same_motion;
}

static void carry_along(
    const float *map, const float *lightness, const float *reference, int32_t width, int32_t height, float *result) {
    const ptrdiff_t plane = (ptrdiff_t)width * height;
    const float scale_x = (float)width / STEADY_SIDE, scale_y = (float)height / STEADY_SIDE;
    float *const difference = result + 3 * plane;
    for (ptrdiff_t y = 0; y < height; y++) {
        const float v = among_cells(y, height, STEADY_CELLS);
        for (ptrdiff_t x = 0; x < width; x++) {
            const ptrdiff_t i = y * width + x;
            const float u = among_cells(x, width, STEADY_CELLS);
            float dx = scale_x * sample_between(map, STEADY_CELLS, STEADY_CELLS, u, v);
            float dy = scale_y * sample_between(map + CELL_COUNT, STEADY_CELLS, STEADY_CELLS, u, v);
            const float *cell = map + within((ptrdiff_t)floorf(v), 0, STEADY_CELLS - 2) * STEADY_CELLS +
                                within((ptrdiff_t)floorf(u), 0, STEADY_CELLS - 2);
            if (!is_one_thing(cell, scale_x) || !is_one_thing(cell + CELL_COUNT, scale_y)) {
                const float *to = reference + 3 * plane;
                const float own_cost = sample_cost(lightness, to, width, height, x, y, dx, dy);
                float lowest = own_cost + mean_cost;
                for (int k = 0; own_cost > mean_fits && k < 4; k++) {
                    const float *own = cell + k / 2 * STEADY_CELLS + k % 2;
                    const float own_x = scale_x * own[0], own_y = scale_y * own[CELL_COUNT];
                    const float cost = sample_cost(lightness, to, width, height, x, y, own_x, own_y);
                    if (cost < lowest) (lowest = cost, dx = own_x, dy = own_y);
                }
            }
            const float there_x = (float)x + dx, there_y = (float)y + dy;
            for (int p = 0; p < 3; p++)
                result[p * plane + i] = sample_between(reference + p * plane, width, height, there_x, there_y);
            difference[i] = lightness[i] - sample_between(reference + 3 * plane, width, height, there_x, there_y);
        }
    }
    // Mean of 3 × 3 differences, against noise; three rows of sums wait while the plane is written over.
    float sums[3][16384];
    for (ptrdiff_t y = 0; y <= height; y++) {
        if (y < height) {
            const float *row = difference + y * width;
            for (ptrdiff_t x = 0; x < width; x++)
                sums[y % 3][x] = row[x > 0 ? x - 1 : 0] + row[x] + row[x + 1 < width ? x + 1 : x];
        }
        if (y == 0) continue;
        const ptrdiff_t own = y - 1, above = own > 0 ? own - 1 : 0, below = y < height ? y : own;
        const float v = among_cells(own, height, STEADY_CELLS);
        for (ptrdiff_t x = 0; x < width; x++) {
            const float mean = (sums[above % 3][x] + sums[own % 3][x] + sums[below % 3][x]) / (9 * lightness_scale);
            const float rest = 1 - mean * mean / 3, agreement = rest > 0 ? rest * rest * rest : 0;
            const float u = among_cells(x, width, STEADY_CELLS);
            const float trust = sample_between(map + 2 * CELL_COUNT, STEADY_CELLS, STEADY_CELLS, u, v);
            const float lost = 1 - agreement * (least_trust + (1 - least_trust) * trust);
            difference[own * width + x] = 1 - lost * lost;
        }
    }
}

// MARK: To what looks alike

static void carry_statistics(const float *features, int32_t channels, float *mean, float *deviation) {
    for (int32_t c = 0; c < channels; c++) {
        const float *plane = features + (ptrdiff_t)c * CELL_COUNT;
        double sum = 0, squares = 0;
        for (ptrdiff_t i = 0; i < CELL_COUNT; i++) {
            sum += plane[i];
            squares += (double)plane[i] * plane[i];
        }
        mean[c] = (float)(sum / CELL_COUNT);
        deviation[c] = deviation_of(squares, sum, CELL_COUNT) + 1e-3f;
    }
}

enum { CELLS_AT_ONCE = 16 };

static void carry_rows(
    const float *features, int32_t channels, const float *mean, const float *deviation, const float *lightness,
    const float *ab, float *rows) {
    const ptrdiff_t length = channels + CARRY_EXTRAS;
    for (ptrdiff_t i = 0; i < CELL_COUNT; i++) {
        float *row = rows + i * length, squares = 0;
        // A few cells at a time, since planes are read one after another.
        for (int32_t c = 0; i % CELLS_AT_ONCE == 0 && c < channels; c++) {
            const float *plane = features + (ptrdiff_t)c * CELL_COUNT + i, scale = 1 / deviation[c];
            for (ptrdiff_t k = 0; k < CELLS_AT_ONCE; k++) row[k * length + c] = (plane[k] - mean[c]) * scale;
        }
        for (int32_t c = 0; c < channels; c++) squares += row[c] * row[c];
        const float scale = 1 / (sqrtf(squares) + 1e-6f);
        for (int32_t c = 0; c < channels; c++) row[c] *= scale;
        memset(row + channels, 0, CARRY_EXTRAS * sizeof(float));
        row[channels] = (lightness[i] - 50) / 250;
        row[channels + 1] = ab[i] / 250;
        row[channels + 2] = ab[CELL_COUNT + i] / 250;
        row[channels + 3] = 0.1f;
    }
}

INLINE float dot_of(const float *a, const float *b, int32_t count) {
    row8 first = 0, second = 0;
    for (int32_t c = 0; c < count; c += 16) {
        first += load8(a + c) * load8(b + c);
        second += load8(a + c + 8) * load8(b + c + 8);
    }
    return sum8(first + second);
}

enum {
    /// Cells to each side of the place that the motion leads to that are looked at.
    MATCH_REACH = 16,
    /// Every other cell in both directions is enough: 0.1 dB less than all of them, in a quarter of the time.
    MATCH_STEP = 2,
    /// Of these, the best are mixed.
    MATCH_BEST = 10,
};
/// A cell with a greater share than this needs no match.
static const float enough_share = 0.8f;
/// What L* differences (of 12) and distances (of 8 cells) take from the similarity, squared; the softmax's temperature.
static const float match_lightness_cost = 0.1f, match_distance_cost = 0.01f, match_temperature = 0.05f;
/// From the similarity at which nothing is alike to that at which something surely is.
static const float match_doubt = 0.2f;

/// The cells that fit best so far, the best first.
struct best_cells {
    float scores[MATCH_BEST];
    ptrdiff_t cells[MATCH_BEST];
    int found;
};

/// What a score has to be above to count.
INLINE float best_beyond(const struct best_cells *best) {
    return best->found < MATCH_BEST ? -HUGE_VALF : best->scores[MATCH_BEST - 1];
}

INLINE void keep_best(struct best_cells *best, float score, ptrdiff_t cell) {
    if (score <= best_beyond(best)) return;
    int at = best->found < MATCH_BEST ? best->found++ : MATCH_BEST - 1;
    for (; at > 0 && best->scores[at - 1] < score; at--) {
        best->scores[at] = best->scores[at - 1];
        best->cells[at] = best->cells[at - 1];
    }
    best->scores[at] = score;
    best->cells[at] = cell;
}

/// The softmax-weighted mean of `count` planes, `plane` floats apart, as are those of `result`.
INLINE void mix_best(const struct best_cells *best, const float *planes, int count, ptrdiff_t plane, float *result) {
    float sums[3] = {0, 0, 0}, weights = 0;
    for (int n = 0; n < best->found; n++) {
        const float weight = expf((best->scores[n] - best->scores[0]) / match_temperature);
        for (int p = 0; p < count; p++) sums[p] += weight * planes[p * plane + best->cells[n]];
        weights += weight;
    }
    for (int p = 0; p < count; p++) result[p * plane] = sums[p] / weights;
}

/// The mean of 3 × 3 cells: among cells that are like nothing, one is so by chance or for what lies beside it.
INLINE float mean_around(const float *plane, ptrdiff_t cell) {
    const ptrdiff_t x = cell % STEADY_CELLS, y = cell / STEADY_CELLS;
    float sum = 0;
    for (ptrdiff_t v = y - 1; v <= y + 1; v++) {
        for (ptrdiff_t u = x - 1; u <= x + 1; u++)
            sum += plane[within(v, 0, STEADY_CELLS - 1) * STEADY_CELLS + within(u, 0, STEADY_CELLS - 1)];
    }
    return sum / 9;
}

static void carry_match(
    const float *rows, const float *others, int32_t channels, const float *lightness, const float *other_lightness,
    const float *map, const float *share, const float *colors, float least, float *result, float *likeness) {
    const ptrdiff_t length = channels + CARRY_EXTRAS;
    for (ptrdiff_t y = 0; y < STEADY_CELLS; y++) {
        for (ptrdiff_t x = 0; x < STEADY_CELLS; x++) {
            const ptrdiff_t i = y * STEADY_CELLS + x;
            likeness[i] = 1;
            if (share[i] > enough_share) continue;
            const float place_x = within_range((float)x + map[i] / 2, 0, STEADY_CELLS - 1);
            const float place_y = within_range((float)y + map[CELL_COUNT + i] / 2, 0, STEADY_CELLS - 1);
            const ptrdiff_t middle_x = (ptrdiff_t)(place_x + 0.5f), middle_y = (ptrdiff_t)(place_y + 0.5f);
            const ptrdiff_t left = within(middle_x - MATCH_REACH, 0, STEADY_CELLS - 1);
            const ptrdiff_t right = within(middle_x + MATCH_REACH, 0, STEADY_CELLS - 1);
            const ptrdiff_t top = within(middle_y - MATCH_REACH, 0, STEADY_CELLS - 1);
            const ptrdiff_t bottom = within(middle_y + MATCH_REACH, 0, STEADY_CELLS - 1);
            struct best_cells best = {.found = 0};
            for (ptrdiff_t v = top; v <= bottom; v += MATCH_STEP) {
                for (ptrdiff_t u = left; u <= right; u += MATCH_STEP) {
                    const ptrdiff_t other = v * STEADY_CELLS + u;
                    const float dl = (lightness[i] - other_lightness[other]) / 12;
                    const float dx = ((float)u - place_x) / 8, dy = ((float)v - place_y) / 8;
                    const float cost = match_lightness_cost * dl * dl + match_distance_cost * (dx * dx + dy * dy);
                    // No similarity is above 1.
                    if (1 - cost <= best_beyond(&best)) continue;
                    keep_best(&best, dot_of(rows + i * length, others + other * length, channels) - cost, other);
                }
            }
            mix_best(&best, colors, 3, CELL_COUNT, result + i);
            likeness[i] = within_range((best.scores[0] - least) / match_doubt, 0, 1);
        }
    }
    float found[CELL_COUNT];
    memcpy(found, likeness, sizeof found);
    for (ptrdiff_t i = 0; i < CELL_COUNT; i++) {
        if (share[i] > enough_share) continue;
        likeness[i] = fminf(found[i], mean_around(found, i));
        for (int p = 0; p < 3; p++) result[p * CELL_COUNT + i] *= likeness[i];
    }
}

// MARK: What other pictures of the shot say

/// What distances (of 8 cells, 4 nodes) take from the similarity of places anywhere in two pictures, squared.
static const float vote_distance_cost = 0.002f;

enum { NODE_COUNT = STEADY_NODES * STEADY_NODES };

enum { ROWS_AT_ONCE = 8, NODES_AT_ONCE = 8 * ROWS_AT_ONCE };

static void carry_vote(
    const float *features, const float *others, int32_t channels, const float *lightness, const float *other_lightness,
    const float *colors, float *result) {
    const row8 steps = {0, 1, 2, 3, 4, 5, 6, 7};
    for (ptrdiff_t i = 0; i < NODE_COUNT; i++) {
        const float x = (float)(i % STEADY_NODES), y = (float)(i / STEADY_NODES);
        struct best_cells best = {.found = 0};
        for (ptrdiff_t first = 0; first < NODE_COUNT; first += NODES_AT_ONCE) {
            row8 scores[ROWS_AT_ONCE] = {{0}};
            for (int32_t c = 0; c < channels; c++) {
                const float own = features[c * NODE_COUNT + i];
                const float *theirs = others + c * NODE_COUNT + first;
                for (int k = 0; k < ROWS_AT_ONCE; k++) scores[k] += own * load8(theirs + 8 * k);
            }
            for (int k = 0; k < ROWS_AT_ONCE; k++) {
                const ptrdiff_t other = first + 8 * k;
                const row8 dl = (lightness[i] - load8(other_lightness + other)) / 12;
                const row8 dx = ((float)(other % STEADY_NODES) + steps - x) / 4;
                const float dy = ((float)(other / STEADY_NODES) - y) / 4;
                scores[k] -= match_lightness_cost * dl * dl + vote_distance_cost * (dx * dx + dy * dy);
                for (int n = 0; n < 8; n++) keep_best(&best, scores[k][n], other + n);
            }
        }
        mix_best(&best, colors, 3, NODE_COUNT, result + i);
        result[3 * NODE_COUNT + i] = best.scores[0];
    }
}

// MARK: The network's colours, corrected

static void carry_moments(const float *rows, int32_t length, const float *colors, float *squares, float *products) {
    memset(squares, 0, (size_t)length * (size_t)length * sizeof(float));
    memset(products, 0, 2 * (size_t)length * sizeof(float));
    for (ptrdiff_t i = 0; i < CELL_COUNT; i++) {
        const float *row = rows + i * length, weight = colors[2 * CELL_COUNT + i];
        if (!(weight > 0)) continue;
        for (int32_t a = 0; a < length; a++) {
            const float factor = weight * row[a];
            float *sums = squares + (ptrdiff_t)a * length;
            for (int32_t b = 0; b < length; b++) sums[b] += factor * row[b];
            products[a] += colors[i] * row[a];
            products[length + a] += colors[CELL_COUNT + i] * row[a];
        }
    }
}

static void carry_fitted(const float *rows, int32_t length, const float *factors, float *result) {
    for (ptrdiff_t i = 0; i < CELL_COUNT; i++) {
        result[i] = dot_of(rows + i * length, factors, length);
        result[CELL_COUNT + i] = dot_of(rows + i * length, factors + length, length);
    }
}
