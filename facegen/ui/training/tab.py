"""Training: start a run, follow it from anywhere, lose nothing."""

import time
from collections.abc import Mapping
from typing import Any

import gradio as gr

from facegen.answers.context import Context
from facegen.answers.runs import permission as guard
from facegen.answers.runs.actions import Deed, act, begin
from facegen.counting import counted
from facegen.errors import QueryError
from facegen.training.jobs.branches import checkpoint_of
from facegen.training.run.runs import Run
from facegen.ui.handlers import QUICK, answering
from facegen.ui.titles import TITLES
from facegen.ui.training.curves import run_curves
from facegen.ui.training.form import GROWN, NEW, RunForm
from facegen.ui.training.grids import run_grids
from facegen.ui.training.insight import InsightForm
from facegen.ui.training.monitor import Told, monitor_value, run_monitor, shown_run
from facegen.ui.training.scores import run_scores
from facegen.ui.training.settings import HubForm, LiveForm, estimate_words
from facegen.wire import to_values

TAB = "training"
TITLE = TITLES[TAB]
CLOSED = (
    "**Training is off on this server.** What was trained can be looked at. To train, run facegen "
    "on your own machine, or duplicate this Space (⋮, *Duplicate this Space*) and set "
    "`FACEGEN_TRAINING=on` and a secret `FACEGEN_TRAINING_SECRET` in its settings."
)


