"""What a file really is when it is not what its name says: the usual causes, in a sentence.

A download that failed leaves a file of the right name with something else in it. The first bytes
show it. Rooms that open files ask here once opening has failed, so that what is whole pays nothing.
"""

from pathlib import Path

HEAD_BYTES = 1024

_LFS = b"version https://git-lfs"
_ANNEX = (b"/annex/objects/", b".git/annex/")
_OTHER = (
    (b"PK\x03\x04", "a zip archive"),
    (b"PK\x05\x06", "a zip archive"),
    (b"\x1f\x8b", "packed by gzip; unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive; unpack it first"),
    (b"Rar!", "a RAR archive; unpack it first"),
    (b"PAR1", "a parquet file"),
    (b"%PDF", "a PDF document"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x89PNG", "a PNG picture"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
)
FETCH_LFS = "fetch the file itself with: git lfs install && git lfs pull"


def disguise(head: bytes, size_bytes: int | None = None, wanted: str = "") -> str | None:
    """Say what is wrong with a file, given how it begins; the file is the sentence's subject.

    Args:
        head: Its first bytes, `HEAD_BYTES` are enough.
        size_bytes: Its size; None means that `head` is all of it.
        wanted: How a file of the wanted kind begins in `_OTHER`, which is then no disguise.

    Returns:
        Such as "is a Git LFS pointer, not the file itself; ..."; None if nothing shows.
    """
    size_bytes = len(head) if size_bytes is None else size_bytes
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:HEAD_BYTES].lower()
    if not size_bytes:
        return "is empty (0 bytes): its download or copy never began; fetch it again"
    if text.startswith(_LFS):
        return f"is a Git LFS pointer, not the file itself; {FETCH_LFS}"
    if size_bytes < HEAD_BYTES and any(mark in text for mark in _ANNEX):
        return "is a git-annex pointer, not the file itself; fetch it with: git annex get ."
    if text.startswith((b"<!doctype html", b"<html", b"<head")):
        return (
            "is a web page (HTML) saved under this name, not the file; what was asked for wanted a "
            "login, a confirmation or another address: open the address in a browser, then fetch "
            "it again"
        )
    if text.startswith((b"<?xml", b"<error")) and b"<svg" not in text:
        return "is an answer in XML saved under this name, often a refusal; fetch the file again"
    if text.startswith((b'{"error', b'{"message', b"access denied", b"not found", b"404")):
        words = " ".join(head[:80].decode("utf-8", "replace").split())
        return f"holds what a server answered ({words}), not the file; fetch it again"
    if head and not head.strip(b"\0"):
        return "begins with zeros alone: its download or copy was cut off; fetch it again"
    for magic, kind in _OTHER:
        if head.startswith(magic) and kind != wanted:
            return f"is {kind} under another name"
    return None


def disguise_of(path: Path, wanted: str = "") -> str | None:
    """Say what is wrong with a file on disk; see `disguise`. None if it cannot be read."""
    try:
        with open(path, "rb") as file:
            return disguise(file.read(HEAD_BYTES), path.stat().st_size, wanted)
    except OSError:
        return None
