"""A generator as ONNX: graphs that any language can run, beside a checkpoint in `onnx/`.

    mapping.onnx     latents float32 (batch, dim) -> styles (batch, dim)
    synthesis.onnx   styles float32 (batch, scales, dim) -> px4, px8 ... (batch, 3, px, px), -1 to 1
    encoder.onnx     faces float32 (batch, 3, 64, 64), -1 to 1 -> styles (batch, dim), where the
                     search for a photo's face begins; of checkpoints that have an encoder

Weights of the first two are kept with 16 bits wherever that loses nothing at all: those of a
checkpoint have no more themselves, and what scales them is left to the graph, which ONNX Runtime
does once as it opens it. Those of the encoder are rounded: it guesses.
"""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from facegen import strict_json
from facegen.errors import ModelError
from facegen.latent.graphs.graph_file import FACTS, FOLDER, FORMAT, keep, require_onnx, written
from facegen.latent.graphs.traced import Synthesised
from facegen.latent.mixing import by_scale
from facegen.latent.photo.encoding import FOLDER as ENCODER_FOLDER
from facegen.latent.photo.encoding import load_encoder
from facegen.latent.photo.projection import guessed
from facegen.latent.style_space import StyleSpace, require_latent_space
from facegen.models.generator import FaceGenerator
from facegen.models.latents import latents_of
from facegen.models.layers import Equalized
from facegen.models.stored import weights_digest
from facegen.models.style_encoder import StyleEncoder

GRAPHS = ("mapping.onnx", "synthesis.onnx")
ENCODER = "encoder.onnx"


class Mapped(nn.Module):
    """The half of a generator that turns latents into styles."""

    def __init__(self, generator: FaceGenerator) -> None:
        super().__init__()
        self.generator = generator

    def forward(self, latents: Tensor) -> Tensor:
        """Map (batch, dim) to (batch, dim)."""
        # Of a generator whose styles are its latents one tensor would come in and go out, and
        # torch 2.8 gives that one name alone.
        return self.generator.style(latents).clone()


class Guessed(nn.Module):
    """An encoder as projection asks it."""

    def __init__(self, encoder: StyleEncoder, space: StyleSpace) -> None:
        super().__init__()
        self.encoder, self.space = encoder, space

    def forward(self, faces: Tensor) -> Tensor:
        """Guess (batch, dim) of (batch, 3, px, px)."""
        return self.space.styles(guessed(self.encoder, self.space, faces))


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
    require_onnx()
    plain = thawed(generator)
    latents = latents_of(range(2), generator.latent_dim)
    styles = by_scale(generator.style(latents), len(generator.scales_px)).contiguous()
    pictures = [f"px{px}" for px in generator.scales_px]
    return {
        "mapping.onnx": written(Mapped(plain), latents, "latents", ["styles"]),
        "synthesis.onnx": written(Synthesised(plain), styles, "styles", pictures),
    }


def guesser_of(generator: FaceGenerator, encoder: StyleEncoder) -> bytes:
    """Write the encoder of a generator as ONNX.

    Raises:
        FacegenError: If the packages that write ONNX are missing.
    """
    space = StyleSpace.of_generator(generator)
    faces = torch.zeros(2, 3, encoder.config.size_px, encoder.config.size_px)
    return written(Guessed(encoder, space), faces, "faces", ["styles"], rounded=True)


def thawed(generator: FaceGenerator) -> FaceGenerator:
    """Return a copy whose layers scale their weights as they are used, not once for all."""
    copy = deepcopy(generator)
    for module in copy.modules():
        if isinstance(module, Equalized):
            module.thaw()
    return copy.to(memory_format=torch.contiguous_format).eval()  # type: ignore[call-overload]


def export_graphs(generator: FaceGenerator, checkpoint: Path, folder: Path) -> dict[str, int]:
    """Write the graphs of a checkpoint and what they are of.

    Args:
        generator: What the checkpoint holds.
        checkpoint: Its folder.
        folder: To write to; what was there is replaced once all is written.

    Returns:
        The size of each graph, bytes.
    """
    graphs = graphs_of(generator)
    facts: dict[str, Any] = {
        "generator": weights_digest(checkpoint),
        "scales_px": list(generator.scales_px),
        "latent_dim": generator.latent_dim,
        "mean_style": generator.mean_style.tolist(),
    }
    if (checkpoint / ENCODER_FOLDER).is_dir():
        graphs[ENCODER] = guesser_of(generator, load_encoder(checkpoint))
        facts["encoder"] = weights_digest(checkpoint / ENCODER_FOLDER)
    return keep(folder, graphs, facts)


def exported(checkpoint: Path, folder: Path | None = None) -> Path | None:
    """Return the folder of a checkpoint's graphs; None where it has none.

    Args:
        checkpoint: Its folder.
        folder: Where its graphs are looked for; None means beside it.

    Raises:
        ModelError: If they are damaged or those of other weights.
    """
    folder = folder or checkpoint / FOLDER
    if not folder.is_dir():
        return None
    make = f"make them with: python -m facegen.latent export {checkpoint}"
    try:
        facts: Mapping[str, Any] = strict_json.parse((folder / FACTS).read_bytes())
        found, made_for, guesses_for = facts["format"], facts["generator"], facts.get("encoder")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"The ONNX graphs in {folder} are damaged ({error}); {make}") from error
    names = (*GRAPHS, *((ENCODER,) if guesses_for else ()))
    if found != FORMAT or not all((folder / name).is_file() for name in names):
        raise ModelError(f"The ONNX graphs in {folder} are not all there; {make}")
    own = made_for == weights_digest(checkpoint)
    if not own or (guesses_for and guesses_for != weights_digest(checkpoint / ENCODER_FOLDER)):
        raise ModelError(f"The ONNX graphs in {folder} are those of other weights; {make}")
    return folder


@contextmanager
def exported_anew(generator: FaceGenerator, checkpoint: Path, there: Path | None) -> Iterator[Path]:
    """Give the folder of the graphs that are there already, or else of new ones, for a while."""
    if there is not None:
        yield there
        return
    with tempfile.TemporaryDirectory() as place:
        export_graphs(generator, checkpoint, Path(place) / FOLDER)
        yield Path(place) / FOLDER
