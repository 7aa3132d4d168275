"""Widgets laid out by themselves, where no server runs."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import gradio as gr


@contextmanager
def closing_loops() -> Iterator[None]:
    """Close the event loops that gradio leaves behind where none runs."""
    made: list[asyncio.AbstractEventLoop] = []
    make = asyncio.new_event_loop

    def noted() -> asyncio.AbstractEventLoop:
        made.append(make())
        return made[-1]

    asyncio.new_event_loop = noted
    try:
        yield
    finally:
        asyncio.new_event_loop = make
        asyncio.set_event_loop(None)
        for loop in made:
            loop.close()


@contextmanager
def blocks() -> Iterator[gr.Blocks]:
    """Lay widgets out."""
    with closing_loops(), gr.Blocks(analytics_enabled=False) as page:
        yield page
