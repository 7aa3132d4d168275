"""What a run's numbers mean, told with the numbers themselves."""

from collections.abc import Mapping, Sequence
from typing import Any

CLOSE = 1.5
"""Times the floor below which samples pass for faces, in that measure."""
GAP = 0.1
"""Share of faces by which the discriminator must know its own better to be called overfitted."""


def explain_run(summary: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> list[str]:
    """Tell in a few sentences what a run shows.

    Args:
        summary: Of the run: `trained_on`, `pace` and the rest.
        lines: Its metrics.
    """
    told = [_losses(lines), _signs(lines), _distance(lines), _amount(summary)]
    return [sentence for sentence in told if sentence]


def _losses(lines: Sequence[Mapping[str, Any]]) -> str:
    recent = [line["loss_generator"] for line in lines[-20:] if "loss_generator" in line]
    if len(recent) < 2:
        return ""
    return (
        "Two networks learn against each other: the generator's loss is high while the "
        "discriminator catches its samples, and the reverse. So the losses swing (the generator's "
        f"between {min(recent):.2f} and {max(recent):.2f} over the last {len(recent)} lines) and "
        "neither falls to zero; progress shows in the samples and in the Frechet distance."
    )


def _signs(lines: Sequence[Mapping[str, Any]]) -> str:
    known = [line for line in lines if "sign_train" in line]
    if not known:
        return ""
    ours = known[-1]["sign_train"]
    told = f"Sign accuracy: the discriminator takes {ours:.0%} of faces it trains on for real"
    if "sign_held_out" not in known[-1]:
        return told + "; these faces have no held-out part to compare with."
    others = known[-1]["sign_held_out"]
    told += f" and {others:.0%} of faces it never saw."
    if ours - others > GAP:
        return told + " It begins to know its faces by heart; stronger augmentation would help."
    return told + " They are close, so it does not know its faces by heart."


def _distance(lines: Sequence[Mapping[str, Any]]) -> str:
    known = [line for line in lines if "frechet_random" in line]
    if not known:
        return ""
    first, now = known[0]["frechet_random"], known[-1]["frechet_random"]
    told = (
        f"The Frechet distance (features of a random network, so not FID) went from {first:.3g} "
        f"to {now:.3g}"
    )
    floor = known[-1].get("frechet_random_floor")
    if not floor:
        return told + "."
    if now < CLOSE * floor:
        return told + f"; real held-out faces score {floor:.3g}, which is no longer far."
    return told + f"; real held-out faces score {floor:.3g}, {now / floor:.3g} times as low."


def _amount(summary: Mapping[str, Any]) -> str:
    if not summary.get("images") or not summary.get("trained_on"):
        return ""
    seen = summary["images"] / summary["trained_on"]
    return (
        f"So far it was shown {summary['images']:,} pictures, each of its "
        f"{summary['trained_on']:,} faces {seen:.3g} times on average."
    )
