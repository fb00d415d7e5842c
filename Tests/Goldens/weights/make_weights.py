#!/usr/bin/env python3
"""Writes small weights files as PyTorch and safetensors write them, and what they hold, beside this script.

Needs torch and safetensors. The values follow from the tensors' places, so running it again changes nothing but the
keys PyTorch gives to storages in its old format (addresses) and a serialization id.
Each FILE.txt has a line a tensor: name, data type, shape, and the values as float32 (float64 for integers), row-major,
in hexadecimal, least significant byte first.
"""
import pathlib
from collections import OrderedDict

import numpy as np
import torch
from safetensors.torch import save_file

here = pathlib.Path(__file__).parent


def ramp(*shape, dtype=torch.float32, scale=0.37):
    """Different in every place, both signs, with fractions that a half cannot hold."""
    count = int(np.prod(shape)) if shape else 1
    values = (torch.arange(count, dtype=torch.float64) - count / 3) * scale
    return values.reshape(shape).to(dtype)


def describe(name, tensors):
    lines = []
    for key, tensor in tensors.items():
        tensor = tensor.detach().contiguous()
        kind = str(tensor.dtype).removeprefix("torch.")
        wide = tensor.to(torch.float32 if tensor.dtype.is_floating_point else torch.float64)
        shape = ",".join(str(size) for size in tensor.shape)
        lines.append(f"{key} {kind} [{shape}] {wide.numpy().tobytes().hex()}")
    (here / f"{name}.txt").write_text("\n".join(lines) + "\n")


def save_torch(name, tensors, holds=None):
    torch.save(tensors, here / f"{name}-zip.pth")
    torch.save(tensors, here / f"{name}-legacy.pth", _use_new_zipfile_serialization=False)
    describe(name, holds or tensors)


# What a network's state dict looks like: weights, normalisation, a counter.
network = torch.nn.Sequential(
    torch.nn.Conv2d(1, 3, 3, bias=True), torch.nn.ReLU(), torch.nn.BatchNorm2d(3), torch.nn.ConvTranspose2d(3, 2, 4)
)
state = network.state_dict()
for place, tensor in enumerate(state.values()):
    tensor.copy_(ramp(*tensor.shape, dtype=tensor.dtype, scale=0.37 + place) if tensor.shape else torch.tensor(7 + place))
save_torch("network", state)

# Every element type; halves with subnormals, infinities and a NaN.
special = torch.tensor([0.0, -0.0, 5.96e-8, -6.1e-5, 6.2e-5, 65504.0, float("inf"), float("-inf"), float("nan"), 0.1])
types = OrderedDict(
    float32=ramp(2, 3),
    float64=ramp(2, 2, dtype=torch.float64),
    float16=special.to(torch.float16),
    bfloat16=special.to(torch.bfloat16),
    int64=torch.tensor([-(2**40), 3]),
    int32=torch.tensor([-70000, 70000], dtype=torch.int32),
    int16=torch.tensor([-300, 300], dtype=torch.int16),
    int8=torch.tensor([-7, 7, 1], dtype=torch.int8),
    uint8=torch.tensor([0, 255], dtype=torch.uint8),
    bool=torch.tensor([True, False, True]),
)
save_torch("types", types)
save_file(types, here / "types.safetensors", metadata={"temperature": "0.5", "note": 'quoted "é" \\ text'})

# Views: a transpose, a column, a slice with a step, two tensors in one storage; a Parameter; scalars; nothing at all.
base = ramp(4, 6)
views = OrderedDict(
    base=base,
    transposed=base.t(),
    column=base[:, 2],
    stepped=base[1::2, ::3],
    permuted=ramp(2, 3, 4).permute(2, 0, 1),
    parameter=torch.nn.Parameter(ramp(3)),
    scalar=torch.tensor(2.5),
    count=torch.tensor(41),
    empty=torch.zeros(2, 0, 3),
)
save_torch("views", views)

# As training scripts keep them, with other things around.
save_torch("wrapped", {"epoch": 3, "lr": 0.5, "best": None, "state_dict": {"weight": ramp(2, 2)}}, {"weight": ramp(2, 2)})
# As BasicSR keeps them, whose counters of batches are of another type.
params = {"weight": ramp(2, 2), "count": torch.tensor(41)}
save_torch("params", {"params": params}, params)

for kind, dtype in {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}.items():
    tensors = {
        "weight": ramp(3, 1, 2, 2, dtype=dtype), "bias": ramp(3, dtype=dtype), "count": torch.tensor(9),
        "empty": torch.zeros(0, 2, dtype=dtype), "scalar": torch.tensor(-1.5, dtype=dtype),
    }
    save_file(tensors, here / f"{kind}.safetensors")
    describe(kind, tensors)

# Rounding to the half-width types: ties both ways, subnormals, the largest values, infinities and a NaN.
bits = [0x3F801000, 0x3F803000, 0x3F801001, 0x3F808000, 0x3F818000, 0x3F808001, 0x33000000, 0x33000001, 0x33800000,
        0x387FE000, 0x387FF000, 0x00000001, 0x00008000, 0x00018000, 0x477FE000, 0x477FEFFF, 0x80000000, 0x7F800000,
        0xFF800000, 0x7FC00000, 0x3DCCCCCD, 0xC2F6E979]
values = torch.from_numpy(np.array(bits, dtype=np.uint32).view(np.float32))
save_file({"values": values, "half": values.half(), "brain": values.bfloat16()}, here / "rounding.safetensors")

# Without checksums, which PyTorch can be told to leave out; also what the fuzzer can change without being caught at once.
torch.serialization.set_crc32_options(False)
torch.save(views, here / "nochecksums-zip.pth")
describe("nochecksums", views)
