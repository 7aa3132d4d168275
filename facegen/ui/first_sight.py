"""First sight: what stands in the page's first answer, before a script has run.

Gradio answers with an empty page that scripts fill, seconds later on a slow line. So the story's
beginning is laid over it as plain markup: words, and as soon as they are made the faces. The
story takes it away once it shows the same; the browser meanwhile fetches the scripts of the
first tab all at once, and then those of the others, which are there before their tab is opened.
"""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from urllib.parse import parse_qsl

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from facegen.answers.story.first import FirstFace
from facegen.answers.story.told import STEPS, TAB
from facegen.ui.assets import styles
from facegen.ui.average import tab as average_tab
from facegen.ui.latent import tab as latent_tab
from facegen.ui.pixels import tab as pixels_tab
from facegen.ui.scripts import address_of, needed_by, scripts
from facegen.ui.story import tab as story_tab
from facegen.ui.training import tab as training_tab

TABS = tuple(tab.TITLE for tab in (story_tab, average_tab, pixels_tab, latent_tab, training_tab))
BEFORE = b"<gradio-app"
FRAMES = "head/frames.js"
FIRST = ("head/head.js", "head/address.js", "story/panel.js")
LATER = ("widgets/stage.js", "widgets/chips.js", "pixels/map.js", "latent/panel.js",
         "training/monitor.js", "training/curves.js", "training/grids.js")  # fmt: skip

_STILL = """
<script>{frames}</script>
<div id="first-sight" data-tab="{tab}"{dark} aria-hidden="true">
<style>{style}</style>
<div class="first-head">facegen</div>
<div class="first-tabs">{tabs}</div>
<h2>{question}</h2><p class="first-about">{about}</p>
<div class="first-rows"><div>{stage}</div>
<div class="first-text">{text}</div></div>
<noscript>This page is made by scripts; allow them and reload it.</noscript>
</div>
"""
_WAITING = '<p class="first-waiting">The page is on its way …</p>'


def still(fields: Mapping[str, str], faces: Sequence[FirstFace]) -> str:
    """Write the markup that a page begins with.

    Args:
        fields: Of the link it is opened by.
        faces: Of the story's first step; shown where the link asks for that step or for nothing.
    """
    tab = fields.get("tab") or TAB
    begins = not fields.keys() - {"tab", "__theme"} and tab == TAB
    question, _, about = story_tab.QUESTION.removeprefix("## ").partition("\n")
    first = STEPS[0]
    pictures = "".join(f'<img src="{one.src}" alt="{escape(one.alt)}">' for one in faces)
    shown = f'<div class="first-grid">{pictures}</div>' if begins and faces else _WAITING
    text = f"<h3>{first.title}</h3>" + "".join(f"<p>{escape(one)}</p>" for one in first.text)
    dark = {"dark": ' data-theme="dark"', "light": ' data-theme="light"'}
    preloads = {name: "modulepreload" for name in needed_by(*FIRST)}
    rels = {**{name: "prefetch" for name in needed_by(*LATER)}, **preloads}
    links = "".join(f'<link rel="{rel}" href="{address_of(name)}">' for name, rel in rels.items())
    return links + _STILL.format(
        frames=scripts()[FRAMES].decode(),
        tab=TAB if tab == TAB else "",
        dark=dark.get(fields.get("__theme", ""), ""),
        style=styles("first_sight.css"),
        tabs="".join(f"<span>{name}</span>" for name in TABS),
        question=question if tab == TAB else "",
        about=about if tab == TAB else "",
        stage=shown,
        text=text if begins else "",
    )


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
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] != "/":
            return await self.app(scope, receive, send)
        fields = dict(parse_qsl(scope["query_string"].decode("latin-1")))
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
                begun = still(fields, self.faces()).encode()
                whole = whole.replace(BEFORE, begun + BEFORE, 1)
                MutableHeaders(scope=start)["content-length"] = str(len(whole))
            await send(start)
            await send({"type": "http.response.body", "body": whole})

        await self.app(scope, receive, collect)
