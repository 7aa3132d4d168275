"""The attribute network as ONNX, beside its weights in `onnx/`: what it reads, in any language.

    attributes.onnx   faces float32 (batch, 3, 64, 64), -1 to 1 -> probabilities (batch, attributes)

Weights are rounded to 16 bits: a probability then differs by a thousandth or so.
"""

from pathlib import Path

import torch
from torch import Tensor, nn

from facegen import strict_json
from facegen.errors import ModelError
from facegen.latent.graphs.graph_file import FACTS, FOLDER, keep, written
from facegen.models.attribute_net import AttributeNet
from facegen.models.stored import weights_digest

GRAPH = "attributes.onnx"


class Read(nn.Module):
    """An attribute network that tells probabilities."""

    def __init__(self, network: AttributeNet) -> None:
        super().__init__()
        self.network = network

    def forward(self, faces: Tensor) -> Tensor:
        """Read (batch, attributes) in (batch, 3, px, px)."""
        return self.network(faces).sigmoid()


def export_reading(checkpoint: Path, folder: Path) -> dict[str, int]:
    """Write the graph of an attribute network and what it is of.

    Args:
        checkpoint: The network's folder.
        folder: To write to; what was there is replaced once all is written.

    Returns:
        The graph's size in bytes, under its name.

    Raises:
        FacegenError: If the packages that write ONNX are missing.
    """
    network = AttributeNet.load(checkpoint)
    faces = torch.zeros(2, 3, network.config.size_px, network.config.size_px)
    graph = written(Read(network), faces, "faces", ["probabilities"], rounded=True)
    facts = {
        "network": weights_digest(checkpoint),
        "size_px": network.config.size_px,
        "attributes": list(network.config.attributes),
    }
    return keep(folder, {GRAPH: graph}, facts)


def exported_reading(checkpoint: Path) -> bytes | None:
    """Return the graph of an attribute network; None where it has none.

    Raises:
        ModelError: If it is damaged or that of other weights.
    """
    folder = checkpoint / FOLDER
    if not folder.is_dir():
        return None
    make = f"make it with: python -m facegen.latent export {checkpoint}"
    try:
        facts = strict_json.parse((folder / FACTS).read_bytes())
        graph, made_for = (folder / GRAPH).read_bytes(), facts["network"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"The ONNX graph in {folder} is damaged ({error}); {make}") from error
    if made_for != weights_digest(checkpoint):
        raise ModelError(f"The ONNX graph in {folder} is that of other weights; {make}")
    return graph
