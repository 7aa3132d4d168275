"""Any tree of pictures, with or without a table of what is known of them.

The table may lie anywhere in the tree. Which column names the pictures is told by looking for them;
every other column becomes attributes, partition or person, or is passed over: see `columns`. Where
several tables fit they must have the same columns, or one must be called attributes.csv.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from facegen.data.remarks import Remarks, names_none, some
from facegen.data.sources.celeba_names import is_table_of_celeba
from facegen.data.sources.columns import MOST_WORDS, Labels, labels_of
from facegen.data.sources.naming import Pictures
from facegen.data.sources.sheet import Sheet, read_sheet, without_header
from facegen.data.sources.source import PICTURE_SUFFIXES, Source
from facegen.data.sources.tree import Tree
from facegen.data.store import PARTITIONS
from facegen.errors import DataError

_MOST_TABLES = 200
_SAMPLE = 200
_DIFFERENT_SHARE = 0.9
"""Least of a column of bare numbers that must differ for them to be names."""
_MOST_ABOVE, _LARGEST_ABOVE_BYTES = 5, 50 << 20


@dataclass(frozen=True, eq=False)
class _Joined:
    """A table, the pictures it names, and how many of its rows name none."""

    sheet: Sheet
    names_in: int
    rows: np.ndarray
    remarks: Remarks
    without_picture: int

    @property
    def header(self) -> tuple[str, ...]:
        return tuple(name.strip() for i, name in enumerate(self.sheet.header) if i != self.names_in)


def open_folder(tree: Tree, extra: Sequence[Sheet] = ()) -> Source:
    """List a tree of pictures.

    Args:
        tree: A folder or archive.
        extra: Tables of another form, already read.

    Raises:
        DataError: If it holds no picture, or its table names none or is unclear.
    """
    tree.require_pictures()
    remarks = tree.remarks
    tables = _tables_of(tree, extra)
    paths = list(tree.pictures)
    kept = np.arange(len(paths))
    labels = _nothing(len(paths))
    missing = without_row = 0
    if tables:
        rows, labels, missing = _together(tables, remarks)
        kept = np.flatnonzero((rows >= 0) & np.append(labels.clear, True)[rows])
        labels = _of_rows(labels, rows[kept])
        without_row = int(np.count_nonzero(rows < 0))
        _require_some(tables[0], kept, tree)
    tree.pass_rest([one.sheet.name for one in tables])
    if not labels.names:
        _say_what_folders_could(paths, remarks)
        _say_what_lies_above(tree)
    return Source(
        title=tree.name if tree.path.is_dir() else tree.path.stem,
        origin=tree.name,
        names=[paths[i] for i in kept],
        places=[tree.places[paths[i]] for i in kept],
        stamps=[tree.stamps[paths[i]] for i in kept],
        reader=tree.reader,
        attribute_names=labels.names,
        attributes=labels.values,
        partitions=_known(labels.partitions, PARTITIONS["unknown"], len(kept), np.uint8),
        identities=_known(labels.identities, -1, len(kept), np.int32),
        rows_without_picture=missing,
        pictures_without_row=without_row,
        passed_over=remarks.passed_over,
        notes=tuple(remarks.notes),
    )


def require_named(tree: Tree, table: str) -> None:
    """Refuse a table that is none of a folder's pictures.

    Args:
        tree: The folder.
        table: File in it; CelebA's own tables name pictures wherever those lie.

    Raises:
        DataError: If it names no picture there, or has nothing to say of any.
    """
    if not tree.pictures or table not in tree.places or is_table_of_celeba(table):
        return
    sheet = _sheet_in(tree, table, Remarks())
    if _join(sheet, Pictures(tree.pictures), Remarks()) is None:
        raise _names_none(sheet, tree)


def _say_what_folders_could(paths: Sequence[str], remarks: Remarks) -> None:
    """Say that folders of classes are no attributes, where the pictures seem to lie in such."""
    folders = [path.split("/")[:-1] for path in paths]
    depth = len(os.path.commonprefix([min(folders), max(folders)]))
    names = {name for one in folders for name in one[depth:] if name}
    if 1 < len(names) <= MOST_WORDS and min(map(len, folders)) > depth:
        remarks.note(
            f"The names of folders ({some(sorted(names))}) were not read as attributes; for that, "
            "put a table attributes.csv beside them: the paths, and a column of the names."
        )


def _say_what_lies_above(tree: Tree) -> None:
    """Point out a table above the pictures' folder that names them, which is not read."""
    above = tree.path.resolve().parent
    if not tree.path.is_dir() or not os.access(above, os.R_OK):
        return
    pictures = Pictures(tree.pictures)
    for path in sorted(above.glob("*.[ct]sv"))[:_MOST_ABOVE]:
        try:
            if not path.is_file() or path.stat().st_size > _LARGEST_ABOVE_BYTES:
                continue
            sheet = read_sheet(path.name, path.read_bytes(), Remarks())
        except (OSError, DataError):
            continue
        joined = _join(sheet, pictures, Remarks())
        if joined is not None and 2 * np.count_nonzero(joined.rows >= 0) >= len(pictures.paths):
            tree.remarks.note(
                f"{path} names these pictures, but lies above them, so it was not read; to use "
                f"it, name its folder ({above}) or put it beside them."
            )


def _known(values: np.ndarray | None, unknown: int, count: int, kind: type) -> np.ndarray:
    return np.full(count, unknown, kind) if values is None else values.astype(kind)


def _nothing(rows: int) -> Labels:
    return Labels((), np.zeros((rows, 0), bool), None, None, np.ones(rows, bool))


