// The per-pixel loops of the colour path, compiled once for each instruction set and reached through a table of
// function pointers. Swift is compiled for plain x86-64 and has no per-function targets, which is why these are in C.
//
// Every function reads and writes only inside the planes and tables it is given and never fails: what could be wrong
// about sizes is checked by the caller. Rows can be spread over threads: calls with disjoint row ranges and a scratch
// buffer each may run at the same time. Row ranges are half-open.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "CarryKernels.h"
#include "NetKernels.h"
#include "SteadyKernels.h"

#pragma clang assume_nonnull begin

enum pixel_model { PIXEL_MODEL_GRAY, PIXEL_MODEL_YUV, PIXEL_MODEL_RGB };

/// Where the R, G and B of a picture lie in CIE XYZ, as seen from white.
struct pixel_primaries {
    /// Shares of R, G and B in Y.
    float luminance[3];
    /// R, G and B are Y plus these multiples of X − Y and Z − Y, X, Y and Z being 1 for white.
    float x_in_light[3], z_in_light[3];
};

/// How the samples of a picture lie in memory and how their codes stand for Y'CbCr or R'G'B'.
struct pixel_format {
    enum pixel_model model;
    int32_t width, height;
    int32_t chroma_width, chroma_height;
    /// log2 of the chroma subsampling, 0…2.
    int32_t chroma_shift_x, chroma_shift_y;
    /// Chroma samples lie on the first of the luma samples they belong to; otherwise in the middle of them.
    bool cosited_x, cosited_y;
    /// 1 or 2, or 4 for floats, which grey and RGB may have.
    int32_t sample_bytes;
    /// 2^depth − 1; not used for floats.
    int32_t maximum_code;
    /// Code of black, and codes from black to white; of luma or of R', G' and B'.
    float luma_offset, luma_scale;
    /// Code of no colour, and codes from Cb = −½ to ½.
    float chroma_offset, chroma_scale;
    /// Weights of R' and B' in Y'.
    float kr, kb;
    struct pixel_primaries primaries;
};

/// The planes of one picture: Y', or Y' Cb Cr, or R' G' B'. A stride may be negative; samples of two bytes must be
/// aligned.
struct pixel_planes {
    void *_Nullable data[3];
    ptrdiff_t stride_bytes[3];
};

/// One axis of a resize: sample i of the result is the sum over t < count[i] of weight[i × taps + t] × source[first[i]
/// + t].
struct pixel_resize_axis {
    /// Samples in the result.
    int32_t size;
    /// Weights stored for each sample of the result: a multiple of PIXEL_WIDEST, zeros after count[i].
    int32_t taps;
    const int32_t *first;
    const int32_t *count;
    /// For resizing in float.
    const float *weights;
    /// For resizing 8-bit pictures in 8 bits: the weights times 2^PIXEL_RESIZE_BITS, rounded.
    const int32_t *fixed_weights;
};

/// One axis of a bilinear enlargement: sample x lies weight[x] of the way from sample index[x] to the next one.
struct pixel_stretch_axis {
    int32_t from, to;
    /// Ascending, 0…from − 1.
    const int32_t *index;
    /// PIXEL_WIDEST more entries than `to`, so that whole vectors can be read.
    const float *weight;
    /// from + 1 entries: the samples whose index is i are run[i]..<run[i + 1].
    const int32_t *run;
};

/// What the network sees of a picture.
struct pixel_network_view {
    struct pixel_resize_axis luma_x, luma_y, chroma_x, chroma_y;
};

/// How a and b are made to follow the picture's L*.
struct pixel_guidance {
    /// Of the picture.
    int32_t lightness_width, lightness_height;
    /// Of a and b.
    int32_t width, height;
    /// Windows reach this many samples of a and b to each side: 1…PIXEL_GUIDE_RADIUS.
    int32_t radius;
    /// Variance of L* within a window below which it is taken for noise rather than an edge, in L* squared; above 0.
    float noise_variance;
};

/// How predicted a and b become the picture's.
struct pixel_recombination {
    /// Of the picture that is written.
    struct pixel_format format;
    struct pixel_stretch_axis x, y;
    /// Factor on a and b.
    float saturation;
    /// Whether colours outside sRGB keep L* and hue and lose chroma until they are at sRGB's border. Otherwise light
    /// outside 0…1 is clipped, which parity with the PyTorch release asks for.
    bool keeps_hue;
    /// `ab` holds the eight planes that `fit_to_lightness` makes instead of a and b.
    bool guided;
    /// Whether a and b are multiplied by t² (3 − 2t), t being L* / dark or (100 − L*) / light, whichever is less, and
    /// at most 1.
    bool fades;
    float dark, light;
};

/// The colours that a network chooses between.
struct pixel_bins {
    /// At least PIXEL_WIDEST.
    int32_t count;
    /// What scores are multiplied by before the softmax: 1 / temperature.
    float sharpness;
    /// Of each.
    const float *a, *b;
};

enum {
    /// Lanes of the widest vector used; rows of scratch and some tables are padded by this much.
    PIXEL_WIDEST = 16,
    /// The farthest that any window of a guidance reaches.
    PIXEL_GUIDE_RADIUS = 8,
    /// Planes that `fit_to_lightness` makes.
    PIXEL_FIT_PLANES = 8,
    /// Fractional bits of the weights in 8-bit resizing, as many as Pillow uses.
    PIXEL_RESIZE_BITS = 32 - 8 - 2,
};

/// The kernels as compiled for one instruction set.
struct pixel_kernels {
    const char *name;

