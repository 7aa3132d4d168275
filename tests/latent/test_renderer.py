"""The renderer as several sessions use it at once."""

import io
import threading
from concurrent.futures import Future

import numpy as np
import pytest
from PIL import Image

from facegen.errors import ModelError, QueryError
from facegen.latent.model import LatentModel
from facegen.latent.recipe import Recipe
from facegen.latent.renderer import MOST_WAITING, Busy, Renderer, Superseded
from facegen.latent.request import Face, FaceRequest
from facegen.latent.sheet import tower


def asked(seed: int, **how) -> FaceRequest:
    return FaceRequest("tiny", Face(Recipe(seed)), **how)


def pixels(made: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(made)).convert("RGB"))


class Desk:
    """A renderer whose thread can be held up."""

    def __init__(self, model: LatentModel) -> None:
        self.model = model
        self.passes: list[int] = []
        self.renderer = Renderer(self._open)

    def _open(self, key: str) -> LatentModel:
        if key != "tiny":
            raise ModelError(f"There is no checkpoint '{key}'.")
        return self.model

    def hold(self) -> threading.Event:
        """Keep the thread busy until the event is set."""
        begun, free = threading.Event(), threading.Event()
        self.renderer.do("tiny", lambda _: (begun.set(), free.wait(20)))
        assert begun.wait(20)
        return free


@pytest.fixture
def desk(opened: LatentModel) -> Desk:
    return Desk(opened)


def test_equal_requests_give_equal_bytes_in_another_renderer_too(desk, opened):
    for form in ("png", "webp", "jpeg"):
        request = asked(5, form=form)
        first = desk.renderer.picture(request).result(20)
        assert first == desk.renderer.picture(request).result(20)
        assert first == Desk(opened).renderer.picture(request).result(20)


def test_the_picture_is_the_model_s_own_at_every_scale(desk, opened):
    (scales,) = opened.pictures([opened.style_of(Face(Recipe(5)))])
    for form in ("png", "webp"):
        sprite = pixels(desk.renderer.picture(asked(5, form=form)).result(20))
        np.testing.assert_array_equal(sprite, tower(scales))
        np.testing.assert_array_equal(sprite[:16, 32:48], scales[2])
        one = desk.renderer.picture(asked(5, form=form, scale_px=8)).result(20)
        np.testing.assert_array_equal(pixels(one), scales[1])
    large = desk.renderer.picture(asked(5, scale_px=4, enlarged_px=100)).result(20)
    assert pixels(large).shape == (100, 100, 3)


def test_only_the_newest_request_of_a_session_is_answered(desk):
    free = desk.hold()
    older = [desk.renderer.picture(asked(seed), "a") for seed in range(3)]
    newest = desk.renderer.picture(asked(3), "a")
    other = desk.renderer.picture(asked(0), "b")
    for future in older:
        with pytest.raises(Superseded):
            future.result(20)
    free.set()
    alone = desk.renderer.picture(asked(3, form="png")).result(20)
    np.testing.assert_array_equal(pixels(newest.result(20)), pixels(alone))
    assert other.result(20)


def test_what_sessions_ask_together_goes_through_the_network_together(desk, monkeypatch):
    sizes = []
    pictures = desk.model.pictures
    monkeypatch.setattr(
        desk.model, "pictures", lambda styles: (sizes.append(len(styles)), pictures(styles))[1]
    )
    free = desk.hold()
    shared = [desk.renderer.picture(asked(seed), f"session {seed}") for seed in range(11)]
    kept = [desk.renderer.picture(asked(seed, form="png"), f"png {seed}") for seed in range(2)]
    free.set()
    made = [pixels(future.result(20)).astype(int) for future in shared]
    exact = [pixels(future.result(20)) for future in kept]
    assert sizes == [8, 3, 1, 1]
    for seed, together in enumerate(made):
        alone = pixels(Desk(desk.model).renderer.picture(asked(seed)).result(20))
        assert np.abs(together - alone).max() <= 1
    for seed, png in enumerate(exact):
        alone = Desk(desk.model).renderer.picture(asked(seed, form="png")).result(20)
        np.testing.assert_array_equal(png, pixels(alone))


def test_one_bad_request_spoils_no_other(desk):
    free = desk.hold()
    bad = desk.renderer.picture(FaceRequest("tiny", Face(Recipe(components=((999, 1.0),)))), "bad")
    no_scale = desk.renderer.picture(asked(1, scale_px=7), "scale")
    nowhere = desk.renderer.picture(FaceRequest("elsewhere"), "nowhere")
    good = desk.renderer.picture(asked(1), "good")
    free.set()
    with pytest.raises(QueryError, match="components 0 to 15"):
        bad.result(20)
    with pytest.raises(QueryError, match="the scales 4, 8, 16, 32 px, not 7"):
        no_scale.result(20)
    with pytest.raises(ModelError, match="no checkpoint 'elsewhere'"):
        nowhere.result(20)
    assert good.result(20)


def test_the_line_has_an_end(desk):
    free = desk.hold()
    waiting: list[Future] = [
        desk.renderer.picture(asked(0), f"session {i}") for i in range(MOST_WAITING)
    ]
    with pytest.raises(Busy, match="try again"):
        desk.renderer.picture(asked(0), "one too many").result(20)
    assert desk.renderer.picture(asked(1), "session 3") is not None
    free.set()
    assert waiting[0].result(20)


def test_a_failure_is_told_to_who_asked_and_the_thread_goes_on(desk):
    with pytest.raises(ZeroDivisionError):
        desk.renderer.do("tiny", lambda _: 1 // 0).result(20)
    assert desk.renderer.picture(asked(1)).result(20)
