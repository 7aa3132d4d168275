"""Plain routes of the Training tab: what changes by itself, asked for once a second, and grids.

    /training/view?run=NAME&smooth=0.6&seen=TAG    all runs in brief and one in full, as JSON; what
                                                   is as it was at TAG is left out, and where all
                                                   is, the answer is 204
    /training/grid?run=NAME&px=64&images=10016     samples after so many training images, as lies
                                                   on disk
    /training/scores?run=NAME&images=10016         what the discriminator said then, as histograms
    /training/film?run=NAME&px=64&form=mp4&face=3  all grids of a scale one after another, or one
                                                   sample of them alone

They only read: whoever may see the page may ask them.
"""

from functools import partial

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from facegen.answers import links
from facegen.answers.context import Context
from facegen.answers.runs.film import film_of
from facegen.answers.runs.view import BriefNews, News
from facegen.answers.runs.watch import Watch
from facegen.answers.runs.watched import grids_of
from facegen.charts.score_histograms import score_histograms
from facegen.counting import counted
from facegen.errors import QueryError
from facegen.ui.streams import saved_as, typed

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
        Route("/training/scores", partial(scores, context.watch)),
        Route("/training/film", partial(film, context.watch)),
    ]


def view(watch: Watch, request: Request) -> Response:
    """Answer with all runs in brief and one in full, or what of it changed."""
    fields = request.query_params
    smoothing = links.read_float(fields, "smooth", 0, 1) or 0.0
    if smoothing not in SMOOTHINGS:
        raise QueryError(f"smooth must be one of {SMOOTHINGS}, but is {smoothing}.")
    runs = watch.look()
    name = fields.get("run") or (runs[0].name if runs else "")
    chosen = next((watched for watched in runs if watched.name == name), None)
    brief = tuple(watched.brief for watched in runs)
    whole = _tag(name, smoothing, chosen and chosen.stamp)
    tag = f"{whole}.{_tag(brief)}"
    seen = fields.get("seen", "")
    if seen == tag:
        return Response(status_code=204)
    if seen.partition(".")[0] == whole:
        return typed(BriefNews(tag, brief))
    return typed(News(tag, brief, chosen.view(smoothing) if chosen else None))


def _tag(*values: object) -> str:
    """Return a short text that differs where the values do, until the server is started anew."""
    return f"{hash(values) & 2**64 - 1:x}"


def grid(watch: Watch, request: Request) -> Response:
    """Answer with one sample grid; its address names the version, so it never changes."""
    fields = request.query_params
    watched = watch.find(fields.get("run", ""))
    scale_px = links.read_int(fields, "px", 1, 4096)
    images = links.read_int(fields, "images", 0, 2**53)
    path = grids_of(watched.run.folder).get(scale_px or 0, {}).get(-1 if images is None else images)
    if path is None:
        raise QueryError(
            f"Run {watched.name} has no samples of {scale_px} px after "
            f"{counted(images or 0, 'image')}."
        )
    return FileResponse(path, headers={"cache-control": FOREVER})


def scores(watch: Watch, request: Request) -> Response:
    """Answer with histograms of what the discriminator said at one time."""
    fields = request.query_params
    watched = watch.find(fields.get("run", ""))
    images = links.read_int(fields, "images", 0, 2**53) or 0
    return typed(score_histograms(watched.run.scores(images)), FOREVER)


def film(watch: Watch, request: Request) -> Response:
    """Answer with a film."""
    fields = request.query_params
    watched = watch.find(fields.get("run", ""))
    scale_px = links.read_int(fields, "px", 1, 4096) or 0
    face = links.read_int(fields, "face", 0, 4096)
    form = fields.get("form", "mp4")
    content, made = film_of(grids_of(watched.run.folder).get(scale_px, {}), scale_px, face, form)
    headers = saved_as(watched.name, f"-{scale_px}px.{form}")
    return Response(content, media_type=made.mime, headers=headers)
