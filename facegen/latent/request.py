"""Requests: which face is asked for, of which checkpoint, and in which form it is wanted.

Equal requests are equal, so what is made of one can be kept, linked to and asked for again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from facegen.checks import known_names
from facegen.errors import QueryError
from facegen.latent.recipe import FIELDS, Recipe, real_of, short, whole_of

FORMS = {"webp": "image/webp", "png": "image/png", "jpeg": "image/jpeg"}
"""Kinds of picture, with what HTTP calls them; webp and png are exact."""
MOST_ENLARGED_PX = 1024
BLENDS = ("lerp", "slerp", "mix")
FACE_FIELDS = (*FIELDS, *(f"{name}2" for name in FIELDS), "blend", "position", "coarse")
REQUEST_FIELDS = (*FACE_FIELDS, "checkpoint", "form", "scale", "enlarged")


@dataclass(frozen=True)
class Face:
    """A face of one recipe, or of two.

    Attributes:
        recipe: Where it starts.
        other: The second face, if it lies between two.
        blend: `lerp` or `slerp` go to the other on a path; `mix` takes the fine scales from it.
        position: How far along the path, 0 to 1; under `mix` it has no effect.
        coarse: Under `mix`: how many scales, from the smallest, are the first face's.
    """

    recipe: Recipe = field(default_factory=Recipe)
    other: Recipe | None = None
    blend: str = "lerp"
    position: float = 0.0
    coarse: int = 0

    def fields(self) -> dict[str, str]:
        """Write the fields `read` reads."""
        if self.other is None:
            return self.recipe.fields()
        where = (
            {"coarse": str(self.coarse)}
            if self.blend == "mix"
            else {"position": short(self.position)}
        )
        return {**self.recipe.fields(), **self.other.fields("2"), "blend": self.blend, **where}

    @classmethod
    def read(cls, fields: Mapping[str, Any]) -> "Face":
        """Read a face: one recipe, or with `blend` two, the second one's fields ending in 2.

        Raises:
            QueryError: If a field means nothing or is out of range.
        """
        recipe, blend = Recipe.read(fields), str(fields.get("blend") or "")
        if not blend:
            return cls(recipe)
        if blend not in BLENDS:
            raise QueryError(f"blend must be one of {', '.join(BLENDS)}, but is '{blend[:30]}'.")
        return cls(
            recipe,
            Recipe.read(fields, "2"),
            blend,
            real_of("position", str(fields.get("position") or 0), 0, 1),
            whole_of("coarse", str(fields.get("coarse") or 0), 0, 20),
        )


@dataclass(frozen=True)
class FaceRequest:
    """What a picture is asked for.

    Attributes:
        checkpoint: Key of the checkpoint.
        face: Which face.
        scale_px: The one scale that is wanted; None wants all of them, as one sprite picture.
        enlarged_px: Side each scale is enlarged to, smoothly; 0 leaves true pixels.
        form: A key of `FORMS`.
    """

    checkpoint: str
    face: Face = field(default_factory=Face)
    scale_px: int | None = None
    enlarged_px: int = 0
    form: str = "webp"

    @property
    def alone(self) -> bool:
        """Whether its picture must not share a pass of the network with others."""
        return self.form == "png"

    @property
    def note(self) -> str:
        """What a picture's metadata says of it: the fields that bring its face back."""
        return urlencode({"checkpoint": self.checkpoint, **self.face.fields()}, safe=":,")

    @classmethod
    def read(cls, fields: Mapping[str, Any], others: Sequence[str] = ()) -> "FaceRequest":
        """Read a request from fields of text.

        Args:
            fields: By name.
            others: Names that mean something to whoever calls.

        Raises:
            QueryError: If a field means nothing or is out of range.
        """
        known_names(fields, (*REQUEST_FIELDS, *others))
        form = str(fields.get("form") or "webp")
        if form not in FORMS:
            raise QueryError(f"form must be one of {', '.join(FORMS)}, but is '{form[:30]}'.")
        scale = str(fields.get("scale") or "")
        enlarged = str(fields.get("enlarged") or 0)
        return cls(
            str(fields.get("checkpoint") or ""),
            Face.read(fields),
            whole_of("scale", scale, 1, MOST_ENLARGED_PX) if scale else None,
            whole_of("enlarged", enlarged, 0, MOST_ENLARGED_PX),
            form,
        )
