"""What a person chose in the form of a new run, as options of a run."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from facegen.errors import QueryError
from facegen.training.run.presets import PRESETS
from facegen.training.run.runs import Run
from facegen.ui.training.form import RunForm
from tests.ui.blocks import blocks


@pytest.fixture
def form() -> Iterator[RunForm]:
    with blocks():
        yield RunForm()


def filled(form: RunForm, preset: str, **changes: Any) -> list[Any]:
    """Return the values once a preset was chosen and some fields were changed."""
    became = form.defaults(preset)[1:]
    values = [preset, *(getattr(one, "value", one) for one in became)]
    return list({**form.fields.named(values), **changes}.values())


def test_a_form_left_as_it_is_asks_for_the_preset_alone(form: RunForm) -> None:
    for preset in PRESETS:
        assert form.options(None, filled(form, preset)) == {"preset": preset}


def test_it_asks_for_what_was_changed_and_empty_fields_are_as_they_were(form: RunForm) -> None:
    changed = filled(form, "xs", budget=3, unit="minutes", batch=16, rate=None)
    assert form.options(None, changed) == {"preset": "xs", "minutes": 3, "batch": 16}


def test_only_losses_that_its_networks_can_learn_by_are_offered(form: RunForm) -> None:
    def offered(preset: str) -> list[str]:
        return [loss for _, loss in form.fields.named(form.defaults(preset))["loss"].choices]

    assert offered("category") == ["pixel"]
    assert "pixel" not in offered("m")
    assert all(config.loss in offered(preset) for preset, config in PRESETS.items())


def test_fields_beside_each_other_begin_at_one_height(form: RunForm) -> None:
    """Each has its line of info, below which its field begins."""
    fields = form.fields.named(form.fields.widgets)
    for row in ((form.preset, form.origin), (form.name, fields["budget"], fields["unit"])):
        assert all(field.info for field in row)


def test_a_branch_asks_for_what_differs_from_its_run(form: RunForm) -> None:
    chosen = form.options(PRESETS["xs"], filled(form, "s", rate=0.001))
    assert chosen == {"kimg": PRESETS["s"].kimg, "rate": 0.001}


@pytest.mark.parametrize(
    ("budget", "images", "unit", "given"),
    [
        ({"minutes": 2.0}, 352, "minutes", 4.0),  # two had passed, and two more
        ({"minutes": 2.0}, 160, "minutes", 2.75),
        ({"kimg": 0.352}, 352, "kimg", 0.704),
        ({"kimg": 1.0}, 160, "kimg", 1.16),
    ],
)
def test_a_branch_is_given_the_whole_budget_of_its_run_once_more(
    form: RunForm, tmp_path: Path, budget: dict, images: int, unit: str, given: float
) -> None:
    run, tiny = Run(tmp_path), PRESETS["two-minutes"]
    run.write_config(dataclasses.replace(tiny, **{"minutes": None, "kimg": None, **budget}))
    for seen, seconds in ((0, 0.0), (160, 45.0), (352, 120.4)):
        run.append_metrics({"images": seen, "seconds": seconds})
    became = form.fields.named(form.branched(run, images))
    assert (became["budget"], became["unit"]) == (pytest.approx(given), unit)
    assert became["preset"].value == "two-minutes"
    values = [getattr(one, "value", one) for one in became.values()]
    assert form.options(run.config, values) == {unit: became["budget"]}


def test_what_is_none_of_the_choices_is_refused(form: RunForm) -> None:
    with pytest.raises(QueryError, match="no preset 'huge'; choose from two-minutes, "):
        form.defaults("huge")
    with pytest.raises(QueryError, match="no preset 'None'; choose from"):
        form.options(None, [None, *filled(form, "s")[1:]])
    with pytest.raises(QueryError, match="in minutes or kimg, but 'days' was given"):
        form.options(None, filled(form, "s", unit="days"))
