"""What old film does to a picture, on batches of photographs: the film's own sense of colours, and faults of its lightness."""

import torch
from color import lab_of_rgb, lightness_of_linear, linear_of_rgb
from torch.nn import functional as F

# Shares of red, green and blue light in what a film sees, each triple summing to 1. CIE's luminance, which Lab has, then in
# words: orthochromatic film is nearly blind to red and sees blue well; old panchromatic film sees more red and blue than the eye.
LUMINANCE = (0.212671, 0.715160, 0.072169)
ORTHOCHROMATIC = (0.03, 0.52, 0.45)
PANCHROMATIC = (0.33, 0.37, 0.30)


class Faults:
    """Draws faults for a batch. One generator on the CPU decides everything, so that a seed means the same everywhere."""

    def __init__(self, count, device, generator):
        self.count, self.device, self.generator = count, device, generator

    def uniform(self, low, high):
        return (torch.rand(self.count, 1, 1, 1, generator=self.generator) * (high - low) + low).to(self.device)

    def chance(self, probability):
        """1 for so many of the pictures, 0 for the others."""
        return (torch.rand(self.count, 1, 1, 1, generator=self.generator) < probability).float().to(self.device)

    def noise(self, height, width):
        """Gaussian noise. On a graphics card from the card's own generator: a batch's worth of it takes long elsewhere."""
        if self.device == "cpu":
            return torch.randn(self.count, 1, height, width, generator=self.generator)
        return torch.randn(self.count, 1, height, width, device=self.device)


def film_lightness(rgb, strength, generator):
    """L* (N, 1, H, W) as a film might show photographs of `rgb` (N, 3, H, W), 0 to 255.

    `strength` is how often faults occur: 0 gives Lab's own L*, 1 is the full recipe.
    """
    lightness = lab_of_rgb(rgb)[:, :1]
    if strength <= 0:
        return lightness
    faults = Faults(len(rgb), str(rgb.device), generator)
    return spoiled(emulsion(rgb, lightness, faults, strength), faults, strength)


def emulsion(rgb, lightness, faults, strength):
    """L* by another sensitivity to red, green and blue than the eye's, for some of the pictures."""
    base, ortho, pan = (torch.tensor(w, device=rgb.device).view(1, 3, 1, 1) for w in (LUMINANCE, ORTHOCHROMATIC, PANCHROMATIC))
    share = faults.uniform(0, 1)
    weights = torch.lerp(base, torch.where(faults.chance(0.5) > 0, ortho, pan), share)
    seen = lightness_of_linear((linear_of_rgb(rgb) * weights).sum(1, keepdim=True))
    return torch.where(faults.chance(0.4 * strength) > 0, seen, lightness)


def spoiled(lightness, faults, strength):
    """L* with gamma, exposure, fading, vignette, softness, grain, scratches, dust, interlacing and blocks of compression."""
    _, _, height, width = lightness.shape
    device = lightness.device

    def chance(probability):
        return faults.chance(probability * strength)

    uniform = faults.uniform
    x = (lightness / 100).clamp(1e-3, 1)
    x = x ** torch.exp(chance(0.6) * uniform(-0.4, 0.4))
    # Overexposure: highlights run into white.
    x = (x * (1 + chance(0.15) * uniform(0.1, 0.5))).clamp_max(1)
    # Fading: the range shrinks. Then a little exposure.
    faded = chance(0.35)
    x = x * (1 - faded * uniform(0, 0.35)) + faded * uniform(0, 0.18)
    x = x + chance(0.5) * uniform(-0.06, 0.06)
    rows = torch.linspace(-1, 1, height, device=device)[:, None]
    columns = torch.linspace(-1, 1, width, device=device)[None, :]
    x = x * (1 - chance(0.2) * uniform(0.05, 0.4) * (rows**2 + columns**2)[None, None] / 2)
    # Softness of two widths.
    soft = F.avg_pool2d(F.pad(x, (1, 1, 1, 1), mode="replicate"), 3, 1)
    x = torch.lerp(x, soft, chance(0.3) * uniform(0.3, 1))
    softer = F.avg_pool2d(F.pad(soft, (2, 2, 2, 2), mode="replicate"), 5, 1)
    x = torch.lerp(x, softer, chance(0.15) * uniform(0.5, 1))
    # Grain: half of it fine, half of it two pixels wide; strongest in the middle of the scale.
    wide = F.interpolate(faults.noise((height + 1) // 2, (width + 1) // 2), scale_factor=2, mode="nearest")[:, :, :height, :width]
    grain = torch.where(uniform(0, 1) < 0.5, faults.noise(height, width), wide)
    x = x + chance(0.4) * uniform(0.005, 0.07) * grain * (0.4 + 2.4 * x.clamp(0, 1) * (1 - x.clamp(0, 1)))
    # A vertical scratch, light or dark, and specks of dust.
    column = (uniform(0, 1) * width).floor()
    near = ((torch.arange(width, device=device) - column).abs() < uniform(0.5, 1.5)).float()
    x = x + chance(0.1) * uniform(-0.4, 0.4) * near
    specks = (wide > 3).float()
    x = x + chance(0.1) * uniform(-0.6, 0.6) * specks
    # Two fields of a moving thing: every second row is moved.
    shift = 1 + int(torch.rand((), generator=faults.generator) * 3)
    comb = torch.where((torch.arange(height, device=device) % 2 == 0)[:, None], x, x.roll(shift, 3))
    x = torch.lerp(x, comb, chance(0.05))
    # Compression: some of the detail inside 8×8 blocks is lost.
    if height % 8 == 0 and width % 8 == 0:
        blocky = F.interpolate(F.avg_pool2d(x, 8), scale_factor=8, mode="nearest")
        x = torch.lerp(x, blocky, chance(0.08) * uniform(0.1, 0.5))
    return x.clamp(0, 1) * 100
