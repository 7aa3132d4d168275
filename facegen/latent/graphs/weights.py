"""A generator's weights for the scripts that make its faces in a browser: no graph, and no runtime.

`facegen/ui/latent/local/synthesis.js` knows the one family that faces are shown of, MSG-GAN with
styles. It needs no more than the weights and how they are to be used; any other generator is
handed out as the graphs of `portable`.
"""

import gzip
import json
from dataclasses import asdict

import safetensors.torch
import torch
from torch import Tensor

from facegen.models.generator import FaceGenerator
from facegen.models.layers import Equalized
from facegen.models.msg_gan import Generator

MOST_BYTES = 64 << 20
"""A browser has to fetch the weights, and hold them: larger generators stay on the server."""
HALF_BYTES = 2


def stands_alone(generator: FaceGenerator) -> bool:
    """Return whether a browser makes the faces of a generator from its weights alone."""
    if not isinstance(generator, Generator):
        return False
    if generator.config.mapping_layers == 0 or generator.config.upsampling != "bilinear":
        return False
    return HALF_BYTES * sum(values.numel() for values in generator.parameters()) < MOST_BYTES


def weights_of(generator: FaceGenerator) -> bytes:
    """Write the weights of a generator that stands alone.

    Returns:
        safetensors. Weights are as they were learned, with 16 bits where they have no more. The
        metadata's `generator` has the shape of the network, `config`, and `factors`, what the
        weights of each layer are multiplied by when they are used.
    """
    layers = {
        name: layer for name, layer in generator.named_modules() if isinstance(layer, Equalized)
    }
    factors = {name: layer.scale for name, layer in layers.items()}
    told = json.dumps({"config": asdict(generator.config), "factors": factors})
    tensors = {name: _shortest(values) for name, values in generator.state_dict().items()}
    return safetensors.torch.save(tensors, {"generator": told})


def packed(content: bytes) -> bytes:
    """Compress numbers of 16 bits: all lower bytes first, which are noise, then all upper ones.

    An odd byte more is one of the first half.
    """
    return gzip.compress(content[0::2] + content[1::2], mtime=0)


def unpacked(content: bytes) -> bytes:
    """Return what was `packed`."""
    halves = gzip.decompress(content)
    whole, middle = bytearray(len(halves)), (len(halves) + 1) // 2
    whole[0::2], whole[1::2] = halves[:middle], halves[middle:]
    return bytes(whole)


def _shortest(values: Tensor) -> Tensor:
    values = values.detach().float().contiguous()
    half = values.half()
    return half if torch.equal(half.float(), values) else values.clone()
