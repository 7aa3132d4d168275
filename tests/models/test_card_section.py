from pathlib import Path

from facegen.models.card_section import put


def test_a_section_goes_to_the_end_of_the_card(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Model\n\nWhat it is.\n\n\n")
    put("report", "## Measures\n", tmp_path)
    assert (tmp_path / "README.md").read_text() == (
        "# Model\n\nWhat it is.\n\n<!-- report: begin -->\n## Measures\n<!-- report: end -->\n"
    )


def test_a_section_is_put_where_its_last_version_stands(tmp_path: Path) -> None:
    for name, text in (("a", "one\n"), ("b", "two\n"), ("a.", "three\n")):
        put(name, text, tmp_path)
    before = (tmp_path / "README.md").read_text()
    put("b", "new \\1 \\g<0>\nand longer\n", tmp_path)
    assert (tmp_path / "README.md").read_text() == before.replace(
        "two\n", "new \\1 \\g<0>\nand longer\n"
    )
    put("b", "two\n", tmp_path)
    assert (tmp_path / "README.md").read_text() == before


def test_a_folder_without_a_card_has_one_of_its_name(tmp_path: Path) -> None:
    folder = tmp_path / "my model"
    folder.mkdir()
    put("report", "Schön.\n", folder)
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert text.startswith("# my model\n\n<!-- report: begin -->\nSchön.\n<!-- report: end -->")
