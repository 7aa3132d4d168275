"""The settings of a new run, each with its default, its unit and a sentence on what it does."""

import dataclasses
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import gradio as gr

from facegen.errors import QueryError
from facegen.training.run.config import TrainingConfig, learnable_losses
from facegen.training.run.options import OPTIONS
from facegen.training.run.presets import PRESETS
from facegen.training.run.runs import Run
from facegen.ui.widgets.controls import Control, Controls

FIRST = "s"
PRESET_TITLES = {
    "two-minutes": "Tiny MSG-GAN, 32 px: two minutes",
    "xs": "Smallest MSG-GAN, 64 px: rough, quick to try things on",
    "s": "Small MSG-GAN, 64 px: faces after 40 minutes",
    "m": "Medium MSG-GAN, 64 px: better faces, many hours",
    "m128": "Medium MSG-GAN, 128 px: longer still",
    "detail128": "Detail alone, 128 px: for a medium MSG-GAN that makes faces already",
    "original": "The authors' MSG-GAN, 64 px: slow without a GPU",
    "gpu64": "Wide MSG-GAN, 64 px: for a GPU",
    "gpu128": "Wide MSG-GAN, 128 px: for a GPU",
    "simple": "Plain GAN: one judge, one picture, to compare with",
    "category": "No judge: the average face of given attributes",
}
"""What each preset gives and takes; times are of two cores."""
PRESET_WORDS = {
    "two-minutes": "It shows how faces form; too small to paint good ones.",
    "xs": "Rough faces: the quickest of those of 64 px.",
    "s": "The one to start with: on two cores it shows faces after some 40 minutes.",
    "m": "Four times the size of the small one, at half its speed.",
    "m128": "The medium one with twice the side; it needs faces of 128 px.",
    "detail128": "Holds a run that makes faces; its new block learns from patches.",
    "original": "The widths and the loss of the paper's own code.",
    "gpu64": "Widths that fill a GPU, and are slow without one.",
    "gpu128": "Widths that fill a GPU; it needs faces of 128 px.",
    "simple": "A convolutional GAN that sees only the finished picture, as the first ones did.",
    "category": "It is told attributes and learns the picture that goes with them: their average.",
}
LOSSES = {
    "nonsaturating": "Non-saturating",
    "rahinge": "Relativistic hinge",
    "rp": "Relativistic pairs",
    "wgan": "Wasserstein",
    "crossentropy": "Cross-entropy with noisy labels",
    "pixel": "Squared difference (category net)",
}
PENALTIES = {
    "r1": "R1, at real faces",
    "r1r2": "R1 and R2, at faces and samples",
    "wgan": "WGAN-GP, between both",
    "none": "None",
}
UNITS = {"minutes": "minutes", "kimg": "thousand images"}
NUMBERS = ("batch", "seed", "rate", "penalty_weight", "augment_cap")
NEW = "new"
GROWN = "+"
"""Ends the key of a checkpoint to grow from, instead of branching off."""


