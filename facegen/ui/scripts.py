"""What the browser runs: the page's scripts as modules, which import each other like any others.

What of others they run in turn is answered with them, below `vendored/`.

Gradio gives each widget's script a scope of its own and takes only its text, so that text is one
line here: it imports the widget's module from a plain route and starts it. The route's address
holds a digest of all scripts. So a browser keeps them for good, and never runs an older one beside
a newer one; addresses are relative to the page, as it may lie anywhere below a host.
"""

import hashlib
import json
import posixpath
import re
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from facegen.errors import QueryError
from facegen.shipped import VENDORED
from facegen.wire import to_json

TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".wasm.gz": "application/gzip",
}
FOREVER = {"cache-control": "public, max-age=31536000, immutable"}
_IMPORTED = re.compile(r'^(?:import|\} from)\b[^;]*?"(\.[^"]+)";$', re.MULTILINE)
_START = """
import(new URL(%s, document.baseURI))
  .then(({ start }) => start({ element, props, trigger, watch, fixed: %s }))
  .catch((error) => {
    console.error(error);
    element.prepend("This part of the page could not be started; reload the page.");
    document.querySelector("#first-sight")?.remove();
  });
"""
_CALL = "async (...values) => (await import(new URL(%s, document.baseURI))).%s(...values)"


@cache
def scripts() -> dict[str, bytes]:
    """Return every script of the page by its path below `ui/`, read once."""
    others = _below(VENDORED, "vendored/")
    return dict(sorted([*_below(files("facegen.ui"), ""), *others]))


def _below(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _below(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(tuple(TYPES)):
            found.append((prefix + entry.name, entry.read_bytes()))
    return found


@cache
def digest() -> str:
    """Return a short text that differs where any script does."""
    every = hashlib.sha256()
    for name, content in scripts().items():
        every.update(f"{name} {len(content)} ".encode() + content)
    return every.hexdigest()[:16]


def starting(name: str, **fixed: Any) -> str:
    """Write the script with which a widget starts.

    Args:
        name: Path of its module below `ui/`; its function `start` is given `element`, `props`,
            `trigger` and `watch`, as Gradio describes them for `js_on_load`, and `fixed`.
        **fixed: What the script is told once. A widget of a tab that is not open yet has only those
            of its properties that the last update named: what never changes is none of them.

    Raises:
        FileNotFoundError: If there is no such module.
    """
    return _START % (json.dumps(address_of(name)), to_json(fixed))


def calling(name: str, function: str) -> str:
    """Write the script with which an event calls a function in the browser.

    Args:
        name: Path of its module below `ui/`.
        function: It is given the values of the inputs, and returns those of the outputs.

    Raises:
        FileNotFoundError: If there is no such module.
    """
    return _CALL % (json.dumps(address_of(name)), function)


def address_of(name: str) -> str:
    """Return where a script lies, relative to the page.

    Raises:
        FileNotFoundError: If there is no such module.
    """
    if name not in scripts():
        raise FileNotFoundError(f"{name} is none of the page's scripts: {', '.join(scripts())}.")
    return f"scripts/{digest()}/{name}"


@cache
def needed_by(*names: str) -> tuple[str, ...]:
    """Return some scripts with all that they import, each once, in the order of first use."""
    met: dict[str, None] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop(0)
        if name in met:
            continue
        met[name] = None
        folder = posixpath.dirname(name)
        imported = _IMPORTED.findall(scripts()[name].decode())
        waiting += [posixpath.normpath(f"{folder}/{other}") for other in imported]
    return tuple(met)


def script_routes() -> list[BaseRoute]:
    """Return the route that answers with scripts."""
    return [Route("/scripts/{digest}/{name:path}", _answer)]


async def _answer(request: Request) -> Response:
    given, name = request.path_params["digest"], request.path_params["name"]
    content = scripts().get(name) if given == digest() else None
    if content is None:
        raise QueryError(f"There is no script '{name[:60]}' of this version; reload the page.")
    media_type = next(kind for suffix, kind in TYPES.items() if name.endswith(suffix))
    return Response(content, media_type=media_type, headers=FOREVER)
