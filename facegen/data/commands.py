"""What the commands of `facegen data` do; __main__.py has their options."""

import argparse
import importlib
import sys
from dataclasses import replace

from facegen.command_line import FAILED, Outcome, about
from facegen.counting import counted
from facegen.data.describe import as_lines
from facegen.data.describe import describe as summed_up
from facegen.data.named import is_bundled, store_named
from facegen.data.packing import pack as pack_store
from facegen.data.packing import read_parts
from facegen.data.packing import unpack as unpack_parts
from facegen.data.prepare import prepare as make_store
from facegen.data.sources.detect import open_source
from facegen.data.store import open_store
from facegen.data.verify import damage_of
from facegen.errors import DataError, FacegenError
from facegen.progress_bar import ProgressBar


def prepare(options: argparse.Namespace) -> Outcome:
    """Make a store of pictures."""
    with about("--source"):
        source = open_source(options.source)
    if options.title:
        source = replace(source, title=options.title)
    pictures = min(len(source), options.limit or len(source))
    with ProgressBar(pictures, " pictures") as progress:
        try:
            make_store(
                source,
                options.out,
                options.size,
                options.crop,
                options.limit,
                force=options.force,
                progress=progress,
                say=lambda sentence: print(sentence, file=sys.stderr),
            )
        except FacegenError as error:
            option = "--source" if isinstance(error, DataError) else "--out"
            raise FacegenError(f"{option}: {error}") from error
    summary = summed_up(open_store(options.out))
    return Outcome(summary, as_lines(summary))


def describe(options: argparse.Namespace) -> Outcome:
    """Say what is in a store."""
    with about("STORE"):
        store = store_named(options.store)
    summary = summed_up(store)
    return Outcome(summary, as_lines(summary))


def verify(options: argparse.Namespace) -> Outcome:
    """Look for damage in a store's files."""
    with about("STORE"):
        folder = options.store
        if is_bundled(folder):
            folder = store_named(folder).folder
        damage = damage_of(folder)
    result = {"folder": str(folder), "whole": not damage, "damage": damage}
    words = "\n".join(damage) or f"{folder} is whole: every file fits its checksum."
    return Outcome(result, words, FAILED if damage else 0)


def pack(options: argparse.Namespace) -> Outcome:
    """Make a store small, to be carried."""
    with about("STORE"):
        store = store_named(options.store)
    with ProgressBar(store.count, " faces") as progress:
        parts = pack_store(store, options.out, options.megabytes, options.form, progress=progress)
    words = (
        f"{options.out}: {counted(store.count, 'face')} in {parts.bytes / 1e6:.1f} MB, "
        f"{parts.form} of "
        f"quality {parts.quality}, on average {parts.error:.2f} of 255 from the store's"
    )
    known = ("form", "quality", "error", "bytes")
    return Outcome({name: getattr(parts, name) for name in known}, words)


def unpack(options: argparse.Namespace) -> Outcome:
    """Make a store of packed faces."""
    with about("PARTS"):
        count = read_parts(options.parts).manifest.count
    with ProgressBar(count, " faces") as progress, about("PARTS"):
        store = unpack_parts(options.parts, options.out, progress=progress)
    summary = summed_up(store)
    return Outcome(summary, as_lines(summary))


def download(options: argparse.Namespace) -> Outcome:
    """Fetch a data set from the Hub."""
    # The Hub's client takes longer to import than all else here, and no other command needs it.
    room = importlib.import_module("facegen.data.download")
    with about("REPO"):
        folder = room.download(options.repo, options.out)
    words = f"{options.repo} is in {folder}"
    return Outcome({"repo": options.repo, "folder": str(folder)}, words)
