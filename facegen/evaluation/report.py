"""What an evaluation says, in figures; how it is found stands in `measure`, how it reads in `card`.

A floor is what real faces score that the reference has not seen: as good as can be. A measure
without its floor says nothing, since all of these depend on how many pictures are compared.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from facegen.errors import FacegenError
from facegen.evaluation.sliced_wasserstein import FULL, LIGHT, SlicedWasserstein

FORMAT = 1


@dataclass(frozen=True)
class Sizes:
    """How much is compared.

    Attributes:
        images: Pictures a side in the sliced Wasserstein distance, at most.
        features: Pictures a side in everything else, at most; held-out faces may be fewer.
        swd: The sliced Wasserstein distance itself.
        copies: Shares of planted copies, ascending, 0 to 1.
        seed: Of everything random.
    """

    images: int = 16_384
    features: int = 5_000
    swd: SlicedWasserstein = FULL
    copies: tuple[float, ...] = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2)
    seed: int = 0


LIGHT_SIZES = Sizes(images=2048, features=2000, swd=LIGHT)
"""For a quick look; its distances are larger than the full sizes', so compare like with like."""


@dataclass(frozen=True)
class Measure:
    """One figure.

    Attributes:
        key: Short name, such as `swd_64`.
        title: What it is called.
        value: Of the samples.
        floor: Of real faces.
        note: What it means and what its floor is, in a sentence.
    """

    key: str
    title: str
    value: float
    floor: float
    note: str


@dataclass(frozen=True)
class Planted:
    """What the search for copies says when a known share of a set is copies.

    Attributes:
        share: Share of the set replaced by disguised training faces.
        c_t: Of the samples.
        near_share: Of the samples.
        c_t_real: Of held-out faces in the samples' place.
        near_share_real: Likewise.
    """

    share: float
    c_t: float
    near_share: float
    c_t_real: float
    near_share_real: float


@dataclass(frozen=True)
class Report:
    """All that was found.

    Attributes:
        subject: What was measured and with what: checkpoint or pictures, store, network.
        sizes: How many pictures went into what.
        measures: The figures.
        frequencies: Attribute: share of the samples and share of held-out faces that show it.
        planted: Space: one row a share of planted copies.
        format: Version of this layout.
    """

    subject: Mapping[str, Any]
    sizes: Mapping[str, int]
    measures: tuple[Measure, ...]
    frequencies: Mapping[str, tuple[float, float]]
    planted: Mapping[str, tuple[Planted, ...]]
    format: int = FORMAT

    @classmethod
    def from_json(cls, text: str, where: object) -> "Report":
        """Read a report.

        Args:
            text: What `to_json` wrote.
            where: Its path, for messages.

        Raises:
            FacegenError: If it is none, or of another format.
        """
        try:
            fields: dict[str, Any] = json.loads(text)
            found = fields["format"]
            if found == FORMAT:
                return cls(
                    subject=fields["subject"],
                    sizes=fields["sizes"],
                    measures=tuple(Measure(**one) for one in fields["measures"]),
                    frequencies={n: (a, b) for n, (a, b) in fields["frequencies"].items()},
                    planted={
                        n: tuple(Planted(**one) for one in rows)
                        for n, rows in fields["planted"].items()
                    },
                )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise FacegenError(f"{where} is not an evaluation's report ({error!r}).") from error
        raise FacegenError(
            f"{where} is of report format {found}, but this facegen reads format {FORMAT}; "
            "make it anew with: python -m facegen.evaluation report"
        )

    def value(self, key: str) -> float:
        """Return a measure's value by its short name; KeyError if there is none."""
        return {measure.key: measure.value for measure in self.measures}[key]

    def floor(self, key: str) -> float:
        """Return a measure's floor by its short name; KeyError if there is none."""
        return {measure.key: measure.floor for measure in self.measures}[key]

    def to_json(self) -> str:
        """Write the report as indented JSON."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n"
