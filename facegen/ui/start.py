"""Open the page: settings, context, page, routes, server."""

import argparse
import os
import sys
from dataclasses import replace

# Gradio reads these while it is imported: nothing of a visit is reported anywhere.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

from facegen.ui.startup import no_stub_files

with no_stub_files():
    import gradio  # noqa: F401

from facegen import hub
from facegen.answers.context import Context
from facegen.command_line import about
from facegen.config import Settings
from facegen.data.store import read_manifest
from facegen.errors import FacegenError
from facegen.models.named import folder_of
from facegen.models.places import on_disk
from facegen.ui.page import build_page
from facegen.ui.routes import page_routes
from facegen.ui.server import serve


def open_page(options: argparse.Namespace) -> None:
    """Serve the page until interrupted, and open it where somebody can see it.

    Raises:
        FacegenError: If what the options name is not there, or the address is not free.
    """
    settings = settings_of(options)
    context = Context(settings)
    context.warm_up()
    watched = settings.screen and sys.stdout.isatty() and not options.page_alone
    try:
        serve(build_page(context), settings, page_routes(context), browser=watched)
    except OSError as error:
        raise FacegenError(
            f"--port: {settings.host}:{settings.port} cannot be listened on ({error}); choose "
            "another with --port or --host."
        ) from error


def settings_of(options: argparse.Namespace) -> Settings:
    """Return the settings of the environment with what the command line says before them.

    Raises:
        FacegenError: If a store or checkpoint is not there.
    """
    settings = Settings.from_environment()
    stores, checkpoints = options.page_stores or (), options.page_checkpoints or ()
    with about("--store"):
        for folder in stores:
            read_manifest(folder)
    with about("--checkpoint"):
        for name in checkpoints:
            if on_disk(name) is None and not hub.REPOSITORY.fullmatch(name):
                folder_of(name)  # says what there is
    return replace(
        settings,
        stores=(*stores, *settings.stores),
        checkpoints=(*checkpoints, *settings.checkpoints),
        host=options.page_host or settings.host,
        port=options.page_port or settings.port,
    )
