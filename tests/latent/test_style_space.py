import numpy as np
import torch

from facegen.latent.style_space import StyleSpace, seeded
from facegen.models.generator import FaceGenerator


def test_axes_are_those_of_numpys_decomposition() -> None:
    rng = np.random.default_rng(0)
    styles = (rng.standard_normal((500, 8)) * 0.7 ** np.arange(8)) @ rng.standard_normal((8, 8))
    space = StyleSpace.of_styles(torch.from_numpy(styles).float())
    _, sizes, axes = np.linalg.svd(styles - styles.mean(0), full_matrices=False)
    np.testing.assert_allclose(space.deviations, sizes / 500**0.5, rtol=1e-4)
    np.testing.assert_allclose(np.abs(axes @ space.axes.numpy()), np.eye(8), atol=1e-3)


def test_coordinates_are_uncorrelated_and_lead_back(generator: FaceGenerator) -> None:
    with torch.inference_mode():
        styles = generator.style(seeded(generator, 400))
    space = StyleSpace.of_styles(styles)
    x = space.coordinates(styles)
    torch.testing.assert_close(x.T @ x / 400, torch.eye(space.rank), atol=1e-3, rtol=0)
    torch.testing.assert_close(x.mean(0), torch.zeros(space.rank), atol=1e-4, rtol=0)
    torch.testing.assert_close(space.styles(x), styles, atol=1e-3, rtol=1e-3)
    torch.testing.assert_close(space.coordinates(space.mean + space.step(x[0])), x[0])


def test_directions_along_which_nothing_varies_are_left_out() -> None:
    flat = torch.randn(100, 2, generator=torch.Generator().manual_seed(0)) @ torch.eye(2, 6)
    assert StyleSpace.of_styles(flat).rank == 2


def test_a_generators_space_is_that_of_its_styles(generator: FaceGenerator) -> None:
    with torch.inference_mode():
        styles = generator.style(seeded(generator, 300))
    space = StyleSpace.of_generator(generator, 300)
    torch.testing.assert_close(space.mean, styles.mean(0))
    assert torch.equal(seeded(generator, 3, 7)[1], seeded(generator, 1, 8)[0])
