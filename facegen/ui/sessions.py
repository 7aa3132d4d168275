"""What Gradio keeps of each visitor and caller: little, and of so many.

It copies how every widget of the page stands for every session, a megabyte, for links that write
files and are closed here; it keeps ten thousand sessions, and each call by a program is one.
"""

from types import SimpleNamespace

import gradio as gr
from gradio import state_holder
from gradio.utils import LRUCache

MOST_SESSIONS = 1000


class LeanSession(state_holder.SessionState):
    """A session that holds what differs from the page, and no copy of it."""

    def __init__(self, blocks: gr.Blocks) -> None:
        """Begin as the page does."""
        page = SimpleNamespace(default_config=blocks.default_config, blocks=())
        super().__init__(page)  # type: ignore[arg-type]


def keep_little(page: gr.Blocks) -> None:
    """Bound what is kept of sessions; the one longest unheard of is forgotten.

    Args:
        page: With its queue, and not mounted yet.
    """
    state_holder.SessionState = LeanSession
    page.state_session_capacity = MOST_SESSIONS
    page._queue.pending_event_ids_session = LRUCache(2 * MOST_SESSIONS)
