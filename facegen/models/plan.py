"""Networks as plans: of every size, but without values, so that they take no memory."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode


class _NothingDrawn(TorchFunctionMode):
    """Leave out the drawing of initial weights.

    To draw what has no values, torch imports its compiler and sympy, which takes two seconds.
    """

    def __torch_function__(
        self,
        func: Any,
        types: Sequence[type],
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        if func in (Tensor.normal_, Tensor.uniform_):
            return args[0]
        return func(*args, **(kwargs or {}))


@contextmanager
def planning() -> Iterator[None]:
    """Let every network that is built within be a plan, on torch's device `meta`."""
    with torch.device("meta"), _NothingDrawn():
        yield
