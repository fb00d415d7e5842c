// Operations: choosing an implementation, compiling it, running it.
#include "Internal.h"

#include <stdlib.h>

// Source, weights, bias, destination, scratchpad, scales, and an operand a step.
#define MAXIMUM_ARGUMENTS (6 + ONEDNN_MAXIMUM_STEPS)

struct onednn_operation {
    dnnl_primitive_desc_t descriptor;
    // How many leading steps became the operation itself instead of following it.
    int32_t absorbed_steps;
    dnnl_primitive_t primitive;
    // Of a convolution in 3.x, which takes them as an argument; else NULL.
    dnnl_memory_t scales;
};

// MARK: attributes

static _Bool has_operand(onednn_step_kind kind) {
    return kind == onednn_step_kind_add || kind == onednn_step_kind_multiply;
}

/// The library's name of a step; undefined for accumulate, which is no operation of its own.
static dnnl_alg_kind_t algorithm(onednn_step_kind kind) {
    switch (kind) {
    case onednn_step_kind_relu: return dnnl_eltwise_relu;
    case onednn_step_kind_clip: return dnnl_eltwise_clip;
    case onednn_step_kind_linear: return dnnl_eltwise_linear;
    case onednn_step_kind_tanh: return dnnl_eltwise_tanh;
    case onednn_step_kind_gelu: return dnnl_eltwise_gelu_erf;
    case onednn_step_kind_accumulate: return dnnl_alg_kind_undef;
    case onednn_step_kind_add: return dnnl_binary_add;
    case onednn_step_kind_multiply: return dnnl_binary_mul;
    }
    return dnnl_alg_kind_undef;
}

static dnnl_status_t append_step(dnnl_post_ops_t steps, const onednn_step *step) {
    if (step->kind == onednn_step_kind_accumulate) { return append_accumulation(steps, step->alpha); }
    if (!has_operand(step->kind)) { return append_elementwise(steps, algorithm(step->kind), step->alpha, step->beta); }
    if (step->operand == NULL) { return dnnl_invalid_arguments; }
    return dnnl_post_ops_append_binary(steps, algorithm(step->kind), onednn_descriptor(step->operand));
}

/// Attributes with the scratchpad given by the caller and the steps appended. NULL is never left in *out on success.
static dnnl_status_t create_attributes(dnnl_primitive_attr_t *out, const onednn_step *steps, int32_t step_count) {
    if (step_count < 0 || step_count > ONEDNN_MAXIMUM_STEPS) { return dnnl_invalid_arguments; }
    dnnl_primitive_attr_t attributes = NULL;
    dnnl_post_ops_t post_operations = NULL;
    dnnl_status_t status = dnnl_primitive_attr_create(&attributes);
    if (status != dnnl_success) { return status; }
    status = dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user);
    if (status == dnnl_success && step_count > 0) {
        status = dnnl_post_ops_create(&post_operations);
        for (int32_t index = 0; status == dnnl_success && index < step_count; index++) {
            status = append_step(post_operations, &steps[index]);
        }
        if (status == dnnl_success) { status = dnnl_primitive_attr_set_post_ops(attributes, post_operations); }
        if (post_operations != NULL) { dnnl_post_ops_destroy(post_operations); }
    }
    if (status != dnnl_success) {
        dnnl_primitive_attr_destroy(attributes);
        return status;
    }
    *out = attributes;
    return dnnl_success;
}

/// Wraps a descriptor that was just made (or was not, as `status` says) and frees the attributes it was made with.
static onednn_status finish(
    onednn_operation **out, dnnl_status_t status, dnnl_primitive_desc_t descriptor, dnnl_primitive_attr_t attributes,
    int32_t absorbed_steps) {
    if (attributes != NULL) { dnnl_primitive_attr_destroy(attributes); }
    if (status != dnnl_success) { return onednn_status_of(status); }
    onednn_operation *operation = calloc(1, sizeof *operation);
    if (operation == NULL) {
        dnnl_primitive_desc_destroy(descriptor);
        return onednn_status_out_of_memory;
    }
    operation->descriptor = descriptor;
    operation->absorbed_steps = absorbed_steps;
    *out = operation;
    return onednn_status_ok;
}

// MARK: choosing

