"""What it takes to make styles of recipes without torch: the numbers of `LatentModel` as tables.

With them and the two graphs of `portable`, a program in any language goes where the sliders lead.
`facegen/ui/latent/local/styles.js` is one, which of most generators takes the `weights` alone.
"""

import hashlib
import json
from pathlib import Path
from weakref import WeakKeyDictionary

import safetensors.torch
import torch
from torch import Tensor

from facegen.errors import FacegenError, QueryError
from facegen.latent.graphs.portable import ENCODER, GRAPHS
from facegen.latent.graphs.weights import packed, stands_alone, weights_of
from facegen.latent.model import LatentModel

TABLES, WEIGHTS, ENCODER_PART = "tables", "weights", Path(ENCODER).stem
ALONE = (WEIGHTS, TABLES)
BY_GRAPHS = (*(Path(name).stem for name in GRAPHS), TABLES)

_versions: WeakKeyDictionary[LatentModel, str] = WeakKeyDictionary()
_packed: WeakKeyDictionary[LatentModel, bytes] = WeakKeyDictionary()


@torch.inference_mode()
def tables_of(model: LatentModel) -> bytes:
    """Write the tables of a generator as safetensors.

    Args:
        model: Opened, with its directions where it has them.

    Returns:
        `mean_style`, (dim,); `components`, (components, dim); and a row an attribute, each (dim,):
        `attributes` and `apart`, one step towards it, the second apart from what it is entangled
        with; `present` and `absent`, the mean styles of faces with it and without. A row of `apart`
        is of NaN where nothing would be left. Under the metadata's `attributes` stand their names.
    """
    directions, mean = model.directions, model.generator.mean_style
    rows: dict[str, list[Tensor]] = {"attributes": [], "apart": []}
    none = mean.new_empty(0, len(mean))
    means = {"present": none, "absent": none}
    if directions:
        means = {"present": directions.present, "absent": directions.absent}
        for one in directions.attributes:
            rows["attributes"].append(directions.attribute(one.name))
            try:
                apart = directions.attribute(one.name, one.entangled)
            except FacegenError:
                apart = torch.full_like(mean, torch.nan)
            rows["apart"].append(apart)
    steps = {
        name: torch.stack(found) if found else means["present"] for name, found in rows.items()
    }
    tables = {"mean_style": mean, "components": model.components, **means, **steps}
    names = json.dumps(directions.names if directions else ())
    whole = {name: table.float().contiguous().clone() for name, table in tables.items()}
    return safetensors.torch.save(whole, {"attributes": names})


def is_ready(model: LatentModel) -> bool:
    """Return whether a browser can be given all that it needs to make faces."""
    return model.graphs is not None or stands_alone(model.generator)


def names_of(model: LatentModel) -> tuple[str, ...]:
    """Return the names of the parts that a browser needs to make faces."""
    return ALONE if stands_alone(model.generator) else BY_GRAPHS


def parts_of(model: LatentModel) -> dict[str, bytes]:
    """Return all that a browser needs to make faces, by its names.

    Raises:
        QueryError: If there are graphs among them, and they have not been written.
    """
    return {name: part_of(model, name) for name in names_of(model)}


def part_of(model: LatentModel, name: str) -> bytes:
    """Return one of the parts, or the encoder that guesses photos' faces.

    Raises:
        QueryError: If there is no such part, or the graphs have not been written.
    """
    if name == TABLES:
        return tables_of(model)
    if name == WEIGHTS and stands_alone(model.generator):
        if model not in _packed:
            _packed[model] = packed(weights_of(model.generator))
        return _packed[model]
    graph = f"{name}.onnx"
    if graph not in (*GRAPHS, ENCODER):
        raise QueryError(f"There is no part '{name[:40]}' of this generator.")
    if model.graphs is None:
        raise QueryError(
            "This generator has not been written as ONNX; do it with: "
            "python -m facegen.latent export CHECKPOINT"
        )
    if not (model.graphs / graph).is_file():
        raise QueryError(f"There is no part '{name[:40]}' of this generator.")
    return (model.graphs / graph).read_bytes()


def version_of(model: LatentModel) -> str:
    """Return a short text that differs where any part of two generators does; worked out once."""
    if model not in _versions:
        every = hashlib.sha256()
        for name in names_of(model):
            content = weights_of(model.generator) if name == WEIGHTS else part_of(model, name)
            every.update(f"{name} {len(content)} ".encode() + content)
        if guesses(model):
            every.update(part_of(model, ENCODER_PART))
        _versions[model] = every.hexdigest()[:16]
    return _versions[model]


def guesses(model: LatentModel) -> bool:
    """Return whether the encoder is among the graphs."""
    return model.graphs is not None and (model.graphs / ENCODER).is_file()
