// Attention, a tile of keys at a time: the scores of all keys (800 rows of 4,096 or 16,384 in DDColor) are never in
// memory together. The softmax is corrected as greater scores come (Milakov and Gimelshein, "Online normalizer
// calculation for softmax", 2018; Dao et al., "FlashAttention", NeurIPS 2022).
#pragma once

#include "NetRows.h"

enum {
    /// Keys of a tile, a multiple of every strip.
    ATTENTION_TILE = 256,
    /// Queries, and vectors of keys, whose scores are in registers at a time: AVX-512 has 32 registers, the others 16.
    ATTENTION_BLOCK = LANES == 16 ? 6 : 4,
    ATTENTION_STRIP = LANES == 16 ? 4 : 2,
    /// Vectors of a value that are summed at a time.
    ATTENTION_PAIR = 2,
};

/// Memory of one head: see net_attention_scratch, which counts the same.
struct attention_head {
    /// Elements of a padded value.
    ptrdiff_t depth;
    /// Rows of `width`, of so many queries that they fill blocks.
    float *queries;
    /// `width` rows of a tile's keys.
    float *keys;
    /// Rows of `depth`.
    float *values;
    /// Scores of a block of queries, then their powers.
    float *scores;
    /// Sums of values so far: rows of `depth` for each query.
    float *sums;
    /// Of each query: the greatest score so far and the sum of powers.
    float *greatest, *powers;
};

/// Exchanges rows and columns: each round interleaves the first half of the vectors with the second.
INLINE void transpose(vfloat v[LANES]) {
#pragma clang loop unroll(full)
    for (int round = 1; round < LANES; round *= 2) {
        vfloat next[LANES];
#pragma clang loop unroll(full)
        for (int i = 0; i < LANES / 2; i++) {
            next[2 * i] = __builtin_shufflevector(v[i], v[i + LANES / 2], LOW_PAIRS);
            next[2 * i + 1] = __builtin_shufflevector(v[i], v[i + LANES / 2], HIGH_PAIRS);
        }
#pragma clang loop unroll(full)
        for (int i = 0; i < LANES; i++) v[i] = next[i];
    }
}

/// Copies the columns of one head of as many keys as a vector has lanes, transposed; zeros where there is no key.
INLINE void take_keys(
    const struct net_attention *a, float *keys, ptrdiff_t first_column, ptrdiff_t first, ptrdiff_t count) {
    for (ptrdiff_t i = 0; i < a->width; i += LANES) {
        const ptrdiff_t rest = a->width - i, n = rest < LANES ? rest : LANES;
        vfloat v[LANES];
        for (int lane = 0; lane < LANES; lane++) {
            v[lane] = 0;
            if (lane < count)
                v[lane] = load_elements(
                    start_of_row(&a->keys, first + lane), a->keys.type == NET_BFLOAT16, first_column + i, n);
        }
        transpose(v);
        for (ptrdiff_t lane = 0; lane < n; lane++) store(keys + (i + lane) * ATTENTION_TILE, v[lane]);
    }
}

/// Copies a tile's columns of one head: keys transposed, values padded.
INLINE void take_tile(
    const struct net_attention *a, const struct attention_head *head, ptrdiff_t first_column, int32_t first,
    int32_t count) {
    // As far as scores are computed.
    for (int32_t t = 0; t < count || t % (ATTENTION_STRIP * LANES) != 0; t += LANES)
        take_keys(a, head->keys + t, first_column, first + t, count - t);
    for (int32_t t = 0; t < count; t++) {
        const void *row = start_of_row(&a->values, first + t);
        float *value = head->values + t * head->depth;
#define STEP(i, n) store_first(value + i, load_elements(row, a->values.type == NET_BFLOAT16, first_column + i, n), n)
        FOR_EACH_VECTOR(a->width, i, n, STEP(i, n));
#undef STEP
    }
}

