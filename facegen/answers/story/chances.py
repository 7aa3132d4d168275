"""Answers about probability: how often, how sure, and how likely together."""

from collections.abc import Sequence
from functools import lru_cache, partial
from itertools import combinations

import numpy as np

from facegen.answers.context import Context
from facegen.answers.links import link_to
from facegen.answers.portraits import PortraitRequest, portrait
from facegen.answers.reading import readings_of, sureness_of
from facegen.answers.story.averages import average_link, painted, picture_of_portrait
from facegen.answers.story.view import (
    Batches,
    Colour,
    Curve,
    Picture,
    Plot,
    Row,
    Shares,
    View,
    points,
)
from facegen.counting import counted, percent
from facegen.errors import QueryError
from facegen.latent.model import LatentModel
from facegen.latent.recipe import Recipe
from facegen.latent.request import Face
from facegen.statistics.balance import p_data
from facegen.statistics.colour_counts import colour_counts, colour_counts_of_all, shuffled
from facegen.statistics.faces import Mean
from facegen.statistics.minibatches import minibatches
from facegen.statistics.small_pictures import as_rows, joint, marginal

ANIMALS, COUNTS, BATCH = ("dogs", "cats"), (600, 400), 50


def batches(context: Context, store: str, choice: str) -> View:
    """Draw minibatches of dogs and cats in some order."""
    drawn = minibatches(COUNTS, BATCH, choice)
    shares = (drawn == 0).mean(1)
    span = f"{percent(shares.min())} to {percent(shares.max())} dogs"
    words = {
        "folder": "Twelve batches of dogs, then eight of cats. A network that has seen nothing but "
        "dogs for a while does well by always saying *dog*; then all at once it is always wrong.",
        "shuffled": f"Every batch is a small copy of the whole: from {span}, "
        f"around p_data(dog) = {COUNTS[0] / sum(COUNTS):.1f}.",
        "balanced": f"Now p_sample(dog) = 0.5: {span} a batch. "
        "Cats come round more often than there are cats, so that the network gains nothing "
        "by guessing.",
    }
    rows = tuple("".join(map(str, batch)) for batch in drawn.tolist())
    return View(words[choice], batches=Batches(ANIMALS, rows))


def balance(context: Context, store: str, choice: str) -> View:
    """Give men another share of the mean face than they have in the data."""
    share = int(choice) / 100
    asked = PortraitRequest(store, balance="Male", share=share)
    made = portrait(context, asked)
    p = p_data(made.selection, "Male")
    support = made.selection.support
    if 0 < share < 1:
        weight = share / p / ((1 - share) / (1 - p))
        told = f"Each man counts as much as {weight:.2f} women."
    else:
        told = f"Only {'men' if share else 'women'} are left."
        support = round(support * (p if share else 1 - p))
    return View(
        f"p_data(male) = {p:.2f}, p_sample(male) = {share:.2f}. {told}",
        average_link(asked),
        (picture_of_portrait(made, f"Mean face, {percent(share)} men", support),),
    )


READ, READ_TOGETHER, KEPT = 64, 8, 32
PSI = 0.7
WANTED = {"sure": 1.0, "unsure": 0.5, "sure-not": 0.0}


def belief(context: Context, store: str, choice: str) -> View:
    """Show a face of which the attribute network is more or less sure that it smiles."""
    readings = _smiles(context)
    seed = min(readings, key=lambda one: abs(readings[one] - WANTED[choice]))
    p = readings[seed]
    image = painted(context, seed, PSI)
    picture = Picture(image, "A face the network judges", f"p(smiling) = {p:.2f}", "A painted face")
    return View(
        f"The network says *{p:.2f}*. That is not a share of anything: this one picture does not "
        f"smile {percent(p)} of the time, and nothing was counted. It is how sure the network is.",
        link_to("latent", {"seed": seed, "truncation": PSI}),
        (picture,),
    )


@lru_cache(maxsize=4)
def _smiles(context: Context) -> dict[int, float]:
    """Read how likely seeds are to smile: of the first ones those painted best, by the seed."""

    def read(start: int, opened: LatentModel) -> tuple[list[float], list[float]]:
        recipes = [Recipe(seed=start + i, truncation=PSI) for i in range(READ_TOGETHER)]
        made = opened.pictures([opened.style_of(Face(recipe)) for recipe in recipes])
        pictures = np.stack([scales[-1] for scales in made])
        seen = [one["Smiling"] for one in readings_of(pictures)]
        return seen, sureness_of(pictures).tolist()

    parts = [
        context.renderer.do("", partial(read, start)).result()
        for start in range(0, READ, READ_TOGETHER)
    ]
    smiles, sure = ([value for part in parts for value in part[i]] for i in range(2))
    return {seed: smiles[seed] for seed in np.argsort(sure)[-KEPT:].tolist()}


CHANNELS: tuple[tuple[int, Colour], ...] = ((0, "red"), (1, "green"), (2, "blue"))
STEP = 4
"""Values of a channel that share a bar: 64 bars are as many as a phone can show."""


