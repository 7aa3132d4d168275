"""Our own scripts make of weights what torch makes of them, whatever the shape of the network."""

import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from facegen.latent.graphs.weights import packed, weights_of
from facegen.latent.sheet import tower
from facegen.models.generator import to_pictures
from facegen.models.latents import latents_of
from facegen.models.msg_gan import Generator, MsgGanConfig
from tests.ui.latent.test_local import node

pytestmark = pytest.mark.long

SCRIPT = Path(__file__).parent / "local_synthesis.js"
FACES = 6

SHAPES: dict[str, dict[str, Any]] = {
    "narrow": {"generator_channels": (5, 12, 7), "latent_dim": 10},
    "one scale": {"generator_channels": (8,), "discriminator_channels": (8,)},
    "one convolution": {"generator_convolutions": 1, "mapping_layers": 1},
    "three convolutions": {"generator_convolutions": 3, "mapping_layers": 3},
    "images of their own": {"cumulative": False},
    "consistent": {"consistent": True},
    "back-projected": {"consistent": True, "back_projected_px": (16, 32)},
    "large": {"generator_channels": (16, 16, 8, 8, 8, 4, 4)},
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@torch.inference_mode()
def test_pictures_are_those_of_torch_at_every_scale(shape: dict[str, Any], tmp_path: Path) -> None:
    torch.manual_seed(0)
    wanted = {"generator_channels": (24, 24, 16, 8), "latent_dim": 16, **shape}
    generator = Generator(MsgGanConfig(**wanted)).eval()
    for name, values in generator.named_parameters():
        if name.endswith("bias"):
            values.add_(0.3 * torch.randn_like(values))
    latents = latents_of(range(FACES), generator.latent_dim)
    mapped = generator.style(latents)
    scales = len(generator.scales_px)
    styles = torch.randn(FACES, scales, generator.latent_dim)
    (tmp_path / "weights").write_bytes(packed(weights_of(generator)))
    latents.numpy().tofile(tmp_path / "latents.bin")
    styles.numpy().tofile(tmp_path / "styles.bin")
    subprocess.run([node(), SCRIPT, tmp_path, str(FACES)], check=True)
    found = np.fromfile(tmp_path / "mapped.bin", np.float32).reshape(mapped.shape)
    np.testing.assert_allclose(found, mapped, atol=1e-5)
    pictures = [to_pictures(images) for images in generator.synthesize(styles)]
    expected = np.stack([tower([scale[i] for scale in pictures]) for i in range(FACES)])
    shown = np.fromfile(tmp_path / "faces.bin", np.uint8).reshape(*expected.shape[:3], 4)
    assert np.ptp(expected) > 100
    assert np.abs(shown[..., :3].astype(int) - expected).max() <= 1
