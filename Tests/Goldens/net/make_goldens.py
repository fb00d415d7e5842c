"""Writes the networks' goldens: narrow copies for the repository, or full-size files for the opt-in test.

    python3 make_goldens.py                      # *.safetensors beside this file
    python3 make_goldens.py --full-size FOLDER   # about 270 MB of torch.save files and their ab

Each narrow file holds the weights of one network (float16, to be small) under their own names, and the expected result
as `expected.ab`; the metadata says which input and temperature it belongs to. Needs torch, numpy and safetensors.
"""

import argparse
import pathlib

import torch
from safetensors.torch import save_file

import networks

HERE = pathlib.Path(__file__).parent


def half_rounded(network):
    """Rounds the weights to what the file will hold, so that the expected result belongs to the same numbers."""
    for tensor in network.state_dict().values():
        if tensor.dtype == torch.float32:
            tensor.copy_(tensor.to(torch.float16).to(torch.float32))
    return network


def predict(name, network, width, height, temperature):
    """ab in double precision: what a float32 result is judged by. Prints how well PyTorch's own float32 does."""
    with torch.no_grad():
        single = network(networks.lightness(width, height), temperature)[0]
        ab = network.double()(networks.lightness(width, height).double(), temperature).to(torch.float32)[0]
    print(f"{name}: ab from {ab.min():.2f} to {ab.max():.2f}, deviation {ab.std():.2f}; "
          f"PyTorch in float32 is off by at most {(single - ab).abs().max():.1e}")
    return ab


def narrow(name, network, last, gain, seed, width, height, temperature=1.0):
    network = half_rounded(networks.randomise(network, seed, last, gain))
    tensors = {}
    for key, value in network.state_dict().items():
        tensors[key] = value.to(torch.float16) if value.dtype == torch.float32 else value.clone()
    ab = predict(name, network, width, height, temperature)
    tensors["expected.ab"] = ab
    metadata = {"width": str(width), "height": str(height), "temperature": str(temperature)}
    path = HERE / f"{name}.safetensors"
    save_file(tensors, path, metadata)
    path.chmod(0o644)


def full_size(name, network, last, gain, seed, folder, temperature=1.0):
    network = networks.randomise(network, seed, last, gain)
    torch.save(network.state_dict(), folder / f"{name}.pth")
    torch.save(network.state_dict(), folder / f"{name}-legacy.pth", _use_new_zipfile_serialization=False)
    ab = predict(name, network, 256, 256, temperature)
    (folder / f"{name}.ab").write_bytes(ab.numpy().tobytes())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--full-size", metavar="FOLDER", type=pathlib.Path)
    folder = parser.parse_args().full_size
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        full_size("eccv16", networks.ECCV16(), "model8.6", 0.7, 11, folder)
        full_size("siggraph17", networks.SIGGRAPH17(), "model_out.0", 0.07, 12, folder)
        full_size("lite", networks.Lite(), "classifier", 0.5, 13, folder, temperature=0.5)
        return
    # A thirty-second of the channels; lite's a sixteenth.
    channels = (2, 4, 8, 16)
    stages = [(expansion, o // 16, k, stride, count) for expansion, o, k, stride, count in networks.Lite.STAGES]
    narrow("eccv16", networks.ECCV16(channels), "model8.6", 2.0, 1, 64, 48, temperature=0.5)
    narrow("siggraph17", networks.SIGGRAPH17(channels), "model_out.0", 0.15, 2, 48, 32)
    narrow("lite", networks.Lite(2, stages, 6), "classifier", 0.8, 3, 96, 64, temperature=0.5)


if __name__ == "__main__":
    main()
