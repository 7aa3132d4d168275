"""Plain routes of the Training tab: what changes by itself, asked for once a second, and grids.

    /training/view?run=NAME&smooth=0.6&seen=TAG    all runs in brief and one in full, as JSON;
                                                   204 where nothing changed since TAG
    /training/grid?run=NAME&px=64&images=10016     samples after so many training images, as lies
                                                   on disk

They only read: whoever may see the page may ask them.
"""

import json
from functools import partial

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from facegen.errors import QueryError
from facegen.ui import links
from facegen.ui.context import Context
from facegen.ui.training_watch import Watch, grids_of

FOREVER = "public, max-age=31536000, immutable"
SMOOTHINGS = (0.0, 0.6, 0.9)


def training_routes(context: Context) -> list[BaseRoute]:
    """Return the routes of the tab.

    Args:
        context: The runs.
    """
    return [
        Route("/training/view", partial(view, context.watch)),
        Route("/training/grid", partial(grid, context.watch)),
    ]


def view(watch: Watch, request: Request) -> Response:
    """Answer with all runs in brief and one in full."""
    asked = request.query_params
    smoothing = links.read_float(asked, "smooth", 0, 1) or 0.0
    if smoothing not in SMOOTHINGS:
        raise QueryError(f"smooth must be one of {SMOOTHINGS}, but is {smoothing}.")
    runs = watch.look()
    name = asked.get("run") or (runs[0].name if runs else "")
    chosen = next((watched for watched in runs if watched.name == name), None)
    tag = f"{hash((name, smoothing, *((run.name, run.stamp) for run in runs))) & 2**64 - 1:x}"
    if asked.get("seen") == tag:
        return Response(status_code=204)
    brief = {"tag": tag, "asked": name, "runs": [watched.summary for watched in runs]}
    full = chosen.view(smoothing) if chosen else b"null"
    body = json.dumps(brief, allow_nan=False).encode()[:-1] + b', "run": ' + full + b"}"
    headers = {"cache-control": "no-store"}
    return Response(body, media_type="application/json", headers=headers)


def grid(watch: Watch, request: Request) -> Response:
    """Answer with one sample grid; its address names the version, so it never changes."""
    asked = request.query_params
    watched = watch.find(asked.get("run", ""))
    scale_px = links.read_int(asked, "px", 1, 4096)
    images = links.read_int(asked, "images", 0, 2**53)
    path = grids_of(watched.run.folder).get(scale_px or 0, {}).get(-1 if images is None else images)
    if path is None:
        raise QueryError(
            f"Run {watched.name} has no samples of {scale_px} px after {images} images."
        )
    return FileResponse(path, headers={"cache-control": FOREVER})
