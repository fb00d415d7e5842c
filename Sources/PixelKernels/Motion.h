// Motion between two small copies of L*: hierarchical block matching on whole samples, from coarse to fine, each block
// beginning with what the coarser blocks around it found; then two or three steps of an inverse search (Kroeger,
// Timofte, Dai, Van Gool: "Fast Optical Flow using Dense Inverse Search", ECCV 2016) for the fraction of a sample.
//
// Measured against that search from coarse to fine throughout: steadied colour differs by less than 1 % of its error,
// in 0.4 of the time.
#pragma once

#include <math.h>

#include "Guide.h"
#include "PixelKernels.h"

// Vectors wider than the baseline's registers are never passed between functions: everything that takes or gives one is
// inlined.
#pragma clang diagnostic ignored "-Wpsabi"

/// A row of a block.
typedef float row8 __attribute__((ext_vector_type(8)));

enum {
    BLOCK = 8,
    /// Where the first sample of a block may lie: −FARTHEST_OUT…side + FARTHEST_IN.
    FARTHEST_OUT = 12,
    FARTHEST_IN = 3,
};

/// The share of a block's mean difference that does not count: film flickers in brightness.
static const float forgiven_mean = 0.9f;
/// What a sample's distance from the motion expected costs, in L* squared.
static const float distance_cost = 0.5f;

struct level {
    const float *samples; // The one at the upper left of the picture.
    ptrdiff_t side, stride;
};

INLINE struct level level_of(const float *picture, int index) {
    for (int i = 0; i < index; i++) picture += steady_level_count(i);
    const ptrdiff_t side = STEADY_SIDE >> index, stride = side + 2 * STEADY_BORDER;
    return (struct level){picture + STEADY_BORDER * (stride + 1), side, stride};
}

// MARK: Small copies

/// How much of sample `index` a cell covers.
INLINE float share_of(struct cell cell, ptrdiff_t index) {
    return index == cell.begin ? cell.first_share : index == cell.end - 1 ? cell.last_share : 1;
}

static void repeat_borders(struct level level) {
    float *const samples = (float *)level.samples;
    const size_t row_bytes = (size_t)level.stride * sizeof(float);
    for (ptrdiff_t y = 0; y < level.side; y++) {
        float *row = samples + y * level.stride;
        for (ptrdiff_t x = 1; x <= STEADY_BORDER; x++) {
            row[-x] = row[0];
            row[level.side - 1 + x] = row[level.side - 1];
        }
    }
    float *const first = samples - STEADY_BORDER, *const last = first + (level.side - 1) * level.stride;
    for (ptrdiff_t y = 1; y <= STEADY_BORDER; y++) {
        memcpy(first - y * level.stride, first, row_bytes);
        memcpy(last + y * level.stride, last, row_bytes);
    }
}

/// Mean of what of a plane lies in a cell.
INLINE float mean_over(struct cell rows, struct cell columns, const float *plane, int32_t width) {
    float sum = 0, area = 0;
    for (ptrdiff_t row = rows.begin; row < rows.end; row++) {
        const float rows_share = share_of(rows, row);
        for (ptrdiff_t column = columns.begin; column < columns.end; column++) {
            const float share = rows_share * share_of(columns, column);
            sum += share * plane[row * width + column];
            area += share;
        }
    }
    return sum / area;
}

static void steady_picture(const float *lightness, int32_t width, int32_t height, float *picture) {
    const struct level finest = level_of(picture, 0);
    for (ptrdiff_t y = 0; y < STEADY_SIDE; y++) {
        const struct cell rows = cell_at(y, STEADY_SIDE, height);
        float *out = (float *)finest.samples + y * finest.stride;
        for (ptrdiff_t x = 0; x < STEADY_SIDE; x++) {
            const struct cell columns = cell_at(x, STEADY_SIDE, width);
            out[x] = mean_over(rows, columns, lightness, width);
        }
    }
    repeat_borders(finest);
    for (int index = 1; index < STEADY_LEVELS; index++) {
        const struct level fine = level_of(picture, index - 1), coarse = level_of(picture, index);
        for (ptrdiff_t y = 0; y < coarse.side; y++) {
            const float *above = fine.samples + 2 * y * fine.stride, *below = above + fine.stride;
            float *out = (float *)coarse.samples + y * coarse.stride;
            for (ptrdiff_t x = 0; x < coarse.side; x++)
                out[x] = 0.25f * (above[2 * x] + above[2 * x + 1] + below[2 * x] + below[2 * x + 1]);
        }
        repeat_borders(coarse);
    }
}

