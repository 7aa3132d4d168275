"""Plain routes of the Latent tab that hand a generator to the visitor, whose browser then runs it.

GET /latent/graphs/VERSION/PART   the graphs `mapping` and `synthesis`, and `tables` of numbers
GET /latent/explorer              all of it and the panel in one HTML file, to be kept
"""

import asyncio
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from facegen.answers.context import Context
from facegen.checks import known_names
from facegen.errors import QueryError
from facegen.latent.tables import parts_of, version_of
from facegen.ui.latent.explorer.page import explorer_of
from facegen.ui.scripts import FOREVER


def local_routes(context: Context) -> list[BaseRoute]:
    """Return the routes.

    Args:
        context: The generators.
    """
    return [
        Route("/latent/graphs/{version}/{part}", partial(graphs, context)),
        Route("/latent/explorer", partial(explorer, context)),
    ]


async def graphs(context: Context, request: Request) -> Response:
    """Answer with a part, which a browser may keep for good."""
    known_names(request.query_params, ("checkpoint",))
    key = request.query_params.get("checkpoint", "")
    parts = await asyncio.wrap_future(context.renderer.do(key, parts_of))
    version, part = (request.path_params[name] for name in ("version", "part"))
    if part not in parts or version != version_of(parts):
        raise QueryError("There is no such part of this version of the generator; reload the page.")
    return Response(parts[part], media_type="application/octet-stream", headers=FOREVER)


async def explorer(context: Context, request: Request) -> Response:
    """Answer with the explorer, to be saved."""
    known_names(request.query_params, ("checkpoint",))
    key = context.checkpoints.find(request.query_params.get("checkpoint", "")).key
    made = await asyncio.wrap_future(context.renderer.do(key, partial(explorer_of, name=key)))
    name = "".join(c if c.isalnum() or c in "-_" else "-" for c in key)
    headers = {
        "cache-control": "no-store",
        "content-disposition": f'attachment; filename="{name}-explorer.html"',
    }
    return Response(made, media_type="text/html", headers=headers)
