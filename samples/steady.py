#!/usr/bin/env python3
"""Draws samples/steady.jpg: the same part of ten frames, coloured with --steady off (above) and light (below).

    python3 samples/steady.py .build/release/colorize-video       (needs numpy and Pillow)

The film is made here: hills, a sky and a ball, seen by a camera that drifts, with the grain of old film.
"""
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image

WIDTH, HEIGHT, FRAMES, SHOWN = 384, 216, 36, range(12, 22)


def frame(index, noise):
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(float)
    u = x + 1.5 * index
    far = 95 + 18 * np.sin(u / 60) + 8 * np.sin(u / 23 + 1)
    near = 140 + 14 * np.sin(u / 41 + 2) + 6 * np.sin(u / 17)
    picture = 200 - y / 4 + 20 * np.exp(-np.hypot(x - 300, y - 40) / 50)
    picture = np.where(y > far, 105 + 10 * np.sin(u / 5) * np.sin(y / 4), picture)
    picture = np.where(y > near, 72 + 16 * np.sin(u / 3 + y) * np.sin(y / 2 + u / 9), picture)
    ball = np.hypot(x - 60 - 5 * index, y - 150 + 50 * abs(np.sin(index / 6)))
    picture = np.where(ball < 22, 150 - 2.2 * ball, picture)
    return np.clip(picture * (1 + 0.02 * noise.normal()) + noise.normal(0, 7, picture.shape), 0, 255).astype(np.uint8)


def main():
    program = sys.argv[1]
    noise = np.random.default_rng(4)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "in").mkdir()
        for index in range(FRAMES):
            Image.fromarray(frame(index, noise)).save(folder / "in" / f"{index:03}.png")
        strip = Image.new("RGB", (len(SHOWN) * 100 - 4, 2 * 120 - 4), "white")
        for row, how in enumerate(("off", "light")):
            subprocess.run([program, folder / "in", folder / how, "--model", "lite", "--steady", how, "-q"], check=True)
            for column, index in enumerate(SHOWN):
                picture = Image.open(folder / how / f"{index:03}.png").convert("RGB").crop((140, 50, 236, 166))
                strip.paste(picture, (100 * column, 120 * row))
        strip.save(pathlib.Path(__file__).with_name("steady.jpg"), quality=80)


if __name__ == "__main__":
    main()
