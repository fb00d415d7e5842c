// Colours of one picture, the reference, carried to another picture of the same shot: along the motion between the two,
// and, where the motion has lost track, to what looks alike. All lengths of motion are in samples of the small copies
// of SteadyKernels.h.
#pragma once

#include <stdint.h>

#include "SteadyKernels.h"

#pragma clang assume_nonnull begin

enum {
    /// Planes of a map, STEADY_CELLS² floats each: how far to the right, how far down, trust (0…1).
    CARRY_MAP_PLANES = 3,
    /// Planes of a reference's colours and of carried colours: a and b multiplied by the authority, the authority
    /// (0…1); a reference has its L* after them, carried colours have the share that they may have (0…1).
    CARRY_PLANES = 4,
    /// Numbers that follow the features in a row: L*, a, b, one, and zeros.
    CARRY_EXTRAS = 16,
    /// References that a picture takes colours from at once: the one before it and the one after it.
    CARRY_SOURCES = 2,
};

/// What one reference has to say of a picture.
struct carry_source {
    /// Carried along the motion: CARRY_PLANES planes of the picture's size.
    const float *carried;
    /// Carried to what looks alike: a, b (multiplied by the authority) and the authority, STEADY_CELLS² floats each.
    const float *matched;
    /// How far anything is alike, STEADY_CELLS² floats, 0…1: where nothing is, what was carried is another thing's.
    const float *likeness;
    /// The network's a and b, corrected: STEADY_CELLS² floats each.
    const float *fitted;
    /// The weight of this reference beside the other one, 0…1.
    float nearness;
};

/// The kernels as compiled for one instruction set. None needs scratch memory.
struct carry_kernels {
    /// Extends a map by the motion between two neighbours. `alignment` leads from the new picture to the one that
    /// `map` is of, `disagreement` tells how little it is to be trusted; `result`, another map, is the new picture's.
    void (*compose)(const float *alignment, const float *disagreement, const float *map, float *result);

    /// Moves each cell of a map, which leads from `from` to `to`, to where the two fit best nearby: planes of L* of
    /// width × height floats, at least 16 each. `result`, another map, trusts what fits and has structure to tell it
    /// by, nothing outside of `to`, and else as `map` does.
    void (*anchor)(const float *map, const float *from, const float *to, int32_t width, int32_t height, float *result);

    /// A plane of a reference's colours without its grain. `authority` tells which samples count wholly (1); all planes
    /// have width × height floats.
    void (*clean)(const float *plane, const float *authority, int32_t width, int32_t height, float *result);

    /// Means of a plane of width × height floats over the cells: STEADY_CELLS² floats.
    void (*cell_means)(const float *plane, int32_t width, int32_t height, float *result);

    /// Carries a reference's colours along a map, which leads from the picture to the reference. `lightness` is the
    /// picture's; it, the planes of `reference` and those of `result` have width × height floats.
    void (*carry)(
        const float *map, const float *lightness, const float *reference, int32_t width, int32_t height, float *result);

    /// Mean and standard deviation of each channel of features: planes of STEADY_CELLS² floats.
    void (*statistics)(const float *features, int32_t channels, float *mean, float *deviation);

    /// The row of each cell, channels + CARRY_EXTRAS floats: its features, with the means taken away, in deviations,
    /// as a vector of unit length; then its L*, a and b, scaled to count as little as one feature. `channels` is a
    /// multiple of CARRY_EXTRAS.
    void (*rows)(
        const float *features, int32_t channels, const float *mean, const float *deviation, const float *lightness,
        const float *ab, float *rows);

    /// The colours of what looks alike in the reference, for cells whose share is small: softmax over the best cells
    /// around the place that `map` leads to, all three planes less where even the best is hardly alike: 0 where it is
    /// less alike than `least` (1: the same; -2 for never). `rows` and `others` are those of the picture and of the
    /// reference; `lightness`, `other_lightness` and `share` planes of cells; `colors` the three planes of the
    /// reference's colours, of cells; `result` has their form and holds, for cells that need nothing, what it held
    /// before. `likeness`, a plane of cells: what the planes were multiplied by, 1 for cells that need nothing.
    void (*match)(
        const float *rows, const float *others, int32_t channels, const float *lightness, const float *other_lightness,
        const float *map, const float *share, const float *colors, float least, float *result, float *likeness);

    /// What another picture says of each node, a square of 2 × 2 cells: the colours of what looks alike anywhere in it,
    /// softmax over the best nodes. `features` and `others` are those of the picture and of the other one: `channels`
    /// planes of nodes, the features of each node a vector of unit length; `lightness`, `other_lightness`: planes of
    /// nodes; `colors`: the other picture's a, b and how sure they are, planes of nodes. `result`: these three, and how
    /// alike the best node is (1: the same), planes of nodes.
    void (*vote)(
        const float *features, const float *others, int32_t channels, const float *lightness,
        const float *other_lightness, const float *colors, float *result);

    /// Sums for a weighted regression: of weight × row × row (length² floats), and of weight × row × target for the two
    /// targets (2 × length floats), over all cells. `colors` holds the targets and then the weights, in planes of
    /// cells; targets are multiplied by the weights already.
    void (*moments)(const float *rows, int32_t length, const float *colors, float *squares, float *products);

    /// Each row times two columns of `length` factors each: two planes of cells.
    void (*fitted)(const float *rows, int32_t length, const float *factors, float *result);

    /// Joins the network's a and b (width × height of `ab_width` × `ab_height`, plane after plane) with what
    /// references say; `result`: a, b, and how much of them the motion has brought (0…1), width × height floats each.
    void (*join)(
        const float *ab, int32_t ab_width, int32_t ab_height, const struct carry_source *sources, int32_t count,
        int32_t width, int32_t height, float *result);

    /// How firmly each cell is linked to the one at its right, then to the one below it: two planes of cells, 0…1, 0
    /// at the border.
    void (*links)(const float *rows, int32_t channels, const float *lightness, float *links);

    /// The plane of cells that is least in the sum of weights × value² − 2 × wanted × value and, over all pairs of
    /// neighbours, link × difference². Every weight is more than 0.
    void (*spread)(const float *links, const float *weights, const float *wanted, float *result);
};

#pragma clang assume_nonnull end
