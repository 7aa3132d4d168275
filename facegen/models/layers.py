"""The pieces the networks are built from: equalised layers, norms, resampling, minibatch spread.

Tensors are float, batch x channels x height x width. This module knows nothing of faces or losses.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

SLOPE = 0.2


class Equalized(nn.Module):
    """A layer whose weights are drawn from N(0, 1) and scaled when used.

    The scale is that of He's initialisation, so every weight has the same dynamic range and an
    optimiser that normalises gradients moves all of them at the same speed.

    Source: Karras et al. 2018, Progressive Growing of GANs, section 4.1 (equalised learning rate).

    Args:
        shape: Of the weights, outputs first.
        gain: Root-mean-square of the output for independent inputs of unit variance.
        bias: Initial value of every bias; None for a layer without.
        rate: How fast the layer learns beside the others (StyleGAN's mapping network: 0.01).
    """

    frozen: Tensor | None

    def __init__(
        self, shape: tuple[int, ...], gain: float, bias: float | None, rate: float = 1.0
    ) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(shape).normal_(std=1 / rate))
        self.bias = None if bias is None else nn.Parameter(torch.full((shape[0],), bias / rate))
        self.scale = gain * rate / math.sqrt(math.prod(shape[1:]))
        self.register_buffer("frozen", None, persistent=False)

    @property
    def kernel(self) -> Tensor:
        """The weights as they are used."""
        return self.weight * self.scale if self.frozen is None else self.frozen

    def freeze(self) -> None:
        """Scale the weights once and for all: faster, but they can no longer be learned."""
        self.frozen = (self.weight * self.scale).detach()

    def thaw(self) -> None:
        """Scale the weights at each use again."""
        self.frozen = None


class EqualizedConv2d(Equalized):
    """A convolution that keeps the size; see `Equalized`.

    Args:
        inputs: Channels in.
        outputs: Channels out.
        kernel_px: Side of the kernel, pixels, odd.
        gain: Root-mean-square of the output for independent inputs of unit variance.
        bias: Whether a bias is added.
    """

    frozen_powers: Tensor | None

    def __init__(
        self,
        inputs: int,
        outputs: int,
        kernel_px: int = 3,
        gain: float = math.sqrt(2),
        bias: bool = True,
    ) -> None:
        super().__init__((outputs, inputs, kernel_px, kernel_px), gain, 0.0 if bias else None)
        self.padding = kernel_px // 2
        self.register_buffer("frozen_powers", None, persistent=False)

    @property
    def powers(self) -> Tensor:
        """Sum of squares of each input's weights, float32 (inputs, outputs)."""
        if self.frozen_powers is not None:
            return self.frozen_powers
        return self.kernel.float().square().sum((2, 3)).T

    def freeze(self) -> None:
        """Scale the weights, and sum their squares, once and for all."""
        super().freeze()
        self.frozen_powers = self.powers.contiguous()

    def thaw(self) -> None:
        """Scale the weights, and sum their squares, at each use again."""
        super().thaw()
        self.frozen_powers = None

    def forward(self, x: Tensor) -> Tensor:
        """Convolve, (batch, inputs, h, w) to (batch, outputs, h, w)."""
        return F.conv2d(x, self.kernel, self.bias, padding=self.padding)


class PooledConv2d(EqualizedConv2d):
    """A 3 x 3 convolution followed by 2 x 2 average pooling, computed as one 4 x 4 of stride 2.

    The two are equal; the one costs 16/36 of the multiplications and makes no large activation.
    Unlike a bare 3 x 3 of stride 2 it weighs every input pixel alike, so the gradient it sends back
    to a generator has no checkerboard in it.
    """

    def forward(self, x: Tensor) -> Tensor:
        """Convolve and halve, (batch, inputs, h, w) to (batch, outputs, h / 2, w / 2)."""
        padded = F.pad(self.kernel / 4, (1, 1, 1, 1))
        rows = padded[:, :, 1:] + padded[:, :, :-1]
        kernel = rows[:, :, :, 1:] + rows[:, :, :, :-1]
        return F.conv2d(x, kernel, self.bias, stride=2, padding=1)


class StridedConv2d(Equalized):
    """A 4 x 4 convolution of stride 2: halves the picture at the cost of `PooledConv2d`.

    Every input pixel meets four of its weights, so its gradient has no checkerboard either; and,
    free of the pooling's box, it sees the finest detail, which a box of 2 x 2 hides.

    Args:
        inputs: Channels in.
        outputs: Channels out.
    """

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__((outputs, inputs, 4, 4), math.sqrt(2), 0.0)

    def forward(self, x: Tensor) -> Tensor:
        """Convolve and halve, (batch, inputs, h, w) to (batch, outputs, h / 2, w / 2)."""
        return F.conv2d(x, self.kernel, self.bias, stride=2, padding=1)


class EqualizedLinear(Equalized):
    """A linear map; see `Equalized`.

    Args:
        inputs: Features in.
        outputs: Features out.
        gain: Root-mean-square of the output for independent inputs of unit variance.
        bias: Initial value of every bias.
        rate: How fast the layer learns beside the others.
    """

    def __init__(
        self,
        inputs: int,
        outputs: int,
        gain: float = math.sqrt(2),
        bias: float = 0.0,
        rate: float = 1.0,
    ) -> None:
        super().__init__((outputs, inputs), gain, bias, rate)
        self.rate = rate

    def forward(self, x: Tensor) -> Tensor:
        """Map (..., inputs) to (..., outputs)."""
        assert self.bias is not None
        bias = self.bias if self.rate == 1 else self.bias * self.rate
        return F.linear(x, self.kernel, bias)


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
        demodulation = torch.rsqrt(scales.float().square() @ conv.powers + 1e-8) * math.sqrt(2)
        out = F.conv2d(x * scales[:, :, None, None], conv.kernel, padding=conv.padding)
        assert conv.bias is not None
        factor = demodulation.to(out.dtype)[:, :, None, None]
        return torch.addcmul(conv.bias.to(out.dtype)[:, None, None], out, factor)


def activate(x: Tensor) -> Tensor:
    """Apply the leaky ReLU of slope 0.2 that all networks here use; its input may be lost."""
    return F.leaky_relu(x, SLOPE, inplace=not torch.is_grad_enabled())


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


def pyramid(pictures: Tensor, scales: int) -> list[Tensor]:
    """Return pictures at every scale, each the 2 x 2 average of the next.

    Args:
        pictures: (batch, channels, px, px).
        scales: How many; px is a multiple of 2 to the power of one fewer.

    Returns:
        Smallest first, the pictures themselves last.
    """
    images = [pictures]
    for _ in range(scales - 1):
        images.append(F.avg_pool2d(images[-1], 2))
    return images[::-1]


def back_projected(pictures: Tensor, smaller: Tensor) -> Tensor:
    """Change pictures, smoothly where that is possible, so that they halve to the smaller ones.

    What their halves lack is enlarged and added; what two such steps leave is added to 2 x 2 pixels
    alike, and then nothing is lacking.

    Source: iterative back-projection, Irani and Peleg 1991, Improving Resolution by Image
    Registration, equation 1.

    Args:
        pictures: (batch, channels, px, px).
        smaller: (batch, channels, px / 2, px / 2).
    """
    for mode in ("bilinear", "bilinear", "nearest"):
        pictures = pictures + upsample(smaller - F.avg_pool2d(pictures, 2), mode)
    return pictures


def minibatch_stddev(x: Tensor, group: int, parts: int = 1) -> Tensor:
    """Append a channel that says how much the samples of a group differ.

    Groups are neighbours in the batch, so that a batch cut in pieces of whole groups (over several
    processes) gives the same values as the batch in one.

    Source: Karras et al. 2018, section 3.

    Args:
        x: (batch, channels, h, w).
        group: Samples compared with each other; where it does not divide a part of the batch, the
            largest smaller number that does is taken.
        parts: Into how many parts of one size, such as real and made, the batch falls: no group is
            of two, for how much those differ hides how little a part of its own does.

    Returns:
        (batch, channels + 1, h, w); the last channel is one number a group.
    """
    batch, channels, height, width = x.shape
    part = batch // parts
    group = next(size for size in range(min(group, part), 0, -1) if part % size == 0)
    grouped = x.float().reshape(batch // group, group, channels, height, width)
    variance = (grouped - grouped.mean(1, keepdim=True)).square().mean(1)  # var(1) is slower
    spread = (variance + 1e-8).sqrt().mean((1, 2, 3))
    channel = spread.repeat_interleave(group).to(x.dtype)
    return torch.cat([x, channel[:, None, None, None].expand(-1, 1, height, width)], 1)
