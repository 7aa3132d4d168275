"""Plain routes of the Latent tab that hand a generator to the visitor, whose browser then runs it.

GET /latent/graphs/VERSION/PART     `tables` of numbers; `weights`, or the graphs `mapping` and
                                    `synthesis`; and the graph `encoder` where there is one
GET /latent/networks/VERSION/NAME   a network that runs beside any generator
GET /latent/explorer                generator and panel in one HTML file, to be kept
"""

import asyncio
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from facegen.answers import networks
from facegen.answers.context import Context
from facegen.checks import known_names
from facegen.errors import QueryError
from facegen.latent.graphs.tables import part_of, version_of
from facegen.latent.model import LatentModel
from facegen.ui.latent.explorer.page import explorer_of
from facegen.ui.scripts import FOREVER
from facegen.ui.streams import NOT_KEPT, saved_as


def local_routes(context: Context) -> list[BaseRoute]:
    """Return the routes.

    Args:
        context: The generators.
    """
    return [
        Route("/latent/graphs/{version}/{part}", partial(graphs, context)),
        Route("/latent/networks/{version}/{name}", network),
        Route("/latent/explorer", partial(explorer, context)),
    ]


async def graphs(context: Context, request: Request) -> Response:
    """Answer with a part, which a browser may keep for good."""
    known_names(request.query_params, ("checkpoint",))
    key = request.query_params.get("checkpoint", "")
    wanted = partial(_part, *(request.path_params[name] for name in ("version", "part")))
    part = await asyncio.wrap_future(context.renderer.do(key, wanted))
    return Response(part, media_type="application/octet-stream", headers=FOREVER)


def _part(version: str, name: str, model: LatentModel) -> bytes:
    part = part_of(model, name)
    if version != version_of(model):
        raise QueryError("There is no such version of the generator any more; reload the page.")
    return part


async def network(request: Request) -> Response:
    """Answer with a network, which a browser may keep for good."""
    known_names(request.query_params, ())
    version, name = (request.path_params[name] for name in ("version", "name"))
    graph = await asyncio.to_thread(networks.graph_of, name)
    if version != networks.versions()[name]:
        raise QueryError("There is no such version of the network any more; reload the page.")
    return Response(graph, media_type="application/octet-stream", headers=FOREVER)


async def explorer(context: Context, request: Request) -> Response:
    """Answer with the explorer, to be saved."""
    known_names(request.query_params, ("checkpoint",))
    key = context.checkpoints.find(request.query_params.get("checkpoint", "")).key
    made = await asyncio.wrap_future(context.renderer.do(key, partial(explorer_of, name=key)))
    headers = {**NOT_KEPT, **saved_as(key, "-explorer.html")}
    return Response(made, media_type="text/html", headers=headers)
