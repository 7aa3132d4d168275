"""Find out what lies at a path: CelebA in any layout, parquet files, or a folder of pictures."""

from pathlib import Path

from facegen.data.celeba import ATTRIBUTES, open_celeba
from facegen.data.folder import open_folder
from facegen.data.parquet import find_parquet, open_parquet
from facegen.data.source import Source
from facegen.errors import DataError


def open_source(path: Path | str) -> Source:
    """List the pictures at a path.

    Args:
        path: A folder, a zip archive of CelebA, or a parquet file.

    Raises:
        DataError: If nothing is there, or nothing usable, or a table is damaged.
    """
    path = Path(path)
    if not path.exists():
        raise DataError(f"{path} does not exist.")
    try:
        if path.suffix.lower() == ".zip" or path.is_dir():
            celeba = open_celeba(path)
            if celeba is not None:
                return celeba
        files = find_parquet(path)
        if files:
            return open_parquet(files, path.resolve().name)
        if path.is_dir():
            return open_folder(path)
    except OSError as error:
        raise DataError(f"{path} could not be read: {error}.") from error
    if path.suffix.lower() == ".zip":
        raise DataError(
            f"{path} has no {ATTRIBUTES}.txt or .csv beside it; put CelebA's tables there, or "
            "unpack the archive to use it as a folder of pictures."
        )
    raise DataError(f"{path} is neither a folder, nor a zip archive, nor a parquet file.")