static void steady_pack(const float *picture, uint8_t *result) {
    const struct level finest = level_of(picture, 0);
    for (ptrdiff_t y = 0; y < STEADY_SIDE; y++) {
        for (ptrdiff_t x = 0; x < STEADY_SIDE; x++) {
            const float code = finest.samples[y * finest.stride + x] * 2.55f + 0.5f;
            result[y * STEADY_SIDE + x] = (uint8_t)(code > 0 ? (code < 255 ? code : 255) : 0);
        }
    }
}

// MARK: Blocks

INLINE row8 load8(const float *p) {
    row8 v;
    memcpy(&v, p, sizeof v);
    return v;
}

INLINE float sum8(row8 v) {
    const __typeof__(v.lo) four = v.lo + v.hi;
    const __typeof__(four.lo) two = four.lo + four.hi;
    return two.x + two.y;
}

INLINE ptrdiff_t within(ptrdiff_t v, ptrdiff_t low, ptrdiff_t high) { return v < low ? low : v > high ? high : v; }

INLINE float within_range(float v, float low, float high) { return v > low ? (v < high ? v : high) : low; }

struct whole_motion {
    int32_t x, y;
};

/// The block of a node, which is 8 × 8 samples around the node's 4 × 4.
struct block {
    struct level from, to;
    ptrdiff_t x, y;
};

INLINE struct whole_motion inside(const struct block *block, struct whole_motion motion) {
    const ptrdiff_t end = block->from.side + FARTHEST_IN;
    return (struct whole_motion){
        (int32_t)within(motion.x, -FARTHEST_OUT - block->x, end - block->x),
        (int32_t)within(motion.y, -FARTHEST_OUT - block->y, end - block->y)};
}

/// Mean squared difference of a block from where the motion leads, most of its mean forgiven.
static float mismatch(const struct block *block, struct whole_motion motion) {
    const float *from = block->from.samples + block->y * block->from.stride + block->x;
    const float *to = block->to.samples + (block->y + motion.y) * block->to.stride + block->x + motion.x;
    row8 sum = 0, squares = 0;
    for (int row = 0; row < BLOCK; row++) {
        const row8 difference = load8(from) - load8(to);
        sum += difference;
        squares += difference * difference;
        from += block->from.stride;
        to += block->to.stride;
    }
    const float mean = sum8(sum) * (1.0f / (BLOCK * BLOCK));
    return sum8(squares) * (1.0f / (BLOCK * BLOCK)) - forgiven_mean * mean * mean;
}

INLINE float distance(struct whole_motion a, struct whole_motion b) {
    const int32_t x = a.x - b.x, y = a.y - b.y;
    return (float)((x < 0 ? -x : x) + (y < 0 ? -y : y));
}

INLINE bool is_same(struct whole_motion a, struct whole_motion b) { return a.x == b.x && a.y == b.y; }

struct choice {
    struct whole_motion motion, expected;
    float cost;
};

INLINE void consider(struct choice *choice, const struct block *block, struct whole_motion motion) {
    motion = inside(block, motion);
    // Most proposals are the same one.
    if (choice->cost < HUGE_VALF && is_same(motion, choice->motion)) return;
    const float cost = mismatch(block, motion) + distance_cost * distance(motion, choice->expected);
    if (cost < choice->cost) {
        choice->cost = cost;
        choice->motion = motion;
    }
}

