"""JSON that strangers wrote: read as the standard says and no further, whatever is in it.

Python's reader takes NaN and infinities, the last of two equal names and half a surrogate pair, and
fails in ways of its own where brackets are nested too deeply. Here all of that is a ValueError with
a sentence.
"""

import json
import math
from pathlib import Path
from typing import Any, NoReturn

MOST_BYTES = 4 << 20


def parse(text: str | bytes) -> Any:
    """Read JSON.

    Raises:
        ValueError: If it is none, or one that other readers would take otherwise.
    """
    try:
        values = json.loads(
            text,
            parse_constant=_no_number,
            parse_float=_finite,
            object_pairs_hook=_each_name_once,
        )
        json.dumps(values, ensure_ascii=False).encode()
    except UnicodeError as error:
        raise ValueError("it holds text that is no UTF-8") from error
    except RecursionError:
        raise ValueError("its brackets are nested too deeply") from None
    return values


def read(path: Path, most_bytes: int = MOST_BYTES) -> Any:
    """Read a file of JSON.

    Raises:
        OSError: If it cannot be read.
        ValueError: If it is longer than `most_bytes`; else as `parse`.
    """
    with path.open("rb") as file:
        content = file.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise ValueError(f"it is longer than {most_bytes:,} bytes")
    return parse(content)


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"it holds {text}, which is no number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"it holds {text[:20]}, which is too large a number")
    return number


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"it names {twice[:40]!r} twice")
    return values
