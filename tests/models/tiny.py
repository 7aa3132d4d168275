"""One small network of random weights of each kind there is."""

import torch

from facegen.models.attribute_net import AttributeNet
from facegen.models.category_net import CategoryNet, CategoryNetConfig
from facegen.models.generator import FaceGenerator
from facegen.models.msg_gan import Generator, MsgGanConfig
from facegen.models.simple_gan import SimpleGanConfig, SimpleGenerator
from facegen.models.stored import StoredModel
from facegen.models.style_encoder import StyleEncoder, StyleEncoderConfig

TINY = MsgGanConfig(
    generator_channels=(8, 8), discriminator_channels=(8, 8), latent_dim=6, head_channels=8
)


def generators() -> list[FaceGenerator]:
    torch.manual_seed(0)
    return [
        Generator(TINY).eval(),
        SimpleGenerator(SimpleGanConfig(size_px=32, width=4, latent_dim=5)).eval(),
        CategoryNet(CategoryNetConfig(attributes=("A", "B"), channels=(4, 4))).eval(),
    ]


def networks() -> list[StoredModel]:
    return [*generators(), AttributeNet(), StyleEncoder(StyleEncoderConfig(style_dim=4))]
