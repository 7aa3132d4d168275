"""Find all files in a folder, once each: linked folders too, what systems leave behind not.

Links are followed after all real folders, so that a link to something inside leads to nothing new
and names do not depend on which was met first. This module knows nothing of what files hold but for
those without an ending, which are looked into.
"""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from facegen.data.remarks import Remarks
from facegen.data.sources.source import PICTURE_SUFFIXES, is_left_behind

_LEFT_BEHIND = "thumbnails, hidden files and other files that systems leave behind"
_LARGEST_LINK_BYTES = 1024
_COMMIT = re.compile("[0-9a-f]{40}")
_PICTURE_MAGIC = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


@dataclass
class Walk:
    """The files of a folder.

    Attributes:
        folder: Where they lie.
        remarks: Told what is passed over.
        sizes: Size in bytes of each file, by its path within the folder, parted by `/`.
        elsewhere: Where those lie that are not at their path, which a file stands for as a link.
        bare_pictures: Those without an ending that begin as pictures do.
    """

    folder: Path
    remarks: Remarks
    sizes: dict[str, int] = field(default_factory=dict)
    elsewhere: dict[str, str] = field(default_factory=dict)
    bare_pictures: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Walk."""
        self._folders: set[tuple[int, int]] = set()
        self._files: set[tuple[int, int]] = set()
        self._linked_files: list[tuple[str, os.stat_result]] = []
        self._links: list[tuple[str, Path]] = []
        self._above = {_identity(os.stat(one)) for one in self.folder.resolve().parents}
        self._down("", self.folder)
        while self._links:
            self._links.sort(reverse=True)
            self._follow(*self._links.pop())
        for name, status in sorted(self._linked_files, key=lambda pair: pair[0]):
            if _identity(status) in self._files:
                self._pass("linked files", "they lead to a file that is listed already", name)
            else:
                self._files.add(_identity(status))
                self.sizes[name] = status.st_size
        self.sizes = dict(sorted(self.sizes.items()))

    def _pass(self, what: str, why: str, example: str) -> None:
        self.remarks.passed(what, why, example)

    def _down(self, prefix: str, place: Path) -> None:
        waiting = [(prefix, place)]
        while waiting:
            prefix, place = waiting.pop()
            try:
                identity = _identity(os.stat(place))
                if identity in self._folders:
                    continue
                self._folders.add(identity)
                entries = sorted(os.scandir(place), key=lambda entry: entry.name)
            except OSError as error:
                if not prefix:
                    raise
                self._pass("folders", f"they could not be read ({error.strerror})", prefix)
                continue
            for entry in self._chosen(place, prefix, entries):
                name = prefix + entry.name
                try:
                    if self._is_real_folder(entry, name):
                        waiting.append((name + "/", Path(entry.path)))
                except OSError as error:
                    self._pass("files", f"they could not be read ({error.strerror})", name)

    def _is_real_folder(self, entry: os.DirEntry, name: str) -> bool:
        """Note what is no folder, and say whether it is one."""
        if is_left_behind(entry.name):
            self._leave(entry, name)
        elif entry.is_dir():
            if not entry.is_symlink() and not _is_junction(entry):
                return True
            self._links.append((name + "/", Path(entry.path)))
        elif entry.is_file():
            self._file(entry, name)
        elif entry.is_symlink():
            self._pass("links", "they lead nowhere", name)
        else:
            self._pass("pipes, sockets and devices", "they are no files", name)
        return False

    def _file(self, entry: os.DirEntry, name: str) -> None:
        status = entry.stat()
        path = Path(entry.path)
        if "." not in entry.name and status.st_size:
            with open(path, "rb") as file:
                head = file.read(_LARGEST_LINK_BYTES + 1)
            target = _target(path, head)
            if head.startswith(_PICTURE_MAGIC) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
                self.bare_pictures.add(name)
            elif target:
                self.remarks.note(f"{name} names a folder, as Git writes links; it was followed.")
                self._links.append((name + "/", target))
                return
        if self.folder / name != path:
            self.elsewhere[name] = str(path.resolve())
        if entry.is_symlink():
            self._linked_files.append((name, status))
        else:
            self._files.add(_identity(status))
            self.sizes[name] = status.st_size

    def _follow(self, name: str, place: Path) -> None:
        identity = _identity(os.stat(place))
        if identity in self._folders:
            self._pass("linked folders", "they lead to a folder that is listed already", name)
        elif identity in self._above:
            self._pass("linked folders", "they lead to a folder above the one asked for", name)
        else:
            self._down(name, place)

    def _leave(self, entry: os.DirEntry, name: str) -> None:
        if not entry.is_dir(follow_symlinks=False):
            self._pass(_LEFT_BEHIND, "they are no pictures of their own", name)
            return
        for folder, _, files in os.walk(entry.path):
            for file in files:
                if file.lower().endswith(PICTURE_SUFFIXES):
                    inside = os.path.relpath(os.path.join(folder, file), self.folder)
                    why = "they are no pictures of their own"
                    self._pass(_LEFT_BEHIND, why, inside.replace(os.sep, "/"))

    def _chosen(self, place: Path, prefix: str, entries: list[os.DirEntry]) -> list[os.DirEntry]:
        """Of the Hub's cache take one snapshot of a data set, the one its refs name or the newest.

        Source: https://huggingface.co/docs/huggingface_hub/guides/manage-cache
        """
        names = {entry.name for entry in entries}
        if {"snapshots", "blobs"} <= names:
            return [entry for entry in entries if entry.name == "snapshots"]
        shots = [entry for entry in entries if _COMMIT.fullmatch(entry.name) and entry.is_dir()]
        if place.resolve().name != "snapshots" or len(shots) < 2:
            return entries
        try:
            main = (place.parent / "refs" / "main").read_text().strip()
        except OSError:
            main = ""
        why = "refs/main of the Hub's cache names" if main in names else "the newest is"
        kept = main if main in names else max(shots, key=lambda one: one.stat().st_mtime).name
        for shot in shots:
            if shot.name != kept:
                reason = f"{why} {kept[:12]}; to take another, give its own path"
                self._pass("other snapshots of the same data set", reason, prefix + shot.name)
        return [entry for entry in entries if entry.name == kept or entry not in shots]


def _target(path: Path, content: bytes) -> Path | None:
    """Return the folder a small text file stands for, as Git writes links on some systems."""
    if len(content) > _LARGEST_LINK_BYTES or b"\n" in content or b"/" not in content:
        return None
    try:
        target = path.parent / content.decode()
        return target if target.is_dir() else None
    except (UnicodeDecodeError, ValueError, OSError):
        return None


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


def _is_junction(entry: os.DirEntry) -> bool:
    return getattr(entry, "is_junction", bool)()
