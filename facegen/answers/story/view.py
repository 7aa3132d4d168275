"""What a step of the story shows: the parts a script draws, and the words that go with them.

A part that is empty is not drawn. A step's answer is a `View`; what the script reads of it is a
`ShownView`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from facegen.images import data_uri

MOST_EXACT = 256 * 256
"""Pixels of the pictures of an answer that are sent exactly: a sheet of noise would be half a
megabyte, and the six faces that the story opens with would be most of what is fetched till then."""

Colour = Literal["accent", "quiet", "red", "green", "blue", "gaussian", "painter", "judge"]


@dataclass(frozen=True, eq=False)
class Picture:
    """One picture of the stage.

    Attributes:
        image: uint8 (height, width, 3).
        alt: What it shows, for who cannot see it.
        title: What it is, in a few words.
        caption: Its numbers.
        choice: What clicking it chooses; empty if nothing.
        link: Where clicking it leads instead; empty if nowhere.
    """

    image: np.ndarray
    alt: str
    title: str
    caption: str = ""
    choice: str = ""
    link: str = ""

    def shown(self, exactly: bool) -> "ShownPicture":
        """Return it as the script reads it, exactly or only as far as an eye can see."""
        height, width = self.image.shape[:2]
        return ShownPicture(
            src=data_uri(self.image, "webp-exact" if exactly else "webp"),
            aspect=width / height,
            alt=self.alt,
            title=self.title,
            caption=self.caption,
            choice=self.choice,
            link=self.link,
        )


@dataclass(frozen=True)
class ShownPicture:
    """A picture as the script reads it.

    Attributes:
        src: As a data URI.
        aspect: Width over height.
        alt: As `Picture` has it, and so on.
    """

    src: str
    aspect: float
    alt: str
    title: str
    caption: str
    choice: str
    link: str


@dataclass(frozen=True)
class Curve:
    """One set of points of a plot.

    Attributes:
        kind: A line through the points, the points alone, or bars up to them.
        colour: By what it means on every chart of the page.
        label: For the legend.
        x: Where the points lie across.
        y: And up.
    """

    kind: Literal["line", "dots", "bars"]
    colour: Colour
    label: str
    x: tuple[float, ...]
    y: tuple[float, ...]


@dataclass(frozen=True)
class Band:
    """A stretch across a plot that is shaded, in the colour of who was ahead there."""

    start: float
    end: float
    colour: Colour


@dataclass(frozen=True)
class Plot:
    """Curves over one pair of axes.

    Attributes:
        title: What it shows, also for who cannot see it.
        across: What the horizontal axis counts.
        curves: Drawn one over the other.
        log: Whether both axes are logarithmic; points at or below 0 are then left out.
        mark: A place across with an upright line.
        ticks: Places across that are named.
        bands: Stretches across that are shaded.
        names: Places across at which something was reached, and what.
    """

    title: str
    across: str
    curves: tuple[Curve, ...]
    log: bool = False
    mark: float | None = None
    ticks: tuple[float, ...] = ()
    bands: tuple[Band, ...] = ()
    names: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True)
class Row:
    """One line of a table of shares.

    Attributes:
        label: What has them.
        shares: Each 0 to 1.
        pixels: The same as a small picture: `0` black, `1` white, `?` either, row by row.
    """

    label: str
    shares: tuple[float, ...]
    pixels: str = ""


@dataclass(frozen=True)
class Shares:
    """A table of shares, each with its bar.

    Attributes:
        title: What they are shares of.
        rows: From above.
        series: Names of the shares of a row, where there are several.
        fraction: Write shares as so many of this number; 0 writes them in per cent.
        full: The share whose bar is full.
    """

    title: str
    rows: tuple[Row, ...]
    series: tuple[str, ...] = ()
    fraction: int = 0
    full: float = 1.0


@dataclass(frozen=True)
class Batches:
    """Minibatches as rows of dots of two colours.

    Attributes:
        kinds: Names of the two.
        rows: A text of `0` and `1` for each batch.
    """

    kinds: tuple[str, str]
    rows: tuple[str, ...]


@dataclass(frozen=True)
class Duel:
    """Painter and judge as a diagram, through which their losses move from the first to the last.

    Attributes:
        title: Whose losses these are.
        images: Training images seen before each pair of losses.
        painter: What the painter lost, each time.
        judge: And the judge.
    """

    title: str
    images: tuple[float, ...]
    painter: tuple[float, ...]
    judge: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class View:
    """A step's answer to a choice.

    Attributes:
        words: What is seen, with its numbers.
        link: The same state in its tab; empty where no tab has it.
        pictures: One, or two under a wipe, or more side by side.
        message: Stands in the place of a picture that cannot be made.
        plot: Drawn under the pictures.
        shares: Tables, likewise.
        batches: Likewise.
        duel: Likewise.
        right: Of a question, the choice that is right; empty if none was asked.
        faces: Whose faces these are; empty if of no dataset.
    """

    words: str
    link: str = ""
    pictures: tuple[Picture, ...] = ()
    message: str = ""
    plot: Plot | None = None
    shares: tuple[Shares, ...] = ()
    batches: Batches | None = None
    duel: Duel | None = None
    right: str = ""
    faces: str = ""

    def shown(self) -> "ShownView":
        """Return it as the script reads it."""
        exactly = sum(one.image[..., 0].size for one in self.pictures) <= MOST_EXACT
        pictures = tuple(one.shown(exactly) for one in self.pictures)
        return ShownView(**{**vars(self), "pictures": pictures})


@dataclass(frozen=True)
class ShownView:
    """An answer as the script reads it; each field as `View` has it."""

    words: str
    link: str
    pictures: tuple[ShownPicture, ...]
    message: str
    plot: Plot | None
    shares: tuple[Shares, ...]
    batches: Batches | None
    duel: Duel | None
    right: str
    faces: str


def points(values: Sequence[float] | np.ndarray) -> tuple[float, ...]:
    """Write numbers as plain ones, to four digits: no eye sees more in a plot."""
    return tuple(float(f"{float(value):.4g}") for value in values)
