"""The plain routes of the Story tab: what a step shows, asked for as the reader scrolls.

    /story/view?step=average&choice=20&store=KEY    the words, pictures and numbers of a step
    POST /story/own                                 keep the reader's pictures as a dataset

The first only reads: whoever may see the page may ask. The second is answered on one's own machine.
"""

import asyncio
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from facegen.answers.context import Context
from facegen.answers.story.kept import keep_pictures
from facegen.answers.story.told import answer
from facegen.checks import known_names
from facegen.ui.streams import typed

FIELDS = ("step", "choice", "store")


def story_routes(context: Context) -> list[BaseRoute]:
    """Return the routes of the tab.

    Args:
        context: The datasets and generators.
    """
    return [
        Route("/story/view", partial(view, context)),
        Route("/story/own", partial(own, context), methods=["POST"]),
    ]


def view(context: Context, request: Request) -> Response:
    """Answer a step."""
    fields = request.query_params
    known_names(fields, FIELDS)
    store = fields.get("store") or context.default
    shown = answer(context, fields.get("step", ""), fields.get("choice", ""), store)
    return typed(shown.shown())


async def own(context: Context, request: Request) -> Response:
    """Keep the pictures that are sent; `Bodies` bounds how much that is."""
    content = await request.body()
    return typed(await asyncio.to_thread(keep_pictures, context, content))
