"""Open facegen in a browser: `python app.py`."""

import os

# Gradio reads these while it is imported: nothing of a visit is reported anywhere.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

from facegen.ui.startup import no_stub_files

with no_stub_files():
    import gradio  # noqa: F401

from facegen.answers.context import Context
from facegen.config import Settings
from facegen.ui.page import build_page
from facegen.ui.routes import page_routes
from facegen.ui.server import serve


def main() -> None:
    """Settings, context, page, routes, server."""
    settings = Settings.from_environment()
    context = Context(settings)
    context.warm_up()
    serve(build_page(context), settings, page_routes(context))


if __name__ == "__main__":
    main()
