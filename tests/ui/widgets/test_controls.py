from collections.abc import Iterator

import gradio as gr
import pytest

from facegen.ui.widgets.controls import Control, Controls
from tests.ui.blocks import blocks


@pytest.fixture
def controls() -> Iterator[Controls]:
    with blocks():
        yield Controls(
            seed=Control(gr.Number(), lambda asked, _: asked["seed"]),
            name=Control(gr.Radio(), lambda asked, names: gr.Radio(names, value=asked["name"])),
            folded=Control(gr.Checkbox(), lambda *_: False, False),
            secret=Control(gr.Textbox(), asks=False),
        )


def test_values_are_named_in_the_order_of_the_widgets(controls: Controls) -> None:
    kinds = [gr.Number, gr.Radio, gr.Checkbox, gr.Textbox]
    assert [type(widget) for widget in controls.widgets] == kinds
    named = {"seed": 7, "name": "a", "folded": True, "secret": "s"}
    assert controls.named([7, "a", True, "s"]) == named
    with pytest.raises(ValueError, match="zip"):
        controls.named([7, "a"])


def test_each_widget_becomes_what_a_link_asks(controls: Controls) -> None:
    seed, name, folded, secret = controls.restored({"seed": 3, "name": "b"}, ["a", "b"])
    assert secret == gr.skip()
    assert (seed, name.value, name.choices, folded) == (3, "b", [("a", "a"), ("b", "b")], False)


def test_only_some_ask_anew_and_only_where_a_person_acts(controls: Controls) -> None:
    seed, name, *_ = controls.widgets
    assert controls.events == [seed.input, name.input]
