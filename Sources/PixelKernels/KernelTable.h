// Included by one C file for each instruction set, which defines LANES, KERNELS (the table's name) and KERNELS_NAME.
#pragma once

#include "Agreement.h"
#include "Anchor.h"
#include "AnnealedMean.h"
#include "Carry.h"
#include "Clean.h"
#include "Correction.h"
#include "Display.h"
#include "Guide.h"
#include "Join.h"
#include "Lightness.h"
#include "NetAttention.h"
#include "NetLayers.h"
#include "Recombine.h"
#include "Resize.h"
#include "Spread.h"
#include "Stretch.h"

const struct pixel_kernels KERNELS = {
    .name = KERNELS_NAME,
    .lightness = lightness_rows,
    .network_lightness = network_lightness_rows,
    .network_lightness_8bit = network_lightness_8bit_rows,
    .display = display_rows,
    .stretch = stretch_rows,
    .fit_to_lightness = fit_to_lightness,
    .recombine = recombine_rows,
    .steady =
        {
            .picture = steady_picture,
            .motion = steady_motion,
            .likeness = steady_likeness,
            .alignment = steady_alignment,
            .disagreement = steady_disagreement,
            .blend = steady_blend,
            .pack = steady_pack,
            .shrink = steady_shrink,
            .correct = steady_correct,
        },
    .carry =
        {
            .compose = carry_compose,
            .anchor = carry_anchor,
            .clean = carry_clean,
            .cell_means = carry_cell_means,
            .carry = carry_along,
            .statistics = carry_statistics,
            .rows = carry_rows,
            .match = carry_match,
            .vote = carry_vote,
            .moments = carry_moments,
            .fitted = carry_fitted,
            .join = carry_join,
            .links = carry_links,
            .spread = carry_spread,
        },
    .net =
        {
            .grey = net_grey,
            .normalize = net_normalize,
            .copy = net_copy,
            .shuffle = net_shuffle,
            .attention = net_attention,
            .tail_sums = net_tail_sums,
            .tail_planes = net_tail_planes,
        },
    .annealed_mean = annealed_mean,
    .encode_light = encode_light_row,
    .decode_light = decode_light_row,
};
