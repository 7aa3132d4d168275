"""CelebA, and what is made of it, in the layouts people really have it in.

    official    img_align_celeba.zip, or unpacked img_align_celeba/, with list_attr_celeba.txt,
                list_eval_partition.txt and identity_CelebA.txt beside it; or, as it is offered for
                download, these under Img/, Anno/ and Eval/
    Kaggle      img_align_celeba/img_align_celeba/ with list_attr_celeba.csv and
                list_eval_partition.csv; as folders, or all in one zip
    PNG         img_align_celeba_png/, whose tables say .jpg
    Mask-HQ     CelebA-HQ-img/ with CelebAMask-HQ-attribute-anno.txt
    Hub         parquet files; see `parquet`

The tables may lie anywhere below the path given, or up to three folders above it. A table is
CelebA's if its name or its header, which must have the forty attributes, says so.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from facegen.data.pictures import UnusablePicture, decode
from facegen.data.remarks import Remarks, names_none
from facegen.data.sources.celeba_names import (
    ALIGNED_PX,
    ATTRIBUTES,
    IDENTITY,
    MASKS_ATTRIBUTES,
    NOTICE,
    PARTITION,
    PICTURES,
    has_numbers_for_names,
    is_named,
)
from facegen.data.sources.celeba_tables import (
    CelebaTable,
    find_table,
    numbers_from,
    read_table,
    table_above,
    table_by_header,
)
from facegen.data.sources.naming import Pictures
from facegen.data.sources.source import Source
from facegen.data.sources.tables import AttributeTable
from facegen.data.sources.tree import Tree, folder_tree, zip_trees
from facegen.data.store import PARTITIONS
from facegen.errors import DataError

_LARGEST_IDENTITY = 2**31 - 1
_PICTURES_TRIED = 64


def open_celeba(tree: Tree) -> Source | None:
    """List CelebA's pictures, or return None where no attribute table of CelebA is found.

    Pictures come in the order of the attribute table, in every layout.

    Raises:
        DataError: If a table is damaged, or names no picture, or there is no picture.
    """
    zips = [] if tree.path.is_file() else zip_trees(tree)
    table = find_table([tree, *zips], ATTRIBUTES, MASKS_ATTRIBUTES) or table_by_header(
        [tree, *zips]
    )
    is_above = table is None
    table = table or table_above(tree.path, ATTRIBUTES, MASKS_ATTRIBUTES)
    if table is None:
        return None
    holders = [one for one in (*zips, tree) if one.pictures]
    if not holders and not is_above:
        holders = _beside(tree)
    if not holders:
        if is_above:
            return None
        tree.pass_rest([*tree.ending((".zip",)), *tree.tables])
        raise DataError(
            f"{tree.path} has CelebA's attribute table, but no picture: expected {PICTURES}.zip or "
            f"a folder {PICTURES} with the pictures.{tree.remarks}"
        )
    attributes, columns = read_table(table, tree.remarks)
    holder, pictures, rows, spelling = _best(holders, attributes.names)
    named = int(np.count_nonzero(rows >= 0))
    if is_above and 2 * named < len(holder.pictures):
        if named:
            tree.remarks.note(
                f"{table.path} names only {named:,} of the pictures; it was not used."
            )
        return None
    if not named:
        raise DataError(
            f"{table.where} {names_none(len(holder.pictures))} of "
            f"{holder.path.name}; its first is '{attributes.names[0] if attributes.names else ''}'."
        )
    tree.remarks.take(spelling)
    return _source(tree, holder, zips, table, attributes, columns, pictures, rows)


def _source(
    tree: Tree,
    holder: Tree,
    zips: Sequence[Tree],
    table: CelebaTable,
    attributes: AttributeTable,
    columns: dict[str, np.ndarray],
    pictures: Pictures,
    rows: np.ndarray,
) -> Source:
    remarks = tree.remarks
    if holder is not tree:
        remarks.take(holder.remarks)
        why = f"{holder.path.name} holds as many; name their folder to take them"
        first = tree.pictures[0] if tree.pictures else ""
        remarks.passed("pictures", why, first, len(tree.pictures))
    for one in zips:
        if one is not holder and one.pictures:
            why = f"{holder.name} was used in its place; name it to take it"
            remarks.passed("archives of pictures", why, one.path.name)
    order = np.argsort(rows, kind="stable")[np.count_nonzero(rows < 0) :]
    keys = [attributes.names[row] for row in rows[order]]
    paths = [pictures.paths[i] for i in order.tolist()]
    again = _again(pictures.paths, rows, attributes.names, remarks)
    used = [table.name] if table.tree is tree else []
    numbers = {}
    for stem, largest, unknown in (
        (PARTITION, 2, PARTITIONS["unknown"]),
        (IDENTITY, _LARGEST_IDENTITY, -1),
    ):
        found = find_table([tree, *zips], stem) or table_above(tree.path, stem)
        used += [found.name] if found and found.tree is tree else []
        numbers[stem] = (
            columns[stem][rows[order]]
            if found is None and stem in columns
            else numbers_from(found, largest, keys, unknown, remarks)
        )
    if tree.path.is_dir():
        archives = tree.ending((".zip",))  # each was read, or passed over with its reason
        tree.pass_rest([*used, *archives])
    if table.where not in (f"{ATTRIBUTES}.txt", f"{ATTRIBUTES}.csv", f"Anno/{ATTRIBUTES}.txt"):
        remarks.note(f"CelebA's attributes were found in {table.where}.")
    source = Source(
        title="CelebA",
        origin=_origin(holder, paths),
        names=[path.rpartition("/")[2] for path in paths],
        places=[holder.places[path] for path in paths],
        stamps=[holder.stamps[path] for path in paths],
        reader=holder.reader,
        attribute_names=attributes.attribute_names,
        attributes=attributes.values[rows[order]],
        partitions=numbers[PARTITION].astype(np.uint8),
        identities=numbers[IDENTITY].astype(np.int32),
        crop="face",
        notice=NOTICE,
        rows_without_picture=len(attributes.names) - len(order),
        pictures_without_row=len(pictures.paths) - len(order) - again,
    )
    if is_named(table.where, MASKS_ATTRIBUTES):
        source = replace(source, title="CelebAMask-HQ")
    return with_suited_crop(source, remarks)


def with_suited_crop(source: Source, remarks: Remarks) -> Source:
    """Return CelebA's pictures with the crop that suits their size, and with the remarks.

    The face crop is of the aligned pictures; what is made of CelebA is cropped already.
    """
    size = _size_of_first(source)
    if size not in (None, ALIGNED_PX):
        source = replace(source, crop="square")
        remarks.note(
            f"The pictures are {size[0]} x {size[1]} pixels, not the {ALIGNED_PX[0]} x "
            f"{ALIGNED_PX[1]} of the aligned ones, so the crop is square unless --crop says else."
        )
    return replace(source, passed_over=remarks.passed_over, notes=tuple(remarks.notes))


def bare_celeba(source: Source, tree: Tree) -> Source:
    """Return a source as CelebA's without tables, where its name and its pictures say it is one."""
    places = [*tree.path.resolve().parts[-2:], *source.names[:1], *tree.tables]
    if not any("celeba" in one.lower() or is_named(one, PARTITION) for one in places):
        return source
    if (
        source.attribute_names
        or not has_numbers_for_names(list(source.names))
        or _size_of_first(source) != ALIGNED_PX
    ):
        return source
    remarks = Remarks()
    keys = [name.rpartition("/")[2] for name in source.names]
    partition, identity = (
        find_table([tree], stem) or table_above(tree.path, stem) for stem in (PARTITION, IDENTITY)
    )
    partitions = numbers_from(partition, 2, keys, PARTITIONS["unknown"], remarks)
    identities = numbers_from(identity, _LARGEST_IDENTITY, keys, -1, remarks)
    remarks.note(
        f"The pictures look like CelebA's, but {ATTRIBUTES}.txt is neither below {tree.path} nor "
        "above it, so they have no attributes; put it beside them and prepare again."
    )
    return replace(
        source,
        title="CelebA",
        notice=NOTICE,
        crop="face",
        partitions=partitions.astype(np.uint8),
        identities=identities.astype(np.int32),
        notes=(*source.notes, *remarks.notes),
    )


