"""A step of the story: its words, the one thing to do in it, and how it is answered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from facegen.answers.context import Context
from facegen.answers.story.view import View

StepControl = Literal["buttons", "slider", "pixels", "faces", "own"]
Answer = Callable[[Context, str, str], View]
"""Given the datasets, the key of one, and what was chosen, answer; raises FacegenError."""


@dataclass(frozen=True)
class Step:
    """One step.

    Attributes:
        key: What links call it.
        title: A question, or a claim to try.
        text: Paragraphs; words between asterisks are emphasised.
        action: What to do, in words.
        choices: What can be chosen: each a key and its label; the slider has them in order.
        answer: Works out what a choice shows.
        control: How it is chosen. `buttons` and `slider` choose one of `choices`; `pixels` writes
            three pictures of four pixels, and `faces` the settings of a face, as a text; `own`
            chooses one of `choices` for pictures that a visitor may bring.
        first: What is chosen at first; empty asks first and answers once something is chosen.
        attributes: Those the faces must have; another dataset is taken where they don't.
        quiz: Whether the choices are guesses, of which one is right.
        of_dataset: Whether it shows faces of the dataset; not so dots, and what networks painted.
        text_at_home: Further paragraphs, where a reader's own pictures are kept.
    """

    key: str
    title: str
    text: tuple[str, ...]
    action: str
    choices: tuple[tuple[str, str], ...]
    answer: Answer
    control: StepControl = "buttons"
    first: str = ""
    attributes: tuple[str, ...] = ()
    quiz: bool = False
    of_dataset: bool = True
    text_at_home: tuple[str, ...] = ()

    @property
    def is_free(self) -> bool:
        """Whether a choice is a text of its own, and not the key of one of the choices."""
        return self.control in ("pixels", "faces")

    def shown(self, keeps: bool = False) -> "ShownStep":
        """Return what the script reads of it; `keeps`: where a reader's own pictures are kept."""
        return ShownStep(
            key=self.key,
            title=self.title,
            text=self.text + (self.text_at_home if keeps else ()),
            action=self.action,
            choices=self.choices,
            control=self.control,
            first=self.first,
            quiz=self.quiz,
        )


@dataclass(frozen=True)
class ShownStep:
    """A step as the script reads it: all but how it is answered; each field as `Step` has it."""

    key: str
    title: str
    text: tuple[str, ...]
    action: str
    choices: tuple[tuple[str, str], ...]
    control: StepControl
    first: str
    quiz: bool
