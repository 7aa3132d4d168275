import logging
import traceback
from types import SimpleNamespace

from facegen.ui.guards.quiet_log import Seldom, log_in_place_of_printing


def test_a_line_that_is_said_again_is_counted(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("facegen.ui.guards.quiet_log.time.monotonic", lambda: now[0])
    seldom = Seldom()

    def say(text: str) -> str | None:
        record = logging.LogRecord("a", logging.ERROR, "", 0, text, (), None)
        return record.getMessage() if seldom.filter(record) else None

    assert [say("full") for _ in range(100)] == ["full"] + [None] * 99
    assert say("other") == "other"
    now[0] = 61
    assert say("full") == "full [and 99 times more meanwhile]"


def test_an_error_is_one_line_where_its_trace_would_be_printed(caplog, capfd):
    module = SimpleNamespace(traceback=traceback)
    log_in_place_of_printing(module)
    try:
        raise ValueError("nan\n" + "x" * 5000)
    except ValueError:
        module.traceback.print_exc()
    assert module.traceback.format_exc is traceback.format_exc
    assert capfd.readouterr() == ("", "")
    (said,) = caplog.messages
    assert said.startswith("What was sent to Gradio could not be answered: ValueError: nan\\nxxx")
    assert f"({__file__}:" in said
    assert len(said.splitlines()) == 1
    assert len(said) < 600
