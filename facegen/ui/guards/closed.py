"""Of Gradio's own routes only those that the page and the named endpoints need.

Gradio answers some sixty: uploads of any size, files and pages of other servers, the reloading of
development, links that are written to disk on a GET. A version of tomorrow may bring more; what is
not listed here is not there.
"""

import re

from starlette.types import ASGIApp, Receive, Scope, Send

from facegen.ui.guards.answers import refuse

OPEN = re.compile(
    r"/|/config/?|/theme\.css|/favicon\.ico|/robots\.txt|/manifest\.json|/pwa_icon(/\d+)?"
    r"|/(assets|static|svelte)/[\w./-]+"
    r"|/gradio_api/(info|openapi\.json|theme\.css|app_id|cancel)/?"
    r"|/gradio_api/(queue/(join|data)|heartbeat/\w+)/?"
    r"|/gradio_api/(run|api|call|call/v2)/\w+(/\w+)?/?",
    re.ASCII,
)


LONGEST_NAME = 255
"""Between two slashes; no file is called by more."""


class Closed:
    """Answer 404 for what nobody needs.

    Args:
        app: Gradio's.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is open."""
        path = scope["path"]
        open_ = OPEN.fullmatch(path) and ".." not in path
        if scope["type"] == "http" and not (open_ and longest_name(path) <= LONGEST_NAME):
            return await refuse(scope, receive, send, 404, "There is nothing here.")
        return await self.app(scope, receive, send)


def longest_name(path: str) -> int:
    """Return the length of the longest part of a path, in characters."""
    return max(map(len, path.split("/")))
