"""Writes what Pillow, scikit-image and PyTorch make of generated pictures, for the tests of the colour path.

Run: python3 make_goldens.py (needs NumPy, Pillow, scikit-image and PyTorch). Writes pillow.txt with pillow.bin,
scikit-image.txt and interpolate.txt next to itself.
"""

import pathlib

import numpy as np
import torch
from PIL import Image
from skimage.color import lab2rgb, rgb2lab

HERE = pathlib.Path(__file__).parent


def picture(width, height, channels):
    """Blocks of black, white and noise: hard edges, so that the filter overshoots. The tests make the same picture."""
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(channels), indexing="ij")
    noise = ((x * 13 + y * 7 + c * 85) * (x ^ (y * 3)) + x * 5) & 255
    block = ((x // 9) ^ (y // 7) ^ c) & 3
    return np.where(block == 0, 255, np.where(block == 1, 0, noise)).astype(np.uint8)


def pillow():
    cases = [
        ("gray", 321, 181, 64, 64),
        ("gray", 700, 500, 256, 256),
        ("gray", 40, 30, 64, 64),
        ("gray", 200, 300, 96, 128),
        ("gray", 64, 97, 64, 64),
        ("gray", 97, 64, 64, 64),
        ("gray", 64, 64, 64, 64),
        ("gray", 1, 1, 8, 8),
        ("gray", 3, 5, 16, 16),
        ("gray", 1920, 2, 32, 48),
        ("rgb", 321, 181, 32, 32),
        ("rgb", 50, 77, 56, 40),
        ("rgb", 5, 3, 16, 16),
        ("rgb", 33, 90, 33, 24),
    ]
    index, data = [], b""
    for mode, width, height, small_width, small_height in cases:
        pixels = picture(width, height, 1 if mode == "gray" else 3)
        image = Image.fromarray(pixels[:, :, 0] if mode == "gray" else pixels)
        # Horizontally first, as every Pillow did before 13, which begins with the other pass where height shrinks much more
        # than width (python-pillow/Pillow#9549). The rounding in between differs; the networks are older.
        narrow = image.resize((small_width, height), Image.BICUBIC)
        small = np.asarray(narrow.resize((small_width, small_height), Image.BICUBIC))
        index.append(f"{mode} {width} {height} {small_width} {small_height} {len(data)}")
        data += small.tobytes()
    (HERE / "pillow.txt").write_text("\n".join(index) + "\n")
    (HERE / "pillow.bin").write_bytes(data)


def numbers(values):
    return " ".join(f"{v:.9g}" for v in np.ravel(values))


def scikit_image():
    lines = []
    levels = [0, 1, 5, 10, 11, 40, 128, 200, 254, 255]
    for r, g, b in [(v, v, v) for v in levels] + [(r, g, b) for r in levels[::3] for g in levels[::3] for b in levels[1::3]]:
        rgb = np.array([r, g, b], np.uint8)
        lines.append(f"rgb2lab {r} {g} {b} {numbers(rgb2lab(rgb.reshape(1, 1, 3)))}")
    for lightness in [0, 0.5, 3, 8, 25, 50, 75, 99, 100]:
        for a, b in [(0, 0), (20, -15), (-40, 50), (90, 80), (-100, 100), (10, 110), (60, -110)]:
            rgb = lab2rgb(np.array([lightness, a, b], np.float64).reshape(1, 1, 3))
            lines.append(f"lab2rgb {lightness} {a} {b} {numbers(rgb)}")
    (HERE / "scikit-image.txt").write_text("\n".join(lines) + "\n")


def interpolate():
    """Each line: source width and height, result width and height, the result. Source sample (x, y) is
    ((7 x + 13 y + x y) mod 31) - 15."""
    lines = []
    for width, height, wide, high in [(8, 8, 32, 32), (5, 7, 12, 9), (1, 1, 4, 3), (16, 16, 37, 21), (16, 12, 7, 5), (6, 6, 6, 6), (2, 3, 40, 3)]:
        y, x = np.meshgrid(np.arange(height), np.arange(width), indexing="ij")
        source = torch.tensor((7 * x + 13 * y + x * y) % 31 - 15, dtype=torch.float64).reshape(1, 1, height, width)
        result = torch.nn.functional.interpolate(source, (high, wide), mode="bilinear", align_corners=False)
        lines.append(f"{width} {height} {wide} {high} {numbers(result.numpy())}")
    (HERE / "interpolate.txt").write_text("\n".join(lines) + "\n")


pillow()
scikit_image()
interpolate()
