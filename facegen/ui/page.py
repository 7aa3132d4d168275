"""The page: a head with the dataset chooser, the tabs, and how a link opens them."""

from functools import partial
from typing import Any

import gradio as gr

from facegen.answers.context import Context
from facegen.attributes import Query
from facegen.ui.api import add_endpoints
from facegen.ui.average import tab as average_tab
from facegen.ui.following import Following
from facegen.ui.handlers import QUICK, answering
from facegen.ui.head.address import address, fields_of
from facegen.ui.head.widget import head_of, page_head
from facegen.ui.latent import tab as latent_tab
from facegen.ui.pixels import tab as pixels_tab
from facegen.ui.scripts import calling
from facegen.ui.story import tab as story_tab
from facegen.ui.training import tab as training_tab
from facegen.ui.widgets.due import Due


def build_page(context: Context) -> gr.Blocks:
    """Lay out the page.

    Args:
        context: The datasets.
    """
    with gr.Blocks(title="facegen", analytics_enabled=False) as page:

        def open_visited(request: gr.Request) -> list[Any]:
            return following.visit(dict(reversed(request.query_params.multi_items())))

        def open_followed(link: Any, *now: Any) -> list[Any]:
            tab, *others = following.follow(fields_of(link), *now)
            return [tab, gr.Tabs(selected=tab), *others]

        everybody = head_of(context, context.default, Query())
        store = page_head(context.default, everybody)
        gone_to = address()
        linked = gr.Textbox("", visible=False)  # the tab that the visit's link names
        opened = gr.Textbox("", visible=False)  # until the link has been followed
        turned_to = gr.Textbox("", visible=False)  # the tab a hand has opened, which is to be shown
        due = {tab: Due() for tab in (average_tab.TAB, pixels_tab.TAB)}
        with gr.Tabs(selected=story_tab.TAB, elem_id="tabs") as tabs:
            with gr.Tab(story_tab.TITLE, id=story_tab.TAB) as story_item:
                story = story_tab.StoryTab(context)
            with gr.Tab(average_tab.TITLE, id=average_tab.TAB) as average_item:
                average = average_tab.AverageTab(context, store, opened, due[average_tab.TAB])
            with gr.Tab(pixels_tab.TITLE, id=pixels_tab.TAB) as pixels_item:
                pixels = pixels_tab.PixelsTab(context, store, opened, due[pixels_tab.TAB])
            with gr.Tab(latent_tab.TITLE, id=latent_tab.TAB) as latent_item:
                latent = latent_tab.LatentTab(context)
            with gr.Tab(training_tab.TITLE, id=training_tab.TAB) as training_item:
                training = training_tab.TrainingTab(context, store)
        panels = {
            story_tab.TAB: (story_item, story),
            average_tab.TAB: (average_item, average),
            pixels_tab.TAB: (pixels_item, pixels),
            latent_tab.TAB: (latent_item, latent),
            training_tab.TAB: (training_item, training),
        }

        following = Following(context, {name: panel for name, (_, panel) in panels.items()})
        queries = following.queries
        shown = [store, *following.controls]
        loaded = page.load(answering(open_visited), None, [linked, *shown], **QUICK).then(
            None,
            linked,
            [opened, tabs],
            js=calling("head/landing.js", "landing"),
            **QUICK,
        )
        loaded.then(None, None, None, js=calling("head/landing.js", "landed"), **QUICK)
        followed = gone_to.input(
            answering(open_followed),
            [gone_to, store, average.query],
            [opened, tabs, *shown],
            trigger_mode="always_last",
            **QUICK,
        )
        changed = store.input(
            answering(following.change_store),
            [store, average.query],
            shown,
            trigger_mode="always_last",
            **QUICK,
        )
        for tab, chips in queries.items():
            chips.input(
                answering(partial(following.change_query, tab)),
                [store, chips],
                [store, *(other for name, other in queries.items() if name != tab)],
                trigger_mode="always_last",
                **QUICK,
            )
        cleared = store.submit(
            answering(partial(following.change_query, "")),
            store,
            [store, *queries.values()],
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
            for event in (loaded, followed, changed, cleared):
                panel.refresh(event, opened)
            selected = item.select(partial(turn_to, name), opened, [opened, turned_to], **QUICK)
            panel.refresh(selected, turned_to)
        for panel in (average, pixels):
            panel.prepare(story.panel.submit)
        add_endpoints(context)
    return page


def turn_to(name: str, opened: str) -> list[Any]:
    """Say which tab is open now that one is selected, and whether a hand has turned to it.

    A link that opens a tab selects it too, and has shown it already.
    """
    return [name if opened else gr.skip(), name if opened not in ("", name) else ""]
