"""What a judge looks for, as it was worked out for what ships."""

import json

from facegen.answers.context import BUNDLED, Context
from facegen.answers.story.judge import worked_out
from facegen.answers.story.told import answer


def test_what_a_judge_looks_for_is_shown_as_it_was_worked_out(context: Context):
    for choice in ("judge", "smiling"):
        told = json.loads((worked_out() / "judge.json").read_text())[choice]
        shown = answer(context, "judge", choice, BUNDLED)
        assert [one.title for one in shown.pictures] == [f"{one['apart']:+.1f}" for one in told]
        sides = {one.image.shape for one in shown.pictures}
        assert len(sides) == 1
        assert f"has {max(abs(one['apart']) for one in told):.1f}" in shown.words
