"""What is sent to a route, read in memory and up to a number of bytes."""

from typing import Any

from starlette.requests import Request

from facegen import strict_json
from facegen.errors import QueryError
from facegen.ui.guards.bodies import too_much

MOST_BODY_BYTES = 1 << 20


async def json_of(request: Request, most_bytes: int = MOST_BODY_BYTES) -> Any:
    """Read a request's JSON.

    Raises:
        QueryError: If it is none, or too long.
    """
    body = await body_of(request, most_bytes)
    try:
        return strict_json.parse(body)
    except ValueError as error:
        raise QueryError(f"What was sent is no JSON that is taken here ({error}).") from error


async def body_of(request: Request, most_bytes: int) -> bytes:
    """Read what was sent, giving up as soon as it is too much.

    Raises:
        QueryError: If it is more than `most_bytes`.
    """
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most_bytes:
            raise QueryError(too_much(most_bytes))
    return bytes(body)