class TrainingTab:
    """The tab's widgets and what they do.

    Args:
        context: The datasets and runs.
        store: The dataset chooser of the page: what a new run learns from.
    """

    query = None  # it asks for no faces

    def __init__(self, context: Context, store: gr.HTML) -> None:
        """Lay out the widgets and wire them."""
        self.context, self._store = context, store
        allowed = guard.is_open(context.settings)
        gr.Markdown(
            "## How does a network learn what a face is?\n"
            "One network, the *generator*, paints; another, the *discriminator*, judges; neither "
            "was ever told what a face is. Drag the time line to watch it happen.",
            elem_classes="facegen-question",
        )
        with gr.Row(equal_height=False):
            with gr.Column(scale=6, min_width=320, elem_classes="facegen-aside"):
                self.grids = run_grids()
                self.scores = run_scores()
            with gr.Column(scale=5, min_width=320, elem_classes="facegen-console"):
                self.monitor = run_monitor(allowed)
                self.curves = run_curves()
        if not allowed:
            gr.Markdown(CLOSED, elem_id="training-closed")
        with gr.Column(visible=allowed, elem_classes="facegen-below"):
            self.secret = gr.Textbox(
                label="Secret of this server",
                info="Asked for before anything is trained; its owner knows it.",
                type="password",
                visible=guard.needs_secret(context.settings),
                elem_id="training-secret",
            )
            with gr.Accordion(
                "Start a run of your own", open=False, elem_id="training-start"
            ) as own:
                self.form = RunForm()
                with gr.Row():
                    self.measure = gr.Button("Estimate first", elem_id="training-estimate")
                    self.begin = gr.Button("Start", variant="primary", elem_id="training-begin")
                self.forecast = gr.Markdown(elem_id="training-forecast")
            with gr.Accordion(
                "Change it while it trains", open=False, elem_id="training-live"
            ) as live:
                self.live = LiveForm()
            with gr.Accordion(
                "What the discriminator looks for", open=False, elem_id="training-looks"
            ) as looks:
                self.insight = InsightForm(context)
            with gr.Accordion("Push it to the Hub", open=False, elem_id="training-hub"):
                self.hub = HubForm()
        self._own, self._looks, self._live = own, looks, live
        self._wire()

    @property
    def controls(self) -> list[Any]:
        """The widgets that a link sets, in the order of `restore`."""
        return [self.monitor]

    def restore(self, fields: Mapping[str, str]) -> list[Any]:
        """Return what the controls become under a link; without a run in it, they stay."""
        if fields.get("tab") != TAB:
            return [gr.skip()]
        watch = self.context.watch
        named = [
            watch.find(fields[key]).name if fields.get(key) else None for key in ("run", "compare")
        ]
        return [monitor_value(*named)]

    def refresh(self, event: Any, opened: gr.Textbox) -> None:
        """Do nothing: the monitor finds out by itself whether it is in sight."""

    def _wire(self) -> None:
        done = self.monitor.submit(
            answering(self.do), [self.monitor, self.secret, self._store], self.monitor, **QUICK
        )
        done.failure(lambda: told(""), None, self.monitor, **QUICK)
        self.monitor.select(
            answering(self.branch_off),
            self.monitor,
            [self.form.origin, self._own, *self.form.fields.widgets],
            **QUICK,
        )
        self.form.preset.select(
            answering(self.form.defaults), self.form.preset, self.form.fields.widgets, **QUICK
        )
        chosen = [self._store, self.form.origin, *self.form.fields.widgets]
        started = self.begin.click(
            answering(self.start), [self.secret, self.form.name, *chosen], self.monitor, **QUICK
        )
        started.success(
            lambda: (gr.Accordion(open=False), NEW), None, [self._own, self.form.origin], **QUICK
        )
        self.measure.click(
            lambda: "Taking some real steps, for a few seconds …", None, self.forecast, **QUICK
        ).then(
            answering(self.estimate),
            [self.secret, *chosen],
            self.forecast,
            show_progress="hidden",
            api_visibility="private",
            concurrency_limit=1,
        ).failure(lambda: "", None, self.forecast, **QUICK)
        self.live.wire(self.context, self.monitor, self.secret, self._live)
        self.insight.wire(self.monitor, self.secret, self._looks)
        self.hub.wire(self.context, self.monitor, self.secret)

    def do(self, value: Any, secret: str, store: str) -> Any:
        """Do what a button of the monitor asks for."""
        action = value.get("action") if isinstance(value, Mapping) else None
        if not isinstance(action, Mapping):
            raise QueryError("No action was chosen; press one of the buttons.")
        return told_of(act(self.context, action, secret, store))

    def start(self, secret: str, name: str, store: str, origin: str, *values: Any) -> Any:
        """Start what the form says."""
        base, grow = self._origin(origin), origin.endswith(GROWN)
        options = self.form.options(base[0].config if base and not grow else None, values)
        name = (name or "").strip()
        return told_of(begin(self.context, secret, store, options, name, base, grow))

    def estimate(self, secret: str, store: str, origin: str, *values: Any) -> str:
        """Measure how long it would take."""
        guard.permit(self.context.settings, secret)
        base = self._origin(origin)
        if base and not origin.endswith(GROWN):
            raise QueryError(
                "A branch is as fast as the run it is of; choose a new network to estimate one."
            )
        folder = self.context.population(store).store.folder
        return estimate_words(
            folder, self.form.options(None, values), checkpoint_of(*base) if base else None
        )

    def branch_off(self, value: Any) -> list[Any]:
        """Fill the form with a run's settings, to begin from one of its checkpoints."""
        watched = self.context.watch.find(shown_run(value))
        action = value.get("action")
        images = action.get("images") if isinstance(action, Mapping) else None
        key = f"{watched.name}@{images}"
        base = self._origin(key)
        assert base is not None
        label = f"{watched.name} after {counted(base[1], 'image')}"
        larger = (f"{label}, grown to the size of what to train", key + GROWN)
        origin = gr.Dropdown(choices=[("a new network", NEW), (label, key), larger], value=key)
        return [origin, gr.Accordion(open=True), *self.form.branched(*base)]

    def _origin(self, key: str) -> tuple[Run, int] | None:
        """Read where a run begins: None for a new network."""
        if key == NEW or not key:
            return None
        name, _, images = str(key).removesuffix(GROWN).rpartition("@")
        if not (images.isascii() and images.isdigit()):
            raise QueryError(
                f"A run begins with a new network or with a checkpoint, but '{key[:60]}' was given."
            )
        return self.context.watch.find(name).run, int(images)


def told_of(done: Deed) -> Any:
    """Return what becomes of the monitor once something is done."""
    update = told(done.text, done.undo)
    if done.run is not None:
        update["value"] = monitor_value(done.run)
    return update


def told(text: str, undo: str = "") -> Any:
    """Return what the monitor is told; the time makes it news even if the words are the same."""
    return gr.update(told=to_values(Told(text, undo, time.time())))
