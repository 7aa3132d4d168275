"""What changes while a run trains, and the push to the Hub, by the buttons that do it."""

import functools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from huggingface_hub import HfApi

from facegen.answers.context import Context
from facegen.hub import pushing
from facegen.training.jobs.probe import Estimate
from facegen.training.run.live import LIVE, Live
from facegen.training.run.runs import Run
from facegen.ui.training import settings
from facegen.ui.training.settings import HubForm, LiveForm, estimate_words
from tests.hub.jobs_hub import TOKEN, running_jobs
from tests.ui.blocks import blocks

WATCHED, RECORDED = {"shown": "discs"}, {"shown": "shipped-recorded"}


@pytest.fixture
def handlers(at_home: Context) -> Iterator[dict[str, Callable[..., Any]]]:
    """What the events of the two forms call, by name."""
    with blocks() as page:
        monitor, secret = gr.HTML(), gr.Textbox()
        with gr.Accordion() as opened:
            live = LiveForm()
            hub = HubForm()
        live.wire(at_home, monitor, secret, opened)
        hub.wire(at_home, monitor, secret)
        yield {one.fn.__name__: one.fn for one in page.fns.values() if one.fn}


def holding(run: Run) -> list[float]:
    live = Live.of(run.config)
    return [getattr(live, name) for name in LIVE]


def test_the_form_shows_what_holds_now(handlers, discs: Run):
    assert handlers["present"](WATCHED) == holding(discs)


def test_only_what_differs_is_wished_for(handlers, discs: Run):
    values: list[float | None] = [*holding(discs)]
    values[LIVE.index("rate_generator")] = 0.001
    values[LIVE.index("augment_cap")] = None  # an empty field stays as it is
    said = handlers["change"](WATCHED, "", *values)
    assert said.startswith("discs from its next step on: ")
    assert said.endswith(" 0.001.")
    assert discs.wishes.take_up(16)
    assert discs.wishes.made() == [{"images": 16, "rate_generator": 0.001}]


def test_what_cannot_be_changed_is_a_sentence(handlers, discs: Run):
    values = holding(discs)
    for value, numbers, sentence in (
        (WATCHED, values, "the values that hold already"),
        (RECORDED, values, "shipped-recorded is a recording"),
        (None, values, "start or choose one first"),
        (WATCHED, [-1.0, *values[1:]], "must be"),
    ):
        with pytest.raises(gr.Error, match=sentence):
            handlers["change"](value, "", *numbers)


@pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")  # by the Hub's client
def test_a_checkpoint_is_pushed_with_a_token_that_stays_nowhere(
    handlers, discs: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DISABLE_XET", True)
    (tmp_path / "jobs").mkdir()
    with running_jobs(tmp_path / "jobs") as hub:
        monkeypatch.setattr(pushing, "HfApi", functools.partial(HfApi, endpoint=hub.url))
        said = handlers["push"](WATCHED, "", " ada/discs ", f" {TOKEN}\n", True)
        assert hub.private == {"ada/discs": True}
        assert {"config.json", "model.safetensors", "README.md"} <= set(hub.models["ada/discs"])
        with pytest.raises(gr.Error, match="the token is not valid") as caught:
            handlers["push"](WATCHED, "", "ada/other", "hf_otherother", True)
    assert "https://huggingface.co/ada/discs" in said
    assert "hf_otherother" not in str(caught.value)
    files = [path.read_bytes() for path in discs.folder.rglob("*") if path.is_file()]
    assert TOKEN.encode() not in b"".join(files)


def test_what_cannot_be_pushed_is_a_sentence(handlers):
    for value, repository, sentence in (
        (RECORDED, "ada/discs", "without a network to push"),
        (WATCHED, "discs", "owner/name"),
        (WATCHED, None, "owner/name"),
        ({}, "ada/discs", "start or choose one first"),
    ):
        with pytest.raises(gr.Error, match=sentence):
            handlers["push"](value, "", repository, TOKEN, True)


@pytest.mark.parametrize(
    ("found", "span"),
    [
        (Estimate(1234.4, 500.0, 7.25, 12_400_000), "7.2 min"),
        (Estimate(20.0, 500.0, 416.7, 12_400_000), "6 h 57 min"),
    ],
)
def test_an_estimate_is_told_in_words(monkeypatch: pytest.MonkeyPatch, found: Estimate, span: str):
    monkeypatch.setattr(settings, "estimate", lambda store, options, grow: found)
    said = estimate_words(Path(), {})
    assert said == (
        f"**{found.images_per_sec:,.0f} images a second** here and now, so 500 thousand images in "
        f"**{span}**, and about 12 MB on disk."
    )
