"""Trains lite: python train.py lite.toml runs/NAME [--set loss.lambda=0.7 …]. Started again, it goes on from its checkpoint.

The run's folder holds the settings, versions, log (JSON lines), curve.png, the checkpoint and the mean weights.
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

import numpy as np
import torch

import losses
from color import rgb_of_lab
from dataset import Photographs, batch, film_faults, photographs
from evaluate import compare, line
from model import Conv, Lite, load_folded, load_imagenet

FOLDER = Path(__file__).resolve().parent


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


def build(settings):
    model = Lite(settings["width"], settings["head"], settings["backbone"])
    if settings["start"] == "imagenet":
        load_imagenet(model, settings["backbone"])
        # The encoder's normalisation stays as ImageNet left it, so it can as well be part of the convolutions: half the time.
        for module in model.encoder.modules():
            if isinstance(module, Conv):
                module.fold()
    else:
        load_folded(model, FOLDER / settings["start"])
    frozen = settings["frozen_blocks"]
    if frozen >= 0:
        for module in [model.encoder.stem, *model.encoder.blocks[:frozen]]:
            module.requires_grad_(False)
    if settings["frozen_depthwise"]:
        # Few weights, and their gradient is a fifth of the time of a step on a CPU.
        for module in model.modules():
            if isinstance(module, Conv) and module.conv.groups > 1:
                module.conv.weight.requires_grad_(False)
    return model


def parameter_groups(model, settings):
    """Decoder and encoder with their own rates; no decay of biases and normalisation."""
    groups = {}
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        factor = settings["encoder"] if name.startswith("encoder.") else 1.0
        decay = settings["decay"] if parameter.ndim > 1 else 0.0
        groups.setdefault((factor, decay), []).append(parameter)
    return [{"params": p, "weight_decay": d, "factor": f} for (f, d), p in groups.items()]


class Mean:
    """The exponential mean of the weights, with a warm-up; normalisation's statistics are copied."""

    def __init__(self, model):
        self.model, self.steps = copy.deepcopy(model), 0

    @torch.no_grad()
    def update(self, model, decay):
        self.steps += 1
        decay = min(decay, (1 + self.steps) / (10 + self.steps))
        mine = list(self.model.parameters())
        torch._foreach_lerp_(mine, [p.detach() for p in model.parameters()], 1 - decay)
        for own, other in zip(self.model.buffers(), model.buffers()):
            own.copy_(other)


