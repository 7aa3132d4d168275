"""The plain routes of the page beside Gradio's own: scripts, pictures, what changes by itself."""

from starlette.routing import BaseRoute

from facegen.answers.context import Context
from facegen.ui.latent.routes import latent_routes
from facegen.ui.scripts import script_routes
from facegen.ui.story.routes import story_routes
from facegen.ui.training.routes import training_routes


def page_routes(context: Context) -> list[BaseRoute]:
    """Return every plain route.

    Args:
        context: The datasets and runs.
    """
    return [
        *script_routes(),
        *story_routes(context),
        *training_routes(context),
        *latent_routes(context),
    ]
