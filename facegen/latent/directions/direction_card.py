"""What directions do, to be read and to be looked at: a table in Markdown, and a sheet of faces."""

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont

from facegen.attributes import groups_of, plain
from facegen.images import enlarge
from facegen.latent.directions.directions import AttributeDirection, Directions
from facegen.latent.directions.effects import REACH, Effect
from facegen.latent.mixing import truncate
from facegen.latent.sampling import draw
from facegen.latent.style_space import seeded
from facegen.models.generator import FaceGenerator

FACE_PX = 128
LABEL_PX = 190
STEPS = (-3, -2, -1, 0, 1, 2, 3)
SHEET_SEED = 3_000_000
ALIKE, KEEPS = 0.5, 0.75
SHOWN_COMPONENTS, SHOWN_MOVED = 10, 3


def table_of(directions: Directions, sheet: str) -> str:
    """Write the table of effects, Markdown.

    Args:
        directions: Of a checkpoint.
        sheet: Address of the picture that `sheet_of` drew.
    """
    facts = directions.facts
    attributes = sorted(directions.attributes, key=lambda a: -_gain(a))
    rows = [_attribute_row(attribute) for attribute in attributes]
    components = [
        f"| {number} | {100 * c.variance:.1f} | {100 * c.effect.pixels:.1f} | "
        f"{_moved(c.effect)} | {_percent(c.effect.identity)} |"
        for number, c in enumerate(directions.components[:SHOWN_COMPONENTS])
    ]
    return "\n".join(
        [
            "# Directions",
            "",
            "What to add to a style so that a face changes in one respect. Each was learned from "
            f"{facts['learned_from']:,} of the generator's own faces, labelled by the attribute "
            f"network {facts['network']} (the clearest at either end), and measured on "
            f"{facts['measured_on']} fresh ones, going from {REACH:g} standard deviations one way "
            f"to {REACH:g} the other.",
            "",
            f"![The best five, each from -3 to +3 steps on a face of its own]({sheet})",
            "",
            "Columns: change of the attribute's probability; mean absolute change of the other "
            "attributes' probabilities; those that move most; change of the network's features as "
            "a share of the distance between two strangers. The features stand in for identity, "
            "which no network here knows, and so understate it. The last three columns are of "
            "the same direction taken apart from attributes it moves as well, whose "
            "readings it then leaves exactly as they are.",
            "",
            "| attribute | change, % | others, % | of these most | features, % | "
            "apart from | change, % | others, % |",
            "|---|---:|---:|---|---:|---|---:|---:|",
            *rows,
            "",
            "## Principal components",
            "",
            f"The {SHOWN_COMPONENTS} of {len(directions.components)} that change the picture most, "
            "over the same way; the share of the styles' variance that lies along each, and the "
            "mean absolute change of a pixel.",
            "",
            "| component | variance, % | pixels, % | attributes that move most | features, % |",
            "|---:|---:|---:|---|---:|",
            *components,
            "",
        ]
    )


def drawn_sheet(generator: FaceGenerator, directions: Directions, count: int = 5) -> np.ndarray:
    """Draw the best directions, each at work on a face of its own, from -3 to +3 steps.

    They are taken apart from what they move besides, where that costs no more than a quarter.

    Returns:
        uint8 (count * 128, 190 + 7 * 128, 3), the directions' names on the left.
    """
    chosen = best(directions, count)
    latents = seeded(generator, len(chosen), SHEET_SEED)
    with torch.inference_mode():
        styles = truncate(generator.style(latents), generator.mean_style, 0.7)
    rows = []
    for attribute, style in zip(chosen, styles, strict=True):
        apart = attribute.effect_apart
        keeps = apart is not None and apart.target >= KEEPS * attribute.effect.target
        effect = apart if apart is not None and keeps else attribute.effect
        step = directions.attribute(attribute.name, attribute.entangled if keeps else ())
        steps = torch.tensor(STEPS)[:, None] * step
        faces = [enlarge(face, FACE_PX) for face in draw(generator, style + steps)]
        label = [plain(attribute.name), f"{100 * effect.target:+.0f} points"]
        rows.append(np.hstack([_text(label), *faces]))
    return np.vstack(rows)


def best(directions: Directions, count: int) -> list[AttributeDirection]:
    """Choose directions that do much and little else, and not the same as one chosen already.

    Those of attributes that are a stranger's opinion come last.
    """
    opinions = {a.name for g in groups_of(directions.names) if g.note for a in g.attributes}
    ranked = sorted(directions.attributes, key=lambda a: (a.name in opinions, -_gain(a)))
    chosen: list[AttributeDirection] = []
    for attribute in ranked:
        alike = {name for name, _ in directions.entangled(attribute.name, ALIKE)}
        if not alike & {other.name for other in chosen}:
            chosen.append(attribute)
    chosen += [attribute for attribute in ranked if attribute not in chosen]
    return chosen[:count]


def _gain(attribute: AttributeDirection) -> float:
    """What is reached less what is disturbed."""
    return attribute.effect.target - 2 * attribute.effect.others


def _attribute_row(attribute: AttributeDirection) -> str:
    effect, apart = attribute.effect, attribute.effect_apart
    others = ", ".join(map(plain, attribute.entangled))
    last = " | | " if apart is None else f" | {_percent(apart.target)} | {_percent(apart.others)} "
    return (
        f"| {plain(attribute.name)} | {_percent(effect.target)} | {_percent(effect.others)} | "
        f"{_moved(effect)} | {_percent(effect.identity)} | {others}{last}|"
    )


def _moved(effect: Effect) -> str:
    return ", ".join(
        f"{plain(name)} {100 * change:+.0f}" for name, change in effect.moved[:SHOWN_MOVED]
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f}"


def _text(lines: list[str]) -> np.ndarray:
    label = Image.new("RGB", (LABEL_PX, FACE_PX), (255, 255, 255))
    pen = ImageDraw.Draw(label)
    for number, (line, size) in enumerate(zip(lines, (18, 14), strict=True)):
        font = ImageFont.load_default(size)
        pen.text((12, FACE_PX / 2 - 24 + 26 * number), line, (40, 40, 40), font)
    return np.asarray(label)
