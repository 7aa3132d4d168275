"""Directions: what to add to a style so that a face changes in one respect.

    directions = Directions.load(Path("checkpoints/celeba128"))
    older = style - 1.5 * directions.attribute("Young", apart_from=("Male",))

A step of 1 along any direction is one standard deviation of the generator's styles. An attribute
has two unit vectors in the coordinates of `StyleSpace`: its direction, which says how a face
changes with it, and its reading, which says how much of it a face shows. What is at a right angle
to a reading leaves it as it is. How they are found stands in `discovery`, what they do in
`effects`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import safetensors
from torch import Tensor

from facegen import strict_json
from facegen.disguise import disguise_of
from facegen.errors import FacegenError, ModelError
from facegen.files import write_whole
from facegen.latent.directions.effects import Effect
from facegen.latent.directions.entanglement import ENTANGLED, entangled, without
from facegen.latent.style_space import StyleSpace
from facegen.models.stored import as_safetensors, read_tensors, weights_digest

FORMAT = 1
TENSORS, FACTS = "directions.safetensors", "directions.json"
MOST_TENSOR_BYTES = 32 << 20


@dataclass(frozen=True)
class AttributeDirection:
    """What is known of one attribute's direction.

    Attributes:
        name: The attribute's.
        effect: Of the direction itself.
        entangled: Up to three attributes that it moves along with the target most, of those that
            can be taken out of it while most of it is left.
        effect_apart: Of the direction apart from those; None where nothing of it would be left.
    """

    name: str
    effect: Effect
    entangled: tuple[str, ...]
    effect_apart: Effect | None


@dataclass(frozen=True)
class Component:
    """A principal component of the styles.

    Attributes:
        axis: Which of the style space's axes.
        variance: Share of the styles' variance that lies along it, 0 to 1.
        effect: What it does; it has no target.
    """

    axis: int
    variance: float
    effect: Effect


@dataclass(frozen=True)
class Directions:
    """The directions of one generator.

    Attributes:
        space: The distribution of its styles.
        units: float32 (attributes, rank), each attribute's direction as a unit vector in the
            space's coordinates.
        readings: float32 (attributes, rank), each attribute's reading, likewise.
        present: float32 (attributes, dim), mean style of faces that clearly show the attribute.
        absent: float32 (attributes, dim), of those that clearly do not.
        attributes: One a row of `units`.
        components: Those that change the picture most first.
        facts: How they were made: generator, network, faces.
    """

    space: StyleSpace
    units: Tensor
    readings: Tensor
    present: Tensor
    absent: Tensor
    attributes: tuple[AttributeDirection, ...]
    components: tuple[Component, ...]
    facts: Mapping[str, Any]

    @property
    def names(self) -> tuple[str, ...]:
        """The attributes that have a direction."""
        return tuple(attribute.name for attribute in self.attributes)

    def attribute(self, name: str, apart_from: Sequence[str] = ()) -> Tensor:
        """Return one step towards an attribute, float32 (dim,).

        Args:
            name: The attribute; minus the step leads away from it.
            apart_from: Attributes to leave alone. What changes their readings is taken out
                exactly; the pictures keep them as far as these readings, which are linear, are
                right.

        Raises:
            FacegenError: If there is no such attribute, or nothing is left of its direction.
        """
        return self.space.step(self.unit(name, apart_from))

    def unit(self, name: str, apart_from: Sequence[str] = ()) -> Tensor:
        """Return the same as a unit vector in the space's coordinates, float32 (rank,).

        Raises:
            FacegenError: If an attribute has no direction, or nothing is left of it.
        """
        left = without(
            self.units[self._index(name)],
            self.readings[[self._index(other) for other in apart_from]],
        )
        if left is None:
            raise FacegenError(
                f"Nothing is left of {name} when {', '.join(apart_from)} must stay as they are; "
                "let some of them change."
            )
        return left

    def component(self, number: int) -> Tensor:
        """Return one step along a component, float32 (dim,); 0 changes the picture most.

        Raises:
            FacegenError: If there is no such component.
        """
        if not 0 <= number < len(self.components):
            raise FacegenError(
                f"There are components 0 to {len(self.components) - 1}, but {number} was asked for."
            )
        axis = self.components[number].axis
        return self.space.axes[:, axis] * self.space.deviations[axis]

    def entangled(self, name: str, least: float = ENTANGLED) -> tuple[tuple[str, float], ...]:
        """Return the attributes whose readings change along with an attribute's direction.

        Returns:
            Names, and the change of the reading a step, in its standard deviations; the largest by
            size first, from `least` on.
        """
        found = entangled(self._index(name), self.units, self.readings, least)
        return tuple((self.names[other], change) for other, change in found)

    def mean_style_of(self, name: str, present: bool = True) -> Tensor:
        """Return the mean style of faces that clearly show an attribute, or do not, (dim,)."""
        return (self.present if present else self.absent)[self._index(name)]

    def read(self, styles: Tensor) -> Tensor:
        """Read attributes off styles without a picture, (..., dim) to (..., attributes).

        In standard deviations of each reading over the generator's styles; 0 is its mean.
        """
        return self.space.coordinates(styles) @ self.readings.T

    def _index(self, name: str) -> int:
        if name not in self.names:
            raise FacegenError(
                f"{name!r} has no direction here; there are {', '.join(self.names)}."
            )
        return self.names.index(name)

    def save(self, folder: Path) -> None:
        """Write them beside a checkpoint, as safetensors and JSON."""
        tensors = {
            "mean": self.space.mean,
            "axes": self.space.axes,
            "deviations": self.space.deviations,
            "units": self.units,
            "readings": self.readings,
            "present": self.present,
            "absent": self.absent,
        }
        described = {
            "format": FORMAT,
            **self.facts,
            "generator": weights_digest(folder),
            "attributes": [asdict(attribute) for attribute in self.attributes],
            "components": [asdict(component) for component in self.components],
        }
        whole = {name: tensor.contiguous() for name, tensor in tensors.items()}
        write_whole(folder / TENSORS, as_safetensors(whole))
        text = json.dumps(described, indent=1, ensure_ascii=False) + "\n"
        write_whole(folder / FACTS, text.encode())

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Load the directions beside a checkpoint.

        Raises:
            ModelError: If there are none, or they are damaged or those of other weights.
        """
        make = f"make them with: python -m facegen.latent directions {folder}"
        if not (folder / FACTS).is_file() or not (folder / TENSORS).is_file():
            raise ModelError(f"{folder} has no directions; {make}")
        try:
            facts = strict_json.read(folder / FACTS)
            found, made_for = facts.pop("format"), facts["generator"]
            attributes = tuple(_attribute(values) for values in facts.pop("attributes"))
            components = tuple(_component(values) for values in facts.pop("components"))
            tensors = read_tensors(folder / TENSORS, MOST_TENSOR_BYTES)
            space = StyleSpace(*(tensors[name] for name in ("mean", "axes", "deviations")))
            units, readings = (tensors[name] for name in ("units", "readings"))
            present, absent = (tensors[name] for name in ("present", "absent"))
            fits = units.shape == readings.shape == (len(attributes), space.rank)
            fits &= present.shape == absent.shape == (len(attributes), len(space.mean))
        except (
            OSError,
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
            safetensors.SafetensorError,
        ) as error:
            reason = disguise_of(folder / TENSORS) or disguise_of(folder / FACTS)
            if reason:
                raise ModelError(f"{folder}: a file of the directions {reason}.") from error
            raise ModelError(f"The directions in {folder} are damaged ({error}); {make}") from error
        if found != FORMAT or not fits:
            raise ModelError(f"The directions in {folder} are of another version; {make}")
        if made_for != weights_digest(folder):
            raise ModelError(f"The directions in {folder} are those of other weights; {make}")
        return cls(space, units, readings, present, absent, attributes, components, facts)


def _effect(values: dict[str, Any]) -> Effect:
    moved = tuple((str(name), float(change)) for name, change in values.pop("moved"))
    return Effect(**{name: float(value) for name, value in values.items()}, moved=moved)


def _attribute(values: dict[str, Any]) -> AttributeDirection:
    apart = values["effect_apart"]
    return AttributeDirection(
        str(values["name"]),
        _effect(values["effect"]),
        tuple(str(name) for name in values["entangled"]),
        None if apart is None else _effect(apart),
    )


def _component(values: dict[str, Any]) -> Component:
    return Component(int(values["axis"]), float(values["variance"]), _effect(values["effect"]))
