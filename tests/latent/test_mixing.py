import pytest
import torch

from facegen.errors import FacegenError
from facegen.latent.mixing import by_scale, mix, truncate
from facegen.models.generator import FaceGenerator
from facegen.models.latents import latents_of


@pytest.fixture(scope="module")
def styles(generator: FaceGenerator) -> torch.Tensor:
    return generator.style(latents_of([1, 2], generator.latent_dim)).detach()


@torch.inference_mode()
def test_mixed_pictures_are_the_firsts_below_and_at_either_end_whole(
    generator: FaceGenerator, styles: torch.Tensor
) -> None:
    scales = len(generator.scales_px)
    first, second = (generator.synthesize(style[None]) for style in styles)
    for coarse in range(scales + 1):
        mixed = generator.synthesize(mix(styles[:1], styles[1:], coarse, scales))
        for scale in range(scales):
            if scale < coarse:  # a scale depends on itself and the smaller ones
                torch.testing.assert_close(mixed[scale], first[scale])
            else:
                assert not torch.equal(mixed[scale], first[scale])
        if coarse == 0:
            torch.testing.assert_close(mixed[-1], second[-1])


def test_styles_by_scale_may_be_mixed_again(styles: torch.Tensor) -> None:
    once = mix(styles[:1], styles[1:], 1, 4)
    again = mix(once, styles[:1], 3, 4)
    expected = torch.stack([styles[0], styles[1], styles[1], styles[0]])
    torch.testing.assert_close(again[0], expected)
    assert by_scale(styles[0], 4).shape == (4, 16)


@pytest.mark.parametrize("count", [-1, 5])
def test_scales_that_are_not_there_are_refused(styles: torch.Tensor, count: int) -> None:
    with pytest.raises(FacegenError, match="from 0 to 4 of them"):
        mix(styles[:1], styles[1:], count, 4)


def test_truncation_is_a_line_through_the_centre(styles: torch.Tensor) -> None:
    centre = torch.ones(16)
    torch.testing.assert_close(truncate(styles, centre, 1.0), styles)
    torch.testing.assert_close(truncate(styles, centre, 0.0), centre.expand(2, 16))
    torch.testing.assert_close(truncate(styles, centre, 2.0), 2 * styles - 1)


def test_truncation_of_some_scales_alone(styles: torch.Tensor) -> None:
    shares = torch.tensor([0.0, 0.5, 1.0, 1.0])
    drawn = truncate(by_scale(styles, 4), torch.zeros(16), shares)
    for scale, share in enumerate(shares):
        torch.testing.assert_close(drawn[:, scale], share * styles)
