"""Plain routes of the Latent tab: a slider asks for sixty pictures a second, past Gradio's queue.

    /latent/face      a face as a picture; the newest wish of each `session` is answered, older
                      ones get 204
    /latent/sheet     many faces in one picture: consecutive seeds, or steps from A to B
    /latent/model     what a checkpoint is: its scales, components and attribute directions
    /latent/numbers   a face's style as JSON
    /latent/reading   what the attribute network sees in a face

Fields are those of `facegen.latent.request`. They only read: whoever may see the page may ask.
"""

import asyncio
from dataclasses import replace
from functools import partial

import numpy as np
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from facegen.answers import links, networks
from facegen.answers.context import Context
from facegen.answers.latent_view import (
    ChoiceView,
    ModelView,
    NumbersView,
    ReadingView,
)
from facegen.answers.reading import reading_of
from facegen.checks import known_names
from facegen.errors import QueryError
from facegen.images import encode, grid
from facegen.latent.model import LatentModel
from facegen.latent.recipe import LARGEST_SEED, Recipe
from facegen.latent.renderer import Busy, Superseded
from facegen.latent.request import FORMS, Face, FaceRequest
from facegen.ui.latent.about import view_of
from facegen.ui.latent.local_routes import local_routes
from facegen.ui.latent.long_routes import long_routes
from facegen.ui.refusals import refusal
from facegen.ui.streams import NOT_KEPT, saved_as, typed

MOST_SESSION = 64
MOST_CELLS = 64
CELLS_TOGETHER = 8


def latent_routes(context: Context) -> list[BaseRoute]:
    """Return the routes of the tab.

    Args:
        context: The generators.
    """
    return [
        *(
            Route(f"/latent/{answer.__name__}", partial(answer, context))
            for answer in (face, sheet, model, numbers, reading)
        ),
        *local_routes(context),
        *long_routes(context),
    ]


async def face(context: Context, request: Request) -> Response:
    """Answer with one face."""
    fields = request.query_params
    asked = FaceRequest.read(fields, ("session", "save"))
    session = fields.get("session", "")
    if len(session) > MOST_SESSION:
        raise QueryError(f"session must be at most {MOST_SESSION} characters, not {len(session)}.")
    try:
        made = await asyncio.wrap_future(context.renderer.picture(asked, session or None))
    except Superseded:
        return Response(status_code=204)
    except Busy as busy:
        return refusal(str(busy), 503)
    headers = dict(NOT_KEPT)
    if "save" in fields:
        headers |= saved_as(file_name_of(asked), f".{asked.form}")
    return Response(made, media_type=FORMS[asked.form], headers=headers)


async def sheet(context: Context, request: Request) -> Response:
    """Answer with many faces in one picture, each without a gap beside the next."""
    fields = request.query_params
    asked = FaceRequest.read(fields, ("count", "columns", "vary"))
    count = links.read_int(fields, "count", 1, MOST_CELLS) or MOST_CELLS
    columns = links.read_int(fields, "columns", 1, MOST_CELLS) or 8
    vary = fields.get("vary", "seed")
    faces = varied(asked.face, vary, count)
    pictures: list[np.ndarray] = []
    for start in range(0, count, CELLS_TOGETHER):
        some = faces[start : start + CELLS_TOGETHER]
        work = partial(pictures_at, some, asked.scale_px)
        pictures += await asyncio.wrap_future(context.renderer.do(asked.checkpoint, work))
    form = "webp-exact" if asked.form == "webp" else asked.form
    made = encode(grid(np.stack(pictures), columns, gap_px=0), form)
    return Response(made, media_type=FORMS[asked.form], headers=NOT_KEPT)


def varied(start: Face, vary: str, count: int) -> list[Face]:
    """Return faces that differ in one thing: the next seeds, or positions evenly from A to B.

    Raises:
        QueryError: If there is nothing of that kind to vary.
    """
    if vary == "seed":
        first = start.recipe.seed
        if first + count - 1 > LARGEST_SEED:
            raise QueryError(f"seed must leave room for {count} more below {LARGEST_SEED}.")
        plain = replace(start.recipe, latent=None, style=None)
        return [Face(replace(plain, seed=first + i)) for i in range(count)]
    if vary == "position" and start.other is not None:
        return [replace(start, position=i / max(1, count - 1)) for i in range(count)]
    raise QueryError("vary must be seed, or position for a face with blend.")


def pictures_at(faces: list[Face], scale_px: int | None, opened: LatentModel) -> list[np.ndarray]:
    """Make pictures of faces at one scale, None for the largest."""
    opened.check_scale(scale_px)
    at = -1 if scale_px is None else opened.scales_px.index(scale_px)
    return [scales[at] for scales in opened.pictures([opened.style_of(one) for one in faces])]


async def model(context: Context, request: Request) -> Response:
    """Answer with what a checkpoint is, and which others there are."""
    known_names(request.query_params, ("checkpoint",))
    key = request.query_params.get("checkpoint", "")
    choices = await asyncio.to_thread(context.checkpoints.choices)
    about = await asyncio.wrap_future(context.renderer.do(key, view_of))
    return typed(
        ModelView(
            **vars(about),
            checkpoint=key or choices[0].key,
            choices=tuple(ChoiceView(choice.key, choice.label) for choice in choices),
            networks=await asyncio.to_thread(networks.versions),
            read=await asyncio.to_thread(networks.attributes_read),
        )
    )


async def numbers(context: Context, request: Request) -> Response:
    """Answer with the numbers of a face, for whoever goes on with them elsewhere."""
    asked = FaceRequest.read(request.query_params)
    work = partial(numbers_of_face, asked.face)
    numbers = await asyncio.wrap_future(context.renderer.do(asked.checkpoint, work))
    answer = typed(NumbersView({"checkpoint": asked.checkpoint, **asked.face.fields()}, *numbers))
    answer.headers.update(saved_as(file_name_of(asked), ".json"))
    return answer


def numbers_of_face(one: Face, opened: LatentModel) -> tuple[tuple[int, ...], list[list[float]]]:
    """Return a generator's scales and the style of a face at each."""
    return tuple(opened.scales_px), opened.style_of(one).tolist()


def file_name_of(asked: FaceRequest) -> str:
    """Name a download after its face."""
    return f"{asked.checkpoint or 'face'}-{_start(asked.face.recipe)}"


def _start(recipe: Recipe) -> str:
    if recipe.latent is None and recipe.style is None:
        return f"seed{recipe.seed}"
    return "latent" if recipe.latent is not None else "style"


async def reading(context: Context, request: Request) -> Response:
    """Answer with the probability of each attribute in a face, and its share of some faces."""
    fields = request.query_params
    asked = FaceRequest.read(fields, ("store", "with", "without"))
    population = await asyncio.to_thread(context.population, fields.get("store") or context.default)
    chosen = await asyncio.to_thread(population.select, links.read_query(fields))
    work = partial(reading_of, asked.face)
    probabilities = await asyncio.wrap_future(context.renderer.do(asked.checkpoint, work))
    shares = (chosen.attribute_supports / max(1, chosen.support)).tolist()
    frequencies = dict(zip(population.store.attribute_names, shares, strict=True))
    return typed(ReadingView(probabilities, frequencies))
