"""What else matching faces share: attributes over- and under-represented, as bars of lift."""

import math
from collections.abc import Sequence

import plotly.graph_objects as go

from facegen.attributes import in_words
from facegen.charts.layout import LESS, MORE, figure
from facegen.statistics.attributes import AttributeLift

MOST = 16
FARTHEST = 20
"""Times as frequent, or rarer, up to which the axis goes: beyond it all is simply a lot."""
MARGIN = 0.02
HOVER = (
    "<b>%{y}</b>: × %{customdata[5]:.1f}, %{customdata[2]:,} of %{customdata[6]:,}<br>"
    "between × %{customdata[3]:.2f} and × %{customdata[4]:.2f}<br>"
    "%{customdata[0]:.1f} % here, %{customdata[1]:.1f} % of all"
    "<extra></extra>"
)


def lift_chart(shared: Sequence[AttributeLift]) -> go.Figure | None:
    """Draw the attributes that set the matching faces apart most, with their intervals.

    Args:
        shared: One row an attribute; those the query itself names are left out.

    Returns:
        None if no attribute does beyond chance.
    """
    clear = [row for row in shared if row.significant and row.lift and not row.asked]
    if not clear:
        return None
    shown = sorted(clear, key=lambda row: abs(math.log(row.lift or 1)), reverse=True)[:MOST]
    shown.sort(key=lambda row: row.lift or 0)
    names = [in_words(row.attribute) for row in shown]
    bars = go.Bar(
        x=[(row.lift or 0) - 1 for row in shown],
        base=1,
        y=names,
        orientation="h",
        marker={"color": [MORE if (row.lift or 0) > 1 else LESS for row in shown]},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [(row.high or 0) - (row.lift or 0) for row in shown],
            "arrayminus": [(row.lift or 0) - (row.low or 0) for row in shown],
            "color": "#888",
            "thickness": 1,
            "width": 3,
        },
        customdata=[
            (
                *(100 * share for share in (row.share, row.share_of_all)),
                *(row.support, row.low, row.high, row.lift, _asked(row)),
            )
            for row in shown
        ],
        hovertemplate=HOVER,
    )
    made = figure([bars], 60 + 24 * len(shown))
    ends = [
        math.log10(min(max(end, 1 / FARTHEST), FARTHEST))
        for row in shown
        for end in (row.low or 1 / FARTHEST, row.high or 1)
    ]
    made.update_xaxes(
        type="log",
        title_text="times as frequent as overall",
        tickformat="~g",
        range=[min(0, *ends) - MARGIN, max(0, *ends) + MARGIN],
    )
    made.add_vline(x=1, line={"width": 1, "color": "#888"})
    return made


def _asked(row: AttributeLift) -> int:
    """Return of how many faces some have the attribute."""
    return round(row.support / row.share) if row.share else 0
