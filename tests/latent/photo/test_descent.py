"""Descent takes the steps of torch's Adam, and does not load what that loads."""

import math
import subprocess
import sys

import torch

from facegen.latent.photo.descent import DECAYS, Descent


def test_its_steps_are_those_of_adam_at_a_falling_rate() -> None:
    start = torch.randn(5, 3, generator=torch.Generator().manual_seed(0))
    ours, theirs = start.clone(), torch.nn.Parameter(start.clone())
    descent, adam = Descent([ours], rate=0.1), torch.optim.Adam([theirs], betas=DECAYS)
    for number in range(20):
        adam.param_groups[0]["lr"] = 0.1 * (1 + math.cos(math.pi * number / 20)) / 2
        theirs.grad = 2 * (theirs.detach() - 1)
        adam.step()
        descent.step([2 * (ours - 1)], number / 20)
    torch.testing.assert_close(ours, theirs.detach(), rtol=1e-6, atol=1e-6)
    assert not torch.allclose(ours, start, atol=0.1)


def test_a_photo_does_not_wait_for_a_compiler_to_load() -> None:
    code = """
import sys
from facegen.latent.photo.projection import Projector
from facegen.latent.photo.tuning import Tuner
from facegen.models.attribute_net import AttributeNet, AttributeNetConfig
from facegen.models.msg_gan import Generator, MsgGanConfig

generator = Generator(MsgGanConfig(generator_channels=(8, 8), latent_dim=4)).freeze()
network = AttributeNet(AttributeNetConfig(("A",), widths=(4,), feature_size=4, size_px=8)).eval()
projector = Projector(generator, network)
picture = generator.sample([1])[0]
*_, found = projector.project(picture, 2)
*_, end = Tuner(projector).tune(picture, found.style, 2)
assert end.difference
print("torch._dynamo" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
