import json
from pathlib import Path

from facegen.evaluation.report import Measure, Report
from facegen.evaluation.truncation import MEASURES, scarce, write_truncations


def report(value: float, **frequencies: tuple[float, float]) -> Report:
    measures = tuple(Measure(key, key, value, 0.25, "Note.") for key in MEASURES)
    return Report({}, {"features": 2048}, measures, frequencies, {})


def test_what_is_less_than_half_as_frequent_is_scarce_and_the_scarcest_is_first() -> None:
    found = scarce(
        report(1, Young=(0.9, 0.8), Bald=(0.01, 0.03), Smiling=(0.25, 0.5), Eyeglasses=(0, 0.06))
    )
    assert list(found.items()) == [("Eyeglasses", (0, 0.06)), ("Bald", (0.01, 0.03))]


def test_a_card_has_a_row_a_truncation_and_the_scarce_beside_it(tmp_path: Path) -> None:
    reports = {0.5: report(8, Eyeglasses=(0.0013, 0.065)), 1.0: report(3, Eyeglasses=(0.05, 0.065))}
    text = write_truncations(reports, tmp_path)
    assert "| 0.5 | 8.00 | 8.00 | 8.00 | 8.00 | 8.00 | Eyeglasses (0.1 % of 6.5 %) |" in text
    assert "| 1 | 3.00 | 3.00 | 3.00 | 3.00 | 3.00 | nothing |" in text
    assert "| real faces | 0.250 | 0.250 | 0.250 | 0.250 | 0.250 | |" in text
    kept = json.loads((tmp_path / "evaluation" / "truncations.json").read_text())
    assert [(one["truncation"], one["fd"]) for one in kept] == [(0.5, 8), (1.0, 3)]
    assert (tmp_path / "evaluation" / "truncation_fd.svg").is_file()
    write_truncations(reports, tmp_path)
    assert (tmp_path / "README.md").read_text().count("truncation: begin") == 1


def test_of_many_scarce_ones_a_row_names_the_scarcest(tmp_path: Path) -> None:
    frequencies = {f"A{i}": (0.001 * i, 0.5) for i in range(9)}
    text = write_truncations({0.5: report(8, **frequencies), 1.0: report(3)}, tmp_path)
    assert "A0 (0.0 % of 50.0 %), A1 (0.1 % of 50.0 %)," in text
    assert "A4 (0.4 % of 50.0 %) and 4 more |" in text
    assert "A5" not in text
