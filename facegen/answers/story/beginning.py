"""The beginning: what the story opens with, known before anything that answers is imported."""

import json
from dataclasses import dataclass
from importlib.resources import files

TAB = "story"
QUESTION = "How does a computer come to paint a face?"
ABOUT = "A story in small steps. Scroll, and do the one thing that each step asks for."
STEP_TITLE = "Which of these did a network paint?"
STEP_TEXT = (
    "Look for two seconds, then click a picture. No zooming in.",
    "This page is about how that can be done at all: how a computer that was only shown pictures "
    "of faces comes to make new ones. It starts with adding up and dividing. The other tabs are "
    "the workbench: what you meet here can be taken there, and tried on.",
)
FACES = "first_faces.json"
"""Beside this module: the pictures of the first step over the bundled faces."""


@dataclass(frozen=True)
class FirstFace:
    """A picture as markup has it: its address, and what it shows."""

    src: str
    alt: str


def shipped_faces() -> tuple[FirstFace, ...]:
    """Return the pictures of the first step over the bundled faces, which ship as they are."""
    text = (files("facegen.answers.story") / FACES).read_text(encoding="utf-8")
    return tuple(FirstFace(**face) for face in json.loads(text))
