// Engine, layouts and memory: what has no arithmetic.
#include "Internal.h"

#include <stdlib.h>

onednn_status onednn_engine_create(onednn_engine **out) {
    onednn_engine *engine = calloc(1, sizeof *engine);
    if (engine == NULL) { return onednn_status_out_of_memory; }
    dnnl_status_t status = dnnl_engine_create(&engine->engine, dnnl_cpu, 0);
    if (status == dnnl_success) { status = dnnl_stream_create(&engine->stream, engine->engine, dnnl_stream_in_order); }
    if (status != dnnl_success) {
        onednn_engine_destroy(engine);
        return onednn_status_of(status);
    }
    *out = engine;
    return onednn_status_ok;
}

onednn_status onednn_engine_create_queue(onednn_engine **out, onednn_engine *engine) {
    onednn_engine *queue = calloc(1, sizeof *queue);
    if (queue == NULL) { return onednn_status_out_of_memory; }
    queue->engine = engine->engine;
    queue->is_borrowed = 1;
    dnnl_status_t status = dnnl_stream_create(&queue->stream, queue->engine, dnnl_stream_in_order);
    if (status != dnnl_success) {
        onednn_engine_destroy(queue);
        return onednn_status_of(status);
    }
    *out = queue;
    return onednn_status_ok;
}

void onednn_engine_destroy(onednn_engine *engine) {
    if (engine == NULL) { return; }
    if (engine->stream != NULL) { dnnl_stream_destroy(engine->stream); }
    if (engine->engine != NULL && !engine->is_borrowed) { dnnl_engine_destroy(engine->engine); }
    free(engine);
}

onednn_status onednn_engine_wait(onednn_engine *engine) { return onednn_status_of(dnnl_stream_wait(engine->stream)); }

static dnnl_data_type_t library_type(onednn_type type) {
    switch (type) {
    case onednn_type_float32: return dnnl_f32;
    case onednn_type_bfloat16: return dnnl_bf16;
    case onednn_type_signed8: return dnnl_s8;
    case onednn_type_unsigned8: return dnnl_u8;
    }
    return dnnl_data_type_undef;
}

onednn_type onednn_layout_type(const onednn_layout *layout) {
    switch (library_type_of(onednn_descriptor(layout))) {
    case dnnl_bf16: return onednn_type_bfloat16;
    case dnnl_s8: return onednn_type_signed8;
    case dnnl_u8: return onednn_type_unsigned8;
    default: return onednn_type_float32;
    }
}

onednn_status onednn_layout_create(
    onednn_layout **out, onednn_type type, int32_t rank, const int64_t *sizes, const int64_t *strides) {
    if (rank < 1 || rank > 6) { return onednn_status_invalid_arguments; }
    dnnl_dims_t library_sizes = {0};
    dnnl_dims_t library_strides = {0};
    for (int32_t axis = 0; axis < rank; axis++) {
        library_sizes[axis] = sizes[axis];
        if (strides != NULL) { library_strides[axis] = strides[axis]; }
    }
    onednn_layout *layout = calloc(1, sizeof *layout);
    if (layout == NULL) { return onednn_status_out_of_memory; }
    dnnl_status_t status = strides != NULL
                               ? dnnl_memory_desc_create_with_strides(
                                     &layout->descriptor, rank, library_sizes, library_type(type), library_strides)
                               : dnnl_memory_desc_create_with_tag(
                                     &layout->descriptor, rank, library_sizes, library_type(type), dnnl_format_tag_any);
    if (status != dnnl_success) {
        free(layout);
        return onednn_status_of(status);
    }
    *out = layout;
    return onednn_status_ok;
}

onednn_status onednn_layout_copy(onednn_layout **out, const_dnnl_memory_desc_t descriptor) {
    if (descriptor == NULL) { return onednn_status_invalid_arguments; }
    onednn_layout *layout = calloc(1, sizeof *layout);
    if (layout == NULL) { return onednn_status_out_of_memory; }
    dnnl_status_t status = dnnl_memory_desc_clone(&layout->descriptor, descriptor);
    if (status != dnnl_success) {
        free(layout);
        return onednn_status_of(status);
    }
    *out = layout;
    return onednn_status_ok;
}

void onednn_layout_destroy(onednn_layout *layout) {
    if (layout == NULL) { return; }
    dnnl_memory_desc_destroy(layout->descriptor);
    free(layout);
}

size_t onednn_layout_byte_count(const onednn_layout *layout) {
    return dnnl_memory_desc_get_size(onednn_descriptor(layout));
}

_Bool onednn_layout_equal(const onednn_layout *left, const onednn_layout *right) {
    return dnnl_memory_desc_equal(onednn_descriptor(left), onednn_descriptor(right)) != 0;
}

onednn_status onednn_memory_create(
    onednn_memory **out, const onednn_layout *layout, onednn_engine *engine, void *bytes) {
    onednn_memory *memory = calloc(1, sizeof *memory);
    if (memory == NULL) { return onednn_status_out_of_memory; }
    dnnl_status_t status = dnnl_memory_create(&memory->memory, onednn_descriptor(layout), engine->engine, bytes);
    if (status != dnnl_success) {
        free(memory);
        return onednn_status_of(status);
    }
    *out = memory;
    return onednn_status_ok;
}

void onednn_memory_destroy(onednn_memory *memory) {
    if (memory == NULL) { return; }
    dnnl_memory_destroy(memory->memory);
    free(memory);
}
