"""Prints the polynomial coefficients in Sources/PixelKernels/Transfer.h.

Each is a weighted minimax fit (Lawson's iteration on a Chebyshev grid). Run: python3 fit_curves.py (needs NumPy).
"""

import numpy as np


def lawson(basis, y, w, iterations=400):
    """Coefficients of the columns of `basis` with the least largest weighted error, and that error."""
    mass = np.ones(len(y)) / len(y)
    best = (np.inf, None)
    for _ in range(iterations):
        scale = np.sqrt(mass) * w
        c = np.linalg.lstsq(basis * scale[:, None], y * scale, rcond=None)[0]
        error = np.abs(w * (basis @ c - y))
        if error.max() < best[0]:
            best = (error.max(), c)
        mass = mass * error
        mass /= mass.sum()
    return best


def grid(low, high, points=4000):
    t = np.cos(np.pi * (np.arange(points) + 0.5) / points)
    return t, (low + high) / 2 + (high - low) / 2 * t


def minimax(function, weight, low, high, degree, center):
    """Coefficients in powers of (x - center), lowest first, and the largest weighted error."""
    t, x = grid(low, high)
    error, c = lawson(np.polynomial.chebyshev.chebvander(t, degree), function(x), weight(x))
    in_t = np.polynomial.Polynomial(np.polynomial.chebyshev.cheb2poly(c))
    a, b = 2 / (high - low), -(high + low) / (high - low)
    return in_t(np.polynomial.Polynomial([b + a * center, a])).coef, error


def beyond_line(function, weight, line, knee):
    """Coefficients of u^2, u^3 ... u^6 with u = x - knee of what the function has beyond a line, on knee...1."""
    _, x = grid(knee, 1)
    u = x - knee
    error, c = lawson(np.stack([u ** (2 + k) for k in range(5)], 1), function(x) - line(x), weight(x))
    return c, error


def show(name, fit, factor=1.0):
    coefficients, error = fit
    print(f"{name}: largest weighted error {error:.2g}")
    for power, c in enumerate(coefficients):
        print(f"  {power}: {np.float32(c * factor):.9g}f")


def decode(v):
    return ((v + 0.055) / 1.055) ** 2.4


# sRGB to linear above the knee. The weight is dL*/dY, so that the error is in units of L*.
show("linear_from_srgb", minimax(decode, lambda v: 116 / 3 * decode(v) ** (-2 / 3), 0.04045, 1, 12, 0.2))

# The same for 8-bit Y'CbCr: a line, and beyond a knee u^2 times a polynomial, all times the white that makes the line's slope 1.
# Knees and slopes here and below were searched for the least error.
def srgb_to_linear(v):
    return np.where(v > 0.04045, decode(v), v / 12.92)


def lightness_slope(y):
    return np.where(y > 0.008856, 116 / 3 * np.maximum(y, 1e-9) ** (-2 / 3), 116 * 7.787)


white, knee = 12.92 / 1.0001, 0.03955
print(f"coarse_linear_from_srgb: white {np.float32(white):.9g}f, knee {np.float32(knee):.9g}f")
show("coarse_linear_from_srgb",
     beyond_line(srgb_to_linear, lambda v: lightness_slope(srgb_to_linear(v)), lambda v: v / white, knee), white)


# Linear to sRGB for 8-bit Y'CbCr, in the square root of light.
def linear_to_srgb(x):
    return np.where(x > 0.0031308, 1.055 * x ** (1 / 2.4) - 0.055, 12.92 * x)


white, knee = 12.92 * 1.004, 0.05405
fit = beyond_line(lambda s: linear_to_srgb(s * s), np.ones_like, lambda s: white * s * s, knee)
root = np.sqrt(white)
print(f"coarse_srgb_from_linear: white {np.float32(white):.9g}f, its cube root {np.float32(np.cbrt(white)):.9g}f, "
      f"knee {np.float32(knee * root):.9g}f")
show("coarse_srgb_from_linear", (fit[0] / root ** np.arange(2, 7), fit[1]))

# c^(-2/3) for c = x y^3 where y is the bit-level guess at x^(-1/3); times 116, as L* = 116 f - 16.
low, high = 0.9008, 1.1078
show("lightness", minimax(lambda c: c ** (-2 / 3), lambda c: c ** (2 / 3), low, high, 5, 1), 116)
show("coarse lightness", minimax(lambda c: c ** (-2 / 3), lambda c: c ** (2 / 3), low, high, 4, 1), 116)

# log2(1 + f) / f for the mantissa in sqrt(1/2)...sqrt(2).
low, high = np.sqrt(0.5) - 1 - 1e-4, np.sqrt(2) - 1 + 1e-4


def log_ratio(f):
    return np.log1p(f) / np.log(2) / f


show("log2", minimax(log_ratio, lambda f: np.abs(f) + 1e-3, low, high, 6, 0))

# 2^r for r in -1/2...1/2, times the 1.055 of the sRGB curve.
show("exp2", minimax(np.exp2, lambda r: np.exp2(-r), -0.5, 0.5, 5, 0), 1.055)
