"""What the server answers: the page and its routes, behind which guards."""

from collections.abc import Callable, Sequence

import gradio as gr
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from starlette.types import Lifespan

from facegen.answers.projection import MOST_PHOTO_BYTES
from facegen.answers.story.beginning import FirstFace
from facegen.answers.story.kept import MOST_BYTES as MOST_OWN_BYTES
from facegen.answers.tuned import MOST_FILE_BYTES
from facegen.config import Settings
from facegen.errors import FacegenError
from facegen.ui.first_sight import FirstSight
from facegen.ui.guards.asking import Asking
from facegen.ui.guards.bodies import Bodies
from facegen.ui.guards.closed import Closed
from facegen.ui.guards.hosts import KnownHosts
from facegen.ui.guards.marks import Marks
from facegen.ui.guards.mistaken import HANDLERS, Mistaken
from facegen.ui.guards.unforeseen import Unforeseen, neutral
from facegen.ui.handlers import refuse
from facegen.ui.resting import Resting
from facegen.ui.sessions import keep_little
from facegen.ui.theme import style, theme
from facegen.ui.transfer import Transfer

PHOTOS = {
    **{f"/latent/{name}": MOST_PHOTO_BYTES for name in ("faces", "glance", "project", "tune")},
    "/latent/tuned": MOST_FILE_BYTES,
    "/story/own": MOST_OWN_BYTES,
}
TEXTS = {
    "/latent/film": 1 << 20,
    **dict.fromkeys(
        (
            "/gradio_api/queue/join",
            "/gradio_api/call/project",
            "/gradio_api/call/v2/project",
        ),
        MOST_PHOTO_BYTES * 4 // 3 + (64 << 10),
    ),
}
"""Where a photo comes in as base64, and the faces of a film."""


def application(
    page: gr.Blocks,
    settings: Settings,
    routes: Sequence[BaseRoute] = (),
    lifespan: Lifespan[Starlette] | None = None,
    faces: Callable[[], Sequence[FirstFace]] = tuple,
) -> Starlette:
    """Put the page and its routes behind the guards.

    Args:
        page: What to serve.
        settings: The names the server is known by.
        routes: What else to answer, such as the pictures that widgets ask for; a FacegenError in
            one is answered as 400 with its sentence.
        lifespan: What runs beside it from start to end, if anything.
        faces: Returns those that the page begins with, as far as they are made.
    """
    page.queue(max_size=64, api_open=False)
    keep_little(page)
    app = Starlette(
        routes=list(routes),
        lifespan=lifespan,
        middleware=[
            Middleware(Unforeseen),
            Middleware(Marks),
            Middleware(Transfer),
            Middleware(KnownHosts, settings=settings),
            Middleware(Bodies, photos=PHOTOS, texts=TEXTS),
            Middleware(Asking),
            Middleware(Resting, queue=page._queue),
        ],
        exception_handlers={FacegenError: refuse},
    )
    gr.mount_gradio_app(
        app,  # type: ignore[arg-type]
        page,
        "/",
        theme=theme(),
        css=style(),
        show_error=False,
        run_history=False,
        enable_monitoring=False,
        mcp_server=False,
        ssr_mode=False,
        pwa=False,
        max_file_size="1kb",
        footer_links=["api"],
        app_kwargs={
            "middleware": [
                Middleware(Closed),
                Middleware(Mistaken),
                Middleware(FirstSight, faces=faces),
            ],
            "exception_handlers": {**HANDLERS, FacegenError: refuse, Exception: neutral},
        },
    )
    return app
