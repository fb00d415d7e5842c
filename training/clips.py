"""Made films to try references on: moving crops of photographs, as FFV1 in Matroska.

    python clips.py PHOTOGRAPHS FOLDER [--frames 60] [--each 3]

Kinds: `pan` and `zoom` over a photograph; `noise`, a pan with grain; `thing`, an ellipse cut out of another photograph that moves over
a pan; `disc`, a textured disc that crosses a photograph at rest and uncovers it again; `enter`, an ellipse that comes in from frame 20
on and stays. `FOLDER/KIND-N.mkv`, 256×256; for `disc` and `enter` also `KIND-N.mask.mkv`: 255 where the thing is.
"""

import argparse
import subprocess
from pathlib import Path

import numpy as np
from PIL import Image

SIZE = 256
KINDS = ("pan", "zoom", "noise", "thing", "disc", "enter")


def crop(picture, x, y, side):
    """The square of `side` pixels whose top left corner is at (x, y), bilinear at SIZE²."""
    box = (x, y, x + side, y + side)
    return np.asarray(picture.resize((SIZE, SIZE), Image.Resampling.BILINEAR, box=box), np.float32)


def path(picture, rng, frames, sides):
    """Crops on a straight way from one place to another."""
    width, height = picture.size
    sides = np.linspace(*sides, frames) * min(width, height)
    start, end = rng.random(2), rng.random(2)
    for t, side in zip(np.linspace(0, 1, frames), sides, strict=True):
        x, y = (start + (end - start) * t) * (width - side, height - side)
        yield crop(picture, x, y, side)


def ellipse(x, y, a, b):
    """1 inside, 0 outside, two pixels between."""
    v, u = np.mgrid[0:SIZE, 0:SIZE] + 0.5
    distance = np.hypot((u - x) / a, (v - y) / b)
    return np.clip((1 - distance) * min(a, b) / 2 + 0.5, 0, 1).astype(np.float32)[..., None]


def film(kind, pictures, rng, frames):
    """Frames (float RGB) and where the thing is (0…1)."""
    ground, other = pictures
    sides = {"zoom": (0.95, 0.55), "disc": (0.8, 0.8), "enter": (0.8, 0.8)}.get(kind, (0.75, 0.75))
    if kind in ("disc", "enter"):
        views = [next(path(ground, rng, 2, sides))] * frames
    else:
        views = list(path(ground, rng, frames, sides))
    width, height = other.size
    texture = crop(other, (width - 0.6 * min(other.size)) / 2, (height - 0.6 * min(other.size)) / 2, 0.6 * min(other.size))
    row = rng.uniform(0.35, 0.65) * SIZE
    for n, view in enumerate(views):
        t = n / (frames - 1)
        mask = np.zeros((SIZE, SIZE, 1), np.float32)
        if kind in ("thing", "disc"):
            x = (-0.15 + 1.3 * t) * SIZE if kind == "disc" else (0.2 + 0.6 * t) * SIZE
            mask = ellipse(x, row, 36, 36 if kind == "disc" else 52)
        elif kind == "enter" and n >= 20:
            x = SIZE + 60 - min(1.0, (n - 20) / 25) * (SIZE / 2 + 60)
            mask = ellipse(x, row, 56, 44)
        if mask.any():
            # The texture moves along.
            moved = np.roll(texture, int(round(x - SIZE / 2)), axis=1)
            view = mask * moved + (1 - mask) * view
        if kind == "noise":
            view = view + rng.normal(0, 5, view.shape)
        yield np.clip(np.round(view), 0, 255).astype(np.uint8), np.uint8(255 * mask[..., 0])


def write(name, frames, pixels):
    """Frames as a film."""
    size = f"{SIZE}x{SIZE}"
    command = ["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", pixels, "-s", size, "-r", "25", "-i", "-", "-c:v", "ffv1"]
    subprocess.run([*command, str(name)], input=b"".join(f.tobytes() for f in frames), check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photographs", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--frames", type=int, default=60)
    parser.add_argument("--each", type=int, default=3)
    arguments = parser.parse_args()
    rng = np.random.default_rng(7)
    names = sorted(p for p in arguments.photographs.iterdir() if p.suffix.lower() in (".jpg", ".jpeg", ".png"))
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        for number in range(arguments.each):
            chosen = [Image.open(names[i]).convert("RGB") for i in rng.choice(len(names), 2, replace=False)]
            frames = list(film(kind, chosen, rng, arguments.frames))
            write(arguments.folder / f"{kind}-{number}.mkv", [f for f, _ in frames], "rgb24")
            if kind in ("disc", "enter"):
                write(arguments.folder / f"{kind}-{number}.mask.mkv", [m for _, m in frames], "gray")


if __name__ == "__main__":
    main()
