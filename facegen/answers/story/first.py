"""First: the pictures the story begins with, made before anybody asks for the page.

Who opens the page sees them in its very first answer. Nobody waits for that: until they are made,
the page begins without them.
"""

import threading
from contextlib import suppress
from dataclasses import dataclass

from facegen.answers.context import Context
from facegen.answers.story.told import STEPS, answer
from facegen.errors import FacegenError
from facegen.images import data_uri


@dataclass(frozen=True)
class FirstFace:
    """A picture as markup has it: its address, and what it shows."""

    src: str
    alt: str


class FirstFaces:
    """The pictures of the first step over the dataset that the page opens with.

    Args:
        context: The datasets and generators.
    """

    def __init__(self, context: Context) -> None:
        """Nothing is made yet."""
        self.context = context
        self.faces: tuple[FirstFace, ...] = ()

    def prepare(self) -> None:
        """Make them; as WebP, six of which are as large as one PNG.

        Raises:
            FacegenError: If the dataset or the generator cannot be opened.
        """
        shown = answer(self.context, STEPS[0].key, "", self.context.default)
        self.faces = tuple(
            FirstFace(data_uri(one.image, "webp"), one.alt) for one in shown.pictures
        )

    def prepare_aside(self) -> None:
        """Make them in a thread of its own; where that cannot be, the story will say why."""

        def work() -> None:
            with suppress(FacegenError):
                self.prepare()

        threading.Thread(target=work, name="facegen-first-faces", daemon=True).start()
