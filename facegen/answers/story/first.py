"""First: the pictures the story begins with, made before anybody asks for the page.

Who opens the page sees them in its very first answer. Nobody waits for that: until they are made,
the page begins without them. Those of the bundled faces ship; others that ship are followed by

    python -m facegen.answers.story.first
"""

import argparse
import threading
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from facegen.answers.context import Context
from facegen.answers.story.beginning import FACES, FirstFace, shipped_faces
from facegen.answers.story.told import STEPS, answer
from facegen.config import Settings
from facegen.data.named import BUNDLED
from facegen.errors import FacegenError
from facegen.files import write_json
from facegen.images import data_uri


class FirstFaces:
    """The pictures of the first step over the dataset that the page opens with.

    Args:
        context: The datasets and generators.
    """

    def __init__(self, context: Context) -> None:
        """Nothing is made yet."""
        self.context = context
        self.faces = shipped_faces() if context.default == BUNDLED else ()

    def prepare_aside(self) -> threading.Thread:
        """Make those that don't ship in a thread; where that cannot be, the story will say why."""

        def work() -> None:
            with suppress(FacegenError):
                self.faces = self.faces or first_faces(self.context, self.context.default)

        thread = threading.Thread(target=work, name="facegen-first-faces", daemon=True)
        thread.start()
        return thread


def first_faces(context: Context, store: str) -> tuple[FirstFace, ...]:
    """Make the pictures; as WebP, six of which are as large as one PNG.

    Args:
        context: The datasets and generators.
        store: Key of the dataset.

    Raises:
        FacegenError: If the dataset or the generator cannot be opened.
    """
    shown = answer(context, STEPS[0].key, "", store)
    return tuple(FirstFace(data_uri(one.image, "webp"), one.alt) for one in shown.pictures)


def main() -> None:
    """Make anew those that ship."""
    argparse.ArgumentParser(description="Make the shipped first faces anew.").parse_args()
    made = first_faces(Context(Settings.from_environment({})), BUNDLED)
    write_json(Path(__file__).with_name(FACES), [asdict(face) for face in made])


if __name__ == "__main__":
    main()
