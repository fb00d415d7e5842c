// What the steadying of colour needs to know about two pictures: where the things of one are in the other, and how well
// the two agree there. Everything is done on small copies of fixed size, so that the time does not depend on the
// film's.
#pragma once

#include <stdint.h>

#pragma clang assume_nonnull begin

enum {
    /// Samples on a side of the small copy, whatever the picture's shape; all lengths of motion are in its samples.
    STEADY_SIDE = 128,
    /// Motion is found for this many nodes on a side, each standing for 4 × 4 samples.
    STEADY_NODES = STEADY_SIDE / 4,
    /// Alignments have this many cells on a side, each standing for 2 × 2 samples.
    STEADY_CELLS = STEADY_SIDE / 2,
    /// Planes of an alignment, STEADY_CELLS × STEADY_CELLS floats each: see `alignment`.
    STEADY_PLANES = 4,
    /// Neighbours that a picture is blended with at once.
    STEADY_NEIGHBOURS = 2,
    /// Samples on a side of the squares that `shrink` can take means of.
    STEADY_LARGEST_SQUARE = 256,
};

struct pixel_stretch_axis;

/// How alike two pictures are.
struct steady_likeness {
    /// Correlation of the two, −1…1, after what moved has been followed, and place by place.
    float aligned, unaligned;
    /// Mean difference between the motion of neighbouring nodes: small where real things move.
    float roughness;
    /// Root of the mean squared difference of L*, place by place, and standard deviations of L* of either picture.
    float difference, deviation[2];
};

/// A picture that lends its colour.
struct steady_neighbour {
    /// Plane a above plane b.
    const float *ab;
    /// Where each sample of the other picture lies in this one: how far to the right and down, in samples of
    /// the small copies, and a disagreement, 0 for none; planes of the size of a.
    const float *x, *y, *disagreement;
};

/// The kernels as compiled for one instruction set. None needs scratch memory.
struct steady_kernels {
    /// Means of L* (width × height floats) over STEADY_SIDE² equal parts, over the next coarser ones and so on;
    /// `picture` has room for steady_picture_count() floats.
    void (*picture)(const float *lightness, int32_t width, int32_t height, float *picture);

    /// For each node of picture `from` how far to the right and down it lies in picture `to`: STEADY_NODES² pairs.
    void (*motion)(const float *from, const float *to, float *motion);

    /// How alike two pictures are, given the motion from the first to the second.
    void (*likeness)(const float *from, const float *to, const float *motion, struct steady_likeness *result);

    /// Carries motion from the nodes to the cells. The planes of `alignment`: how far to the right, how far down; what
    /// remains of structure (standard deviation of the difference of L*); mean difference of L*.
    void (*alignment)(const float *from, const float *to, const float *motion, float *alignment);

    /// How little each cell of an alignment is to be trusted, given the alignment in the other direction: STEADY_CELLS²
    /// floats, 0 where everything fits.
    void (*disagreement)(const float *alignment, const float *back, float *result);

    /// Means of a and b (plane a above plane b, width × height floats each) with those of aligned neighbours, weighted
    /// by how well they agree.
    void (*blend)(
        const float *ab, int32_t width, int32_t height, const struct steady_neighbour *neighbours, int32_t count,
        float *result);

    /// The finest level of a small copy in steps of 100/255: STEADY_SIDE² numbers.
    void (*pack)(const float *picture, uint8_t *result);

    /// Means over squares of side × side samples of a plane of width × height floats, those at the right and at the
    /// bottom over what there is. `result`: ⌈width / side⌉ × ⌈height / side⌉ floats.
    void (*shrink)(const float *plane, int32_t width, int32_t height, int32_t side, float *result);

    /// Adds to a plane of x.to × y.to floats by how much `steadied` differs from `raw` (x.from × y.from floats each),
    /// enlarged bilinearly. `scratch`: pixel_correction_scratch floats.
    void (*correct)(
        const struct pixel_stretch_axis *x, const struct pixel_stretch_axis *y, const float *raw, const float *steadied,
        float *plane, float *scratch);
};

/// Floats of a small copy with its coarser ones.
int32_t steady_picture_count(void);

#pragma clang assume_nonnull end