static void consider_around(struct choice *choice, const struct block *block, int32_t reach) {
    const struct whole_motion centre = choice->motion;
    for (int32_t y = -reach; y <= reach; y++) {
        for (int32_t x = -reach; x <= reach; x++)
            consider(choice, block, (struct whole_motion){centre.x + x, centre.y + y});
    }
}

// MARK: Search

INLINE struct block block_at(struct level from, struct level to, ptrdiff_t x, ptrdiff_t y) {
    return (struct block){from, to, 4 * x - 2, 4 * y - 2};
}

/// One level: `coarser` holds the motion of half as many nodes on a side, or is NULL at the coarsest level.
static void search_level(
    struct level from, struct level to, const struct whole_motion *coarser, struct whole_motion *result) {
    const ptrdiff_t nodes = from.side / 4, coarse = nodes / 2;
    for (ptrdiff_t y = 0; y < nodes; y++) {
        for (ptrdiff_t x = 0; x < nodes; x++) {
            const struct block block = block_at(from, to, x, y);
            struct choice choice = {.cost = HUGE_VALF};
            if (coarser == NULL) {
                consider(&choice, &block, (struct whole_motion){0, 0});
                consider_around(&choice, &block, 4);
            } else {
                // The node that this one is a quarter of, those on this one's side of it, and the other two.
                const ptrdiff_t sx = x & 1 ? 1 : -1, sy = y & 1 ? 1 : -1;
                const ptrdiff_t steps[6][2] = {{0, 0}, {sx, 0}, {0, sy}, {sx, sy}, {-sx, 0}, {0, -sy}};
                for (int i = 0; i < 6; i++) {
                    const ptrdiff_t cx = within(x / 2 + steps[i][0], 0, coarse - 1);
                    const ptrdiff_t cy = within(y / 2 + steps[i][1], 0, coarse - 1);
                    const struct whole_motion found = coarser[cy * coarse + cx];
                    const struct whole_motion doubled = inside(&block, (struct whole_motion){2 * found.x, 2 * found.y});
                    if (i == 0) choice.expected = doubled;
                    consider(&choice, &block, doubled);
                }
                consider(&choice, &block, (struct whole_motion){0, 0});
                consider_around(&choice, &block, 1);
            }
            result[y * nodes + x] = choice.motion;
        }
    }
}

/// Each node takes its neighbours' motion instead of its own where that fits nearly as well: motion of flat parts,
/// which fit anywhere, becomes that of what is around them.
static void agree(struct level from, struct level to, const struct whole_motion *found, struct whole_motion *result) {
    const ptrdiff_t nodes = from.side / 4;
    for (ptrdiff_t y = 0; y < nodes; y++) {
        for (ptrdiff_t x = 0; x < nodes; x++) {
            const struct block block = block_at(from, to, x, y);
            const struct whole_motion candidates[5] = {
                found[y * nodes + x],
                found[y * nodes + within(x - 1, 0, nodes - 1)],
                found[y * nodes + within(x + 1, 0, nodes - 1)],
                found[within(y - 1, 0, nodes - 1) * nodes + x],
                found[within(y + 1, 0, nodes - 1) * nodes + x],
            };
            float lowest = HUGE_VALF;
            for (int i = 0; i < 5; i++) {
                bool is_known = false;
                for (int other = 0; other < i; other++) is_known |= is_same(candidates[i], candidates[other]);
                if (is_known) continue;
                const struct whole_motion motion = inside(&block, candidates[i]);
                float cost = 0;
                for (int other = 1; other < 5; other++) cost += distance(motion, candidates[other]);
                cost = mismatch(&block, motion) + 0.25f * distance_cost * cost;
                if (cost < lowest) {
                    lowest = cost;
                    result[y * nodes + x] = motion;
                }
            }
        }
    }
}

