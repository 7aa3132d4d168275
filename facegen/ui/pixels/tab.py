"""Pixels: click one, see its distribution; sample each on its own, and see why that fails."""

from collections.abc import Mapping
from typing import Any

import gradio as gr

from facegen.answers.context import Context
from facegen.answers.portraits import PortraitRequest, portrait
from facegen.answers.sheets import (
    COUNT,
    MOST_FIRST_SEED,
    MOST_PATCH_PX,
    SAMPLER_TITLES,
    SheetRequest,
    sheet,
)
from facegen.charts.diverging import diverging_picture
from facegen.charts.pixel_distribution import histogram_chart
from facegen.checks import whole
from facegen.errors import EmptySelectionError, QueryError
from facegen.images import data_uri
from facegen.statistics.dependence import PixelCorrelation, joint_table
from facegen.statistics.pixels import PixelDistribution
from facegen.statistics.samplers.eigenface_index import COMPONENTS
from facegen.ui.assets import styles
from facegen.ui.handlers import QUICK, answering
from facegen.ui.pixels.map import MapPicture, Pixel, pixel_map, pixel_of
from facegen.ui.pixels.two_pixels import two_pixels_html
from facegen.ui.pixels.views import (
    TAB,
    PixelsRequest,
    distribution_words,
    explain_samples,
    read_link,
    start_in,
)
from facegen.ui.titles import TITLES
from facegen.ui.widgets.chips import chips, chips_showing, query_of
from facegen.ui.widgets.controls import Control, Controls
from facegen.ui.widgets.due import Due
from facegen.ui.widgets.stage import Shown, message_value, stage, stage_value
from facegen.wire import to_values

TITLE = TITLES[TAB]
PATCHES = (1, 2, 4, 8, 16, 32)
EXAMPLES = {
    "Always alike": (0.5, 0.0, 0.0, 0.5),
    "Often alike": (0.4, 0.1, 0.1, 0.4),
    "Independent": (0.25, 0.25, 0.25, 0.25),
    "Never alike": (0.0, 0.5, 0.5, 0.0),
}


