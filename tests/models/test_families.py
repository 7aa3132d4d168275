import pytest
import torch

from facegen.models.families import FAMILIES
from facegen.models.generator import FaceGenerator
from facegen.models.shapes import SHAPES
from tests.models.tiny import generators


def test_shapes_and_families_have_the_same_names() -> None:
    assert {name: family.generator.config_class for name, family in FAMILIES.items()} == SHAPES


@pytest.mark.parametrize("generator", generators(), ids=lambda one: one.family)
def test_a_discriminator_judges_what_the_generator_of_its_family_makes(
    generator: FaceGenerator,
) -> None:
    family = FAMILIES[generator.family]
    assert type(generator) is family.generator
    images = generator(torch.rand(3, generator.latent_dim))
    if family.discriminator is None:
        assert generator.family == "category_net"
    else:
        assert family.discriminator(generator.config)(images).shape == (3,)
