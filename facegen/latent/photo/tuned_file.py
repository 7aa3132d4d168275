"""A tuned face as a file: the weights' difference and the style, to be opened where it is wanted.

It is safetensors: the difference as float16 tensors, and as metadata a JSON text `facegen` with the
style and the digest of the weights it is a difference to. What a stranger wrote is read strictly.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Self

import safetensors.torch
import torch
from safetensors import SafetensorError
from torch import Tensor

from facegen import strict_json
from facegen.errors import FacegenError
from facegen.latent.photo.tuning import Difference
from facegen.latent.recipe import bytes_of, numbers_of, text_of
from facegen.models.generator import FaceGenerator

_NOTE, _HEAD_BYTES, _MOST_HEAD = "facegen", 8, 1 << 20


@dataclass(frozen=True)
class TunedFace:
    """A difference to a generator's weights, and the style it was made for.

    Attributes:
        style: float32 (dim,) or (scales, dim).
        difference: By name, float16.
        digest: Of the weights it is added to, `digest_of`.
    """

    style: Tensor
    difference: Difference
    digest: str

    @classmethod
    def of(cls, generator: FaceGenerator, style: Tensor, difference: Difference) -> Self:
        """Describe what was tuned of a generator."""
        return cls(style, difference, digest_of(generator))

    @property
    def bytes(self) -> int:
        """What it takes of memory."""
        return sum(change.numel() * change.element_size() for change in self.difference.values())

    @property
    def style_text(self) -> str:
        """The style as the field of a recipe."""
        return text_of(bytes_of(self.style.flatten().tolist()))


def digest_of(generator: FaceGenerator) -> str:
    """Return the SHA-256 of a generator's weights, in the order of their names."""
    digest = hashlib.sha256()
    for name, weight in sorted(generator.named_parameters()):
        digest.update(name.encode())
        digest.update(weight.detach().contiguous().numpy().tobytes())
    return digest.hexdigest()


def write_tuned(face: TunedFace) -> bytes:
    """Return the file of a tuned face."""
    note = {"style": face.style_text, "weights": face.digest}
    return safetensors.torch.save(face.difference, {_NOTE: json.dumps(note)})


def read_tuned(content: bytes, generator: FaceGenerator) -> TunedFace:
    """Read a tuned face.

    Args:
        content: Of the file.
        generator: That it must have been tuned with.

    Raises:
        FacegenError: If it is no such file, or that of another generator.
    """
    wanted = "A tuned face is a safetensors file that this page saved"
    try:
        note = _note_of(content)
        difference = safetensors.torch.load(content)
    except (ValueError, KeyError, TypeError, AttributeError, SafetensorError) as error:
        raise FacegenError(f"{wanted}, but this one cannot be read ({error}).") from error
    if note["weights"] != digest_of(generator):
        raise FacegenError(
            "This face was tuned with other weights than those of the generator that is chosen; "
            "choose the one it was made with."
        )
    weights = dict(generator.named_parameters())
    for name, change in difference.items():
        fits = name in weights and weights[name].shape == change.shape
        if not fits or change.dtype != torch.float16 or not bool(change.isfinite().all()):
            raise FacegenError(f"{wanted}, but its weights '{name[:40]}' are not the generator's.")
    return TunedFace(read_style(str(note["style"]), generator), difference, note["weights"])


def read_style(text: str, generator: FaceGenerator) -> Tensor:
    """Read the style of a recipe exactly, (dim,) or (scales, dim).

    Raises:
        FacegenError: If it is none of this generator.
    """
    style = torch.frombuffer(bytearray(numbers_of("style", text)), dtype=torch.float32)
    dim, scales = generator.latent_dim, len(generator.scales_px)
    if len(style) not in (dim, dim * scales):
        raise FacegenError(
            f"A style of this generator has {dim} or {dim * scales} numbers, but this one has "
            f"{len(style)}."
        )
    return style if len(style) == dim else style.reshape(scales, dim)


def _note_of(content: bytes) -> dict[str, str]:
    """Read the metadata; the file begins with the length of its head, little-endian."""
    length = int.from_bytes(content[:_HEAD_BYTES], "little")
    if not 0 < length <= _MOST_HEAD:
        raise ValueError(f"its head has {length:,} bytes")
    head = strict_json.parse(content[_HEAD_BYTES : _HEAD_BYTES + length])
    note = strict_json.parse(head["__metadata__"][_NOTE])
    return {key: str(note[key]) for key in ("style", "weights")}
