"""The networks that a browser may run: whole, under a version of their own, or refused by name."""

import hashlib
import json

import cv2
import numpy as np
import pytest

from facegen.answers.networks import FACES, attributes_read, graph_of, graphs, versions
from facegen.errors import QueryError
from facegen.shipped import checkpoint


def test_each_version_stands_for_the_bytes():
    assert set(graphs()) == set(versions())
    for name, version in versions().items():
        assert version == hashlib.sha256(graph_of(name)).hexdigest()[:16]
    assert len(set(versions().values())) == len(versions())


def test_the_one_that_sees_faces_is_that_which_ships_and_runs_at_any_size():
    assert graph_of("faces") == FACES.read_bytes()
    network = cv2.dnn.readNetFromONNX(np.frombuffer(graph_of("faces"), np.uint8))
    for height, width in ((64, 96), (32, 32)):
        network.setInput(np.zeros((1, 3, height, width), np.float32))
        (scores,) = network.forward([network.getUnconnectedOutLayersNames()[0]])
        assert scores.size == height * width // 8**2  # of its finest cells, 8 px wide


def test_attributes_are_read_in_the_order_of_the_configuration():
    config = json.loads((checkpoint("attributes") / "config.json").read_text())
    assert list(attributes_read()) == config["model"]["attributes"]


@pytest.mark.parametrize("name", ["ears", "", "../faces", "x" * 500])
def test_another_is_refused_with_those_there_are(name: str):
    with pytest.raises(QueryError, match="There is no network '.*'; there is faces") as caught:
        graph_of(name)
    assert len(str(caught.value)) < 120
