import re
from typing import Any

import plotly.graph_objects as go

from facegen.charts.layout import BLUE, GAUSSIAN, GREEN, MEAN, RED, figure
from facegen.ui.assets import styles
from facegen.ui.scripts import scripts


def laid_out(height_px: int) -> Any:
    return figure([go.Bar(y=[1, 2]), go.Scatter(y=[2, 1])], height_px)


def test_a_figure_is_as_high_as_asked_and_holds_its_traces():
    made = laid_out(180)
    assert made.layout.height == 180
    assert made.layout.width is None
    assert [trace.type for trace in made.data] == ["bar", "scatter"]


def test_its_ground_is_that_of_the_page_and_it_cannot_be_dragged():
    made = laid_out(100)
    for ground in (made.layout.paper_bgcolor, made.layout.plot_bgcolor):
        assert ground.replace(" ", "").endswith(",0)")
    assert made.layout.font.color is None
    assert made.layout.dragmode is False
    assert made.layout.xaxis.fixedrange
    assert made.layout.yaxis.fixedrange
    assert not made.layout.showlegend


def test_colours_mean_the_same_in_the_charts_of_the_story():
    plot = scripts()["story/plot.js"].decode()
    told = dict(re.findall(r'^  (\w+): "(#\w{6})",', plot, re.MULTILINE))
    assert {name: told[name] for name in ("red", "green", "blue", "gaussian")} == {
        "red": RED,
        "green": GREEN,
        "blue": BLUE,
        "gaussian": GAUSSIAN,
    }
    assert MEAN in styles("story/shown.css")