/// Scores of a block of queries with the keys of the tile, and with zeros up to a whole strip.
INLINE void score_block(const float *queries, ptrdiff_t width, const float *keys, int32_t count, float *scores) {
    for (ptrdiff_t t = 0; t < count; t += ATTENTION_STRIP * LANES) {
        vfloat sums[ATTENTION_BLOCK][ATTENTION_STRIP] = {0};
        for (ptrdiff_t i = 0; i < width; i++) {
            vfloat key[ATTENTION_STRIP];
#pragma clang loop unroll(full)
            for (int s = 0; s < ATTENTION_STRIP; s++) key[s] = load(keys + i * ATTENTION_TILE + t + s * LANES);
#pragma clang loop unroll(full)
            for (int b = 0; b < ATTENTION_BLOCK; b++) {
                const float query = queries[b * width + i];
#pragma clang loop unroll(full)
                for (int s = 0; s < ATTENTION_STRIP; s++) sums[b][s] += query * key[s];
            }
        }
#pragma clang loop unroll(full)
        for (int b = 0; b < ATTENTION_BLOCK; b++)
#pragma clang loop unroll(full)
            for (int s = 0; s < ATTENTION_STRIP; s++) store(scores + b * ATTENTION_TILE + t + s * LANES, sums[b][s]);
    }
}

/// Turns a query's scores into powers relative to the greatest so far, and what was summed before likewise.
INLINE void soften_row(const struct attention_head *head, float *scores, int32_t query, int32_t count, float scale) {
    vfloat most = -1e30f, nothing = 0;
#define STEP(i, n)                                                                                                     \
    do {                                                                                                               \
        const vfloat v = load(scores + i);                                                                             \
        const vfloat lowest = -1e30f;                                                                                  \
        /* No number if one is none, or infinite. */                                                                   \
        nothing += first_lanes(v * 0, n);                                                                              \
        const vfloat there = n == LANES ? v : first_lanes(v, n) + without_first_lanes(lowest, (int)n);                 \
        most = there > most ? there : most;                                                                            \
    } while (0)
    FOR_EACH_VECTOR(count, i, n, STEP(i, n));
#undef STEP
    const float before = head->greatest[query];
    const float tile = greatest_lane(most);
    const float now = tile > before ? tile : before;
    vfloat sum = 0;
#define STEP(i, n)                                                                                                     \
    do {                                                                                                               \
        const vfloat power = first_lanes(power_of_two(clip((load(scores + i) - now) * scale, -126, 0)), n);            \
        store(scores + i, power);                                                                                      \
        sum += power;                                                                                                  \
    } while (0)
    FOR_EACH_VECTOR(count, i, n, STEP(i, n));
#undef STEP
    const vfloat change = clip((vfloat)((before - now) * scale), -126, 0);
    const float correction = power_of_two(change)[0];
    head->greatest[query] = now;
    head->powers[query] = head->powers[query] * correction + sum_of_lanes(sum) + sum_of_lanes(nothing);
    float *sums = head->sums + query * head->depth;
    for (ptrdiff_t i = 0; i < head->depth; i += LANES) store(sums + i, load(sums + i) * correction);
}

