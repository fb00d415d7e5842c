// What differs between oneDNN 2.x and 3.x, and nothing else: the rest of this module is written for 3.x.
//
// 2.x first describes an operation in a struct of its own type and then looks for an implementation of that; 3.x does
// both in one call. In 2.x a memory descriptor is a struct, in 3.x a handle.
#pragma once

#include <oneapi/dnnl/dnnl.h>
#include <string.h>

#if DNNL_VERSION_MAJOR < 2
#error "oneDNN 2.x or 3.x is needed"
#endif

#if DNNL_VERSION_MAJOR >= 3

static inline const_dnnl_memory_desc_t descriptor_reference(const dnnl_memory_desc_t *descriptor) {
    return *descriptor;
}

static inline dnnl_status_t append_elementwise(
    dnnl_post_ops_t steps, dnnl_alg_kind_t algorithm, float alpha, float beta) {
    return dnnl_post_ops_append_eltwise(steps, algorithm, alpha, beta);
}

static inline dnnl_status_t append_accumulation(dnnl_post_ops_t steps, float factor) {
    return dnnl_post_ops_append_sum(steps, factor, 0, dnnl_data_type_undef);
}

static inline int library_rank(const_dnnl_memory_desc_t descriptor) {
    int rank = 0;
    return dnnl_memory_desc_query(descriptor, dnnl_query_ndims_s32, &rank) == dnnl_success ? rank : 0;
}

static inline dnnl_data_type_t library_type_of(const_dnnl_memory_desc_t descriptor) {
    dnnl_data_type_t type = dnnl_data_type_undef;
    return dnnl_memory_desc_query(descriptor, dnnl_query_data_type, &type) == dnnl_success ? type
                                                                                           : dnnl_data_type_undef;
}

// Describes a resampling's source so that the library reads it right. It must be destroyed.
//
// 3.x (seen in 3.7.2) takes every picture of one pixel for one with its channels last, as the strides of height and
// width do not matter there. But its generated resampling then reads the number of channels from the width's stride.
// In row-major order that is 1: it runs once per channel, writes the channels of a vector's tail each time, and goes
// beyond the end of the result. If the picture is described as channels last, which for one pixel are the same bytes,
// that stride is the number of channels.
static inline dnnl_status_t describe_resampling_source(dnnl_memory_desc_t *out, const_dnnl_memory_desc_t source) {
    const dnnl_dims_t *sizes = NULL;
    const dnnl_dims_t *strides = NULL;
    int blocks = 0;
    dnnl_status_t status = dnnl_memory_desc_query(source, dnnl_query_dims, &sizes);
    if (status == dnnl_success) { status = dnnl_memory_desc_query(source, dnnl_query_strides, &strides); }
    if (status == dnnl_success) { status = dnnl_memory_desc_query(source, dnnl_query_inner_nblks_s32, &blocks); }
    if (status != dnnl_success) { return status; }
    if (library_rank(source) == 4 && (*sizes)[2] == 1 && (*sizes)[3] == 1 && blocks == 0 && (*strides)[1] == 1) {
        return dnnl_memory_desc_create_with_tag(out, 4, *sizes, library_type_of(source), dnnl_nhwc);
    }
    return dnnl_memory_desc_clone(out, source);
}

#define LIBRARY_SCALES_ARGUMENT (DNNL_ARG_ATTR_SCALES | DNNL_ARG_WEIGHTS)

// Says that each output channel's weights have a scale, and makes the argument that holds them.
static inline dnnl_status_t set_convolution_scales(
    dnnl_primitive_attr_t attributes, dnnl_memory_t *memory, dnnl_engine_t engine, const float *scales, int64_t count,
    _Bool is_grouped) {
    dnnl_status_t status = dnnl_primitive_attr_set_scales_mask(attributes, DNNL_ARG_WEIGHTS, is_grouped ? 3 : 1);
    dnnl_memory_desc_t descriptor = NULL;
    dnnl_dims_t sizes = {count};
    if (status == dnnl_success) { status = dnnl_memory_desc_create_with_tag(&descriptor, 1, sizes, dnnl_f32, dnnl_x); }
    if (status == dnnl_success) {
        status = dnnl_memory_create(memory, descriptor, engine, DNNL_MEMORY_ALLOCATE);
        dnnl_memory_desc_destroy(descriptor);
    }
    void *bytes = NULL;
    if (status == dnnl_success) { status = dnnl_memory_get_data_handle(*memory, &bytes); }
    if (status == dnnl_success) { memcpy(bytes, scales, (size_t)count * sizeof *scales); }
    return status;
}

