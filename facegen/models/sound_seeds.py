"""Sound seeds: those whose faces hold together, of all that a face detector has looked at.

    sound = SoundSeeds.load(Path("checkpoints/celeba128"))
    16 in sound

How they are found is up to who has a face detector: `facegen latent sound`.
"""

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np

from facegen import strict_json
from facegen.checks import real, whole
from facegen.disguise import disguise_of
from facegen.errors import FacegenError, ModelError, QueryError
from facegen.files import write_whole
from facegen.models.stored import weights_digest

FORMAT = 1
FILE = "sound.json"
MOST_SEEDS = 1 << 16


@dataclass(frozen=True)
class SoundSeeds:
    """A table of seeds.

    Attributes:
        sound: bool (seeds,), whether the face of each seed from 0 on holds together.
        truncation: At which they were looked at.
        rarer: Attributes that are rarer among them, and their share, 0 to 1, of all the faces that
            were looked at and of those that are sound.
        facts: How they were found, for whoever reads the file.
    """

    sound: np.ndarray
    truncation: float
    rarer: Mapping[str, tuple[float, float]]
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __contains__(self, seed: int) -> bool:
        """Whether a seed was looked at and found sound."""
        return 0 <= seed < len(self.sound) and bool(self.sound[seed])

    def among(self, seeds: Iterable[int]) -> list[int]:
        """Return those of some seeds whose faces hold together.

        Raises:
            QueryError: If there is none.
        """
        kept = [seed for seed in seeds if seed in self]
        if not kept:
            raise QueryError(
                "None of these seeds is known to hold together; the first "
                f"{len(self.sound):,} were looked at."
            )
        return kept

    @property
    def bits(self) -> str:
        """The table in base64: of seed i it is bit i % 8 of byte i // 8."""
        packed = np.packbits(self.sound, bitorder="little")
        return base64.b64encode(packed.tobytes()).decode()

    def save(self, folder: Path) -> None:
        """Write them beside a checkpoint."""
        described = {
            "format": FORMAT,
            **self.facts,
            "generator": weights_digest(folder),
            "truncation": self.truncation,
            "rarer": dict(self.rarer),
            "seeds": len(self.sound),
            "bits": self.bits,
        }
        write_whole(folder / FILE, (json.dumps(described, indent=1) + "\n").encode())

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Load those of a checkpoint.

        Raises:
            ModelError: If there are none, or they are damaged or those of other weights.
        """
        make = f"make them with: python -m facegen.latent sound {folder}"
        if not (folder / FILE).is_file():
            raise ModelError(f"{folder} has no sound seeds; {make}")
        try:
            facts = strict_json.read(folder / FILE)
            found, made_for = facts.pop("format"), facts.pop("generator")
            truncation = real("truncation", facts.pop("truncation"), -2, 2)
            seeds = whole("seeds", facts.pop("seeds"), 1, MOST_SEEDS)
            packed = np.frombuffer(base64.b64decode(facts.pop("bits"), validate=True), np.uint8)
            bits = np.unpackbits(packed, bitorder="little").astype(bool)
            shares = {str(name): _shares(pair) for name, pair in facts.pop("rarer").items()}
            fits = len(packed) == -(-seeds // 8) and bits[:seeds].any()
        except (OSError, ValueError, KeyError, TypeError, AttributeError, FacegenError) as error:
            reason = disguise_of(folder / FILE)
            said = f"is damaged ({error})" if reason is None else reason
            raise ModelError(f"{folder / FILE} {said}; {make}") from error
        if found != FORMAT or not fits:
            raise ModelError(f"{folder / FILE} is of another version; {make}")
        if made_for != weights_digest(folder):
            raise ModelError(f"{folder / FILE} is of other weights; {make}")
        return cls(bits[:seeds], truncation, shares, facts)


def _shares(pair: Any) -> tuple[float, float]:
    before, after = pair
    return real("a share", before, 0, 1), real("a share", after, 0, 1)
