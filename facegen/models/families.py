"""The kinds of model facegen trains, by the names their files bear."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from torch import nn

from facegen.models.category_net import CategoryNet
from facegen.models.generator import FaceGenerator
from facegen.models.msg_gan import Discriminator, Generator
from facegen.models.simple_gan import SimpleDiscriminator, SimpleGenerator


@dataclass(frozen=True)
class Family:
    """A kind of model.

    Attributes:
        generator: Its generator.
        discriminator: Makes its discriminator from a configuration; None where there is none.
    """

    generator: type[FaceGenerator]
    discriminator: Callable[[Any], nn.Module] | None


FAMILIES: Mapping[str, Family] = {
    "msg_gan": Family(Generator, Discriminator),
    "simple_gan": Family(SimpleGenerator, SimpleDiscriminator),
    "category_net": Family(CategoryNet, None),
}
