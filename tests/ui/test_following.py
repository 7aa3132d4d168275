"""What a link and a query make of the whole page."""

import gradio as gr
import numpy as np
import pytest
from PIL import Image

from facegen.answers.context import BUNDLED, Context
from facegen.attributes import Query
from facegen.config import Settings
from facegen.data.prepare import prepare
from facegen.data.sources.detect import open_source
from facegen.ui.average.tab import AverageTab
from facegen.ui.following import Following, tab_of
from facegen.ui.head.widget import Head, page_head
from facegen.ui.pixels.tab import PixelsTab
from facegen.ui.story.tab import StoryTab
from facegen.ui.widgets.chips import value_of
from facegen.ui.widgets.due import Due
from tests.bundled import lend_bundled
from tests.ui.blocks import blocks

MEN = Query(("Male",))


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Context:
    """The bundled faces, and twelve pictures of somebody's own that know only who is male."""
    home = tmp_path_factory.mktemp("home")
    lend_bundled(home)
    pictures = home / "own"
    pictures.mkdir()
    lines = ["name,Male,red"]
    for i in range(12):
        image = np.full((32, 32, 3), 20 * i, np.uint8)
        Image.fromarray(image).save(pictures / f"{i}.png")
        lines.append(f"{i}.png,{i % 2},{i % 3 == 0:d}")
    (pictures / "labels.csv").write_text("\n".join(lines) + "\n")
    prepare(open_source(pictures), home / "own-store", size_px=32)
    settings = {"FACEGEN_HOME": str(home), "FACEGEN_STORE": str(home / "own-store")}
    return Context(Settings.from_environment(settings))


@pytest.fixture(scope="module")
def following(context: Context) -> Following:
    with blocks():
        store, opened = page_head(BUNDLED, Head()), gr.Textbox()
        panels = {
            "story": StoryTab(context),
            "average": AverageTab(context, store, opened, Due()),
            "pixels": PixelsTab(context, store, opened, Due()),
        }
    return Following(context, panels)


def chips_of(following: Following, updates: list) -> dict[str, Query | None]:
    """Return the query that each tab's chips are brought to, None where they are left alone."""
    by_control = dict(zip(map(id, following.controls), updates, strict=True))
    found = {}
    for tab, chips in following.queries.items():
        update = by_control[id(chips)]
        value = None if isinstance(update, dict) else update.value
        found[tab] = value and Query(tuple(value["required"]), tuple(value["excluded"]))
    return found


def test_a_link_brings_its_query_to_every_tab_that_asks_for_faces(following: Following):
    tab, head, *updates = following.visit({"tab": "pixels", "store": BUNDLED, "with": "Male"})
    assert (tab, head.value) == ("pixels", BUNDLED)
    assert chips_of(following, updates) == {"average": MEN, "pixels": MEN}


@pytest.mark.parametrize(
    ("shown", "asked", "brought"),
    [(MEN, "Male", None), (Query(), "Male", MEN), (MEN, "", Query())],
)
def test_a_link_to_a_tab_that_asks_for_none_says_of_which_faces_the_others_are(
    following: Following, shown: Query, asked: str, brought: Query | None
):
    fields = {"tab": "story", "store": BUNDLED, "step": "average", "with": asked}
    tab, head, *updates = following.follow(fields, BUNDLED, value_of(shown))
    assert tab == "story"
    assert chips_of(following, updates) == {"average": brought, "pixels": brought}
    assert head.props["said"]["asked"].startswith(asked)
    assert head.props["said"]["population"] == {
        "store": BUNDLED,
        **({"with": asked} if asked else {}),
    }
    by_control = dict(zip(map(id, following.controls), updates, strict=True))
    panel = following.panels["story"].controls[0]
    assert by_control[id(panel)].value == {"step": "average", "choice": ""}


def test_a_visit_leaves_alone_what_its_link_asks_nothing_of(following: Following, context: Context):
    tab, head, *updates = following.visit({"step": "average", "store": context.default})
    assert (tab, head.value) == ("story", context.default)
    assert sum(not isinstance(one, dict) for one in updates) == 1


def test_another_dataset_is_asked_the_same_where_it_can_be(following: Following, context: Context):
    asked = value_of(Query(("Male", "Smiling")))
    head, *updates = following.change_store(context.default, asked)
    assert chips_of(following, updates) == {"average": MEN, "pixels": MEN}
    assert head.props["said"]["asked"] == "Male: 6 of 12"


def test_a_query_is_told_to_the_head_and_to_other_tabs_only(following: Following):
    head, *others = following.change_query("average", BUNDLED, value_of(MEN))
    assert [one.value for one in others] == [value_of(MEN)]  # its own chips may be ahead of it
    head, *everywhere = following.change_query("", BUNDLED)
    assert [one.value for one in everywhere] == [value_of(Query())] * 2
    assert head.props["said"]["asked"] == ""


@pytest.mark.parametrize(
    ("fields", "tab", "query", "said"),
    [
        ({"tab": "pixels", "with": "Male,Nobody"}, "pixels", MEN, "'Nobody' is not an attribute"),
        ({"tab": "pixels", "with": "Male", "seed": "-1"}, "pixels", MEN, "seed must be"),
        ({"with": "Male", "store": "elsewhere"}, "average", MEN, "no dataset 'elsewhere'"),
        ({"tab": "none", "with": "Male"}, "average", MEN, "no tab 'none'"),
        ({"tab": "story", "step": "nowhere"}, "story", Query(), "nowhere"),
        ({"tab": "story", "with": "Male,Nobody"}, "story", MEN, "'Nobody' is not an attribute"),
    ],
)
def test_a_wrong_link_keeps_its_tab_and_what_is_right_in_it(following, fields, tab, query, said):
    opened, head, *updates = following.visit({"store": BUNDLED, **fields})
    assert opened == tab
    assert chips_of(following, updates)["average"] == query
    words = head.props["said"]["dropped"]
    assert said in words
    assert words.startswith("Part of this link" if query == MEN else "This link")


def test_a_right_link_is_said_nothing_of(following: Following):
    _, head, *_ = following.visit({"tab": "average", "with": "Male", "store": BUNDLED})
    assert head.props["said"]["dropped"] == ""


def test_a_page_without_a_tab_in_its_link_opens_with_the_story():
    assert tab_of({}) == tab_of({"store": BUNDLED, "__theme": "dark"}) == "story"
    assert tab_of({"with": "Smiling"}) == "average"
