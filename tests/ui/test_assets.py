from pathlib import Path

import pytest

from facegen.ui.assets import styles

UI = Path(__file__).parents[2] / "facegen" / "ui"


def test_later_sheets_follow_earlier_ones_whole():
    names = ("widgets/shared.css", "widgets/chips.css")
    first, second = ((UI / name).read_text(encoding="utf-8") for name in names)
    assert styles(*names) == f"{first}\n{second}"
    assert styles(*reversed(names)) == f"{second}\n{first}"
    assert styles() == ""


@pytest.mark.parametrize("name", ["widgets/none.css", "none/chips.css"])
def test_a_sheet_that_is_not_there_is_missed_at_once(name: str):
    with pytest.raises(FileNotFoundError, match="none"):
        styles(name)
