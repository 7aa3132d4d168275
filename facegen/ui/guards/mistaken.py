"""What was asked wrongly is for the asker to mend: a sentence and 400 or 404, not a fault of ours.

Gradio looks up what an asker names, a function, an endpoint, a value's place, without asking first
whether it is there; it repeats in its refusals what was sent, which not every text and number
survives; and whatever a function says by an error, it answers 500.
"""

import json
import logging
import re

from fastapi.exceptions import RequestValidationError
from gradio.route_utils import FnIndexInferError
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, ExceptionHandler, Message, Receive, Scope, Send

from facegen.ui.refusals import NEUTRAL, refusal

DIRECT = re.compile(r"/gradio_api/(run|api)/")
NOTHING_SUCH = "There is no function of that name or number here; /gradio_api/info lists them."
NOT_FITTING = "What was sent is not what is taken here; /gradio_api/info says what is."
NOBODYS = re.compile(r"Parameter `(\w{1,40})` is not ")
MISSING = re.compile(r"No value provided for required argument: (\w+)")

_log = logging.getLogger(__name__)


def nothing_such(request: Request, error: Exception) -> Response:
    """Answer 404 for a name or number that Gradio looked up in vain."""
    _log.warning("%s asked for nothing there is: %s", request.method, type(error).__name__)
    return refusal(NOTHING_SUCH, 404)


def not_fitting(_: Request, error: Exception) -> Response:
    """Answer 400 for a body that cannot be read as what it should be."""
    nobodys, missing = NOBODYS.match(str(error)), MISSING.fullmatch(str(error))
    told = f"There is no parameter {nobodys[1]}. " if nobodys else ""
    told = f"The parameter {missing[1]} is missing. " if missing else told
    return refusal(told + NOT_FITTING, 400)


HANDLERS: dict[type[Exception], ExceptionHandler] = {
    FnIndexInferError: nothing_such,
    KeyError: nothing_such,
    RequestValidationError: not_fitting,
    TypeError: not_fitting,
}
"""For Gradio's application: what its own routes raise. What our functions raise never gets so far;
Gradio has made an answer of it by then."""


class Mistaken:
    """Answer 400 where a function that was called directly refused what it was given.

    Args:
        app: Gradio's.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; of all statuses only 500 is changed, and only of direct calls."""
        if scope["type"] != "http" or not DIRECT.match(scope["path"]):
            return await self.app(scope, receive, send)
        failed: list[Message] = []
        parts = bytearray()

        async def collect(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 500:
                failed.append(message)
                return
            if not failed or message["type"] != "http.response.body":
                return await send(message)
            parts.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            (start,) = failed
            whole = json.loads(parts)
            if whole["error"] != NEUTRAL:
                start["status"] = 400
                whole["error"] = whole["error"] or NOT_FITTING
            body = json.dumps(whole).encode()
            MutableHeaders(scope=start)["content-length"] = str(len(body))
            await send(start)
            await send({"type": "http.response.body", "body": body})

        await self.app(scope, receive, collect)
