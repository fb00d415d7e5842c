"""DDColor in PyTorch, with any sizes, written from the facts about the release of piddnad/DDColor: what
Sources/Net/Net/Models/DDColor.swift is tested against. Names of parameters are those of the weights files.
"""

import math

import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils import remove_spectral_norm, spectral_norm


class ChannelNorm(nn.LayerNorm):
    """Over the channels of each pixel."""

    def __init__(self, channels):
        super().__init__(channels, eps=1e-6)

    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class ConvNeXtBlock(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.dwconv = nn.Conv2d(d, d, 7, padding=3, groups=d)
        self.norm = nn.LayerNorm(d, eps=1e-6)
        self.pwconv1, self.pwconv2 = nn.Linear(d, 4 * d), nn.Linear(4 * d, d)
        self.gamma = nn.Parameter(torch.ones(d))

    def forward(self, x):
        y = self.norm(self.dwconv(x).permute(0, 2, 3, 1))
        y = self.gamma * self.pwconv2(F.gelu(self.pwconv1(y)))
        return x + y.permute(0, 3, 1, 2)


class ConvNeXt(nn.Module):
    def __init__(self, depths, widths):
        super().__init__()
        entries = [nn.Sequential(nn.Conv2d(3, widths[0], 4, 4), ChannelNorm(widths[0]))]
        for i, o in zip(widths, widths[1:]):
            entries.append(nn.Sequential(ChannelNorm(i), nn.Conv2d(i, o, 2, 2)))
        self.downsample_layers = nn.ModuleList(entries)
        self.stages = nn.ModuleList(nn.Sequential(*(ConvNeXtBlock(d) for _ in range(n)))
                                    for n, d in zip(depths, widths))
        for index, d in enumerate(widths):
            self.add_module(f"norm{index}", ChannelNorm(d))
        self.norm = nn.LayerNorm(widths[-1], eps=1e-6)  # Unused.

    def forward(self, x):
        results = []
        for index, (entry, stage) in enumerate(zip(self.downsample_layers, self.stages)):
            x = stage(entry(x))
            results.append(getattr(self, f"norm{index}")(x))
        return results


def blur(x):
    return F.avg_pool2d(F.pad(x, (1, 0, 1, 0), mode="replicate"), 2, 1)


class Shuffle(nn.Module):
    """A 1×1 convolution, a pixel shuffle and a blur."""

    def __init__(self, i, o, factor, has_norm):
        super().__init__()
        conv = spectral_norm(nn.Conv2d(i, o * factor * factor, 1, bias=not has_norm))
        self.conv = nn.Sequential(conv, *([nn.BatchNorm2d(o * factor * factor)] if has_norm else []))
        self.factor = factor

    def forward(self, x):
        return blur(F.pixel_shuffle(F.relu(self.conv(x)), self.factor))


class Unet(nn.Module):
    """A block of the pixel decoder."""

    def __init__(self, i, skip, o):
        super().__init__()
        self.shuf = Shuffle(i, o, 2, True)
        self.bn = nn.BatchNorm2d(skip)
        self.conv = nn.Sequential(spectral_norm(nn.Conv2d(o + skip, o, 3, padding=1, bias=False)), nn.ReLU(),
                                  nn.BatchNorm2d(o))

    def forward(self, x, skip):
        return self.conv(F.relu(torch.cat([self.shuf(x), self.bn(skip)], dim=1)))


class MultiHead(nn.Module):
    """Multi-head attention whose three projections are one tensor."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.in_proj_weight = nn.Parameter(torch.zeros(3 * width, width))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * width))
        self.out_proj = nn.Linear(width, width)

    def forward(self, queries, keys, values):
        weights, biases = self.in_proj_weight.chunk(3), self.in_proj_bias.chunk(3)

        def project(part, x):
            y = F.linear(x, weights[part], biases[part])
            return y.reshape(1, -1, self.heads, y.shape[2] // self.heads).transpose(1, 2)

        y = F.scaled_dot_product_attention(project(0, queries), project(1, keys), project(2, values))
        return self.out_proj(y.transpose(1, 2).flatten(2))


class Attention(nn.Module):
    """Attention added to its queries' tokens, and normalised. Its module of multi-head attention has a name of its own."""

    def __init__(self, name, width, heads):
        super().__init__()
        self.name = name
        self.add_module(name, MultiHead(width, heads))
        self.norm = nn.LayerNorm(width)

    def forward(self, z, queries, keys, values):
        return self.norm(z + getattr(self, self.name)(queries, keys, values))


class FeedForward(nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        self.linear1, self.linear2 = nn.Linear(width, hidden), nn.Linear(hidden, width)
        self.norm = nn.LayerNorm(width)

    def forward(self, z):
        return self.norm(z + self.linear2(F.relu(self.linear1(z))))


class Mlp(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(width, width) for _ in range(3))

    def forward(self, z):
        z = F.relu(self.layers[1](F.relu(self.layers[0](z))))
        return self.layers[2](z)


def positions(height, width, count):
    """(height · width) × count: half of the numbers for the row, half for the column."""

    def waves(places):
        angle = 2 * math.pi * torch.arange(1, places + 1, dtype=torch.float64) / (places + 1e-6)
        index = torch.arange(count // 2)
        scaled = angle[:, None] / 10000.0 ** (2 * (index // 2) / (count // 2)).double()
        return torch.where(index % 2 == 0, scaled.sin(), scaled.cos())

    rows, columns = waves(height), waves(width)
    both = torch.cat([rows[:, None].expand(-1, width, -1), columns[None].expand(height, -1, -1)], dim=2)
    return both.reshape(height * width, count)


class ColorDecoder(nn.Module):
    def __init__(self, inputs, queries, width, heads, hidden, layers):
        super().__init__()
        self.input_proj = nn.ModuleList(nn.Conv2d(i, width, 1) for i in inputs)
        self.level_embed = nn.Embedding(len(inputs), width)
        self.query_feat, self.query_embed = nn.Embedding(queries, width), nn.Embedding(queries, width)
        self.transformer_cross_attention_layers = nn.ModuleList(
            Attention("multihead_attn", width, heads) for _ in range(layers))
        self.transformer_self_attention_layers = nn.ModuleList(
            Attention("self_attn", width, heads) for _ in range(layers))
        self.transformer_ffn_layers = nn.ModuleList(FeedForward(width, hidden) for _ in range(layers))
        self.decoder_norm = nn.LayerNorm(width)
        self.color_embed = Mlp(width)

    def forward(self, levels):
        memories = []
        for index, x in enumerate(levels):
            values = self.input_proj[index](x).flatten(2).transpose(1, 2) + self.level_embed.weight[index]
            place = positions(*x.shape[2:], values.shape[2]).to(values.dtype)
            memories.append((values + place, values))
        z, e = self.query_feat.weight[None], self.query_embed.weight[None]
        for layer, (cross, own, feed) in enumerate(zip(
                self.transformer_cross_attention_layers, self.transformer_self_attention_layers,
                self.transformer_ffn_layers)):
            keys, values = memories[layer % len(memories)]
            z = cross(z, z + e, keys, values)
            z = own(z, z + e, z + e, z)
            z = feed(z)
        return self.color_embed(self.decoder_norm(z))


class DDColor(nn.Module):
    def __init__(self, depths=(3, 3, 9, 3), widths=(96, 192, 384, 768), blocks=(512, 512, 256), queries=100, width=256,
                 heads=8, hidden=2048, layers=9):
        super().__init__()
        self.register_buffer("mean", torch.tensor([0.485, 0.456, 0.406]).reshape(1, 3, 1, 1))
        self.register_buffer("std", torch.tensor([0.229, 0.224, 0.225]).reshape(1, 3, 1, 1))
        self.encoder = nn.Module()
        self.encoder.arch = ConvNeXt(depths, widths)
        d = nn.Module()
        self.decoder = d
        inputs = (widths[3], *blocks)
        d.layers = nn.ModuleList(Unet(inputs[j], widths[2 - j], blocks[j]) for j in range(3))
        d.last_shuf = Shuffle(blocks[2], width, 4, False)
        d.color_decoder = ColorDecoder(blocks, queries, width, heads, hidden, layers)
        self.refine_net = nn.Sequential(nn.Sequential(spectral_norm(nn.Conv2d(queries + 3, 2, 1))))

    def forward(self, lightness):
        """From L* to ab."""
        x = (grey(lightness).repeat(1, 3, 1, 1) - self.mean) / self.std
        features = self.encoder.arch(x)
        u, levels = features[3], []
        for block, skip in zip(self.decoder.layers, reversed(features[:3])):
            u = block(u, skip)
            levels.append(u)
        queries = torch.einsum("bqc,bchw->bqhw", self.decoder.color_decoder(levels), self.decoder.last_shuf(u))
        return self.refine_net(torch.cat([queries, x], dim=1))


def grey(lightness):
    """The sRGB value of the grey of that L*."""
    root = (lightness + 16) / 116
    light = torch.where(root > 7.787 * 0.008856 + 16 / 116, root**3, (root - 16 / 116) / 7.787)
    return torch.where(light > 0.0031308, 1.055 * light.clamp(min=1e-9) ** (1 / 2.4) - 0.055, 12.92 * light)


def without_spectral_norm(network):
    """The same with the norm's result as the weights, as whoever wants it fast has it."""
    for module in network.modules():
        if hasattr(module, "weight_orig"):
            remove_spectral_norm(module)
    return network


@torch.no_grad()
def randomise(network, seed):
    """Seeded weights, statistics and queries, each of a size that makes it matter."""
    generator = torch.Generator().manual_seed(seed)

    def uniform(shape, low, high):
        return torch.rand(shape, generator=generator) * (high - low) + low

    state = network.state_dict()
    for name, tensor in state.items():
        last = name.split(".")[-1]
        if last in ("mean", "std", "num_batches_tracked", "weight_u", "weight_v"):
            continue
        if last == "gamma":
            value = uniform(tensor.shape, 0.1, 0.6)
        elif last == "running_mean":
            value = uniform(tensor.shape, -0.3, 0.3)
        elif last == "running_var":
            value = uniform(tensor.shape, 0.3, 1.3)
        elif tensor.dim() == 1:
            value = uniform(tensor.shape, -0.2, 0.2) if "bias" in last else uniform(tensor.shape, 0.8, 1.2)
        elif "query_" in name or "level_" in name:
            value = uniform(tensor.shape, -2, 2)
        else:
            value = uniform(tensor.shape, -1, 1) * math.sqrt(3 / tensor[0].numel())
        tensor.copy_(value)
    for name, tensor in state.items():
        if name.endswith("weight_v"):
            base = name[:-1]
            weights = state[base + "orig"].flatten(1)
            v = uniform(tensor.shape, -1, 1)
            tensor.copy_(v / v.norm())
            u = weights @ tensor
            state[base + "u"].copy_(u / u.norm())
    return network.eval()
