import math
from collections.abc import Sequence

import pytest
import torch
from torch import Tensor

from facegen.models.layers import pyramid
from facegen.models.msg_gan import Discriminator, MsgGanConfig
from facegen.training.engine.losses import LABEL_NOISE, LOSSES, r1_penalty, r2_penalty, wgan_penalty
from facegen.training.engine.world import World
from tests.training.conftest import TINY

assert isinstance(TINY.model, MsgGanConfig)
MODEL = TINY.model
ALONE = World()
REAL = torch.tensor([2.0, -1.0, 0.5])
FAKE = torch.tensor([-0.3, 1.5, -2.0])


def losses(name: str) -> tuple[float, float]:
    loss = LOSSES[name]
    return float(loss.discriminator(REAL, FAKE, ALONE)), float(loss.generator(REAL, FAKE, ALONE))


def test_nonsaturating_by_the_definition() -> None:
    def sigmoid(x: float) -> float:
        return 1 / (1 + math.exp(-x))

    d = -sum(math.log(sigmoid(x)) for x in REAL.tolist()) / 3
    d -= sum(math.log(1 - sigmoid(x)) for x in FAKE.tolist()) / 3
    g = -sum(math.log(sigmoid(x)) for x in FAKE.tolist()) / 3
    assert losses("nonsaturating") == pytest.approx((d, g))


def test_relativistic_average_hinge_by_the_definition() -> None:
    real_mean, fake_mean = sum(REAL.tolist()) / 3, sum(FAKE.tolist()) / 3
    d = sum(max(0.0, 1 - (x - fake_mean)) for x in REAL.tolist()) / 3
    d += sum(max(0.0, 1 + (x - real_mean)) for x in FAKE.tolist()) / 3
    g = sum(max(0.0, 1 + (x - fake_mean)) for x in REAL.tolist()) / 3
    g += sum(max(0.0, 1 - (x - real_mean)) for x in FAKE.tolist()) / 3
    assert losses("rahinge") == pytest.approx((d, g))
    assert LOSSES["rahinge"].relative


def test_relativistic_pairing_by_the_definition() -> None:
    pairs = list(zip(REAL.tolist(), FAKE.tolist(), strict=True))
    d = sum(math.log(1 + math.exp(-(x - y))) for x, y in pairs) / 3
    g = sum(math.log(1 + math.exp(-(y - x))) for x, y in pairs) / 3
    assert losses("rp") == pytest.approx((d, g))
    assert LOSSES["rp"].relative


def test_wasserstein_by_the_definition() -> None:
    drift = 0.001 * sum(x * x for x in REAL.tolist()) / 3
    difference = sum(FAKE.tolist()) / 3 - sum(REAL.tolist()) / 3
    assert losses("wgan") == pytest.approx((difference + drift, -sum(FAKE.tolist()) / 3))


def test_crossentropy_with_noisy_labels_by_the_definition() -> None:
    torch.manual_seed(0)
    noise = (LABEL_NOISE * torch.rand(6)).tolist()
    labels = [n + base for n, base in zip(noise, [0, 0, 0, 1, 1, 1], strict=True)]
    chances = [1 / (1 + math.exp(x)) for x in [*REAL.tolist(), *FAKE.tolist()]]  # of "made"
    d = -sum(
        y * math.log(p) + (1 - y) * math.log(1 - p) for y, p in zip(labels, chances, strict=True)
    )
    torch.manual_seed(0)
    assert losses("crossentropy")[0] == pytest.approx(d / 6)


class Linear:
    """A discriminator that is a plain sum of weights times pixels, at every scale."""

    def __init__(self, scales: int) -> None:
        torch.manual_seed(1)
        self.weights = [torch.randn(3, 4 << k, 4 << k) for k in range(scales)]
        self.seen: list[list[Tensor]] = []

    def __call__(self, images: Sequence[Tensor]) -> Tensor:
        self.seen.append(list(images))
        terms = [(w * x).sum((1, 2, 3)) for w, x in zip(self.weights, images, strict=True)]
        return torch.stack(terms).sum(0)


