import numpy as np

from facegen.attributes import Query, in_words
from facegen.data.store import FaceStore
from facegen.statistics.attributes import AttributeLift
from facegen.statistics.selection import Population
from facegen.ui.average.shared import rarest_words, shared_words


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


def test_a_large_ratio_is_told_without_tenths():
    shared = [row("Mustache", 1 / 373.2, 1), row("Goatee", 9.94, 9)]
    assert shared_words(Query(("Young",)), 40, shared).splitlines() == [
        "- **Mustache**: 373 times rarer than among all, 1 of 40",
        "- **Goatee**: 9.9 times as frequent as among all, 9 of 40",
    ]


def test_says_so_where_nothing_differs():
    assert "Choose an attribute" in shared_words(Query(), 40, [])
    alike = [row("Bald", 9, 9, significant=False)]
    assert "Nothing else sets these 40 faces apart" in shared_words(Query(("Male",)), 40, alike)


def test_a_face_is_captioned_by_what_is_rarest_in_it_and_was_not_asked_for(bundled: FaceStore):
    table = bundled.attributes_of(np.arange(bundled.count))
    counts = table.sum(0)
    for row in range(20):
        has = sorted((int(counts[i]), i) for i in np.flatnonzero(table[row]))
        named = [in_words(bundled.attribute_names[i]) for _, i in has]
        said = rarest_words(Population(bundled), row, Query())
        assert sorted(said.split(", ")) == sorted(named[:2] or ["Nothing named"])
        if len(has) > 2:
            asked = Query((bundled.attribute_names[has[0][1]],))
            assert named[0] not in rarest_words(Population(bundled), row, asked).split(", ")
