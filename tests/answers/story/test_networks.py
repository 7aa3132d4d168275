"""The story's last chapter: what the recorded run tells, and what is read in a painted face."""

from urllib.parse import parse_qsl

import numpy as np
import pytest

from facegen.answers.context import BUNDLED, Context
from facegen.answers.runs.watch import Watch
from facegen.answers.story.networks import learning, turn
from facegen.answers.story.told import answer
from facegen.counting import percent
from facegen.decoding import decode
from facegen.errors import FacegenError, QueryError
from facegen.models.shapes import family_of
from facegen.training.run.runs import Run
from tests.answers.story.shown import plot_of


def test_learning_tells_what_was_there_and_what_was_not(context: Context):
    start, end = (answer(context, "learning", choice, BUNDLED) for choice in ("0", "100"))
    assert "by now" not in start.words
    assert "an outline, dark eyes" in end.words
    assert (plot_of(start).mark, plot_of(end).mark) == (0, plot_of(end).ticks[-1])


def test_a_face_is_painted_as_asked_and_a_slip_is_named(context: Context):
    plain, smiling = (
        answer(context, "turn", f"seed=4&attributes=Smiling:{value}", BUNDLED) for value in (-2, 2)
    )
    assert plain.shares[0].rows[0].shares[0] < smiling.shares[0].rows[0].shares[0]
    fields = dict(parse_qsl(smiling.link.removeprefix("?")))
    assert fields == {"tab": "latent", "seed": "4", "attributes": "Smiling:2"}
    with pytest.raises(QueryError, match="seed"):
        answer(context, "turn", "sede=4", BUNDLED)


def recorded(context: Context) -> Run:
    return next(
        one.run
        for one in context.watch.look()
        if one.recorded and family_of(one.run.config.model) == "msg_gan"
    )


def test_nine_samples_of_the_nearest_moment_are_shown(context: Context):
    *_, largest = sorted((recorded(context).folder / "grids").glob("*px"))
    px = int(largest.name.removesuffix("px"))
    files = {int(file.stem): file for file in largest.iterdir()}
    images = min(files, key=lambda one: abs(one - 0.3 * max(files)))
    sheet = decode(files[images].read_bytes(), shortest_px=1)
    (shown,) = answer(context, "learning", "30", BUNDLED).pictures
    assert f"{images:,} pictures" in shown.title
    step = px + 2  # two pixels between samples, eight of them in a row of the run's sheet
    for row, column in ((0, 0), (0, 2), (2, 1)):
        number = 3 * row + column
        y, x = number // 8 * step, number % 8 * step
        np.testing.assert_array_equal(
            shown.image[row * step :, column * step :][:px, :px], sheet[y : y + px, x : x + px]
        )


def test_the_judge_is_quoted_from_the_nearest_line(context: Context):
    lines = [line for line in recorded(context).metrics() if "sign_real" in line]
    shown = answer(context, "learning", "60", BUNDLED)
    images = plot_of(shown).mark
    assert images
    line = min(lines, key=lambda one: abs(one["images"] - images))
    real, painted = line["sign_real"], 1 - line["sign_fake"]
    assert shown.words.startswith(
        f"Of real faces the judge takes {percent(real)} for real, of painted ones "
        f"{percent(painted)}."
    )


def test_the_curves_keep_the_mean_of_the_losses(context: Context):
    lines = recorded(context).metrics()
    judge, painter = plot_of(learning(context, BUNDLED, "10")).curves
    for curve, name in ((judge, "loss_discriminator"), (painter, "loss_generator")):
        whole = np.mean([line[name] for line in lines if name in line])
        assert np.mean(curve.y) == pytest.approx(whole, rel=0.02)


def test_without_a_recording_it_is_said_what_to_do(context: Context):
    other = Context(context.settings)
    other.watch = Watch(context.settings.runs_home)
    with pytest.raises(FacegenError, match="install it anew"):
        learning(other, BUNDLED, "10")


def test_equal_settings_paint_equal_faces(context: Context):
    one, other, third = (
        turn(context, BUNDLED, choice) for choice in ("seed=4", "seed=4", "seed=5")
    )
    np.testing.assert_array_equal(one.pictures[0].image, other.pictures[0].image)
    assert (one.pictures[0].image != third.pictures[0].image).any()
