"""From a trained attribute network to its checkpoint: thresholds, measures, model card.

    python -m facegen.training.attributes.trainer --store S --run R --out checkpoints/attributes

This module knows nothing of how the network was trained but what it is told to write down.
"""

import dataclasses
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from huggingface_hub import EvalResult

from facegen.data.store import FaceStore
from facegen.files import write_whole
from facegen.models.attribute_net import AttributeNet
from facegen.models.description import CARD, WEIGHTS
from facegen.models.licences import CELEBA, header_of, licence_of, of_celeba


@dataclass(frozen=True)
class Score:
    """How well one attribute is told, on held-out faces.

    Attributes:
        frequency: Share of faces that have it.
        accuracy: Share told rightly, called present where p > 0.5.
        balanced_accuracy: Mean of the shares told rightly among those with and those without it.
        balanced_at_threshold: The same, called present above the calibrated threshold.
    """

    frequency: float
    accuracy: float
    balanced_accuracy: float
    balanced_at_threshold: float


def calibrate(logits: np.ndarray, labels: np.ndarray) -> tuple[float, ...]:
    """Return thresholds above which as many faces count as showing an attribute as have it.

    Halfway between the last logit counted and the first one not, so that rounding moves none.

    Args:
        logits: float32 (faces, attributes).
        labels: bool (faces, attributes).
    """
    positives, columns = labels.sum(axis=0), np.arange(labels.shape[1])
    ranked = np.sort(logits.astype(np.float64), axis=0)[::-1]
    ranked = np.concatenate([ranked[:1] + 1, ranked, ranked[-1:] - 1])
    between = (ranked[positives, columns] + ranked[positives + 1, columns]) / 2
    return tuple(round(float(value), 4) for value in between)


def score(
    logits: np.ndarray, labels: np.ndarray, thresholds: tuple[float, ...]
) -> tuple[Score, ...]:
    """Score every attribute; an attribute all or no faces have counts as balanced by the rest."""

    def balanced(called: np.ndarray) -> np.ndarray:
        with_it = (called & labels).sum(axis=0) / np.maximum(labels.sum(axis=0), 1)
        without = (~called & ~labels).sum(axis=0) / np.maximum((~labels).sum(axis=0), 1)
        return (with_it + without) / 2

    called = logits > 0
    columns = (
        labels.mean(axis=0),
        (called == labels).mean(axis=0),
        balanced(called),
        balanced(logits > np.array(thresholds)),
    )
    return tuple(
        Score(*(round(float(v), 4) for v in values)) for values in zip(*columns, strict=True)
    )


def export(
    network: AttributeNet, store: FaceStore, folder: Path, recipe: Mapping[str, Any]
) -> None:
    """Write the checkpoint of a trained network, measured as it is written: in half precision.

    Args:
        network: Trained.
        store: Its valid partition sets the thresholds and is what is measured.
        folder: Made if it is not there.
        recipe: How it was trained, for `config.json` and the card.
    """
    rows = store.rows_in("valid")
    labels = store.attributes_of(rows)
    logits = network.half().float().eval().describe(store.faces[rows]).logits
    thresholds = calibrate(logits, labels)
    final = AttributeNet(dataclasses.replace(network.config, thresholds=thresholds))
    final.load_state_dict(network.state_dict())
    scores = score(logits, labels, thresholds)
    final.facts = {
        "recipe": dict(recipe),
        "data": {"title": store.manifest.title, "notice": store.manifest.notice},
        "trained_on": len(store.rows_in("train")),
        "measured_on": len(rows),
        "accuracy": round(float(np.mean([s.accuracy for s in scores])), 4),
        "balanced_accuracy": round(float(np.mean([s.balanced_accuracy for s in scores])), 4),
        "majority_accuracy": round(float(np.maximum(labels.mean(0), 1 - labels.mean(0)).mean()), 4),
        "scores": {
            name: dataclasses.asdict(s)
            for name, s in zip(store.attribute_names, scores, strict=True)
        },
    }
    final.save_pretrained(folder)
    final.facts["weights_sha256"] = hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest()
    final.save_pretrained(folder)
    write_whole(folder / CARD, card(final).encode())


