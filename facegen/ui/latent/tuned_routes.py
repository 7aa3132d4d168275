"""Plain routes of generators that are tuned to a photo.

    POST /latent/tune     tune to the photo that is sent; `style` is what was found for it, the
                          other fields are those of /latent/project; lines tell each stage
    GET  /latent/tuned    the tuned face `checkpoint` as a file
    POST /latent/tuned    keep the tuned face of a file that is sent, of the generator `checkpoint`
    GET  /latent/reach    how far sliders may go from the tuned face `checkpoint`
    POST /latent/forget   forget the tuned face `checkpoint`

A tuned face is held in memory alone, and forgotten when nobody asks for it for ten minutes.
"""

import asyncio
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from facegen.answers.context import Context
from facegen.answers.latent_view import OpenedFace
from facegen.answers.projection import MOST_PHOTO_BYTES, PhotoRequest
from facegen.answers.tuned import MOST_FILE_BYTES
from facegen.answers.tuning import slider_reach, tune
from facegen.errors import QueryError
from facegen.ui.latent.sent import body_of
from facegen.ui.streams import NOT_KEPT, told_live, typed


def tuned_routes(context: Context) -> list[BaseRoute]:
    """Return the routes.

    Args:
        context: The generators.
    """
    return [
        Route("/latent/tune", partial(tune_to, context), methods=["POST"]),
        Route("/latent/tuned", partial(save, context), methods=["GET"]),
        Route("/latent/tuned", partial(open_file, context), methods=["POST"]),
        Route("/latent/reach", partial(reach, context), methods=["GET"]),
        Route("/latent/forget", partial(forget, context), methods=["POST"]),
    ]


async def tune_to(context: Context, request: Request) -> Response:
    """Tune a generator to a photo; the last line has its key."""
    fields = dict(request.query_params)
    style = fields.pop("style", "")
    asked = PhotoRequest.read(fields)
    photo = await body_of(request, MOST_PHOTO_BYTES)
    picture = await asyncio.to_thread(asked.picture, context, photo)
    return told_live(lambda tell: tune(context, asked, style, picture, tell))


async def save(context: Context, request: Request) -> Response:
    """Answer with the file of a tuned face."""
    content = await asyncio.to_thread(context.tuned.file_of, _key(request))
    headers = {**NOT_KEPT, "content-disposition": 'attachment; filename="my-face.safetensors"'}
    return Response(content, media_type="application/octet-stream", headers=headers)


async def open_file(context: Context, request: Request) -> Response:
    """Keep the tuned face of a file, and answer with its key and style."""
    content = await body_of(request, MOST_FILE_BYTES)
    plain = await asyncio.to_thread(context.checkpoints.find, _key(request))
    key = await asyncio.to_thread(context.tuned.read, plain.key, content)
    return typed(OpenedFace(key, context.tuned.style_of(key)))


async def reach(context: Context, request: Request) -> Response:
    """Answer with how far sliders may go before the face breaks."""
    return typed(await asyncio.to_thread(slider_reach, context, _key(request)))


async def forget(context: Context, request: Request) -> Response:
    """Forget a tuned face; whether there was one is not told."""
    context.tuned.forget(_key(request))
    return Response(status_code=204)


def _key(request: Request) -> str:
    fields = dict(request.query_params)
    key = fields.pop("checkpoint", "")
    if fields:
        raise QueryError(f"There is no field '{next(iter(fields))[:40]}'; there is checkpoint.")
    return key
