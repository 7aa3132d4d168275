import re
from pathlib import Path

import pytest

from facegen.disguise import disguise, disguise_of

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 4000\n"


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"", r"is empty \(0 bytes\)"),
        (POINTER, "Git LFS pointer, .* git lfs pull"),
        (b"/annex/objects/SHA256E-s1--a.zip\n", "git-annex pointer, .*git annex get"),
        (b"\r\n<!DOCTYPE html><html>", r"web page \(HTML\)"),
        (b"<HTML lang=en>", r"web page \(HTML\)"),
        (b"<?xml version='1.0'?><Error><Code>AccessDenied", "answer in XML"),
        (b'{"error": "rate limited"}', "server answered .*rate limited"),
        (b"\0" * 400, "zeros alone"),
        (b"PK\x03\x04abc", "is a zip archive under another name"),
        (b"Rar!\x1a", "RAR archive; unpack it"),
    ],
)
def test_usual_causes_are_named(head: bytes, words: str) -> None:
    assert re.search(words, disguise(head) or "")


@pytest.mark.parametrize("head", [b"a,b\n1,2\n", b"202599\n5_o_Clock", b"{}", b"RIFF1234WEBP"])
def test_ordinary_beginnings_are_no_disguise(head: bytes) -> None:
    assert disguise(head) is None


def test_what_is_as_wanted_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04")
    assert disguise_of(tmp_path / "a.zip", "a zip archive") is None
    assert disguise_of(tmp_path / "a.zip") == "is a zip archive under another name"
    assert disguise_of(tmp_path / "none") is None
