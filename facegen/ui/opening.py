"""Context, page, routes, server: all that imports gradio and the networks, and so takes seconds."""

import importlib
import socket

from facegen import lent_gpu
from facegen.answers.context import Context
from facegen.answers.story.first import FirstFaces
from facegen.config import Settings
from facegen.ui.api import endpoints
from facegen.ui.guards.quiet_log import keep_small
from facegen.ui.page import build_page
from facegen.ui.routes import page_routes
from facegen.ui.server import serve


def serve_page(
    settings: Settings, browser: bool = False, door: socket.socket | None = None
) -> None:
    """Serve the page until interrupted.

    Args:
        settings: What to show and where.
        browser: Whether to open it in this machine's browser.
        door: Where it listens already; None opens the port of the settings.

    Raises:
        FacegenError: If it cannot be served at the address of the settings.
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
    serve(build_page(context), settings, routes, browser, lifespan, lambda: first.faces, door)
