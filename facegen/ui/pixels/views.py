"""Pixel views: what the Pixels tab is asked for, its link, and what is told of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from facegen.answers import links
from facegen.answers.sheets import MOST_FIRST_SEED, MOST_PATCH_PX, SheetRequest
from facegen.checks import known_names
from facegen.counting import counted, percent
from facegen.statistics.pixels import PixelColours
from facegen.statistics.samplers.eigenface_index import COMPONENTS

TAB = "pixels"
LINK_FIELDS = (
    "tab", "store", "with", "without", "x", "y", "model", "patch", "components", "seed",
)  # fmt: skip
EYE = (0.35, 0.48)
"""Where the pixel shown first lies, the left eye, as shares of width and height."""


def start_in(size_px: int) -> tuple[int, int]:
    """Return column and row of the pixel shown first in faces of a size."""
    x, y = (int(share * size_px) for share in EYE)
    return x, y


@dataclass(frozen=True)
class PixelsRequest:
    """What the tab shows: one pixel of some faces, and a sheet of samples of them."""

    sheet: SheetRequest
    x: int
    y: int

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


def read_link(fields: Mapping[str, str], default_store: str, size_px: int) -> PixelsRequest:
    """Read the link that `PixelsRequest.link` writes.

    Args:
        fields: Of the link.
        default_store: Key of the dataset of a link that names none.
        size_px: Side of its faces.

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
        seed=links.read_int(fields, "seed", 0, MOST_FIRST_SEED) or 0,
    )
    first = start_in(size_px)
    return PixelsRequest(asked, first[0] if x is None else x, first[1] if y is None else y)


def distribution_words(colours: PixelColours) -> str:
    """Tell a pixel's distribution in words."""
    means = ", ".join(f"{value:.0f}" for value in colours.mean)
    medians = ", ".join(f"{value:.0f}" for value in colours.median)
    spreads = ", ".join(f"{value:.0f}" for value in colours.std)
    outside = 1 - colours.gaussian.sum(axis=1).mean()
    absent = colours.absent.sum(axis=1)
    never = "Of 256 values {} never occur in red, {} in green, {} in blue".format(*absent)
    if not absent.any():
        never = "Each of the 256 values occurs in red, green and blue"
    return (
        f"Mean **{means}** (amber), median **{medians}** (teal, dotted), deviation {spreads} in "
        f"red, green, blue. The fitted Gaussian (violet) puts {percent(outside)} outside 0 to 255, "
        f"where no colour is. {never}; {colours.distinct_colours:,} different colours in "
        f"{counted(colours.support, 'face')}."
    )


def explain_samples(model: str) -> str:
    """Tell how a model draws and what that shows."""
    return {
        "pixels": "Every pixel takes its colour from another face, drawn at random: p(x) is "
        "replaced by the product of p(pixel). Each pixel is right by itself, and the mean of many "
        "samples is the mean face, but whether neighbours fit together was never asked. What is "
        "lost is the dependence that the correlation map above shows.",
        "patches": "Every patch is cut from another face of the data. Within a patch all "
        "dependence is kept, between patches none: the larger the patch, the more of a face comes "
        "back, and the more of one single person with it.",
        "gaussian": "Every pixel is drawn from the Gaussian with that pixel's mean and colour "
        "covariance. Where the histogram above has two peaks or a cut edge, the Gaussian invents "
        "colours that no face has there, and neighbours still know nothing of each other.",
        "eigenfaces": "A face is the mean plus a random amount of each principal component, drawn "
        "from the Gaussian of the matching faces' own amounts. All pixels now depend on each "
        "other, linearly: these faces are in no picture. With few components they are smooth, "
        "with many they show that faces are not quite Gaussian.",
    }[model]
