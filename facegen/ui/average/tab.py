"""Average faces: click attributes, see the mean or median face of just those people."""

from collections.abc import Mapping
from typing import Any

import gradio as gr
import numpy as np

from facegen.answers.context import Context
from facegen.answers.links import query_fields
from facegen.attributes import Query
from facegen.charts.shared_attributes import lift_chart
from facegen.images import data_uri
from facegen.statistics.attributes import Lift
from facegen.ui.average.comparisons import (
    TAB,
    explain_average,
    read_link,
    stage_of,
)
from facegen.ui.average.console import Console
from facegen.ui.average.shared import rarest_words, shared_words
from facegen.ui.handlers import QUICK, answering
from facegen.ui.titles import TITLES
from facegen.ui.widgets.chips import chips_counting
from facegen.ui.widgets.due import Due
from facegen.ui.widgets.folds import Fold
from facegen.ui.widgets.gallery import Thumbnail, gallery, gallery_value
from facegen.ui.widgets.stage import stage

TITLE = TITLES[TAB]
GALLERY_COUNT = 24


class AverageTab:
    """The tab's widgets and what they do.

    Args:
        context: The datasets.
        store: The dataset chooser of the page.
        opened: Holds the name of the open tab.
        due: Counts when to show everything anew.
    """

    def __init__(self, context: Context, store: gr.HTML, opened: gr.Textbox, due: Due) -> None:
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
            with gr.Column(scale=5, min_width=320, elem_classes="facegen-stage"):
                self.stage = stage(TAB)
            with gr.Column(scale=6, min_width=320, elem_classes="facegen-console"):
                self.console = Console(names)
                with gr.Column(elem_id="average-others"):
                    gr.Markdown("### What else do they share?")
                    self.shared = gr.Markdown(elem_id="average-shared")
                self.send = gr.Button(
                    "Find the mean face in the latent space", size="sm", elem_id="average-send"
                )
        with gr.Column(elem_classes="facegen-below"):
            self.seen = gr.Markdown(elem_id="average-seen")
            with gr.Accordion("More on what is seen", open=False):
                self.explanation = gr.Markdown()
            self._charted = Fold("All that they share, as a chart")
            with self._charted.content:
                self.chart = gr.Plot(show_label=False, visible=False, elem_id="average-lift")
            self._pictured = Fold("Some of the pictures")
            with self._pictured.content:
                self.gallery = gallery("average")
                self.more = gr.Button("Others", size="sm")
                self.page = gr.Number(0, precision=0, visible=False)
        self.query = self.console.first
        self.asking = [store, *self.controls]
        self._opened, self._due = opened, due
        self._wire()

    @property
    def controls(self) -> list[Any]:
        """The widgets that a link sets, in the order of `restore`."""
        return self.console.controls.widgets

    def restore(self, fields: Mapping[str, str]) -> list[Any]:
        """Return what the controls become under a link.

        Raises:
            QueryError: If a field means nothing.
        """
        asked = read_link(fields, self.context.default)
        request = asked.first
        names = self.context.population(request.store).store.attribute_names
        balanced = Query((request.balance,) if request.balance else ())
        for query in (*asked.queries, balanced):
            query.check(names)
        return self.console.controls.restored(asked, names)

    def mean_face(self, store: str, *values: Any) -> dict[str, str]:
        """Say which mean face is shown, in the fields of a link."""
        asked = self.console.asked(store, values).first
        fields = {"store": asked.store, **query_fields(asked.query)}
        return {key: text for key, text in fields.items() if text}

    def _face(self, store: str, *values: Any) -> Any:
        return stage_of(self.context, self.console.asked(store, values))

    def show(self, store: str, *values: Any) -> tuple[Any, Any, Any]:
        """Paint the stage and count what each chip would leave."""
        asked = self.console.asked(store, values)
        counts = [self._counts(store, query) for query in asked.queries]
        return (
            stage_of(self.context, asked),
            chips_counting(counts[0], list(counts[0])),
            chips_counting(counts[-1], list(counts[-1])),
        )

    def _counts(self, store: str, query: Query) -> dict[str, int]:
        """Count the faces that would remain with each attribute added to a query."""
        selection = self.context.population(store).select(query)
        names = selection.population.store.attribute_names
        return dict(zip(names, selection.attribute_supports.tolist(), strict=True))

    def detail(
        self, charted: bool, pictured: bool, page: int, store: str, *values: Any
    ) -> tuple[str, str, str, Any, Any]:
        """Say what else the faces share and what is seen; chart and show it where that is open."""
        asked = self.console.asked(store, values)
        selection = self.context.population(store).select(asked.first.query)
        if not selection.support:
            none = "No face matches, so there is nothing to average."
            return none, none, "", gr.Plot(visible=False), gallery_value([])
        shared = Lift()(selection)
        return (
            shared_words(asked.first.query, selection.support, shared),
            *explain_average(asked, selection.support),
            self.charted(shared) if charted else gr.skip(),
            self.pictures(page, store, *values) if pictured else gr.skip(),
        )

    def charted(self, shared: Any) -> Any:
        """Chart what the faces share, unless nothing stands out."""
        chart = lift_chart(shared)
        return gr.Plot(chart, visible=chart is not None)

    def pictures(self, page: int, store: str, *values: Any) -> Any:
        """Show a random page of the matching pictures."""
        request = self.console.asked(store, values).first
        population = self.context.population(store)
        matching = population.select(request.query, request.sample_size, request.seed).rows
        rows = np.random.default_rng(page).permutation(matching)[:GALLERY_COUNT]
        faces, file_names = population.store.faces, population.store.names
        words = {row: rarest_words(population, row, request.query) for row in rows.tolist()}
        return gallery_value(
            [
                Thumbnail(data_uri(faces[row], "webp"), said, f"{file_names[row]}: {said}")
                for row, said in words.items()
            ]
        )

    def _wire(self) -> None:
        painted = gr.on(
            [*self.console.controls.events, self._due.event],
            answering(self.show),
            self.asking,
            [self.stage, self.console.first, self.console.second],
            trigger_mode="always_last",
            **QUICK,
        )
        painted.then(  # the slower parts
            answering(self.detail),
            [self._charted.is_open, self._pictured.is_open, self.page, *self.asking],
            [self.shared, self.seen, self.explanation, self.chart, self.gallery],
            trigger_mode="always_last",
            **QUICK,
        )
        unfolded = self._charted.unfolded(), self._pictured.unfolded()
        for event in (*self.console.wire(), *unfolded):
            self.refresh(event, self._opened)
        self.more.click(
            answering(lambda page, *values: (page + 1, self.pictures(page + 1, *values))),
            [self.page, *self.asking],
            [self.page, self.gallery],
            **QUICK,
        )

    def prepare(self, event: Any) -> None:
        """Put the face on the stage at an event, before the tab is opened."""
        event(answering(self._face), self.asking, self.stage, **QUICK)

    def refresh(self, event: Any, opened: gr.Textbox) -> None:
        """Show everything anew after an event, if `opened` then holds the name of this tab."""
        self._due.after(event, TAB, opened)
