"""The three networks in PyTorch, with any channel counts: what Sources/Net/Net/Models is tested against.

Written from the facts about the PyTorch release of richzhang/colorization and from the description of lite; names of
parameters are those of the weights files.
"""

import safetensors
import torch
from torch import nn
from torch.nn import functional as F


def bins():
    """a* and b* of the 313 colours, in channel order, as a (2, 313) tensor: see Sources/Net/Net/Models/ColorBins.swift."""
    rows = [(-90, 50, 90), (-80, 20, 90), (-70, 0, 90), (-60, -20, 90), (-50, -30, 100), (-40, -40, 100),
            (-30, -50, 100), (-20, -50, 100), (-10, -60, 100), (0, -70, 100), (10, -80, 90), (20, -80, 90),
            (30, -90, 90), (40, -100, 90), (50, -100, 80), (60, -110, 80), (70, -110, 80), (80, -110, 70),
            (90, -110, 70), (100, -90, 0)]
    centres = [(a, b) for a, first, last in rows for b in range(first, last + 1, 10)]
    return torch.tensor(centres, dtype=torch.float32).T.contiguous()


def hints(width, height):
    """a, b and mask of two patches, as Tests/NetTests/Models/NetworkSettingsTests.swift makes them."""
    planes = torch.zeros(1, 3, height, width)
    planes[0, :, 4:7, 5:8] = torch.tensor([60.0, 40, 1])[:, None, None]
    planes[0, :, height - 9:height - 2, width - 7:width] = torch.tensor([-35.0, 20, 1])[:, None, None]
    return planes


def block(*layers):
    return nn.Sequential(*layers)


class ECCV16(nn.Module):
    """Gives ab at a quarter of the input's size: the release's last bilinear layer is left out."""

    def __init__(self, c=(64, 128, 256, 512)):
        super().__init__()

        def conv(i, o, stride=1, dilation=1):
            return [nn.Conv2d(i, o, 3, stride, dilation, dilation), nn.ReLU()]

        self.model1 = block(*conv(1, c[0]), *conv(c[0], c[0], 2), nn.BatchNorm2d(c[0]))
        self.model2 = block(*conv(c[0], c[1]), *conv(c[1], c[1], 2), nn.BatchNorm2d(c[1]))
        self.model3 = block(*conv(c[1], c[2]), *conv(c[2], c[2]), *conv(c[2], c[2], 2), nn.BatchNorm2d(c[2]))
        self.model4 = block(*conv(c[2], c[3]), *conv(c[3], c[3]), *conv(c[3], c[3]), nn.BatchNorm2d(c[3]))
        for name, dilation in (("model5", 2), ("model6", 2), ("model7", 1)):
            convs = [layer for _ in range(3) for layer in conv(c[3], c[3], 1, dilation)]
            setattr(self, name, block(*convs, nn.BatchNorm2d(c[3])))
        self.model8 = block(nn.ConvTranspose2d(c[3], c[2], 4, 2, 1), nn.ReLU(), *conv(c[2], c[2]), *conv(c[2], c[2]),
                            nn.Conv2d(c[2], 313, 1))
        self.model_out = nn.Conv2d(313, 2, 1, bias=False)
        self.model_out.weight.data = bins().reshape(2, 313, 1, 1) / 110

    def forward(self, lightness, temperature=1.0, strength=1.0):
        x = (lightness - 50) / 100
        for index in range(1, 9):
            x = getattr(self, f"model{index}")(x)
        return self.model_out(torch.softmax(x / temperature, dim=1)) * (110 * strength)


