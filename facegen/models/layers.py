"""The pieces the networks are built from: equalised layers, norms, resampling, minibatch spread.

Tensors are float, batch x channels x height x width. This module knows nothing of faces or losses.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

SLOPE = 0.2


class EqualizedConv2d(nn.Module):
    """A convolution whose weights are drawn from N(0, 1) and scaled when used.

    The scale is that of He's initialisation, so every weight has the same dynamic range and an
    optimiser that normalises gradients moves all of them at the same speed. The size is kept.

    Source: Karras et al. 2018, Progressive Growing of GANs, section 4.1 (equalised learning rate).

    Args:
        inputs: Channels in.
        outputs: Channels out.
        kernel_px: Side of the kernel, pixels, odd.
        gain: Root-mean-square of the output for independent inputs of unit variance.
        bias: Whether a bias is added.
    """

    def __init__(
        self,
        inputs: int,
        outputs: int,
        kernel_px: int = 3,
        gain: float = math.sqrt(2),
        bias: bool = True,
    ) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs, kernel_px, kernel_px))
        self.bias = nn.Parameter(torch.zeros(outputs)) if bias else None
        self.scale = gain / math.sqrt(inputs * kernel_px**2)
        self.padding = kernel_px // 2

    def forward(self, x: Tensor) -> Tensor:
        """Convolve, (batch, inputs, h, w) to (batch, outputs, h, w)."""
        return F.conv2d(x, self.weight * self.scale, self.bias, padding=self.padding)


class PooledConv2d(EqualizedConv2d):
    """A 3 x 3 convolution followed by 2 x 2 average pooling, computed as one 4 x 4 of stride 2.

    The two are equal; the one costs 16/36 of the multiplications and makes no large activation.
    Unlike a bare 3 x 3 of stride 2 it weighs every input pixel alike, so the gradient it sends back
    to a generator has no checkerboard in it.
    """

    def forward(self, x: Tensor) -> Tensor:
        """Convolve and halve, (batch, inputs, h, w) to (batch, outputs, h / 2, w / 2)."""
        padded = F.pad(self.weight * (self.scale / 4), (1, 1, 1, 1))
        rows = padded[:, :, 1:] + padded[:, :, :-1]
        kernel = rows[:, :, :, 1:] + rows[:, :, :, :-1]
        return F.conv2d(x, kernel, self.bias, stride=2, padding=1)


class EqualizedLinear(nn.Module):
    """A linear map with weights drawn from N(0, 1) and scaled when used; see `EqualizedConv2d`.

    Args:
        inputs: Features in.
        outputs: Features out.
        gain: Root-mean-square of the output for independent inputs of unit variance.
        bias: Initial value of every bias.
        rate: How fast the layer learns beside the others (StyleGAN's mapping network: 0.01).
    """

    def __init__(
        self,
        inputs: int,
        outputs: int,
        gain: float = math.sqrt(2),
        bias: float = 0.0,
        rate: float = 1.0,
    ) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs) / rate)
        self.bias = nn.Parameter(torch.full((outputs,), bias / rate))
        self.scale = gain * rate / math.sqrt(inputs)
        self.rate = rate

    def forward(self, x: Tensor) -> Tensor:
        """Map (..., inputs) to (..., outputs)."""
        return F.linear(x, self.weight * self.scale, self.bias * self.rate)


class Modulation(nn.Module):
    """Scale a convolution's input channels by a style, and its output back to unit variance.

    Scaling the activations before and after the convolution is the same as scaling its weights
    for each sample, without a convolution of as many groups as there are samples.

    Source: Karras et al. 2020, Analyzing and Improving the Image Quality of StyleGAN, equations
    1 and 3.

    Args:
        style_dim: Length of a style.
        inputs: Channels into the convolution.
    """

    def __init__(self, style_dim: int, inputs: int) -> None:
        super().__init__()
        self.affine = EqualizedLinear(style_dim, inputs, gain=1.0, bias=1.0)

    def forward(self, x: Tensor, style: Tensor, conv: EqualizedConv2d) -> Tensor:
        """Convolve `x` as the style says.

        Args:
            x: (batch, inputs, h, w).
            style: (batch, style_dim).
            conv: The convolution.

        Returns:
            (batch, outputs, h, w).
        """
        scales = self.affine(style)
        weight = conv.weight * conv.scale
        powers = scales.float().square() @ weight.float().square().sum((2, 3)).T
        demodulation = torch.rsqrt(powers + 1e-8).to(scales.dtype) * math.sqrt(2)
        out = F.conv2d(x * scales[:, :, None, None], weight, padding=conv.padding)
        assert conv.bias is not None
        return out * demodulation[:, :, None, None] + conv.bias[:, None, None]


def activate(x: Tensor) -> Tensor:
    """Apply the leaky ReLU of slope 0.2 that all networks here use."""
    return F.leaky_relu(x, SLOPE)


def pixel_norm(x: Tensor) -> Tensor:
    """Divide by the root-mean-square over channels (dimension 1), (batch, channels, ...).

    Source: Karras et al. 2018, section 4.2.
    """
    return x * torch.rsqrt(x.float().square().mean(1, keepdim=True) + 1e-8).to(x.dtype)


def upsample(x: Tensor, mode: str) -> Tensor:
    """Double height and width, by `nearest` or `bilinear` interpolation."""
    if mode == "nearest":
        return F.interpolate(x, scale_factor=2, mode="nearest")
    return F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)


def minibatch_stddev(x: Tensor, group: int) -> Tensor:
    """Append a channel that says how much the samples of a group differ.

    Groups are neighbours in the batch, so that a batch cut in pieces of whole groups (over several
    processes) gives the same values as the batch in one.

    Source: Karras et al. 2018, section 3.

    Args:
        x: (batch, channels, h, w).
        group: Samples compared with each other; where it does not divide the batch, the largest
            smaller number that does is taken.

    Returns:
        (batch, channels + 1, h, w); the last channel is one number a group.
    """
    batch, channels, height, width = x.shape
    group = next(size for size in range(min(group, batch), 0, -1) if batch % size == 0)
    grouped = x.float().reshape(batch // group, group, channels, height, width)
    spread = (grouped.var(1, correction=0) + 1e-8).sqrt().mean((1, 2, 3))
    channel = spread.repeat_interleave(group).to(x.dtype)
    return torch.cat([x, channel[:, None, None, None].expand(-1, 1, height, width)], 1)
