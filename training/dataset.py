"""The photographs, decoded once into Lab of 8 bits, and batches of crops cut from them."""

import json
import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch.nn import functional as F

from color import lab_of_rgb


def photographs(folder):
    """The folder's photographs by name."""
    return sorted(Path(folder).glob("*.jpg"))


def square256(path, size=256):
    """The evaluation's picture: centre square, then Pillow's BICUBIC to size×size, 8-bit RGB. A (3, size, size) tensor.

    The square's side is the shorter side s; it starts at ((width − s) // 2, (height − s) // 2).
    """
    picture = Image.open(path).convert("RGB")
    width, height = picture.size
    side = min(width, height)
    left, top = (width - side) // 2, (height - side) // 2
    picture = picture.crop((left, top, left + side, top + side)).resize((size, size), Image.BICUBIC)
    return torch.from_numpy(np.array(picture)).permute(2, 0, 1).contiguous()


class Photographs:
    """All photographs of a folder as one array of bytes: L × 2.55, a + 128, b + 128, kept in a file that is mapped."""

    def __init__(self, folder, cache):
        paths = photographs(folder)
        cache = Path(cache)
        cache.mkdir(parents=True, exist_ok=True)
        data, index = cache / f"{Path(folder).name}.lab", cache / f"{Path(folder).name}.json"
        if not (index.exists() and json.loads(index.read_text())["names"] == [p.name for p in paths]):
            self._build(paths, data, index)
        table = json.loads(index.read_text())
        self.names = table["names"]
        self._bytes = np.memmap(data, np.uint8, "c")
        self._places = table["places"]

    @staticmethod
    def _build(paths, data, index):
        places, offset = [], 0
        with open(data, "wb") as file:
            for number, path in enumerate(paths):
                rgb = torch.from_numpy(np.array(Image.open(path).convert("RGB"))).permute(2, 0, 1)
                lab = lab_of_rgb(rgb)
                lab[0] *= 2.55
                lab[1:] += 128
                content = lab.round().clamp(0, 255).to(torch.uint8).numpy()
                file.write(content.tobytes())
                places.append((offset, content.shape[1], content.shape[2]))
                offset += content.size
                if number % 2000 == 0:
                    print(f"decoded {number} of {len(paths)} photographs", file=sys.stderr, flush=True)
        index.write_text(json.dumps({"names": [p.name for p in paths], "places": places}))

    def __len__(self):
        return len(self._places)

    def __getitem__(self, number):
        """(3, H, W) bytes."""
        offset, height, width = self._places[number]
        return torch.from_numpy(self._bytes[offset:offset + 3 * height * width].reshape(3, height, width))


def _cut(picture, top, left, side, size, mirrored):
    crop = picture[:, top:top + side, left:left + side].unsqueeze(0)
    if side != size:
        # The bytes are resized by the fast path for 8-bit pictures; antialiased when they get smaller.
        crop = F.interpolate(crop, (size, size), mode="bilinear", antialias=True)
    return crop.flip(-1) if mirrored else crop


def batch(data, numbers, size, scale, shifted, rng):
    """Lab crops: a float tensor (N + M, 3, size, size), and for the last M which pictures they are shifted copies of.

    Each photograph gives a square of scale[0] to scale[1] of its short side, mirrored half of the time. The last `shifted` crops
    cover the same pictures as the first ones, moved by a multiple of 8 pixels, so that the network's outputs lie on the same grid
    (and on the same rows, where only every second row is used): moves (M, 2) in pixels of the output (down, right).
    """
    crops, copies, moves = [], [], []
    for place, number in enumerate(numbers):
        picture = data[number]
        height, width = picture.shape[1:]
        side = int(min(height, width) * rng.uniform(*scale))
        mirrored = rng.random() < 0.5
        if place >= shifted:
            top, left = rng.integers(0, height - side + 1), rng.integers(0, width - side + 1)
            crops.append(_cut(picture, top, left, side, size, mirrored))
            continue
        # One larger crop, from which two squares are taken.
        reach = 8 * int(rng.integers(1, 4))
        margin = max(1, round(side * reach / size))
        side = min(side, min(height, width) - margin)
        top, left = rng.integers(0, height - side - margin + 1), rng.integers(0, width - side - margin + 1)
        large = _cut(picture, top, left, side + margin, size + reach, mirrored)
        corners = ((0, 0), (0, reach)), ((reach, reach), (reach, 0))
        (y1, x1), (y2, x2) = corners[int(rng.integers(0, 2))] if rng.random() < 0.5 else (((0, 0), (reach, reach)))
        crops.append(large[:, :, y1:y1 + size, x1:x1 + size])
        copies.append(large[:, :, y2:y2 + size, x2:x2 + size])
        moves.append(((y2 - y1) // 4, (x2 - x1) // 4))
    lab = torch.cat(crops + copies).float()
    lab[:, 0] /= 2.55
    lab[:, 1:] -= 128
    return lab, torch.tensor(moves, dtype=torch.long).reshape(-1, 2)


def film_faults(lightness, strength, generator):
    """L as old film might have it: gamma, fading, vignette, blur, grain, scratches, blocks of compression. (N, 1, H, W).

    Each fault falls on some of the pictures only; `strength` 0 gives the picture back, 1 is the full recipe.
    """
    if strength <= 0:
        return lightness
    n, _, height, width = lightness.shape
    device = lightness.device

    def chance(probability):
        return (torch.rand(n, 1, 1, 1, generator=generator) < probability * strength).float().to(device)

    def uniform(low, high):
        return (torch.rand(n, 1, 1, 1, generator=generator) * (high - low) + low).to(device)

    def normal(*shape):
        return torch.randn(*shape, generator=generator).to(device)

    x = (lightness / 100).clamp(1e-3, 1)
    x = x ** torch.where(chance(0.5) > 0, torch.exp(uniform(-0.3, 0.3)), torch.ones(n, 1, 1, 1, device=device))
    # Fading: the range shrinks; then a little exposure.
    faded = chance(0.3)
    x = x * (1 - faded * uniform(0, 0.3)) + faded * uniform(0, 0.15)
    x = x + chance(0.5) * uniform(-0.05, 0.05)
    rows = torch.linspace(-1, 1, height, device=device)[:, None]
    columns = torch.linspace(-1, 1, width, device=device)[None, :]
    x = x * (1 - chance(0.15) * uniform(0.05, 0.35) * (rows**2 + columns**2)[None, None] / 2)
    soft = F.avg_pool2d(F.pad(x, (1, 1, 1, 1), mode="replicate"), 3, 1)
    x = x + chance(0.25) * uniform(0.3, 1) * (soft - x)
    # Grain: half of it fine, half of it two pixels wide.
    fine = normal(n, 1, height, width)
    wide = F.interpolate(normal(n, 1, height // 2, width // 2), (height, width), mode="nearest")
    x = x + chance(0.3) * uniform(0.005, 0.05) * torch.where(uniform(0, 1) < 0.5, fine, wide)
    # A vertical scratch, light or dark.
    column = (uniform(0, 1) * width).floor()
    near = ((torch.arange(width, device=device)[None, None, None, :] - column).abs() < uniform(0.5, 1.5)).float()
    x = x + chance(0.08) * uniform(-0.4, 0.4) * near
    # Compression: some of the detail inside 8×8 blocks is lost.
    if height % 8 == 0 and width % 8 == 0:
        blocky = F.interpolate(F.avg_pool2d(x, 8), (height, width), mode="nearest")
        x = x + chance(0.08) * uniform(0.1, 0.5) * (blocky - x)
    return x.clamp(0, 1) * 100
