"""What a configuration may say, declared beside each of its fields and checked in one place.

    width: Annotated[int, Between(1, 1024)] = 32
    channels: Annotated[tuple[int, ...], Between(1, 1024), Entries(1, 9)] = (96, 64)

A configuration comes from a stranger's `config.json`: a number in it decides how much is built, so
every number has bounds, and a field without them is a mistake of ours that is found when its class
is first used.
"""

import difflib
import math
import types
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Literal,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from facegen.errors import ModelError

if TYPE_CHECKING:
    from torch import nn

MOST_PARAMETERS = 1 << 26
"""Of one network: six times the largest preset; 256 MB as they are used."""
MOST_VALUES = 1 << 26
"""Of all activations of one picture, likewise."""
MOST_TEXT = 100

Config = TypeVar("Config")


@dataclass(frozen=True)
class Between:
    """The least and the most that a number may be; of a tuple, each of its entries."""

    lowest: float
    highest: float


@dataclass(frozen=True)
class Entries:
    """The fewest and the most entries that a tuple may have."""

    fewest: int
    most: int


Channels = Annotated[tuple[int, ...], Between(1, 2048), Entries(1, 9)]
"""One entry a scale; nine from 4 px are 1,024."""
LatentDim = Annotated[int, Between(1, 1024)]
SizePx = Annotated[int, Between(4, 1024)]
Names = Annotated[tuple[str, ...], Entries(1, 256)]


def checked(config_class: type[Config], values: Mapping[str, Any]) -> Config:
    """Make a configuration of values read from JSON.

    Args:
        config_class: A dataclass whose fields are annotated as above.
        values: Of its fields, lists in the place of tuples; what is missing takes its default.

    Raises:
        ModelError: Naming the field, what it must be and what was given.
    """
    kinds = _kinds(config_class)
    if not isinstance(values, Mapping):
        raise ModelError(f"the model must be an object, but is {_shown(values)}")
    for name in values:
        if name not in kinds:
            near = difflib.get_close_matches(str(name), kinds, 1)
            hint = f"; did you mean '{near[0]}'?" if near else ""
            raise ModelError(f"there is no field '{str(name)[:40]}' in it{hint}")
    for field in fields(config_class):  # type: ignore[arg-type]
        no_default = field.default is MISSING and field.default_factory is MISSING
        if no_default and field.name not in values:
            raise ModelError(f"its field '{field.name}' is missing")
    return config_class(**{name: _value(name, kinds[name], v) for name, v in values.items()})


def check_cost(model: "nn.Module", values_a_picture: int) -> None:
    """Refuse a network that takes too much, before it takes it.

    Args:
        model: Built on torch's device `meta`, where it takes nothing.
        values_a_picture: Size of all activations of one picture.

    Raises:
        ModelError: With what was found and what is allowed.
    """
    parameters = sum(tensor.numel() for tensor in model.state_dict().values())
    for what, found, most in (
        ("parameters", parameters, MOST_PARAMETERS),
        ("values a picture on the way", values_a_picture, MOST_VALUES),
    ):
        if found > most:
            raise ModelError(f"it has {found:,} {what}, and at most {most:,} are allowed")


@dataclass(frozen=True)
class _Kind:
    """What a field may be: one of some types, within bounds."""

    types: tuple[Any, ...]
    between: Between | None
    entries: Entries | None


@cache
def _kinds(config_class: type) -> dict[str, _Kind]:
    """Read the annotations of a configuration class.

    Raises:
        TypeError: If one of its fields has no bounds.
    """
    kinds = {}
    hints = get_type_hints(config_class, include_extras=True)
    for field in fields(config_class):
        hint, marks = hints[field.name], ()
        if get_origin(hint) is Annotated:
            hint, *marks = get_args(hint)
        alone = get_origin(hint) not in (Union, types.UnionType)
        kind = _Kind(
            (hint,) if alone else get_args(hint),
            next((mark for mark in marks if isinstance(mark, Between)), None),
            next((mark for mark in marks if isinstance(mark, Entries)), None),
        )
        numbers = any(t in (int, float) or {int, float} & {*get_args(t)} for t in kind.types)
        many = any(get_origin(t) is tuple for t in kind.types)
        if (numbers and not kind.between) or (many and not kind.entries):
            raise TypeError(f"{config_class.__name__}.{field.name} has no bounds")
        kinds[field.name] = kind
    return kinds


def _value(name: str, kind: _Kind, value: Any) -> Any:
    """Return a field's value, if it is one that it may have."""
    if value is None and types.NoneType in kind.types:
        return None
    for wanted in kind.types:
        if get_origin(wanted) is tuple and isinstance(value, list | tuple):
            assert kind.entries is not None
            if not kind.entries.fewest <= len(value) <= kind.entries.most:
                raise ModelError(
                    f"{name} must have {kind.entries.fewest} to {kind.entries.most} entries, but "
                    f"has {len(value):,}"
                )
            return tuple(_one(name, get_args(wanted)[0], kind.between, part) for part in value)
    single = [wanted for wanted in kind.types if get_origin(wanted) is not tuple]
    if single:
        return _one(name, single[0], kind.between, value)
    raise ModelError(f"{name} must be a list, but is {_shown(value)}")


def _one(name: str, wanted: Any, between: Between | None, value: Any) -> Any:
    if get_origin(wanted) is Literal:
        if any(value is known or (isinstance(value, str) and value == known)
               for known in get_args(wanted)):  # fmt: skip
            return value
        known = ", ".join(map(str, get_args(wanted)))
        raise ModelError(f"{name} must be one of {known}, but is {_shown(value)}")
    if wanted is str:
        if isinstance(value, str) and value.isprintable() and 0 < len(value) <= MOST_TEXT:
            return value
        raise ModelError(
            f"{name} must be text of 1 to {MOST_TEXT} printable characters, but is {_shown(value)}"
        )
    if wanted is bool:
        if isinstance(value, bool):
            return value
        raise ModelError(f"{name} must be true or false, but is {_shown(value)}")
    assert between is not None
    whole = wanted is int
    fits = isinstance(value, int) if whole else isinstance(value, int | float)
    if (
        not fits
        or isinstance(value, bool)
        or not between.lowest <= value <= between.highest
        or not math.isfinite(value)
    ):
        number = "a whole number" if whole else "a number"
        raise ModelError(
            f"{name} must be {number} from {between.lowest:g} to {between.highest:g}, but is "
            f"{_shown(value)}"
        )
    return value if whole else float(value)


def _shown(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**18:
        return "far outside"
    return repr(value)[:40] if not isinstance(value, list | dict) else type(value).__name__
