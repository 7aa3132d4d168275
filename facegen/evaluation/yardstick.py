"""A yardstick: how like faces samples are to the attribute network, how sharp, and how whole.

Held-out faces are what samples are compared with, and training faces in the samples' place say how
near to them anything can come.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from facegen.counting import percent
from facegen.data.store import FaceStore
from facegen.evaluation.coverage import density_and_coverage
from facegen.evaluation.kernel_distance import kernel_distance
from facegen.evaluation.real_faces import RealFaces
from facegen.evaluation.report import Measure
from facegen.evaluation.sharpness import sharpness
from facegen.face_finding import soundness
from facegen.gaussian import feature_distance
from facegen.models.attribute_net import AttributeNet, Description

UNSOUND = 0.05
"""Share of real faces that count as not holding together: turned, hidden, dark, badly cut."""
_FRESH = "Floor: as many training faces in the samples' place."


@dataclass(frozen=True)
class Yardstick:
    """Real faces, described once for however many sets of samples.

    Attributes:
        heldout: uint8 (count, side, side, 3).
        train: Likewise.
        network: Whose features and attributes are used.
    """

    heldout: np.ndarray
    train: np.ndarray
    network: AttributeNet

    @classmethod
    def of(cls, store: FaceStore, faces: RealFaces, network: AttributeNet, count: int) -> Self:
        """Take so many faces of each kind."""
        heldout, train = (store.faces[rows[:count]] for rows in (faces.heldout, faces.train))
        return cls(heldout, train, network)

    def measure(self, samples: np.ndarray) -> tuple[list[Measure], dict[str, tuple[float, float]]]:
        """Measure samples.

        Args:
            samples: uint8 (count, side, side, 3), as many as there are held-out faces.

        Returns:
            Sharpness, what features and attributes say, and how many do not hold together; and for
            each attribute the share of samples and of held-out faces that show it.
        """
        ours, shown = self.network.describe(samples), self._shown(self._real[0])
        frequencies = {
            name: (float(a), float(b))
            for name, a, b in zip(
                self.network.config.attributes, self._shown(ours), shown, strict=True
            )
        }
        measures = [*self._sharpness(samples), *self._features(ours), self._attributes(ours)]
        return [*measures, self._unsound(samples)], frequencies

    @cached_property
    def _real(self) -> tuple[Description, Description]:
        """Describe held-out and training faces."""
        return self.network.describe(self.heldout), self.network.describe(self.train)

    def _sharpness(self, samples: np.ndarray) -> list[Measure]:
        shares, floor = (sharpness(side, self.heldout) for side in (samples, self.train))
        note = f"Detail as a multiple of held-out faces'; below 1 is blurred. {_FRESH}"
        return [
            Measure(f"sharpness_{side}", f"Sharpness, {side} px", shares[side], floor[side], note)
            for side in shares
        ]

    def _features(self, ours: Description) -> list[Measure]:
        real, train = (one.features for one in self._real)
        size = min(1000, len(real) // 2)
        space = f"attributes {self.network.config.version}"

        def all_four(side: np.ndarray) -> tuple[float, float, float, float]:
            kernel = kernel_distance(side, real, size=size)[0]
            return feature_distance(side, real), 1000 * kernel, *density_and_coverage(real, side)

        words = (
            ("fd", f"Frechet distance (FD-{space})", f"To held-out faces. {_FRESH}"),
            (
                "kd",
                f"Kernel distance (KD-{space}), x 1000",
                f"0 means no difference found. {_FRESH}",
            ),
            ("density", "Density", f"About 1 where samples lie as faces do. {_FRESH}"),
            ("coverage", "Coverage", f"Share of held-out faces with a sample like them. {_FRESH}"),
        )
        return [
            Measure(key, title, value, least, note)
            for (key, title, note), value, least in zip(
                words, all_four(ours.features), all_four(train), strict=True
            )
        ]

    def _attributes(self, ours: Description) -> Measure:
        heldout, train = (self._shown(one) for one in self._real)
        value, floor = (
            float(np.abs(shown - heldout).mean()) for shown in (self._shown(ours), train)
        )
        return Measure(
            "attributes",
            "Attribute frequencies, mean difference",
            value,
            floor,
            f"Between the shares of samples and of held-out faces that show an attribute. {_FRESH}",
        )

    def _unsound(self, samples: np.ndarray) -> Measure:
        least, train = self._soundness
        return Measure(
            "unsound",
            "Do not hold together",
            float((_soundness(samples) < least).mean()),
            float((train < least).mean()),
            f"Share that a face detector is less sure of than of {percent(1 - UNSOUND)} of "
            f"held-out faces. {_FRESH}",
        )

    @cached_property
    def _soundness(self) -> tuple[float, np.ndarray]:
        """Return the least of a sound face, and the soundness of the training faces."""
        heldout, train = _soundness(self.heldout), _soundness(self.train)
        return float(np.quantile(heldout, UNSOUND)), train

    def _shown(self, described: Description) -> np.ndarray:
        """Return the share of faces that show each attribute, float64 (attributes,)."""
        return (described.logits > np.array(self.network.thresholds)).mean(axis=0)


def _soundness(faces: np.ndarray) -> np.ndarray:
    """Return how well each face holds together, float64 (faces,)."""
    return np.array([soundness(face) for face in faces])
