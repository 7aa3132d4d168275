"""What every chart shares: transparent ground, system font, quiet axes, the fixed colours.

A figure says nothing of light or dark: the page's style sheet colours its text and lines.
"""

import plotly.graph_objects as go

RED, GREEN, BLUE = "#e5484d", "#30a46c", "#3e7bfa"
MEAN, MEDIAN, GAUSSIAN = "#f59e0b", "#14b8a6", "#8b6cf0"
MORE, LESS = "#8b6cf0", "#a1a1aa"


def figure(traces: list, height_px: int) -> go.Figure:
    """Make a figure with the house layout.

    Args:
        traces: What to draw.
        height_px: Height, pixels; the width is the page's.
    """
    made = go.Figure(traces)
    made.update_layout(
        height=height_px,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": "system-ui, sans-serif", "size": 12.5},
        showlegend=False,
        dragmode=False,
        modebar={"remove": ["select2d", "lasso2d"]},
        bargap=0.25,
    )
    made.update_xaxes(fixedrange=True, automargin=True, title_font_size=12.5)
    made.update_yaxes(fixedrange=True, automargin=True, title_font_size=12.5)
    return made