def card(network: AttributeNet) -> str:
    """Write the model card from what the network says of itself."""
    facts, config = network.facts, network.config
    parameters = sum(p.numel() for p in network.parameters())
    rows = "\n".join(
        f"| {name.replace('_', ' ')} | {100 * s['frequency']:.1f} | {100 * s['accuracy']:.1f} "
        f"| {100 * s['balanced_accuracy']:.1f} | {100 * s['balanced_at_threshold']:.1f} "
        f"| {threshold:+.2f} |"
        for (name, s), threshold in zip(facts["scores"].items(), network.thresholds, strict=True)
    )
    recipe = ", ".join(f"{name.replace('_', ' ')} {v}" for name, v in facts["recipe"].items())
    learned = of_celeba(facts["data"])
    header = header_of(network.family, facts["data"])
    if learned:
        header.model_name = "attributes"
        header.eval_results = [
            EvalResult(
                task_type="image-classification",
                dataset_type=CELEBA,
                dataset_name="CelebA, held-out faces",
                dataset_split="valid",
                metric_type=kind,
                metric_value=facts[kind],
            )
            for kind in ("accuracy", "balanced_accuracy")
        ]
    return _CARD.format(
        header=header.to_yaml(),
        parameters=parameters / 1e6,
        rows=rows,
        source="CelebA" if learned else facts["data"]["title"],
        celeba=_OF_CELEBA if learned else "",
        licence=licence_of(facts["data"]),
        limits=_LIMITS_OF_CELEBA if learned else _LIMITS,
        recipe=recipe,
        attributes=len(config.attributes),
        features=config.feature_size,
        size=config.size_px,
        version=config.version,
        accuracy=100 * facts["accuracy"],
        majority=100 * facts["majority_accuracy"],
        balanced=100 * facts["balanced_accuracy"],
        trained_on=facts["trained_on"],
        measured_on=facts["measured_on"],
        weights=facts["weights_sha256"],
    )


_CARD = """---
{header}
---

# Attribute network {version}

The {attributes} attributes of an aligned face of {size} x {size} px, and {features} features in
which sets of faces are compared ("FD-attributes {version}"; never FID, which lives in the features
of another network). A residual network of {parameters:.2f} M parameters, kept in half precision.

```python
import facegen

network = facegen.load("attributes")
description = network.describe(faces)  # uint8 (n, {size}, {size}, 3) -> logits, features
shown = description.logits > network.thresholds
```

## Data and licence

Trained on {trained_on:,} aligned faces of the train partition, measured on {measured_on:,} of the
valid partition of: {source}{celeba}.

{licence}

## Recipe

Binary cross-entropy, AdamW, one cycle of the rate, weights averaged over time; mirror images, small
turns, shifts and scalings, changes of light and colour, and holes cut into the picture.
In figures: {recipe}.

    python -m facegen.training.attributes.trainer --store STORE --run RUN \\
        --out checkpoints/attributes

## Measures

On the held-out faces, of weights in half precision: accuracy **{accuracy:.2f} %** (always guessing
the commoner answer gives {majority:.2f} %), balanced accuracy {balanced:.2f} %. "Present" means
p > 0.5 in the first two columns; in the last the logit's threshold, set so that on the held-out
faces as many count as showing an attribute as are labelled with it. The thresholds are set on the
faces they are measured on, so their column is a little too good for rare attributes.

| Attribute | of faces, % | accuracy, % | balanced accuracy, % | at threshold, % | threshold |
|---|---:|---:|---:|---:|---:|
{rows}

Weights: SHA-256 `{weights}`.

## Limits and biases

{limits} Rare attributes are
told far worse than their accuracy suggests; read the balanced column. Do not use it to judge,
sort or identify people. It knows aligned faces alone and says something about any picture.
"""
_OF_CELEBA = """, which share no person; the crop is the 148 px square
about the face"""
_LIMITS_OF_CELEBA = """\
The labels are what paid annotators thought of celebrities' photographs, and are often wrong or at
odds with each other; some ("Attractive", "Big Nose", "Chubby") are opinions of a stranger and no
property of a person. The network repeats them, and the photographs' slant with them: mostly young
faces turned to the camera; and labels that go together in the data (make-up and not Male, Young and
Attractive) go together in its answers."""
_LIMITS = """\
The labels are those that came with the faces, right or wrong. The network repeats them, and the
slant of those faces with them; and labels that go together there go together in its answers."""
