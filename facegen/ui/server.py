"""How the page is served: closed where facegen needs nothing open, and in the open for the rest."""

from collections.abc import Sequence
from typing import Any

import gradio as gr
from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from facegen.config import Settings
from facegen.errors import FacegenError
from facegen.ui.handlers import refuse
from facegen.ui.theme import style, theme

_REFUSED = ("/gradio_api/upload", "/monitoring")


class Guard:
    """Refuse routes that no widget of the page uses, and forbid guessing of content types.

    Gradio accepts uploads of any size at a route that is open even where no component uploads.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 404 for the refused routes, pass everything else on."""
        if scope["type"] == "http" and scope["path"].startswith(_REFUSED):
            await send({"type": "http.response.start", "status": 404, "headers": []})
            await send({"type": "http.response.body", "body": b"Not found"})
            return

        async def send_marked(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message["headers"],
                    (b"x-content-type-options", b"nosniff"),
                    (b"referrer-policy", b"no-referrer"),
                ]
            await send(message)

        await self.app(scope, receive, send_marked)


def serve(
    page: gr.Blocks,
    settings: Settings,
    routes: Sequence[BaseRoute] = (),
    wait: bool = True,
    browser: bool = False,
) -> str:
    """Serve the page until interrupted.

    Args:
        page: What to serve.
        settings: Address and port.
        routes: What else to answer, such as the pictures that widgets ask for; a FacegenError in
            one is answered as 400 with its sentence.
        wait: False returns at once; the server then ends with the process.
        browser: Whether to open the page in this machine's browser.

    Returns:
        The local address.
    """
    page.queue(max_size=64, api_open=False)
    _, address, _ = page.launch(
        server_name=settings.host,
        server_port=settings.port,
        theme=theme(),
        css=style(),
        prevent_thread_lock=not wait,
        inbrowser=browser,
        show_error=False,
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
        max_file_size="1mb",
        footer_links=["api"],
        app_kwargs={
            "middleware": [Middleware(Guard)],
            "routes": list(routes),
            "exception_handlers": {FacegenError: refuse},
        },
    )
    return address
