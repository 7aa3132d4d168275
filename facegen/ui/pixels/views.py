"""Pixel views: what the Pixels tab is asked for, its link, and what is told of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from facegen.answers import links
from facegen.answers.sheets import MOST_PATCH_PX, MOST_SEED, SheetRequest
from facegen.checks import known_names
from facegen.statistics.eigenface_index import COMPONENTS
from facegen.statistics.pixels import PixelColours

TAB = "pixels"
LINK_FIELDS = (
    "tab", "store", "with", "without", "x", "y", "model", "patch", "components", "seed",
)  # fmt: skip
START = (22, 30)
"""The pixel shown first: the left eye of a face of 64 px."""


@dataclass(frozen=True)
class PixelsRequest:
    """What the tab shows: one pixel of some faces, and a sheet of samples of them."""

    sheet: SheetRequest
    x: int = START[0]
    y: int = START[1]

    def link(self, default_store: str) -> str:
        """Write the link that brings this back."""
        asked = self.sheet
        return links.link_to(
            TAB,
            {
                "store": asked.store if asked.store != default_store else None,
                **links.query_fields(asked.query),
                "x": self.x,
                "y": self.y,
                "model": asked.model if asked.model != "pixels" else None,
                "patch": asked.patch_px if asked.model == "patches" else None,
                "components": asked.components if asked.model == "eigenfaces" else None,
                "seed": asked.seed or None,
            },
        )


def read_link(fields: Mapping[str, str], default_store: str) -> PixelsRequest:
    """Read the link that `PixelsRequest.link` writes.

    Raises:
        QueryError: If a field means nothing.
    """
    known_names(fields, LINK_FIELDS, slips_only=True)
    x, y = (links.read_int(fields, key, 0, 4095) for key in ("x", "y"))
    asked = SheetRequest(
        store=fields.get("store", default_store),
        query=links.read_query(fields),
        model=fields.get("model", "pixels"),
        patch_px=links.read_int(fields, "patch", 1, MOST_PATCH_PX) or 8,
        components=links.read_int(fields, "components", 1, COMPONENTS) or 128,
        seed=links.read_int(fields, "seed", 0, MOST_SEED) or 0,
    )
    return PixelsRequest(asked, START[0] if x is None else x, START[1] if y is None else y)


def describe(colours: PixelColours) -> str:
    """Tell a pixel's distribution in words."""
    means = ", ".join(f"{value:.0f}" for value in colours.mean)
    medians = ", ".join(f"{value:.0f}" for value in colours.median)
    spreads = ", ".join(f"{value:.0f}" for value in colours.std)
    outside = 1 - colours.gaussian.sum(axis=1).mean()
    never = ", ".join(f"{count}" for count in colours.absent.sum(axis=1))
    return (
        f"Mean **{means}** (amber), median **{medians}** (teal, dotted), deviation {spreads} in "
        f"red, green, blue. The fitted Gaussian (violet) puts {outside:.1%} outside 0 to 255. "
        f"Of 256 values, {never} never occur; {colours.distinct_colours:,} different colours in "
        f"{colours.support:,} faces."
    )


def explain_samples(model: str) -> str:
    """Tell how a model draws and what that shows."""
    return {
        "pixels": "Every pixel takes its colour from another face, drawn at random: p(x) is "
        "replaced by the product of p(pixel). Each pixel is right by itself, and the mean of many "
        "samples is the mean face, but whether neighbours fit together was never asked. What is "
        "lost is the dependence that the correlation map above shows.",
        "patches": "Every patch is cut from another real face. Within a patch all dependence is "
        "kept, between patches none: the larger the patch, the more of a face comes back, and the "
        "more of one single person with it.",
        "gaussian": "Every pixel is drawn from the Gaussian with that pixel's mean and colour "
        "covariance. Where the histogram above has two peaks or a cut edge, the Gaussian invents "
        "colours that no face has there, and neighbours still know nothing of each other.",
        "eigenfaces": "A face is the mean plus a random amount of each principal component, drawn "
        "from the Gaussian of the matching faces' own amounts. All pixels now depend on each "
        "other, linearly: these faces are in no picture. With few components they are smooth, "
        "with many they show that faces are not quite Gaussian.",
    }[model]