static inline float library_bias(float bias, float scale) {
    (void)scale;
    return bias;
}

#else

typedef const dnnl_memory_desc_t *const_dnnl_memory_desc_t;
#define dnnl_last_impl_reached dnnl_iterator_ends

static inline const_dnnl_memory_desc_t descriptor_reference(const dnnl_memory_desc_t *descriptor) { return descriptor; }

static inline dnnl_status_t append_elementwise(
    dnnl_post_ops_t steps, dnnl_alg_kind_t algorithm, float alpha, float beta) {
    return dnnl_post_ops_append_eltwise(steps, 1.0f, algorithm, alpha, beta);
}

static inline dnnl_status_t append_accumulation(dnnl_post_ops_t steps, float factor) {
    return dnnl_post_ops_append_sum(steps, factor);
}

static inline int library_rank(const_dnnl_memory_desc_t descriptor) { return descriptor->ndims; }

static inline dnnl_data_type_t library_type_of(const_dnnl_memory_desc_t descriptor) { return descriptor->data_type; }

// 2.x keeps scales in the attributes: there is no argument to give.
#define LIBRARY_SCALES_ARGUMENT 0

static inline dnnl_status_t set_convolution_scales(
    dnnl_primitive_attr_t attributes, dnnl_memory_t *memory, dnnl_engine_t engine, const float *scales, int64_t count,
    _Bool is_grouped) {
    (void)memory;
    (void)engine;
    (void)is_grouped;
    // One a channel, the second axis of the result.
    return dnnl_primitive_attr_set_output_scales(attributes, count, 1 << 1, scales);
}

static inline float library_bias(float bias, float scale) { return bias / scale; }

static inline dnnl_status_t dnnl_memory_desc_create_with_strides(
    dnnl_memory_desc_t *out, int rank, const dnnl_dims_t sizes, dnnl_data_type_t type, const dnnl_dims_t strides) {
    return dnnl_memory_desc_init_by_strides(out, rank, sizes, type, strides);
}

static inline dnnl_status_t dnnl_memory_desc_create_with_tag(
    dnnl_memory_desc_t *out, int rank, const dnnl_dims_t sizes, dnnl_data_type_t type, dnnl_format_tag_t tag) {
    return dnnl_memory_desc_init_by_tag(out, rank, sizes, type, tag);
}

static inline dnnl_status_t dnnl_memory_desc_clone(dnnl_memory_desc_t *out, const_dnnl_memory_desc_t existing) {
    *out = *existing;
    return dnnl_success;
}

static inline dnnl_status_t dnnl_memory_desc_destroy(dnnl_memory_desc_t descriptor) {
    (void)descriptor;
    return dnnl_success;
}

static inline dnnl_status_t describe_resampling_source(dnnl_memory_desc_t *out, const_dnnl_memory_desc_t source) {
    return dnnl_memory_desc_clone(out, source);
}

static inline dnnl_status_t dnnl_convolution_forward_primitive_desc_create(
    dnnl_primitive_desc_t *out, dnnl_engine_t engine, dnnl_prop_kind_t kind, dnnl_alg_kind_t algorithm,
    const_dnnl_memory_desc_t source, const_dnnl_memory_desc_t weights, const_dnnl_memory_desc_t bias,
    const_dnnl_memory_desc_t destination, const dnnl_dims_t strides, const dnnl_dims_t dilations,
    const dnnl_dims_t before, const dnnl_dims_t after, const_dnnl_primitive_attr_t attributes) {
    dnnl_convolution_desc_t description;
    dnnl_status_t status = dnnl_dilated_convolution_forward_desc_init(
        &description, kind, algorithm, source, weights, bias, destination, strides, dilations, before, after);
    if (status != dnnl_success) { return status; }
    return dnnl_primitive_desc_create(out, &description, attributes, engine, NULL);
}

