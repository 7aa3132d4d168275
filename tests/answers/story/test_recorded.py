"""What is read in a recording: who was ahead, and what was reached when."""

import pytest

from facegen.answers.context import BUNDLED, Context
from facegen.answers.story.recorded import ahead, family_recorded, few_samples, taken_for_real
from facegen.answers.story.told import answer
from facegen.errors import FacegenError
from tests.answers.story.shown import plot_of


def test_what_was_reached_and_who_was_ahead_stand_on_the_plot(context: Context):
    plot = plot_of(answer(context, "learning", "100", BUNDLED))
    ends = [band.end for band in plot.bands[:-1]]
    assert ends == [band.start for band in plot.bands[1:]]
    sides = [band.colour for band in plot.bands]
    assert all(one != other for one, other in zip(sides, sides[1:], strict=False))
    assert {"an outline", "dark eyes"} <= {name for _, name in plot.names}
    assert all(0 <= at <= plot.ticks[-1] for at, _ in plot.names)


def test_the_judge_is_ahead_where_it_is_right_more_often_than_usual():
    right = [0.9, 0.9, 0.6, 0.6, 0.9, 0.6]
    lines = [
        {"images": 100 * (i + 1), "sign_real": share, "sign_fake": share}
        for i, share in enumerate(right)
    ]
    bands = ahead(lines)
    assert [(band.start, band.end) for band in bands] == [
        (100, 250), (250, 450), (450, 550), (550, 600),
    ]  # fmt: skip
    assert [band.colour for band in bands] == ["judge", "painter", "judge", "painter"]
    assert ahead(lines[:1]) == ahead([{"images": 100}]) == ()


def test_what_a_judge_took_for_real_is_read_where_it_was_measured_nearest():
    lines = [
        {"images": 100, "sign_real": 0.5, "sign_fake": 0.25},
        {"images": 260, "loss_generator": 1.0},
        {"images": 300, "sign_real": 0.75, "sign_fake": 1.0},
    ]
    assert taken_for_real(lines, 199) == (0.5, 0.75)
    assert taken_for_real(lines, 260) == (0.75, 0.0)
    assert taken_for_real(lines, 0) is None
    assert taken_for_real(lines[1:2], 260) is None


def test_samples_are_those_of_the_nearest_moment(context: Context):
    run = family_recorded(context, "msg_gan")
    sheet, px, images, last = few_samples(run, 1.0)
    assert images == last
    assert sheet.shape == (3 * px + 4, 3 * px + 4, 3)
    assert few_samples(run, 0.0)[2] == 0
    with pytest.raises(FacegenError, match="No recording of a training of style_gan ships"):
        family_recorded(context, "style_gan")
