"""Compares colorize-video with the PyTorch release's demo on ten pictures and prints a table.

    scripts/parity [--ddcolor FILE]

The demo's steps (richzhang/colorization, demo_release.py and colorizers/util.py), followed with PyTorch, Pillow and
scikit-image: the picture resized to 256×256 with Pillow's bicubic, its L to the network, ab enlarged to 256×256 and
from there to the picture's size bilinearly, joined with the L of the picture itself, converted to RGB, rounded to
8 bits. The weights are random, of a fixed seed, and the same on both sides; the pictures are made here.

ddcolor-tiny goes the same way with its published weights, if `colorize-video models fetch ddcolor-tiny` has been run, or
with those of FILE. Its own demo reduces without antialiasing and enlarges ab by nearest neighbour, which colorize-video
does not; so what is compared is the network and the colour around it.
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import torch
from PIL import Image
from skimage import color
from torch.nn import functional as F

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "net"))
import ddcolor  # noqa: E402
import networks  # noqa: E402

NETWORKS = {
    "eccv16": (networks.ECCV16, "model8.6", 0.7, 11),
    "siggraph17": (networks.SIGGRAPH17, "model_out.0", 0.07, 12),
}
SIZES = [(640, 480), (321, 181), (200, 300), (256, 256), (1024, 768), (97, 411), (1280, 720), (255, 257), (512, 64),
         (800, 600)]
GREY = {1, 4, 7}


def picture(index):
    """Soft shapes in soft colours, hard edges, fine texture and noise, in proportions that differ by index."""
    width, height = SIZES[index]
    random = np.random.default_rng(index)
    y, x = np.mgrid[0:height, 0:width] / max(width, height)
    channels = []
    for _ in range(3):
        plane = np.zeros((height, width))
        for _ in range(6):
            fx, fy, phase = random.uniform(-14, 14), random.uniform(-14, 14), random.uniform(0, 6.3)
            plane += random.uniform(0.2, 1) * np.sin(fx * x + fy * y + phase)
        channels.append(plane)
    rgb = np.stack(channels, axis=2)
    for _ in range(12):
        cx, cy, radius = random.uniform(0, 1), random.uniform(0, 1), random.uniform(0.02, 0.15)
        rgb[(x - cx) ** 2 + (y - cy) ** 2 < radius ** 2] += random.uniform(-2, 2, 3)
    rgb += (0.1 + 0.1 * index) * random.normal(size=rgb.shape) * (x > 0.5)[:, :, None]
    rgb = (rgb - rgb.min()) / (rgb.max() - rgb.min())
    pixels = np.round(rgb * 255).astype(np.uint8)
    if index in GREY:
        return Image.fromarray(pixels).convert("L")
    return Image.fromarray(pixels)


def demo(image, network):
    rgb = np.asarray(image)
    if rgb.ndim == 2:
        rgb = np.tile(rgb[:, :, None], 3)
    small = np.asarray(Image.fromarray(rgb).resize((256, 256), resample=Image.Resampling.BICUBIC))
    lightness = torch.tensor(color.rgb2lab(rgb)[:, :, 0], dtype=torch.float32)[None, None]
    small_lightness = torch.tensor(color.rgb2lab(small)[:, :, 0], dtype=torch.float32)[None, None]
    with torch.no_grad():
        ab = network(small_lightness)
        if ab.shape[2:] != (256, 256):
            ab = F.interpolate(ab, scale_factor=4, mode="bilinear")
        ab = F.interpolate(ab, size=rgb.shape[:2], mode="bilinear")
    lab = torch.cat((lightness, ab), dim=1)[0].numpy().transpose((1, 2, 0)).astype(np.float64)
    return np.round(np.clip(color.lab2rgb(lab), 0, 1) * 255).astype(np.int64), ab


def release_networks(program, ddcolor_path, folder):
    """Each network's name, its PyTorch form and the file of its weights."""
    for model, (make, last, gain, seed) in NETWORKS.items():
        network = networks.randomise(make(), seed, last, gain)
        torch.save(network.state_dict(), folder / f"{model}.pth")
        yield model, network, folder / f"{model}.pth"
    if ddcolor_path is None:
        found = subprocess.run([program, "models", "path", "ddcolor-tiny"], capture_output=True, text=True)
        if found.returncode != 0:
            print("ddcolor-tiny is left out: its weights are not installed; colorize-video models fetch ddcolor-tiny",
                  file=sys.stderr)
            return
        ddcolor_path = found.stdout.rstrip("\n")
    network = ddcolor.DDColor()
    state = torch.load(ddcolor_path, weights_only=True)
    network.load_state_dict(state.get("params", state))
    yield "ddcolor-tiny", network.eval(), ddcolor_path


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--ddcolor", metavar="FILE", help="the weights of ddcolor-tiny, in PyTorch's form")
    arguments = parser.parse_args()
    program = arguments.program
    failed = False
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "in").mkdir()
        pictures = [picture(index) for index in range(len(SIZES))]
        for index, image in enumerate(pictures):
            image.save(folder / "in" / f"{index:02}.png")
        print("| network | picture | kind | mean chroma | mean difference | off by more than 1 |")
        print("|---|---|---|---|---|---|")
        for model, network, weights in release_networks(program, arguments.ddcolor, folder):
            subprocess.run([program, folder / "in", folder / model, "--model", model, "--weights", weights, "--ends",
                            "off", "--steady", "off", "-q"], check=True)
            for index, image in enumerate(pictures):
                expected, ab = demo(image, network)
                actual = np.asarray(Image.open(folder / model / f"{index:02}.png").convert("RGB")).astype(np.int64)
                difference = np.abs(expected - actual)
                mean, off = difference.mean(), (difference > 1).mean()
                failed |= bool(mean > 0.15 or off > 0.01)
                kind = "grey" if index in GREY else "colour"
                print(f"| {model} | {image.width}×{image.height} | {kind} | {ab.norm(dim=1).mean():.1f} | "
                      f"{mean:.4f} | {100 * off:.3f} % |")
    if failed:
        sys.exit("a picture is off by more than 0.15 in the mean, or by more than 1 in over 1 % of its values")


if __name__ == "__main__":
    main()
