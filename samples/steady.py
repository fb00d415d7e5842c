#!/usr/bin/env python3
"""Draws samples/steady.jpg: the same part of ten frames, coloured with --steady off (above) and light (below); and
samples/shot.jpg: ten frames of a shot of clip.mp4, from its first to its last, with light (above) and shot (below).

    python3 samples/steady.py .build/release/colorize-video       (needs numpy and Pillow)

The film of the first is made here: hills, a sky and a ball, seen by a camera that drifts, with the grain of old film. The
astronaut of the second is NASA's (public domain): see make.py.
"""
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image

WIDTH, HEIGHT, FRAMES, SHOWN = 384, 216, 36, range(12, 22)
HERE = pathlib.Path(__file__).parent
SHOT = range(50, 96, 5)


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


def strip(program, source, hows, folder, shown, part):
    """Part of some frames, a row for each way to hold them steady."""
    width, height = part[2] - part[0] + 4, part[3] - part[1] + 4
    result = Image.new("RGB", (len(shown) * width - 4, len(hows) * height - 4), "white")
    for row, how in enumerate(hows):
        (folder / how).mkdir()
        subprocess.run([program, source, folder / how, "--model", "lite", "--steady", how, "-q"], check=True)
        frames = sorted((folder / how).iterdir())
        for column, index in enumerate(shown):
            picture = Image.open(frames[index]).convert("RGB").crop(part)
            result.paste(picture, (width * column, height * row))
    return result


def main():
    program = sys.argv[1]
    noise = np.random.default_rng(4)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "in").mkdir()
        for index in range(FRAMES):
            Image.fromarray(frame(index, noise)).save(folder / "in" / f"{index:03}.png")
        made = strip(program, folder / "in", ("off", "light"), folder, SHOWN, (140, 50, 236, 166))
        made.save(HERE / "steady.jpg", quality=80)
    with tempfile.TemporaryDirectory() as name:
        shot = strip(program, HERE / "clip.mp4", ("light", "shot"), pathlib.Path(name), SHOT, (0, 96, 256, 288))
        shot.resize((shot.width // 2, shot.height // 2), Image.Resampling.LANCZOS).save(HERE / "shot.jpg", quality=80)


if __name__ == "__main__":
    main()
