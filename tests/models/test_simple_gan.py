import pytest
import torch

from facegen.models.shapes import SimpleGanConfig
from facegen.models.simple_gan import SimpleDiscriminator, SimpleGenerator


@pytest.fixture(autouse=True)
def seed() -> None:
    torch.manual_seed(0)


def conv(inputs: int, outputs: int, kernel: int) -> int:
    return inputs * outputs * kernel**2 + outputs


def test_at_32_px_it_is_the_network_of_the_book() -> None:
    """Chollet 2017, listings 8.29 and 8.30: counted layer by layer."""
    config = SimpleGanConfig(size_px=32, width=256, latent_dim=32)
    with torch.device("meta"):
        generator, discriminator = SimpleGenerator(config), SimpleDiscriminator(config)
    g = 32 * 128 * 16 * 16 + 128 * 16 * 16  # dense
    g += conv(128, 256, 5) + conv(256, 256, 4) + 2 * conv(256, 256, 5) + conv(256, 3, 7)
    assert sum(p.numel() for p in generator.parameters()) == g
    # The book's last convolution leaves 2 px without padding, ours 4 px with it.
    d = conv(3, 256, 3) + 3 * conv(256, 256, 4) + 256 * 4 * 4 + 1
    assert sum(p.numel() for p in discriminator.parameters()) == d


@pytest.mark.parametrize("size_px", [32, 64])
def test_pictures_of_its_size_are_made_and_judged(size_px: int) -> None:
    config = SimpleGanConfig(size_px=size_px, width=4, latent_dim=5)
    (images,) = SimpleGenerator(config)(10 * torch.randn(3, 5))
    assert images.shape == (3, 3, size_px, size_px)
    assert images.abs().max() <= 1
    verdicts = SimpleDiscriminator(config)([images])
    assert verdicts.shape == (3,)
    slopes = torch.autograd.grad(verdicts.sum(), images)[0]
    assert (slopes != 0).float().mean() > 0.9


def test_the_latent_itself_is_the_style_and_the_first_of_several_is_used() -> None:
    generator = SimpleGenerator(SimpleGanConfig(size_px=32, width=4, latent_dim=5)).eval()
    latents = torch.randn(2, 5)
    assert generator.style(latents) is latents
    several = torch.stack([latents, torch.randn(2, 5)], 1)
    assert torch.equal(generator.synthesize(several)[0], generator(latents)[0])


def test_dropout_leaves_features_out_while_training_only() -> None:
    config = SimpleGanConfig(size_px=32, width=4, dropout=0.5)
    discriminator, images = SimpleDiscriminator(config), [torch.randn(2, 3, 32, 32)]
    assert not torch.equal(discriminator(images), discriminator(images))
    discriminator.eval()
    assert torch.equal(discriminator(images), discriminator(images))
