#include "EmbeddedWeights.h"

// Aligned to a cache line. safetensors pads its header to eight bytes, so the tensors behind it are aligned to eight.
_Alignas(64) static const uint8_t lite_weights[] = {
#embed "lite.safetensors"
};

const uint8_t *embedded_lite_weights(void) { return lite_weights; }

size_t embedded_lite_weights_size(void) { return sizeof lite_weights; }
