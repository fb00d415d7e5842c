"""Prints the polynomial coefficients in Sources/PixelKernels/Transfer.h.

Each is a weighted minimax fit (Lawson's iteration on a Chebyshev grid). Run: python3 fit_curves.py (needs NumPy).
"""

import numpy as np


def minimax(function, weight, low, high, degree, center, iterations=400, points=4000):
    """Coefficients in powers of (x - center), lowest first, and the largest weighted error."""
    t = np.cos(np.pi * (np.arange(points) + 0.5) / points)
    x = (low + high) / 2 + (high - low) / 2 * t
    basis = np.polynomial.chebyshev.chebvander(t, degree)
    y, w = function(x), weight(x)
    mass = np.ones(points) / points
    best = (np.inf, None)
    for _ in range(iterations):
        scale = np.sqrt(mass) * w
        c = np.linalg.lstsq(basis * scale[:, None], y * scale, rcond=None)[0]
        error = np.abs(w * (basis @ c - y))
        if error.max() < best[0]:
            best = (error.max(), c)
        mass = mass * error
        mass /= mass.sum()
    in_t = np.polynomial.Polynomial(np.polynomial.chebyshev.cheb2poly(best[1]))
    a, b = 2 / (high - low), -(high + low) / (high - low)
    return in_t(np.polynomial.Polynomial([b + a * center, a])).coef, best[0]


def show(name, fit, factor=1.0):
    coefficients, error = fit
    print(f"{name}: largest weighted error {error:.2g}")
    for power, c in enumerate(coefficients):
        print(f"  {power}: {np.float32(c * factor):.9g}f")


def decode(v):
    return ((v + 0.055) / 1.055) ** 2.4


# sRGB to linear above the knee. The weight is dL*/dY, so that the error is in units of L*.
show("linear_from_srgb", minimax(decode, lambda v: 116 / 3 * decode(v) ** (-2 / 3), 0.04045, 1, 12, 0.2))

# The same for 8-bit Y'CbCr.
show("coarse_linear_from_srgb", minimax(decode, lambda v: 116 / 3 * decode(v) ** (-2 / 3), 0.04045, 1, 6, 0.2))

# Linear to sRGB for 8-bit Y'CbCr, as a polynomial in the square root.
show(
    "coarse_srgb_from_linear",
    minimax(lambda s: 1.055 * s ** (2 / 2.4) - 0.055, np.ones_like, np.sqrt(0.0031308), 1, 6, 0.5))

# c^(-2/3) for c = x y^3 where y is the bit-level guess at x^(-1/3); times 116, as L* = 116 f - 16.
low, high = 0.9008, 1.1078
show("lightness", minimax(lambda c: c ** (-2 / 3), lambda c: c ** (2 / 3), low, high, 5, 1), 116)

# log2(1 + f) / f for the mantissa in sqrt(1/2)...sqrt(2).
low, high = np.sqrt(0.5) - 1 - 1e-4, np.sqrt(2) - 1 + 1e-4
log_ratio = lambda f: np.log1p(f) / np.log(2) / f
show("log2", minimax(log_ratio, lambda f: np.abs(f) + 1e-3, low, high, 6, 0))

# 2^r for r in -1/2...1/2, times the 1.055 of the sRGB curve.
show("exp2", minimax(np.exp2, lambda r: np.exp2(-r), -0.5, 0.5, 5, 0), 1.055)
