import re
from pathlib import Path

import facegen
from facegen.metrics import Metric, ScaleMetric

ROOM = Path(facegen.__file__).parent


def test_a_scale_is_read_from_the_name_it_was_written_in():
    for metric in ScaleMetric:
        assert [metric.scale_of(metric.at(px)) for px in (4, 64, 1024)] == [4, 64, 1024]
    assert ScaleMetric.DRIFT.at(64) == "drift_064px"


def test_other_names_are_of_no_scale():
    others = (*Metric, "drift", "drift_px", "drift_64px", "drift_-04px", "consistency_004px", "²px")
    assert [name for name in others if ScaleMetric.DRIFT.scale_of(name) is not None] == []


def test_what_only_a_run_measures_is_named_nowhere_else() -> None:
    """Others, such as the rate, are options too."""
    measured = r"[\"'](loss|gradient|sign|difference|frechet)_\w+[\"']"
    code = [path for kind in ("py", "js") for path in ROOM.rglob(f"*.{kind}")]
    modules = [path for path in code if path.name != "metrics.py" and "vendored" not in path.parts]
    assert len(modules) > 300
    assert [path.name for path in modules if re.search(measured, path.read_text())] == []
