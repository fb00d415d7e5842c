"""Trains lite: python train.py lite.toml runs/NAME [--data PACK] [--minutes 11] [--set loss.lambda=0.7 …].

Started again, it goes on from its checkpoint. The run's folder holds the settings, versions, log (JSON lines), curve.png, the
checkpoint and the mean weights (lite.safetensors).
"""

import argparse
import copy
import json
import math
import os
import platform
import signal
import sys
import time
import tomllib
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # Threads that wait for each other leave the cores to others.

import losses
import numpy as np
import torch
from color import lab_of_rgb, rgb_of_lab
from dataset import Photographs, square256, stored
from evaluate import curve, line
from export import write
from film_faults import film_lightness
from model import Lite, imagenet_table, load_folded, load_imagenet
from torch.nn import functional as F

FOLDER = Path(__file__).resolve().parent
GAINS = (0.7, 0.85, 1.0, 1.15, 1.3, 1.5)


def read_settings(path, changes):
    with open(path, "rb") as file:
        settings = tomllib.load(file)
    for change in changes:
        name, value = change.split("=", 1)
        table = settings
        *outer, last = name.split(".")
        for key in outer:
            table = table[int(key)] if isinstance(table, list) else table[key]
        if last not in table:
            sys.exit(f"{path}: no setting {name}")
        table[last] = tomllib.loads(f"x = {value}")["x"]
    return settings


def build(settings, pack=None):
    """The network as a run begins with it: ImageNet's encoder (of the pack, if it has that), or the weights of a file."""
    if settings["start"] != "imagenet":
        return load_folded(FOLDER / settings["start"], settings["drop"])
    model = Lite(settings["backbone"], settings["widths"], settings["blocks"], settings["drop"])
    carried = Path(pack or "") / f"imagenet-{settings['backbone']}.safetensors"
    if pack and carried.exists():
        from safetensors.torch import load_file

        load_imagenet(model, load_file(carried))
    else:
        load_imagenet(model, imagenet_table(settings["backbone"]))
    return model


def parameter_groups(model, settings):
    """Decoder and encoder with their own rates; no decay of biases and normalisation."""
    groups = {}
    for name, parameter in model.named_parameters():
        factor = settings["encoder"] if name.startswith("encoder.") else 1.0
        decay = settings["decay"] if parameter.ndim > 1 else 0.0
        groups.setdefault((factor, decay), []).append(parameter)
    return [{"params": p, "weight_decay": d, "factor": f} for (f, d), p in groups.items()]


class Mean:
    """The exponential mean of the weights, with a warm-up; and of the statistics of normalisation."""

    def __init__(self, model):
        self.model, self.steps = copy.deepcopy(model), 0

    @torch.no_grad()
    def update(self, model, decay):
        self.steps += 1
        decay = min(decay, (1 + self.steps) / (10 + self.steps))
        torch._foreach_lerp_(list(self.model.parameters()), [p.detach() for p in model.parameters()], 1 - decay)
        mine, theirs = list(self.model.buffers()), list(model.buffers())
        changing = [i for i, b in enumerate(mine) if b.is_floating_point()]
        torch._foreach_lerp_([mine[i] for i in changing], [theirs[i] for i in changing], 1 - decay)


