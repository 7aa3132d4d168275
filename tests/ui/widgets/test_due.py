"""Whatever asks for the same is one event, so that no answer overtakes another."""

import gradio as gr

from facegen.ui.widgets.due import Due
from tests.ui.blocks import blocks


def test_the_browser_alone_counts_and_only_while_the_tab_is_open():
    with blocks() as page:
        due, opened, button = Due(), gr.Textbox(), gr.Button()
        due.after(button.click(None, None, None), "pixels", opened)
    counting = list(page.fns.values())[-1]
    assert counting.js == "(opened, count) => count + (opened === 'pixels')"
    assert not counting.fn
    (counted,) = counting.outputs
    assert counting.inputs == [opened, counted]
    with blocks() as page:
        Due().event(lambda: None)
    assert [one.targets[0][1] for one in page.fns.values()] == ["change"]
