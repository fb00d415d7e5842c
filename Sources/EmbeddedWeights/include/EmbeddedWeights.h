// The weights of the network that ships inside the program, as bytes of the executable:
// one file to copy to another machine, no resource folder to lose.
#pragma once

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// First byte of the safetensors file of the `lite` network (see Sources/Net/Net/Models/Lite.swift); lives as long as
/// the process.
const uint8_t *embedded_lite_weights(void);

/// Length of that file in bytes.
size_t embedded_lite_weights_size(void);

#pragma clang assume_nonnull end
