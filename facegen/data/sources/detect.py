"""Find out what lies at a path: CelebA in any layout, parquet files, or pictures with a table."""

from dataclasses import replace
from pathlib import Path

from facegen.data.remarks import Remarks
from facegen.data.sources.celeba import bare_celeba, open_celeba
from facegen.data.sources.folder import open_folder, require_named
from facegen.data.sources.parquet import open_parquet, read_parquet_tables, sort_parquet
from facegen.data.sources.parquet_columns import NoPictures, sheet_of
from facegen.data.sources.source import PICTURE_SUFFIXES, Source
from facegen.data.sources.tree import (
    OTHER,
    PARQUET_SUFFIXES,
    TABLE_SUFFIXES,
    Tree,
    folder_tree,
    kind_of,
    several,
    zip_tree,
    zip_trees,
)
from facegen.data.store import MANIFEST, is_store
from facegen.disguise import disguise_of
from facegen.errors import DataError


def open_source(path: Path | str) -> Source:
    """List the pictures at a path.

    Args:
        path: A folder, a zip archive, a parquet file, or the table beside pictures.

    Raises:
        DataError: If nothing is there, or nothing usable, or a table is damaged.
    """
    path = Path(path)
    if not path.exists():
        raise DataError(f"{path} does not exist.")
    try:
        return _open(path)
    except OSError as error:
        raise DataError(f"{path} could not be read: {error}.") from error


def _open(path: Path) -> Source:
    suffix = path.suffix.lower()
    if path.is_dir():
        return _open_folder(path)
    with open(path, "rb") as file:
        magic = file.read(4)
    if suffix in PARQUET_SUFFIXES or magic == b"PAR1":
        return _open_parquet_file(path)
    kind, why = kind_of(path.name)
    if suffix == ".zip" or (magic == b"PK\x03\x04" and kind == OTHER):
        return _open_tree(zip_tree(path))
    found = disguise_of(path)
    if suffix in TABLE_SUFFIXES and not found:
        source = _open_folder(path.parent)
        require_named(folder_tree(path.parent), path.name)
        return replace(
            source, notes=(*source.notes, f"{path.name} is a table; its folder was read.")
        )
    if suffix in PICTURE_SUFFIXES:
        raise DataError(f"{path} is one file; name the folder it is in, {path.parent}.")
    if kind != OTHER:
        found = f"is one of the {kind}: {why}"
    raise DataError(
        f"{path} {found or 'is neither a folder, nor a zip archive, nor a parquet file'}."
    )


def _open_parquet_file(path: Path) -> Source:
    try:
        return open_parquet([path], path.resolve().name, Remarks())
    except NoPictures as error:
        tree = folder_tree(path.parent)
        source = open_folder(tree, [sheet_of(path, path.parent)]) if tree.pictures else None
        if source is None or not source.attribute_names:
            raise error
        return source


def _open_folder(path: Path) -> Source:
    if is_store(path):
        raise DataError(
            f"{path} is a prepared store already (it has a {MANIFEST}); use it as it is, or name "
            "the pictures it was made of."
        )
    sets = sorted(one.name for one in path.glob("datasets--*") if one.is_dir())
    if len(sets) > 1:
        raise DataError(
            f"{path} is a cache of several data sets ({', '.join(sets)}); name the one you mean."
        )
    return _open_tree(folder_tree(path))


def _open_tree(tree: Tree) -> Source:
    celeba = open_celeba(tree)
    if celeba is not None:
        return celeba
    extra = []
    files = tree.ending(PARQUET_SUFFIXES)
    if files and tree.path.is_file():
        why = "parquet files within an archive are not read; unpack it first"
        tree.remarks.passed("parquet files", why, files[0], len(files))
    elif files:
        paths = sort_parquet([tree.path / name for name in files], tree.path)
        extra, source = read_parquet_tables(paths, tree)
        if source is not None:
            return source
    if not tree.pictures and tree.path.is_dir():
        archives = [one for one in zip_trees(tree) if one.pictures]
        if len(archives) > 1:
            raise DataError(
                f"{tree.path} holds several archives of pictures ({several(archives)}); name one."
            )
        if archives:
            archives[0].remarks.take(tree.remarks)
            tree = archives[0]
    return bare_celeba(open_folder(tree, extra), tree)