def _size_of_first(source: Source) -> tuple[int, int] | None:
    """Return width and height of the first picture that can be decoded."""
    for i in range(min(len(source), _PICTURES_TRIED)):
        try:
            height, width = decode(source.read(i)).shape[:2]
            return width, height
        except (UnusablePicture, OSError, DataError):
            continue
    return None


def _beside(tree: Tree) -> list[Tree]:
    """Find the pictures where the path given is of the tables alone, such as Anno/."""
    base = tree.path.resolve().parent
    found = []
    for place in (base / "Img", base / PICTURES, base / f"{PICTURES}_png", base / "CelebA-HQ-img"):
        if place.is_dir():
            beside = folder_tree(place)
            found += [one for one in (*zip_trees(beside), beside) if one.pictures]
    return found


def _best(
    holders: Sequence[Tree], names: Sequence[str]
) -> tuple[Tree, Pictures, np.ndarray, Remarks]:
    """Choose the folder or archive that holds most of the named pictures; archives come first.

    A folder beside an archive may be a half of it, left by an unpacking.
    """
    found = []
    for holder in holders:
        pictures = Pictures(holder.pictures, _ranks(holder.pictures))
        remarks = Remarks()
        rows = pictures.rows(names, remarks)
        found.append((holder, pictures, rows, remarks))
    return max(
        found,
        key=lambda one: (np.count_nonzero(one[2] >= 0), "align" in one[0].path.name.lower()),
    )


def _ranks(paths: Sequence[str]) -> list[int]:
    """Prefer aligned pictures to others of the same name, then those of the fullest folder."""
    folders = [path.rpartition("/")[0] for path in paths]
    counts = Counter(folders)
    order = sorted(
        counts,
        key=lambda one: (PICTURES not in one.lower(), -counts[one], one.lower().count("png"), one),
    )
    rank = {folder: i for i, folder in enumerate(order)}
    return [rank[folder] for folder in folders]


def _again(paths: Sequence[str], rows: np.ndarray, names: Sequence[str], remarks: Remarks) -> int:
    """Count the pictures left out because another of the same name was taken."""
    taken = {
        paths[i].rpartition("/")[2].rpartition(".")[0] for i in np.flatnonzero(rows >= 0).tolist()
    }
    left = [
        paths[i]
        for i in np.flatnonzero(rows < 0).tolist()
        if paths[i].rpartition("/")[2].rpartition(".")[0] in taken
    ]
    if left:
        why = "a picture of the same name was taken from another folder; name theirs to take them"
        remarks.passed("pictures", why, left[0], len(left))
    return len(left)


def _origin(holder: Tree, paths: Sequence[str]) -> str:
    """Name the folder or archive the pictures are in."""
    if holder.path.is_file():
        return holder.name
    first, last = (path.split("/")[:-1] for path in (min(paths), max(paths)))
    shared = [one for one, other in zip(first, last, strict=False) if one == other]
    return shared[-1] if shared and shared == first[: len(shared)] else holder.name