class PixelsTab:
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
        faces = context.population(context.default).store
        names = faces.attribute_names
        gr.Markdown(
            "## Which colours does one pixel have, over all these people?\n"
            "Click the face, or drag, or use the arrow keys.",
            elem_classes="facegen-question",
        )
        with gr.Row(equal_height=False):
            with gr.Column(scale=6, min_width=320):
                self.map = pixel_map(TAB, *start_in(faces.size_px))
            with gr.Column(scale=5, min_width=320, elem_classes="facegen-console"):
                self.chart = gr.Plot(show_label=False, elem_id="pixels-chart")
                self.words = gr.Markdown(elem_id="pixels-words")
                with gr.Accordion("Of which faces?", open=False):
                    self.chips = chips(TAB, names)
        gr.Markdown(
            "## So why not draw every pixel by itself?\n"
            "Each pixel below has a colour that faces of the data have there. Yet no face "
            "comes out until neighbours are drawn together.",
            elem_classes="facegen-question facegen-below",
        )
        with gr.Row(equal_height=False):
            with gr.Column(scale=6, min_width=320):
                self.sheet = stage(TAB)
            with gr.Column(scale=5, min_width=320, elem_classes="facegen-console"):
                self._sampling_controls()
                with gr.Accordion("What am I seeing?", open=False):
                    self.explanation = gr.Markdown()
                with gr.Accordion("The smallest example: two pixels, black or white", open=False):
                    self._example()
        # The map asks about another pixel, all others for other samples.
        self.asking = Controls(
            query=Control(self.chips, lambda asked, names: chips_showing(asked.sheet.query, names)),
            place=Control(self.map, lambda asked, _: to_values(Pixel(asked.x, asked.y)), False),
            model=Control(self.model, lambda asked, _: asked.sheet.model),
            patch=Control(self.patch, lambda asked, _: _patch(asked.sheet)),
            components=Control(self.components, lambda asked, _: _components(asked.sheet)),
            seed=Control(self.seed, lambda asked, _: asked.sheet.seed),
        )
        self.query = self.chips
        self.inputs = [store, *self.controls]
        self._opened, self._due = opened, due
        self._wire()

    def _sampling_controls(self) -> None:
        self.model = gr.Radio(
            [(label, key) for key, label in SAMPLER_TITLES.items()],
            value="pixels",
            label="How to draw",
            elem_id="pixels-model",
            elem_classes="facegen-choice",
        )
        self.patch = gr.Radio(
            [(f"{px} px", px) for px in PATCHES],
            value=8,
            label="Side of a patch",
            visible=False,
            elem_id="pixels-patch",
            elem_classes="facegen-choice",
        )
        self.components = gr.Slider(
            1, COMPONENTS, 128, step=1, label="Components", visible=False, buttons=[]
        )
        with gr.Row(elem_classes="facegen-seed"):
            self.seed = gr.Number(0, label="Seed", precision=0, minimum=0, maximum=MOST_FIRST_SEED)
            self.again = gr.Button("Draw again", elem_id="pixels-again")

    def _example(self) -> None:
        gr.Markdown(
            "Say how often each of the four pictures occurs; the numbers are divided by their sum."
        )
        labels = ("Both black", "Left black, right white", "Left white, right black", "Both white")
        with gr.Row():
            numbers = [
                gr.Number(value, label=label, minimum=0, step=0.05, min_width=120)
                for value, label in zip(EXAMPLES["Often alike"], labels, strict=True)
            ]
        with gr.Row():
            for name, values in EXAMPLES.items():
                gr.Button(name, size="sm", min_width=80).click(
                    lambda values=values: list(values), None, numbers, **QUICK
                )
        drawn = gr.HTML(
            two_pixels_html(joint_table([[0.4, 0.1], [0.1, 0.4]])),
            css_template=styles("pixels/two_pixels.css"),
            elem_id="pixels-example",
        )
        gr.on(
            [number.change for number in numbers],
            answering(example),
            numbers,
            drawn,
            trigger_mode="always_last",
            **QUICK,
        )

    @property
    def controls(self) -> list[Any]:
        """The widgets that a link sets, in the order of `restore`."""
        return self.asking.widgets

    def restore(self, fields: Mapping[str, str]) -> list[Any]:
        """Return what the controls become under a link.

        Raises:
            QueryError: If a field means nothing.
            StoreError: If the link names no dataset that is here.
        """
        faces = self.context.population(fields.get("store", self.context.default)).store
        asked = read_link(fields, self.context.default, faces.size_px)
        asked.sheet.query.check(faces.attribute_names)
        return self.asking.restored(asked, faces.attribute_names)

    def asked(self, store: str, *values: Any) -> PixelsRequest:
        """Make the request from the widgets' values.

        Raises:
            QueryError: If a value is none a widget can have.
        """
        value = self.asking.named(values)
        wanted = SheetRequest(
            store,
            query_of(value["query"]),
            value["model"],
            whole("Patch side", value["patch"], 1, MOST_PATCH_PX),
            whole("Components", value["components"], 1, COMPONENTS),
            whole("Seed", value["seed"], 0, MOST_FIRST_SEED),
        )
        size = self.context.population(store).store.size_px
        return PixelsRequest(wanted, *pixel_of(value["place"], size))

    def look(self, *values: Any) -> tuple[Any, Any, str]:
        """Show the chosen pixel: the map, its distribution, and what that says."""
        picture, chart, words = self._pixel(*values)
        return gr.HTML(picture=to_values(picture)), chart, words

    def _pixel(self, *values: Any) -> tuple[MapPicture, Any, str]:
        asked = self.asked(*values)
        face = portrait(self.context, PortraitRequest(asked.sheet.store, asked.sheet.query))
        colours = PixelDistribution(asked.x, asked.y)(face.selection)
        overlay = None
        if face.selection.support > 1:
            correlation = PixelCorrelation(asked.x, asked.y)(face.selection).correlation
            overlay = data_uri(diverging_picture(correlation))
        picture = MapPicture(
            src=data_uri(face.image),
            overlay=overlay,
            size=face.image.shape[0],
            alt=f"{face.title}: choose a pixel",
            caption=f"{face.title} · column {asked.x}, row {asked.y} · {face.caption}",
            link=asked.link(self.context.default),
        )
        chart = histogram_chart(colours.histograms, colours.mean, colours.median, colours.gaussian)
        return picture, chart, distribution_words(colours)

    def draw(self, *values: Any) -> tuple[dict[str, Any], str]:
        """Draw the sheet of samples, and tell what is seen."""
        asked = self.asked(*values)
        link = asked.link(self.context.default)
        try:
            drawn = sheet(self.context, asked.sheet)
        except EmptySelectionError as error:
            return message_value(str(error), [], link), ""
        height, width = drawn.image.shape[:2]
        alt = f"{COUNT} samples. {drawn.title}"
        shown = Shown(
            data_uri(drawn.image),
            alt,
            drawn.title,
            drawn.caption,
            f"samples-{asked.sheet.model}-{asked.sheet.seed}",
        )
        return stage_value([shown], link=link, aspect=width / height), explain_samples(
            drawn.request.model
        )

    def _wire(self) -> None:
        self.model.input(
            lambda model: (
                gr.Radio(visible=model == "patches"),
                gr.Slider(visible=model == "eigenfaces"),
            ),
            self.model,
            [self.patch, self.components],
            **QUICK,
        )
        gr.on(
            [self.map.input, self.chips.input, self._due.event],
            answering(self.look),
            self.inputs,
            [self.map, self.chart, self.words],
            trigger_mode="always_last",
            **QUICK,
        )
        others = Due()
        gr.on(
            [*self.asking.events, self._due.event, others.event],
            answering(self.draw),
            self.inputs,
            [self.sheet, self.explanation],
            trigger_mode="always_last",
            **QUICK,
        )
        again = self.again.click(lambda seed: (seed or 0) + COUNT, self.seed, self.seed, **QUICK)
        others.after(again, TAB, self._opened)

    def prepare(self, event: Any) -> None:
        """Show the first pixel at an event, before the tab is opened."""
        event(answering(self._begin), self.inputs, [self.map, self.chart, self.words], **QUICK)

    def _begin(self, *values: Any) -> tuple[Any, Any, str]:
        picture, chart, words = self._pixel(*values)
        # of a widget that is not on the page yet only what the last update named is kept
        place = self.asking.named(values[1:])["place"]
        return gr.HTML(value=place, picture=to_values(picture)), chart, words

    def refresh(self, event: Any, opened: gr.Textbox) -> None:
        """Show everything anew after an event, if `opened` then holds the name of this tab."""
        self._due.after(event, TAB, opened)


def example(*numbers: float | None) -> str:
    """Work out the example of two pixels from its four numbers."""
    if any(number is None for number in numbers):
        raise QueryError("Each of the four numbers must be 0 or more; one is missing.")
    return two_pixels_html(joint_table([numbers[:2], numbers[2:]]))  # type: ignore[arg-type]


def _patch(wanted: SheetRequest) -> gr.Radio:
    return gr.Radio(value=wanted.patch_px, visible=wanted.model == "patches")


def _components(wanted: SheetRequest) -> gr.Slider:
    return gr.Slider(value=wanted.components, visible=wanted.model == "eigenfaces")