/// Adds the tile's values, weighted with a block's powers, to the block's sums.
INLINE void sum_block(const struct attention_head *head, float *sums, int32_t count) {
    for (ptrdiff_t i = 0; i < head->depth; i += ATTENTION_PAIR * LANES) {
        vfloat total[ATTENTION_BLOCK][ATTENTION_PAIR];
#pragma clang loop unroll(full)
        for (int b = 0; b < ATTENTION_BLOCK; b++)
#pragma clang loop unroll(full)
            for (int p = 0; p < ATTENTION_PAIR; p++) total[b][p] = load(sums + b * head->depth + i + p * LANES);
        for (int32_t t = 0; t < count; t++) {
            vfloat value[ATTENTION_PAIR];
#pragma clang loop unroll(full)
            for (int p = 0; p < ATTENTION_PAIR; p++) value[p] = load(head->values + t * head->depth + i + p * LANES);
#pragma clang loop unroll(full)
            for (int b = 0; b < ATTENTION_BLOCK; b++) {
                const float power = head->scores[b * ATTENTION_TILE + t];
#pragma clang loop unroll(full)
                for (int p = 0; p < ATTENTION_PAIR; p++) total[b][p] += power * value[p];
            }
        }
#pragma clang loop unroll(full)
        for (int b = 0; b < ATTENTION_BLOCK; b++)
#pragma clang loop unroll(full)
            for (int p = 0; p < ATTENTION_PAIR; p++) store(sums + b * head->depth + i + p * LANES, total[b][p]);
    }
}

INLINE struct attention_head attention_head(const struct net_attention *a, float *scratch) {
    struct attention_head head;
    const ptrdiff_t width = a->width, rows = attention_rows(a->query_count);
    head.depth = attention_depth(a->width);
    head.queries = scratch;
    head.keys = head.queries + padded(rows * width);
    head.values = head.keys + width * ATTENTION_TILE;
    head.scores = head.values + ATTENTION_TILE * head.depth;
    head.sums = head.scores + ATTENTION_BLOCK * ATTENTION_TILE;
    head.greatest = head.sums + rows * head.depth;
    head.powers = head.greatest + rows;
    return head;
}

static void net_attention(const struct net_attention *a, int32_t first_head, int32_t end_head, float *scratch) {
    const struct attention_head head = attention_head(a, scratch);
    const ptrdiff_t rows = attention_rows(a->query_count);
    // The softmax is of powers of e.
    const float scale = 1.44269504f / __builtin_sqrtf((float)a->width);
    for (int32_t h = first_head; h < end_head; h++) {
        const ptrdiff_t column = (ptrdiff_t)h * a->width;
        memset(head.queries, 0, (size_t)(rows * a->width) * sizeof(float));
        memset(head.sums, 0, (size_t)(rows * head.depth) * sizeof(float));
        // What fills values up is never written to.
        memset(head.values, 0, (size_t)(ATTENTION_TILE * head.depth) * sizeof(float));
        for (int32_t q = 0; q < rows; q++) {
            head.greatest[q] = -1e30f;
            head.powers[q] = 0;
            if (q >= a->query_count) continue;
            const void *row = start_of_row(&a->queries, q);
#define STEP(i, n)                                                                                                     \
    store_first(head.queries + q * a->width + i, load_elements(row, a->queries.type == NET_BFLOAT16, column + i, n), n)
            FOR_EACH_VECTOR(a->width, i, n, STEP(i, n));
#undef STEP
        }
        for (int32_t first = 0; first < a->key_count; first += ATTENTION_TILE) {
            const int32_t left = a->key_count - first, count = left < ATTENTION_TILE ? left : ATTENTION_TILE;
            take_tile(a, &head, column, first, count);
            for (int32_t q = 0; q < a->query_count; q += ATTENTION_BLOCK) {
                score_block(head.queries + q * a->width, a->width, head.keys, count, head.scores);
                for (int32_t b = 0; b < ATTENTION_BLOCK; b++)
                    soften_row(&head, head.scores + b * ATTENTION_TILE, q + b, count, scale);
                sum_block(&head, head.sums + q * head.depth, count);
            }
        }
        for (int32_t q = 0; q < a->query_count; q++) {
            void *row = start_of_row(&a->result, q);
            const float share = 1 / head.powers[q];
#define STEP(i, n)                                                                                                     \
    store_elements(                                                                                                    \
        row, a->result.type == NET_BFLOAT16, column + i, load_first(head.sums + q * head.depth + i, n) * share, n)
            FOR_EACH_VECTOR(a->width, i, n, STEP(i, n));
#undef STEP
        }
    }
}
