import numpy as np
import torch

from facegen.training.engine.frechet import CHANNELS, RandomFeatures


def test_features_are_the_same_every_time_and_of_each_picture_alone() -> None:
    pictures = torch.rand(5, 3, 32, 32, generator=torch.Generator().manual_seed(0))
    cpu = torch.device("cpu")
    found = RandomFeatures(cpu)(pictures)
    assert found.shape == (5, sum(CHANNELS[1:]))
    assert found.dtype == torch.float64
    assert torch.equal(found, RandomFeatures(cpu)(pictures))
    np.testing.assert_allclose(found[3:4], RandomFeatures(cpu)(pictures[3:4]), rtol=1e-5)


def test_the_first_features_are_means_of_what_a_plain_loop_finds() -> None:
    features = RandomFeatures(torch.device("cpu"))
    picture = torch.rand(1, 3, 8, 8, generator=torch.Generator().manual_seed(1))
    padded = np.pad(picture[0].numpy(), ((0, 0), (1, 1), (1, 1)))
    weights = features.weights[0].numpy()
    responses = np.array(
        [
            [
                [(padded[:, y : y + 4, x : x + 4] * weight).sum() for x in range(0, 8, 2)]
                for y in range(0, 8, 2)
            ]
            for weight in weights
        ]
    )
    expected = np.maximum(responses, 0).mean((1, 2))
    # three layers halve 8 px to one place, so that each gives a mean
    np.testing.assert_allclose(features(picture)[0, : len(weights)], expected, rtol=1e-4)
