"""Average faces: click attributes, see the mean or median face of just those people."""

from collections.abc import Mapping, Sequence
from typing import Any

import gradio as gr
import numpy as np

from facegen.answers.context import Context
from facegen.answers.links import query_fields
from facegen.answers.portraits import MOST_SEED, STATISTICS, PortraitRequest
from facegen.attributes import Query, groups_of
from facegen.charts.shared_attributes import lift_chart
from facegen.checks import whole
from facegen.images import data_uri
from facegen.statistics.attributes import Lift
from facegen.ui.average.comparisons import (
    CHIPS,
    TAB,
    Comparison,
    explain,
    nothing_apart,
    read_link,
    stage_of,
)
from facegen.ui.handlers import QUICK, answering, while_open
from facegen.ui.widgets.chips import chips, groups_json, query_of, value_of
from facegen.ui.widgets.gallery import Thumbnail, gallery, gallery_value
from facegen.ui.widgets.stage import stage

SAMPLE_SIZES = (0, 5000, 2000, 500, 100, 20, 5, 1)
GALLERY_COUNT = 24


class AverageTab:
    """The tab's widgets and what they do.

    Args:
        context: The datasets.
        store: The dataset chooser of the page.
        opened: Holds the name of the open tab.
    """

    def __init__(self, context: Context, store: gr.Dropdown, opened: gr.Textbox) -> None:
        """Lay out the widgets and wire them."""
        self.context = context
        names = context.population(context.default).store.attribute_names
        gr.Markdown(
            "## What does the average smiling man with glasses look like?\n"
            "Click once for *must have*, twice for *must not have*. The face is computed from "
            "every matching picture, pixel by pixel.",
            elem_classes="facegen-question",
        )
        with gr.Row(equal_height=False):
            with gr.Column(scale=6, min_width=320, elem_classes="facegen-stage"):
                self.stage = stage(TAB)
            with gr.Column(scale=5, min_width=320, elem_classes="facegen-console"):
                self.statistic = gr.Radio(
                    [(label, key) for key, label in STATISTICS.items()],
                    value="mean",
                    label="Statistic",
                    elem_id="average-statistic",
                    elem_classes="facegen-choice",
                )
                self.quantile = gr.Slider(
                    0, 1, 0.5, step=0.01, label="Quantile", visible=False, buttons=[]
                )
                self.compare = gr.Checkbox(False, label="Compare with a second group")
                self.edited = gr.Radio(
                    [("Group A", "a"), ("Group B", "b")],
                    value="a",
                    show_label=False,
                    container=False,
                    visible=False,
                    elem_classes="facegen-choice",
                )
                self.first = chips(CHIPS[0], names)
                self.second = chips(CHIPS[1], names)
                self.second.visible = "hidden"
                with gr.Accordion("Balance an attribute", open=False):
                    self.balance = gr.Dropdown(
                        balance_choices(names), value="", label="Attribute", filterable=False
                    )
                    self.share = gr.Slider(
                        0, 1, 0.5, step=0.01, label="Its share of the average", buttons=[]
                    )
                with gr.Accordion("Only a random sample of them", open=False):
                    self.sample = gr.Radio(
                        [("All", 0), *((f"{size:,}", size) for size in SAMPLE_SIZES[1:])],
                        value=0,
                        label="Faces averaged",
                        elem_classes="facegen-choice",
                    )
                    with gr.Row(elem_classes="facegen-seed"):
                        self.seed = gr.Number(
                            0, label="Seed", precision=0, minimum=0, maximum=MOST_SEED
                        )
                        self.again = gr.Button("Another sample", size="sm")
                self.send = gr.Button(
                    "Find the mean face in the latent space", size="sm", elem_id="average-send"
                )
        with gr.Column(elem_classes="facegen-below"):
            with gr.Accordion("What am I seeing?", open=False):
                self.explanation = gr.Markdown()
            with gr.Accordion("What else do they share?", open=True):
                self.evenly = gr.Markdown(visible=False, elem_id="average-evenly")
                self.chart = gr.Plot(show_label=False, visible=False, elem_id="average-lift")
            with gr.Accordion("Some of the pictures", open=False):
                self.gallery = gallery("average")
                self.more = gr.Button("Others", size="sm")
                self.page = gr.Number(0, precision=0, visible=False)
        self.asking = [store, *self.inputs]
        self._opened = opened
        self._wire()

    @property
    def controls(self) -> list[Any]:
        """The widgets that a link sets, in the order of `restore`."""
        return [
            self.first,
            self.second,
            self.edited,
            self.compare,
            self.statistic,
            self.quantile,
            self.sample,
            self.seed,
            self.balance,
            self.share,
        ]

    @property
    def inputs(self) -> list[Any]:
        """The widgets that say what is asked, after the dataset chooser."""
        return [
            self.first,
            self.compare,
            self.second,
            self.statistic,
            self.quantile,
            self.sample,
            self.seed,
            self.balance,
            self.share,
        ]

    def restore(self, fields: Mapping[str, str]) -> list[Any]:
        """Return what the controls become under a link.

        Raises:
            QueryError: If a field means nothing.
        """
        asked = read_link(fields, self.context.default)
        request, second = asked.first, asked.second or Query()
        names = self.context.population(request.store).store.attribute_names
        for query in (request.query, second, Query((request.balance,) if request.balance else ())):
            query.check(names)
        size = request.sample_size or 0
        sizes = SAMPLE_SIZES if size in SAMPLE_SIZES else (*SAMPLE_SIZES, size)
        two = asked.second is not None
        return [
            gr.HTML(value=value_of(request.query), groups=groups_json(names)),  # type: ignore[arg-type]
            gr.HTML(value=value_of(second), groups=groups_json(names)),  # type: ignore[arg-type]
            gr.Radio(visible=two),
            two,
            request.statistic,
            gr.Slider(value=request.quantile, visible=request.statistic == "quantile"),
            gr.Radio(
                choices=[("All", 0), *((f"{number:,}", number) for number in sizes[1:])],
                value=size,
            ),
            request.seed,
            gr.Dropdown(choices=balance_choices(names), value=request.balance),
            request.share,
        ]

    def asked(
        self,
        store: str,
        first: Any,
        compare: bool,
        second: Any,
        statistic: str,
        quantile: float,
        sample: int,
        seed: float,
        balance: str,
        share: float,
    ) -> Comparison:
        """Make the request from the widgets' values.

        Raises:
            QueryError: If a value is none a widget can have.
        """
        request = PortraitRequest(
            store,
            query_of(first),
            statistic,
            quantile,
            sample or None,
            whole("Seed", seed, 0, MOST_SEED),
            balance or "",
            share,
        )
        return Comparison(request, query_of(second) if compare else None)

    def mean_face(self, *values: Any) -> dict[str, str]:
        """Say which mean face is shown, in the fields of a link."""
        asked = self.asked(*values).first
        fields = {"store": asked.store, **query_fields(asked.query)}
        return {key: text for key, text in fields.items() if text}

    def show(self, *values: Any) -> tuple[Any, Any, Any]:
        """Paint the stage and count what each chip would leave."""
        asked = self.asked(*values)
        counts = [self._counts(asked.first.store, query) for query in asked.queries]
        return (
            stage_of(self.context, asked),
            gr.HTML(counts=counts[0]),
            gr.HTML(counts=counts[-1]),
        )

    def _counts(self, store: str, query: Query) -> dict[str, int]:
        """Count the faces that would remain with each attribute added to a query."""
        population = self.context.population(store)
        masks = population.store.attribute_bits & population.matching_bits(query)
        counts = np.bitwise_count(masks).sum(axis=1)
        return dict(zip(population.store.attribute_names, counts.tolist(), strict=True))

    def detail(self, *values: Any) -> tuple[Any, Any, str]:
        """Chart what else the faces share, or say that it is nothing, and tell what is seen."""
        asked = self.asked(*values)
        selection = self.context.population(asked.first.store).select(asked.first.query)
        if not selection.support:
            none = "No face matches, so there is nothing to average."
            return gr.Markdown(none, visible=True), gr.Plot(visible=False), none
        chart = lift_chart(Lift()(selection))
        return (
            gr.Markdown(nothing_apart(asked.first.query, selection.support), visible=chart is None),
            gr.Plot(chart, visible=chart is not None),
            explain(asked, selection.support),
        )

    def pictures(self, page: int, *values: Any) -> Any:
        """Show a random page of the matching pictures."""
        asked = self.asked(*values)
        request = asked.first
        population = self.context.population(request.store)
        whole = population.select(request.query, request.sample_size, request.seed)
        rows = np.random.default_rng(page).permutation(whole.rows)[:GALLERY_COUNT]
        store = population.store
        return gallery_value(
            [
                Thumbnail(data_uri(store.faces[row], "webp"), store.names[row], store.names[row])
                for row in rows.tolist()
            ]
        )

    def _wire(self) -> None:
        self.statistic.input(
            lambda statistic: gr.Slider(visible=statistic == "quantile"),
            self.statistic,
            self.quantile,
            **QUICK,
        )
        self.compare.input(
            lambda on: gr.Radio(visible=on, value="b" if on else "a"),
            self.compare,
            self.edited,
            **QUICK,
        )
        self.edited.change(
            lambda group: (
                gr.HTML(visible=True if group == "a" else "hidden"),
                gr.HTML(visible=True if group == "b" else "hidden"),
            ),
            self.edited,
            [self.first, self.second],
            **QUICK,
        )
        self.again.click(lambda seed: (seed or 0) + 1, self.seed, self.seed, **QUICK)
        shown = gr.on(
            [
                self.first.input,
                self.second.input,
                self.statistic.input,
                self.quantile.input,
                self.compare.input,
                self.sample.input,
                self.balance.input,
                self.share.input,
                self.seed.change,
            ],
            answering(self.show),
            self.asking,
            [self.stage, self.first, self.second],
            trigger_mode="always_last",
            **QUICK,
        )
        self._follow(shown)
        self.more.click(
            answering(lambda page, *values: (page + 1, self.pictures(page + 1, *values))),
            [self.page, *self.asking],
            [self.page, self.gallery],
            **QUICK,
        )

    def refresh(self, event: Any) -> None:
        """Show everything anew after an event, if this is the open tab."""
        self._follow(
            event.then(
                while_open(TAB, self.show),
                [self._opened, *self.asking],
                [self.stage, self.first, self.second],
                **QUICK,
            )
        )

    def _follow(self, event: Any) -> None:
        """Fill in the slower parts after the stage has been painted."""
        asking = [self._opened, *self.asking]
        event.then(
            while_open(TAB, self.detail),
            asking,
            [self.evenly, self.chart, self.explanation],
            **QUICK,
        )
        event.then(
            while_open(TAB, self.pictures),
            [self._opened, self.page, *self.asking],
            self.gallery,
            **QUICK,
        )


def balance_choices(attribute_names: Sequence[str]) -> list[tuple[str, str]]:
    """Return the attributes one may balance, by their plain words, and the choice of none."""
    named = [one for group in groups_of(attribute_names) for one in group.attributes]
    return [("None: as the data have it", ""), *((one.label, one.name) for one in named)]