def colours(context: Context, store: str, choice: str) -> View:
    """Count the colours of a picture, of the same one shuffled, or of all pictures."""
    population = context.population(store)
    faces = population.store.faces
    mean = Mean()(population.select())
    candidates = population.select(sample_size=64).rows
    row = int(candidates[np.square(faces[candidates] - mean).mean((1, 2, 3)).argmin()])
    one = faces[row]
    image = {"picture": one, "shuffled": shuffled(one), "all": np.rint(mean).astype(np.uint8)}
    counts = (
        colour_counts_of_all(population.histograms()) if choice == "all" else colour_counts(one)
    )
    titles = {"picture": "One picture", "shuffled": "The same pixels, shuffled", "all": "All: mean"}
    words = {
        "picture": "So many pixels have so much red, green and blue. You can read off how dark the "
        "picture is. Can you read off where the eyes are?",
        "shuffled": "The picture is gone; the histogram has not moved by one pixel. *Where* was "
        "never in it.",
        "all": f"Every pixel of {counted(population.store.count, 'picture')} at once. Now even "
        "the single picture is gone.",
    }
    shares = counts.reshape(3, -1, STEP).sum(2) / counts[0].sum()
    across = points(np.arange(0, 256, STEP) + STEP / 2)
    curves = tuple(
        Curve("line", colour, colour, across, points(shares[channel] * 100))
        for channel, colour in CHANNELS
    )
    plot = Plot("Histogram: per cent of the pixels", "value, 0 to 255", curves, ticks=(2, 128, 254))
    return View(
        words[choice],
        link_to("pixels", {"store": store}),
        (Picture(image[choice], titles[choice], titles[choice]),),
        plot=plot,
    )


PICTURES, PIXELS = 3, 4
BOOK = "101010000011"
PAIRS = tuple(combinations(range(PIXELS), 2))


def four_pixels(context: Context, store: str, choice: str) -> View:
    """Work out every probability of three pictures of four pixels.

    Args:
        context: Not needed.
        store: Not needed.
        choice: The twelve pixels, `0` black or `1` white, picture by picture, then `-` and the
            numbers of two pixels from 1.

    Raises:
        QueryError: If it is none.
    """
    pictures, (first, second) = _small(choice)
    whole = joint(pictures)
    pair = marginal(whole, (first, second))
    names = [f"x{i + 1}" for i in range(PIXELS)]
    a, b = names[first], names[second]
    marginals = Shares(
        "p(white)",
        tuple(
            Row(names[i], (float(marginal(whole, (i,))[1]),), _only({i: 1})) for i in range(PIXELS)
        ),
        fraction=PICTURES,
    )
    together = Shares(
        f"p({a}, {b})",
        tuple(
            Row(_colours(bits), (p,), _only({first: bits[0], second: bits[1]}))
            for bits, p in as_rows(pair)
        ),
        fraction=PICTURES,
    )
    everything = Shares(
        "p(x1, x2, x3, x4)",
        tuple(Row("", (p,), "".join(map(str, bits))) for bits, p in as_rows(whole)),
        fraction=PICTURES,
    )
    product = float(pair.sum(1)[1] * pair.sum(0)[1])
    said = (
        f"p({a} white and {b} white) = {_thirds(float(pair[1, 1]))}; p({a} white) times "
        f"p({b} white) = {product:.2f}. "
        + (
            "Equal here: knowing one tells nothing of the other."
            if np.allclose(pair, np.outer(pair.sum(1), pair.sum(0)))
            else "Pixels *depend* on each other: one tells something of the other."
        )
    )
    if choice == f"{BOOK}-12":
        said = (
            "x1 is white in 2 of 3 pictures, x2 in none, so (black, black) has 1/3 and (white, "
            "black) 2/3. A book we follow prints 0/3 and 3/3 for these two, beside the same "
            "2/3: both cannot be. Click pixels and count."
        )
    return View(said, link_to("pixels", {}), shares=(marginals, together, everything))


def _small(choice: str) -> tuple[list[tuple[int, ...]], tuple[int, int]]:
    bits, _, named = choice.partition("-")
    pairs = {f"{i + 1}{j + 1}": (i, j) for i, j in PAIRS}
    if len(bits) != PICTURES * PIXELS or set(bits) - {"0", "1"} or named not in pairs:
        raise QueryError(
            f"Three pictures of four pixels are written as twelve 0 or 1, a - and two pixels, such "
            f"as {BOOK}-12, but '{choice[:40]}' was given."
        )
    pixels = [int(bit) for bit in bits]
    return [tuple(pixels[i : i + PIXELS]) for i in range(0, len(pixels), PIXELS)], pairs[named]


def _only(known: dict[int, int]) -> str:
    return "".join(str(known.get(i, "?")) for i in range(PIXELS))


def _colours(bits: Sequence[int]) -> str:
    return ", ".join(("black", "white")[bit] for bit in bits)


def _thirds(p: float) -> str:
    return f"{round(p * PICTURES)}/{PICTURES}"
