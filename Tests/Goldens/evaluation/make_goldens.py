"""Writes what scikit-image, SciPy and NumPy make of generated pictures, for the tests of `evaluate`.

Run: python3 make_goldens.py (needs NumPy, SciPy and scikit-image). Writes scores.txt and divergences.txt next to itself.
"""

import pathlib

import numpy as np
from scipy.stats import entropy
from skimage.color import deltaE_ciede2000, rgb2lab

HERE = pathlib.Path(__file__).parent


def picture(width, height, seed):
    """Blocks of black, white and noise; the tests make the same picture."""
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(3), indexing="ij")
    noise = ((x * 13 + y * 7 + c * 85 + seed * 31) * (x ^ (y * 3)) + x * 5) & 255
    block = ((x // 9) ^ (y // 7) ^ c) & 3
    return np.where(block == 0, 255, np.where(block == 1, 0, noise)).astype(np.uint8)


def colourfulness(rgb):
    r, g, b = np.moveaxis(rgb.astype(float), -1, 0)
    rg, yb = r - g, (r + g) / 2 - b
    return np.hypot(rg.std(), yb.std()) + 0.3 * np.hypot(rg.mean(), yb.mean())


def scores():
    """Lines of two seeds: PSNR, CIEDE2000, squared error of a and b, colourfulness and chroma of the first against the second."""
    lines = []
    for first, second in [(1, 0), (2, 5), (7, 3), (4, 4)]:
        result, truth = picture(37, 21, first), picture(37, 21, second)
        result_lab, truth_lab = rgb2lab(result), rgb2lab(truth)
        error = ((result.astype(float) - truth) ** 2).mean()
        values = (
            10 * np.log10(255**2 / max(error, 1e-10)),
            deltaE_ciede2000(truth_lab, result_lab).mean(),
            ((result_lab - truth_lab)[..., 1:] ** 2).mean(),
            colourfulness(result),
            np.hypot(result_lab[..., 1], result_lab[..., 2]).mean(),
        )
        lines.append(" ".join([str(first), str(second)] + [f"{v:.12g}" for v in values]))
    (HERE / "scores.txt").write_text("\n".join(lines) + "\n")


def divergences():
    """CDC of pictures of these seeds, in this order: (gap 1 + gap 2 + gap 4) / 3."""
    lines = []
    for seeds in [(0, 1, 2, 3, 4, 5, 6), (1, 1, 1, 1, 1), (3, 9, 3, 9, 3, 9), (1, 2, 3)]:
        histograms = [
            [np.bincount(picture(37, 21, s)[..., c].ravel(), minlength=256) / (37 * 21) for c in range(3)] for s in seeds
        ]
        gaps = []
        for gap in (1, 2, 4):
            pairs = zip(histograms, histograms[gap:])
            values = [
                (entropy(p, (p + q) / 2) + entropy(q, (p + q) / 2)) / 2 for one, two in pairs for p, q in zip(one, two)
            ]
            if values:
                gaps.append(np.mean(values))
        lines.append(" ".join(map(str, seeds)) + f" : {np.mean(gaps):.12g}")
    (HERE / "divergences.txt").write_text("\n".join(lines) + "\n")


scores()
divergences()
