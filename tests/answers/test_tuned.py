"""Tuned faces are kept for a while in memory, each under a key of its own, and then forgotten."""

import gc
import time
import weakref

import pytest
import torch

from facegen.answers.tuned import MARK, MOST_KEPT, TunedFaces
from facegen.errors import ForgottenError
from facegen.latent.model import LatentModel
from facegen.latent.photo.tuned_file import TunedFace
from facegen.latent.photo.tuning import Difference
from facegen.models.msg_gan import Generator, MsgGanConfig


@pytest.fixture(scope="module")
def plain() -> LatentModel:
    torch.manual_seed(0)
    config = MsgGanConfig(generator_channels=(8, 8), latent_dim=4)
    return LatentModel(Generator(config).eval().freeze())


@pytest.fixture
def face(plain: LatentModel) -> TunedFace:
    name = "blocks.1.to_rgb.bias"
    change: Difference = {name: torch.full((3,), 0.25).half()}
    return TunedFace.of(plain.generator, torch.zeros(4), change)


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def kept(plain: LatentModel, clock: Clock) -> TunedFaces:
    return TunedFaces(lambda key: plain, 600, clock)


def test_a_tuned_generator_opens_beside_the_plain_one(kept, plain, face):
    key = kept.keep("tiny", face)
    assert key.startswith(f"tiny{MARK}")
    assert kept.open("tiny") is plain
    mine = kept.open(key)
    assert mine is kept.open(key)
    with torch.no_grad():
        ours, theirs = (model.generator.synthesize(face.style[None])[-1] for model in (mine, plain))
    torch.testing.assert_close(ours, theirs + 0.25)


def test_two_of_one_face_have_keys_that_tell_nothing_of_each_other(kept, face):
    keys = [kept.keep("tiny", face) for _ in range(2)]
    assert keys[0] != keys[1]
    assert all(len(key.split(MARK)[1]) >= 20 for key in keys)


def test_what_nobody_asks_for_is_forgotten_after_ten_minutes(kept, clock, face):
    used, idle = kept.keep("tiny", face), kept.keep("tiny", face)
    clock.seconds = 599
    kept.open(used)
    clock.seconds = 600
    assert len(kept) == 1
    with pytest.raises(ForgottenError, match="has been forgotten"):
        kept.open(idle)
    kept.open(used)
    clock.seconds = 1200
    assert len(kept) == 0


def test_it_is_forgotten_even_if_nobody_asks_for_anything(plain, face):
    kept = TunedFaces(lambda key: plain, idle_sec=0.2)
    kept.keep("tiny", face)
    deadline = time.monotonic() + 60
    while kept._kept and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not kept._kept


def test_the_one_idle_longest_makes_room(kept, face):
    keys = [kept.keep("tiny", face) for _ in range(MOST_KEPT)]
    kept.open(keys[0])
    kept.keep("tiny", face)
    assert len(kept) == MOST_KEPT
    kept.open(keys[0])
    with pytest.raises(ForgottenError, match="drop its file"):
        kept.open(keys[1])


def test_one_is_forgotten_when_told(kept, face):
    key = kept.keep("tiny", face)
    kept.open(key)
    kept.forget(key)
    kept.forget("tiny~nobody")
    with pytest.raises(ForgottenError):
        kept.open(key)


def test_nothing_of_one_that_was_opened_stays_in_memory(kept, face):
    key = kept.keep("tiny", face)
    mine = kept.open(key)
    mine.pictures([face.style])
    weights = weakref.ref(mine.generator.get_parameter("blocks.1.to_rgb.bias"))
    assert weights() is not None
    del mine
    kept.forget(key)
    gc.collect()
    assert weights() is None


def test_a_file_brings_it_back(kept, face):
    content = kept.file_of(kept.keep("tiny", face))
    key = kept.read("tiny", content)
    assert kept.style_of(key) == face.style_text
    assert kept.file_of(key) == content


def test_what_was_tuned_of_other_weights_is_refused(kept, face):
    stale = TunedFace(face.style, face.difference, "0" * 64)
    key = kept.keep("tiny", stale)
    with pytest.raises(ForgottenError, match="trained further"):
        kept.open(key)
