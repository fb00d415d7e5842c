"""Self-checks: python check.py. Quick; no photographs needed."""

import tempfile
from pathlib import Path

import color
import film_faults
import losses
import numpy as np
import torch
from dataset import Crops, Photographs, square256
from export import write
from model import Depthwise, Lite, bins, load_folded
from torch.nn import functional as F


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


def small_photographs():
    """Eight smooth made-up photographs, as bytes of PNG files."""
    import io

    from PIL import Image

    generator = torch.Generator().manual_seed(1)
    for k in range(8):
        coarse = torch.randint(0, 256, (1, 3, 6, 8), generator=generator).float()
        picture = F.interpolate(coarse, (96, 128 + k), mode="bicubic").clamp(0, 255).byte()[0]
        content = io.BytesIO()
        Image.fromarray(picture.permute(1, 2, 0).numpy()).save(content, "PNG")
        yield content.getvalue()


def check_crops():
    """A crop of a whole photograph at its own size is the photograph; mirrored, its mirror image."""
    pictures = list(small_photographs())
    data = Photographs(pictures, "cpu")
    numbers = torch.tensor([0, 3])
    zero, one = torch.zeros(2), torch.ones(2)
    expected = torch.stack([square256(pictures[k], 96) for k in (0, 3)]).float()
    left = (data.widths[numbers] - 96) // 2
    for mirrored in (False, True):
        crops = Crops(numbers, left.float(), zero, 96 * one, 96 * one, torch.tensor([mirrored] * 2))
        got = data.cut(crops, 96)
        assert (got - (expected.flip(-1) if mirrored else expected)).abs().max() < 1e-3


def check_shifts():
    """Where a shifted copy overlaps its picture, the two are the same."""
    data = Photographs(list(small_photographs()), "cpu")
    generator = torch.Generator().manual_seed(1)
    for _ in range(8):
        rgb, move = data.batch(torch.arange(8), 64, (0.6, 1), 8, generator)
        assert rgb.shape == (16, 3, 64, 64) and max(map(abs, move)) % 8 == 0 and move != (0, 0)
        assert losses.apart(rgb[:8, :2], rgb[8:, :2], move) < 0.52  # 0.5 for pictures that are the same
        assert losses.apart(rgb[:8, :2], rgb[8:, :2], (-move[0], -move[1])) > 2


def check_faults():
    """The same for the same seed; none at strength 0; the eye's sensitivity gives Lab's L*."""
    rgb = torch.rand(16, 3, 64, 64, generator=torch.Generator().manual_seed(1)) * 255
    seen = [film_faults.film_lightness(rgb, 1, torch.Generator().manual_seed(2)) for _ in range(2)]
    assert torch.equal(*seen) and 0 <= seen[0].min() and seen[0].max() <= 100
    lightness = color.lab_of_rgb(rgb)[:, :1]
    assert torch.equal(film_faults.film_lightness(rgb, 0, None), lightness) and (seen[0] - lightness).abs().mean() > 1
    weights = torch.tensor(film_faults.LUMINANCE).view(3, 1, 1)
    luminance = (color.linear_of_rgb(rgb) * weights).sum(1, keepdim=True)
    assert (color.lightness_of_linear(luminance) - lightness).abs().max() < 1e-3


def check_fold():
    """Folded, written and read again, the network gives the same within float16; and the file tells its shape."""
    torch.manual_seed(1)
    model = Lite("lite0", (32, 32, 24, 16), (1, 0, 2, 1), drop=0.5)
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
            got = load_folded(path).eval().ab(x, 1.0)
    assert (expected - got).abs().max() < 0.5, (expected - got).abs().max()


if __name__ == "__main__":
    for name, function in list(globals().items()):
        if name.startswith("check_"):
            function()
            print(f"{name}: fine")
