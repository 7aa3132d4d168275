import logging

from facegen.ui.guards.quiet_log import Seldom


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