static inline dnnl_status_t dnnl_deconvolution_forward_primitive_desc_create(
    dnnl_primitive_desc_t *out, dnnl_engine_t engine, dnnl_prop_kind_t kind, dnnl_alg_kind_t algorithm,
    const_dnnl_memory_desc_t source, const_dnnl_memory_desc_t weights, const_dnnl_memory_desc_t bias,
    const_dnnl_memory_desc_t destination, const dnnl_dims_t strides, const dnnl_dims_t dilations,
    const dnnl_dims_t before, const dnnl_dims_t after, const_dnnl_primitive_attr_t attributes) {
    dnnl_deconvolution_desc_t description;
    dnnl_status_t status = dnnl_dilated_deconvolution_forward_desc_init(
        &description, kind, algorithm, source, weights, bias, destination, strides, dilations, before, after);
    if (status != dnnl_success) { return status; }
    return dnnl_primitive_desc_create(out, &description, attributes, engine, NULL);
}

static inline dnnl_status_t dnnl_pooling_forward_primitive_desc_create(
    dnnl_primitive_desc_t *out, dnnl_engine_t engine, dnnl_prop_kind_t kind, dnnl_alg_kind_t algorithm,
    const_dnnl_memory_desc_t source, const_dnnl_memory_desc_t destination, const dnnl_dims_t strides,
    const dnnl_dims_t window, const dnnl_dims_t dilation, const dnnl_dims_t before, const dnnl_dims_t after,
    const_dnnl_primitive_attr_t attributes) {
    dnnl_pooling_v2_desc_t description;
    dnnl_status_t status = dnnl_pooling_v2_forward_desc_init(
        &description, kind, algorithm, source, destination, strides, window, dilation, before, after);
    if (status != dnnl_success) { return status; }
    return dnnl_primitive_desc_create(out, &description, attributes, engine, NULL);
}

static inline dnnl_status_t dnnl_resampling_forward_primitive_desc_create(
    dnnl_primitive_desc_t *out, dnnl_engine_t engine, dnnl_prop_kind_t kind, dnnl_alg_kind_t algorithm,
    const float *factors, const_dnnl_memory_desc_t source, const_dnnl_memory_desc_t destination,
    const_dnnl_primitive_attr_t attributes) {
    dnnl_resampling_desc_t description;
    dnnl_status_t status =
        dnnl_resampling_forward_desc_init(&description, kind, algorithm, factors, source, destination);
    if (status != dnnl_success) { return status; }
    return dnnl_primitive_desc_create(out, &description, attributes, engine, NULL);
}

static inline dnnl_status_t dnnl_eltwise_forward_primitive_desc_create(
    dnnl_primitive_desc_t *out, dnnl_engine_t engine, dnnl_prop_kind_t kind, dnnl_alg_kind_t algorithm,
    const_dnnl_memory_desc_t source, const_dnnl_memory_desc_t destination, float alpha, float beta,
    const_dnnl_primitive_attr_t attributes) {
    (void)destination;
    dnnl_eltwise_desc_t description;
    dnnl_status_t status = dnnl_eltwise_forward_desc_init(&description, kind, algorithm, source, alpha, beta);
    if (status != dnnl_success) { return status; }
    return dnnl_primitive_desc_create(out, &description, attributes, engine, NULL);
}

static inline dnnl_status_t dnnl_binary_primitive_desc_create(
    dnnl_primitive_desc_t *out, dnnl_engine_t engine, dnnl_alg_kind_t algorithm, const_dnnl_memory_desc_t left,
    const_dnnl_memory_desc_t right, const_dnnl_memory_desc_t destination, const_dnnl_primitive_attr_t attributes) {
    dnnl_binary_desc_t description;
    dnnl_status_t status = dnnl_binary_desc_init(&description, algorithm, left, right, destination);
    if (status != dnnl_success) { return status; }
    return dnnl_primitive_desc_create(out, &description, attributes, engine, NULL);
}

#endif
