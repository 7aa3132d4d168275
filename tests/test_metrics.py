from facegen.metrics import Metric, ScaleMetric


def test_a_scale_is_read_from_the_name_it_was_written_in():
    for metric in ScaleMetric:
        assert [metric.scale_of(metric.at(px)) for px in (4, 64, 1024)] == [4, 64, 1024]
    assert ScaleMetric.DRIFT.at(64) == "drift_064px"


def test_other_names_are_of_no_scale():
    others = (*Metric, "drift", "drift_px", "drift_64px", "drift_-04px", "consistency_004px", "²px")
    assert [name for name in others if ScaleMetric.DRIFT.scale_of(name) is not None] == []
