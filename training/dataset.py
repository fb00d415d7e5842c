"""The photographs as bytes in the memory of the processor or the graphics card, and batches of crops cut from them there."""

import io
import tarfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch.nn import functional as F


def photographs(folder):
    """The folder's photographs by name."""
    return sorted(Path(folder).glob("*.jpg"))


def stored(source, part):
    """The bytes of the photographs of `part` ("train" or "val"), sorted by name: of a folder of JPEGs or a pack (pack.py)."""
    source = Path(source)
    if (source / part).is_dir():
        return [path.read_bytes() for path in photographs(source / part)]
    pictures = {}
    for path in sorted(source.glob(f"{part}*.tar")):
        with tarfile.open(path) as archive:
            for entry in archive:
                pictures[entry.name] = archive.extractfile(entry).read()
    if not pictures:
        raise FileNotFoundError(f"{source}: neither a folder {part} nor archives {part}*.tar in it")
    return [pictures[name] for name in sorted(pictures)]


def square256(source, size=256):
    """The evaluation's picture: centre square, then Pillow's BICUBIC to size×size, 8-bit RGB. A (3, size, size) tensor.

    `source` is a path or the bytes of a picture file. The square's side is the shorter side s; it starts at
    ((width − s) // 2, (height − s) // 2).
    """
    picture = Image.open(io.BytesIO(source) if isinstance(source, bytes) else source).convert("RGB")
    width, height = picture.size
    side = min(width, height)
    left, top = (width - side) // 2, (height - side) // 2
    picture = picture.crop((left, top, left + side, top + side)).resize((size, size), Image.BICUBIC)
    return torch.from_numpy(np.array(picture)).permute(2, 0, 1).contiguous()


@dataclass
class Crops:
    """Where crops lie: for each of N crops a photograph, and in its pixels the left and upper edge, width and height."""

    numbers: torch.Tensor
    left: torch.Tensor
    top: torch.Tensor
    width: torch.Tensor
    height: torch.Tensor
    mirrored: torch.Tensor


class Photographs:
    """Photographs of different sizes in one tensor of bytes (planes R, G, B of one, then of the next), on one device."""

    def __init__(self, pictures, device):
        """`pictures`: bytes of picture files."""
        with ThreadPoolExecutor() as pool:
            decoded = list(pool.map(self._decode, pictures))
        self.device = device
        sizes = torch.tensor([p.shape[1:] for p in decoded])
        self.heights, self.widths = (s.to(device) for s in sizes.unbind(1))
        lengths = 3 * sizes[:, 0] * sizes[:, 1]
        self.offsets = (lengths.cumsum(0) - lengths).to(device)
        self.bytes = torch.empty(int(lengths.sum()), dtype=torch.uint8, device=device)
        for offset, picture in zip(self.offsets.tolist(), decoded):
            self.bytes[offset:offset + picture.size] = torch.from_numpy(picture.reshape(-1)).to(device)

    @staticmethod
    def _decode(content):
        return np.ascontiguousarray(np.asarray(Image.open(io.BytesIO(content)).convert("RGB")).transpose(2, 0, 1))

    def __len__(self):
        return len(self.offsets)

    def cut(self, crops, size, finer=1):
        """The crops as RGB, 0 to 255, (N, 3, size, size), bilinear, at `finer` samples a pixel and axis."""
        n = size * finer
        steps = (torch.arange(n, device=self.device) + 0.5) / n
        across = torch.where(crops.mirrored[:, None], 1 - steps, steps)
        x = crops.left[:, None] + across * crops.width[:, None] - 0.5
        y = crops.top[:, None] + steps * crops.height[:, None] - 0.5
        width, height = self.widths[crops.numbers], self.heights[crops.numbers]

        def neighbours(position, limit):
            first = position.floor()
            share = position - first
            first = first.long()
            return first.clamp_min(0).minimum(limit[:, None] - 1), (first + 1).clamp_min(0).minimum(limit[:, None] - 1), share

        x0, x1, fx = neighbours(x, width)
        y0, y1, fy = neighbours(y, height)
        plane = (self.offsets[crops.numbers][:, None] + torch.arange(3, device=self.device) * (width * height)[:, None])
        plane = plane[:, :, None, None]

        def at(rows, columns):
            return self.bytes[plane + (rows * width[:, None])[:, None, :, None] + columns[:, None, None, :]].float()

        fx, fy = fx[:, None, None, :], fy[:, None, :, None]
        result = torch.lerp(torch.lerp(at(y0, x0), at(y0, x1), fx), torch.lerp(at(y1, x0), at(y1, x1), fx), fy)
        return F.avg_pool2d(result, finer) if finer > 1 else result

    def batch(self, numbers, size, scale, shifted, generator):
        """Crops of the photographs `numbers` as RGB, 0 to 255, (N + shifted, 3, size, size), and their move (down, right).

        Each is a rectangle of scale[0] to scale[1] of the photograph's short side, up to a tenth wider or higher than square,
        mirrored half of the time. The last `shifted` show what the first ones do, moved by `move` pixels: a pixel at (y, x) of
        the copy is at (y, x) + move of the first. The same move for the whole batch, in multiples of 8.
        """
        n = len(numbers)
        reach = 8 * (1 + int(torch.rand((), generator=generator) * 3)) if shifted else 0
        move = [(0, reach), (reach, 0), (reach, reach), (-reach, reach)][int(torch.rand((), generator=generator) * 4)]

        def uniform(low, high):
            return (torch.rand(n, generator=generator) * (high - low) + low).to(self.device)

        numbers = torch.as_tensor(numbers).to(self.device)
        width, height = self.widths[numbers].float(), self.heights[numbers].float()
        side = torch.minimum(width, height) * uniform(*scale)
        stretch = torch.exp(uniform(-0.1, 0.1)) ** 0.5
        # Room for the move: only those that have a copy need it, but all may.
        room = 1 + reach / size
        wide, high = (side * stretch).minimum(width / room), (side / stretch).minimum(height / room)
        left, top = uniform(0, 1) * (width - wide * room), uniform(0, 1) * (height - high * room)
        mirrored = uniform(0, 1) < 0.5
        down, right = move
        # A pixel of the output is wide / size of the photograph's; a mirrored crop moves the other way.
        right = torch.where(mirrored, -right, right) * wide / size
        down = torch.full_like(high, down) * high / size
        left, top = left + (-right).clamp_min(0), top + (-down).clamp_min(0)
        crops = Crops(numbers, left, top, wide, high, mirrored)
        k = slice(0, shifted)
        copies = Crops(numbers[k], (left + right)[k], (top + down)[k], wide[k], high[k], mirrored[k])
        both = Crops(*(torch.cat((getattr(crops, f), getattr(copies, f))) for f in Crops.__dataclass_fields__))
        # Crops that get smaller are averaged over more samples, so that fine detail does not turn into patterns.
        finer = 2 if float(side.max()) > 1.15 * size else 1
        return self.cut(both, size, finer), move
