"""What is told, shown and raised while the server's application is made."""

import dataclasses
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from starlette.applications import Starlette

from facegen.answers.context import Context
from facegen.answers.story.beginning import STEP_TITLE
from facegen.config import Settings
from facegen.errors import FacegenError
from facegen.ui.guards.connections import listen
from facegen.ui.serving import serve

BROWSER = {"Accept": "text/html", "Host": "localhost"}


def seen_of(settings: Settings) -> str:
    """Serve nothing; returns what a browser is answered meanwhile."""
    seen = []
    with listen("127.0.0.1", 21500, False) as door:
        port = door.getsockname()[1]

        def make() -> Starlette:
            asked = urllib.request.Request(f"http://127.0.0.1:{port}/", headers=BROWSER)
            with urllib.request.urlopen(asked, timeout=60) as answer:
                seen.append(answer.read().decode())
                assert answer.headers["x-content-type-options"] == "nosniff"
            asked.add_header("Host", "evil.com")
            with pytest.raises(urllib.error.HTTPError, match="421"):
                urllib.request.urlopen(asked, timeout=60)
            raise FacegenError("That was all.")

        with pytest.raises(FacegenError, match="That was all"):
            serve(make, dataclasses.replace(settings, port=port), door, False)
    (page,) = seen
    return page


def test_the_faces_that_ship_are_shown_where_the_page_opens_with_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    page = seen_of(Settings.from_environment({"FACEGEN_HOME": str(tmp_path)}))
    assert page.count("<img") == 6
    assert STEP_TITLE in page
    assert "facegen is starting" in page
    assert capsys.readouterr().out.startswith("facegen is at http://127.0.0.1:215")


def test_over_other_faces_there_are_only_words(doodles: Context):
    page = seen_of(doodles.settings)
    assert "<img" not in page
    assert "The page is on its way" in page
