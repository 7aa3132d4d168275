"""One HTML file with a generator, what runs it, and the panel: it works from a disk, for good."""

import base64
import html
import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from facegen.answers.latent_view import ExplorerView
from facegen.latent.graphs.tables import WEIGHTS, parts_of
from facegen.latent.model import LatentModel
from facegen.models.card import limits_of
from facegen.models.licences import licence_of
from facegen.shipped import OPENING_FACE, VENDORED
from facegen.ui.assets import styles
from facegen.ui.latent.about import view_of
from facegen.ui.latent.explorer.bundle import as_function, bundle
from facegen.ui.latent.panel import STYLES, markup_alone
from facegen.ui.scripts import scripts
from facegen.ui.theme import FORCED
from facegen.wire import to_json

MAIN, WORKER = "latent/explorer/explorer.js", "latent/local/worker.js"
ORT = "onnxruntime-web"
RUNTIME = f"vendored/{ORT}/ort.wasm.bundle.min.mjs"
MACHINE = f"vendored/{ORT}/ort-wasm-simd-threaded.wasm.gz"


def explorer_of(model: LatentModel, name: str) -> bytes:
    """Write the explorer of a generator, UTF-8 HTML.

    Args:
        model: Opened, and exported as ONNX unless it stands alone.
        name: Of the checkpoint, as a person reads it.

    Raises:
        QueryError: If it should have been exported.
    """
    parts = parts_of(model)
    runtime = WEIGHTS not in parts
    ours = scripts()
    about = ExplorerView(
        **vars(view_of(model)),
        checkpoint=name,
        choices=(),
        networks={},
        read=(),
        opening=OPENING_FACE,
    )
    blocks = {"worker": _worker(ours, runtime).encode(), **parts}
    if runtime:
        blocks["machine"] = ours[MACHINE]
    page = (files("facegen.ui") / "latent/explorer/explorer.html").read_text(encoding="utf-8")
    own, panel = styles("latent/explorer/explorer.css", FORCED), styles(*STYLES)
    script = bundle(ours, MAIN) + f"\nmodules[{json.dumps(MAIN)}].start(modules);"
    filled = {
        "TITLE": html.escape(f"{name} · facegen explorer"),
        "NAME": html.escape(name),
        "STYLES": f"{own}\n#latent-panel {{\n{panel}\n}}",
        "PANEL": markup_alone(),
        "NOTES": _notes(model, name, runtime),
        "ABOUT": _in_script(to_json(about)),
        "BLOCKS": "\n".join(_block(key, content) for key, content in blocks.items()),
        "SCRIPT": _in_script(script),
    }
    # from mark to mark, so that no mark is looked for in what has been filled in
    first, *others = page.split("{{")
    made = [first]
    for part in others:
        mark, _, rest = part.partition("}}")
        made += [filled[mark], rest]
    return "".join(made).encode()


def front_matter(name: str, file: str) -> str:
    """Write the README.md with which the file alone is a static Space."""
    title = json.dumps(f"{name} explorer"[:80])
    return f"---\ntitle: {title}\nsdk: static\napp_file: {file}\n---\n"


def _worker(ours: Mapping[str, bytes], runtime: bool) -> str:
    """Write the worker, with the runtime that it else would import if it needs one."""
    worker = bundle(ours, WORKER)
    if not runtime:
        return worker
    return f"{as_function(ours[RUNTIME].decode(), 'ort')}\nself.ort = ort;\n{worker}"


def _notes(model: LatentModel, name: str, runtime: bool) -> str:
    data: Mapping[str, Any] = model.generator.facts.get("data", {})
    paragraphs = [
        f"The generator is {name}, {model.scales_px[-1]} px. {licence_of(dict(data))}",
        limits_of(dict(data)),
    ]
    written = "".join(f"<p>{html.escape(text)}</p>" for text in paragraphs)
    if not runtime:
        return written
    vendored = json.loads((VENDORED / "vendored.json").read_text())[ORT]
    licence = (VENDORED / ORT / "LICENSE").read_text(encoding="utf-8")
    what = f"It runs on {vendored['name']} {vendored['version']}, under this licence:"
    return f"{written}<p>{html.escape(what)}</p><pre>{html.escape(licence)}</pre>"


def _block(key: str, content: bytes) -> str:
    text = base64.b64encode(content).decode()
    return f'<script type="text/plain" id="part-{key}">{text}</script>'


def _in_script(text: str) -> str:
    """Keep text from ending the element it stands in."""
    return text.replace("</", "<\\/").replace("<!--", "<\\!--")
