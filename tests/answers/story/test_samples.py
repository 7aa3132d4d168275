"""Strange samples, copies, and what a painter learns from a judge."""

import json

import numpy as np
import pytest

from facegen.answers.context import BUNDLED, Context
from facegen.answers.reading import attribute_network
from facegen.answers.story.told import answer
from facegen.models.places import shipped
from tests.answers.story.shown import plot_of


def test_of_all_that_was_painted_the_strangest_are_those_a_network_doubts(context: Context):
    worst, best = (answer(context, "uncanny", choice, BUNDLED) for choice in ("worst", "best"))
    sure = [
        np.abs(attribute_network().describe(np.stack([one.image for one in shown.pictures])).logits)
        for shown in (worst, best)
    ]
    assert sure[0].mean(1).max() < sure[1].mean(1).min()
    seeds = [{one.title for one in shown.pictures} for shown in (worst, best)]
    assert not seeds[0] & seeds[1]
    assert all(f"{one.title.lower().replace(' ', '=')}" in one.link for one in worst.pictures)


def test_copies_are_told_as_the_report_measured_them(context: Context):
    place = next(one for one in shipped() if (one / "evaluation.json").exists())
    report = json.loads((place / "evaluation.json").read_text())
    (near,) = (one for one in report["measures"] if one["key"] == "near_pixels")
    shown = answer(context, "copies", "pixels", BUNDLED)
    assert [row.shares[0] for row in shown.shares[0].rows] == [near["value"], near["floor"], 0.01]
    assert shown.shares[0].full == max(near["value"], near["floor"], 0.01)
    (dots,) = plot_of(shown).curves
    assert dots.y == pytest.approx(
        [100 * one["near_share"] for one in report["planted"]["pixels"]], rel=1e-3
    )


def test_a_sure_judge_teaches_by_one_loss_alone(context: Context):
    """The slopes of both losses, by differences of the losses themselves."""
    wrong, real = plot_of(answer(context, "labels", "exact", BUNDLED)).curves
    d, step = np.array(wrong.x[1:-1]), 1e-4
    logit = np.log(d / (1 - d))
    up, down = (1 / (1 + np.exp(-(logit + move))) for move in (step, -step))
    slopes = [np.log(1 - up) - np.log(1 - down), np.log(up) - np.log(down)]
    assert wrong.y[1:-1] == pytest.approx(np.abs(slopes[0]) / (2 * step), rel=1e-3)
    assert real.y[1:-1] == pytest.approx(np.abs(slopes[1]) / (2 * step), rel=1e-3)
    assert plot_of(answer(context, "labels", "noisy", BUNDLED)).mark == 0.025
