"""The console of the Average faces tab: every widget that says which average is asked for."""

from collections.abc import Sequence
from typing import Any

import gradio as gr

from facegen.answers.portraits import MOST_SEED, STATISTICS, PortraitRequest
from facegen.attributes import Query, groups_of
from facegen.checks import whole
from facegen.ui.average.comparisons import CHIPS, Comparison
from facegen.ui.handlers import QUICK
from facegen.ui.widgets.chips import chips, chips_showing, examples, query_of
from facegen.ui.widgets.controls import Control, Controls

EXAMPLES = {
    "Everybody": Query(),
    "Smiling men with glasses": Query(("Male", "Smiling", "Eyeglasses")),
    "Blond women": Query(("Blond_Hair",), ("Male",)),
}
SAMPLE_SIZES = (5000, 2000, 500, 100, 20, 5, 1)


class Console:
    """The widgets, laid out where they are made, and the request they stand for.

    Args:
        names: The attributes of the dataset shown first.

    Attributes:
        controls: All that a link sets and a handler is given.
    """

    def __init__(self, names: Sequence[str]) -> None:
        """Lay out the widgets."""
        examples("average")
        statistic = gr.Radio(
            [(label, key) for key, label in STATISTICS.items()],
            value="mean",
            label="Statistic",
            elem_id="average-statistic",
            elem_classes="facegen-choice",
        )
        quantile = gr.Slider(0, 1, 0.5, step=0.01, label="Quantile", visible=False, buttons=[])
        with gr.Row():
            compare = gr.Checkbox(False, label="Compare with a second group", min_width=220)
            contrast = gr.Checkbox(False, label="Compare with another statistic", min_width=220)
        statistic2 = gr.Radio(
            [(label, key) for key, label in STATISTICS.items()],
            value="median",
            label="The other statistic",
            visible=False,
            elem_id="average-statistic2",
            elem_classes="facegen-choice",
        )
        edited = gr.Radio(
            [("Group A", "a"), ("Group B", "b")],
            value="a",
            show_label=False,
            container=False,
            visible=False,
            elem_classes="facegen-choice",
        )
        self.first = chips(CHIPS[0], names, EXAMPLES)
        self.second = chips(CHIPS[1], names)
        self.second.visible = "hidden"
        with gr.Accordion("Balance an attribute", open=False):
            balance = gr.Dropdown(
                balance_choices(names), value="", label="Attribute", filterable=False
            )
            share = gr.Slider(0, 1, 0.5, step=0.01, label="Its share of the average", buttons=[])
        with gr.Accordion("Only a random sample of them", open=False):
            sample = gr.Radio(
                size_choices(),
                value=0,
                label="Faces averaged",
                elem_classes="facegen-choice",
            )
            with gr.Row(elem_classes="facegen-seed"):
                seed = gr.Number(0, label="Seed", precision=0, minimum=0, maximum=MOST_SEED)
                self._again = gr.Button("Another sample", size="sm")
        self.controls = Controls(
            first=Control(self.first, lambda asked, names: chips_showing(asked.first.query, names)),
            compare=Control(compare, lambda asked, _: asked.second is not None),
            second=Control(self.second, _second),
            edited=Control(edited, lambda asked, _: _edited(asked), False),
            statistic=Control(statistic, lambda asked, _: asked.first.statistic),
            contrast=Control(contrast, lambda asked, _: bool(asked.statistic2), False),
            statistic2=Control(statistic2, lambda asked, _: _statistic2(asked)),
            quantile=Control(quantile, lambda asked, _: _quantile(asked)),
            sample=Control(sample, lambda asked, _: _sample(asked.first.sample_size or 0)),
            seed=Control(seed, lambda asked, _: asked.first.seed),
            balance=Control(balance, lambda asked, names: _balance(asked.first.balance, names)),
            share=Control(share, lambda asked, _: asked.first.share),
        )

    def wire(self) -> list[Any]:
        """Wire what the widgets do among themselves.

        Returns:
            The events by which widgets fill in others, after which is to be asked anew.
        """
        widget = self.controls.named(self.controls.widgets)
        names = ("statistic", "compare", "edited", "contrast", "statistic2")
        statistic, compare, edited, contrast, statistic2 = (widget[name] for name in names)
        gr.on(
            [statistic.input, contrast.input, statistic2.input],
            lambda first, on, second: gr.Slider(visible="quantile" in (first, on and second)),
            [statistic, contrast, statistic2],
            widget["quantile"],
            **QUICK,
        )
        other = contrast.input(_other, [contrast, statistic, statistic2], statistic2, **QUICK)
        compare.input(
            lambda on: gr.Radio(visible=on, value="b" if on else "a"), compare, edited, **QUICK
        )
        edited.change(
            lambda group: [gr.HTML(visible=group == one or "hidden") for one in "ab"],
            edited,
            [self.first, self.second],
            **QUICK,
        )
        seed = widget["seed"]
        again = self._again.click(lambda number: (number or 0) + 1, seed, seed, **QUICK)
        return [other, again]

    def asked(self, store: str, values: Sequence[Any]) -> Comparison:
        """Make the request from the values of the controls.

        Raises:
            QueryError: If a value is none a widget can have.
        """
        value = self.controls.named(values)
        request = PortraitRequest(
            store,
            query_of(value["first"]),
            value["statistic"],
            value["quantile"],
            value["sample"] or None,
            whole("Seed", value["seed"], 0, MOST_SEED),
            value["balance"] or "",
            value["share"],
        )
        return Comparison(
            request,
            query_of(value["second"]) if value["compare"] else None,
            value["statistic2"] if value["contrast"] else "",
        )


def balance_choices(attribute_names: Sequence[str]) -> list[tuple[str, str]]:
    """Return the attributes one may balance, by their plain words, and the choice of none."""
    named = [one for group in groups_of(attribute_names) for one in group.attributes]
    return [("None: as the data have it", ""), *((one.label, one.name) for one in named)]


def size_choices(also: int = 0) -> list[tuple[str, int]]:
    """Return how many faces one may average, all of them first; 0 adds no other number."""
    sizes = dict.fromkeys((*SAMPLE_SIZES, also) if also else SAMPLE_SIZES)
    return [("All", 0), *((f"{size:,}", size) for size in sizes)]


def _second(asked: Comparison, names: Sequence[str]) -> gr.HTML:
    return chips_showing(asked.second or Query(), names)


def _edited(asked: Comparison) -> gr.Radio:
    return gr.Radio(visible=asked.second is not None)


def _quantile(asked: Comparison) -> gr.Slider:
    return gr.Slider(value=asked.first.quantile, visible="quantile" in asked.statistics)


def _statistic2(asked: Comparison) -> gr.Radio:
    return gr.Radio(value=asked.statistic2 or "median", visible=bool(asked.statistic2))


def _other(on: bool, first: str, second: str) -> gr.Radio:
    """Offer a statistic beside the first, and begin with another than it."""
    if first == second:
        second = "mean" if first == "median" else "median"
    return gr.Radio(value=second, visible=on)


def _sample(size: int) -> gr.Radio:
    return gr.Radio(choices=size_choices(size), value=size)


def _balance(attribute: str, names: Sequence[str]) -> gr.Dropdown:
    return gr.Dropdown(choices=balance_choices(names), value=attribute)