onednn_status onednn_convolution_create(
    onednn_operation **out, onednn_engine *engine, const onednn_convolution *convolution, const onednn_step *steps,
    int32_t step_count) {
    dnnl_dims_t strides = {convolution->strides[0], convolution->strides[1]};
    // oneDNN counts the zeros between the taps.
    dnnl_dims_t dilations = {convolution->dilations[0] - 1, convolution->dilations[1] - 1};
    dnnl_dims_t before = {convolution->padding_before[0], convolution->padding_before[1]};
    dnnl_dims_t after = {convolution->padding_after[0], convolution->padding_after[1]};
    const_dnnl_memory_desc_t source = onednn_descriptor(convolution->source);
    const_dnnl_memory_desc_t weights = onednn_descriptor(convolution->weights);
    const_dnnl_memory_desc_t bias = onednn_descriptor(convolution->bias);
    const_dnnl_memory_desc_t destination = onednn_descriptor(convolution->destination);

    dnnl_primitive_attr_t attributes = NULL;
    dnnl_primitive_desc_t descriptor = NULL;
    dnnl_memory_t scales = NULL;
    dnnl_status_t status = create_attributes(&attributes, steps, step_count);
    if (status == dnnl_success && convolution->scales != NULL) {
        status = set_convolution_scales(
            attributes, &scales, engine->engine, convolution->scales, convolution->scale_count,
            library_rank(weights) == 5);
    }
    if (status == dnnl_success) {
        if (convolution->transposed) {
            status = dnnl_deconvolution_forward_primitive_desc_create(
                &descriptor, engine->engine, dnnl_forward_inference, dnnl_deconvolution_direct, source, weights, bias,
                destination, strides, dilations, before, after, attributes);
        } else {
            status = dnnl_convolution_forward_primitive_desc_create(
                &descriptor, engine->engine, dnnl_forward_inference,
                convolution->winograd ? dnnl_convolution_winograd : dnnl_convolution_direct, source, weights, bias,
                destination, strides, dilations, before, after, attributes);
        }
    }
    onednn_status result = finish(out, status, descriptor, attributes, 0);
    if (result == onednn_status_ok) {
        (*out)->scales = scales;
    } else if (scales != NULL) {
        dnnl_memory_destroy(scales);
    }
    return result;
}

float onednn_convolution_bias(float bias, float scale) { return library_bias(bias, scale); }

onednn_status onednn_subsampling_create(
    onednn_operation **out, onednn_engine *engine, const onednn_layout *source, const onednn_layout *destination,
    int64_t interval) {
    // A pooling window of one pixel: the largest of one value is that value, so nothing is rounded.
    dnnl_dims_t strides = {interval, interval};
    dnnl_dims_t window = {1, 1};
    dnnl_dims_t dilation = {0, 0};
    dnnl_dims_t padding = {0, 0};
    dnnl_primitive_attr_t attributes = NULL;
    dnnl_primitive_desc_t descriptor = NULL;
    dnnl_status_t status = create_attributes(&attributes, NULL, 0);
    if (status == dnnl_success) {
        status = dnnl_pooling_forward_primitive_desc_create(
            &descriptor, engine->engine, dnnl_forward_inference, dnnl_pooling_max, onednn_descriptor(source),
            onednn_descriptor(destination), strides, window, dilation, padding, padding, attributes);
    }
    return finish(out, status, descriptor, attributes, 0);
}

onednn_status onednn_resize_create(
    onednn_operation **out, onednn_engine *engine, const onednn_layout *source, const onednn_layout *destination,
    const onednn_step *steps, int32_t step_count) {
    dnnl_primitive_attr_t attributes = NULL;
    dnnl_primitive_desc_t descriptor = NULL;
    dnnl_memory_desc_t described;
    dnnl_status_t status = describe_resampling_source(&described, onednn_descriptor(source));
    if (status != dnnl_success) { return onednn_status_of(status); }
    status = create_attributes(&attributes, steps, step_count);
    if (status == dnnl_success) {
        status = dnnl_resampling_forward_primitive_desc_create(
            &descriptor, engine->engine, dnnl_forward_inference, dnnl_resampling_linear, NULL,
            descriptor_reference(&described), onednn_descriptor(destination), attributes);
    }
    dnnl_memory_desc_destroy(described);
    return finish(out, status, descriptor, attributes, 0);
}

onednn_status onednn_elementwise_create(
    onednn_operation **out, onednn_engine *engine, const onednn_layout *layout, const onednn_step *step) {
    if (step->kind == onednn_step_kind_accumulate || (has_operand(step->kind) && step->operand == NULL)) {
        return onednn_status_invalid_arguments;
    }
    const_dnnl_memory_desc_t data = onednn_descriptor(layout);
    dnnl_primitive_attr_t attributes = NULL;
    dnnl_primitive_desc_t descriptor = NULL;
    dnnl_status_t status = create_attributes(&attributes, NULL, 0);
    if (status == dnnl_success && has_operand(step->kind)) {
        status = dnnl_binary_primitive_desc_create(
            &descriptor, engine->engine, algorithm(step->kind), data, onednn_descriptor(step->operand), data,
            attributes);
    } else if (status == dnnl_success) {
        status = dnnl_eltwise_forward_primitive_desc_create(
            &descriptor, engine->engine, dnnl_forward_inference, algorithm(step->kind), data, data, step->alpha,
            step->beta, attributes);
    }
    return finish(out, status, descriptor, attributes, 1);
}

