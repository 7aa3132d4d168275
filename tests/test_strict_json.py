import json

import pytest

from facegen.strict_json import parse, read


def test_what_the_standard_allows_is_read_as_ever():
    values = {"a": [1, -2.5, 1e300, None, True, "é\U0001f600", {"a": {}}], "b": 10**30}
    for ascii_only in (True, False):
        text = json.dumps(values, ensure_ascii=ascii_only)
        assert parse(text) == parse(text.encode()) == values


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[" * 100_000 + "]" * 100_000, "nested too deeply"),
        ('{"a":' * 50_000, "nested too deeply"),
        ("[NaN]", "NaN"), ("[-Infinity]", "Infinity"), ("1e400", "too large"),
        ('{"a": 1, "b": {"c": 1, "c": 2}}', "'c' twice"), ('["\\ud800"]', "UTF-8"),
        (b'["\xff"]', "UTF-8"), ("1" * 5000, "digits"), ("{", "Expecting"), ("", "Expecting"),
    ],
)  # fmt: skip
def test_all_else_is_one_kind_of_error_with_a_sentence(text, words):
    with pytest.raises(ValueError, match=words):
        parse(text)


def test_a_file_is_not_read_beyond_its_bound(tmp_path):
    path = tmp_path / "a.json"
    path.write_text("[1]")
    assert read(path, 3) == [1]
    with pytest.raises(ValueError, match="longer than 2 bytes"):
        read(path, 2)
