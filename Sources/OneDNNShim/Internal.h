// The insides of the handles that more than one file looks into.
#pragma once

#include "OneDNNShim.h"
#include "Version.h"

struct onednn_layout {
    dnnl_memory_desc_t descriptor;
};

struct onednn_engine {
    dnnl_engine_t engine;
    dnnl_stream_t stream;
    // Whether another handle owns the library's engine.
    _Bool is_borrowed;
};

struct onednn_memory {
    dnnl_memory_t memory;
};

/// The layout's descriptor as the library's functions take it; NULL stays NULL.
static inline const_dnnl_memory_desc_t onednn_descriptor(const onednn_layout *layout) {
    return layout ? descriptor_reference(&layout->descriptor) : NULL;
}

/// Makes a layout out of a descriptor that the library owns.
onednn_status onednn_layout_copy(onednn_layout **out, const_dnnl_memory_desc_t descriptor);

/// The library's status as ours.
onednn_status onednn_status_of(dnnl_status_t status);
