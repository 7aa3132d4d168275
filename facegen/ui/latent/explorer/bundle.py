"""Scripts that import each other as one script: a page opened from a disk can import no file.

Each module becomes a function that is called once and returns what it exports. Of JavaScript's
forms just those are known that our own scripts use, and any other is refused.
"""

import json
import posixpath
import re
from collections.abc import Mapping

from facegen.errors import FacegenError

NOWHERE = "https://facegen.invalid/"
"""Where a script lies that stands in another: what it looks for beside itself is never found."""

_IMPORT = re.compile(r'^import \{(?P<names>[^}]*)\} from "(?P<path>[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(
    r"^export (?=(?:async )?(?:function\*?|class|const|let) (?P<name>\w+))", re.MULTILINE
)
_LIST = re.compile(r"export\s*\{([^{}]*)\};?\s*$")
_OTHER = re.compile(r"^(?:import|export)\b(?! ?\().*|import\.meta", re.MULTILINE)


def bundle(scripts: Mapping[str, bytes], entry: str) -> str:
    """Write a module and all that it imports as one script.

    Args:
        scripts: By path, `facegen.ui.scripts.scripts`.
        entry: Path of the module. What it exports is then `modules[entry]`.

    Raises:
        FacegenError: If a script imports in a circle, or in a form that is not known here.
    """
    order: dict[str, str] = {}
    _add(scripts, entry, order, ())
    return "\n".join(["const modules = {};", *order.values()])


def as_function(module: str, name: str) -> str:
    """Write a module of others, which imports none, as a value: what it exports, under a name.

    A page that is opened from a disk may start a worker of a plain script only, not of a module.

    Raises:
        FacegenError: If it does not end with the one list of exports that bundlers write.
    """
    found = _LIST.search(module)
    if not found:
        raise FacegenError(f"{name} does not end with a list of what it exports.")
    given = ", ".join(": ".join(reversed(pair.split(" as "))) for pair in found[1].split(","))
    body = module[: found.start()].replace("import.meta.url", json.dumps(NOWHERE))
    return f"const {name} = (() => {{\n{body}\nreturn {{ {given} }};\n}})();"


def _add(
    scripts: Mapping[str, bytes], path: str, order: dict[str, str], above: tuple[str, ...]
) -> None:
    if path in above:
        raise FacegenError(f"{path} imports itself by way of {', '.join(above)}.")
    if path in order:
        return
    text = scripts[path].decode()
    for found in _IMPORT.finditer(text):
        _add(scripts, _resolved(path, found["path"]), order, (*above, path))
    exported = [found["name"] for found in _EXPORT.finditer(text)]

    def taken(found: re.Match[str]) -> str:
        names = found["names"].replace(" as ", ": ")
        return f"const {{{names}}} = modules[{json.dumps(_resolved(path, found['path']))}];\n"

    body = _EXPORT.sub("", _IMPORT.sub(taken, text))
    if other := _OTHER.search(body):
        raise FacegenError(f"{path}: '{other[0][:60]}' is in no form that can be bundled.")
    given = f"return {{ {', '.join(exported)} }};"
    order[path] = f"modules[{json.dumps(path)}] = (() => {{\n{body}{given}\n}})();"


def _resolved(path: str, imported: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), imported))