/// `rows` rows of 8 samples that begin at a place between samples; reads one row and one column more.
INLINE void rows_between(struct level level, float x, float y, int rows, row8 *out) {
    const float column = floorf(x), row = floorf(y);
    const float *p = level.samples + (ptrdiff_t)row * level.stride + (ptrdiff_t)column;
    const float right = x - column, down = y - row;
    row8 above = load8(p) + (load8(p + 1) - load8(p)) * right;
    for (int i = 0; i < rows; i++) {
        p += level.stride;
        const row8 below = load8(p) + (load8(p + 1) - load8(p)) * right;
        out[i] = above + (below - above) * down;
        above = below;
    }
}

/// Gauss-Newton steps for the fraction of a sample, with the gradient of the block that stays.
static void refine(const struct block *block, struct whole_motion found, float *motion) {
    const ptrdiff_t stride = block->from.stride;
    const float *from = block->from.samples + block->y * stride + block->x;
    row8 gx[BLOCK], gy[BLOCK], xx = 0, xy = 0, yy = 0, sum_x = 0, sum_y = 0;
    for (int row = 0; row < BLOCK; row++) {
        const float *p = from + row * stride;
        gx[row] = (load8(p + 1) - load8(p - 1)) * 0.5f;
        gy[row] = (load8(p + stride) - load8(p - stride)) * 0.5f;
        xx += gx[row] * gx[row];
        xy += gx[row] * gy[row];
        yy += gy[row] * gy[row];
        sum_x += gx[row];
        sum_y += gy[row];
    }
    const float mean_share = forgiven_mean / (BLOCK * BLOCK), sx = sum8(sum_x), sy = sum8(sum_y);
    // What is added to the diagonal keeps flat blocks where they are.
    const float hxx = sum8(xx) - mean_share * sx * sx + 6.4f, hyy = sum8(yy) - mean_share * sy * sy + 6.4f;
    const float hxy = sum8(xy) - mean_share * sx * sy, determinant = hxx * hyy - hxy * hxy;
    const float low = -FARTHEST_OUT, high = (float)(block->from.side + FARTHEST_IN);
    float x = (float)found.x, y = (float)found.y;
    for (int step = 0; step < 3; step++) {
        row8 there[BLOCK], ex = 0, ey = 0, sum = 0;
        rows_between(block->to, (float)block->x + x, (float)block->y + y, BLOCK, there);
        for (int row = 0; row < BLOCK; row++) {
            const row8 difference = there[row] - load8(from + row * stride);
            ex += difference * gx[row];
            ey += difference * gy[row];
            sum += difference;
        }
        const float whole = sum8(sum), dx = sum8(ex) - mean_share * whole * sx, dy = sum8(ey) - mean_share * whole * sy;
        x = within_range(x - (hyy * dx - hxy * dy) / determinant, (float)found.x - 1, (float)found.x + 1);
        y = within_range(y - (hxx * dy - hxy * dx) / determinant, (float)found.y - 1, (float)found.y + 1);
        x = within_range(x, low - (float)block->x, high - (float)block->x);
        y = within_range(y, low - (float)block->y, high - (float)block->y);
    }
    motion[0] = x;
    motion[1] = y;
}

static void steady_motion(const float *from, const float *to, float *motion) {
    struct whole_motion found[STEADY_NODES * STEADY_NODES], agreed[STEADY_NODES * STEADY_NODES];
    for (int index = STEADY_LEVELS - 1; index >= 0; index--) {
        const struct level a = level_of(from, index), b = level_of(to, index);
        search_level(a, b, index == STEADY_LEVELS - 1 ? NULL : agreed, found);
        agree(a, b, found, agreed);
    }
    const struct level a = level_of(from, 0), b = level_of(to, 0);
    for (ptrdiff_t y = 0; y < STEADY_NODES; y++) {
        for (ptrdiff_t x = 0; x < STEADY_NODES; x++) {
            const struct block block = block_at(a, b, x, y);
            refine(&block, agreed[y * STEADY_NODES + x], motion + 2 * (y * STEADY_NODES + x));
        }
    }
}