class SIGGRAPH17(nn.Module):
    def __init__(self, c=(64, 128, 256, 512)):
        super().__init__()

        def conv(i, o, dilation=1):
            return [nn.Conv2d(i, o, 3, 1, dilation, dilation), nn.ReLU()]

        self.model1 = block(*conv(4, c[0]), *conv(c[0], c[0]), nn.BatchNorm2d(c[0]))
        self.model2 = block(*conv(c[0], c[1]), *conv(c[1], c[1]), nn.BatchNorm2d(c[1]))
        self.model3 = block(*conv(c[1], c[2]), *conv(c[2], c[2]), *conv(c[2], c[2]), nn.BatchNorm2d(c[2]))
        self.model4 = block(*conv(c[2], c[3]), *conv(c[3], c[3]), *conv(c[3], c[3]), nn.BatchNorm2d(c[3]))
        for name, dilation in (("model5", 2), ("model6", 2), ("model7", 1)):
            convs = [layer for _ in range(3) for layer in conv(c[3], c[3], dilation)]
            setattr(self, name, block(*convs, nn.BatchNorm2d(c[3])))
        self.model8up = block(nn.ConvTranspose2d(c[3], c[2], 4, 2, 1))
        self.model3short8 = block(nn.Conv2d(c[2], c[2], 3, 1, 1))
        self.model8 = block(nn.ReLU(), *conv(c[2], c[2]), *conv(c[2], c[2]), nn.BatchNorm2d(c[2]))
        self.model9up = block(nn.ConvTranspose2d(c[2], c[1], 4, 2, 1))
        self.model2short9 = block(nn.Conv2d(c[1], c[1], 3, 1, 1))
        self.model9 = block(nn.ReLU(), *conv(c[1], c[1]), nn.BatchNorm2d(c[1]))
        self.model10up = block(nn.ConvTranspose2d(c[1], c[1], 4, 2, 1))
        self.model1short10 = block(nn.Conv2d(c[0], c[1], 3, 1, 1))
        self.model10 = block(nn.ReLU(), nn.Conv2d(c[1], c[1], 3, 1, 1), nn.LeakyReLU(0.2))
        self.model_class = block(nn.Conv2d(c[2], 529, 1))
        self.model_out = block(nn.Conv2d(c[1], 2, 1), nn.Tanh())

    def forward(self, lightness, temperature=1.0, strength=1.0, hints=None):
        # There are no bins: temperature and strength mean nothing. Without hints a, b and the mask are zero.
        if hints is None:
            hints = torch.zeros_like(lightness).repeat(1, 3, 1, 1)
        hints = torch.cat([hints[:, :2] / 110, hints[:, 2:]], dim=1)
        x = torch.cat([(lightness - 50) / 100, hints], dim=1)
        x1 = self.model1(x)
        x2 = self.model2(x1[:, :, ::2, ::2])
        x3 = self.model3(x2[:, :, ::2, ::2])
        x = self.model7(self.model6(self.model5(self.model4(x3[:, :, ::2, ::2]))))
        x = self.model8(self.model8up(x) + self.model3short8(x3))
        x = self.model9(self.model9up(x) + self.model2short9(x2))
        x = self.model10(self.model10up(x) + self.model1short10(x1))
        return self.model_out(x) * 110