onednn_status onednn_reorder_create(
    onednn_operation **out, onednn_engine *engine, const onednn_layout *source, const onednn_layout *destination) {
    dnnl_primitive_attr_t attributes = NULL;
    dnnl_primitive_desc_t descriptor = NULL;
    dnnl_status_t status = create_attributes(&attributes, NULL, 0);
    if (status == dnnl_success) {
        status = dnnl_reorder_primitive_desc_create(
            &descriptor, onednn_descriptor(source), engine->engine, onednn_descriptor(destination), engine->engine,
            attributes);
    }
    return finish(out, status, descriptor, attributes, 0);
}

void onednn_operation_destroy(onednn_operation *operation) {
    if (operation == NULL) { return; }
    if (operation->primitive != NULL) { dnnl_primitive_destroy(operation->primitive); }
    if (operation->scales != NULL) { dnnl_memory_destroy(operation->scales); }
    if (operation->descriptor != NULL) { dnnl_primitive_desc_destroy(operation->descriptor); }
    free(operation);
}

// MARK: using

const char *onednn_operation_implementation(const onednn_operation *operation) {
    const char *name = NULL;
    dnnl_status_t status = dnnl_primitive_desc_query(operation->descriptor, dnnl_query_impl_info_str, 0, &name);
    return status == dnnl_success && name != NULL ? name : "unnamed";
}

/// The library's number of an argument, or -1 for one that this operation cannot have.
static int library_argument(const onednn_operation *operation, onednn_role role) {
    switch (role) {
    case onednn_role_source: return DNNL_ARG_SRC;
    case onednn_role_weights: return DNNL_ARG_WEIGHTS;
    case onednn_role_bias: return DNNL_ARG_BIAS;
    case onednn_role_destination: return DNNL_ARG_DST;
    case onednn_role_scratchpad: return DNNL_ARG_SCRATCHPAD;
    default: break;
    }
    int32_t step = (int32_t)role - onednn_role_step_operand;
    if (step < 0 || step >= ONEDNN_MAXIMUM_STEPS) { return -1; }
    // The operand of a step that became the operation itself is that operation's second source.
    if (step < operation->absorbed_steps) { return DNNL_ARG_SRC_1; }
    return DNNL_ARG_ATTR_MULTIPLE_POST_OP(step - operation->absorbed_steps) | DNNL_ARG_SRC_1;
}

onednn_status onednn_operation_layout(const onednn_operation *operation, onednn_role role, onednn_layout **out) {
    int argument = library_argument(operation, role);
    if (argument < 0) { return onednn_status_invalid_arguments; }
    const_dnnl_memory_desc_t descriptor =
        role == onednn_role_scratchpad
            ? dnnl_primitive_desc_query_md(operation->descriptor, dnnl_query_scratchpad_md, 0)
            : dnnl_primitive_desc_query_md(operation->descriptor, dnnl_query_exec_arg_md, argument);
    return onednn_layout_copy(out, descriptor);
}

onednn_status onednn_operation_compile(onednn_operation *operation) {
    if (operation->primitive != NULL) { return onednn_status_invalid_arguments; }
    return onednn_status_of(dnnl_primitive_create(&operation->primitive, operation->descriptor));
}

onednn_status onednn_operation_execute(
    const onednn_operation *operation, onednn_engine *engine, const onednn_argument *arguments,
    int32_t argument_count) {
    if (operation->primitive == NULL || argument_count < 1 || argument_count >= MAXIMUM_ARGUMENTS) {
        return onednn_status_invalid_arguments;
    }
    dnnl_exec_arg_t library_arguments[MAXIMUM_ARGUMENTS];
    for (int32_t index = 0; index < argument_count; index++) {
        int argument = library_argument(operation, arguments[index].role);
        if (argument < 0) { return onednn_status_invalid_arguments; }
        library_arguments[index] = (dnnl_exec_arg_t){.arg = argument, .memory = arguments[index].memory->memory};
    }
    if (operation->scales != NULL) {
        library_arguments[argument_count++] =
            (dnnl_exec_arg_t){.arg = LIBRARY_SCALES_ARGUMENT, .memory = operation->scales};
    }
    return onednn_status_of(
        dnnl_primitive_execute(operation->primitive, engine->stream, argument_count, library_arguments));
}
