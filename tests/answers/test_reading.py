"""The training faces nearest to a face, as the page asks for them."""

import numpy as np
import pytest

from facegen.answers.latent_view import NearestView, Share
from facegen.answers.reading import NEIGHBOURS, nearest_to
from facegen.data.store import FaceStore, Manifest, open_store, pack_attributes
from facegen.wire import to_json
from tests.evaluation.conftest import draw_faces
from tests.wire import read_as

TRAIN, VALID = 80, 40


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> FaceStore:
    folder, count = tmp_path_factory.mktemp("store"), TRAIN + VALID
    np.save(folder / "faces.npy", draw_faces(count, 0))
    np.save(folder / "attributes.npy", pack_attributes(np.arange(count)[:, None] < 30))
    np.save(folder / "partitions.npy", np.repeat([0, 1], [TRAIN, VALID]).astype(np.uint8))
    np.save(folder / "identities.npy", np.arange(count, dtype=np.int32))
    (folder / "names.txt").write_text("\n".join(f"{n}.png" for n in range(count)))
    manifest = Manifest("Ovals", "drawn", True, 32, "whole", count, ("Round",))
    (folder / "manifest.json").write_text(manifest.to_json())
    return open_store(folder)


def test_a_copy_comes_first_and_the_preparation_is_told_once(store: FaceStore) -> None:
    told: list = []
    enlarged = np.asarray(store.faces[17]).repeat(2, 0).repeat(2, 1)
    for _ in range(2):
        found = nearest_to(enlarged, store, told.append)
        for space in found.spaces:
            assert space.faces[0].name == "17.png"
            assert len(space.faces) == NEIGHBOURS
            assert space.percentile == 0
        assert read_as(NearestView, to_json(found)) == found
    assert told == [Share(0), Share(0.5), Share(1)]
