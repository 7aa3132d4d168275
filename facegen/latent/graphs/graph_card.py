"""What a model card says of the ONNX graphs beside a checkpoint."""

from collections.abc import Mapping
from pathlib import Path

from facegen.latent.graphs.graph_file import FOLDER
from facegen.models.card_section import put

WHAT = {
    "mapping.onnx": ("`latents` (n, dim), normal numbers", "`styles` (n, dim)"),
    "synthesis.onnx": (
        "`styles` (n, scales, dim), a style a scale, the smallest first",
        "`px4`, `px8` and so on, each (n, 3, px, px), -1 to 1",
    ),
    "encoder.onnx": (
        "`faces` (n, 3, px, px) as the encoder's card says, -1 to 1, cut as CelebA's are",
        "`styles` (n, dim) of the nearest faces at first sight",
    ),
    "attributes.onnx": (
        "`faces` (n, 3, px, px), -1 to 1, cut as CelebA's are",
        "`probabilities` (n, attributes), in the order of `onnx/export.json`",
    ),
}


def tell_of_graphs(checkpoint: Path, sizes: Mapping[str, int]) -> None:
    """Say in a checkpoint's card which graphs lie in its `onnx/`.

    Args:
        checkpoint: Its folder.
        sizes: Of each graph, bytes.
    """
    rows = [
        f"| `{FOLDER}/{name}` | {WHAT[name][0]} | {WHAT[name][1]} | {size / 1e6:.1f} |"
        for name, size in sizes.items()
    ]
    text = (
        "## In any language\n\n"
        "The same as ONNX graphs, of float32 in and out, for ONNX Runtime in browsers and "
        "elsewhere. Weights are kept with 16 bits.\n\n"
        "| graph | takes | gives | MB |\n|---|---|---|---:|\n" + "\n".join(rows) + "\n"
    )
    put("graphs", text, checkpoint)