    /// CIE L* of rows of a picture into rows of `lightness`, width floats each: 0…100, and beyond that 100 times as
    /// much as Y' lies beyond 0…1. `gray_lightness` holds L* for each code of luma without colour and is not used for
    /// RGB and floats. `scratch`: pixel_lightness_scratch floats.
    void (*lightness)(
        const struct pixel_format *format, const struct pixel_planes *planes, const float *_Nullable gray_lightness,
        float *lightness, int32_t first_row, int32_t end_row, float *scratch);

    /// CIE L* (0…100) of rows of the picture as the network sees it, luma_x.size floats each: resized in R'G'B' (or in
    /// Y'CbCr, of which that is a linear function), then clipped, then L*. `scratch`: pixel_network_scratch floats.
    void (*network_lightness)(
        const struct pixel_format *format, const struct pixel_planes *planes, const struct pixel_network_view *view,
        float *lightness, int32_t first_row, int32_t end_row, float *scratch);

    /// The same for 8-bit gray and RGB, rounded to 8 bits after each of the two passes as Pillow does; what
    /// `gray_lightness` holds for the codes of gray is written as it is. `scratch`: pixel_network_scratch floats.
    void (*network_lightness_8bit)(
        const struct pixel_format *format, const struct pixel_planes *planes, const struct pixel_network_view *view,
        const float *_Nullable gray_lightness, float *lightness, int32_t first_row, int32_t end_row, float *scratch);

    /// Rows of a picture as a screen shows it: R', G' and B' clipped and rounded to 8 bits, chroma interpolated as for
    /// `lightness`. `rgb`: three planes of width × height bytes. `scratch`: pixel_lightness_scratch floats.
    void (*display)(
        const struct pixel_format *format, const struct pixel_planes *planes, uint8_t *rgb, int32_t first_row,
        int32_t end_row, float *scratch);

    /// Rows of a bilinear enlargement of one plane (x.from × y.from floats) into x.to × y.to floats.
    /// `scratch`: 2 × (x.to + PIXEL_WIDEST) floats.
    void (*stretch)(
        const struct pixel_stretch_axis *x, const struct pixel_stretch_axis *y, const float *source, float *result,
        int32_t first_row, int32_t end_row, float *scratch);

    /// Fits a and b (plane a then plane b, width × height floats each) locally to L* of the picture. `fits` receives as
    /// many planes of the same size, first for a and then for b: slope, offset, lowest, highest. With these enlarged, a
    /// is slope × L* + offset kept within lowest…highest. `scratch`: pixel_guidance_scratch floats.
    void (*fit_to_lightness)(
        const struct pixel_guidance *guidance, const float *lightness, const float *ab, float *fits, float *scratch);

    /// Joins full-size L* with a and b (plane a then plane b, or the planes of fit_to_lightness; x.from × y.from floats
    /// each) and writes the rows of the
    /// picture that share rows first_group..<end_group of the chroma planes: 2^chroma_shift_y rows of luma each.
    /// `scratch`: pixel_recombination_scratch floats.
    void (*recombine)(
        const struct pixel_recombination *recombination, const float *lightness, const float *ab,
        const struct pixel_planes *planes, int32_t first_group, int32_t end_group, float *scratch);

    /// The mean of the bins' a and of their b for each pixel, weighted by the softmax of its scores (which lie
    /// together, `count` of them) times the sharpness: the annealed mean of Zhang, Isola and Efros, "Colorful Image
    /// Colorization" (ECCV 2016), section 2.3. Scores below the greatest by more than 87 / sharpness count as if they
    /// were as much below; a pixel with a score that is not finite gets what is no number. `certainty`, unless it is
    /// NULL, gets each pixel's greatest softmax.
    void (*annealed_mean)(
        const struct pixel_bins *bins, const float *scores, ptrdiff_t pixels, float *a, float *b,
        float *_Nullable certainty);

    /// A row of codes (or floats) that are proportional to light, as the values of sRGB's curve, which goes on beyond
    /// 1; below 0 it is straight. What is no number becomes 0, what is beyond ±65,504 that.
    void (*encode_light)(
        const void *row, int32_t sample_bytes, float offset, float scale, ptrdiff_t count, float *result);

    /// The reverse, in place.
    void (*decode_light)(float *row, ptrdiff_t count);

    struct steady_kernels steady;
    struct carry_kernels carry;
    struct net_kernels net;
};

/// The fastest kernels this processor and operating system can run; slower ones if the environment variable
/// COLORIZE_ISA names them ("baseline", "avx2", "avx512").
const struct pixel_kernels *pixel_kernels_best(void);

/// The kernels of that name, or NULL where they cannot run.
const struct pixel_kernels *_Nullable pixel_kernels_named(const char *name);

size_t pixel_lightness_scratch(const struct pixel_format *format);
size_t pixel_network_scratch(const struct pixel_format *format, int32_t network_width);
size_t pixel_recombination_scratch(const struct pixel_format *format);
size_t pixel_guidance_scratch(const struct pixel_guidance *guidance);
size_t pixel_correction_scratch(const struct pixel_stretch_axis *x, const struct pixel_stretch_axis *y);

/// What `lightness` makes of R' = G' = B', for each code 0…maximum_code; computed in double.
void pixel_gray_lightness(const struct pixel_format *format, float *table);

/// Memory aligned to 64 bytes, uninitialised; NULL when there is none. Freed with pixel_memory_free, which accepts
/// NULL.
void *_Nullable pixel_memory_allocate(size_t bytes);
void pixel_memory_free(void *_Nullable memory);

#pragma clang assume_nonnull end
