"""What is left of many callers, each of them a session of its own."""

import json
import tracemalloc

import gradio as gr
from starlette.testclient import TestClient

from facegen.config import Settings
from facegen.ui import sessions
from facegen.ui.server import application
from tests.ui.blocks import closing_loops

WIDGETS, CALLERS = 50, 60


def test_callers_leave_no_copy_of_the_page_and_are_forgotten(monkeypatch) -> None:
    monkeypatch.setattr(sessions, "MOST_SESSIONS", 40)
    with closing_loops():
        with gr.Blocks(analytics_enabled=False) as page:
            words = gr.Textbox("x" * 100)
            for _ in range(WIDGETS):
                gr.HTML("y" * 1000, head="<!-- " + "z" * 10_000 + " -->")
            words.change(str.upper, words, words, queue=False, api_visibility="private")
        app = application(page, Settings.from_environment({}))
        with TestClient(app, base_url="http://127.0.0.1") as client:

            def ask(caller: int) -> None:
                sent = {"data": ["a"], "fn_index": 0, "session_hash": f"caller{caller}"}
                answer = client.post("/gradio_api/run/predict", content=json.dumps(sent), headers={
                    "content-type": "application/json"})  # fmt: skip
                assert answer.json()["data"] == ["A"]

            ask(0)
            kept = page.state_holder.session_data
            tracemalloc.start()
            for caller in range(1, 1 + 30):
                ask(caller)
            taken = tracemalloc.get_traced_memory()[0] / 30
            tracemalloc.stop()
            for caller in range(CALLERS):
                ask(caller)
            assert len(kept) == 40
            assert all(len(one.config_values) <= 1 for one in kept.values())
            assert taken < 60_000
