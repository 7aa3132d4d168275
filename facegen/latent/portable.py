"""A generator as ONNX: two graphs that any language can run, beside a checkpoint in `onnx/`.

    mapping.onnx     latents float32 (batch, dim) -> styles (batch, dim)
    synthesis.onnx   styles float32 (batch, scales, dim) -> px4, px8 ... (batch, 3, px, px), -1 to 1

Weights are kept with 16 bits wherever that loses nothing at all: those of a checkpoint have no more
themselves, and what scales them is left to the graph, which ONNX Runtime does once as it opens it.
"""

import importlib
import importlib.util
import json
import logging
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from facegen import strict_json
from facegen.errors import FacegenError, ModelError
from facegen.latent.mixing import by_scale
from facegen.latent.style_space import require_latent_space
from facegen.models.generator import FaceGenerator
from facegen.models.latents import latents_of
from facegen.models.layers import Equalized
from facegen.models.stored import weights_digest

FOLDER, FACTS = "onnx", "export.json"
GRAPHS = ("mapping.onnx", "synthesis.onnx")
FORMAT = 1

SMALLEST_HALVED = 1024
"""Tensors of fewer numbers are left as they are: nothing would be saved."""


class Mapped(nn.Module):
    """The half of a generator that turns latents into styles."""

    def __init__(self, generator: FaceGenerator) -> None:
        super().__init__()
        self.generator = generator

    def forward(self, latents: Tensor) -> Tensor:
        """Map (batch, dim) to (batch, dim)."""
        return self.generator.style(latents)


class Synthesised(nn.Module):
    """The half that turns styles into pictures."""

    def __init__(self, generator: FaceGenerator) -> None:
        super().__init__()
        self.generator = generator

    def forward(self, styles: Tensor) -> tuple[Tensor, ...]:
        """Make (batch, 3, px, px) for each scale of (batch, scales, dim)."""
        return tuple(self.generator.synthesize(styles))


def graphs_of(generator: FaceGenerator) -> dict[str, bytes]:
    """Write a generator as ONNX.

    Args:
        generator: Of any family that has latents.

    Returns:
        The content of each of `GRAPHS`, by name.

    Raises:
        FacegenError: If the packages that write ONNX are missing, or the network has no latents.
    """
    require_latent_space(generator)
    missing = [name for name in ("onnx", "onnxscript") if importlib.util.find_spec(name) is None]
    if missing:
        raise FacegenError(
            f"Writing ONNX needs {' and '.join(missing)}; install them with: "
            "pip install 'facegen[export]'"
        )
    plain = thawed(generator)
    latents = latents_of(range(2), generator.latent_dim)
    styles = by_scale(generator.style(latents), len(generator.scales_px)).contiguous()
    pictures = [f"px{px}" for px in generator.scales_px]
    return {
        "mapping.onnx": _written(Mapped(plain), latents, "latents", ["styles"]),
        "synthesis.onnx": _written(Synthesised(plain), styles, "styles", pictures),
    }


def thawed(generator: FaceGenerator) -> FaceGenerator:
    """Return a copy whose layers scale their weights as they are used, not once for all."""
    copy = deepcopy(generator)
    for module in copy.modules():
        if isinstance(module, Equalized):
            module.thaw()
    return copy.to(memory_format=torch.contiguous_format).eval()  # type: ignore[call-overload]


def export(generator: FaceGenerator, checkpoint: Path, folder: Path) -> dict[str, int]:
    """Write the graphs of a checkpoint and what they are of.

    Args:
        generator: What the checkpoint holds.
        checkpoint: Its folder.
        folder: To write to; what was there is replaced once all is written.

    Returns:
        The size of each graph, bytes.
    """
    graphs = graphs_of(generator)
    facts = {
        "format": FORMAT,
        "generator": weights_digest(checkpoint),
        "scales_px": list(generator.scales_px),
        "latent_dim": generator.latent_dim,
        "mean_style": generator.mean_style.tolist(),
    }
    partial = folder.with_name(f".partial-{folder.name}")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    for name, content in graphs.items():
        (partial / name).write_bytes(content)
    (partial / FACTS).write_text(json.dumps(facts) + "\n", encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)
    return {name: len(content) for name, content in graphs.items()}


def exported(checkpoint: Path) -> Path | None:
    """Return the folder of a checkpoint's graphs; None where it has none.

    Raises:
        ModelError: If they are damaged or those of other weights.
    """
    folder = checkpoint / FOLDER
    if not folder.is_dir():
        return None
    make = f"make them with: python -m facegen.latent export {checkpoint}"
    try:
        facts: Mapping[str, Any] = strict_json.parse((folder / FACTS).read_bytes())
        found, made_for = facts["format"], facts["generator"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"The ONNX graphs in {folder} are damaged ({error}); {make}") from error
    if found != FORMAT or not all((folder / name).is_file() for name in GRAPHS):
        raise ModelError(f"The ONNX graphs in {folder} are not all there; {make}")
    if made_for != weights_digest(checkpoint):
        raise ModelError(f"The ONNX graphs in {folder} are those of other weights; {make}")
    return folder


@contextmanager
def exported_anew(generator: FaceGenerator, checkpoint: Path, there: Path | None) -> Iterator[Path]:
    """Give the folder of the graphs that are there already, or else of new ones, for a while."""
    if there is not None:
        yield there
        return
    with tempfile.TemporaryDirectory() as place:
        export(generator, checkpoint, Path(place) / FOLDER)
        yield Path(place) / FOLDER


@torch.no_grad()
def _written(half: nn.Module, example: Tensor, takes: str, gives: Sequence[str]) -> bytes:
    """Write one half as ONNX, for any number of faces at once."""
    # torch tells of its own insides, and of packages that nothing here needs
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            half.eval(),
            (example,),
            dynamo=True,
            verbose=False,
            input_names=[takes],
            output_names=list(gives),
            dynamic_shapes=({0: torch.export.Dim("batch")},),
        )
    assert program is not None
    return _halved(program.model_proto)


def _halved(model: Any) -> bytes:
    """Keep weights with 16 bits where they have no more, and serialise."""
    onnx: Any = importlib.import_module("onnx")
    casts = []
    for weights in model.graph.initializer:
        values = onnx.numpy_helper.to_array(weights)
        if values.dtype != np.float32 or values.size < SMALLEST_HALVED:
            continue
        with np.errstate(over="ignore"):
            half = values.astype(np.float16)
        if not (half.astype(np.float32) == values).all():
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
