"""Recipes: how a face comes about, in words short enough for a link.

One grammar for the address bar, the picture's metadata, the image route and the endpoints: a face
is a few fields of text such as

    seed=7  truncation=0.8  components=0:1.5,3:-2  attributes=Smiling:2

and reading is strict. What the numbers do to a picture is not known here.
"""

import base64
import binascii
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from facegen.checks import real, whole
from facegen.errors import QueryError
from facegen.models.latents import LARGEST_SEED, MOST_TRUNCATION

MOST_OFFSET = 12.0
"""Standard deviations a slider may lead away; at 12 no picture is a face any more."""
MOST_NUMBERS = 1 << 14
"""Coordinates a latent or style may have; more is a slip or worse."""

FIELDS = (
    "seed",
    "latent",
    "style",
    "truncation",
    "centre",
    "components",
    "attributes",
    "coordinates",
    "apart",
)

Name = TypeVar("Name", int, str)


@dataclass(frozen=True)
class Recipe:
    """How one face comes about: where it starts, and how far it is led from there.

    Attributes:
        seed: Whole number the latent is drawn from, where neither of the next two is given.
        latent: Instead of a seed, the latent itself: little-endian float32.
        style: Instead of both, the style, (dim,) or (scales, dim), likewise.
        truncation: Share of the way from the centre that is kept, -2 to 2.
        centre: What truncation leads to: the mean style where empty, else that of faces with an
            attribute, or with a minus before its name, without it.
        components: Offsets along principal components, (number, standard deviations).
        attributes: Offsets along attribute directions, (name, standard deviations).
        apart: Whether attribute directions leave alone what they are entangled with.
        coordinates: Offsets of single numbers of the latent; of the style where that is given.
    """

    seed: int = 0
    latent: bytes | None = None
    style: bytes | None = None
    truncation: float = 1.0
    centre: str = ""
    components: tuple[tuple[int, float], ...] = ()
    attributes: tuple[tuple[str, float], ...] = ()
    coordinates: tuple[tuple[int, float], ...] = ()
    apart: bool = False

    def __post_init__(self) -> None:
        """Refuse what is out of range, and bring offsets into their one order."""
        whole("seed", self.seed, 0, LARGEST_SEED)
        real("truncation", self.truncation, -MOST_TRUNCATION, MOST_TRUNCATION)
        if self.latent is not None and self.style is not None:
            raise QueryError("A face starts from a latent or from a style, but both were given.")
        for name in ("components", "attributes", "coordinates"):
            pairs = [(key, float(real(f"{name} {key}", value, -MOST_OFFSET, MOST_OFFSET)))
                     for key, value in getattr(self, name)]  # fmt: skip
            if len(dict(pairs)) < len(pairs):
                raise QueryError(f"{name} names one of its entries twice; give each once.")
            object.__setattr__(self, name, tuple(sorted(pair for pair in pairs if pair[1])))

    def fields(self, suffix: str = "") -> dict[str, str]:
        """Write the fields `read` reads; what is as at the start is left out.

        Args:
            suffix: Appended to each name, where fields of two faces stand together.
        """
        start = {"seed": str(self.seed)}
        if self.latent is not None:
            start = {"latent": text_of(self.latent)}
        elif self.style is not None:
            start = {"style": text_of(self.style)}
        offsets = {
            name: ",".join(f"{key}:{short(value)}" for key, value in getattr(self, name))
            for name in ("components", "attributes", "coordinates")
        }
        fields = {
            **start,
            "truncation": "" if self.truncation == 1 else short(self.truncation),
            "centre": self.centre,
            **offsets,
            "apart": "1" if self.apart else "",
        }
        return {name + suffix: text for name, text in fields.items() if text}

    @classmethod
    def read(cls, fields: Mapping[str, Any], suffix: str = "") -> "Recipe":
        """Read a recipe from fields of text.

        Raises:
            QueryError: If a field means nothing or is out of range.
        """
        text = {
            name: str(fields[name + suffix])
            for name in FIELDS
            if fields.get(name + suffix) not in (None, "")
        }
        given: dict[str, Any] = {}
        if "seed" in text:
            given["seed"] = whole_of("seed", text["seed"], 0, LARGEST_SEED)
        for name in text.keys() & {"latent", "style"}:
            given[name] = numbers_of(name, text[name])
        if "truncation" in text:
            given["truncation"] = real_of(
                "truncation", text["truncation"], -MOST_TRUNCATION, MOST_TRUNCATION
            )
        for name in text.keys() & {"components", "coordinates"}:
            given[name] = _pairs(name, text[name], lambda key: whole_of("number", key, 0, 10**6))
        if "centre" in text:
            given["centre"] = text["centre"]
        if "apart" in text:
            given["apart"] = whole_of("apart", text["apart"], 0, 1) == 1
        if "attributes" in text:
            given["attributes"] = _pairs("attributes", text["attributes"], str)
        return cls(**given)


def short(value: float) -> str:
    """Write a number so that it is read back the same, without what it can do without."""
    return repr(float(value)).removesuffix(".0")


def text_of(numbers: bytes) -> str:
    """Write float32 numbers as text a link can hold."""
    return base64.urlsafe_b64encode(numbers).decode().rstrip("=")


def numbers_of(name: str, text: str) -> bytes:
    """Read what `text_of` wrote.

    Raises:
        QueryError: If it is no text of finite float32 numbers.
    """
    wanted = f"{name} must be base64 of up to {MOST_NUMBERS:,} finite float32 numbers"
    if len(text) > MOST_NUMBERS * 6:
        raise QueryError(f"{wanted}, but is {len(text):,} characters long.")
    try:
        numbers = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise QueryError(f"{wanted}, but is not base64 ('{text[:20]}').") from error
    if not numbers or len(numbers) % 4 or len(numbers) > MOST_NUMBERS * 4:
        raise QueryError(f"{wanted}, but holds {len(numbers):,} bytes.")
    if not np.isfinite(np.frombuffer(numbers, "<f4")).all():
        raise QueryError(f"{wanted}, but one of them is not finite.")
    return numbers


def bytes_of(numbers: Iterable[float]) -> bytes:
    """Return numbers as little-endian float32."""
    return np.asarray(numbers, "<f4").tobytes()


def whole_of(name: str, text: str, lowest: int, highest: int) -> int:
    """Read a whole number, exactly however large.

    Raises:
        QueryError: If it is none or out of range.
    """
    digits = text.removeprefix("-")
    plain = digits.isascii() and digits.isdigit() and len(digits) < 20
    return whole(name, int(text) if plain else text, lowest, highest)


def real_of(name: str, text: str, lowest: float, highest: float) -> float:
    """Read a finite number.

    Raises:
        QueryError: If it is none or out of range.
    """
    try:
        value: float | str = float(text)
    except ValueError:
        value = text
    return float(real(name, value, lowest, highest))


def _pairs(name: str, text: str, read_key: Callable[[str], Name]) -> tuple[tuple[Name, float], ...]:
    pairs = []
    for part in text.split(","):
        key, colon, value = part.rpartition(":")
        if not colon:
            raise QueryError(f"{name} must be pairs such as 0:1.5,3:-2, but '{part[:30]}' is none.")
        pairs.append((read_key(key), real_of(f"{name} {key}", value, -MOST_OFFSET, MOST_OFFSET)))
    return tuple(pairs)
