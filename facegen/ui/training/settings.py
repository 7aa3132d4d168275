"""The smaller forms of the Training tab: what changes while it trains, and the push to the Hub."""

from pathlib import Path
from typing import Any

import gradio as gr

from facegen import hub
from facegen.answers.context import Context
from facegen.answers.runs import permission as guard
from facegen.answers.runs.reports import model_of
from facegen.errors import QueryError
from facegen.training.jobs import steering
from facegen.training.jobs.probe import estimate
from facegen.training.outcome.export import export
from facegen.training.run.live import LIVE, Live
from facegen.training.run.options import OPTIONS
from facegen.training.run.runs import Run
from facegen.ui.handlers import QUICK, answering
from facegen.ui.training.monitor import shown_run
from facegen.ui.widgets.controls import Control, Controls


class LiveForm:
    """Settings of the watched run that may change while it trains."""

    def __init__(self) -> None:
        gr.Markdown("Taken up after the step in progress; a mark on the curves shows when.")
        with gr.Row():
            self.fields = Controls(**{name: _live(name) for name in LIVE})
        self.apply = gr.Button("Change", elem_id="training-change")
        self.words = gr.Markdown(elem_id="training-changed")

    def wire(
        self, context: Context, monitor: gr.HTML, secret: gr.Textbox, opened: gr.Accordion
    ) -> None:
        """Connect the button, and show what holds now whenever the form is opened."""

        def present(value: Any) -> list[float]:
            return self.fields.restored(_holding(context.watch.find(shown_run(value)).run), ())

        def change(value: Any, given: str, *numbers: Any) -> str:
            guard.permit(context.settings, given)
            watched = context.watch.find(shown_run(value))
            if watched.recorded:
                raise QueryError(f"{watched.name} is a recording: it can be looked at only.")
            holding = _holding(watched.run)
            wished = {
                name: number
                for name, number in self.fields.named(numbers).items()
                if number is not None and number != getattr(holding, name)
            }
            if not wished:
                raise QueryError("These are the values that hold already; change at least one.")
            steering.change(watched.run, wished)
            told = ", ".join(f"{OPTIONS[name].title.lower()} {v:g}" for name, v in wished.items())
            return f"{watched.name} from its next step on: {told}."

        opened.expand(answering(present), monitor, self.fields.widgets, **QUICK)
        values = [monitor, secret, *self.fields.widgets]
        self.apply.click(answering(change), values, self.words, **QUICK)


def _live(name: str) -> Control:
    option = OPTIONS[name]
    number = gr.Number(
        None,
        label=option.title,
        info=option.words,
        min_width=190,
        elem_id=f"training-live-{name.replace('_', '-')}",
    )
    return Control(number, lambda live, _: getattr(live, name))


def _holding(run: Run) -> Live:
    """Return what holds for a run now."""
    return Live.of(run.config).at(run.changes(), 2**53)


class HubForm:
    """Push the newest checkpoint of the watched run as a model repository."""

    def __init__(self) -> None:
        gr.Markdown(
            "The newest checkpoint, its card and its figures if it was evaluated. The token is "
            "used for this push alone: it is not stored and not logged. A model that learned from "
            "CelebA is for non-commercial research."
        )
        with gr.Row():
            repository = gr.Textbox(
                label="Repository", placeholder="owner/name", max_length=200, max_lines=1
            )
            self.token = gr.Textbox(
                label="Token that may write",
                type="password",
                max_length=256,
                info="From huggingface.co/settings/tokens.",
                elem_id="training-token",
            )
            private = gr.Checkbox(True, label="For me alone", info="A new repository.")
        self.fields = Controls(
            repository=Control(repository), token=Control(self.token), private=Control(private)
        )
        self.push = gr.Button("Push", elem_id="training-push")
        self.words = gr.Markdown(elem_id="training-pushed")

    def wire(self, context: Context, monitor: gr.HTML, secret: gr.Textbox) -> None:
        """Connect the button; the token leaves its field in any case."""

        def push(value: Any, given: str, *values: Any) -> str:
            guard.permit(context.settings, given)
            wanted = self.fields.named(values)
            watched = context.watch.find(shown_run(value))
            if watched.recorded:
                raise QueryError(f"{watched.name} is a recording, without a network to push.")
            model = model_of(watched.run)
            if not (model / "evaluation.json").exists():
                export(watched.run, model)
            repository, token = ((wanted[name] or "").strip() for name in ("repository", "token"))
            address = hub.push(model, repository, token, wanted["private"])
            return f"Pushed to [{repository}]({address})."

        pushed = self.push.click(lambda: "Pushing …", None, self.words, **QUICK).then(
            answering(push),
            [monitor, secret, *self.fields.widgets],
            self.words,
            show_progress="hidden",
            api_visibility="private",
            concurrency_limit=1,
        )
        pushed.success(lambda: "", None, self.token, **QUICK)
        pushed.failure(lambda: ("", ""), None, [self.token, self.words], **QUICK)


def estimate_words(store: Path, options: dict[str, Any], grow: Path | None = None) -> str:
    """Try a run for some seconds and tell what it would take; see `probe.estimate`."""
    cost = estimate(store, options, grow=grow)
    assert cost is not None
    hours, minutes = divmod(cost.minutes, 60)
    span = f"{hours:.0f} h {minutes:.0f} min" if hours else f"{minutes:.1f} min"
    return (
        f"**{cost.images_per_sec:,.0f} images a second** here and now, so {cost.kimg:,.0f} "
        f"thousand images in **{span}**, and about {cost.bytes / 1e6:,.0f} MB on disk."
    )
