"""The plain routes that widgets ask beside Gradio's own: pictures, and what changes by itself."""

from starlette.routing import BaseRoute

from facegen.answers.context import Context
from facegen.ui.latent.routes import latent_routes
from facegen.ui.training.routes import training_routes


def page_routes(context: Context) -> list[BaseRoute]:
    """Return every plain route.

    Args:
        context: The datasets and runs.
    """
    return [*training_routes(context), *latent_routes(context)]
