"""The figures of README.md on a folder of colour photographs: greyed, coloured, compared.

    python evaluate.py ../Sources/EmbeddedWeights/lite.safetensors FOLDER [--gain 0.85 …] [--faults 1] [--sheet out.png]
"""

import argparse
import sys

import numpy as np
import torch
from color import bytes_of_rgb, ciede2000, colourfulness, lab_of_rgb, rgb_of_lab
from dataset import photographs, square256
from film_faults import film_lightness
from model import load_folded
from torch.nn import functional as F


class Figures:
    """Means over photographs; see README.md, "The figures"."""

    def __init__(self):
        self.rows = []

    def add(self, rgb, lab, ab):
        """`rgb` truth, (N, 3, H, W) bytes; `lab` its Lab; `ab` the result at the full size, (N, 2, H, W). Gives the result's RGB."""
        result = bytes_of_rgb(rgb_of_lab(torch.cat((lab[:, :1], ab), 1)))
        pixel_error = (result.float() - rgb.float()).square().mean((1, 2, 3))
        self.rows.append(torch.stack((
            (ab - lab[:, 1:]).square().mean((1, 2, 3)),
            10 * torch.log10(255.0**2 / pixel_error.clamp_min(1e-10)),
            ciede2000(lab, lab_of_rgb(result)).mean((1, 2)),
            colourfulness(result), colourfulness(rgb),
            ab.square().sum(1).sqrt().mean((1, 2)), lab[:, 1:].square().sum(1).sqrt().mean((1, 2))), 1))
        return result

    def values(self):
        """ab_rmse, psnr, ciede2000, colourfulness, truth's, chroma, truth's."""
        mean = torch.cat(self.rows).double().mean(0)
        names = ("ab_rmse", "psnr", "ciede2000", "colourfulness", "truth_colourfulness", "chroma", "truth_chroma")
        result = dict(zip(names, mean.tolist()))
        result["ab_rmse"] **= 0.5
        result["colour_ratio"] = result["colourfulness"] / result["truth_colourfulness"]
        result["chroma_ratio"] = result["chroma"] / result["truth_chroma"]
        return result


def line(name, v):
    return (f"{name:28} ab RMSE {v['ab_rmse']:6.2f}  PSNR {v['psnr']:6.2f}  CIEDE2000 {v['ciede2000']:6.2f}  "
            f"colourfulness {v['colourfulness']:5.1f} ({v['colour_ratio']:.3f})  chroma {v['chroma']:5.2f} ({v['chroma_ratio']:.3f})")


@torch.no_grad()
def curve(model, pictures, gains, temperature=1.0, device="cpu", autocast=False, faults=0.0, group=25, sheet=None):
    """Figures by gain, the factor on ab, for `pictures` (N, 3, H, W) bytes; with gain 0, plain grey.

    `faults` > 0: the network sees the pictures as old film shows them (film_faults.py), the same each time; its colours are
    still joined with the pictures' own L. `sheet`: a path for the contact sheet at the first gain.
    """
    model.eval()
    figures = {gain: Figures() for gain in gains}
    generator = torch.Generator().manual_seed(1)
    strips = []
    for rgb in pictures.split(group):
        rgb = rgb.to(device)
        lab = lab_of_rgb(rgb)
        # On the CPU: the card's own noise would be another one.
        seen = film_lightness(rgb.cpu().float(), faults, generator).to(device) if faults else lab[:, :1]
        with torch.autocast(torch.device(device).type, torch.bfloat16, enabled=autocast):
            logits = model(seen.contiguous(memory_format=torch.channels_last)).float()
        ab = torch.einsum("nqhw,qc->nchw", torch.softmax(logits / temperature, 1), model.centres)
        ab = F.interpolate(ab, rgb.shape[-2:], mode="bilinear", align_corners=False)
        for gain, f in figures.items():
            result = f.add(rgb, lab, ab * gain)
            if sheet is not None and gain == gains[0]:
                grey = bytes_of_rgb(rgb_of_lab(torch.cat((seen, torch.zeros_like(ab)), 1)))
                strips += list(torch.cat((rgb, grey, result), 3).cpu())
    if sheet is not None:
        contact_sheet(strips, sheet)
    return {gain: f.values() for gain, f in figures.items()}


