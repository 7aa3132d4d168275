"""A reader's own pictures, kept as a dataset that can be looked at and trained on.

Only where whoever reads is at home: a page for all takes nothing of anybody's. The browser sends
the pictures as it counts them, square and small, so that nothing has to be unpacked here.
"""

import hashlib
import zlib
from dataclasses import dataclass

import numpy as np

from facegen.answers.context import Context
from facegen.answers.links import link_to
from facegen.answers.runs import permission
from facegen.config import Settings
from facegen.counting import counted
from facegen.data.named import OWN
from facegen.data.prepare import prepare
from facegen.data.sources.source import Source
from facegen.data.store import PARTITIONS, is_store
from facegen.errors import QueryError
from facegen.images import encode

SIDE_PX = 64
MOST = 500
"""Pictures of a dataset, as `own/read.js` has it."""
PICTURE_BYTES = SIDE_PX * SIDE_PX * 3
MOST_BYTES = MOST * PICTURE_BYTES
MOST_DATASETS = 20


@dataclass(frozen=True)
class Kept:
    """What became of a reader's pictures.

    Attributes:
        words: What it is and where it lies.
        link: Opens the Training tab over it.
    """

    words: str
    link: str


def is_home(settings: Settings) -> bool:
    """Say whether pictures are kept here: where anybody may train, and on no Space."""
    return (
        permission.is_open(settings)
        and not permission.needs_secret(settings)
        and not settings.on_space
    )


def keep_pictures(context: Context, content: bytes) -> Kept:
    """Make a dataset of pictures; the same ones are the same dataset.

    Args:
        context: The datasets, of which it becomes one.
        content: uint8 (count, 64, 64, 3), sRGB, 1 to 500 pictures.

    Raises:
        QueryError: If nothing is kept here, or these are no such pictures, or too many datasets.
        StoreError: If it cannot be written.
    """
    if not is_home(context.settings):
        raise QueryError(
            "Pictures are kept only where you run facegen yourself, with training on; here they "
            "stay in your browser."
        )
    count, rest = divmod(len(content), PICTURE_BYTES)
    if rest or not 1 <= count <= MOST:
        raise QueryError(
            f"1 to {MOST} pictures of {SIDE_PX} x {SIDE_PX} pixels are kept, {PICTURE_BYTES:,} "
            f"bytes each, but {len(content):,} bytes were sent."
        )
    home = context.settings.stores_home
    folder = home / f"{OWN}{hashlib.sha256(content).hexdigest()[:12]}"
    with context.turns.turn():
        if not is_store(folder):
            _require_room(context)
            prepare(_source_of(content, count), folder, SIDE_PX, processes=1)
    key = context.take_up(folder)
    return Kept(
        f"Kept on this machine: {counted(count, 'picture')} of {SIDE_PX} px in {folder}; delete "
        "that folder to be rid of them.",
        link_to("training", {"store": key}),
    )


def _require_room(context: Context) -> None:
    home = context.settings.stores_home
    if sum(map(is_store, home.glob(f"{OWN}*"))) >= MOST_DATASETS:
        raise QueryError(
            f"{MOST_DATASETS} datasets of own pictures are kept already; delete some of the "
            f"folders {OWN}… in {home}."
        )


def _source_of(content: bytes, count: int) -> Source:
    pictures = np.frombuffer(content, np.uint8).reshape(count, SIDE_PX, SIDE_PX, 3)
    files = [encode(one) for one in pictures]
    return Source(
        title="Own pictures",
        origin="brought to the page",
        names=[f"{i:03d}.png" for i in range(count)],
        places=files,
        stamps=[zlib.crc32(one) for one in files],
        reader=bytes,
        attribute_names=(),
        attributes=np.zeros((count, 0), bool),
        partitions=np.full(count, PARTITIONS["unknown"], np.uint8),
        identities=np.full(count, -1, np.int32),
    )
