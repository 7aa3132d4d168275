"""What a run's numbers mean, told with the numbers themselves."""

from collections.abc import Mapping, Sequence
from typing import Any

from facegen.answers.runs.view import ShownState
from facegen.counting import counted, percent
from facegen.metrics import Metric

STATE_WORDS: Mapping[ShownState, str] = {
    "training": "Training",
    "paused": "Paused",
    "stopped": "Stopped",
    "interrupted": "Interrupted",
    "finished": "Finished",
    "queued": "Waiting",
    "starting": "Starting",
    "recorded": "Recorded",
    "unreadable": "Cannot be read",
    "failed": "Failed",
    "silent": "No sign of life",
    "elsewhere": "On another machine",
    "new": "Not begun",
}
CLOSE = 1.5
"""Times the floor below which samples pass for faces, in that measure."""
GAP = 0.1
"""Share of faces by which the discriminator must know its own better to be called overfitted."""


def explain_run(
    images: int, trained_on: int, lines: Sequence[Mapping[str, Any]]
) -> tuple[str, ...]:
    """Tell in a few sentences what a run shows.

    Args:
        images: Training images it has seen.
        trained_on: Faces it learns from.
        lines: Its metrics.
    """
    sentences = (_losses(lines), _signs(lines), _distance(lines), _amount(images, trained_on))
    return tuple(sentence for sentence in sentences if sentence)


def _losses(lines: Sequence[Mapping[str, Any]]) -> str:
    recent = [line[Metric.LOSS_GENERATOR] for line in lines[-20:] if Metric.LOSS_GENERATOR in line]
    if len(recent) < 2:
        return ""
    return (
        "Two networks learn against each other: the generator's loss is high while the "
        "discriminator catches its samples, and the reverse. So the losses swing (the generator's "
        f"between {min(recent):.2f} and {max(recent):.2f} over the last {len(recent)} lines) and "
        "neither falls to zero; progress shows in the samples and in the Frechet distance."
    )


def _signs(lines: Sequence[Mapping[str, Any]]) -> str:
    known = [line for line in lines if Metric.SIGN_TRAIN in line]
    if not known:
        return ""
    ours = known[-1][Metric.SIGN_TRAIN]
    told = f"Sign accuracy: the discriminator takes {percent(ours)} of faces it trains on for real"
    if Metric.SIGN_HELD_OUT not in known[-1]:
        return told + "; these faces have no held-out part to compare with."
    others = known[-1][Metric.SIGN_HELD_OUT]
    told += f" and {percent(others)} of faces it never saw."
    if ours - others > GAP:
        return told + " It begins to know its faces by heart; stronger augmentation would help."
    return told + " They are close, so it does not know its faces by heart."


def _distance(lines: Sequence[Mapping[str, Any]]) -> str:
    known = [line for line in lines if Metric.FRECHET_RANDOM in line]
    if not known:
        return ""
    first, now = known[0][Metric.FRECHET_RANDOM], known[-1][Metric.FRECHET_RANDOM]
    told = (
        f"The Frechet distance (features of a random network, so not FID) went from {first:.3g} "
        f"to {now:.3g}"
    )
    floor = known[-1].get(Metric.FRECHET_RANDOM_FLOOR)
    if not floor:
        return told + "."
    if now < CLOSE * floor:
        return told + f"; real held-out faces score {floor:.3g}, which is no longer far."
    return told + f"; real held-out faces score {floor:.3g}, {now / floor:.3g} times as low."


def _amount(images: int, trained_on: int) -> str:
    if not images or not trained_on:
        return ""
    return (
        f"So far it was shown {counted(images, 'picture')}, each of its "
        f"{counted(trained_on, 'face')} {images / trained_on:.3g} times on average."
    )
