"""The terms of the loss. All work on pixels of the network's output: logits (P, 313), true ab (P, 2)."""

import torch
from color import lab_of_rgb
from model import bins


class SoftBins:
    """The paper's soft encoding as a table: for every whole (a, b) the nearest bins and their weights (σ = 5)."""

    def __init__(self, neighbours=5, sigma=5.0, device="cpu"):
        self.centres = bins()
        axis = torch.arange(-128, 128, dtype=torch.float32)
        grid = torch.cartesian_prod(axis, axis)
        distance, index = [], []
        for part in grid.split(4096):
            d, i = torch.cdist(part, self.centres).topk(neighbours, largest=False)
            distance.append(d)
            index.append(i)
        distance, self.index = torch.cat(distance), torch.cat(index).to(device)
        # The nearest bin's distance taken off first: far outside all bins everything would underflow to 0.
        near = distance[:, :1]
        weight = torch.exp(-(distance**2 - near**2) / (2 * sigma**2))
        self.weight = (weight / weight.sum(1, keepdim=True)).to(device)
        self.centres = self.centres.to(device)

    def __call__(self, ab):
        """(P, neighbours) bins and weights of ab (P, 2), rounded to whole numbers."""
        a, b = (ab.round().clamp(-128, 127).long() + 128).unbind(1)
        place = a * 256 + b
        return self.index[place], self.weight[place]


def prior(data, soft, batches=40, count=64):
    """How often each bin occurs (soft-encoded) in some of the training photographs, 313 numbers that sum to 1."""
    generator = torch.Generator().manual_seed(0)
    counts = torch.zeros(313, device=data.device)
    for _ in range(batches):
        numbers = torch.randint(len(data), (count,), generator=generator)
        rgb, _ = data.batch(numbers, 32, (0.9, 1.0), 0, generator)
        index, weight = soft(lab_of_rgb(rgb)[:, 1:].permute(0, 2, 3, 1).reshape(-1, 2))
        counts.index_add_(0, index.reshape(-1), weight.reshape(-1))
    return counts / counts.sum()


def rebalancing(frequency, uniform):
    """The paper's weights: w ∝ 1 / ((1 − λ) p + λ / Q), of mean 1 over the data. λ = 1: all the same."""
    w = 1 / ((1 - uniform) * frequency + uniform / len(frequency))
    return w / (frequency * w).sum()


def cross_entropy(log_p, index, weight, rebalance):
    """The paper's loss, a mean over pixels: −1/(HW) Σ v(Z) Σ_q Z log Ẑ, v the weight of the bin nearest to the truth."""
    entropy = -(log_p.gather(1, index) * weight).sum(1)
    return (entropy * rebalance[index[:, 0]]).mean()


def charbonnier(difference, knee):
    """sqrt(|d|² + knee²) − knee, a mean over pixels: quadratic below the knee, the distance beyond it."""
    return ((difference.square().sum(1) + knee**2).sqrt() - knee).mean()


def perceived(difference, truth):
    """CIE94's chroma and hue difference: along the truth's hue divided by 1 + 0.045 C, across it by 1 + 0.015 C."""
    chroma = truth.square().sum(1).sqrt()
    direction = truth / chroma.clamp_min(1).unsqueeze(1)
    along = (difference * direction).sum(1)
    across2 = (difference.square().sum(1) - along.square()).clamp_min(0)
    return ((along / (1 + 0.045 * chroma)).square() + across2 / (1 + 0.015 * chroma).square() + 0.25).sqrt().mean()


def fidelity(rgb, truth):
    """What PSNR judges: the mean over pictures of log(mean squared error of RGB), 0 to 255. Pale pictures count as much as vivid ones."""
    return ((rgb - truth).square().mean((1, 2, 3)) * 255**2 + 20).log().mean()


def vividness(rgb):
    """Hasler and Süsstrunk's colourfulness (color.colourfulness) with gradients that stay finite at grey, (N, 3, H, W) → (N,)."""
    r, g, b = (rgb * 255).flatten(2).unbind(1)
    rg, yb = r - g, (r + g) / 2 - b
    spread = (rg.var(1, unbiased=False) + yb.var(1, unbiased=False) + 1e-2).sqrt()
    return spread + 0.3 * (rg.mean(1).square() + yb.mean(1).square() + 1e-2).sqrt()


def chroma(ab):
    """Mean chroma of pictures in ab, (N, 2, H, W), as one number."""
    return (ab.square().sum(1) + 1e-2).sqrt().mean()


def apart(planes, copies, move):
    """The mean distance in ab of shifted copies, (M, 2, H, W), from the first M of `planes`, where they overlap.

    A copy's (y, x) is at (y, x) + `move` (down, right) of its original.
    """
    (down, right), (h, w) = move, planes.shape[-2:]
    hh, ww = h - abs(down), w - abs(right)
    a = planes[:len(copies), :, max(down, 0):max(down, 0) + hh, max(right, 0):max(right, 0) + ww]
    b = copies[:, :, max(-down, 0):max(-down, 0) + hh, max(-right, 0):max(-right, 0) + ww]
    return ((a - b).square().sum(1) + 0.25).sqrt().mean()
