"""Plain routes of the Latent tab that take their time, told line by line as they go on.

    POST /latent/film      a film from face to face, of JSON
    POST /latent/faces     where the faces are in the photo that is sent, at once
    POST /latent/glance    the face nearest to the picture that is sent at first sight, at once
    POST /latent/project   the face nearest to the photo that is sent; without a photo, to the mean
                           face of `with` and `without`, the fields of the Average faces tab
    POST /latent/nearest   the training faces nearest to a face
    POST /latent/fetch     the generator `name` from the Hub, `owner/name`, to be chosen thereafter
    POST /latent/export    write the generator `checkpoint` for browsers, if nobody has yet

What is sent is held in memory alone.
"""

import asyncio
import base64
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from facegen.answers.context import Context
from facegen.answers.face_film import FilmRequest, make_film
from facegen.answers.glance import glance as glance_at
from facegen.answers.latent_view import FetchedGenerator, FilmFile, Share, WrittenGraphs
from facegen.answers.projection import MOST_PHOTO_BYTES, PhotoRequest, approach, faces_in
from facegen.answers.reading import nearest_to, picture_of
from facegen.answers.turns import Tell
from facegen.checks import known_names
from facegen.latent.request import FaceRequest
from facegen.ui.latent.about import graphs_view
from facegen.ui.latent.sent import body_of, json_of
from facegen.ui.latent.tuned_routes import tuned_routes
from facegen.ui.streams import told_live, typed


def long_routes(context: Context) -> list[BaseRoute]:
    """Return the routes.

    Args:
        context: The generators.
    """
    plain = [
        Route(f"/latent/{answer.__name__}", partial(answer, context), methods=["POST"])
        for answer in (film, faces, glance, project, nearest, fetch, export)
    ]
    return [*plain, *tuned_routes(context)]


async def film(context: Context, request: Request) -> Response:
    """Make a film; lines tell the share done, the last one holds the file."""
    asked = FilmRequest.read(await json_of(request))

    def work(tell: Tell) -> FilmFile:
        content = make_film(
            context.renderer, context.turns, asked, lambda share: tell(Share(share))
        )
        name = f"facegen-{asked.way}.{asked.film.form}"
        return FilmFile(asked.film.mime, name, base64.b64encode(content).decode())

    return told_live(work)


async def faces(context: Context, request: Request) -> Response:
    """Answer with the squares of the faces in a photo."""
    photo = await body_of(request, MOST_PHOTO_BYTES)
    return typed(await asyncio.to_thread(faces_in, context, photo))


async def glance(context: Context, request: Request) -> Response:
    """Answer with the largest face of a picture, and the nearest to it at first sight."""
    known_names(request.query_params, ("checkpoint",))
    photo = await body_of(request, MOST_PHOTO_BYTES)
    key = request.query_params.get("checkpoint", "")
    return typed(await asyncio.to_thread(glance_at, context, key, photo))


async def project(context: Context, request: Request) -> Response:
    """Look for the face nearest to a picture; lines show each stage, the last one the result."""
    asked = PhotoRequest.read(request.query_params)
    photo = await body_of(request, MOST_PHOTO_BYTES)
    picture = await asyncio.to_thread(asked.picture, context, photo)
    return told_live(lambda tell: approach(context, asked, picture, tell))


async def nearest(context: Context, request: Request) -> Response:
    """Find the training faces nearest to a face; the first time lines tell the preparation."""
    fields = request.query_params
    asked = FaceRequest.read(fields, ("store",))
    key = fields.get("store") or context.default
    population = await asyncio.to_thread(context.population, key)
    drawn = context.renderer.do(asked.checkpoint, partial(picture_of, asked.face))
    picture = await asyncio.wrap_future(drawn)
    return told_live(lambda tell: nearest_to(picture, population.store, tell))


async def fetch(context: Context, request: Request) -> Response:
    """Fetch a generator from the Hub; lines tell the share of its bytes, the last one its key."""
    name = request.query_params.get("name", "").strip()
    fetched = context.checkpoints.fetched
    fetched.check(name)

    def work(tell: Tell) -> FetchedGenerator:
        with fetched.turns.turn():
            fetched.fetch(name, lambda share: tell(Share(share)))
        return FetchedGenerator(name)

    return told_live(work)


async def export(context: Context, request: Request) -> Response:
    """Write a generator as ONNX; the only line has what a browser then asks for."""
    known_names(request.query_params, ("checkpoint",))
    key = request.query_params.get("checkpoint", "")

    def work(_: Tell) -> WrittenGraphs:
        return graphs_view(context.checkpoints.write_graphs(key))

    return told_live(work)
