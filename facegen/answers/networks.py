"""Networks that a visitor's browser may run beside any generator, as ONNX.

faces        YuNet: where the faces of a picture are, any size whose sides 32 divides
attributes   what the attribute network reads in a face; not there where nobody has exported it
"""

import hashlib
from collections.abc import Mapping
from functools import cache

from facegen.answers.reading import attribute_network
from facegen.errors import QueryError
from facegen.face_finding import NETWORK
from facegen.latent.graphs.portable_reading import exported_reading
from facegen.shipped import checkpoint

FACES = NETWORK.with_name("any_size.onnx")


@cache
def graphs() -> Mapping[str, bytes]:
    """Return the networks, read once; together they take 3 MB.

    Raises:
        ModelError: If one is damaged.
    """
    graphs = {"faces": FACES.read_bytes(), "attributes": exported_reading(checkpoint("attributes"))}
    return {name: graph for name, graph in graphs.items() if graph is not None}


@cache
def versions() -> Mapping[str, str]:
    """Return a short text for each that differs where its bytes do.

    Raises:
        ModelError: If one is damaged.
    """
    return {name: hashlib.sha256(graph).hexdigest()[:16] for name, graph in graphs().items()}


def attributes_read() -> tuple[str, ...]:
    """Return what the attribute network reads, in the order in which it tells."""
    return attribute_network().config.attributes


def graph_of(name: str) -> bytes:
    """Return a network.

    Raises:
        QueryError: If there is none of that name.
    """
    if name not in graphs():
        raise QueryError(f"There is no network '{name[:40]}'; there is {', '.join(graphs())}.")
    return graphs()[name]
