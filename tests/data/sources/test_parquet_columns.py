"""Which column of a parquet file holds what, of files written here."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from facegen.data.remarks import Remarks
from facegen.data.sources.columns import Column
from facegen.data.sources.detect import open_source
from facegen.data.sources.parquet_columns import (
    NoPictures,
    arrow_columns,
    joined,
    picture_column,
    readable,
    sheet_of,
)
from facegen.errors import DataError
from tests.data.conftest import COUNT, SmallCeleba

JPEG, PNG = b"\xff\xd8\xff and so on", b"\x89PNG and so on"
STRUCT = pa.struct({"bytes": pa.binary(), "path": pa.string()})


def chosen(tmp_path: Path, columns: dict[str, Any], remarks: Remarks | None = None) -> str:
    file = tmp_path / "some.parquet"
    pq.write_table(pa.table(columns), file)
    with pq.ParquetFile(file) as opened:
        return picture_column(opened, file, remarks or Remarks())


def test_pictures_are_told_by_how_they_begin_then_by_struct_then_by_name(tmp_path: Path) -> None:
    cells = {"a": [b"other"], "image": [b"other"], "b": [PNG]}
    assert chosen(tmp_path, cells) == "b"
    struct = pa.array([{"bytes": b"other", "path": "x"}], STRUCT)
    assert chosen(tmp_path, {"image": [b"other"], "x": struct}) == "x"
    assert chosen(tmp_path, {"a": [b"other"], "photo": [b"other"]}) == "photo"
    assert chosen(tmp_path, {"a": [b"other"], "b": [b"other"]}) == "a"
    large = pa.array([None, JPEG], pa.large_binary())
    assert chosen(tmp_path, {"image": [None, b"x"], "a": large}) == "a"


def test_the_other_columns_of_bytes_are_said(tmp_path: Path) -> None:
    remarks = Remarks()
    assert chosen(tmp_path, {"thumb": [b"x"], "image": [JPEG]}, remarks) == "image"
    (one,) = remarks.passed_over
    assert (one.example, one.why) == (
        "'thumb'",
        "its bytes are not the pictures, which are in 'image'",
    )


def test_without_pictures_the_file_is_kept_for_the_paths_in_it(tmp_path: Path) -> None:
    with pytest.raises(NoPictures) as refused:
        chosen(tmp_path, {"file": ["a/1.jpg"]})
    assert refused.value.files == [tmp_path / "some.parquet"]


def test_what_can_be_told_apart_by_values_is_readable(tmp_path: Path) -> None:
    fields = [
        pa.field("yes", pa.bool_()),
        pa.field("words", pa.dictionary(pa.int8(), pa.string())),
        pa.field("face", pa.binary()),
        pa.field("box", pa.list_(pa.int32())),
        pa.field("about", pa.struct({"hat": pa.bool_(), "more": pa.list_(pa.bool_())})),
        pa.field("when", pa.timestamp("s")),
    ]
    remarks = Remarks()
    assert readable(fields, remarks) == ["yes", "words", "about.hat"]
    said = {one.example: one.why for one in remarks.passed_over}
    assert said == {
        "'box'": "its list<element: int32> is no single value".replace("element", "item"),
        "'when'": "its timestamp[s] is no single value",
    }


def test_columns_are_words_and_numbers_of_classes_their_names() -> None:
    features = {"sex": {"names": ["female", "male"]}, "odd": {"names": "x"}, "n": 3}
    about = {"huggingface": json.dumps({"info": {"features": features}})}
    table = pa.table(
        {
            "sex": [1, 0, None, 7],
            "odd": ["a", None, " b ", "a"],
            "d": pa.array(["u", "v", "u", None]).dictionary_encode(),
        }
    )
    schema = table.schema.with_metadata(about)
    sex, odd, words = arrow_columns(table, schema)
    assert [[column.name, [*column.words]] for column in (sex, odd, words)] == [
        ["sex", ["male", "female", "7"]],
        ["odd", ["a", "b"]],
        ["d", ["u", "v"]],
    ]
    assert sex.codes.tolist() == [0, 1, -1, 2]
    assert odd.codes.tolist() == [0, -1, 1, 0]
    assert words.codes.tolist() == [0, 1, 0, -1]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"info": 3}', '{"info": {"features": []}}'])
def test_classes_that_cannot_be_read_leave_the_numbers(text: str) -> None:
    table = pa.table({"sex": [1, 0]})
    (column,) = arrow_columns(table, table.schema.with_metadata({"huggingface": text}))
    assert [*column.words] == ["1", "0"]


def test_columns_of_several_files_are_one() -> None:
    parts = [Column.of("x", ["a", "b", ""]), Column.of("x", ["b", "c"])]
    column = joined(parts)
    assert column.name == "x"
    assert [column.words[code] if code >= 0 else "" for code in column.codes] == [
        *("a", "b", ""),
        *("b", "c"),
    ]
    assert len(column.words) == 3


def test_a_file_of_paths_is_a_table(tmp_path: Path) -> None:
    structs = pa.array([{"bytes": None, "path": "1.jpg"}, {"bytes": None, "path": "2.jpg"}], STRUCT)
    table = pa.table({"image": structs, "hat": [True, None], "n": [1, 2], "raw": [b"x", b"y"]})
    (tmp_path / "a").mkdir()
    pq.write_table(table, tmp_path / "a" / "t.parquet")
    sheet = sheet_of(tmp_path / "a" / "t.parquet", tmp_path)
    assert (sheet.name, [*sheet.header]) == ("a/t.parquet", ["image.path", "hat", "n"])
    assert sheet.cells == [["1.jpg", "2.jpg"], ["True", ""], ["1", "2"]]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"red": [True]}, r"no column of pictures \(.*\); it has: red"),
        ({"image": [None], "red": [True]}, r"no column of pictures \(.*\); it has: image, red"),
        ({"image": ["https://x.org/1.jpg"]}, r"addresses of pictures, such as 'https://x"),
        ({"image": ["a/1.jpg"]}, r"holds paths of pictures, such as 'a/1\.jpg', not the pictures"),
        ({"image": pa.array([None], pa.binary())}, "'image', but nothing is in it"),
    ],
)
def test_unfit_columns_are_refused(tmp_path: Path, columns: dict, message: str) -> None:
    pq.write_table(pa.table(columns), tmp_path / "dots.parquet")
    with pytest.raises(DataError, match=message):
        open_source(tmp_path)


def test_classes_are_words_and_structs_are_opened(tmp_path: Path) -> None:
    features = {"sex": {"names": ["female", "male"], "_type": "ClassLabel"}}
    about = {"huggingface": json.dumps({"info": {"features": features}})}
    columns = {
        "image": [b"x", b"y"],
        "sex": [1, 0],
        "attributes": [{"Smiling": True, "Hat": False}, {"Smiling": False, "Hat": False}],
    }
    table = pa.table(columns).replace_schema_metadata(about)
    pq.write_table(table, tmp_path / "dots.parquet")
    source = open_source(tmp_path)
    assert source.attribute_names == ("sex=female", "sex=male", "Smiling", "Hat")
    assert source.attributes.tolist() == [[False, True, True, False], [True, False, False, False]]


@pytest.mark.parametrize("others", [["md5", "thumb"], ["a_mask"]])
def test_of_several_columns_of_bytes_the_pictures_are_taken(
    others: list[str], small_celeba: SmallCeleba, tmp_path: Path
) -> None:
    table = small_celeba.hub_table(np.arange(COUNT), in_struct=False).select(["image"])
    columns = {name: pa.array([b"0123456789abcdef"] * COUNT) for name in others}
    pq.write_table(pa.table(columns | {"image": table["image"]}), tmp_path / "dots.parquet")
    source = open_source(tmp_path)
    assert source.read(0) == small_celeba.jpegs[0]
    assert [(one.count, one.example) for one in source.passed_over] == [
        (len(others), ", ".join(f"'{name}'" for name in others))
    ]
