// What oneDNN has no primitive for, or none that suits: the loops of networks with attention. Values are rows of
// channels, one row per pixel or token ("channels last"). All read float32 or bfloat16, sums are in float32; some also
// write whole numbers.
//
// Like all kernels here they only touch what they are given and never fail. Work is divided by the ranges (half-open)
// that most take: calls with disjoint ranges may run at the same time.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// How numbers are stored.
enum net_type { NET_FLOAT32, NET_BFLOAT16, NET_SIGNED8, NET_UNSIGNED8 };

/// Rows of numbers.
struct net_rows {
    void *data;
    /// Distance between the starts of neighbouring rows, in elements.
    ptrdiff_t stride;
    enum net_type type;
    /// Of whole numbers: what a 1 stands for. They are rounded to the nearest, and kept within −127…127 or 0…255.
    float unit;
};

/// A layer normalisation over each row.
struct net_normalization {
    /// Elements of a row, at least 1.
    int32_t count;
    /// Added to the (biased) variance.
    float epsilon;
    /// Of each element.
    const float *scale, *shift;
    /// Whether what is negative then becomes 0.
    bool is_rectified;
};

/// A pixel shuffle: `factor`² groups of channels of each pixel become the pixels of a picture that is `factor` times as
/// large, the group `factor` · dy + dx the one dy rows and dx columns further.
struct net_shuffle {
    /// Of the small picture.
    int32_t height, width;
    int32_t factor;
    /// Of the large picture.
    int32_t channels;
    /// Whether each pixel becomes the mean of itself and its neighbours above, to the left and above left; the first
    /// row and the first column are repeated.
    bool is_blurred;
};

/// Multi-head attention: of each head, softmax(queries · keysᵀ / √width) · values.
struct net_attention {
    int32_t query_count, key_count;
    /// Of each head; head h has the columns from h · width on.
    int32_t width;
    struct net_rows queries, keys, values, result;
};

/// The last step of a network whose colours are queries: see `ColorQueries` in Net.
struct net_color_tail {
    /// Of the small picture.
    int32_t height, width;
    /// Factor and constant of the grey plane in a, then in b.
    float slope[2], offset[2];
};

enum {
    /// Pixels of the large picture for each one of the small picture of a colour tail, and their square root.
    NET_TAIL_PLACES = 16,
    NET_TAIL_FACTOR = 4,
};

/// The kernels as compiled for one instruction set.
struct net_kernels {
    /// The sRGB value (0…1) of the grey of each L*.
    void (*grey)(const float *lightness, ptrdiff_t count, float *grey);

    void (*normalize)(
        const struct net_normalization *normalization, const struct net_rows *source, const struct net_rows *result,
        ptrdiff_t first_row, ptrdiff_t end_row);

    /// Copies rows of so many channels; writes any type, as `normalize` does.
    void (*copy)(
        const struct net_rows *source, const struct net_rows *result, int32_t channels, ptrdiff_t first_row,
        ptrdiff_t end_row);

    /// `first_row`, `end_row`: of the large picture.
    void (*shuffle)(
        const struct net_shuffle *shuffle, const struct net_rows *source, const struct net_rows *result,
        int32_t first_row, int32_t end_row);

    /// `scratch`: net_attention_scratch floats. A head whose scores are not finite gives what is no number.
    void (*attention)(const struct net_attention *attention, int32_t first_head, int32_t end_head, float *scratch);

    /// Adds up the channels of each place of a pixel, weighted: source row p, element 16 c + i, times weights[k ·
    /// channels + c] goes into result[32 p + 16 k + i], k being 0 for a and 1 for b.
    void (*tail_sums)(
        const struct net_rows *source, int32_t channels, const float *weights, float *result, ptrdiff_t first_row,
        ptrdiff_t end_row);

    /// The planes a and b (`ab`) from the sums of all pixels: the places moved to where they belong, blurred as by
    /// `shuffle`, plus slope times `grey` plus offset. `first_row`, `end_row`: of the large picture.
    void (*tail_planes)(
        const struct net_color_tail *tail, const float *sums, const float *grey, float *ab, int32_t first_row,
        int32_t end_row);
};

/// Floats that `attention` needs for so many queries and heads of this width.
size_t net_attention_scratch(int32_t query_count, int32_t width);

#pragma clang assume_nonnull end
