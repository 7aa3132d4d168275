"""What is known beforehand is what the story then says and shows."""

import subprocess
import sys

from facegen.answers.context import BUNDLED, Context
from facegen.answers.story import beginning
from facegen.answers.story.first import first_faces
from facegen.answers.story.told import STEPS
from tests.answers.story.test_first import alike

LIGHT = """
import sys
from facegen.answers.story.beginning import shipped_faces
print(len(shipped_faces()), *(name for name in ("torch", "cv2", "numpy") if name in sys.modules))
"""


def test_the_words_are_those_of_the_first_step():
    assert (STEPS[0].title, STEPS[0].text) == (beginning.STEP_TITLE, beginning.STEP_TEXT)


def test_the_faces_that_ship_are_those_of_the_bundled_dataset(context: Context):
    assert context.default == BUNDLED
    assert alike(beginning.shipped_faces(), first_faces(context, BUNDLED))


def test_they_are_known_before_anything_heavy_is_imported():
    told = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["6"]
