"""Writes what the contenders need into a folder: weights, ONNX files, pictures and the expected results.

    prepare.py FOLDER CLIP

The weights of eccv16 and siggraph17 are the published ones if $COLORIZE_WEIGHTS_DIR has eccv16.pth and siggraph17.pth
(or .safetensors), otherwise random ones that keep every layer's activations at a scale of about 1: speed does not
depend on the values. Those of ddcolor-tiny are random. Those of lite are the ones inside the program.
"""

import argparse
import logging
import os
import pathlib
import subprocess
import sys

import numpy
import onnx
import safetensors.torch
import torch

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests/Goldens/net"))
import ddcolor  # noqa: E402
import networks  # noqa: E402

SIZE = 256
PICTURES = 8
NAMES = ("lite", "eccv16", "siggraph17", "ddcolor-tiny")


def load(name, folder):
    """The network with its weights and their settings, ready to predict."""
    if name == "ddcolor-tiny":
        network = ddcolor.DDColor().eval()
        network.load_state_dict(safetensors.torch.load_file(folder / f"{name}.safetensors"))
        return ddcolor.without_spectral_norm(network)
    path = ROOT / "Sources/EmbeddedWeights/lite.safetensors" if name == "lite" else folder / f"{name}.safetensors"
    return networks.load(name, path)


def save_weights(name, last, gain, seed, folder):
    given = pathlib.Path(os.environ.get("COLORIZE_WEIGHTS_DIR", "/nonexistent"))
    if (given / f"{name}.safetensors").exists():
        tensors = safetensors.torch.load_file(given / f"{name}.safetensors")
    elif (given / f"{name}.pth").exists():
        tensors = torch.load(given / f"{name}.pth", map_location="cpu", weights_only=True)
    else:
        network = {"eccv16": networks.ECCV16, "siggraph17": networks.SIGGRAPH17}[name]()
        tensors = networks.randomise(network, seed, last, gain).state_dict()
    safetensors.torch.save_file({key: value.contiguous() for key, value in tensors.items()}, folder / f"{name}.safetensors")


def pictures(clip):
    """L* of pictures spread over a film, squeezed to the networks' size: PICTURES×256×256 floats."""
    command = ["ffmpeg", "-v", "error", "-i", clip, "-vf", f"scale={SIZE}:{SIZE}:flags=bicubic,format=gray", "-f", "rawvideo", "-"]
    frames = numpy.frombuffer(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout, numpy.uint8)
    frames = frames.reshape(-1, SIZE, SIZE)
    chosen = frames[numpy.linspace(0, len(frames) - 1, PICTURES).astype(int)] / 255
    # CIE 1976 L* of sRGB greys.
    light = numpy.where(chosen > 0.04045, ((chosen + 0.055) / 1.055) ** 2.4, chosen / 12.92)
    return numpy.where(light > 0.008856, 116 * numpy.cbrt(light) - 16, 903.3 * light).astype(numpy.float32)


def put_softmax_last(path):
    """Has the ONNX file compute softmax and expectation of the colour bins with the channels last.

    As PyTorch exports them, over the second of four axes, they cost ONNX Runtime half of lite's time, and the others some.
    """
    model = onnx.load(path)
    nodes = model.graph.node
    softmax = next((node for node in nodes if node.op_type == "Softmax"), None)
    if softmax is None:
        return
    expectation = next(node for node in nodes if softmax.output[0] in node.input)
    weights = next(tensor for tensor in model.graph.initializer if tensor.name == expectation.input[1])
    centres = onnx.numpy_helper.to_array(weights).reshape(2, -1).T.copy()
    model.graph.initializer.append(onnx.numpy_helper.from_array(centres, "centres"))
    place = list(nodes).index(softmax)
    nodes.remove(expectation)
    nodes.remove(softmax)
    for node in reversed((
            onnx.helper.make_node("Transpose", [softmax.input[0]], ["logits"], perm=[0, 2, 3, 1]),
            onnx.helper.make_node("Softmax", ["logits"], ["probabilities"], axis=-1),
            onnx.helper.make_node("MatMul", ["probabilities", "centres"], ["expected"]),
            onnx.helper.make_node("Transpose", ["expected"], [expectation.output[0]], perm=[0, 3, 1, 2]))):
        nodes.insert(place, node)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("clip")
    arguments = parser.parse_args()
    folder = arguments.folder
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    lightness = pictures(arguments.clip)
    (folder / "lightness.f32").write_bytes(lightness.tobytes())
    save_weights("eccv16", "model8.6", 0.7, 11, folder)
    save_weights("siggraph17", "model_out.0", 0.07, 12, folder)
    tensors = ddcolor.randomise(ddcolor.DDColor(), 13).state_dict()
    safetensors.torch.save_file(
        {key: value.contiguous() for key, value in tensors.items()}, folder / "ddcolor-tiny.safetensors")
    picture = torch.from_numpy(lightness[:1]).reshape(1, 1, SIZE, SIZE)
    for name in NAMES:
        network = load(name, folder)
        with torch.inference_mode():
            ab = network(picture)
        print(f"{name}: a, b from {ab.min():.1f} to {ab.max():.1f}, deviation {ab.std():.1f}")
        (folder / f"{name}.ab").write_bytes(ab.numpy().tobytes())
        torch.onnx.export(
            network, (picture,), folder / f"{name}.onnx", input_names=["lightness"], output_names=["ab"],
            opset_version=18, external_data=False, verbose=False)
        put_softmax_last(folder / f"{name}.onnx")


if __name__ == "__main__":
    main()
