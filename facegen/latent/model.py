"""A generator opened for walking: from recipes to styles, and from styles to pictures."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from facegen.errors import QueryError
from facegen.latent.directions.directions import Directions
from facegen.latent.graphs.traced import traced
from facegen.latent.mixing import by_scale, mix, truncate
from facegen.latent.paths import lerp, slerp
from facegen.latent.recipe import Recipe
from facegen.latent.request import Face
from facegen.latent.style_space import StyleSpace
from facegen.models.generator import FaceGenerator, to_pictures
from facegen.models.latents import latents_of
from facegen.models.sound_seeds import SoundSeeds
from facegen.models.style_encoder import StyleEncoder

_numbers = itertools.count()


class LatentModel:
    """A generator with its directions, recorded as a graph if it stays.

    Args:
        generator: Frozen.
        directions: Those found for it; without, there are principal components alone.
        graphs: Folder of the same generator as ONNX, `portable.exported`; it may come later.
        checkpoint: Folder it was opened from, where that stays.
        reached: Distances that projection reached for other pictures, `projection.reference_of`.
        encoder: Guesses styles from pictures, for projection; without, the mean style is guessed.
        sound: Seeds whose faces hold together; without, nobody has looked.
        recorded: Whether to record it, which also warms it up: a face then takes less time, but of
            each that is recorded some megabytes are kept for good; see `traced`.

    Attributes:
        number: Its own in this process: what is kept of it is kept under this number.
        scales_px: Side of the picture at each scale, smallest first.
        space: The distribution of its styles.
        components: float32 (components, dim): a standard deviation along each principal component;
            first those that change the picture most where that is known, else those along which
            styles vary most.
        shares: float32 (components,), share of the styles' variance along each.
    """

    def __init__(
        self,
        generator: FaceGenerator,
        directions: Directions | None = None,
        encoder: StyleEncoder | None = None,
        reached: Mapping[str, Any] | None = None,
        graphs: Path | None = None,
        recorded: bool = True,
        checkpoint: Path | None = None,
        sound: SoundSeeds | None = None,
    ) -> None:
        """Find components that are not known, and record the graph."""
        self.number = next(_numbers)
        self.generator = generator
        self.directions = directions
        self.encoder = encoder
        self.reached = reached or {}
        self.graphs = graphs
        self.checkpoint = checkpoint
        self.sound = sound
        self.scales_px = generator.scales_px
        self.space = space = directions.space if directions else StyleSpace.of_generator(generator)
        self.components = (space.axes * space.deviations).T
        self.shares = space.deviations.square() / space.deviations.square().sum()
        if directions:
            order = [component.axis for component in directions.components]
            self.components, self.shares = self.components[order], self.shares[order]
        self._draw: Callable[[Tensor], Sequence[Tensor]] = generator.synthesize
        if recorded:
            styles = by_scale(generator.mean_style[None], len(self.scales_px))
            self._draw = traced(generator, styles)

    @torch.inference_mode()
    def style_of(self, face: Face) -> Tensor:
        """Return the style of a face at each scale, float32 (scales, latent_dim).

        Raises:
            QueryError: If its recipe does not fit this generator.
        """
        scales = len(self.scales_px)
        first = self._style(face.recipe)
        if face.other is None:
            return first
        second = self._style(face.other)
        if face.blend == "mix":
            if face.coarse > scales:
                raise QueryError(f"coarse must be a whole number from 0 to {scales} here.")
            return mix(first[None], second[None], face.coarse, scales)[0]
        if face.blend == "lerp":
            return lerp(first, second, torch.tensor([face.position]))[0]
        mean = self.generator.mean_style
        return mean + slerp(first - mean, second - mean, torch.tensor([face.position]))[0]

    def check_scale(self, scale_px: int | None) -> None:
        """Refuse a scale this generator does not have.

        Raises:
            QueryError: Naming those it has.
        """
        if scale_px is not None and scale_px not in self.scales_px:
            known = ", ".join(map(str, self.scales_px))
            raise QueryError(f"This checkpoint has the scales {known} px, not {scale_px}.")

    @torch.inference_mode()
    def pictures(self, styles: Sequence[Tensor]) -> list[list[np.ndarray]]:
        """Make the pictures of styles in one pass.

        Args:
            styles: Of each face (scales, latent_dim).

        Returns:
            For each face, smallest scale first, uint8 (px, px, 3).
        """
        scales = [to_pictures(images) for images in self._draw(torch.stack(list(styles)))]
        return [list(face) for face in zip(*scales, strict=True)]

    def _style(self, recipe: Recipe) -> Tensor:
        """Follow one recipe: where it starts, truncated, led along its directions."""
        generator, dim, scales = self.generator, self.generator.latent_dim, len(self.scales_px)
        if recipe.style is not None:
            numbers = self._numbers("style", recipe.style, (dim, dim * scales))
            style = self._moved(numbers.reshape(-1, dim), recipe)
        else:
            if recipe.latent is None:
                latent = latents_of([recipe.seed], dim)
            else:
                latent = self._numbers("latent", recipe.latent, (dim,))[None]
            style = generator.style(self._moved(latent, recipe))
        style = style.expand(scales, dim)
        style = truncate(style, self._centre(recipe.centre), recipe.truncation)
        for number, offset in recipe.components:
            if number >= len(self.components):
                raise QueryError(
                    f"This checkpoint has the components 0 to {len(self.components) - 1}, "
                    f"not {number}."
                )
            style = style + offset * self.components[number]
        for name, offset in recipe.attributes:
            style = style + offset * self._attribute(name, recipe.apart)
        return style

    def _attribute(self, name: str, apart: bool) -> Tensor:
        """Return one step towards an attribute, apart from what it is entangled with or not."""
        directions = self._known(name)
        entangled = {one.name: one.entangled for one in directions.attributes}[name]
        return directions.attribute(name, entangled if apart else ())

    def _centre(self, name: str) -> Tensor:
        """Return what truncation leads to."""
        if not name:
            return self.generator.mean_style
        plain = name.removeprefix("-")
        return self._known(plain).mean_style_of(plain, present=plain == name)

    def _known(self, name: str) -> Directions:
        """Return the directions, among which there is this attribute."""
        if self.directions is None:
            raise QueryError(
                "This checkpoint has no attribute directions; use its components instead."
            )
        if name not in self.directions.names:
            known = ", ".join(self.directions.names)
            raise QueryError(f"This checkpoint has no attribute '{name[:40]}'; it has {known}.")
        return self.directions

    def _numbers(self, name: str, numbers: bytes, lengths: tuple[int, ...]) -> Tensor:
        values = torch.from_numpy(np.frombuffer(numbers, "<f4").copy())
        if len(values) not in lengths:
            wanted = " or ".join(map(str, lengths))
            raise QueryError(
                f"A {name} of this checkpoint has {wanted} numbers, but {len(values)} were given."
            )
        return values

    def _moved(self, numbers: Tensor, recipe: Recipe) -> Tensor:
        """Add the offsets of single coordinates, (..., dim)."""
        if not recipe.coordinates:
            return numbers
        numbers = numbers.clone()
        for number, offset in recipe.coordinates:
            if number >= numbers.shape[-1]:
                raise QueryError(
                    f"A latent of this checkpoint has the coordinates 0 to "
                    f"{numbers.shape[-1] - 1}, not {number}."
                )
            numbers[..., number] += offset
        return numbers