def mean_colour(pictures, group=25):
    """Figures of the baseline that gives every pixel the mean ab of all the pictures."""
    mean = torch.stack([lab_of_rgb(p)[1:].mean((1, 2)) for p in pictures]).mean(0)
    figures = Figures()
    for rgb in pictures.split(group):
        lab = lab_of_rgb(rgb)
        figures.add(rgb, lab, mean[None, :, None, None].expand_as(lab[:, 1:]))
    return figures.values()


def equal_colourfulness(values, ratio):
    """PSNR and CIEDE2000 where the curve (figures by gain) has this colourfulness relative to the truth, by interpolation.

    None if it ends before.
    """
    rows = sorted((v["colour_ratio"], v["psnr"], v["ciede2000"]) for v in values.values())
    x, psnr, difference = zip(*rows)
    if not x[0] <= ratio <= x[-1]:
        return None
    return float(np.interp(ratio, x, psnr)), float(np.interp(ratio, x, difference))


def contact_sheet(strips, path, columns=2, small=128):
    """Truth, grey and ours side by side, `columns` photographs a row."""
    from PIL import Image

    tiles = [np.asarray(Image.fromarray(s.permute(1, 2, 0).numpy()).resize((3 * small, small), Image.BILINEAR)) for s in strips]
    while len(tiles) % columns:
        tiles.append(np.zeros_like(tiles[0]))
    rows = [np.concatenate(tiles[i:i + columns], 1) for i in range(0, len(tiles), columns)]
    Image.fromarray(np.concatenate(rows, 0)).save(path)


def load(path, device="cpu"):
    """The network of a weights file, ready to be asked, and the temperature and strength that the file gives it."""
    from safetensors import safe_open

    with safe_open(path, "pt") as file:
        metadata = file.metadata() or {}
    model = load_folded(path).to(device).to(memory_format=torch.channels_last)
    return model.eval(), float(metadata.get("temperature", 1)), float(metadata.get("strength", 1))


def main():
    parser = argparse.ArgumentParser(description="Figures of a weights file on colour photographs.")
    parser.add_argument("weights")
    parser.add_argument("folder")
    parser.add_argument("--temperature", type=float, help="instead of the file's own")
    parser.add_argument("--gain", type=float, nargs="*", help="factors on ab; default: the file's strength × 0.5 to 1.2")
    parser.add_argument("--every", type=int, default=1, help="only every n-th photograph")
    parser.add_argument("--faults", type=float, default=0, help="seen as old film shows them: how often faults occur, 0 to 1")
    parser.add_argument("--sheet", help="a PNG: truth, what the network sees, ours at the first gain")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--bf16", action="store_true", help="the network in bfloat16: faster")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model, temperature, strength = load(arguments.weights, device)
    paths = photographs(arguments.folder)[::arguments.every]
    if not paths:
        sys.exit(f"{arguments.folder}: no .jpg in it")
    pictures = torch.stack([square256(p) for p in paths])
    gains = arguments.gain or [strength * x for x in (1.0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 1.1, 1.2)]
    values = curve(model, pictures, [*gains, 0.0], arguments.temperature or temperature, device, arguments.bf16,
                   arguments.faults, sheet=arguments.sheet)
    print(f"{len(paths)} photographs; truth: colourfulness {values[0.0]['truth_colourfulness']:.1f}, "
          f"chroma {values[0.0]['truth_chroma']:.2f}")
    for gain, value in values.items():
        print(line(f"ab × {gain:.3f}" if gain else "grey", value))
    print(line("mean colour", mean_colour(pictures)))
    for ratio in (0.6, 0.7, 0.75, 0.8, 0.85):
        if figures := equal_colourfulness(values, ratio):
            print(f"at colourfulness {ratio:.2f}: PSNR {figures[0]:.2f}, CIEDE2000 {figures[1]:.2f}")


if __name__ == "__main__":
    main()
