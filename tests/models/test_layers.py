import math

import pytest
import torch
import torch.nn.functional as F

from facegen.models.layers import (
    EqualizedConv2d,
    EqualizedLinear,
    Modulation,
    PooledConv2d,
    StridedConv2d,
    back_projected,
    minibatch_stddev,
    pixel_norm,
    upsample,
)

LAYERS_THAT_HALVE = (PooledConv2d, StridedConv2d)


@pytest.fixture(autouse=True)
def seed() -> None:
    torch.manual_seed(0)


def test_equalized_layers_keep_the_variance() -> None:
    conv, linear = EqualizedConv2d(64, 64, gain=1.0), EqualizedLinear(256, 256, gain=1.0)
    with torch.no_grad():
        image = conv(torch.randn(8, 64, 32, 32))[..., 1:-1, 1:-1]
        vector = linear(torch.randn(512, 256))
    assert image.std().item() == pytest.approx(1, abs=0.05)
    assert vector.std().item() == pytest.approx(1, abs=0.05)


def test_a_slow_layer_starts_alike_and_moves_less() -> None:
    slow = EqualizedLinear(256, 256, gain=1.0, bias=0.5, rate=0.01)
    with torch.no_grad():
        out = slow(torch.randn(512, 256))
        assert out.std().item() == pytest.approx(1, abs=0.05)
        assert out.mean().item() == pytest.approx(0.5, abs=0.05)
        before = slow(torch.ones(1, 256))
        assert slow.bias is not None
        slow.bias.add_(0.1)
        torch.testing.assert_close(slow(torch.ones(1, 256)), before + 0.001)


def test_pooled_convolution_is_convolution_then_pooling() -> None:
    conv = PooledConv2d(5, 7)
    assert conv.bias is not None
    torch.nn.init.normal_(conv.bias)
    x = torch.randn(2, 5, 12, 12)
    plain = F.conv2d(x, conv.weight * conv.scale, conv.bias, padding=1)
    torch.testing.assert_close(conv(x), F.avg_pool2d(plain, 2))


def test_a_strided_convolution_sees_the_finest_checks_that_pooling_hides() -> None:
    rows, columns = torch.meshgrid(torch.arange(12), torch.arange(12), indexing="ij")
    checks = ((-1.0) ** (rows + columns)).expand(1, 5, 12, 12)
    with torch.no_grad():
        pooled, strided = (layer(5, 7)(checks)[..., 1:-1, 1:-1] for layer in LAYERS_THAT_HALVE)
    assert pooled.abs().max() < 1e-5
    assert strided.abs().max() > 0.1


@pytest.mark.parametrize("layer", LAYERS_THAT_HALVE)
def test_halving_sends_back_a_gradient_without_checkerboard(
    layer: type[PooledConv2d | StridedConv2d],
) -> None:
    x = torch.randn(1, 5, 16, 16, requires_grad=True)
    conv = layer(5, 64)
    (slope,) = torch.autograd.grad(conv(x).square().sum(), x)
    inner = slope[..., 2:-2, 2:-2].square()
    parts = [inner[..., i::2, j::2].mean().item() for i in (0, 1) for j in (0, 1)]
    assert max(parts) < 2 * min(parts)


def test_modulation_is_a_kernel_of_its_own_for_each_sample() -> None:
    conv, modulation = EqualizedConv2d(4, 6), Modulation(3, 4)
    assert conv.bias is not None
    torch.nn.init.normal_(conv.bias)
    x, style = torch.randn(5, 4, 8, 8), torch.randn(5, 3)
    scales = modulation.affine(style)
    for index in range(5):
        kernel = conv.weight * scales[index][None, :, None, None]
        kernel = kernel / kernel.square().sum((1, 2, 3), keepdim=True).sqrt() * math.sqrt(2)
        one = x[index : index + 1]
        expected = F.conv2d(one, kernel, conv.bias, padding=1)
        found = modulation(one, style[index : index + 1], conv)
        torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-4)
        torch.testing.assert_close(modulation(x, style, conv)[index], found[0])


def test_pixel_norm_gives_every_pixel_unit_power() -> None:
    normed = pixel_norm(torch.randn(2, 16, 4, 4) * 37)
    torch.testing.assert_close(normed.square().mean(1), torch.ones(2, 4, 4))


def test_upsampling_keeps_a_flat_picture_and_nearest_repeats() -> None:
    flat = torch.full((1, 3, 4, 4), 0.7)
    for mode in ("nearest", "bilinear"):
        torch.testing.assert_close(upsample(flat, mode), torch.full((1, 3, 8, 8), 0.7))
    x = torch.randn(1, 2, 3, 3)
    assert torch.equal(upsample(x, "nearest")[..., ::2, 1::2], x)


def test_back_projected_pictures_halve_to_the_smaller_ones_and_smoothly() -> None:
    smaller = torch.rand(2, 3, 8, 8)
    found = back_projected(torch.rand(2, 3, 16, 16), smaller)
    torch.testing.assert_close(F.avg_pool2d(found, 2), smaller)

    ramp = torch.linspace(-1, 1, 16).expand(1, 1, 16, 16)
    halved = F.avg_pool2d(ramp, 2)
    torch.testing.assert_close(back_projected(ramp, halved), ramp)
    slope = back_projected(torch.zeros_like(ramp), halved).diff()[..., 4:-4]
    torch.testing.assert_close(slope, ramp.diff()[..., 4:-4], rtol=0.05, atol=0)  # no steps


def test_minibatch_stddev_by_the_definition() -> None:
    x = torch.randn(8, 3, 2, 2)
    found = minibatch_stddev(x, group=4)
    assert torch.equal(found[:, :3], x)
    for group in range(2):
        mine = x[4 * group : 4 * group + 4]
        spreads = [
            mine[:, c, i, j].std(correction=0).item()
            for c in range(3) for i in range(2) for j in range(2)
        ]  # fmt: skip
        expected = sum(spreads) / len(spreads)
        assert found[4 * group : 4 * group + 4, 3] == pytest.approx(expected, rel=1e-4)


def test_minibatch_stddev_of_parts_is_that_of_the_whole() -> None:
    x = torch.randn(16, 3, 2, 2)
    parts = torch.cat([minibatch_stddev(part, group=8) for part in x.chunk(2)])
    assert torch.equal(minibatch_stddev(x, group=8), parts)


@pytest.mark.parametrize(("batch", "size"), [(6, 3), (5, 1), (3, 3)])
def test_a_group_that_does_not_divide_the_batch_shrinks(batch: int, size: int) -> None:
    x = torch.randn(batch, 3, 2, 2)
    assert torch.equal(minibatch_stddev(x, group=4), minibatch_stddev(x, group=size))


def test_no_group_is_of_two_parts() -> None:
    x = torch.cat([torch.randn(12, 3, 2, 2), torch.ones(12, 3, 2, 2)])
    apart = torch.cat([minibatch_stddev(part, group=6) for part in x.chunk(2)])
    assert torch.equal(minibatch_stddev(x, group=8, parts=2), apart)
    assert torch.equal(minibatch_stddev(x, group=4, parts=2), minibatch_stddev(x, group=4))