class Loss:
    def __init__(self, settings, data, device):
        self.settings, self.device = settings, device
        self.soft = losses.SoftBins(settings["neighbours"], device=device)
        cpu = self.soft if device == "cpu" else losses.SoftBins(settings["neighbours"])
        frequency = losses.prior(data, cpu, range(0, len(data), 8))
        self.rebalance = losses.rebalancing(frequency, settings["lambda"]).to(device)

    def __call__(self, logits, lab, moves, rows, changes):
        """The loss and its terms of the logits' `rows`, (N, 313, h, w), and the truth, (N, 3, H, W).

        The last len(moves) pictures are shifted copies of the first ones; `changes` are the phase's own settings.
        """
        s = {**self.settings, **changes}
        n, q, h, w = logits.shape
        truth = torch.nn.functional.avg_pool2d(lab[:, 1:], lab.shape[-1] // w)[:, :, rows]
        flat_truth = truth.permute(0, 2, 3, 1).reshape(-1, 2)
        flat = logits.float().permute(0, 2, 3, 1).reshape(-1, q)
        log_p = torch.log_softmax(flat, 1)
        index, weight = self.soft(flat_truth)
        terms = {"classes": losses.cross_entropy(log_p, index, weight, self.rebalance)}
        p = log_p.exp() if s["temperature"] == 1 else torch.softmax(flat / s["temperature"], 1)
        ab = p @ self.soft.centres
        difference = ab - flat_truth
        terms["regression"] = losses.charbonnier(difference, s["knee"])
        if s["perceived"] > 0:
            terms["perceived"] = losses.perceived(difference, flat_truth)
        planes = ab.reshape(n, h, w, 2).permute(0, 3, 1, 2)
        lightness = torch.nn.functional.avg_pool2d(lab[:, :1], lab.shape[-1] // w)[:, :, rows]
        rgb = rgb_of_lab(torch.cat((lightness, planes), 1))
        true_rgb = rgb_of_lab(torch.cat((lightness, truth), 1))
        if s["fidelity"] > 0:
            terms["fidelity"] = losses.fidelity(rgb, true_rgb)
        if s["vivid"] > 0:
            shortfall = s["vivid_goal"] - losses.vividness(rgb).mean() / losses.vividness(true_rgb).mean()
            terms["vivid"] = shortfall.clamp_min(0)
        if s["chroma"] > 0:
            terms["chroma"] = (s["chroma_goal"] - losses.chroma(planes) / losses.chroma(truth)).clamp_min(0)
        if len(moves) and s["consistency"] > 0:
            total = 0
            for k, (down, right) in enumerate(moves.tolist()):
                down //= rows.step
                first, second = planes[k], planes[n - len(moves) + k]
                hh, ww = h - abs(down), w - abs(right)
                a = first[:, max(down, 0):max(down, 0) + hh, max(right, 0):max(right, 0) + ww]
                b = second[:, max(-down, 0):max(-down, 0) + hh, max(-right, 0):max(-right, 0) + ww]
                total = total + ((a - b).square().sum(0) + 0.25).sqrt().mean()
            terms["consistency"] = total / len(moves)
        return sum(s[name] * value for name, value in terms.items()), {k: v.item() for k, v in terms.items()}


class Run:
    def __init__(self, settings, folder):
        self.settings, self.folder = settings, folder
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        torch.manual_seed(settings["seed"])
        self.data = Photographs(FOLDER / settings["data"]["train"], FOLDER / ".cache")
        paths = photographs(FOLDER / settings["data"]["val"])
        count = settings["run"]["evaluate_photographs"]
        self.val = paths[::max(1, len(paths) // count)][:count]
        self.model = build(settings).to(self.device).to(memory_format=torch.channels_last)
        self.mean = Mean(self.model)
        o = settings["optimiser"]
        self.optimiser = torch.optim.AdamW(parameter_groups(self.model, o), lr=o["rate"], betas=(0.9, 0.99))
        self.loss = Loss(settings["loss"], self.data, self.device)
        self.step, self.elapsed, self.order = 0, 0.0, []
        self.pictures = 0
        self.rng = np.random.default_rng(settings["seed"])
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
        self.rng.bit_generator.state = c["rng"]
        self.generator.set_state(c["generator"].cpu())
        print(f"going on at step {self.step}, {self.elapsed / 60:.1f} min", flush=True)

    def save(self):
        partial = self.folder / "checkpoint.partial"
        torch.save({"model": self.model.state_dict(), "mean": self.mean.model.state_dict(),
                    "optimiser": self.optimiser.state_dict(), "step": self.step, "elapsed": self.elapsed,
                    "pictures": self.pictures, "order": self.order, "rng": self.rng.bit_generator.state,
                    "generator": self.generator.get_state()}, partial)
        partial.rename(self.folder / "checkpoint.pt")

    def next_numbers(self, count):
        """So many photographs; every photograph once before any comes again."""
        while len(self.order) < count:
            self.order += self.rng.permutation(len(self.data)).tolist()
        numbers, self.order = self.order[:count], self.order[count:]
        return numbers

    def progress(self):
        r = self.settings["run"]
        return min(1.0, max(self.step / r["steps"], self.elapsed / 60 / r["minutes"]))

    def record(self, entry):
        entry = {"step": self.step, "minutes": round(self.elapsed / 60, 2), "pictures": self.pictures, **entry}
        with open(self.folder / "log.jsonl", "a") as file:
            file.write(json.dumps(entry) + "\n")

    def evaluate(self):
        settings = [(t, g) for t in (1.0, 0.7, 0.5) for g in (1.0,)]
        values = compare(self.mean.model, self.val, settings, self.device, True)
        for (temperature, gain), v in values.items():
            print(line(f"step {self.step}, T = {temperature:g}", v), flush=True)
            self.record({"temperature": temperature, **{k: round(x, 4) for k, x in v.items()}})
        draw(self.folder)

    def run(self):
        s = self.settings
        warm = s["optimiser"]["warm_up"]
        last_save = last_evaluation = self.elapsed
        sums, since = {}, 0
        before = time.monotonic()
        stop = []
        signal.signal(signal.SIGTERM, lambda *_: stop.append(True))
        while (progress := self.progress()) < 1:
            if stop:
                self.save()
                sys.exit(f"stopped at step {self.step}")
            phase = next(p for p in s["phase"] if progress <= p["until"])
            rate = s["optimiser"]["rate"] * min(1, (self.step + 1) / warm) * max(0.01, 0.5 * (1 + math.cos(math.pi * progress)))
            rate *= phase.get("rate", 1)
            for group in self.optimiser.param_groups:
                group["lr"] = rate * group["factor"]
            shifted = min(s["data"]["shifted"], phase["batch"] // 4)
            lab, moves = batch(self.data, self.next_numbers(phase["batch"] - shifted), phase["size"], phase["scale"], shifted, self.rng)
            lab = lab.to(self.device)
            seen = film_faults(lab[:, :1], s["data"]["faults"], self.generator)
            jitter = (torch.rand(len(lab), 1, 1, 1, generator=self.generator) * 2 - 1) * s["data"]["jitter"]
            seen = (seen + jitter.to(self.device)).clamp(0, 100).contiguous(memory_format=torch.channels_last)
            self.model.train()
            # Every second row of the result is enough to learn from; which ones, changes.
            rows = slice(self.step % 2, None, 2)
            with torch.autocast(self.device, torch.bfloat16):
                logits = self.model(seen, rows)
            loss, terms = self.loss(logits, lab, moves, rows, phase.get("loss", {}))
            self.optimiser.zero_grad(set_to_none=True)
            loss.backward()
            norm = torch.nn.utils.clip_grad_norm_(self.model.parameters(), s["optimiser"]["clip"])
            if not torch.isfinite(norm):
                sys.exit(f"step {self.step}: the gradient is not finite")
            self.optimiser.step()
            self.mean.update(self.model, phase.get("mean", s["optimiser"]["mean"]))
            self.step += 1
            self.pictures += len(lab)
            now = time.monotonic()
            self.elapsed += now - before
            before = now
            for name, value in {**terms, "loss": loss.item(), "norm": norm.item(), "seen": len(lab)}.items():
                sums[name] = sums.get(name, 0) + value
            since += 1
            if since == 50:
                entry = {k: round(v / since, 4) for k, v in sums.items() if k != "seen"}
                print(f"{self.step} {self.elapsed / 60:.1f} min {self.pictures} pictures, rate {rate:.2e}, {entry}", flush=True)
                self.record({"rate": rate, "size": phase["size"], **entry})
                sums, since = {}, 0
            if self.elapsed - last_save > s["run"]["save_every"] * 60:
                self.save()
                last_save = self.elapsed
            if self.elapsed - last_evaluation > s["run"]["evaluate_every"] * 60:
                self.evaluate()
                last_evaluation = self.elapsed
        self.save()
        self.evaluate()
        from export import write

        write(self.mean.model, self.folder / "lite.safetensors", {"temperature": "1"})


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
    for temperature in sorted({e["temperature"] for e in entries if "temperature" in e}):
        mine = [e for e in entries if e.get("temperature") == temperature]
        x = [e["pictures"] / 1000 for e in mine]
        axes[1].plot(x, [e["ab_rmse"] for e in mine], marker=".", label=f"T = {temperature:g}")
        axes[2].plot(x, [e["colour_ratio"] for e in mine], marker=".", label=f"T = {temperature:g}")
    axes[1].set_title("ab RMSE, validation")
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
    parser.add_argument("folder")
    parser.add_argument("--set", nargs="*", default=[], help="NAME=VALUE, such as loss.lambda=0.7")
    parser.add_argument("--threads", type=int, default=0, help="0: as many as cores")
    arguments = parser.parse_args()
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    folder = Path(arguments.folder)
    folder.mkdir(parents=True, exist_ok=True)
    settings = read_settings(arguments.settings, arguments.set)
    kept = folder / "settings.json"
    if not (folder / "checkpoint.pt").exists():
        kept.write_text(json.dumps(settings, indent=1))
    settings = {**json.loads(kept.read_text()), "run": settings["run"]}
    versions = {"python": platform.python_version(), "torch": torch.__version__, "numpy": np.__version__,
                "device": torch.cuda.get_device_name() if torch.cuda.is_available() else platform.machine(),
                "threads": torch.get_num_threads()}
    (folder / "versions.json").write_text(json.dumps(versions, indent=1))
    Run(settings, folder).run()


if __name__ == "__main__":
    main()
