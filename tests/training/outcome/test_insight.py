import numpy as np
import pytest
import torch
from torch import nn

from facegen.data.store import FaceStore
from facegen.errors import TrainingError
from facegen.models.layers import activate
from facegen.models.msg_gan import Discriminator
from facegen.models.simple_gan import SimpleDiscriminator, SimpleGanConfig
from facegen.training.engine.batches import Faces
from facegen.training.outcome.insight import Block, blocks_of, maximise, responses, strongest
from tests.training.conftest import TINY


@pytest.fixture(params=["msg_gan", "simple_gan"])
def discriminator(request: pytest.FixtureRequest) -> nn.Module:
    torch.manual_seed(0)
    if request.param == "msg_gan":
        return Discriminator(TINY.model).eval().requires_grad_(False)  # type: ignore[arg-type]
    return SimpleDiscriminator(SimpleGanConfig(size_px=32, width=8)).eval().requires_grad_(False)


def test_blocks_are_listed_from_the_picture_on() -> None:
    judge = Discriminator(TINY.model)  # type: ignore[arg-type]
    assert blocks_of(judge) == [Block(0, 8, 8), Block(1, 4, 8)]
    simple = SimpleDiscriminator(SimpleGanConfig(size_px=32, width=8))
    assert [block.px for block in blocks_of(simple)] == [16, 8, 4]


@pytest.mark.parametrize("block", [0, 1])
def test_drawing_excites_a_channel_beyond_any_real_face(
    discriminator: nn.Module, store: FaceStore, block: int
) -> None:
    found = responses(discriminator, block, store, np.arange(128))
    drawn = list(maximise(discriminator, block, 3, steps=60))
    assert len(drawn) == 61
    assert [one.step for one in drawn[:3]] == [0, 1, 2]
    assert drawn[-1].response > max(drawn[0].response, float(found[:, 3].max()))
    again = list(maximise(discriminator, block, 3, steps=60))
    np.testing.assert_array_equal(again[-1].picture, drawn[-1].picture)
    other = list(maximise(discriminator, block, 3, steps=2, seed=1))
    assert (other[0].picture != drawn[0].picture).any()


def test_drawing_from_a_face_begins_with_it_and_stays_nearer_to_it(
    discriminator: nn.Module, store: FaceStore
) -> None:
    px = discriminator.config.scales_px[-1]  # type: ignore[union-attr]
    face = np.asarray(store.faces[5, :: 32 // px, :: 32 // px])
    drawn = list(maximise(discriminator, 0, 2, start=face, steps=40))
    np.testing.assert_array_equal(drawn[0].picture, face)
    assert drawn[-1].response > drawn[0].response
    assert (drawn[-1].picture != face).any()


def test_responses_are_the_means_of_the_maps(store: FaceStore) -> None:
    torch.manual_seed(0)
    judge = Discriminator(TINY.model).eval()  # type: ignore[arg-type]
    told = []
    rows = np.array([3, 100, 7])
    found = responses(judge, 0, store, rows, told.append)
    assert told == [1]
    faces = Faces(store, rows, 16, torch.device("cpu")).take(torch.arange(3))
    maps = judge.blocks[1](activate(judge.from_rgb(faces)))
    np.testing.assert_allclose(found, maps.mean((2, 3)).detach().numpy(), atol=1e-5)
    for channel in range(8):
        best = strongest(found, channel, 2)
        assert list(found[best, channel]) == sorted(found[:, channel], reverse=True)[:2]


@pytest.mark.parametrize(
    ("block", "channel", "changes", "message"),
    [
        (9, 0, {}, "has blocks 0 to 1, but block 9"),
        (0, 99, {}, "has channels 0 to 7, but channel 99"),
        (-1, 0, {}, "but block -1"),
        (0, 0, {"steps": 0}, "steps must be from 1 to 2000, but is 0"),
        (0, 0, {"start": np.zeros((8, 8, 3), np.uint8)}, r"must be an array \(16, 16, 3\)"),
    ],
)
def test_nonsense_is_named(
    block: int, channel: int, changes: dict[str, object], message: str
) -> None:
    judge = Discriminator(TINY.model)  # type: ignore[arg-type]
    with pytest.raises(TrainingError, match=message):
        next(maximise(judge, block, channel, **changes))  # type: ignore[arg-type]
