// Whether two small copies of L* show the same thing at the ends of a motion, and blending of colour by it.
#pragma once

#include "Motion.h"

// MARK: Cells

enum {
    /// A node's 2 × 2 cells and the sample around them, in a row of eight of which two are not used.
    SUPPORT = 6,
    NODE_CELLS = 2,
    CELL_COUNT = STEADY_CELLS * STEADY_CELLS,
};

/// Each cell takes the motion of its node or of one beside it, whichever fits the 4 × 4 samples around the cell best: a
/// moving thing's edge runs between cells, not through the far larger blocks.
static void steady_alignment(const float *from, const float *to, const float *motion, float *alignment) {
    static const ptrdiff_t steps[5][2] = {{0, 0}, {-1, 0}, {1, 0}, {0, -1}, {0, 1}};
    // The four samples of a row of 6 that each of two cells beside each other looks at.
    const row8 looked_at[NODE_CELLS] = {{1, 1, 1, 1, 0, 0, 0, 0}, {0, 0, 1, 1, 1, 1, 0, 0}};
    const struct level a = level_of(from, 0), b = level_of(to, 0);
    for (ptrdiff_t y = 0; y < STEADY_NODES; y++) {
        for (ptrdiff_t x = 0; x < STEADY_NODES; x++) {
            const ptrdiff_t left = 4 * x - 1, top = 4 * y - 1;
            float lowest[NODE_CELLS][NODE_CELLS] = {{HUGE_VALF, HUGE_VALF}, {HUGE_VALF, HUGE_VALF}};
            for (int i = 0; i < 5; i++) {
                const ptrdiff_t nx = within(x + steps[i][0], 0, STEADY_NODES - 1);
                const ptrdiff_t ny = within(y + steps[i][1], 0, STEADY_NODES - 1);
                const float *found = motion + 2 * (ny * STEADY_NODES + nx);
                const float low = -FARTHEST_OUT, high = STEADY_SIDE + FARTHEST_IN;
                const float dx = within_range(found[0], low - (float)left, high - (float)left);
                const float dy = within_range(found[1], low - (float)top, high - (float)top);
                row8 differences[SUPPORT];
                rows_between(b, (float)left + dx, (float)top + dy, SUPPORT, differences);
                for (int row = 0; row < SUPPORT; row++)
                    differences[row] -= load8(a.samples + (top + row) * a.stride + left);
                for (int cy = 0; cy < NODE_CELLS; cy++) {
                    row8 sums = 0, squares = 0;
                    for (int row = 2 * cy; row < 2 * cy + 4; row++) {
                        sums += differences[row];
                        squares += differences[row] * differences[row];
                    }
                    for (int cx = 0; cx < NODE_CELLS; cx++) {
                        const float mean = sum8(sums * looked_at[cx]) * (1.0f / 16);
                        const float square = sum8(squares * looked_at[cx]) * (1.0f / 16);
                        // Half of the mean forgiven; a little against changing the motion for nothing.
                        const float cost = square - 0.5f * mean * mean + (i == 0 ? 0 : 0.05f);
                        if (cost >= lowest[cy][cx]) continue;
                        lowest[cy][cx] = cost;
                        float *cell = alignment + (NODE_CELLS * y + cy) * STEADY_CELLS + NODE_CELLS * x + cx;
                        const float variance = square - mean * mean;
                        cell[0] = dx;
                        cell[CELL_COUNT] = dy;
                        cell[2 * CELL_COUNT] = variance > 0 ? sqrtf(variance) : 0;
                        cell[3 * CELL_COUNT] = mean;
                    }
                }
            }
        }
    }
}

// MARK: Trust

/// The median of `values` to a `step`, −100…100.
static float median_of_cells(const float *values, float step) {
    enum { BINS = 4096 };
    int32_t counts[BINS] = {0};
    for (int i = 0; i < CELL_COUNT; i++) {
        const float place = within_range(values[i] / step + BINS / 2, 0, BINS - 1);
        counts[(int)place] += 1;
    }
    int32_t sum = 0;
    for (int bin = 0; bin < BINS; bin++) {
        sum += counts[bin];
        if (2 * sum >= CELL_COUNT) return ((float)(bin - BINS / 2) + 0.5f) * step;
    }
    return 0;
}

