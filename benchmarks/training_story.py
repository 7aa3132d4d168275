"""Two finished runs side by side: one table of their reports, curves, and samples through time.

python -m facegen.training start --data STORE --run runs/s --preset s --kimg 187
python -m facegen.training start --data STORE --run runs/simple --preset simple --kimg 181
python -m facegen.training export runs/s --out made/s        # and the other
python -m facegen.evaluation report made/s --store STORE     # and the other
python -m benchmarks.training_story runs/s made/s runs/simple made/simple --out story
"""

import argparse
import json
from pathlib import Path
from typing import Any

from facegen.evaluation.card import figure
from facegen.images import encode
from facegen.models.checkpoint import load_checkpoint
from facegen.svg import lines
from facegen.training.runs import Run
from facegen.training.story import SHOWN, chosen, through_time

POINTS = 10


def main() -> None:
    """Write README.md, curves and pictures into a folder."""
    options = argparse.ArgumentParser(description=__doc__)
    for name in ("run", "checkpoint", "other_run", "other_checkpoint"):
        options.add_argument(name, type=Path)
    options.add_argument("--out", type=Path, required=True)
    given = options.parse_args()
    runs = [Run.open(given.run), Run.open(given.other_run)]
    folders = (given.checkpoint, given.other_checkpoint)
    images = [load_checkpoint(folder).facts["training"]["images"] for folder in folders]
    reports = [json.loads((folder / "evaluation.json").read_text()) for folder in folders]
    given.out.mkdir(parents=True, exist_ok=True)
    for name, drawing in curves(runs).items():
        (given.out / f"{name}.svg").write_text(drawing)
    for run in runs:
        (given.out / f"{run.config.preset}.webp").write_bytes(
            encode(through_time(run, chosen(run.snapshots())), "webp")
        )
    (given.out / "README.md").write_text(story(runs, images, reports, curves(runs)))


def story(
    runs: list[Run], images: list[int], reports: list[dict[str, Any]], drawn: dict[str, str]
) -> str:
    """Write the page."""
    names = [run.config.preset for run in runs]
    seen = " and ".join(f"{n} after {i:,} images" for n, i in zip(names, images, strict=True))
    head = f"| Measure | {names[0]} | {names[1]} | Floor |"
    rows = [
        f"| {ours['title']} | {figure(ours['value'])} | {figure(theirs['value'])} "
        f"| {figure(ours['floor'])} |"
        for ours, theirs in zip(reports[0]["measures"], reports[1]["measures"], strict=True)
    ]
    parts = [
        f"# Presets {names[0]} and {names[1]}, given the same minutes",
        f"{seen}, made by `python -m benchmarks.training_story`. At the rates of "
        "`python -m benchmarks.training_speed` on two otherwise idle cores that is one time for "
        "both. A floor is what real held-out faces score in the samples' place.",
        "\n".join([head, "|---|---:|---:|---:|", *rows]),
        *(f"![{name}]({name}.svg)" for name in drawn),
        *(f"{words(run)}\n\n![{run.config.preset}]({run.config.preset}.webp)" for run in runs),
    ]
    return "\n\n".join(parts) + "\n"


def words(run: Run) -> str:
    """Say what the rows of the picture are."""
    rows = ", ".join(f"{images:,}" for images in chosen(run.snapshots()))
    return f"{run.config.preset}: the same {SHOWN} latents, uncurated, after {rows} images."


def curves(runs: list[Run]) -> dict[str, str]:
    """Draw both losses of the first run, its sign accuracy, and the distance of both runs."""
    name = runs[0].config.preset
    losses = points(runs[0], "loss_discriminator", "loss_generator")
    signs = points(runs[0], "sign_train", "sign_held_out")
    far = [points(run, "frechet_random") for run in runs]
    both = sorted(set(far[0]) & set(far[1])) or sorted(far[0])
    nearest = [{x: line[min(line, key=lambda y: abs(y - x))][0] for x in both} for line in far]
    return {
        "losses": plot(f"Losses of {name}", losses, ("discriminator", "generator")),
        "signs": plot(
            f"Real faces the discriminator of {name} takes for real",
            signs,
            ("train", "held out"),
        ),
        "distance": lines(
            "Light Fréchet distance in random features",
            "thousand images",
            [round(x / 1000) for x in both],
            {
                run.config.preset: list(line.values())
                for run, line in zip(runs, nearest, strict=True)
            },
        ),
    }


def points(run: Run, *keys: str) -> dict[int, tuple[float, ...]]:
    """Return some values of a run at about `POINTS` moments, by images seen."""
    rows = [row for row in run.metrics() if row["images"] and all(key in row for key in keys)]
    step = -(-len(rows) // POINTS)
    return {row["images"]: tuple(row[key] for key in keys) for row in rows[step - 1 :: step]}


def plot(title: str, values: dict[int, tuple[float, ...]], names: tuple[str, str]) -> str:
    """Draw two lines over the images seen."""
    x = [round(images / 1000) for images in values]
    series = dict(zip(names, map(list, zip(*values.values(), strict=True)), strict=True))
    return lines(title, "thousand images", x, series)


if __name__ == "__main__":
    main()
