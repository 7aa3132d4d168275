import numpy as np
import pytest
import torch

from facegen.data.store import FaceStore
from facegen.images import pyramid as uint8_pyramid
from facegen.models.layers import pyramid
from facegen.training.engine.batches import Draws, Faces
from facegen.training.engine.world import World

CPU = torch.device("cpu")


def draws(step: int, seed: int = 0, faces: int = 50, world: World | None = None) -> Draws:
    return Draws.at(seed, step, 16, faces, 4, world or World())


def test_draws_depend_on_seed_and_step_alone() -> None:
    for name, value in vars(draws(7)).items():
        assert torch.equal(value, getattr(draws(7), name))
        assert not torch.equal(value, getattr(draws(8), name))
        assert not torch.equal(value, getattr(draws(7, seed=1), name))


def test_every_face_is_seen_once_an_epoch_in_another_order_each() -> None:
    seen = torch.cat([draws(step).rows for step in range(25)])  # 400 places, 8 epochs of 50
    epochs = seen.view(8, 50)
    for epoch in epochs:
        assert sorted(epoch.tolist()) == list(range(50))
    assert len({tuple(epoch.tolist()) for epoch in epochs}) == 8


def test_a_batch_may_be_larger_than_the_set() -> None:
    rows = draws(0, faces=5).rows.tolist()
    assert sorted(rows[:5]) == sorted(rows[5:10]) == list(range(5))


def test_processes_share_one_batch() -> None:
    whole = draws(3)
    parts = [draws(3, world=World(rank, 4)) for rank in range(4)]
    for name, value in vars(whole).items():
        assert torch.equal(torch.cat([getattr(part, name) for part in parts]), value)


def test_latents_are_normal() -> None:
    latents = torch.cat([draws(step).latents for step in range(500)])
    assert float(latents.mean()) == pytest.approx(0, abs=0.03)
    assert float(latents.std()) == pytest.approx(1, abs=0.02)


def test_faces_are_those_of_the_partition(store: FaceStore) -> None:
    faces = Faces(store, store.rows_in("valid"), 32, CPU)
    assert len(faces) == 32
    taken = faces.take(torch.tensor([0, 31]))
    expected = store.faces[[96, 127]].astype(np.float32).transpose(0, 3, 1, 2) / 127.5 - 1
    np.testing.assert_allclose(taken.numpy(), expected, atol=1e-6)
    assert taken.is_contiguous(memory_format=torch.channels_last)
    assert torch.equal(
        faces.attributes(torch.tensor([3])).bool(), torch.from_numpy(store.attributes_of([99]))
    )


def test_faces_are_mirrored_where_asked(store: FaceStore) -> None:
    faces, rows = Faces(store, store.rows_in("train"), 32, CPU), torch.tensor([4, 5])
    plain, mirrored = faces.take(rows), faces.take(rows, torch.tensor([True, False]))
    assert torch.equal(mirrored[0], plain[0].flip(2))
    assert torch.equal(mirrored[1], plain[1])


def test_spread_reaches_from_end_to_end(store: FaceStore) -> None:
    faces = Faces(store, store.rows_in("train"), 32, CPU)
    assert faces.spread(4).tolist() == [0, 24, 48, 72]
    assert faces.spread(1000).tolist() == list(range(96))


def test_the_pyramid_is_the_average_of_each_square(store: FaceStore) -> None:
    rows = torch.tensor([0])
    images = pyramid(Faces(store, store.rows_in("train"), 32, CPU).take(rows), 4)
    expected = uint8_pyramid(store.faces[0])[::-1]
    for image, other in zip(images, expected, strict=True):
        shown = (image[0].permute(1, 2, 0).numpy() + 1) * 127.5
        assert np.abs(shown - other).max() <= 2.1  # the uint8 one rounds at every scale


def test_shrunk_faces_are_the_next_scale_of_the_pyramid(store: FaceStore) -> None:
    rows = torch.tensor([0, 9])
    shrunk = Faces(store, store.rows_in("train"), 16, CPU).take(rows)
    torch.testing.assert_close(
        shrunk, pyramid(Faces(store, store.rows_in("train"), 32, CPU).take(rows), 2)[0]
    )
