"""Zip archives of pictures, read where they lie, without unpacking."""

import os
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from facegen.data.sources.source import LARGEST_PICTURE_BYTES
from facegen.disguise import disguise_of
from facegen.errors import DataError


class ZipPlace(NamedTuple):
    """Where a member of a zip archive lies."""

    header_offset: int
    stored_bytes: int
    size_bytes: int
    method: int
    checksum: int

    @classmethod
    def of(cls, info: zipfile.ZipInfo) -> "ZipPlace":
        """Return where a member lies."""
        return cls(
            info.header_offset, info.compress_size, info.file_size, info.compress_type, info.CRC
        )


@dataclass(frozen=True)
class ZipReader:
    """Reads members of a zip archive without its table of contents, which is slow to read.

    Every process reads a few of perhaps 200,000 members, so a place says where one lies.
    """

    archive: Path

    def __call__(self, place: ZipPlace) -> bytes:
        """Read one member.

        Raises:
            OSError: If it is damaged, too large, or packed in an unknown way.
        """
        if max(place.size_bytes, place.stored_bytes) > LARGEST_PICTURE_BYTES:
            raise OSError(f"is larger than {LARGEST_PICTURE_BYTES >> 20} MiB")
        with open(self.archive, "rb", buffering=0) as file:
            file.seek(place.header_offset)
            header = file.read(30)
            if header[:4] != b"PK\x03\x04":
                raise OSError("is not where the archive's table of contents says")
            name_bytes, extra_bytes = struct.unpack("<HH", header[26:30])
            file.seek(name_bytes + extra_bytes, os.SEEK_CUR)
            data = file.read(place.stored_bytes)
        if place.method == zipfile.ZIP_DEFLATED:
            data = _inflate(data, place.size_bytes)
        elif place.method != zipfile.ZIP_STORED:
            raise OSError(f"is packed by method {place.method}; stored and deflated can be read")
        if len(data) != place.size_bytes or zlib.crc32(data) != place.checksum:
            raise OSError("does not fit its checksum in the archive")
        return data


def _inflate(data: bytes, size_bytes: int) -> bytes:
    try:
        return zlib.decompressobj(-15).decompress(data, size_bytes + 1)
    except zlib.error as error:
        raise OSError(f"cannot be unpacked ({error})") from error


def open_zip(archive: Path) -> list[zipfile.ZipInfo]:
    """List the members of a zip archive.

    Raises:
        DataError: If it is no whole zip archive, saying what it is instead.
    """
    try:
        with zipfile.ZipFile(archive) as contents:
            return contents.infolist()
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        found = disguise_of(archive, "a zip archive")
        if found:
            raise DataError(f"{archive} {found}.") from error
        raise DataError(
            f"{archive} is not a whole zip archive ({error}): most likely its download or copy "
            "ended before it was whole; download it again."
        ) from error
