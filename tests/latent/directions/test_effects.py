"""What a step does, against a plain loop over faces."""

import pytest
import torch

from facegen.latent.directions.directions import Directions
from facegen.latent.directions.effects import REACH, Ruler
from facegen.latent.style_space import seeded
from facegen.models.attribute_net import AttributeNet
from facegen.models.generator import FaceGenerator


@torch.no_grad()
def test_an_effect_is_what_a_plain_loop_finds(
    generator: FaceGenerator, network: AttributeNet, directions: Directions
) -> None:
    with torch.inference_mode():
        styles = generator.style(seeded(generator, 5, 40))
    step = directions.attribute("Bangs")
    found = Ruler(generator, network, styles).measure(step, "Bangs")
    changes, shifts, pixels, features = [], [], [], []
    for style in styles:
        up, down = (style + sign * REACH * step for sign in (1, -1))
        pair = [generator.synthesize(s[None])[-1].clamp(-1, 1) for s in (up, down)]
        one, two = (network.features(p) for p in pair)
        changes.append((network.logits(one).sigmoid() - network.logits(two).sigmoid())[0])
        shifts.append((one - two).norm())
        pixels.append((pair[0] - pair[1]).abs().mean() / 2)
        own = network.features(generator.synthesize(style[None])[-1].clamp(-1, 1))
        features.append(own[0])
    which = directions.names.index("Bangs")
    change = torch.stack(changes)
    strangers = [(features[n] - features[n - 1]).norm() for n in range(5)]
    others = [n for n in range(5) if n != which]
    assert found.target == pytest.approx(float(change[:, which].mean()), abs=1e-4)
    assert found.others == pytest.approx(float(change[:, others].abs().mean()), abs=1e-4)
    assert found.pixels == pytest.approx(float(torch.stack(pixels).mean()), abs=1e-4)
    expected = torch.stack(shifts).mean() / torch.stack(strangers).mean()
    assert found.identity == pytest.approx(float(expected), abs=1e-3)
    assert found.moved[0][1] == pytest.approx(
        max((float(m) for m in change.mean(0)[others]), key=abs), abs=1e-4
    )


@pytest.fixture(scope="module")
def ruler(generator: FaceGenerator, network: AttributeNet) -> Ruler:
    with torch.inference_mode():
        return Ruler(generator, network, generator.style(seeded(generator, 8, 40)))


def test_no_step_has_no_effect(ruler: Ruler) -> None:
    effect = ruler.measure(torch.zeros(16), "Bangs")
    assert (effect.target, effect.others, effect.identity, effect.pixels) == (0, 0, 0, 0)
    assert {change for _, change in effect.moved} == {0}


def test_the_other_way_is_the_opposite_effect(ruler: Ruler, directions: Directions) -> None:
    step = directions.attribute("Male")
    there, back = ruler.measure(step, "Male"), ruler.measure(-step, "Male")
    assert back.target == pytest.approx(-there.target, abs=2e-4)
    assert back.pixels == pytest.approx(there.pixels, abs=2e-4)
    assert dict(back.moved) == pytest.approx({n: -c for n, c in there.moved}, abs=2e-4)


def test_without_a_target_all_are_others_and_a_few_faces_will_do(
    ruler: Ruler, directions: Directions
) -> None:
    step = directions.attribute("Male")
    aimless = ruler.measure(step)
    assert aimless.target == 0
    assert {name for name, _ in aimless.moved} == set(directions.names)
    changes = [abs(change) for _, change in aimless.moved]
    assert changes == sorted(changes, reverse=True)
    few = Ruler(ruler.generator, ruler.network, ruler.styles[:3])
    few.strangers = ruler.strangers
    assert ruler.measure(step, "Male", faces=3) == few.measure(step, "Male")
