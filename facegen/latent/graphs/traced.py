"""A generator recorded as one graph: the same pictures with no Python between its operations.

One face of preset s takes three quarters of the time, 1.44 ms for 1.90 on one core of an EPYC (2.39
without channels last); larger networks gain little. torch.compile takes 1.72 ms, half a minute
before the first face, and a C++ compiler. ONNX Runtime and OpenVINO take 1.26 ms: a fifth of a
millisecond of the eight or more until a browser shows the face, less than they weigh. Keeping the
lower scales would save four fifths if only the largest changed, but a slider moves the style of
every scale. `benchmarks.generator_ways` measures them all.

What is recorded is a module: torch keeps every function it has recorded, with the weights in it,
for as long as the process lives. Of a module of preset m128 it still keeps 8 MB, and 20 of the
function; so a generator that comes and goes with a visitor is not recorded.
"""

import warnings
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from facegen.models.generator import FaceGenerator


class Synthesised(nn.Module):
    """The half of a generator that turns styles into pictures."""

    def __init__(self, generator: FaceGenerator) -> None:
        super().__init__()
        self.generator = generator

    def forward(self, styles: Tensor) -> tuple[Tensor, ...]:
        """Make (batch, 3, px, px) for each scale of (batch, scales, dim)."""
        return tuple(self.generator.synthesize(styles))


@torch.inference_mode()
def traced(generator: FaceGenerator, styles: Tensor) -> Callable[[Tensor], tuple[Tensor, ...]]:
    """Record how a generator makes pictures of styles.

    Args:
        generator: Frozen; what is recorded does not follow later changes of its weights.
        styles: An example; those given later may be more or fewer, but else of this shape.

    Returns:
        What `generator.synthesize` does, as a tuple: (batch, 3, px, px) for each scale, -1 to 1.
        To be called in inference mode.
    """
    with warnings.catch_warnings():
        # torch points to torch.compile instead, which would cost what the module's text says
        warnings.simplefilter("ignore", DeprecationWarning)
        recorded: Any = torch.jit.trace(Synthesised(generator), styles, check_trace=False)
        for _ in range(2):  # torch optimises in the first calls
            recorded(styles)
    return recorded
