"""The distribution of one pixel: three histograms with mean, median and the fitted Gaussian."""

import numpy as np
import plotly.graph_objects as go

from facegen.charts.layout import BLUE, GAUSSIAN, GREEN, MEAN, MEDIAN, RED, figure

CHANNELS = (("Red", RED), ("Green", GREEN), ("Blue", BLUE))


def histogram_chart(
    histograms: np.ndarray, means: np.ndarray, medians: np.ndarray, densities: np.ndarray
) -> go.Figure:
    """Draw the histograms of a pixel's three channels, one under the other.

    Args:
        histograms: Counts, (3, 256).
        means: (3,), 0 to 255.
        medians: (3,), 0 to 255.
        densities: The Gaussian's density at 0 to 255, (3, 256).
    """
    values = np.arange(256)
    traces: list = []
    for i, (name, colour) in enumerate(CHANNELS):
        axis = "" if i == 0 else str(i + 1)
        share = histograms[i] / max(1, histograms[i].sum())
        top = float(max(share.max(), densities[i].max())) * 1.08
        common = {"xaxis": "x", "yaxis": f"y{axis}"}
        traces += [
            go.Bar(
                x=values,
                y=share,
                customdata=100 * share,
                marker={"color": colour, "line": {"width": 0}},
                name=name,
                hovertemplate=name + " %{x}: %{customdata:.2f} % of faces<extra></extra>",
                **common,
            ),
            go.Scatter(
                x=values,
                y=densities[i],
                mode="lines",
                name="Gaussian",
                hoverinfo="skip",
                line={"color": GAUSSIAN, "width": 2},
                **common,
            ),
            _upright(means[i], top, MEAN, "solid", f"{name} mean", common),
            _upright(medians[i], top, MEDIAN, "dot", f"{name} median", common),
        ]
    made = figure(traces, 330)
    made.update_layout(bargap=0)
    made.update_xaxes(range=[-1, 256], title_text="value of the pixel, 0 to 255", anchor="y3")
    rows = {
        f"yaxis{i + 1}": {
            "domain": [1 - (i + 1) / 3 + 0.03, 1 - i / 3],
            "showticklabels": False,
            "title": {"text": name, "font": {"size": 12.5}},
            "rangemode": "tozero",
            "fixedrange": True,
        }
        for i, (name, _) in enumerate(CHANNELS)
    }
    made.update_layout(rows)
    return made


def _upright(at: float, top: float, colour: str, dash: str, name: str, common: dict) -> go.Scatter:
    return go.Scatter(
        x=[at, at],
        y=[0, top],
        mode="lines",
        name=name,
        line={"color": colour, "width": 2, "dash": dash},
        hovertemplate=f"{name} %{{x:.1f}}<extra></extra>",
        **common,
    )
