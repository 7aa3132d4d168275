"""What the scripts of the Latent tab read: of generators, of faces, of long work as it goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class ChoiceView:
    """A generator to choose: its key in links, and what it is called."""

    key: str
    label: str


@dataclass(frozen=True)
class ComponentView:
    """A principal component: its number, and its share of what styles differ in, 0 to 1."""

    number: int
    share: float


@dataclass(frozen=True)
class Slider:
    """An attribute direction: CelebA's name, plain words, and what it was measured to do."""

    name: str
    label: str
    note: str


@dataclass(frozen=True)
class SliderGroup:
    """Attribute directions that belong together, and a remark on them."""

    title: str
    note: str
    attributes: tuple[Slider, ...]


@dataclass(frozen=True)
class SoundView:
    """Which seeds' faces hold together.

    Attributes:
        bits: One a seed from 0 on, as `SoundSeeds.bits` has them.
        seeds: How many there are.
        note: How they were found, and what is rarer among them.
    """

    bits: str
    seeds: int
    note: str


@dataclass(frozen=True)
class GeneratorView:
    """What a generator offers.

    Attributes:
        scales: Of its pictures, pixels, ascending.
        graphs: Version of what a browser needs to make its faces; empty where it cannot yet.
        parts: Names of what that is.
        writable: Whether what is missing can be written here, at /latent/export.
        guesses: Where the nearest face of a picture can be guessed at once, `browser` (and on the
            server) or `server` alone; empty where there is no encoder.
        latent_dim: Numbers in a latent.
        components: Those that have a slider, the strongest first.
        groups: Attribute directions; empty where none were found.
        sound: Seeds whose faces hold together; None where nobody has looked.
    """

    scales: tuple[int, ...]
    graphs: str
    parts: tuple[str, ...]
    writable: bool
    guesses: str
    latent_dim: int
    components: tuple[ComponentView, ...]
    groups: tuple[SliderGroup, ...]
    sound: SoundView | None


@dataclass(frozen=True)
class ModelView(GeneratorView):
    """The generator in use, and which others there are.

    Attributes:
        checkpoint: Its key.
        choices: All of them.
        networks: Versions of the networks that a browser may run beside any generator, by name.
        read: The attributes, in the order in which the network `attributes` tells them.
    """

    checkpoint: str
    choices: tuple[ChoiceView, ...]
    networks: Mapping[str, str]
    read: tuple[str, ...]


@dataclass(frozen=True)
class ExplorerView(ModelView):
    """The generator of a page without a server, the only one there.

    Attributes:
        opening: Fields of the face to begin with.
    """

    opening: Mapping[str, str]


@dataclass(frozen=True)
class NumbersView:
    """A face in numbers.

    Attributes:
        facegen: The fields of its link.
        scales_px: Of its pictures, ascending.
        styles: A style a scale, in that order.
    """

    facegen: Mapping[str, str]
    scales_px: tuple[int, ...]
    styles: Sequence[Sequence[float]]


@dataclass(frozen=True)
class ReadingView:
    """What is read in a face: probability by attribute, and the attribute's share of some faces."""

    probabilities: Mapping[str, float]
    frequencies: Mapping[str, float]


@dataclass(frozen=True)
class Share:
    """How far long work is, 0 to 1."""

    progress: float


@dataclass(frozen=True)
class FilmFile:
    """A film: its type, a name for it, and its bytes in base64."""

    mime: str
    name: str
    content: str


@dataclass(frozen=True)
class PhotoTarget:
    """What is looked for: the picture, a remark, and how the face in it was found."""

    target: str
    hint: str
    found: str


@dataclass(frozen=True)
class PhotoStep:
    """How near it is by now.

    Attributes:
        step: Number of steps taken.
        steps: Of so many.
        picture: The face so far, a data URI.
        pixels: Its distance in levels of 255.
        features: Its distance in the attribute network's features.
    """

    step: int
    steps: int
    picture: str
    pixels: float
    features: float


@dataclass(frozen=True)
class ProjectedFace:
    """The nearest face.

    Attributes:
        style: As a recipe has it.
        pixels: Its distance in levels of 255.
        features: Its distance in the attribute network's features.
        unseen_pixels: Median of the distances reached for photos the generator never saw; None
            where nobody measured them.
    """

    style: str
    pixels: float
    features: float
    unseen_pixels: float | None


@dataclass(frozen=True)
class Neighbour:
    """A training face: the picture, a data URI, and the name of its file."""

    src: str
    name: str


@dataclass(frozen=True)
class NeighboursView:
    """The training faces nearest to a face in one space, the nearest first.

    Attributes:
        space: What distances are taken in.
        percentile: Share of unseen photos that lie nearer to theirs, 0 to 100.
        faces: The training faces.
    """

    space: str
    percentile: float
    faces: tuple[Neighbour, ...]


@dataclass(frozen=True)
class NearestView:
    """The training faces nearest to a face, space by space."""

    spaces: tuple[NeighboursView, ...]


@dataclass(frozen=True)
class FetchedGenerator:
    """A generator that was fetched: its key."""

    checkpoint: str


@dataclass(frozen=True)
class WrittenGraphs:
    """What a browser needs to make a generator's faces, now that it is written.

    Attributes:
        graphs: As in `GeneratorView`.
        parts: Likewise.
        guesses: Likewise.
    """

    graphs: str
    parts: tuple[str, ...]
    guesses: str


@dataclass(frozen=True)
class TunedGenerator:
    """A generator tuned to a photo.

    Attributes:
        checkpoint: Its key, under which it opens as any other does.
        pixels: Distance of its face to the photo, levels of 255.
        features: Distance in the attribute network's features.
        before: The same of the generator as it was.
    """

    checkpoint: str
    pixels: float
    features: float
    before: Mapping[str, float]


@dataclass(frozen=True)
class OpenedFace:
    """A tuned face that was read from a file: the key of its generator, and its style."""

    checkpoint: str
    style: str


@dataclass(frozen=True)
class SliderReach:
    """How far each attribute's slider may go from a tuned face before it breaks: down, and up."""

    attributes: Mapping[str, tuple[float, float]]


@dataclass(frozen=True)
class PhotoSquare:
    """A square of a photo: its middle and side in pixels, its turn in degrees."""

    x: float
    y: float
    side: float
    turn: float


@dataclass(frozen=True)
class Glance:
    """The largest face of a picture, and the generator's nearest to it at first sight.

    Attributes:
        square: Where it is; None where there is none.
        face: The nearest face, a data URI; empty where there is none.
    """

    square: PhotoSquare | None
    face: str


@dataclass(frozen=True)
class PhotoFaces:
    """The faces found in a photo, for a person to choose from.

    Attributes:
        width: Of the photo as it was decoded, pixels.
        height: Likewise.
        squares: Of its faces, the largest first.
        middle: What is meant where there is none.
    """

    width: int
    height: int
    squares: tuple[PhotoSquare, ...]
    middle: PhotoSquare
