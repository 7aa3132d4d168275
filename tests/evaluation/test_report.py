import dataclasses
import json

import pytest

from facegen.errors import FacegenError
from facegen.evaluation.report import FORMAT, LIGHT_SIZES, Measure, Planted, Report, Sizes

REPORT = Report(
    subject={"checkpoint": "small", "trained": "5 Bilder \u00e0 32 px"},
    sizes={"swd": 2048, "features": 2000},
    measures=(
        Measure("swd_64", "Distance, 64 px", 41.13, 4.4, "Note one."),
        Measure("coverage", "Coverage", 0.6512, 0.9689, "Note two."),
    ),
    frequencies={"Wearing_Hat": (0.02, 0.06)},
    planted={"pixels": (Planted(0.0, 2.0, 0.0, 0.1, 0.01), Planted(0.2, -1.0, 0.2, -3.1, 0.21))},
)


def test_figures_are_found_by_their_short_names() -> None:
    assert (REPORT.value("swd_64"), REPORT.floor("swd_64")) == (41.13, 4.4)
    assert (REPORT.value("coverage"), REPORT.floor("coverage")) == (0.6512, 0.9689)
    for ask in (REPORT.value, REPORT.floor):
        with pytest.raises(KeyError, match="fid"):
            ask("fid")


def test_what_is_written_is_plain_json_of_every_field() -> None:
    told = json.loads(REPORT.to_json())
    assert told["format"] == FORMAT
    assert told["subject"] == REPORT.subject
    assert told["measures"][1] == dataclasses.asdict(REPORT.measures[1])
    assert told["frequencies"] == {"Wearing_Hat": [0.02, 0.06]}
    assert [row["share"] for row in told["planted"]["pixels"]] == [0.0, 0.2]
    assert "\u00e0" in REPORT.to_json()


def test_a_light_report_is_of_fewer_pictures() -> None:
    full = Sizes()
    assert LIGHT_SIZES.images < full.images
    assert LIGHT_SIZES.features < full.features
    assert LIGHT_SIZES.copies == full.copies
    assert full.copies[0] == 0
    assert list(full.copies) == sorted(set(full.copies))


@pytest.mark.parametrize("field", ["subject", "measures", "frequencies", "planted", "format"])
def test_a_report_that_lacks_a_part_is_named(field: str) -> None:
    told = json.loads(REPORT.to_json())
    del told[field]
    with pytest.raises(FacegenError, match=f"^here is not an evaluation's report .*'{field}'"):
        Report.from_json(json.dumps(told), "here")


def test_a_report_is_read_back_whole() -> None:
    assert Report.from_json(REPORT.to_json(), "x") == REPORT


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1}', '{"format": 9}'])
def test_what_is_no_report_is_named(text: str) -> None:
    with pytest.raises(FacegenError, match=r"x is (not an evaluation's report|of report format 9)"):
        Report.from_json(text, "x")
