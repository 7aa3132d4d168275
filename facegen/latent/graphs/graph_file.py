"""Networks as ONNX files: one graph with its weights, which any language can run."""

import importlib
import importlib.util
import json
import logging
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from facegen.errors import FacegenError
from facegen.files import whole_folder

FOLDER, FACTS = "onnx", "export.json"
FORMAT = 1

SMALLEST_HALVED = 1024
"""Tensors of fewer numbers are left as they are: nothing would be saved."""


def require_onnx() -> None:
    """Refuse to go on without the packages that write ONNX.

    Raises:
        FacegenError: Naming those that are missing.
    """
    missing = [name for name in ("onnx", "onnxscript") if importlib.util.find_spec(name) is None]
    if missing:
        raise FacegenError(
            f"Writing ONNX needs {' and '.join(missing)}; install them with: "
            "pip install onnx onnxscript"
        )


@torch.no_grad()
def written(
    network: nn.Module, example: Tensor, takes: str, gives: Sequence[str], rounded: bool = False
) -> bytes:
    """Write a network as ONNX, for any number of faces at once.

    Args:
        network: From one tensor to one or several.
        example: Of the tensor, with two faces or more.
        takes: The tensor's name.
        gives: Names of what comes out.
        rounded: Whether weights are rounded to 16 bits. Else only those are kept so that have no
            more: then nothing at all is lost.

    Raises:
        FacegenError: If the packages that write ONNX are missing.
    """
    require_onnx()
    # torch tells of its own insides, and of packages that nothing here needs
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            network.eval(),
            (example,),
            dynamo=True,
            verbose=False,
            input_names=[takes],
            output_names=list(gives),
            dynamic_shapes=({0: torch.export.Dim("batch")},),
        )
    assert program is not None
    return _serialised(program.model_proto, rounded)


def of_any_size(graph: bytes) -> bytes:
    """Let a network of convolutions take pictures of any size, whatever it was written for.

    Args:
        graph: ONNX whose input is (1, channels, height, width), and which computes no shape from
            the size it names.

    Raises:
        FacegenError: If the packages that write ONNX are missing.
    """
    require_onnx()
    onnx: Any = importlib.import_module("onnx")
    model = onnx.load_from_string(graph)
    del model.graph.value_info[:]
    sides = model.graph.input[0].type.tensor_type.shape.dim[2:]
    for side, name in zip(sides, ("height", "width"), strict=True):
        side.dim_param = name
    for found in model.graph.output:
        found.type.tensor_type.shape.dim[1].dim_param = f"{found.name}_places"
    onnx.checker.check_model(model)
    return model.SerializeToString(deterministic=True)


def keep(folder: Path, graphs: Mapping[str, bytes], facts: Mapping[str, Any]) -> dict[str, int]:
    """Write graphs and what they are of; what was there is replaced once all is written.

    Returns:
        The size of each graph, bytes.
    """
    with whole_folder(folder, replace=True) as partial:
        for name, content in graphs.items():
            (partial / name).write_bytes(content)
        described = {"format": FORMAT, **facts}
        (partial / FACTS).write_text(json.dumps(described) + "\n", encoding="utf-8")
    return {name: len(content) for name, content in graphs.items()}


def _serialised(model: Any, rounded: bool) -> bytes:
    """Keep weights with 16 bits where they have no more, or are to have no more, and serialise."""
    onnx: Any = importlib.import_module("onnx")
    casts = []
    for weights in model.graph.initializer:
        values = onnx.numpy_helper.to_array(weights)
        if values.dtype != np.float32 or values.size < SMALLEST_HALVED:
            continue
        with np.errstate(over="ignore"):
            half = values.astype(np.float16)
        exact = (half.astype(np.float32) == values).all()
        if not (exact or (rounded and np.isfinite(half).all())):
            continue
        name = weights.name
        weights.CopyFrom(onnx.numpy_helper.from_array(half, f"{name}.half"))
        to = onnx.TensorProto.FLOAT
        casts.append(onnx.helper.make_node("Cast", [f"{name}.half"], [name], to=to))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    for node in model.graph.node:  # where in our sources each came from: paths of this machine
        del node.metadata_props[:]
        node.doc_string = ""
    del model.graph.value_info[:]
    onnx.checker.check_model(model)
    return model.SerializeToString(deterministic=True)
