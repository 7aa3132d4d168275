import pytest
import torch
from torch import Tensor

from facegen.models.layers import pyramid
from facegen.training.engine.augment import (
    BRIGHTNESS,
    CONTRAST,
    DRAWS,
    SATURATION,
    SHIFT,
    ZOOM,
    Augmentation,
    Strength,
)


def changes(**given: float) -> Augmentation:
    names = ("right", "down", "zoom", "brightness", "contrast", "saturation")
    return Augmentation(**{name: torch.tensor([given.get(name, 0.0)]) for name in names})


def drawn(strength: float, batch: int = 4000) -> Augmentation:
    torch.manual_seed(0)
    return Augmentation.draw(torch.rand(batch, DRAWS), torch.tensor(strength))


def smooth(batch: int = 1) -> Tensor:
    """Return pictures of 64 px without detail finer than a few pixels of 16 px."""
    torch.manual_seed(1)
    coarse = torch.randn(batch, 3, 4, 4)
    return torch.nn.functional.interpolate(coarse, 64, mode="bicubic")


def test_no_strength_changes_nothing_at_all() -> None:
    images = pyramid(torch.randn(6, 3, 32, 32), 4)
    for before, after in zip(images, drawn(0.0, 6).apply(images), strict=True):
        assert torch.equal(before, after)


def test_a_share_of_samples_as_large_as_the_strength_is_changed() -> None:
    found = drawn(0.3)
    for kind in (found.right, found.zoom, found.brightness):
        assert (kind != 0).float().mean() == pytest.approx(0.3, abs=0.03)
    limits = {"right": SHIFT, "down": SHIFT, "zoom": ZOOM, "brightness": BRIGHTNESS}
    limits |= {"contrast": CONTRAST, "saturation": SATURATION}
    for name, limit in limits.items():
        largest = getattr(drawn(1.0), name).abs().max()
        assert 0.99 * limit < largest <= limit


def test_a_shift_of_whole_pixels_moves_them_and_repeats_the_edge() -> None:
    image = torch.randn(1, 3, 16, 16)
    (moved,) = changes(right=2 / 16, down=1 / 16).apply([image])
    torch.testing.assert_close(moved[:, :, 1:, 2:], image[:, :, :-1, :-2])
    torch.testing.assert_close(moved[:, :, 1:, 0], image[:, :, :-1, 0])
    torch.testing.assert_close(moved[:, :, 0, 2:], image[:, :, 0, :-2])


def test_zoom_enlarges_about_the_middle() -> None:
    ramp = torch.linspace(-1, 1, 33).expand(1, 3, 33, 33)
    (zoomed,) = changes(zoom=0.1).apply([ramp])
    torch.testing.assert_close(zoomed[..., 8:25], ramp[..., 8:25] / 1.1)


@pytest.mark.parametrize(
    "given",
    [
        {"right": 0.06, "down": -0.05},
        {"zoom": 0.1},
        {"brightness": 0.2, "contrast": -0.2, "saturation": 0.3},
    ],
    ids=["shift", "zoom", "colour"],
)
def test_every_scale_is_changed_alike(given: dict[str, float]) -> None:
    images = pyramid(smooth(), 3)
    together = changes(**given).apply(images)
    largest_first = pyramid(changes(**given).apply(images[-1:])[0], 3)
    for ours, theirs in zip(together, largest_first, strict=True):
        inner = slice(2, -2)  # at the edges the scales repeat different widths of it
        difference = (ours - theirs)[..., inner, inner].abs().mean()
        assert difference < 0.02 * theirs.abs().mean()


def test_colour_by_the_definition() -> None:
    image = torch.randn(1, 3, 8, 8)
    (found,) = changes(brightness=0.1, contrast=-0.2, saturation=0.3).apply([image])
    grey = image.mean(1, keepdim=True)
    torch.testing.assert_close(found, (grey + (image - grey) * 1.3) * 0.8 + 0.1)


def test_it_can_be_differentiated_twice() -> None:
    image = torch.randn(2, 3, 8, 8, requires_grad=True)
    some = drawn(1.0, 2)
    (slope,) = torch.autograd.grad(some.apply([image])[0].pow(3).sum(), image, create_graph=True)
    (second,) = torch.autograd.grad(slope.square().sum(), image)
    assert second.abs().sum() > 0


def strength() -> Strength:
    return Strength(torch.zeros(()), torch.zeros(()), images_per_unit=5000)


def test_strength_follows_the_discriminators_sureness() -> None:
    found = strength()
    for _ in range(100):
        found.follow(torch.tensor(0.9), images=50, target=0.6, cap=0.4)
    grown = float(found.value)
    assert 0.3 < grown < 0.4001
    for _ in range(40):
        found.follow(torch.tensor(0.1), images=50, target=0.6, cap=0.4)
    assert float(found.value) < grown - 0.15


def test_strength_stays_within_its_limits() -> None:
    found = strength()
    for _ in range(1000):
        found.follow(torch.tensor(1.0), images=50, target=0.6, cap=0.4)
    assert float(found.value) == pytest.approx(0.4)
    for _ in range(1000):
        found.follow(torch.tensor(-1.0), images=50, target=0.6, cap=0.4)
    assert float(found.value) == 0.0
