"""Colours a film as it is usually done in Python, and prints the nanoseconds that a frame takes (median).

    recipe.py IN.mp4 OUT.mp4 lite|eccv16 FOLDER FRAMES

Frame by frame: OpenCV reads, Pillow makes the small picture, scikit-image gives Lab, PyTorch (f32, as it is by default)
predicts, scikit-image gives RGB, OpenCV writes. These are the steps of the PyTorch release's demo.
"""

import pathlib
import statistics
import sys
import time

import cv2
import numpy
import PIL.Image
import prepare
import skimage.color
import torch
from torch.nn import functional as F


def coloured(frame, network):
    """BGR from BGR."""
    rgb = cv2.cvtColor(frame, cv2.COLOR_BGR2RGB)
    small = numpy.asarray(PIL.Image.fromarray(rgb).resize((prepare.SIZE, prepare.SIZE), PIL.Image.BICUBIC))
    lightness = torch.from_numpy(skimage.color.rgb2lab(rgb)[:, :, 0])[None, None]
    small_lightness = torch.from_numpy(skimage.color.rgb2lab(small)[:, :, 0]).float()[None, None]
    with torch.inference_mode():
        ab = F.interpolate(network(small_lightness), size=small.shape[:2], mode="bilinear")
        ab = F.interpolate(ab, size=frame.shape[:2], mode="bilinear")
        lab = torch.cat([lightness, ab], dim=1)[0].permute(1, 2, 0).numpy()
    rgb = numpy.round(255 * skimage.color.lab2rgb(lab)).astype(numpy.uint8)
    return cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR)


def main():
    source, result, name, folder, frames = sys.argv[1:]
    network = prepare.load(name, pathlib.Path(folder))
    reader = cv2.VideoCapture(source)
    size = [int(reader.get(side)) for side in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT)]
    writer = cv2.VideoWriter(result, cv2.VideoWriter.fourcc(*"mp4v"), reader.get(cv2.CAP_PROP_FPS), size)
    times = []
    # The first one is not counted.
    for _ in range(int(frames) + 1):
        start = time.perf_counter_ns()
        found, frame = reader.read()
        if not found or not writer.isOpened():
            sys.exit(f"recipe: {source} has too few frames, or {result} cannot be written")
        writer.write(coloured(frame, network))
        times.append(time.perf_counter_ns() - start)
    print(round(statistics.median(times[1:])))


if __name__ == "__main__":
    main()
