"""The story's first chapter: one face, the mean of many, and of those one asks for."""

from functools import lru_cache, partial

import numpy as np

from facegen.answers.context import Context
from facegen.answers.links import link_to, query_fields
from facegen.answers.portraits import Portrait, PortraitRequest, portrait
from facegen.answers.reading import picture_of, sureness_of
from facegen.answers.story.view import Curve, Picture, Plot, Row, Shares, View, points
from facegen.attributes import Query, in_words
from facegen.counting import counted, percent
from facegen.errors import EmptySelectionError
from facegen.evaluation.sharpness import finest
from facegen.images import resize_area
from facegen.latent.recipe import Recipe
from facegen.latent.request import Face
from facegen.statistics.attributes import Lift, nearest_queries
from facegen.statistics.noise import expected_noise, noise
from facegen.statistics.selection import Population

SIZES = (1, 5, 20, 500, 2000)
LETTERS = "ABCDEF"
GUESS_SEED, GUESS_OF = 3, 64
"""Of so many random faces the six are shown in which the attribute network is surest of what it
sees: those a network painted best, and the plainest photographs, so that neither is given away."""
PAINTED_OF, PAINTED_PSI = 16, 0.7
MANY = 0.1
"""From this share of everybody on a mean is clearly nearer to that of all than 1 / sqrt n says."""


def guess(context: Context, store: str, choice: str) -> View:
    """Show six pictures: which of them did a network paint?"""
    population = context.population(store)
    faces, painted, seed = _guessed(context, population)
    pictures = tuple(
        Picture(face, f"Picture {letter}", letter, choice=letter)
        for face, letter in zip(faces, LETTERS, strict=False)
    )
    link = link_to("latent", {"seed": seed, "truncation": PAINTED_PSI})
    if not choice:
        return View("", link, pictures)
    by_network = [letter for letter, one in zip(LETTERS, painted, strict=False) if one]
    right = "all" if all(painted) else by_network[0]
    if right == "all":
        words = (
            "*All of them.* None of these people was ever born. A network that had looked at "
            "photographs painted them, from coarse to fine, out of random numbers."
        )
    else:
        words = (
            f"*{right}.* The others are photographs. The network that painted {right} had looked "
            "at thousands like them, and then made one up out of random numbers."
        )
    return View(words, link, pictures, right=right)


@lru_cache(maxsize=4)
def _guessed(context: Context, population: Population) -> tuple[list[np.ndarray], list[bool], int]:
    """Choose six faces, with whether each was painted by a network, and a seed to go on with."""
    store = population.store
    count = min(len(LETTERS), store.count)
    candidates = population.select(sample_size=GUESS_OF, seed=GUESS_SEED).rows
    some = np.stack([store.faces[row] for row in candidates.tolist()])
    surest = np.sort(np.argsort(-sureness_of(some))[:count])
    faces = list(some[surest])
    if store.manifest.synthetic:
        return faces, [True] * count, GUESS_SEED

    ours = np.stack([painted(context, seed, PAINTED_PSI) for seed in range(PAINTED_OF)])
    seed = int(sureness_of(ours).argmax())
    side = min(ours.shape[1], store.size_px)
    at = GUESS_SEED % count
    faces[at] = ours[seed]
    return [resize_area(face, side) for face in faces], [i == at for i in range(count)], seed


def painted(context: Context, seed: int, truncation: float) -> np.ndarray:
    """Let the first generator paint the face of a seed, at its largest scale."""
    face = Face(Recipe(seed=seed, truncation=truncation))
    return context.renderer.do("", partial(picture_of, face)).result()


def average(context: Context, store: str, choice: str) -> View:
    """Average so many random faces, and draw how the noise falls with their number."""
    population = context.population(store)
    everybody = population.select()
    sizes = [size for size in SIZES if size < population.store.count]
    asked = PortraitRequest(store, sample_size=None if choice == "all" else int(choice))
    made = portrait(context, asked)
    n, count, one = made.selection.support, everybody.support, expected_noise(everybody, [1])[0]
    measured = [noise(population.select(sample_size=size), everybody) for size in sizes]
    across = np.geomspace(1, max(1.0, 0.99 * count), 80)
    curves = (
        Curve(
            "line",
            "quiet",
            "to be expected",
            points(across),
            points(expected_noise(everybody, across.tolist())),
        ),
        Curve("dots", "accent", "measured", points(sizes), points(measured)),
    )
    plot = Plot(
        "How far off a colour is, of 255",
        "faces averaged",
        curves,
        log=True,
        mark=float(n),
        ticks=(*map(float, sizes), float(count)),
    )
    if n == count:
        words = (
            f"All {counted(n, 'face')}. Nothing is left of any single one: only what they have "
            "in common, two eyes, a nose, a mouth. The ground is grey, for there is one of every "
            "colour behind them, and their middle is none."
        )
    else:
        off = noise(made.selection, everybody)
        words = f"{counted(n, 'face')}: a colour is off by {off:.1f} of 255. " + (
            "That is one person, and no average yet."
            if n == 1
            else f"One face alone is off by {one:.0f}, and {one:.0f} / √{n:,} is "
            f"{one / np.sqrt(n):.1f}."
        )
        if n > count * MANY and off < one / np.sqrt(n):
            words += f" It is less than that, as {percent(n / count)} of everybody is in already."
    picture = picture_of_portrait(
        made, f"Mean of {'all' if n == count else ''} {counted(n, 'face')}".replace("  ", " ")
    )
    return View(words, average_link(asked), (picture,), plot=plot)


