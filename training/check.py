"""Self-checks: python check.py. Quick; no photographs needed."""

import json
import tempfile
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

import color
import losses
from dataset import batch
from export import write
from model import Depthwise, Lite, bins, load_folded


def check_depthwise():
    """The own backward pass equals PyTorch's."""
    for k, stride, size in ((3, 1, 8), (5, 1, 8), (3, 2, 8), (5, 2, 8), (5, 1, 4)):
        x = torch.randn(2, 6, size, size, requires_grad=True)
        w = torch.randn(6, 1, k, k, requires_grad=True)
        y = F.conv2d(x, w, None, stride, k // 2, 1, 6)
        g = torch.randn_like(y)
        expected = torch.autograd.grad(y, (x, w), g)
        got = torch.autograd.grad(Depthwise.apply(x, w, stride), (x, w), g)
        for e, o in zip(expected, got):
            assert (e - o).abs().max() < 1e-4, (k, stride, size)


def check_color():
    """Against scikit-image, where it is installed."""
    try:
        from skimage.color import deltaE_ciede2000, lab2rgb, rgb2lab
    except ImportError:
        return print("scikit-image is not installed: colours not checked")
    rgb = torch.randint(0, 256, (3, 64, 64), dtype=torch.uint8, generator=torch.Generator().manual_seed(1))
    rgb[:, 0] = rgb[:1, 0]
    lab = color.lab_of_rgb(rgb)
    expected = rgb2lab(rgb.permute(1, 2, 0).numpy())
    assert np.abs(lab.permute(1, 2, 0).numpy() - expected).max() < 1e-2
    other = lab + torch.randn(lab.shape) * 10 * (torch.arange(3) > 0)[:, None, None]
    back = color.bytes_of_rgb(color.rgb_of_lab(other)).permute(1, 2, 0).numpy().astype(int)
    theirs = np.round(np.clip(lab2rgb(other.permute(1, 2, 0).double().numpy()), 0, 1) * 255).astype(int)
    assert np.abs(back - theirs).max() <= 1 and (back != theirs).mean() < 1e-2
    difference = color.ciede2000(lab, other).numpy()
    assert np.abs(difference - deltaE_ciede2000(expected, other.permute(1, 2, 0).double().numpy())).max() < 2e-2


def check_bins():
    """313 colours; soft encoding sums to 1 and a bin's own colour weighs most."""
    soft = losses.SoftBins()
    index, weight = soft(bins())
    assert len(bins()) == 313 and torch.equal(index[:, 0], torch.arange(313))
    assert (weight.sum(1) - 1).abs().max() < 1e-5
    frequency = torch.rand(313)
    frequency /= frequency.sum()
    w = losses.rebalancing(frequency, 0.5)
    assert abs((w * frequency).sum() - 1) < 1e-5 and losses.rebalancing(frequency, 1).std() < 1e-5


def check_shifts():
    """Where a shifted copy overlaps its picture, the two are the same."""
    rng = np.random.default_rng(1)
    generator = torch.Generator().manual_seed(1)
    data = [F.interpolate(torch.randint(0, 256, (1, 3, 20, 26), dtype=torch.uint8, generator=generator), (192, 250))[0] for _ in range(8)]
    lab, moves = batch(data, range(8), 64, (0.6, 1), 8, rng)
    assert lab.shape == (16, 3, 64, 64)
    for k, (down, right) in enumerate(moves.tolist()):
        down, right = 4 * down, 4 * right
        h, w = 64 - abs(down), 64 - abs(right)
        first, second = lab[k], lab[8 + k]
        a = first[:, max(down, 0):max(down, 0) + h, max(right, 0):max(right, 0) + w]
        b = second[:, max(-down, 0):max(-down, 0) + h, max(-right, 0):max(-right, 0) + w]
        assert torch.equal(a, b)


def check_fold():
    """Folded, written and read again, the network gives the same within float16."""
    torch.manual_seed(1)
    model = Lite(width=16)
    x = torch.rand(4, 1, 64, 64) * 100
    with torch.no_grad():
        model.train()
        for _ in range(30):
            model(x)
        model.classifier.weight.normal_(0, 0.1)
        model.eval()
        expected = model.ab(x, 1.0)
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder) / "x.safetensors")
            write(model, path, {"temperature": "1"})
            got = load_folded(Lite(width=16), path).eval().ab(x, 1.0)
    assert (expected - got).abs().max() < 0.5, (expected - got).abs().max()


if __name__ == "__main__":
    for name, function in list(globals().items()):
        if name.startswith("check_"):
            function()
            print(f"{name}: fine")