def _of_rows(labels: Labels, rows: np.ndarray) -> Labels:
    return Labels(
        labels.names,
        labels.values[rows],
        None if labels.partitions is None else labels.partitions[rows],
        None if labels.identities is None else labels.identities[rows],
        labels.clear[rows],
    )


def _tables_of(tree: Tree, extra: Sequence[Sheet]) -> list[_Joined]:
    """Find the tables that name pictures, all of the same columns.

    Raises:
        DataError: If several name pictures and it is unclear which is meant, or one in the place
            of a table names none.
    """
    joined = []
    refused: list[DataError] = []
    pictures = Pictures(tree.pictures)
    for name in [name for name in tree.tables if not is_table_of_celeba(name)][:_MOST_TABLES]:
        remarks = Remarks()
        plain = not name.lower().endswith(".txt")
        try:
            sheet = _sheet_in(tree, name, remarks)
            found = _join(sheet, pictures, remarks)
        except DataError as error:
            if plain:
                refused.append(error)
                tree.remarks.passed("tables", str(error).rstrip("."), name)
            continue
        if found is not None:
            joined.append(found)
        elif plain and "/" not in name:
            refused.append(_names_none(sheet, tree))
    for sheet in extra:
        found = _join(sheet, pictures, tree.remarks)
        if found is not None:
            joined.append(found)
        else:
            tree.remarks.passed("tables", "they name none of the pictures", sheet.name)
    named = [one for one in joined if one.sheet.name.lower() == "attributes.csv"]
    if named:
        return named
    if not joined and refused:
        raise refused[0]
    if len({one.header for one in joined}) > 1:
        raise DataError(
            f"{tree.path} holds several tables ({some(one.sheet.name for one in joined)}); name "
            "the one with the attributes attributes.csv."
        )
    return joined


def _sheet_in(tree: Tree, name: str, remarks: Remarks) -> Sheet:
    sheet = read_sheet(name, tree.read(name), remarks)
    if len(sheet.header) < 2:
        raise DataError(f"{name}, line 1: expected at least one attribute, but found none.")
    return sheet


def _names_none(sheet: Sheet, tree: Tree) -> DataError:
    first = next((column[0] for column in sheet.cells if column), "")
    if not sheet.rows:
        return DataError(f"{tree.path / sheet.name} has a header, but no row below it.")
    return DataError(
        f"{tree.path / sheet.name} {names_none(len(tree.pictures))} in {tree.path}; one of its "
        f"columns must hold paths such as '{tree.pictures[0]}', but it begins with "
        f"'{first}'."
    )


def _join(sheet: Sheet, pictures: Pictures, remarks: Remarks) -> _Joined | None:
    """Find the column that names pictures, and which; None if there is none."""
    folder = sheet.name.rpartition("/")[0]
    base = f"{folder}/" if folder else ""
    fits = [pictures.fitness(cells[:_SAMPLE], base) for cells in sheet.cells]
    if sheet.rows > _SAMPLE and max(fits) == (0, 0):
        fits = [pictures.fitness(cells, base) for cells in sheet.cells]
    heads = [pictures.fitness([name], base)[1] for name in sheet.header]
    if any(heads):
        sheet = without_header(sheet)
        remarks.note(f"{sheet.name} has no header; its columns were numbered.")
        fits = [max(fit, (head, head)) for fit, head in zip(fits, heads, strict=True)]
    named = [_share_of_names(cells[:_SAMPLE]) > 0.5 for cells in sheet.cells]
    # Bare numbers may be anything, so they are names only where no others are, most fit, and they
    # tell the rows apart, as the yes and no of an attribute do not.
    eligible = [
        i
        for i, (exact, found) in enumerate(fits)
        if (found and named[i])
        or (
            not any(named)
            and (exact or 2 * found >= min(len(pictures.paths), _SAMPLE))
            and (exact or len(set(sheet.cells[i])) >= _DIFFERENT_SHARE * sheet.rows)
        )
    ]
    best = max(eligible, key=lambda i: (fits[i], -i), default=None)
    if best is None:
        return None
    before = remarks.count
    rows = pictures.rows(sheet.cells[best], remarks, base)
    remarked = remarks.count - before
    without_picture = sheet.rows - int(np.count_nonzero(rows >= 0)) - remarked
    return _Joined(sheet, best, rows, remarks, without_picture)


def _share_of_names(cells: Sequence[str]) -> float:
    """Return the share of cells that end as pictures do."""
    ends = [cell.strip().lower().endswith(PICTURE_SUFFIXES) for cell in cells]
    return sum(ends) / max(1, len(ends))


def _together(tables: Sequence[_Joined], remarks: Remarks) -> tuple[np.ndarray, Labels, int]:
    """Read tables of the same columns as one; return each picture's row, and what rows say."""
    rows = np.full(len(tables[0].rows), -1, np.int64)
    first = 0
    missing = 0
    for one in tables:
        found = (one.rows >= 0) & (rows < 0)
        rows[found] = first + one.rows[found]
        missing += one.without_picture
        first += one.sheet.rows
        if one.remarks is not remarks:
            remarks.take(one.remarks)
    cells = [
        [cell for one in tables for cell in one.sheet.cells[i]]
        for i in range(len(tables[0].sheet.header))
    ]
    whole = Sheet(tables[0].sheet.name, tables[0].sheet.header, cells)
    labels = labels_of(whole.columns(but=tables[0].names_in), whole.rows, remarks)
    if labels.is_empty:
        remarks.note(f"No column of {whole.name} could be used.")
    return rows, labels, missing


def _require_some(table: _Joined, kept: np.ndarray, tree: Tree) -> None:
    if not kept.size:
        raise DataError(
            f"{tree.path / table.sheet.name} says nothing clear of any picture.{tree.remarks}"
        )
