"""Samples whose pixels, or patches of pixels, are drawn independently of each other.

Each patch of a sample shows what one face, drawn afresh from the selection, has at that place.
Every patch by itself is as real as can be; that the whole is no face shows how much lies in the
dependence between them. With the whole side as the patch a sample is one of the selected faces.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from facegen.errors import QueryError
from facegen.statistics.cores import on_all_cores
from facegen.statistics.rows import flat_faces
from facegen.statistics.samplers.pixel_kernels import copy_patches, seeds_array
from facegen.statistics.selection import Selection

PIECES = 16
"""Into so many pieces the patches are cut for the cores: few enough to start, enough to balance."""


@dataclass(frozen=True)
class PatchSampler:
    """Draw every patch from the selected faces, independently of all others.

    Attributes:
        patch_px: Side of a patch, a divisor of the faces' side; 1 draws every pixel by itself.
    """

    patch_px: int = 1

    def __call__(self, selection: Selection, seeds: Sequence[int] | np.ndarray) -> np.ndarray:
        """Draw one sample for each seed.

        Args:
            selection: The faces to draw patches from.
            seeds: Whole numbers from 0 to 2^64 - 1; sample i depends on `seeds[i]` alone.

        Returns:
            uint8 (len(seeds), side, side, 3).

        Raises:
            QueryError: If the patch does not divide the faces' side, or a seed is no seed.
            EmptySelectionError: If no face is selected.
        """
        selection.require_faces()
        store = selection.population.store
        size = store.size_px
        if self.patch_px < 1 or size % self.patch_px:
            allowed = ", ".join(str(px) for px in range(1, size + 1) if size % px == 0)
            raise QueryError(
                f"patch_px must divide the {size} px of these faces ({allowed}), "
                f"but is {self.patch_px}."
            )
        faces = flat_faces(store)
        drawn = seeds_array(seeds)
        samples = np.empty((len(drawn), faces.shape[1]), np.uint8)
        patches = (size // self.patch_px) ** 2
        ends = np.linspace(0, patches, min(PIECES, patches) + 1).astype(int)

        def fill(piece: tuple[int, int]) -> None:
            copy_patches(faces, selection.rows, drawn, size, self.patch_px, *piece, samples)

        on_all_cores(fill, zip(ends[:-1], ends[1:], strict=True))
        return samples.reshape(len(drawn), size, size, 3)
