"""The figures of README.md on a folder of colour photographs: greyed, coloured, compared.

    python evaluate.py ../Sources/EmbeddedWeights/lite.safetensors FOLDER [--temperature 0.5 …] [--gain 0.85 …] [--sheet out.png]
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from color import bytes_of_rgb, ciede2000, colourfulness, lab_of_rgb, rgb_of_lab
from dataset import photographs, square256


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


def enlarge(ab, size):
    return F.interpolate(ab, (size, size), mode="bilinear", align_corners=False)


@torch.no_grad()
def logits_of(model, lab, autocast=False):
    with torch.autocast(lab.device.type, torch.bfloat16, enabled=autocast):
        return model(lab[:, :1].contiguous(memory_format=torch.channels_last)).float()


@torch.no_grad()
def compare(model, paths, settings, device="cpu", autocast=False, baselines=False, group=10, sheet=None, size=256):
    """Figures by (temperature, gain), and of the baselines; `sheet`: a path for the contact sheet of the first setting."""
    model.eval()
    figures = {s: Figures() for s in settings}
    grey, mean = Figures(), Figures()
    mean_ab = torch.zeros(2)
    if baselines:
        mean_ab = torch.stack([lab_of_rgb(square256(p, size))[1:].mean((1, 2)) for p in paths]).mean(0)
    strips = []
    for start in range(0, len(paths), group):
        rgb = torch.stack([square256(p, size) for p in paths[start:start + group]]).to(device)
        lab = lab_of_rgb(rgb)
        logits = logits_of(model, lab, autocast)
        for (temperature, gain), f in figures.items():
            p = torch.softmax(logits / temperature, 1)
            ab = enlarge(torch.einsum("nqhw,qc->nchw", p, model.centres) * gain, size)
            result = f.add(rgb, lab, ab)
            if sheet is not None and (temperature, gain) == settings[0]:
                grey_rgb = bytes_of_rgb(rgb_of_lab(torch.cat((lab[:, :1], torch.zeros_like(ab)), 1)))
                strips += list(torch.cat((rgb, grey_rgb, result), 3).cpu())
        if baselines:
            grey.add(rgb, lab, torch.zeros_like(lab[:, 1:]))
            mean.add(rgb, lab, mean_ab.to(device)[None, :, None, None].expand_as(lab[:, 1:]))
    values = {s: f.values() for s, f in figures.items()}
    if baselines:
        values["grey"], values["mean colour"] = grey.values(), mean.values()
    if sheet is not None:
        contact_sheet(strips, sheet)
    return values


def contact_sheet(strips, path, columns=2, small=128):
    """Truth, grey and ours side by side, `columns` photographs a row."""
    from PIL import Image

    tiles = [np.asarray(Image.fromarray(s.permute(1, 2, 0).numpy()).resize((3 * small, small), Image.BILINEAR)) for s in strips]
    while len(tiles) % columns:
        tiles.append(np.zeros_like(tiles[0]))
    rows = [np.concatenate(tiles[i:i + columns], 1) for i in range(0, len(tiles), columns)]
    Image.fromarray(np.concatenate(rows, 0)).save(path)


def load(path, device="cpu"):
    """The network of a weights file, ready to be asked, and the temperature that the file gives it."""
    from safetensors import safe_open

    from model import Lite, load_folded

    with safe_open(path, "pt") as file:
        temperature = float((file.metadata() or {}).get("temperature", 1))
        width = file.get_slice("classifier.weight").get_shape()[1]
    model = load_folded(Lite(width=width), path).to(device).to(memory_format=torch.channels_last)
    return model.eval(), temperature


def main():
    parser = argparse.ArgumentParser(description="Figures of a weights file on colour photographs.")
    parser.add_argument("weights")
    parser.add_argument("folder")
    parser.add_argument("--temperature", type=float, nargs="*")
    parser.add_argument("--gain", type=float, nargs="*", default=[1.0])
    parser.add_argument("--every", type=int, default=1, help="only every n-th photograph")
    parser.add_argument("--sheet", help="a PNG: truth, grey, ours, at the first temperature and gain")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--bf16", action="store_true", help="the network in bfloat16: faster")
    parser.add_argument("--alone", action="store_true", help="without the bootstrap weights beside it")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model, own = load(arguments.weights, device)
    paths = photographs(arguments.folder)[::arguments.every]
    if not paths:
        sys.exit(f"{arguments.folder}: no .jpg in it")
    settings = [(t, g) for t in arguments.temperature or [own] for g in arguments.gain]
    values = compare(model, paths, settings, device, arguments.bf16, True, 10, arguments.sheet)
    print(f"{len(paths)} photographs; truth: colourfulness {values['grey']['truth_colourfulness']:.1f}, "
          f"chroma {values['grey']['truth_chroma']:.2f}")
    for key, value in values.items():
        print(line(key if isinstance(key, str) else f"T = {key[0]:g}, ab × {key[1]:g}", value))
    bootstrap = Path(__file__).resolve().parent / "bootstrap.safetensors"
    if not arguments.alone and bootstrap.exists():
        values = compare(load(bootstrap, device)[0], paths, [(0.5, 1.0), (0.5, 0.85)], device, arguments.bf16)
        for key, value in values.items():
            print(line(f"bootstrap, T = {key[0]:g}, ab × {key[1]:g}", value))


if __name__ == "__main__":
    main()
