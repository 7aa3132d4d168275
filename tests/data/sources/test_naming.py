import numpy as np
import pytest

from facegen.data.remarks import Remarks
from facegen.data.sources.naming import Pictures, normal

PATHS = ["a/1.png", "a/2.png", "b/1.png"]


def rows(names: list[str], paths: list[str] = PATHS, base: str = "", rank=None) -> list[int]:
    return Pictures(paths, rank).rows(names, Remarks(), base).tolist()


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("  a/1.png ", "a/1.png"),
        (r".\a\1.png", "a/1.png"),
        ("a//./1.png", "a/1.png"),
        ("/data/a/1.png", "/data/a/1.png"),
        ("file:///data/1.png", "/data/1.png"),
        ("cafe\u0301.png", "caf\u00e9.png"),
        ("https://x.org/a/1.png?size=9#top", "https:/x.org/a/1.png"),
        ("1.png", "1.png"),
    ],
)
def test_one_name_is_written_one_way(name: str, written: str) -> None:
    assert normal(name) == written


def test_whole_paths_and_their_ends_mean_pictures() -> None:
    assert rows(["b/1.png", "a/1.png"]) == [1, -1, 0]
    assert rows(["2.png"]) == [-1, 0, -1]
    assert rows(["/home/me/faces/a/1.png", "/home/me/faces/b/1.png"]) == [0, -1, 1]
    assert rows(["1.png", "2.png"], base="a/") == [0, 1, -1]


def test_a_name_of_several_pictures_means_none_unless_one_goes_before() -> None:
    remarks = Remarks()
    assert Pictures(PATHS).rows(["1.png"], remarks).tolist() == [-1, -1, -1]
    assert "fit several pictures" in str(remarks)
    assert rows(["1.png"], rank=[2, 0, 1]) == [-1, -1, 0]


def test_the_second_try_is_blind_to_case_ending_zeros_and_signs() -> None:
    paths = ["A/000001.PNG", "my face.png"]
    remarks = Remarks()
    pictures = Pictures(paths)
    assert pictures.rows(["1.jpg", "My%20Face.jpg"], remarks).tolist() == [0, 1]
    assert remarks.notes == [
        "2 names in the table differ from the pictures' in case, ending, zeros or % signs; "
        "'1.jpg' was taken for 'A/000001.PNG'."
    ]
    assert pictures.fitness(["1.jpg", "my face.png"]) == (1, 2)


def test_a_picture_that_is_named_twice_keeps_its_first_row() -> None:
    remarks = Remarks()
    found = Pictures(["1.png"]).rows(["1.png", "./1.png"], remarks)
    np.testing.assert_array_equal(found, [0])
    assert "another row names already" in str(remarks) or not remarks.passed_over
