from facegen.attributes import Query
from facegen.statistics.attributes import AttributeLift
from facegen.ui.average.shared import shared_words


def row(name: str, lift: float, support: int, **others: bool) -> AttributeLift:
    kinds = {"significant": True, "asked": False, **others}
    return AttributeLift(name, support, support / 40, 0.1, lift, lift / 2, lift * 2, **kinds)


def test_the_three_that_differ_most_are_told_with_their_numbers():
    shared = [
        row("Goatee", 3.25, 26),
        row("Young", 0.25, 5),
        row("Smiling", 1.5, 30),
        row("Bald", 9, 9, significant=False),
        row("Male", 8, 40, asked=True),
        row("Wavy_Hair", 1.2, 12),
    ]
    assert shared_words(Query(("Male",)), 40, shared).splitlines() == [
        "- **Young**: 4.0 times rarer than among all, 5 of 40",
        "- **Goatee**: 3.2 times as frequent as among all, 26 of 40",
        "- **Smiling**: 1.5 times as frequent as among all, 30 of 40",
    ]


def test_says_so_where_nothing_differs():
    assert "Choose an attribute" in shared_words(Query(), 40, [])
    alike = [row("Bald", 9, 9, significant=False)]
    assert "Nothing else sets these 40 faces apart" in shared_words(Query(("Male",)), 40, alike)
