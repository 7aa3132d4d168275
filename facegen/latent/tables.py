"""What it takes to make styles of recipes without torch: the numbers of `LatentModel` as tables.

With them and the two graphs of `portable`, a program in any language goes where the sliders lead.
`facegen/ui/latent/local/styles.js` is one.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import safetensors.torch
import torch
from torch import Tensor

from facegen.errors import FacegenError, QueryError
from facegen.latent.model import LatentModel
from facegen.latent.portable import GRAPHS


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


def parts_of(model: LatentModel) -> dict[str, bytes]:
    """Return all that a browser needs to make faces: the tables and the graphs, by their names.

    Raises:
        QueryError: If this generator's graphs have not been written.
    """
    if model.graphs is None:
        raise QueryError(
            "This generator has not been written as ONNX; do it with: "
            "python -m facegen.latent export CHECKPOINT"
        )
    graphs = {Path(name).stem: (model.graphs / name).read_bytes() for name in GRAPHS}
    return {**graphs, "tables": tables_of(model)}


def version_of(parts: Mapping[str, bytes]) -> str:
    """Return a short text that differs where any part does."""
    every = hashlib.sha256()
    for name, content in parts.items():
        every.update(f"{name} {len(content)} ".encode() + content)
    return every.hexdigest()[:16]
