"""Source -> store: all cores at work, able to be killed at any moment and to go on from there."""

import errno
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import PIL

from facegen.counting import counted
from facegen.data.chunks import FaceMaker, Written, chunks_of
from facegen.data.pictures import CROPS, RECIPE
from facegen.data.remarks import printable
from facegen.data.sealing import seal
from facegen.data.sources.source import Source
from facegen.data.store import Manifest, Reject, is_store, open_store
from facegen.data.workbench import Workbench
from facegen.data.workers import spread
from facegen.errors import DataError, StoreError
from facegen.processes import core_count
from facegen.progress import Progress, unwatched

SIZES_PX = range(8, 1025)

_FEW_PICTURES = 1024
"""So few are done in this process before others have started."""


def prepare(
    source: Source,
    out: Path | str,
    size_px: int = 64,
    crop: str | None = None,
    limit: int | None = None,
    *,
    force: bool = False,
    processes: int | None = None,
    progress: Progress = unwatched,
    say: Callable[[str], None] = lambda sentence: None,
) -> Manifest:
    """Make a store of a source.

    The work may be killed at any moment; called again, it goes on, and what comes out is the same
    to the byte. A store that was made of the same source in the same way is left as it is.

    Args:
        source: The pictures.
        out: Folder of the store.
        size_px: Side of each face, 8 to 1024 pixels.
        crop: One of `pictures.CROPS`; None means the one that suits the source.
        limit: Take only the first so many pictures; None takes all.
        force: Prepare anew, and replace the store that lies at `out`.
        processes: How many processes to work in; 1 means this one, None one for each core.
        progress: Told the share of the pictures done, 0 to 1; first that of an earlier try.
        say: Called with a sentence where a person should know what happens.

    Raises:
        DataError: If the parameters or the source are such that no face comes out.
        StoreError: If something else is at `out`, or it cannot be written.
    """
    crop = crop or source.crop
    _check(size_px, crop, limit)
    source = source if limit is None else source.first(limit)
    out = Path(out).absolute()
    bench = Workbench(out.with_name(out.name + ".partial"), len(source), size_px)
    plan = _plan(source, size_px, crop)
    there = _already_there(out, plan, force)
    if there is not None:
        say(f"{out} is already prepared from the same pictures in the same way.")
        bench.clear()  # Of a run that was killed when all was done.
        return there
    with _disk_trouble(bench), bench.held():
        done = _take_up(bench, plan, say)
        progress(_pictures_in(done) / len(source))
        for chunk in _rest(bench, source, crop, done, processes):
            bench.record(chunk)
            done.append(chunk)
            progress(_pictures_in(done) / len(source))
        manifest = _finish(bench, source, crop, plan, done)
        bench.deliver(out)
    return manifest


def _check(size_px: int, crop: str, limit: int | None) -> None:
    if size_px not in SIZES_PX:
        raise DataError(
            f"The size of a face must be from {SIZES_PX[0]} to {SIZES_PX[-1]} pixels, but is "
            f"{size_px}."
        )
    if crop not in CROPS:
        raise DataError(f"The crop must be one of {', '.join(CROPS)}, but is '{crop}'.")
    if limit is not None and limit < 1:
        raise DataError(f"The limit must be at least 1 picture, but is {limit}.")


def _plan(source: Source, size_px: int, crop: str) -> str:
    """Sum up what is to be made of what, in a short text."""
    parts = json.dumps([source.fingerprint, size_px, crop, RECIPE])
    return hashlib.blake2b(parts.encode(), digest_size=16).hexdigest()


def _already_there(out: Path, plan: str, force: bool) -> Manifest | None:
    if is_store(out):
        if force:
            return None
        manifest = open_store(out).manifest
        if manifest.plan != plan:
            raise StoreError(
                f"{out} is already a store of something else: {counted(manifest.count, 'face')} of "
                f"{manifest.size_px} px, crop {manifest.crop}, from {manifest.source}. Choose "
                "another place, or replace it with --force."
            )
        return manifest
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise StoreError(f"{out} exists and is not a store; choose another place.")
    return None


def _take_up(bench: Workbench, plan: str, say: Callable[[str], None]) -> list[Written]:
    # Another Pillow may decode some pictures otherwise, so its work is not mixed with this one's.
    words = json.dumps({"plan": plan, "pillow": PIL.__version__})
    done = bench.take_up(words)
    if done is not None:
        say(f"Going on from {counted(_pictures_in(done), 'picture')} that are done.")
        return done
    if bench.begin(words):
        say(f"{bench.folder} was of other pictures or another way to prepare; beginning anew.")
    return []


def _pictures_in(chunks: list[Written]) -> int:
    return sum(chunk.count for chunk in chunks)


def _rest(
    bench: Workbench, source: Source, crop: str, done: list[Written], processes: int | None
) -> Iterator[Written]:
    """Do the chunks that are not done yet."""
    finished = {chunk.first for chunk in done}
    rest = [chunk for chunk in chunks_of(source) if chunk.first not in finished]
    make = FaceMaker(source.reader, bench.size_px, crop, bench.faces, bench.offset)
    if processes is None:
        processes = 1 if sum(len(chunk.names) for chunk in rest) < _FEW_PICTURES else core_count()
    if processes > 1:
        yield from spread(make, rest, processes)
        return
    with closing(make):
        yield from map(make, rest)


def _finish(
    bench: Workbench, source: Source, crop: str, plan: str, done: list[Written]
) -> Manifest:
    reasons = dict(sorted(reject for chunk in done for reject in chunk.rejects))
    if len(reasons) == len(source):
        name, reason = source.names[0], reasons[0]
        bench.clear()
        many = f"None of the {len(source):,} pictures can be used; the first,"
        none = many if len(source) > 1 else "The only picture there is,"
        raise DataError(f"{none} {printable(name)}, {reason}.")
    if reasons:
        bench.close_gaps(reasons)
    kept = [i for i in range(len(source)) if i not in reasons]
    manifest = Manifest(
        title=source.title,
        source=source.origin,
        synthetic=source.synthetic,
        size_px=bench.size_px,
        crop=crop,
        count=len(kept),
        attribute_names=source.attribute_names,
        rows_without_picture=source.rows_without_picture,
        pictures_without_row=source.pictures_without_row,
        rejects=tuple(Reject(printable(source.names[i]), why) for i, why in reasons.items()),
        notice=source.notice,
        plan=plan,
        enlarged=sum(chunk.enlarged for chunk in done),
        passed_over=source.passed_over,
        notes=source.notes,
    )
    return seal(
        bench.store,
        manifest,
        [source.names[i] for i in kept],
        source.attributes[kept],
        source.partitions[kept],
        source.identities[kept],
    )


@contextmanager
def _disk_trouble(bench: Workbench) -> Iterator[None]:
    """Say in a sentence what the disk refuses, and leave no empty bench behind."""
    try:
        yield
    except OSError as error:
        bench.clear_if_unused()
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise StoreError(
                f"The disk is full, or allows no file so large: {bench.folder.parent} must have "
                f"room for {bench.size_bytes / 1e6:,.0f} MB ({error.strerror}). Free some space "
                "or choose another place; the same command goes on from here."
            ) from error
        raise StoreError(f"{bench.folder} could not be written: {error}.") from error
