"""facegen: explore how faces are distributed and generated, from the average face to a GAN.

    import facegen

    faces = facegen.load("celeba128").sample(range(8))  # uint8 (8, 128, 128, 3)

What is named here is imported where it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from facegen.data.named import store_named as open_store
    from facegen.models.checkpoint import load

__all__ = ["__version__", "load", "open_store"]
__version__ = "0.1.0"

_LAZY = {
    "load": ("facegen.models.checkpoint", "load"),
    "open_store": ("facegen.data.named", "store_named"),
}


def __getattr__(name: str) -> Any:
    """Import what is asked for."""
    if name not in _LAZY:
        raise AttributeError(f"module 'facegen' has no attribute {name!r}")
    module, attribute = _LAZY[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    """List what may be asked for."""
    return sorted({*globals(), *__all__})
