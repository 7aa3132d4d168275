"""Answers about the painter's pictures: the strangest of them, and whether somebody is in there."""

from functools import lru_cache, partial

import numpy as np

from facegen.answers.context import Context
from facegen.answers.links import link_to
from facegen.answers.reading import sureness_of
from facegen.answers.story.view import Curve, Picture, Plot, Row, Shares, View, points
from facegen.counting import percent
from facegen.errors import FacegenError
from facegen.evaluation.report import Report
from facegen.latent.model import LatentModel
from facegen.latent.recipe import Recipe
from facegen.latent.request import Face
from facegen.models.places import shipped
from facegen.shipped import OPENING_FACE

SEEDS, TOGETHER, SHOWN = 64, 8, 9


@lru_cache(maxsize=2)
def _painted(context: Context) -> tuple[np.ndarray, np.ndarray]:
    """Paint the first seeds as they come, with how sure the attribute network is of each."""

    def paint(start: int, opened: LatentModel) -> list[np.ndarray]:
        styles = [opened.style_of(Face(Recipe(seed=start + i))) for i in range(TOGETHER)]
        return [scales[-1] for scales in opened.pictures(styles)]

    made = [
        picture
        for start in range(0, SEEDS, TOGETHER)
        for picture in context.renderer.do("", partial(paint, start)).result()
    ]
    pictures = np.stack(made)
    return pictures, sureness_of(pictures)


def uncanny(context: Context, store: str, choice: str) -> View:
    """Show the samples that a network can say least of, those it is surest of, or those between."""
    pictures, sure = _painted(context)
    order = np.argsort(sure)
    middle = (SEEDS - SHOWN) // 2
    start = {"worst": 0, "middle": middle, "best": SEEDS - SHOWN}[choice]
    shown = [int(seed) for seed in order[start : start + SHOWN]]
    words = {
        "worst": "Poor things. They have what faces have, eyes, a mouth, hair, and yet something "
        "is badly wrong: people call this the *uncanny valley*. Hats, glasses, hands and turned "
        "heads are rare in the data, and what is rare is learned last.",
        "middle": "This is what one gets as a rule. Cover the hair and the background, and most of "
        "them pass.",
        "best": "Looking ahead, plain hair, plain ground: what there was most of in the data. "
        "Whoever shows only these shows off.",
    }
    which = {"worst": "least sure of", "middle": "as sure of as of most", "best": "surest of"}
    return View(
        f"Of {SEEDS} seeds, none left out, those that another network is {which[choice]}. How "
        f"sure, on average over forty attributes: {sure[shown].mean():.1f}; over all {SEEDS} "
        f"{sure.mean():.1f}; “don't know” would be 0. {words[choice]}",
        link_to("latent", {"seed": shown[0]}),
        tuple(
            Picture(
                pictures[seed],
                f"The painted face of seed {seed}",
                f"Seed {seed}",
                link=link_to("latent", {"seed": seed}),
            )
            for seed in shown
        ),
    )


SPACES = {"pixels": "pixel by pixel", "features": "in what a network sees in them"}


def copies(context: Context, store: str, choice: str) -> View:
    """Tell how near samples come to the faces learned from, as the shipped report measured it.

    Raises:
        FacegenError: If no report ships.
    """
    report = shipped_report()
    near, floor = (read(f"near_{choice}") for read in (report.value, report.floor))
    planted = report.planted[choice]
    table = Shares(
        f"Nearer than 99 % of strangers, {SPACES[choice]}",
        (
            Row("painted faces", (near,)),
            Row("faces of people it never saw", (floor,)),
            Row("what chance alone gives", (0.01,)),
        ),
        fraction=1000,
        full=max(near, floor, 0.01),
    )
    plot = Plot(
        "Would copies be noticed? Some were planted",
        "per cent of the pictures that are copies in disguise",
        (
            Curve(
                "dots",
                "accent",
                "per cent found near",
                points([100 * one.share for one in planted]),
                points([100 * one.near_share for one in planted]),
            ),
        ),
        ticks=points([100 * one.share for one in planted]),
    )
    verdict = (
        "So it did *not* learn people by heart."
        if near <= max(0.01, floor)
        else "That is more than chance: look at those closely."
    )
    return View(
        "Say *near* where only one stranger in a hundred comes as near to somebody in the data. "
        f"Of the painted faces {percent(near, 2)} are near, of people it never saw "
        f"{percent(floor, 2)}. {verdict} The dots test the test: they say how "
        "much is near once disguised copies have been planted.",
        link_to("latent", OPENING_FACE),
        plot=plot,
        shares=(table,),
    )


def shipped_report() -> Report:
    """Read the evaluation that ships beside a generator.

    Raises:
        FacegenError: If there is none.
    """
    for folder in shipped():
        file = folder / "evaluation.json"
        if file.exists():
            return Report.from_json(file.read_text(encoding="utf-8"), file)
    raise FacegenError("No evaluation ships with this facegen; install it anew.")


STEPS = 101
NOISE = 0.05


def labels(context: Context, store: str, choice: str) -> View:
    """Draw how much a painter can learn from a judge that is more or less sure.

    The slope of the loss by what the judge says, its logit: of log(1 - D) it is D, of -log D it is
    1 - D. Of labels with noise between 0 and `NOISE` the best guess is half of that.

    Source: Goodfellow et al. 2014, Generative Adversarial Nets, sections 3 and 4.1.
    """
    at = np.linspace(0, 1, STEPS)
    surest = NOISE / 2 if choice == "noisy" else 0.0
    curves = (
        Curve("line", "quiet", "make the judge wrong", points(at), points(at)),
        Curve("line", "painter", "be called real", points(at), points(1 - at)),
    )
    words = {
        "exact": "A judge that is right every time says 0 to all that is painted. Whoever is only "
        "told to make it wrong then learns nothing: the grey line is 0 there. So the painter is "
        "told to be called real instead, and the worse it paints the more it learns.",
        "noisy": f"Now labels are off by up to {NOISE:g}, at random. The best the judge can do is "
        f"to say {surest:g} in the place of 0: it never gets so sure that there is nothing left "
        "to learn, and remembers no picture by its label.",
    }
    return View(
        words[choice],
        plot=Plot(
            "How much the painter learns from one picture",
            "what the judge says of it: 0 painted, 1 real",
            curves,
            mark=surest,
            ticks=(0, 0.5, 1),
        ),
    )
