import pytest

from facegen.counting import counted


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 faces"), (1, "1 face"), (2, "2 faces"), (202_599, "202,599 faces")]
)
def test_a_number_has_its_noun(count: int, said: str) -> None:
    assert counted(count, "face") == said


def test_a_noun_may_have_a_plural_of_its_own() -> None:
    assert counted(1, "entry", "entries") == "1 entry"
    assert counted(3, "entry", "entries") == "3 entries"
