"""What the discriminator looks for: the picture that excites a channel most, and the real faces."""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

import gradio as gr
import numpy as np

from facegen.answers.context import Context
from facegen.answers.runs import permission as guard
from facegen.checks import whole
from facegen.counting import counted
from facegen.data.store import FaceStore
from facegen.errors import QueryError
from facegen.images import data_uri, grid, resize_area
from facegen.training.outcome.insight import Block, blocks_of, maximise, responses, strongest
from facegen.training.outcome.trained import load_discriminator
from facegen.training.run.runs import Run
from facegen.ui.handlers import QUICK, answering, answering_each
from facegen.ui.training.monitor import shown_run
from facegen.ui.widgets.controls import Control, Controls
from facegen.ui.widgets.stage import Shown, stage, stage_value

STARTS = {"noise": "noise", "face": "a real face"}
FACES = 2000
"""Real faces among which the strongest are looked for."""
SHOWN = 16
STEPS, EVERY = 128, 8
"""How many steps are taken, and how many from one picture shown to the next."""
MOST_KEPT = 4


class Looks:
    """Discriminators and their responses to faces, the last few kept; safe for many threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple, Any] = OrderedDict()
        self._lock = threading.Lock()

    def discriminator(self, run: Run) -> Any:
        """Return the discriminator of the newest checkpoint."""
        return self._of(("network", *_newest(run)), lambda: load_discriminator(run))

    def block(self, run: Run, number: Any) -> Block:
        """Return a block of it.

        Raises:
            QueryError: If there is none of that number.
        """
        blocks = blocks_of(self.discriminator(run))
        return blocks[whole("Block", number, 0, len(blocks) - 1)]

    def responses(self, run: Run, block: Block, store: FaceStore) -> tuple[np.ndarray, np.ndarray]:
        """Return rows of faces and how strongly each channel answers each, (faces, channels)."""
        network = self.discriminator(run)

        def look() -> tuple[np.ndarray, np.ndarray]:
            rows = np.linspace(0, store.count - 1, min(FACES, store.count)).astype(int)
            return rows, responses(network, block.number, store, rows)

        return self._of(("responses", block.number, store.folder, *_newest(run)), look)

    def _of(self, key: tuple, make: Any) -> Any:
        with self._lock:
            if key not in self._kept:
                self._kept[key] = make()
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
            return self._kept[key]


class InsightForm:
    """The widgets: a block, a channel, where to begin, and two pictures.

    Args:
        context: The datasets and runs.
    """

    def __init__(self, context: Context) -> None:
        self.context, self.looks = context, Looks()
        gr.Markdown(
            "A discriminator is made of channels that each answer to something. Beginning with "
            "noise or a face, the picture is changed step by step until the chosen channel answers "
            "most; beside it are the real faces to which it answers most strongly."
        )
        with gr.Row(equal_height=False):
            with gr.Column(scale=3, min_width=280, elem_classes="facegen-console"):
                self.block = gr.Dropdown(
                    [("the one next to the picture", 0)],
                    value=0,
                    label="Block",
                    allow_custom_value=True,
                    elem_id="training-block",
                )
                self.channel = gr.Slider(0, 15, 0, step=1, label="Channel", buttons=[])
                begin = gr.Radio(
                    [(label, name) for name, label in STARTS.items()],
                    value="noise",
                    label="Begin with",
                    elem_classes="facegen-choice",
                )
                seed = gr.Number(0, label="Seed", precision=0, minimum=0)
                with gr.Row():
                    self.look = gr.Button("Look", variant="primary", elem_id="training-look")
                    self.next = gr.Button("Next channel")
            with gr.Column(scale=4, min_width=280):
                self.picture = stage("training-insight")
            with gr.Column(scale=4, min_width=280):
                self.faces = stage("training-strongest")
        self.fields = Controls(
            block=Control(self.block),
            channel=Control(self.channel),
            begin=Control(begin),
            seed=Control(seed),
        )

    def wire(self, monitor: gr.HTML, secret: gr.Textbox, opened: gr.Accordion) -> None:
        """Connect the widgets."""
        opened.expand(
            answering(self.blocks), [monitor, secret], [self.block, self.channel], **QUICK
        )
        self.block.input(
            answering(self.channels), [monitor, secret, self.block], self.channel, **QUICK
        )
        given = [monitor, secret, *self.fields.widgets]
        slow: dict[str, Any] = {
            "show_progress": "hidden",
            "api_visibility": "private",
            "concurrency_limit": 1,
            "concurrency_id": "insight",
        }
        moved = self.next.click(lambda channel: channel + 1, self.channel, self.channel, **QUICK)
        for event in (self.look.click, moved.then):
            event(answering_each(self.maximise), given, self.picture, **slow).then(
                answering(self.strongest), given, self.faces, **slow
            )

    def blocks(self, value: Any, secret: str) -> list[Any]:
        """Offer the blocks of the watched run's discriminator."""
        run = self._run(value, secret)
        blocks = blocks_of(self.looks.discriminator(run))
        choices = [(f"{block.px} px, {block.channels} channels", block.number) for block in blocks]
        middle = blocks[len(blocks) // 2]
        return [
            gr.Dropdown(choices=choices, value=middle.number),
            gr.Slider(maximum=middle.channels - 1, value=0),
        ]

    def channels(self, value: Any, secret: str, number: Any) -> Any:
        """Offer the channels of a block."""
        block = self.looks.block(self._run(value, secret), number)
        return gr.Slider(maximum=block.channels - 1, value=0)

    def maximise(self, value: Any, secret: str, *values: Any) -> Iterator[dict[str, Any]]:
        """Show the picture as it changes, from the values of `fields`."""
        asked, run = self.fields.named(values), self._run(value, secret)
        block = self.looks.block(run, asked["block"])
        chosen = whole("Channel", asked["channel"], 0, block.channels - 1)
        seed, begin = whole("Seed", asked["seed"], 0, 2**31), asked["begin"]
        if begin not in STARTS:
            raise QueryError(f"Begin with {' or '.join(STARTS)}, not '{str(begin)[:40]}'.")
        discriminator = self.looks.discriminator(run)
        start = None
        if begin == "face":
            store = run.open_store()
            side_px = discriminator.config.scales_px[-1]
            start = resize_area(np.asarray(store.faces[seed % store.count]), side_px)
        first = None
        for drawn in maximise(discriminator, block.number, chosen, start, STEPS, seed):
            first = drawn.response if first is None else first
            if drawn.step % EVERY == 0:
                yield _shown(
                    drawn.picture,
                    f"What channel {chosen} at {block.px} px looks for",
                    f"Step {drawn.step} of {STEPS}: it answers {drawn.response:.3g}, at first "
                    f"{first:.3g}",
                )

    def strongest(self, value: Any, secret: str, *values: Any) -> dict[str, Any]:
        """Show the real faces to which the channel answers most."""
        asked, run = self.fields.named(values), self._run(value, secret)
        block = self.looks.block(run, asked["block"])
        chosen = whole("Channel", asked["channel"], 0, block.channels - 1)
        store = run.open_store()
        rows, answers = self.looks.responses(run, block, store)
        best = strongest(answers, chosen, SHOWN)
        sheet = grid(np.stack([store.faces[rows[i]] for i in best]))
        low, high = answers[best, chosen].min(), answers[best, chosen].max()
        return _shown(
            sheet,
            "The real faces it answers to most",
            f"{SHOWN} of {counted(len(rows), 'face')}; it answers {low:.3g} to {high:.3g}, on "
            f"average {answers[:, chosen].mean():.3g}",
        )

    def _run(self, value: Any, secret: str) -> Run:
        guard.permit(self.context.settings, secret)
        watched = self.context.watch.find(shown_run(value))
        if watched.recorded:
            raise QueryError(f"{watched.name} is a recording: its discriminator was not kept.")
        return watched.run


def _shown(picture: np.ndarray, title: str, caption: str) -> dict[str, Any]:
    face = Shown(data_uri(picture), title, title, caption, "discriminator")
    return stage_value([face])


def _newest(run: Run) -> tuple[str, str]:
    kept = run.checkpoints()
    return str(run.folder), kept[-1].name if kept else ""
