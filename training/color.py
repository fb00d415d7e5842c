"""sRGB, CIE Lab and colour differences on tensors: the same figures as scikit-image, on a CPU or a GPU.

Lab is of the D65 2° white; the matrices and knees are those of scikit-image (and of the program's Sources/Pipeline/Color).
Pictures are (..., 3, H, W).
"""

import torch

_TO_XYZ = ((0.412453, 0.357580, 0.180423), (0.212671, 0.715160, 0.072169), (0.019334, 0.119193, 0.950227))
_TO_RGB = ((3.24048134, -1.53715152, -0.49853633), (-0.96925495, 1.87599, 0.04155593), (0.05564664, -0.20404134, 1.05731107))
_WHITE = (0.95047, 1.0, 1.08883)


def _linear(code):
    code = code.float() / 255
    return torch.where(code > 0.04045, ((code + 0.055) / 1.055).clamp_min(0) ** 2.4, code / 12.92)


def linear_of_rgb(rgb):
    """Linear light (float, 0 to 1) of sRGB (any dtype, 0 to 255)."""
    if rgb.dtype == torch.uint8:
        return _linear(torch.arange(256, device=rgb.device))[rgb.long()]
    return _linear(rgb)


def _curve(t):
    return torch.where(t > 0.008856, t.clamp_min(1e-8) ** (1 / 3), 7.787 * t + 16 / 116)


def lightness_of_linear(luminance):
    """L* of linear light, 0 to 1."""
    return 116 * _curve(luminance) - 16


def lab_of_rgb(rgb):
    """Lab (float) of sRGB (any dtype, 0 to 255)."""
    r, g, b = linear_of_rgb(rgb).unbind(-3)
    x, y, z = (_curve((row[0] * r + row[1] * g + row[2] * b) / white) for row, white in zip(_TO_XYZ, _WHITE))
    return torch.stack((116 * y - 16, 500 * (x - y), 200 * (y - z)), -3)


def rgb_of_lab(lab):
    """sRGB (float, 0 to 1 where the colour exists, not clipped) of Lab."""
    lightness, a, b = lab.unbind(-3)
    y = (lightness + 16) / 116
    xyz = []
    for f, white in zip((y + a / 500, y, y - b / 200), _WHITE):
        # scikit-image: no negative z.
        f = f.clamp_min(0) if white > 1 else f
        xyz.append(torch.where(f > 0.2068966, f.clamp_min(1e-4) ** 3, (f - 16 / 116) / 7.787) * white)
    channels = []
    for row in _TO_RGB:
        t = row[0] * xyz[0] + row[1] * xyz[1] + row[2] * xyz[2]
        channels.append(torch.where(t > 0.0031308, 1.055 * t.clamp_min(1e-6) ** (1 / 2.4) - 0.055, 12.92 * t))
    return torch.stack(channels, -3)


def bytes_of_rgb(rgb):
    """8-bit sRGB: clipped, then rounded to the nearest."""
    return (rgb.clamp(0, 1) * 255).round().to(torch.uint8)


def ciede2000(first, second):
    """ΔE00 (Sharma, Wu and Dalal, 2005; kL = kC = kH = 1) of two Lab pictures, a value a pixel."""
    l1, a1, b1 = first.unbind(-3)
    l2, a2, b2 = second.unbind(-3)
    c7 = ((torch.hypot(a1, b1) + torch.hypot(a2, b2)) / 2) ** 7
    g = 1 + 0.5 * (1 - (c7 / (c7 + 25.0**7)).sqrt())
    a1, a2 = a1 * g, a2 * g
    c1, c2 = torch.hypot(a1, b1), torch.hypot(a2, b2)
    turn = 2 * torch.pi
    h1, h2 = torch.atan2(b1, a1) % turn, torch.atan2(b2, a2) % turn
    grey = c1 * c2 == 0
    dh = h2 - h1
    dh = torch.where(dh > torch.pi, dh - turn, torch.where(dh < -torch.pi, dh + turn, dh))
    dh = torch.where(grey, torch.zeros_like(dh), dh)
    total = h1 + h2
    mean_h = torch.where(
        grey, total,
        torch.where((h1 - h2).abs() <= torch.pi, total / 2, torch.where(total < turn, total / 2 + torch.pi, total / 2 - torch.pi)))
    mean_l, mean_c = (l1 + l2) / 2, (c1 + c2) / 2
    t = (1 - 0.17 * torch.cos(mean_h - torch.pi / 6) + 0.24 * torch.cos(2 * mean_h)
         + 0.32 * torch.cos(3 * mean_h + torch.pi / 30) - 0.20 * torch.cos(4 * mean_h - 63 * torch.pi / 180))
    l50 = (mean_l - 50) ** 2
    s_l = 1 + 0.015 * l50 / (20 + l50).sqrt()
    s_c = 1 + 0.045 * mean_c
    s_h = 1 + 0.015 * mean_c * t
    c7 = mean_c**7
    rotation = torch.exp(-(((mean_h * 180 / torch.pi - 275) / 25) ** 2)) * (torch.pi / 3)
    r_t = -2 * (c7 / (c7 + 25.0**7)).sqrt() * torch.sin(rotation)
    d_l = (l2 - l1) / s_l
    d_c = (c2 - c1) / s_c
    d_h = 2 * (c1 * c2).sqrt() * torch.sin(dh / 2) / s_h
    return (d_l**2 + d_c**2 + d_h**2 + r_t * d_c * d_h).clamp_min(0).sqrt()


def colourfulness(rgb):
    """Hasler and Süsstrunk's M3 ("Measuring colourfulness in natural images", 2003) of 8-bit RGB, a value a picture.

    rg = R − G, yb = (R + G) / 2 − B; sqrt(var rg + var yb) + 0.3 sqrt(mean rg² + mean yb²), population variances, 0 to 255.
    """
    r, g, b = rgb.float().flatten(-2).unbind(-2)
    rg, yb = r - g, (r + g) / 2 - b
    spread = (rg.var(-1, unbiased=False) + yb.var(-1, unbiased=False)).sqrt()
    return spread + 0.3 * (rg.mean(-1) ** 2 + yb.mean(-1) ** 2).sqrt()
