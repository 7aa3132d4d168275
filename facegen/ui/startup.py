"""A quicker start: gradio imported without the development work it does on the way."""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn


@contextmanager
def no_stub_files() -> Iterator[None]:
    """Keep gradio from rewriting its type stubs while it is imported.

    For each of its components gradio parses its own source and compares the stub file beside it:
    two of the four and a half seconds that its import takes on two cores. It passes over classes
    whose source file is not known, so while this lasts none is.
    """
    known = inspect.getfile

    def unknown(_: Any) -> NoReturn:
        raise OSError("not looked for while gradio is imported")

    inspect.getfile = unknown
    try:
        yield
    finally:
        inspect.getfile = known
