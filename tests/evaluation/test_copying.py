"""The search for copies, on faces drawn and planted here, against plain loops."""

from collections.abc import Callable

import numpy as np
import pytest

from facegen.evaluation.copying import Space, nearest_sheet, pixels, search

Draw = Callable[..., np.ndarray]


@pytest.fixture(scope="module")
def train(drawn: Draw) -> np.ndarray:
    return drawn(300, 0, 16)


@pytest.fixture(scope="module")
def space(train: np.ndarray) -> Space:
    return Space("pixels", pixels, train)


def test_pixels_are_a_row_a_face(train: np.ndarray) -> None:
    rows = pixels(train[:3])
    assert (rows.shape, rows.dtype) == ((3, 16 * 16 * 3), np.float32)
    assert rows[2].tolist() == train[2].ravel().tolist()


def test_the_nearest_face_is_that_of_a_plain_loop(
    space: Space, train: np.ndarray, drawn: Draw
) -> None:
    faces = drawn(20, 1, 16)
    distances, rows = space.nearest(faces)
    for face, distance, row in zip(faces, distances, rows, strict=True):
        both = [space.axes(pixels(one[None]))[0] for one in (face, face[:, ::-1])]
        gaps = [min(np.linalg.norm(one - known) for one in both) for known in space.known]
        assert row == int(np.argmin(gaps))
        assert distance == pytest.approx(min(gaps), rel=1e-3)


def test_a_face_and_its_mirror_image_lie_where_it_was_placed(
    space: Space, train: np.ndarray
) -> None:
    for faces in (train, train[:, :, ::-1]):
        distances, rows = space.nearest(faces)
        assert rows.tolist() == list(range(300))
        assert distances.max() < 1e-3


def test_faces_are_placed_alike_however_many_there_are(space: Space, drawn: Draw) -> None:
    faces = drawn(700, 3, 16)  # more than are placed at once
    together = space.place(faces)
    assert together.shape == (2, 700, 64)
    np.testing.assert_array_equal(space.place(faces[650:651])[:, 0], together[:, 650])


def test_planted_copies_are_found_in_their_share(space: Space, drawn: Draw) -> None:
    shares = (0.0, 0.2, 0.5)
    measures, rows = search(space, drawn(200, 1, 16), drawn(100, 2, 16), shares)
    assert [row.share for row in rows] == list(shares)
    assert [measure.key for measure in measures] == ["c_t_pixels", "near_pixels"]
    assert [measure.value for measure in measures] == [rows[0].c_t, rows[0].near_share]
    assert [measure.floor for measure in measures] == [rows[0].c_t_real, rows[0].near_share_real]
    for row in rows:
        assert row.near_share == pytest.approx(row.share, abs=0.06)
        assert row.near_share_real == pytest.approx(row.share, abs=0.06)
    assert rows[0].c_t > rows[1].c_t > rows[2].c_t
    assert rows[0].c_t_real > rows[1].c_t_real > rows[2].c_t_real


def test_copies_are_planted_in_their_share_of_more_samples_than_held_out_faces(
    space: Space, drawn: Draw
) -> None:
    _, rows = search(space, drawn(100, 1, 16), drawn(300, 2, 16), (0.0, 0.5))
    assert [row.near_share for row in rows] == pytest.approx([0.01, 0.5], abs=0.06)


def test_a_sheet_shows_the_samples_that_are_nearest_above_their_neighbours(
    space: Space, train: np.ndarray, drawn: Draw
) -> None:
    samples = drawn(30, 4, 16)
    samples[[7, 19]] = train[[250, 100]]
    halves = Space("halves", lambda faces: pixels(faces[:, ::2]), train)
    sheet = nearest_sheet([space, halves], samples, count=4)
    cells = [[sheet[y : y + 16, x : x + 16] for x in range(0, 72, 18)] for y in range(0, 54, 18)]
    assert sheet.shape == (3 * 18 - 2, 4 * 18 - 2, 3)
    copies = {train[row].tobytes() for row in (100, 250)}
    for line in cells:
        assert {cell.tobytes() for cell in line[:2]} == copies
    order = np.argsort(space.nearest(samples)[0], kind="stable")[:4]
    for column, sample in enumerate(order):
        np.testing.assert_array_equal(cells[0][column], samples[sample])
        for line, place in ((1, space), (2, halves)):
            (nearest,) = place.nearest(samples[sample : sample + 1])[1]
            np.testing.assert_array_equal(cells[line][column], train[nearest])
