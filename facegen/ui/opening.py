"""Context, page, routes: all that imports gradio and the networks, and so takes seconds."""

import importlib

from starlette.applications import Starlette

from facegen import lent_gpu
from facegen.answers.context import Context
from facegen.answers.story.first import FirstFaces
from facegen.config import Settings
from facegen.ui.api import endpoints
from facegen.ui.guards.quiet_log import keep_small
from facegen.ui.page import build_page
from facegen.ui.routes import page_routes
from facegen.ui.server import application


def page_application(settings: Settings) -> Starlette:
    """Make what answers, and have it warm up.

    Args:
        settings: What to show.
    """
    keep_small()
    context = Context(settings)
    context.warm_up()
    first = FirstFaces(context)
    first.prepare_aside()
    lent_gpu.report_start()
    routes, lifespan = page_routes(context), None
    if settings.mcp:
        tools = importlib.import_module("facegen.ui.tools").Tools(endpoints(context))
        routes, lifespan = [*routes, tools.route], tools.lifespan
    return application(build_page(context), settings, routes, lifespan, lambda: first.faces)