/// The value of a plane of width × height samples between samples; its edges are repeated.
INLINE float sample_between(const float *plane, ptrdiff_t width, ptrdiff_t height, float x, float y) {
    x = within_range(x, 0, (float)(width - 1));
    y = within_range(y, 0, (float)(height - 1));
    const ptrdiff_t column = (ptrdiff_t)x, row = (ptrdiff_t)y;
    const ptrdiff_t right = column + 1 < width ? 1 : 0, below = row + 1 < height ? width : 0;
    const float *p = plane + row * width + column;
    const float fx = x - (float)column, fy = y - (float)row;
    const float above = p[0] + (p[right] - p[0]) * fx, under = p[below] + (p[below + right] - p[below]) * fx;
    return above + (under - above) * fy;
}

/// Disagreements add up; at DISAGREED nothing is left of the weight.
static const float disagreed = 3;
/// Scales at which a disagreement is 1. Of the mean difference of L* after the whole picture's is taken away:
static const float mean_scale = 8;
/// of what remains of structure beyond the picture's noise (its median, but at least this), in noises:
static const float least_noise = 1.3f, structure_scale = 1.5f;
/// of the distance between a cell and where going there and back leads, in cells:
static const float return_scale = 1.5f;
/// of a and b themselves: things of the same L* may differ in nothing else.
static const float chroma_scale = 50;

static void steady_disagreement(const float *alignment, const float *back, float *result) {
    const float *right = alignment, *down = right + CELL_COUNT;
    const float *structure = down + CELL_COUNT, *mean = structure + CELL_COUNT;
    const float brightness = median_of_cells(mean, 0.05f), median_noise = median_of_cells(structure, 0.05f);
    const float noise = median_noise > least_noise ? median_noise : least_noise;
    for (ptrdiff_t y = 0; y < STEADY_CELLS; y++) {
        for (ptrdiff_t x = 0; x < STEADY_CELLS; x++) {
            const ptrdiff_t i = y * STEADY_CELLS + x;
            // Cells are two samples wide.
            const float dx = right[i] / 2, dy = down[i] / 2, there_x = (float)x + dx, there_y = (float)y + dy;
            if (!(there_x > -0.5f && there_y > -0.5f && there_x < STEADY_CELLS - 0.5f &&
                  there_y < STEADY_CELLS - 0.5f)) {
                result[i] = disagreed;
                continue;
            }
            const float back_x = dx + sample_between(back, STEADY_CELLS, STEADY_CELLS, there_x, there_y) / 2;
            const float back_y =
                dy + sample_between(back + CELL_COUNT, STEADY_CELLS, STEADY_CELLS, there_x, there_y) / 2;
            const float m = (mean[i] - brightness) / mean_scale;
            const float beyond = structure[i] > noise ? (structure[i] - noise) / (structure_scale * noise) : 0;
            const float sum =
                m * m + beyond * beyond + (back_x * back_x + back_y * back_y) / (return_scale * return_scale);
            result[i] = sum < disagreed ? sum : disagreed;
        }
    }
}

// MARK: Blending

