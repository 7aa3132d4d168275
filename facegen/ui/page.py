"""The page: a head with the dataset chooser, the tabs, and how a link opens them."""

from collections.abc import Mapping
from typing import Any

import gradio as gr

from facegen.answers.context import Context
from facegen.errors import FacegenError, QueryError
from facegen.ui.api import add_endpoints
from facegen.ui.average import tab as average_tab
from facegen.ui.average.comparisons import LINK_FIELDS
from facegen.ui.handlers import QUICK, answering
from facegen.ui.latent import tab as latent_tab
from facegen.ui.pixels import tab as pixels_tab
from facegen.ui.story import tab as story_tab
from facegen.ui.training import tab as training_tab


def build_page(context: Context) -> gr.Blocks:
    """Lay out the page.

    Args:
        context: The datasets.
    """
    with gr.Blocks(title="facegen", analytics_enabled=False) as page:
        with gr.Row(elem_classes="facegen-head"):
            gr.Markdown("# facegen\nHow faces are distributed and generated")
            notice = gr.Markdown(elem_id="notice", visible=False)
            store = gr.Dropdown(
                context.choices(),
                value=context.default,
                label="Faces",
                filterable=False,
                elem_id="store",
            )
        opened = gr.Textbox("", visible=False)  # until the link has been followed
        with gr.Tabs(selected=story_tab.TAB, elem_id="tabs") as tabs:
            with gr.Tab("Story", id=story_tab.TAB) as story_item:
                story = story_tab.StoryTab(context)
            with gr.Tab("Average faces", id=average_tab.TAB) as average_item:
                average = average_tab.AverageTab(context, store, opened)
            with gr.Tab("Pixels", id=pixels_tab.TAB) as pixels_item:
                pixels = pixels_tab.PixelsTab(context, store, opened)
            with gr.Tab("Latent", id=latent_tab.TAB) as latent_item:
                latent = latent_tab.LatentTab(context)
            with gr.Tab("Training", id=training_tab.TAB) as training_item:
                training = training_tab.TrainingTab(context, store, opened)
        panels = {
            story_tab.TAB: (story_item, story),
            average_tab.TAB: (average_item, average),
            pixels_tab.TAB: (pixels_item, pixels),
            latent_tab.TAB: (latent_item, latent),
            training_tab.TAB: (training_item, training),
        }

        def set_widgets(tab: str, fields: Mapping[str, str]) -> list[Any]:
            """Bring one tab to a link's state, the others to their first one on the same faces."""
            key = fields.get("store", context.default)
            manifest = context.population(key).store.manifest
            notice_now = gr.Markdown(manifest.notice, visible=bool(manifest.notice))
            others = {"store": key}
            made = [
                panel.restore(fields if name == tab else others)
                for name, (_, panel) in panels.items()
            ]
            return [key, notice_now, *(widget for widgets in made for widget in widgets)]

        def open_link(request: gr.Request) -> list[Any]:
            fields = dict(request.query_params)
            tab = fields.get("tab", tab_of(fields))
            try:
                if tab not in panels:
                    raise QueryError(f"There is no tab '{tab}'; choose from {', '.join(panels)}.")
                widgets = set_widgets(tab, fields)
            except FacegenError as error:
                tab = average_tab.TAB
                widgets = set_widgets(tab, {})
                widgets[1] = gr.Markdown(
                    f"**This link could not be followed.** {error}", visible=True
                )
            return [tab, gr.Tabs(selected=tab), *widgets]

        controls = [control for _, panel in panels.values() for control in panel.controls]
        loaded = page.load(
            answering(open_link), None, [opened, tabs, store, notice, *controls], **QUICK
        )
        changed = store.input(
            answering(lambda key: set_widgets("", {"store": key})),
            store,
            [store, notice, *controls],
            **QUICK,
        )
        average.send.click(
            answering(lambda *values: latent.look_for(average.mean_face(*values))),
            average.asking,
            latent.panel,
            **QUICK,
        ).then(
            lambda: [latent_tab.TAB, gr.Tabs(selected=latent_tab.TAB)],
            None,
            [opened, tabs],
            **QUICK,
        )
        for name, (item, panel) in panels.items():
            selected = item.select(
                lambda now, name=name: name if now else gr.skip(), opened, opened, **QUICK
            )
            for event in (loaded, changed, selected):
                panel.refresh(event)
        add_endpoints(context)
    return page


def tab_of(fields: Mapping[str, str]) -> str:
    """Return the tab of a link that names none: a query is one of Average faces."""
    asked = set(fields) & set(LINK_FIELDS) - {"store"}
    return average_tab.TAB if asked else story_tab.TAB
