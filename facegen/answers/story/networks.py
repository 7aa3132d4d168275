"""Answers about networks: how one learned to paint, and what its numbers do."""

from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import parse_qsl

from facegen.answers.context import BUNDLED, Context
from facegen.answers.links import link_to
from facegen.answers.reading import picture_of, readings_of
from facegen.answers.runs.milestones import FACES, LEARNED, samples_in
from facegen.answers.runs.watched import grids_of
from facegen.answers.story.recorded import (
    Lines,
    ahead,
    family_recorded,
    few_samples,
    smooth,
    taken_for_real,
)
from facegen.answers.story.view import Colour, Picture, Plot, Row, Shares, View
from facegen.attributes import in_words
from facegen.checks import known_names
from facegen.counting import counted, percent
from facegen.decoding import decode
from facegen.evaluation.milestones import milestones
from facegen.latent.recipe import FIELDS, Recipe
from facegen.latent.request import Face
from facegen.metrics import Metric

FAMILY = "msg_gan"
LOSSES: tuple[tuple[str, str, Colour], ...] = (
    (Metric.LOSS_DISCRIMINATOR, "judge", "judge"),
    (Metric.LOSS_GENERATOR, "painter", "painter"),
)


def learning(context: Context, store: str, choice: str) -> View:
    """Show what a network painted after some share of its training."""
    run = family_recorded(context, FAMILY)
    image, px, images, last = few_samples(run, int(choice) / 100)
    lines, found = run.run.metrics(), _milestones(context)
    curves = tuple(smooth(lines, *loss) for loss in LOSSES)
    plot = Plot(
        "Losses: what each lost to the other",
        "pictures seen; shaded: who of the two does better than usual",
        curves,
        mark=float(images),
        ticks=(0.0, float(last)),
        bands=ahead(lines),
        names=tuple((float(at), LEARNED[name]) for name, at in found.items() if at is not None),
    )
    title = f"After {counted(images, 'picture')}" if images else "Before the first picture"
    return View(
        f"{_told(lines, images)} {_learned(found, images)}",
        link_to("training", {"run": run.name}),
        (Picture(image, f"Nine samples. {title}", title, f"{px} px, the same nine latents"),),
        plot=plot,
    )


@lru_cache(maxsize=4)
def _milestones(context: Context) -> dict[str, int | None]:
    """Find when the recorded run got what right, beside faces that are cut as its own are."""
    grids = grids_of(family_recorded(context, FAMILY).run.folder)
    px = max(grids)
    moments = {
        images: samples_in(decode(path.read_bytes(), shortest_px=1), px)
        for images, path in grids[px].items()
    }
    population = context.population(BUNDLED)
    return milestones(moments, population.store.faces[population.select(sample_size=FACES).rows])


def _told(lines: Lines, images: int) -> str:
    """Say who was ahead around a moment."""
    taken = taken_for_real(lines, images)
    if taken is None:
        return (
            "Nobody has learned anything yet. The painter turns random numbers into colours that "
            "mean nothing; the judge has never seen a face."
        )
    real, painted = taken
    judged = "They keep each other busy: neither wins."
    if painted < 0.05:
        judged = "The judge is far ahead: nearly everything painted is found out."
    return (
        f"Of real faces the judge takes {percent(real)} for real, of painted ones "
        f"{percent(painted)}. {judged}"
    )


def _learned(found: Mapping[str, int | None], images: int) -> str:
    """Say what was there by some moment."""
    there = [LEARNED[name] for name, at in found.items() if at is not None and at <= images]
    missing = [words for words in LEARNED.values() if words not in there]
    by_now = f"There by now, as measured: *{', '.join(there)}*." if there else ""
    to_come = f"Not there yet: {', '.join(missing)}." if missing else ""
    return f"{by_now} {to_come}".strip()


TRAITS = ("Smiling", "Young", "Male", "Eyeglasses", "Blond_Hair", "Wavy_Hair")


def turn(context: Context, store: str, choice: str) -> View:
    """Paint the face of some settings, and read in it what the attribute network sees.

    Args:
        context: The generators.
        store: Not needed.
        choice: Fields of a face as its link has them, such as `seed=7&attributes=Smiling:1.5`.

    Raises:
        QueryError: If a field means nothing.
    """
    fields = dict(parse_qsl(choice))
    known_names(fields, FIELDS)
    face = Face(Recipe.read(fields))
    image = context.renderer.do("", lambda opened: picture_of(face, opened)).result()
    (seen,) = readings_of(image[None])
    rows = tuple(Row(in_words(name), (seen[name],)) for name in TRAITS if name in seen)
    return View(
        "Nobody has this face. Every slider walks in one direction through the network's numbers; "
        "what moves along with it is what went along with it in the data.",
        link_to("latent", face.fields()),
        (Picture(image, "A painted face", f"Seed {face.recipe.seed}"),),
        shares=(Shares("What another network sees", rows),),
    )
