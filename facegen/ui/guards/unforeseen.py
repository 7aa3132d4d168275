"""What nobody foresaw: one neutral sentence for whoever asked, one line for the log."""

import asyncio
import logging
import traceback

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from facegen.ui.guards.answers import refuse
from facegen.ui.refusals import NEUTRAL, refusal

STOPPING = "facegen is being stopped; ask again once it runs."

_log = logging.getLogger(__name__)


class Unforeseen:
    """Catch whatever else is raised.

    Args:
        app: What may fail.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 500, or 503 while the server ends, with a sentence, unless an answer has begun."""
        begun = False

        async def send_noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        try:
            await self.app(scope, receive, send_noting)
        except ClientDisconnect:
            return None
        except asyncio.CancelledError:  # by uvicorn, of who still waits when the server has to end
            if not begun:
                await refuse(scope, receive, send, 503, STOPPING)
        except Exception as error:
            _log.error("%s", in_one_line(scope, error))
            if not begun:
                await refuse(scope, receive, send, 500, NEUTRAL)
        return None


def in_one_line(scope: Scope, error: BaseException) -> str:
    """Tell what failed and where, in one line whatever the error holds."""
    while isinstance(error, BaseExceptionGroup) and error.exceptions:
        error = error.exceptions[0]
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    where = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames))
    what = f"{scope['method']} {scope['path'][:100]} failed: {type(error).__name__}: {error}"
    return ascii(what[:400])[1:-1] + f" ({where})"


def neutral(_: Request, __: Exception) -> Response:
    """Answer for Gradio's own application, which would say the same in two words."""
    return refusal(NEUTRAL, 500)
