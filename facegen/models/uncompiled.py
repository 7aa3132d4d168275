"""torch's optimisers, without the compiler that they import as they are made.

torch marks their methods as not to be compiled, and imports the compiler to say so: eight hundred
modules, for which a run that begins, or somebody with the first photo, waits as long as for torch
itself. What is marked lies beneath the marks, and is all that is left here.
"""

import inspect
from typing import TypeVar

import torch
from torch.optim import Optimizer

Kind = TypeVar("Kind", bound=type[Optimizer])

MARKED = "add_param_group", "load_state_dict", "state_dict", "zero_grad"


def _uncompiled(kind: Kind) -> Kind:
    """Return a kind of optimiser whose methods are what torch has marked, without the marks."""
    plain = {name: inspect.unwrap(getattr(kind, name)) for name in MARKED}
    # the mark of `step` also turns off gradients
    plain["step"] = torch.no_grad()(inspect.unwrap(kind.step))
    return type(kind.__name__, (kind,), plain)  # type: ignore[return-value]


Adam = _uncompiled(torch.optim.Adam)
RMSprop = _uncompiled(torch.optim.RMSprop)