def test_r1_through_the_pyramid_is_the_gradient_by_the_largest_picture() -> None:
    judge, faces = Linear(3), torch.randn(5, 3, 16, 16)
    slope = torch.zeros(3, 16, 16)
    for weight in judge.weights:  # a pixel of a pooled picture is 1 / share of each it covers
        share = 16 // weight.shape[-1]
        for row in range(16):
            for column in range(16):
                slope[:, row, column] += weight[:, row // share, column // share] / share**2
    found = r1_penalty(judge, faces, lambda x: pyramid(x, 3))
    assert found.item() == pytest.approx(float(slope.square().sum()), rel=1e-4)


def test_r1_agrees_with_finite_differences_on_the_real_discriminator() -> None:
    torch.manual_seed(2)
    judge = Discriminator(MODEL).double()
    faces = torch.randn(1, 3, 16, 16, dtype=torch.float64)

    # The discriminator answers in float32, so the step must be large; its kinks are few.
    def logit(x: Tensor) -> float:
        return judge(pyramid(x, 3)).item()

    step, squares = 1e-2, 0.0
    for place in torch.cartesian_prod(torch.arange(3), torch.arange(16), torch.arange(16)).tolist():
        nudge = torch.zeros_like(faces)
        nudge[(0, *place)] = step
        squares += ((logit(faces + nudge) - logit(faces - nudge)) / (2 * step)) ** 2
    found = r1_penalty(judge, faces, lambda x: pyramid(x, 3))
    assert found.item() == pytest.approx(squares, rel=0.01)


def test_r2_takes_the_norm_over_all_scales() -> None:
    judge = Linear(3)
    fakes = [torch.randn(4, 3, 4 << k, 4 << k) for k in range(3)]
    squares = sum(float(weight.square().sum()) for weight in judge.weights)
    assert r2_penalty(judge, fakes, list).item() == pytest.approx(squares, rel=1e-4)
    dimmed = r2_penalty(judge, fakes, lambda images: [0.5 * image for image in images])
    assert dimmed.item() == pytest.approx(squares / 4, rel=1e-4)


@pytest.mark.parametrize("kind", ["r2", "wgan"])
def test_a_scale_the_judge_does_not_look_at_adds_nothing(kind: str) -> None:
    judge = Linear(3)
    squares = sum(float(weight.square().sum()) for weight in judge.weights[1:])
    images = [torch.randn(4, 3, 4 << k, 4 << k) for k in range(3)]

    def nearsighted(images: Sequence[Tensor]) -> Tensor:
        return judge([torch.zeros_like(images[0]), *images[1:]])

    if kind == "r2":
        found, expected = r2_penalty(nearsighted, images, list), squares
    else:
        found = wgan_penalty(nearsighted, images, images, torch.rand(4))
        expected = (math.sqrt(squares) - 1) ** 2
    assert found.item() == pytest.approx(expected, rel=1e-4)


def test_r2_agrees_with_finite_differences_on_the_real_discriminator() -> None:
    torch.manual_seed(2)
    judge = Discriminator(MODEL).double()
    fakes = [torch.randn(1, 3, px, px, dtype=torch.float64) for px in MODEL.scales_px]
    step, squares = 1e-2, 0.0  # see above
    for scale, image in enumerate(fakes):
        for place in range(image.numel()):
            nudge = torch.zeros_like(image)
            nudge.view(-1)[place] = step
            there, back = (
                [*fakes[:scale], x, *fakes[scale + 1 :]] for x in (image + nudge, image - nudge)
            )
            squares += ((judge(there) - judge(back)).item() / (2 * step)) ** 2
    assert r2_penalty(judge, fakes, list).item() == pytest.approx(squares, rel=0.01)


def test_wgan_penalty_takes_the_norm_over_all_scales_at_shared_points() -> None:
    judge = Linear(3)
    real, fake = ([torch.randn(4, 3, 4 << k, 4 << k) for k in range(3)] for _ in range(2))
    mix = torch.tensor([0.0, 1.0, 0.25, 0.6])
    norm = math.sqrt(sum(float(weight.square().sum()) for weight in judge.weights))
    found = wgan_penalty(judge, real, fake, mix)
    assert found.item() == pytest.approx((norm - 1) ** 2, rel=1e-4)
    for a, b, point in zip(real, fake, judge.seen[0], strict=True):
        for index, share in enumerate(mix.tolist()):
            torch.testing.assert_close(point[index], a[index] * (1 - share) + b[index] * share)


@pytest.mark.parametrize("kind", ["r1", "r2", "wgan"])
def test_penalties_teach_the_discriminator(kind: str) -> None:
    torch.manual_seed(3)
    judge = Discriminator(MODEL)
    faces = torch.randn(8, 3, 16, 16)
    scales = pyramid(faces, 3)

    def penalty() -> Tensor:
        if kind == "r1":
            return r1_penalty(judge, faces, lambda x: pyramid(x, 3))
        if kind == "r2":
            return r2_penalty(judge, scales, list)
        return wgan_penalty(judge, scales, [-x for x in scales], torch.full((8,), 0.3))

    before = penalty()
    before.backward()
    learned = [parameter for parameter in judge.parameters() if parameter.grad is not None]
    # One step along the whole gradient: each parameter's own scaled up would be rounding noise
    # where the true gradient is zero.
    torch.nn.utils.clip_grad_norm_(learned, 0.01)
    torch.optim.SGD(learned, lr=1.0).step()
    assert penalty().item() < before.item()
