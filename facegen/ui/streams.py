"""Answers for scripts, each a dataclass as JSON: at once, or of long work line by line as it goes.

The last line is the work's result or error. Whoever asked can stop it by going away.
"""

import asyncio
import re
import threading
from collections.abc import AsyncIterator, Callable

from starlette.responses import Response, StreamingResponse

from facegen.answers.turns import Tell
from facegen.ui.refusals import sentence_of
from facegen.wire import Failure, to_json

NOT_KEPT = {"cache-control": "no-store"}


def typed(value: object, kept: str = NOT_KEPT["cache-control"], status: int = 200) -> Response:
    """Answer with a dataclass.

    Args:
        value: The dataclass.
        kept: How long browsers may keep the answer, as `cache-control` says it.
        status: Of the answer.
    """
    headers = {"cache-control": kept}
    return Response(to_json(value), status, headers, media_type="application/json")


def saved_as(name: str, ending: str) -> dict[str, str]:
    """Return the header that has a browser save an answer as a file.

    Args:
        name: Of what it holds; a header holds Latin-1 alone, and a file's name fewer letters still.
        ending: What follows the name.
    """
    plain = re.sub(r"[^A-Za-z0-9_-]", "-", name)
    return {"content-disposition": f'attachment; filename="{plain}{ending}"'}


class Stopped(Exception):
    """Nobody waits for the work any more."""


def told_live(work: Callable[[Tell], object]) -> StreamingResponse:
    """Do something slow on a thread, and send what it tells.

    Args:
        work: Given what to tell dataclasses with, which raises Stopped once the asker has gone;
            returns the last line, a dataclass too.
    """
    return StreamingResponse(_lines(work), media_type="application/x-ndjson", headers=NOT_KEPT)


async def _lines(work: Callable[[Tell], object]) -> AsyncIterator[str]:
    loop, gone = asyncio.get_running_loop(), threading.Event()
    events: asyncio.Queue[object] = asyncio.Queue()

    def tell(event: object) -> None:
        if gone.is_set():
            raise Stopped
        loop.call_soon_threadsafe(events.put_nowait, event)

    def run() -> None:
        try:
            _work_through(work, tell)
        finally:
            if not loop.is_closed():
                loop.call_soon_threadsafe(events.put_nowait, None)

    threading.Thread(target=run, name="facegen-told-live", daemon=True).start()
    try:
        while (event := await events.get()) is not None:
            yield to_json(event) + "\n"
    finally:
        gone.set()


def _work_through(work: Callable[[Tell], object], tell: Tell) -> None:
    """Do the work, and tell its end whatever that is."""
    try:
        try:
            tell(work(tell))
        except Stopped:
            raise
        except Exception as error:
            tell(Failure(sentence_of(error, "work told live")))
    except Stopped:
        return
