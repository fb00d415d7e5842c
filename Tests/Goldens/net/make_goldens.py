"""Writes the networks' goldens: narrow copies for the repository, what the weights inside the program give, or
full-size files for the opt-in test.

    python3 make_goldens.py                      # all of the *.safetensors beside this file
    python3 make_goldens.py --ddcolor            # ddcolor.safetensors alone
    python3 make_goldens.py --hints              # siggraph17-hints.safetensors alone
    python3 make_goldens.py --embedded           # embedded.safetensors alone: after a change of the program's weights
    python3 make_goldens.py --full-size FOLDER   # about 1 GB of torch.save files and their ab

Each narrow file holds the weights of one network (float16, to be small) under their own names, and the expected result
as `expected.ab`; the metadata says which input and settings it belongs to. embedded.safetensors holds the expected
result alone, and so does siggraph17-hints.safetensors: of siggraph17.safetensors' weights, with hints. Needs torch, numpy and safetensors.
"""

import argparse
import pathlib

import ddcolor
import networks
import torch
from safetensors.torch import load_file, save_file

HERE = pathlib.Path(__file__).parent
# A thirty-second of the channels of ECCV16 and SIGGRAPH17.
NARROW = (2, 4, 8, 16)
EMBEDDED_WEIGHTS = HERE.parents[2] / "Sources/EmbeddedWeights/lite.safetensors"


def half_rounded(network):
    """Rounds the weights to what the file will hold, so that the expected result belongs to the same numbers."""
    for tensor in network.state_dict().values():
        if tensor.dtype == torch.float32:
            tensor.copy_(tensor.to(torch.float16).to(torch.float32))
    return network


def predict(name, network, width, height, **settings):
    """ab in double precision: what a float32 result is judged by. Prints how well PyTorch's own float32 does."""
    with torch.no_grad():
        single = network(networks.lightness(width, height), **settings)[0]
        ab = network.double()(networks.lightness(width, height).double(), **settings).to(torch.float32)[0]
    print(f"{name}: ab from {ab.min():.2f} to {ab.max():.2f}, deviation {ab.std():.2f}; "
          f"PyTorch in float32 is off by at most {(single - ab).abs().max():.1e}")
    return ab


def save(name, tensors, metadata):
    path = HERE / f"{name}.safetensors"
    save_file(tensors, path, metadata)
    path.chmod(0o644)


def narrow(name, network, last, gain, seed, width, height, **settings):
    network = half_rounded(networks.randomise(network, seed, last, gain))
    tensors = {}
    for key, value in network.state_dict().items():
        tensors[key] = value.to(torch.float16) if value.dtype == torch.float32 else value.clone()
    tensors["expected.ab"] = predict(name, network, width, height, **settings)
    sizes = {"width": str(width), "height": str(height)}
    save(name, tensors, sizes | {key: str(value) for key, value in settings.items()})


def narrow_ddcolor():
    """The whole topology with a few channels: blocks of two sizes, four heads, three layers that look at three sizes."""
    network = ddcolor.DDColor((1, 1, 2, 1), (4, 8, 12, 16), (12, 12, 8), queries=10, width=16, heads=4, hidden=32,
                              layers=4)
    network = half_rounded(ddcolor.randomise(network, 5))
    tensors = {}
    for key, value in network.state_dict().items():
        tensors[key] = value.to(torch.float16) if value.dtype == torch.float32 else value.clone()
    tensors["expected.ab"] = predict("ddcolor", network, 96, 64)
    save("ddcolor", tensors, {"width": "96", "height": "64", "temperature": "1"})


def embedded():
    """What the weights inside the program give at 256×256."""
    network = networks.load("lite", EMBEDDED_WEIGHTS)
    save("embedded", {"expected.ab": predict("embedded", network, 256, 256)}, {"width": "256", "height": "256"})


def hinted():
    """What the narrow SIGGRAPH17 gives where two patches have hints."""
    network = networks.SIGGRAPH17(NARROW)
    network.load_state_dict({key: value.to(torch.float32) if value.dtype == torch.float16 else value
                             for key, value in load_file(HERE / "siggraph17.safetensors").items()
                             if key != "expected.ab"})
    network.eval().double()
    with torch.no_grad():
        ab = network(networks.lightness(48, 32).double(), hints=networks.hints(48, 32).double())[0].to(torch.float32)
    save("siggraph17-hints", {"expected.ab": ab}, {"width": "48", "height": "32", "temperature": "1"})


def full_size(name, network, last, gain, seed, folder, **settings):
    network = networks.randomise(network, seed, last, gain)
    torch.save(network.state_dict(), folder / f"{name}.pth")
    torch.save(network.state_dict(), folder / f"{name}-legacy.pth", _use_new_zipfile_serialization=False)
    ab = predict(name, network, 256, 256, **settings)
    (folder / f"{name}.ab").write_bytes(ab.numpy().tobytes())


def full_size_ddcolor(folder):
    """Both forms in which its authors publish it: under a key of BasicSR's, and plain."""
    network = ddcolor.randomise(ddcolor.DDColor(), 14)
    torch.save({"params": network.state_dict()}, folder / "ddcolor-tiny.pth")
    torch.save(network.state_dict(), folder / "ddcolor-tiny-legacy.pth", _use_new_zipfile_serialization=False)
    (folder / "ddcolor-tiny.ab").write_bytes(predict("ddcolor-tiny", network, 256, 256).numpy().tobytes())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--full-size", metavar="FOLDER", type=pathlib.Path)
    parser.add_argument("--embedded", action="store_true")
    parser.add_argument("--ddcolor", action="store_true")
    parser.add_argument("--hints", action="store_true")
    arguments = parser.parse_args()
    if arguments.embedded:
        embedded()
        return
    if arguments.ddcolor:
        narrow_ddcolor()
        return
    if arguments.hints:
        hinted()
        return
    folder = arguments.full_size
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        full_size("eccv16", networks.ECCV16(), "model8.6", 0.7, 11, folder)
        full_size("siggraph17", networks.SIGGRAPH17(), "model_out.0", 0.07, 12, folder)
        full_size("lite", networks.Lite(), "classifier", 0.3, 13, folder, temperature=0.5)
        full_size_ddcolor(folder)
        return
    # A sixteenth of lite's channels.
    stages = [(expansion, o // 16, k, stride, count) for expansion, o, k, stride, count in networks.Lite.STAGES]
    decoder = [(scale, stage, o // 16, count) for scale, stage, o, count in networks.Lite.DECODER]
    narrow("eccv16", networks.ECCV16(NARROW), "model8.6", 2.0, 1, 64, 48, temperature=0.5)
    narrow("siggraph17", networks.SIGGRAPH17(NARROW), "model_out.0", 0.15, 2, 48, 32, temperature=1.0)
    hinted()
    narrow("lite", networks.Lite(2, stages, decoder), "classifier", 0.2, 3, 96, 64, temperature=0.5, strength=1.25)
    narrow_ddcolor()
    embedded()


if __name__ == "__main__":
    main()