static void steady_blend(
    const float *ab, int32_t width, int32_t height, const struct steady_neighbour *neighbours, int32_t count,
    float *result) {
    const ptrdiff_t plane = (ptrdiff_t)width * height;
    const float scale_x = (float)width / STEADY_SIDE, scale_y = (float)height / STEADY_SIDE;
    for (ptrdiff_t y = 0; y < height; y++) {
        for (ptrdiff_t x = 0; x < width; x++) {
            const ptrdiff_t i = y * width + x;
            const float own_a = ab[i], own_b = ab[plane + i];
            float a = own_a, b = own_b, weights = 1;
            for (int32_t n = 0; n < count; n++) {
                const struct steady_neighbour *from = &neighbours[n];
                if (!(from->disagreement[i] < disagreed)) continue;
                const float there_x = (float)x + from->x[i] * scale_x, there_y = (float)y + from->y[i] * scale_y;
                const float their_a = sample_between(from->ab, width, height, there_x, there_y);
                const float their_b = sample_between(from->ab + plane, width, height, there_x, there_y);
                const float da = their_a - own_a, db = their_b - own_b;
                const float sum = from->disagreement[i] + (da * da + db * db) / (chroma_scale * chroma_scale);
                // Near exp(−sum), but 0 where they disagree altogether.
                const float rest = sum < disagreed ? 1 - sum / disagreed : 0, weight = rest * rest * rest;
                a += weight * their_a;
                b += weight * their_b;
                weights += weight;
            }
            result[i] = a / weights;
            result[plane + i] = b / weights;
        }
    }
}

// MARK: Likeness

/// Sums over samples of two pictures, for means, deviations and correlation.
struct pair_sums {
    double count, a, b, aa, bb, ab, squares;
};

INLINE void add_pair(struct pair_sums *sums, float a, float b) {
    sums->count += 1;
    sums->a += a;
    sums->b += b;
    sums->aa += (double)a * a;
    sums->bb += (double)b * b;
    sums->ab += (double)a * b;
    sums->squares += (double)(a - b) * (a - b);
}

INLINE float deviation_of(double squares, double sum, double count) {
    const double variance = squares / count - sum / count * (sum / count);
    return variance > 0 ? (float)sqrt(variance) : 0;
}

INLINE float correlation_of(const struct pair_sums *s) {
    if (s->count == 0) return 0;
    const double covariance = s->ab / s->count - s->a / s->count * (s->b / s->count);
    const double deviations = (double)deviation_of(s->aa, s->a, s->count) * deviation_of(s->bb, s->b, s->count);
    return (float)(covariance / (deviations + 1e-3));
}

/// On one sample a node: what is left of noise there is a quarter.
static void steady_likeness(const float *from, const float *to, const float *motion, struct steady_likeness *result) {
    const struct level a = level_of(from, 2), b = level_of(to, 2);
    struct pair_sums aligned = {0}, unaligned = {0};
    float plane[STEADY_NODES * STEADY_NODES];
    for (ptrdiff_t y = 0; y < STEADY_NODES; y++)
        memcpy(plane + y * STEADY_NODES, b.samples + y * b.stride, STEADY_NODES * sizeof(float));
    double roughness = 0;
    for (ptrdiff_t y = 0; y < STEADY_NODES; y++) {
        for (ptrdiff_t x = 0; x < STEADY_NODES; x++) {
            const float *here = motion + 2 * (y * STEADY_NODES + x);
            if (y > 0) {
                const float *above = here - 2 * STEADY_NODES;
                roughness +=
                    sqrtf((here[0] - above[0]) * (here[0] - above[0]) + (here[1] - above[1]) * (here[1] - above[1]));
            }
            const float own = a.samples[y * a.stride + x];
            add_pair(&unaligned, own, plane[y * STEADY_NODES + x]);
            const float there_x = (float)x + here[0] / 4, there_y = (float)y + here[1] / 4;
            if (there_x > -0.5f && there_y > -0.5f && there_x < STEADY_NODES - 0.5f && there_y < STEADY_NODES - 0.5f)
                add_pair(&aligned, own, sample_between(plane, STEADY_NODES, STEADY_NODES, there_x, there_y));
        }
    }
    result->aligned = correlation_of(&aligned);
    result->unaligned = correlation_of(&unaligned);
    result->roughness = (float)(roughness / (STEADY_NODES * (STEADY_NODES - 1)));
    result->difference = (float)sqrt(unaligned.squares / unaligned.count);
    result->deviation[0] = deviation_of(unaligned.aa, unaligned.a, unaligned.count);
    result->deviation[1] = deviation_of(unaligned.bb, unaligned.b, unaligned.count);
}
