"""From the command to the page: a quicker start, and one sentence where there is none."""

import inspect
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any, NoReturn

from facegen.config import Settings
from facegen.errors import FacegenError


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


def require_home(settings: Settings) -> None:
    """Make the folder for what facegen makes itself, and see whether it can be written to.

    Raises:
        FacegenError: If it cannot.
    """
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.home):
            pass
    except OSError as error:
        raise FacegenError(
            f"Nothing can be written to {settings.home} ({error.strerror}); set FACEGEN_HOME to a "
            "folder of yours."
        ) from error


def require_mcp(settings: Settings) -> None:
    """See whether tools can be offered where they are asked for.

    Raises:
        FacegenError: If the package that does it is not there, or one that works otherwise.
    """
    if not settings.mcp:
        return
    try:
        found = metadata.version("mcp")
    except metadata.PackageNotFoundError:
        found = "not installed"
    if not found.startswith("1."):
        raise FacegenError(
            "Tools for programs (--mcp, FACEGEN_MCP) take the package mcp of version 1, which is "
            f"{found}; pip install 'mcp>=1.21,<2'."
        )


def have_home() -> None:
    """Give the libraries that look for a home folder while they are imported, and later, one."""
    try:
        Path.home()
    except RuntimeError:  # neither HOME nor an entry in passwd
        os.environ["HOME"] = tempfile.gettempdir()


def or_one_sentence(start: Callable[[], None]) -> NoReturn:
    """Run a program to its end: a FacegenError is one sentence and exit status 1.

    The process ends at once: threads that are still at work in compiled code would abort it while
    the interpreter is taken down.
    """
    status = 0
    try:
        start()
    except FacegenError as error:
        print(error, file=sys.stderr)
        status = 1
    except KeyboardInterrupt:
        status = 130
    except Exception:
        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
