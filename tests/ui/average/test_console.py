"""What a link asks is put into the widgets, and read from them again."""

from collections.abc import Iterator

import pytest

from facegen.answers.portraits import PortraitRequest
from facegen.attributes import CELEBA_ATTRIBUTES, Query
from facegen.ui.average.comparisons import Comparison
from facegen.ui.average.console import SAMPLE_SIZES, Console, size_choices
from tests.ui.blocks import blocks

MEN, OLD = Query(("Male",), ("Smiling",)), Query((), ("Young",))


@pytest.fixture
def console() -> Iterator[Console]:
    with blocks():
        yield Console(CELEBA_ATTRIBUTES)


@pytest.mark.parametrize(
    "asked",
    [
        Comparison(PortraitRequest("faces")),
        Comparison(PortraitRequest("faces", MEN, "quantile", 0.9), OLD),
        Comparison(PortraitRequest("faces", MEN, sample_size=20, seed=7), Query()),
        Comparison(PortraitRequest("faces", MEN, "median"), statistic2="quantile"),
        Comparison(PortraitRequest("faces", sample_size=21, balance="Male", share=0.25)),
    ],
)
def test_what_is_restored_asks_the_same(console: Console, asked: Comparison) -> None:
    became = console.controls.restored(asked, CELEBA_ATTRIBUTES)
    values = [getattr(one, "value", one) for one in became]
    assert console.asked("faces", values) == asked


def test_only_what_changes_the_answer_asks_anew(console: Console) -> None:
    named = console.controls.named(console.controls.widgets)
    asking = [widget for name, widget in named.items() if name not in ("edited", "contrast")]
    assert console.controls.events == [widget.input for widget in asking]


def test_whoever_fills_in_others_is_heard_of_once_they_are(console: Console) -> None:
    widget = console.controls.named(console.controls.widgets)
    filled = [event["outputs"] for event in console.wire()]
    assert filled == [[widget["statistic2"]._id], [widget["seed"]._id]]


def test_a_size_of_ones_own_is_offered_once() -> None:
    assert [size for _, size in size_choices(21)] == [0, *SAMPLE_SIZES, 21]
    assert size_choices(20) == size_choices()