class Conv(nn.Conv2d):
    """A convolution with bias that keeps the size (at stride 1), and what follows it: a ReLU6, a ReLU or nothing."""

    def __init__(self, i, o, k=1, stride=1, groups=1, then=None):
        super().__init__(i, o, k, stride, k // 2, groups=groups)
        self.then = then

    def forward(self, x):
        x = super().forward(x)
        return self.then(x) if self.then else x


class Inverted(nn.Module):
    """An inverted residual block: of the encoder."""

    def __init__(self, i, o, expansion, k, stride=1):
        super().__init__()
        wide = i * expansion
        self.expand = Conv(i, wide, then=F.relu6) if expansion != 1 else None
        self.depthwise = Conv(wide, wide, k, stride, groups=wide, then=F.relu6)
        self.project = Conv(wide, o)
        self.residual = stride == 1 and i == o

    def forward(self, x):
        y = self.expand(x) if self.expand else x
        y = self.project(self.depthwise(y))
        return x + y if self.residual else y


class Residual(nn.Module):
    """A residual block: of the decoder."""

    def __init__(self, channels):
        super().__init__()
        self.first = Conv(channels, channels, 3, then=F.relu)
        self.second = Conv(channels, channels, 3)

    def forward(self, x):
        return F.relu(x + self.second(self.first(x)))


class Lite(nn.Module):
    # Expansion, channels, kernel, stride, blocks.
    STAGES = ((1, 16, 3, 1, 1), (6, 24, 3, 2, 3), (6, 48, 5, 2, 3), (6, 88, 3, 2, 4), (6, 120, 5, 1, 4),
              (6, 208, 5, 2, 5), (6, 352, 3, 1, 1))
    # Name, the stage that is joined, channels, blocks: from the smallest size to the largest.
    DECODER = (("5", 6, 192, 2), ("4", 4, 192, 2), ("3", 2, 128, 2), ("2", 1, 96, 1))

    def __init__(self, stem=32, stages=STAGES, decoder=DECODER):
        super().__init__()
        self.encoder = nn.Module()
        self.encoder.stem = Conv(1, stem, 3, 2, then=F.relu6)
        self.ends, blocks, i = [], [], stem
        for expansion, o, k, stride, count in stages:
            for index in range(count):
                blocks.append(Inverted(i, o, expansion, k, stride if index == 0 else 1))
                i = o
            self.ends.append(len(blocks) - 1)
        self.encoder.blocks = nn.ModuleList(blocks)
        self.scales, d = decoder, nn.Module()
        self.decoder = d
        for index, (name, stage, channels, count) in enumerate(decoder):
            d.add_module(f"lateral{name}", Conv(stages[stage][1], channels))
            d.add_module(f"block{name}", nn.Sequential(*(Residual(channels) for _ in range(count))))
            if index + 1 < len(decoder) and decoder[index + 1][2] != channels:
                d.add_module(f"reduce{name}", Conv(channels, decoder[index + 1][2]))
        self.classifier = Conv(decoder[-1][2], 313)

    def forward(self, lightness, temperature=1.0, strength=1.0):
        x = self.encoder.stem(lightness / 50 - 1)
        kept = []
        for index, layer in enumerate(self.encoder.blocks):
            x = layer(x)
            if index in self.ends:
                kept.append(x)
        d, x = self.decoder, None
        for name, stage, _, _ in self.scales:
            seen = getattr(d, f"lateral{name}")(kept[stage])
            if x is not None:
                seen = seen + F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
            x = getattr(d, f"block{name}")(F.relu(seen))
            if hasattr(d, f"reduce{name}"):
                x = getattr(d, f"reduce{name}")(x)
        probabilities = torch.softmax(self.classifier(x) / temperature, dim=1)
        return F.conv2d(probabilities, (strength * bins()).reshape(2, 313, 1, 1).to(probabilities.dtype))


class WithSettings(nn.Module):
    """A network with the settings in its file's metadata as constants: from L* to ab."""

    def __init__(self, network, settings):
        super().__init__()
        self.network, self.settings = network, settings

    def forward(self, lightness):
        return self.network(lightness, **self.settings)


def load(name, path):
    """The network of that name with the weights and settings of a safetensors file, ready to predict in float32."""
    network = {"lite": Lite, "eccv16": ECCV16, "siggraph17": SIGGRAPH17}[name]()
    with safetensors.safe_open(path, "pt") as file:
        network.load_state_dict({key: file.get_tensor(key) for key in file.keys()})
        metadata = file.metadata() or {}
    settings = {key: float(metadata[key]) for key in ("temperature", "strength") if key in metadata}
    return WithSettings(network, settings).eval().float()


@torch.no_grad()
def randomise(network, seed, last, gain):
    """Seeded weights under which every layer's activations keep a scale of about 1, and random normalisation.

    `last` is the convolution before the softmax or tanh; `gain` makes its results large enough to decide something.
    """
    generator = torch.Generator().manual_seed(seed)

    def normal(tensor, deviation):
        tensor.copy_(torch.randn(tensor.shape, generator=generator) * deviation)

    def uniform(tensor, low, high):
        tensor.copy_(torch.rand(tensor.shape, generator=generator) * (high - low) + low)

    for name, module in network.named_modules():
        if name == "model_out" and isinstance(module, nn.Conv2d):
            continue  # The bin centres.
        if isinstance(module, nn.ConvTranspose2d):
            # A quarter of the 4×4 taps reach each output.
            normal(module.weight, (2 / (module.in_channels * 4)) ** 0.5)
            normal(module.bias, 0.1)
        elif isinstance(module, nn.Conv2d):
            inputs = module.in_channels // module.groups * module.kernel_size[0] * module.kernel_size[1]
            # Kaiming: twice as much where a ReLU takes half of it away.
            is_linear = isinstance(module, Conv) and module.then is None
            normal(module.weight, ((1 if is_linear else 2) / inputs) ** 0.5)
            normal(module.bias, 0.1)
        elif isinstance(module, nn.BatchNorm2d):
            uniform(module.weight, 0.5, 1.5)
            normal(module.bias, 0.2)
            normal(module.running_mean, 0.3)
            uniform(module.running_var, 0.3, 1.5)
            module.num_batches_tracked.fill_(1000)
    layer = network.get_submodule(last)
    layer.weight.mul_(gain)
    return network.eval()


def lightness(width, height):
    """L(x, y) = 50 + 30 sin(x/17) + 15 cos(y/23) + 4 sin((x+2y)/5), computed in double.

    A 1×1×height×width tensor.
    """
    y, x = torch.meshgrid(torch.arange(height, dtype=torch.float64), torch.arange(width, dtype=torch.float64),
                          indexing="ij")
    plane = 50 + 30 * torch.sin(x / 17) + 15 * torch.cos(y / 23) + 4 * torch.sin((x + 2 * y) / 5)
    return plane.to(torch.float32).reshape(1, 1, height, width)
