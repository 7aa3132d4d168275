"""What the discriminator looks for, asked as Gradio asks."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from facegen.answers.context import Context
from facegen.data.store import FaceStore
from facegen.errors import FacegenError, QueryError
from facegen.images import grid
from facegen.training.outcome.insight import blocks_of, responses
from facegen.training.outcome.trained import load_discriminator
from facegen.training.run.runs import Run
from facegen.ui.training import insight
from facegen.ui.training.insight import MOST_KEPT, SHOWN, InsightForm, Looks
from tests.ui.blocks import blocks
from tests.ui.pictures import shown

WATCHED = {"shown": "discs"}


@pytest.fixture
def form(at_home: Context, monkeypatch: pytest.MonkeyPatch) -> Iterator[InsightForm]:
    monkeypatch.setattr(insight, "STEPS", 16)
    with blocks():
        yield InsightForm(at_home)


def test_the_blocks_are_those_of_the_run_and_the_middle_one_comes_first(
    form: InsightForm, discs: Run
):
    found = blocks_of(load_discriminator(discs))
    chooser, channel = form.blocks(WATCHED, "")
    assert [number for _, number in chooser.choices] == [block.number for block in found]
    assert chooser.value == found[len(found) // 2].number
    assert channel.maximum == found[len(found) // 2].channels - 1
    assert form.channels(WATCHED, "", 0).maximum == found[0].channels - 1


@pytest.mark.parametrize("begin", ["noise", "face"])
def test_a_picture_is_shown_as_it_excites_the_channel_more(form: InsightForm, begin: str):
    told = list(form.maximise(WATCHED, "", 0, 3, begin, 5))
    captions = [one["faces"][0]["caption"] for one in told]
    assert [words.split(":")[0] for words in captions] == [
        *("Step 0 of 16", "Step 8 of 16", "Step 16 of 16")
    ]
    assert told[0]["faces"][0]["title"].startswith("What channel 3 at ")
    again = list(form.maximise(WATCHED, "", 0, 3, begin, 5))
    assert again == told
    first, last = (float(words.split("answers ")[1].split(",")[0]) for words in captions[::2])
    assert last > first


def test_the_strongest_faces_are_those_of_all_that_answer_most(
    form: InsightForm, discs: Run, store: FaceStore
):
    rows = np.arange(store.count)
    answers = responses(load_discriminator(discs), 1, store, rows)[:, 2]
    best = np.argsort(-answers)[:SHOWN]
    (face,) = form.strongest(WATCHED, "", 1, 2, "noise", 0)["faces"]
    np.testing.assert_array_equal(
        shown(face["src"]), grid(np.stack([store.faces[i] for i in best]))
    )
    assert face["caption"] == (
        f"{SHOWN} of {store.count} faces; it answers {answers[best].min():.3g} to "
        f"{answers[best].max():.3g}, on average {answers.mean():.3g}"
    )


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ((None, "", 0, 0, "noise", 0), "start or choose one first"),
        (({"shown": "nobody"}, "", 0, 0, "noise", 0), "no run 'nobody'"),
        (({"shown": "shipped-recorded"}, "", 0, 0, "noise", 0), "its discriminator was not kept"),
        ((WATCHED, "", 99, 0, "noise", 0), "Block must be"),
        ((WATCHED, "", "0", 0, "noise", 0), "Block must be"),
        ((WATCHED, "", 0, 1000, "noise", 0), "Channel must be"),
        ((WATCHED, "", 0, 0, "cat", 0), "Begin with noise or face, not 'cat'"),
        ((WATCHED, "", 0, 0, "noise", -1), "Seed must be"),
    ],
)
def test_nonsense_is_refused(form: InsightForm, values: tuple[Any, ...], sentence: str):
    with pytest.raises(QueryError, match=sentence):
        list(form.maximise(*values))


def test_where_training_is_off_nothing_is_looked_at(at_home: Context, discs: Run):
    space = Context(at_home.settings.__class__.from_environment(
        {"FACEGEN_HOME": str(at_home.settings.home), "SYSTEM": "spaces"}
    ))  # fmt: skip
    with blocks():
        closed = InsightForm(space)
    with pytest.raises(FacegenError, match="off on this server"):
        closed.blocks(WATCHED, "")


def test_networks_are_kept_for_a_while_and_taken_anew_from_a_newer_checkpoint(discs: Run):
    looks = Looks()
    first = looks.discriminator(discs)
    assert looks.discriminator(discs) is first
    newest = discs.checkpoints()[-1]
    newest.rename(newest.with_name(f"{int(newest.name) + 1:0{len(newest.name)}}"))
    assert looks.discriminator(discs) is not first
    for number in range(MOST_KEPT):
        looks._of((number,), lambda: None)
    assert len(looks._kept) == MOST_KEPT
