"""Open the page: what is wrong with its settings is said before seconds of importing."""

import argparse
import os
import sys
from dataclasses import replace
from typing import NoReturn

# Gradio and others read these while they are imported: nothing of a visit is reported anywhere.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
# Nor is a table kept of who asked what and made anew after each answer: one name in it that is no
# text would leave every later question unfinished.
os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(sys.maxsize)

from starlette.applications import Starlette

from facegen import hub, lent_gpu
from facegen.command_line import about, imported
from facegen.config import Settings
from facegen.data.named import unpack_aside
from facegen.data.store import read_manifest
from facegen.models.named import folder_of
from facegen.models.places import on_disk
from facegen.ui.guards.connections import listen
from facegen.ui.serving import serve
from facegen.ui.startup import (
    have_home,
    no_stub_files,
    or_one_sentence,
    require_home,
    require_mcp,
)


def open_page(options: argparse.Namespace) -> NoReturn:
    """Serve the page until interrupted, and open it where somebody can see it; ends the process.

    What the options name and is not there, or an address that is not free, is one sentence and
    exit status 1.
    """
    or_one_sentence(lambda: _open(options))


def _open(options: argparse.Namespace) -> None:
    settings = settings_of(options)
    require_mcp(settings)
    require_home(settings)
    # before seconds of importing: who comes meanwhile sees something, and a taken port is told
    door = listen(settings.host, settings.port, settings.port_fixed)
    have_home()
    lent_gpu.import_first()

    unpacked = unpack_aside(settings)

    def make() -> Starlette:
        with no_stub_files():
            imported("gradio")
        opening = imported("facegen.ui.opening")
        unpacked()
        return opening.page_application(settings)

    watched = settings.screen and sys.stdout.isatty() and not options.page_alone
    serve(make, settings, door, watched)


def settings_of(options: argparse.Namespace) -> Settings:
    """Return the settings of the environment with what the command line says before them.

    Raises:
        FacegenError: If a store or checkpoint of either is not there, naming which of them says so.
    """
    settings = Settings.from_environment()
    stores, checkpoints = options.page_stores or (), options.page_checkpoints or ()
    for said_by, folders in (("--store", stores), ("FACEGEN_STORE", settings.stores)):
        with about(said_by):
            for folder in folders:
                read_manifest(folder)
    for said_by, names in (
        ("--checkpoint", checkpoints),
        ("FACEGEN_CHECKPOINT", settings.checkpoints),
    ):
        with about(said_by):
            for name in names:
                if on_disk(name) is None and not hub.REPOSITORY.fullmatch(name):
                    folder_of(name)  # says what there is
    return replace(
        settings,
        stores=(*stores, *settings.stores),
        checkpoints=(*checkpoints, *settings.checkpoints),
        host=options.page_host or settings.host,
        port=options.page_port or settings.port,
        mcp=settings.mcp or options.page_mcp,
        port_fixed=settings.port_fixed or options.page_port is not None,
    )
