"""What is in a store, in figures and in words."""

from dataclasses import asdict
from typing import Any

import numpy as np

from facegen.counting import counted, percent
from facegen.data.remarks import PassedOver
from facegen.data.store import PARTITIONS, FaceStore

_REJECTS_SHOWN = 10


def describe(store: FaceStore) -> dict[str, Any]:
    """Sum up a store as plain values, fit for JSON.

    Returns:
        What its manifest says but for checksums, how many faces each partition and each attribute
        has, and of how many people they are (None where that is not known).
    """
    manifest = store.manifest
    people = np.unique(store.identities[store.identities >= 0]).size
    return {
        "folder": str(store.folder),
        "title": manifest.title,
        "source": manifest.source,
        "synthetic": manifest.synthetic,
        "notice": manifest.notice,
        "count": store.count,
        "size_px": store.size_px,
        "crop": manifest.crop,
        "partitions": {name: len(store.rows_in(name)) for name in PARTITIONS},
        "people": people or None,
        "attributes": {
            name: int(np.bitwise_count(store.bits_of(name)).sum()) for name in store.attribute_names
        },
        "rows_without_picture": manifest.rows_without_picture,
        "pictures_without_row": manifest.pictures_without_row,
        "enlarged": manifest.enlarged,
        "passed_over": [asdict(one) for one in manifest.passed_over],
        "notes": list(manifest.notes),
        "rejects": [{"name": r.name, "reason": r.reason} for r in manifest.rejects],
    }


def as_lines(summary: dict[str, Any]) -> str:
    """Write what `describe` returned as lines for a person."""
    count = summary["count"]
    kind = "synthetic face" if summary["synthetic"] else "face"
    size = f"{summary['size_px']} x {summary['size_px']} px"
    lines = [
        f"{summary['title']}: {counted(count, kind)} of {size}, crop {summary['crop']}, "
        f"from {summary['source']}"
    ]
    lines += [summary["notice"]] if summary["notice"] else []
    lines += summary["notes"]
    partitions = [f"{n:,} {name}" for name, n in summary["partitions"].items() if n]
    lines.append(f"Partitions: {', '.join(partitions)}")
    if summary["people"]:
        lines.append(f"People: {summary['people']:,}")
    for key, one, many, rest in (
        ("rows_without_picture", "row", "rows", "of the attribute table without a picture"),
        ("pictures_without_row", "picture", "pictures", "left out: the attribute table has no row"),
        ("enlarged", "face is", "faces are", "larger than what was cut from the picture"),
    ):
        lines += [f"{counted(summary[key], one, many)} {rest}"] if summary[key] else []
    passed_over = [PassedOver(**one) for one in summary["passed_over"]]
    lines += ["Seen and passed over:"] if passed_over else []
    lines += [f"  {one}" for one in passed_over]
    rejects = summary["rejects"]
    rejected = counted(len(rejects), "picture was rejected", "pictures were rejected")
    lines += [f"{rejected}:"] if rejects else []
    lines += [f"  {reject['name']} {reject['reason']}" for reject in rejects[:_REJECTS_SHOWN]]
    lines += ["  ... (all of them in manifest.json)"] if len(rejects) > _REJECTS_SHOWN else []
    lines += ["Attributes:"] if summary["attributes"] else []
    lines += [f"  {percent(n / count, 1):>8}  {name}" for name, n in summary["attributes"].items()]
    return "\n".join(lines)