def ask(context: Context, store: str, choice: str) -> View:
    """Average those who match a query, written as `Male,Smiling` or `-Male`."""
    query = query_of(choice)
    asked = PortraitRequest(store, query)
    population = context.population(store)
    try:
        made = portrait(context, asked)
    except EmptySelectionError as error:
        ways = nearest_queries(population, query, at_most=2)
        told = "; ".join(
            f"without “{', '.join(map(in_words, way.dropped))}” there {_are(way.support)}"
            for way in ways
        )
        return View(
            f"p(y) = 0 among {counted(population.store.count, 'face')}. A table of what was seen "
            f"has nothing to say of what was not. Ask for less: {told}.",
            average_link(asked),
            message=str(error),
        )
    selection = made.selection
    few = " So few that single people show through: it is grainy." if selection.support < 60 else ""
    count = selection.population.store.count
    return View(
        f"{selection.support:,} of {counted(count, 'face')} match: "
        f"p(y) = {selection.support:,} / {count:,} = {selection.share:.2g}.{few}",
        average_link(asked),
        (picture_of_portrait(made),),
    )


WOMEN = Query((), ("Male",))
SURPRISE = Query(("Pointy_Nose", "Smiling"), ("Male",))
SURPRISES = (
    ("Straight_Hair", "Straight hair"),
    ("Wavy_Hair", "Wavy hair"),
    ("Wearing_Hat", "A hat"),
    ("Bangs", "Bangs"),
)


def surprise(context: Context, store: str, choice: str) -> View:
    """Ask what smiling women with pointy noses share besides, and count it."""
    asked = PortraitRequest(store, SURPRISE)
    made = portrait(context, asked)
    picture = picture_of_portrait(made, "Smiling women with “pointy noses”")
    if not choice:
        return View("", average_link(asked), (picture,))
    rows = {row.attribute: row for row in Lift()(made.selection)}
    women = made.selection.population.select(WOMEN)
    of_women = dict(
        zip(
            made.selection.population.store.attribute_names,
            women.attribute_supports / max(1, women.support),
            strict=True,
        )
    )
    labels = dict(SURPRISES)
    table = Shares(
        "How many have it",
        tuple(
            Row(labels[name], (rows[name].share, float(of_women[name]), rows[name].share_of_all))
            for name in labels
        ),
        ("these women", "all women", "all"),
    )
    most = max(labels, key=lambda name: rows[name].share)
    row = rows[most]
    return View(
        f"*{labels[most]}*: {row.support:,} of these {made.selection.support:,} have it, "
        f"{percent(row.share)}, against {percent(of_women[most])} of all women and "
        f"{percent(row.share_of_all)} of everybody. Nobody asked for it. What you "
        "choose drags along what goes with it.",
        average_link(asked),
        (picture,),
        shares=(table,),
        right=most,
    )


def median(context: Context, store: str, choice: str) -> View:
    """Lay the median over the mean, and measure which is sharper."""
    mean, middle = (
        portrait(context, PortraitRequest(store, statistic=name)) for name in ("mean", "median")
    )
    ratio = finest(middle.image[None], mean.image[None])
    pictures = (picture_of_portrait(mean), picture_of_portrait(middle))
    link = average_link(PortraitRequest(store), "median")
    if not choice:
        return View("", link, pictures)
    sharper = "median" if ratio > 1 else "mean"
    words = (
        f"*The {sharper}.* As measured, in their finest detail the median has {ratio:.2f} times "
        "the contrast of the mean. A few very bright or very dark pictures pull a "
        "mean; a median only counts how many lie on either side."
    )
    return View(words, link, pictures, right=sharper)


def query_of(choice: str) -> Query:
    """Read a query: names between commas, those that must not be with a `-` before them."""
    names = [name for name in choice.split(",") if name]
    return Query(
        tuple(name for name in names if not name.startswith("-")),
        tuple(name[1:] for name in names if name.startswith("-")),
    )


def picture_of_portrait(made: Portrait, title: str = "", support: int = 0) -> Picture:
    """Show a portrait with how many faces it is of: `support`, or all it was asked of."""
    words = title or made.title
    count = made.selection.population.store.count
    caption = f"{support or made.selection.support:,} of {counted(count, 'face')}"
    return Picture(made.image, f"{words}, computed from {caption}", words, caption)


def average_link(asked: PortraitRequest, statistic2: str = "") -> str:
    """Write the link of the Average faces tab to a portrait, beside that of another statistic."""
    return link_to(
        "average",
        {
            "store": asked.store,
            **query_fields(asked.query),
            "statistic": asked.statistic if asked.statistic != "mean" else None,
            "sample": asked.sample_size,
            "balance": asked.balance,
            "share": f"{asked.share:g}" if asked.balance else None,
            "statistic2": statistic2,
        },
    )


def _are(count: int) -> str:
    return "is 1" if count == 1 else f"are {count:,}"
