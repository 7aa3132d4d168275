"""The pictures of parquet files, one at a time, from the row group they lie in."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

Place = tuple[int, int, int]
"""Number of the file, of the row group in it, and of the row in that."""


@dataclass
class ParquetReader:
    """Reads pictures of parquet files, keeping the row group last read.

    Attributes:
        files: The files.
        column: Path of the column that holds the bytes.
    """

    files: tuple[Path, ...]
    column: str
    _held: tuple[tuple[int, int], pa.ChunkedArray | str] | None = field(default=None, init=False)

    def __call__(self, place: Place) -> bytes:
        """Read one picture.

        Raises:
            OSError: If the file is damaged where it lies, or there is none.
        """
        file, group, row = place
        if self._held is None or self._held[0] != (file, group):
            self._held = (file, group), self._read(file, group)
        column = self._held[1]
        if isinstance(column, str):
            raise OSError(column)
        return column[row].as_py() or b""

    def _read(self, file: int, group: int) -> pa.ChunkedArray | str:
        """Read the pictures of a row group, or return what is wrong with it."""
        try:
            with pq.ParquetFile(self.files[file]) as opened:
                column = opened.read_row_group(group, columns=[self.column]).column(0)
        except (pa.ArrowException, OSError) as error:
            return f"{self.files[file].name} is damaged there: {on_one_line(error)}"
        if pa.types.is_struct(column.type):
            return pa.chunked_array([chunk.field("bytes") for chunk in column.chunks])
        return column

    def __getstate__(self) -> dict[str, Any]:
        """Leave the row group behind."""
        return {"files": self.files, "column": self.column, "_held": None}


def on_one_line(error: Exception) -> str:
    """Return what an error of pyarrow says, which may be several lines."""
    return " ".join(str(error).split())
