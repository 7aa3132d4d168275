"""First sight: what stands in the page's first answer, before a script has run.

Gradio answers with an empty page that scripts fill, seconds later on a slow line. So the story's
beginning is laid over it as plain markup: words, and as soon as they are made the faces. The
story takes it away once it shows the same; the browser meanwhile fetches the scripts of the
first tab all at once, and then those of the others, which are there before their tab is opened.

Gradio itself takes seconds to be there. Who comes earlier is shown the same still, alone.
"""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from urllib.parse import parse_qsl

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from facegen.answers.story.beginning import (
    ABOUT,
    QUESTION,
    STEP_TEXT,
    STEP_TITLE,
    TAB,
    FirstFace,
)
from facegen.ui.assets import asset, styles
from facegen.ui.scripts import address_of, needed_by
from facegen.ui.titles import TITLES

BEFORE = b"<gradio-app"
FRAMES, MEANWHILE = "head/frames.js", "meanwhile.js"
FIRST = ("head/head.js", "head/address.js", "story/panel.js")
LATER = ("widgets/stage.js", "widgets/chips.js", "pixels/map.js", "latent/panel.js",
         "training/monitor.js", "training/curves.js", "training/grids.js")  # fmt: skip

_STILL = """
<div id="first-sight" data-tab="{tab}"{dark}{hidden}>
<style>{style}</style>
<div class="first-head">facegen</div>
<div class="first-tabs">{tabs}</div>
<h2>{question}</h2><p class="first-about">{about}</p>
<div class="first-rows"><div>{stage}</div>
<div class="first-text">{text}</div></div>
<noscript>This page is made by scripts; allow them and reload it.</noscript>
{told}</div>
"""
_TOLD = '<p class="first-told" role="status">facegen is starting …</p>\n'
_ON_ITS_WAY = '<p class="first-waiting">The page is on its way …</p>'
_EARLY = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>facegen</title>
<noscript><meta http-equiv="refresh" content="5"></noscript></head>
<body>{still}
<script type="module">{script}</script></body></html>
"""


def still(fields: Mapping[str, str], faces: Sequence[FirstFace], meanwhile: bool = False) -> str:
    """Write the markup that a page begins with.

    Args:
        fields: Of the link it is opened by.
        faces: Of the story's first step; shown where the link asks for that step or for nothing.
        meanwhile: Whether no page lies below it yet: it says so, and is read out.
    """
    tab = fields.get("tab") or TAB
    begins = not fields.keys() - {"tab", "__theme"} and tab == TAB
    pictures = "".join(f'<img src="{one.src}" alt="{escape(one.alt)}">' for one in faces)
    shown = f'<div class="first-grid">{pictures}</div>' if begins and faces else _ON_ITS_WAY
    text = f"<h3>{STEP_TITLE}</h3>" + "".join(f"<p>{escape(one)}</p>" for one in STEP_TEXT)
    dark = {"dark": ' data-theme="dark"', "light": ' data-theme="light"'}
    return _STILL.format(
        tab=TAB if tab == TAB else "",
        dark=dark.get(fields.get("__theme", ""), ""),
        hidden="" if meanwhile else ' aria-hidden="true"',
        told=_TOLD if meanwhile else "",
        style=styles("first_sight.css"),
        tabs="".join(f"<span>{title}</span>" for title in TITLES.values()),
        question=QUESTION if tab == TAB else "",
        about=ABOUT if tab == TAB else "",
        stage=shown,
        text=text if begins else "",
    )


def preloads() -> str:
    """Write what has the browser fetch the page's scripts before they are asked for."""
    first = {name: "modulepreload" for name in needed_by(*FIRST)}
    rels = {**{name: "prefetch" for name in needed_by(*LATER)}, **first}
    return "".join(f'<link rel="{rel}" href="{address_of(name)}">' for name, rel in rels.items())


class Meanwhile:
    """Answer with the still alone, which asks for the page until it is there.

    It is answered as what was asked for, though there is no page yet: whoever shows a Space would
    show an error of their own instead.

    Args:
        faces: Those of the story's first step that there are.
    """

    def __init__(self, faces: Sequence[FirstFace]) -> None:
        self.faces = faces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer whatever is asked; nothing of it is kept by a browser."""
        begun = still(_fields(scope), self.faces, meanwhile=True)
        page = _EARLY.format(still=begun, script=asset(MEANWHILE))
        await HTMLResponse(page, headers={"cache-control": "no-store"})(scope, receive, send)


class FirstSight:
    """Begin Gradio's page with a still.

    Args:
        app: Gradio's, before its answers are compressed.
        faces: Returns the faces of the story's first step that there are by now.
    """

    def __init__(self, app: ASGIApp, faces: Callable[[], Sequence[FirstFace]]) -> None:
        self.app, self.faces = app, faces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; of all addresses only the page's own is changed."""
        if not asks_for_page(scope):
            return await self.app(scope, receive, send)
        fields = _fields(scope)
        started: list[Message] = []
        page = bytearray()

        async def collect(message: Message) -> None:
            if message["type"] == "http.response.start":
                started.append(message)
                return
            if message["type"] != "http.response.body":
                return await send(message)
            page.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            (start,) = started
            whole = bytes(page)
            if Headers(raw=start["headers"]).get("content-type", "").startswith("text/html"):
                frames = f"<script>{asset(FRAMES)}</script>"
                begun = preloads() + frames + still(fields, self.faces())
                whole = whole.replace(BEFORE, begun.encode() + BEFORE, 1)
                MutableHeaders(scope=start)["content-length"] = str(len(whole))
            await send(start)
            await send({"type": "http.response.body", "body": whole})

        await self.app(scope, receive, collect)


def asks_for_page(scope: Scope) -> bool:
    """Say whether a request is one for the page itself."""
    return scope["type"] == "http" and scope["method"] == "GET" and scope["path"] == "/"


def _fields(scope: Scope) -> dict[str, str]:
    """Return the fields of the link that a request asks by."""
    return dict(parse_qsl(scope["query_string"].decode("latin-1")))
