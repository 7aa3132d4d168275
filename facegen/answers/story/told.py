"""The story as it is told: every step in order, found by its key, and answered."""

from dataclasses import replace

from facegen.answers.context import BUNDLED, Context
from facegen.answers.links import link_to
from facegen.answers.story.beginning import TAB
from facegen.answers.story.step import Step
from facegen.answers.story.table.averages import AVERAGES
from facegen.answers.story.table.chances import CHANCES
from facegen.answers.story.table.drawing import DRAWING
from facegen.answers.story.table.networks import NETWORKS
from facegen.answers.story.view import View
from facegen.errors import QueryError

STEPS: tuple[Step, ...] = (*AVERAGES, *CHANCES, *DRAWING, *NETWORKS)
MOST_CHOICE = 200
"""Characters of a choice that is looked at."""


def step_named(key: str) -> Step:
    """Return a step; the empty key names the first.

    Raises:
        QueryError: If there is none of that name.
    """
    found = next((step for step in STEPS if step.key == key or not key), None)
    if found is None:
        known = ", ".join(step.key for step in STEPS)
        raise QueryError(f"The story has no step '{key[:40]}'; choose from {known}.")
    return found


def check_choice(step: Step, choice: str) -> None:
    """Refuse what cannot be chosen in a step; its own answer looks closer where it is free.

    Raises:
        QueryError: Naming what can be.
    """
    known = [key for key, _ in step.choices]
    if len(choice) > MOST_CHOICE or not (step.is_free or choice in known or choice == step.first):
        raise QueryError(
            f"In the step '{step.key}' one can choose {', '.join(known)}, not '{choice[:40]}'."
        )


def answer(context: Context, key: str, choice: str, store: str) -> View:
    """Answer a step.

    Args:
        context: The datasets.
        key: Of the step.
        choice: What was chosen in it; empty takes what is chosen at first.
        store: Key of the dataset; where its faces lack what the step asks for, the faces that ship
            with the project are taken.

    Raises:
        QueryError: If there is no such step or choice.
        StoreError: If there is no such dataset.
    """
    step = step_named(key)
    choice = choice or step.first
    check_choice(step, choice)
    known = context.population(store).store.attribute_names
    store = store if set(step.attributes) <= set(known) else BUNDLED
    manifest = context.population(store).store.manifest
    faces = f"{manifest.title} · {manifest.count:,}"
    return replace(step.answer(context, store, choice), faces=faces if step.of_dataset else "")


def link(step: str, choice: str = "", store: str = "") -> str:
    """Write the link that opens the story at a step."""
    return link_to(TAB, {"store": store, "step": step, "choice": choice})
