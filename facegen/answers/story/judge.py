"""Answers about what a judge looks for, as it was worked out beforehand for what ships."""

import json
from functools import cache
from pathlib import Path

import numpy as np

from facegen.answers.context import Context
from facegen.answers.links import link_to
from facegen.answers.story.recorded import family_recorded
from facegen.answers.story.view import Picture, View
from facegen.decoding import decode
from facegen.errors import FacegenError
from facegen.shipped import CHECKPOINTS

FAMILY = "msg_gan"
KINDS = {"judge": ("faces", "paintings"), "smiling": ("smiling faces", "others")}


def looks_for(context: Context, store: str, choice: str) -> View:
    """Show what excites the channels by which a network tells two kinds of pictures apart.

    Raises:
        FacegenError: If nothing was worked out for what ships.
    """
    folder = worked_out()
    channels = json.loads((folder / "judge.json").read_text(encoding="utf-8"))[choice]
    sheet = decode((folder / f"{choice}.webp").read_bytes(), shortest_px=1)
    drawn = np.split(sheet, len(channels), axis=1)
    first, second = KINDS[choice]
    pictures = tuple(
        Picture(
            picture,
            f"What excites channel {one['number']} of block {one['block'] + 1}, which lies "
            f"{one['apart']:+.1f} deviations higher for {first}",
            f"{one['apart']:+.1f}",
        )
        for picture, one in zip(drawn, channels, strict=True)
    )
    most = max(abs(one["apart"]) for one in channels)
    words = {
        "judge": "No eyes, no mouths: textures, strokes, edges. It need not know what a face is, "
        "only what paint looks like. So that is what the painter learns to get right first, and "
        "why a painting can be smooth and still have three ears.",
        "smiling": "Among the stripes there are shapes that one could name: lips, rows of teeth, "
        "folds. This network had to say *what* it sees, and so it had to look at what is there.",
    }
    return View(
        f"The number: by how many standard deviations a channel answers more to {first} than to "
        f"{second}. The most telling one has {most:.1f}. {words[choice]}",
        link_to("training", {"run": family_recorded(context, FAMILY).name}),
        pictures,
    )


@cache
def worked_out() -> Path:
    """Return the folder in which it stands what the judge of what ships looks for.

    Raises:
        FacegenError: If there is none.
    """
    for found in sorted(CHECKPOINTS.glob("*/judge/judge.json")):
        return found.parent
    raise FacegenError(
        "For the generator that ships here nobody has worked out what its judge looked for; "
        "python -m facegen.training.outcome.telling does."
    )
