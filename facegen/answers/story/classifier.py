"""Answers about a classifier that was turned round: attributes in, a picture out."""

from functools import cache

from facegen.answers.context import Context
from facegen.answers.links import link_to
from facegen.answers.portraits import PortraitRequest, portrait
from facegen.answers.story.averages import average_link
from facegen.answers.story.recorded import family_recorded, few_samples, smooth
from facegen.answers.story.view import Picture, Plot, View
from facegen.attributes import Query
from facegen.counting import counted, percent
from facegen.evaluation.sharpness import finest
from facegen.metrics import Metric
from facegen.models.category_net import CategoryNet
from facegen.shipped import checkpoint
from facegen.statistics.selection import Selection

FAMILY = "category_net"
SMILING = "Smiling"
FACES = 64
"""With so many faces the detail of its pictures is compared."""


@cache
def category_net() -> CategoryNet:
    """Load the category net that ships with facegen, once."""
    return CategoryNet.load(checkpoint("category"))


def turned(context: Context, store: str, choice: str) -> View:
    """Ask the category net for a face that smiles so much, beside the mean of those who do.

    Args:
        context: The datasets.
        store: Key of the dataset.
        choice: How much it is to smile, 0 to 100.
    """
    share = int(choice) / 100
    population = context.population(store)
    sides = [population.select(query) for query in (Query((), (SMILING,)), Query((SMILING,)))]
    names = category_net().config.attributes
    attributes = {
        name: (1 - share) * usual(sides[0], name) + share * usual(sides[1], name) for name in names
    }
    (image,) = category_net().paint([attributes])
    asked = PortraitRequest(store, balance=SMILING, share=share)
    mean = portrait(context, asked).image
    rows = population.select(sample_size=FACES).rows
    detail = finest(image[None], population.store.faces[rows])
    return View(
        f"*Smiling: {share:g}.* Left of the line what the network paints, right of it the mean of "
        f"the faces, {percent(share)} of them smiling. In its finest detail the painted one varies "
        f"{percent(detail)} as much as faces do: where every face has something else, a hair, a "
        "background, the least wrong colour is the one in the middle.",
        average_link(asked),
        (
            Picture(image, f"A painted face, smiling {share:g}", "Painted by the network",
                    f"told {len(names)} attributes"),
            Picture(mean, f"The mean face, {percent(share)} of it smiling", "Mean of the faces",
                    f"{percent(share)} smiling"),
        ),
    )  # fmt: skip


def usual(selection: Selection, name: str) -> float:
    """Return 1 where most of some faces have an attribute, else 0."""
    names = selection.population.store.attribute_names
    if name not in names:
        return 0.0
    return float(selection.attribute_supports[names.index(name)] * 2 > selection.support)


def taught(context: Context, store: str, choice: str) -> View:
    """Show what the category net painted after some share of its training."""
    run = family_recorded(context, FAMILY)
    image, px, images, last = few_samples(run, int(choice) / 100)
    lines = run.run.metrics()
    curves = (
        smooth(lines, Metric.DIFFERENCE_TRAIN, "faces it learned from", "painter"),
        smooth(lines, Metric.DIFFERENCE_HELD_OUT, "faces it never saw", "quiet"),
    )
    plot = Plot(
        "How far its pictures are from the faces, mean square",
        "pictures seen",
        curves,
        mark=float(images),
        ticks=(0.0, float(last)),
    )
    first, now = curves[0].y[0], curves[0].y[-1]
    title = f"After {counted(images, 'picture')}" if images else "Before the first picture"
    return View(
        f"The difference falls from {first:.2f} to {now:.2f}, and no further however long one "
        "goes on: what is left is how much faces with the same attributes differ from each other. "
        "Nobody told it which of them to paint.",
        link_to("training", {"run": run.name}),
        (Picture(image, f"Nine pictures. {title}", title, f"{px} px, nine lists of attributes"),),
        plot=plot,
    )