class RunForm:
    """The fields, laid out where it is made.

    Attributes:
        fields: What a preset fills in, or the configuration of a run that is branched from.
        origin: Where the run begins: a new network, or a checkpoint of another run.
        name: Of the run.
    """

    def __init__(self) -> None:
        config = PRESETS[FIRST]
        with gr.Row():
            self.preset = _preset(FIRST)
            self.origin = gr.Dropdown(
                [("a new network", NEW)],
                value=NEW,
                label="Begin with",
                allow_custom_value=True,
                info="Branch off, above, puts a run's checkpoint here, to go on from or to grow.",
                elem_id="training-origin",
            )
        with gr.Row():
            self.name = gr.Textbox(
                label="Name", info="Found by itself if left empty.", max_length=60, max_lines=1
            )
            budget = gr.Number(
                config.budget.amount,
                label="Budget",
                info="How long it trains in all: a branch counts what it began with.",
                elem_id="training-budget",
            )
            unit = gr.Radio(
                [(label, name) for name, label in UNITS.items()],
                value=config.budget.unit,
                label="Unit of the budget",
                info="Of training, or of pictures seen.",
                elem_classes="facegen-choice",
            )
        with gr.Accordion(
            "For experts: batch, rates, losses", open=False, elem_id="training-expert"
        ):
            with gr.Row():
                numbers = {
                    name: Control(_number(name, config), partial(_restored_number, name))
                    for name in NUMBERS
                }
            with gr.Row():
                loss = _loss(config)
                smooth = "What keeps the discriminator smooth enough to learn from."
                penalty = _choice("Penalty", PENALTIES, config.penalty, smooth)
        self.fields = Controls(
            preset=Control(self.preset, lambda config, _: _preset(config.preset)),
            budget=Control(budget, lambda config, _: config.budget.amount),
            unit=Control(unit, lambda config, _: config.budget.unit),
            **numbers,
            loss=Control(loss, lambda config, _: _loss(config)),
            penalty=Control(penalty, lambda config, _: config.penalty),
        )

    def defaults(self, preset: str) -> list[Any]:
        """Return what the fields become when a preset is chosen.

        Raises:
            QueryError: If there is no such preset.
        """
        return self.fields.restored(_recipe(preset), ())

    def branched(self, run: Run, images: int) -> list[Any]:
        """Return what the fields become to branch off a checkpoint of a run.

        All that it learned until there counts, so it is given the run's whole budget on top.
        """
        config = run.config
        amount = config.budget.amount * (1 + min(1.0, run.spent(config, images)))
        budget = {config.budget.unit: float(f"{amount:.3g}")}
        return self.fields.restored(dataclasses.replace(config, **budget), ())

    def options(self, base: TrainingConfig | None, values: Sequence[Any]) -> dict[str, Any]:
        """Return what a person chose, as options of a run.

        Args:
            base: What is branched from; None for a new run, which differs from its preset.
            values: Of `fields`.
        """
        chosen = self.fields.named(values)
        preset, budget, unit = (chosen.pop(name) for name in ("preset", "budget", "unit"))
        known = base or _recipe(preset)
        options = {} if base else {"preset": preset}
        if unit not in UNITS:
            raise QueryError(f"The budget is in {' or '.join(UNITS)}, but '{unit}' was given.")
        return options | {
            name: value
            for name, value in {unit: budget, **chosen}.items()
            if value is not None and value != getattr(known, name, None)
        }


def _choice(title: str, labels: Mapping[str, str], value: str, info: str) -> gr.Dropdown:
    choices = [(label, name) for name, label in labels.items()]
    return gr.Dropdown(choices, value=value, label=title, filterable=False, info=info)


def _loss(config: TrainingConfig) -> gr.Dropdown:
    labels = {name: LOSSES[name] for name in learnable_losses(config.model)}
    return _choice("Loss", labels, config.loss, "What each network is told it did wrong.")


def _recipe(preset: str) -> TrainingConfig:
    if preset not in PRESETS:
        raise QueryError(f"There is no preset '{preset}'; choose from {', '.join(PRESETS)}.")
    return PRESETS[preset]


def _preset(name: str) -> gr.Dropdown:
    return gr.Dropdown(
        [(PRESET_TITLES[one], one) for one in PRESETS],
        value=name if name in PRESETS else None,
        label="What to train",
        info=PRESET_WORDS.get(name) or f"As {name[:60]}, which this facegen does not know.",
        filterable=False,
        elem_id="training-preset",
    )


def _restored_number(name: str, config: TrainingConfig, _: Sequence[str]) -> gr.Number:
    return _number(name, config)


def _number(name: str, config: TrainingConfig) -> gr.Number:
    option, default = OPTIONS[name], getattr(config, name)
    unit = f" {option.unit}" if option.unit else ""
    return gr.Number(
        default,
        label=option.title,
        info=f"{option.words} Default: {default:g}{unit}.",
        min_width=190,
        elem_id=f"training-{name.replace('_', '-')}",
    )