class Loss:
    def __init__(self, settings, data):
        self.settings = settings
        self.soft = losses.SoftBins(settings["neighbours"], device=data.device)
        self.rebalance = losses.rebalancing(losses.prior(data, self.soft), settings["lambda"])

    def __call__(self, logits, lab, copies, move, changes):
        """The loss and its terms for logits (N, 313, h, w) and the truth, (N, 3, H, W).

        The last `copies` pictures show what the first ones do, moved by `move` pixels; `changes` are the phase's own settings.
        """
        s = {**self.settings, **changes}
        n, q, h, w = logits.shape
        small = F.avg_pool2d(lab, lab.shape[-1] // w)
        truth = small[:, 1:]
        flat_truth = truth.permute(0, 2, 3, 1).reshape(-1, 2)
        log_p = torch.log_softmax(logits.float().permute(0, 2, 3, 1).reshape(-1, q), 1)
        index, weight = self.soft(flat_truth)
        terms = {"classes": losses.cross_entropy(log_p, index, weight, self.rebalance)}
        ab = log_p.exp() @ self.soft.centres
        difference = ab - flat_truth
        terms["regression"] = losses.charbonnier(difference, s["knee"])
        terms["perceived"] = losses.perceived(difference, flat_truth)
        planes = ab.reshape(n, h, w, 2).permute(0, 3, 1, 2)
        rgb, true_rgb = rgb_of_lab(torch.cat((small[:, :1], planes), 1)), rgb_of_lab(small)
        terms["fidelity"] = losses.fidelity(rgb, true_rgb)
        colourfulness = losses.vividness(rgb).mean() / losses.vividness(true_rgb).mean()
        terms["vivid"] = (s["vivid_goal"] - colourfulness).clamp_min(0)
        if copies and s["consistency"] > 0:
            scale = lab.shape[-1] // w
            terms["consistency"] = losses.apart(planes, planes[n - copies:], (move[0] // scale, move[1] // scale))
        total = sum(s[name] * value for name, value in terms.items() if s[name] > 0)
        return total, {**terms, "colourfulness": colourfulness}


def joined(rgb, share, copies, generator):
    """Some of the pictures with a rectangle of another one in them (Yun et al., "CutMix", 2019), those with copies left alone."""
    n, _, height, width = rgb.shape
    count = int(share * n)
    if count == 0:
        return rgb
    first, last = copies, copies + count
    size = torch.rand(2, generator=generator) * 0.5 + 0.25
    top, left = (torch.rand(2, generator=generator) * (1 - size) * torch.tensor([height, width])).long().tolist()
    bottom, right = top + int(size[0] * height), left + int(size[1] * width)
    rgb[first:last, :, top:bottom, left:right] = rgb[first:last].roll(1, 0)[:, :, top:bottom, left:right].clone()
    return rgb


class Run:
    def __init__(self, settings, folder, source):
        self.settings, self.folder = settings, folder
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        torch.manual_seed(settings["seed"])
        torch.backends.cudnn.benchmark = True
        self.data = Photographs(stored(source, "train"), self.device)
        val = stored(source, "val")
        count = min(settings["run"]["evaluate_photographs"], len(val))
        self.val = torch.stack([square256(p) for p in val[::max(1, len(val) // count)][:count]])
        self.model = build(settings, source).to(self.device).to(memory_format=torch.channels_last)
        self.mean = Mean(self.model)
        o = settings["optimiser"]
        self.optimiser = torch.optim.AdamW(
            parameter_groups(self.model, o), lr=o["rate"], betas=(0.9, 0.99), fused=self.device == "cuda")
        self.loss = Loss(settings["loss"], self.data)
        self.step, self.elapsed, self.order = 0, 0.0, []
        self.pictures = 0
        self.generator = torch.Generator().manual_seed(settings["seed"])
        if (folder / "checkpoint.pt").exists():
            self.resume()

    def resume(self):
        c = torch.load(self.folder / "checkpoint.pt", map_location=self.device, weights_only=False)
        self.model.load_state_dict(c["model"])
        self.mean.model.load_state_dict(c["mean"])
        self.mean.steps = c["step"]
        self.optimiser.load_state_dict(c["optimiser"])
        self.step, self.elapsed, self.pictures, self.order = c["step"], c["elapsed"], c["pictures"], c["order"]
        self.generator.set_state(c["generator"].cpu())
        torch.set_rng_state(c["torch"].cpu())
        print(f"going on at step {self.step}, {self.elapsed / 60:.1f} min", flush=True)

    def save(self):
        partial = self.folder / "checkpoint.partial"
        torch.save({"model": self.model.state_dict(), "mean": self.mean.model.state_dict(),
                    "optimiser": self.optimiser.state_dict(), "step": self.step, "elapsed": self.elapsed,
                    "pictures": self.pictures, "order": self.order, "generator": self.generator.get_state(),
                    "torch": torch.get_rng_state()}, partial)
        partial.rename(self.folder / "checkpoint.pt")
        write(self.mean.model, self.folder / "lite.safetensors",
              {"model": "lite", "temperature": "1", "training": f"{self.step} steps, {self.pictures} pictures"})

    def next_numbers(self, count):
        """So many photographs; every photograph once before any comes again."""
        while len(self.order) < count:
            self.order += torch.randperm(len(self.data), generator=self.generator).tolist()
        numbers, self.order = self.order[:count], self.order[count:]
        return torch.tensor(numbers)

    def progress(self):
        r = self.settings["run"]
        return min(1.0, max(self.step / r["steps"], self.elapsed / 60 / r["minutes"]))

    def record(self, entry):
        entry = {"step": self.step, "minutes": round(self.elapsed / 60, 2), "pictures": self.pictures, **entry}
        with open(self.folder / "log.jsonl", "a") as file:
            file.write(json.dumps(entry) + "\n")

    def evaluate(self, faults=0.0):
        """The curve of the mean weights on the validation photographs, in the log and on the screen."""
        for gain, v in curve(self.mean.model, self.val, GAINS, device=self.device, autocast=True, faults=faults).items():
            print(line(f"step {self.step}, ab × {gain:g}{', faults' if faults else ''}", v), flush=True)
            self.record({"gain": gain, "faults": faults, **{k: round(x, 4) for k, x in v.items()}})

    def learn(self, phase):
        """One step; gives the terms of its loss, on the device."""
        s = self.settings
        shifted = min(s["data"]["shifted"], phase["batch"] // 4)
        numbers = self.next_numbers(phase["batch"] - shifted)
        rgb, move = self.data.batch(numbers, phase["size"], phase["scale"], shifted, self.generator)
        rgb = joined(rgb, s["data"]["joined"], shifted, self.generator)
        lab = lab_of_rgb(rgb)
        seen = film_lightness(rgb, 1.0, self.generator)
        # Half of the pictures, or so, as they are.
        clean = torch.rand(len(rgb), 1, 1, 1, generator=self.generator) >= s["data"]["faults"]
        seen = torch.where(clean.to(self.device), lab[:, :1], seen)
        jitter = (torch.rand(len(rgb), 1, 1, 1, generator=self.generator) * 2 - 1) * s["data"]["jitter"]
        seen = (seen + jitter.to(self.device)).clamp(0, 100).contiguous(memory_format=torch.channels_last)
        self.model.train()
        with torch.autocast(self.device, torch.bfloat16):
            logits = self.model(seen)
        loss, terms = self.loss(logits, lab, shifted, move, phase.get("loss", {}))
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(self.model.parameters(), s["optimiser"]["clip"])
        self.optimiser.step()
        self.mean.update(self.model, phase.get("mean", s["optimiser"]["mean"]))
        self.step += 1
        self.pictures += len(rgb)
        return {**{k: v.detach() for k, v in terms.items()}, "loss": loss.detach(), "norm": norm.detach()}

    def run(self):
        s = self.settings
        last_save = last_evaluation = self.elapsed
        sums, since = None, 0
        before = time.monotonic()
        stop = []
        signal.signal(signal.SIGTERM, lambda *_: stop.append(True))
        while (progress := self.progress()) < 1:
            if stop:
                self.save()
                sys.exit(f"stopped at step {self.step}")
            phase = next(p for p in s["phase"] if progress <= p["until"])
            warm = min(1, (self.step + 1) / s["optimiser"]["warm_up"])
            rate = s["optimiser"]["rate"] * warm * max(0.003, 0.5 * (1 + math.cos(math.pi * progress)))
            for group in self.optimiser.param_groups:
                group["lr"] = rate * group["factor"]
            values = self.learn(phase)
            sums = values if sums is None else {k: sums[k] + v for k, v in values.items()}
            since += 1
            if since == 50:
                # The card computes while the next steps are prepared: only here they wait for each other.
                entry = {k: round(v.item() / since, 4) for k, v in sums.items()}
                if not math.isfinite(entry["norm"]):
                    sys.exit(f"step {self.step}: the gradient is not finite")
                print(f"{self.step} {self.elapsed / 60:.1f} min {self.pictures} pictures, rate {rate:.2e}, {entry}", flush=True)
                self.record({"rate": rate, "size": phase["size"], **entry})
                sums, since = None, 0
            now = time.monotonic()
            self.elapsed += now - before
            before = now
            if self.elapsed - last_save > s["run"]["save_every"] * 60:
                self.save()
                last_save = self.elapsed
            if self.elapsed - last_evaluation > s["run"]["evaluate_every"] * 60:
                self.evaluate()
                last_evaluation = self.elapsed
        self.save()
        self.evaluate()
        self.evaluate(faults=1.0)
        draw(self.folder)


def draw(folder):
    """The curves of the log, as curve.png."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    entries = [json.loads(text) for text in open(folder / "log.jsonl")]
    figure, axes = pyplot.subplots(1, 3, figsize=(13, 3.6))
    steps = [e for e in entries if "loss" in e]
    axes[0].plot([e["pictures"] / 1000 for e in steps], [e["loss"] for e in steps], lw=0.8)
    axes[0].set_title("training loss")
    for gain in (1.0, 1.3):
        mine = [e for e in entries if e.get("gain") == gain and not e["faults"]]
        x = [e["pictures"] / 1000 for e in mine]
        axes[1].plot(x, [e["ciede2000"] for e in mine], marker=".", label=f"ab × {gain:g}")
        axes[2].plot(x, [e["colour_ratio"] for e in mine], marker=".", label=f"ab × {gain:g}")
    axes[1].set_title("CIEDE2000, validation")
    axes[2].set_title("colourfulness / the truth's")
    for axis in axes:
        axis.set_xlabel("thousand pictures")
        axis.grid(alpha=0.3)
    axes[1].legend()
    figure.tight_layout()
    figure.savefig(folder / "curve.png", dpi=90)
    pyplot.close(figure)


def main():
    parser = argparse.ArgumentParser(description="Trains lite; goes on where the run's checkpoint is.")
    parser.add_argument("settings")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--data", type=Path, default=FOLDER / "photographs", help="a folder with train/ and val/, or a pack")
    parser.add_argument("--minutes", type=float, help="how long, instead of run.minutes")
    parser.add_argument("--set", nargs="*", default=[], help="NAME=VALUE, such as loss.lambda=0.7")
    parser.add_argument("--threads", type=int, default=0, help="0: as many as cores")
    arguments = parser.parse_args()
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    folder = arguments.folder
    folder.mkdir(parents=True, exist_ok=True)
    settings = read_settings(arguments.settings, arguments.set)
    if arguments.minutes:
        settings["run"]["minutes"] = arguments.minutes
    kept = folder / "settings.json"
    if not (folder / "checkpoint.pt").exists():
        kept.write_text(json.dumps(settings, indent=1))
    settings = {**json.loads(kept.read_text()), "run": settings["run"]}
    versions = {"python": platform.python_version(), "torch": torch.__version__, "numpy": np.__version__,
                "device": torch.cuda.get_device_name() if torch.cuda.is_available() else platform.machine(),
                "threads": torch.get_num_threads()}
    (folder / "versions.json").write_text(json.dumps(versions, indent=1))
    Run(settings, folder, arguments.data).run()


if __name__ == "__main__":
    main()
