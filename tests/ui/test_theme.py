"""The palette can be read in light and in dark, and nothing of the look comes from elsewhere."""

import re
from pathlib import Path

import pytest

from facegen.ui.theme import style, theme

THEME = theme()
UI = Path(__file__).parents[2] / "facegen" / "ui"
READABLE = 4.5
"""Contrast of text to its ground, at the least (WCAG 2.2, 1.4.3)."""


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb`, as WCAG 2.2 defines it."""
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("dark", ["", "_dark"])
@pytest.mark.parametrize("ground", ["body_background_fill", "background_fill_primary",
                                    "background_fill_secondary"])  # fmt: skip
@pytest.mark.parametrize("text", ["body_text_color_subdued", "error_text_color", "slider_color"])
def test_text_can_be_read_on_every_ground(text: str, ground: str, dark: str):
    assert contrast(getattr(THEME, text + dark), getattr(THEME, ground + dark)) >= READABLE


def test_what_sheets_frame_or_write_has_a_colour_of_its_own_in_the_dark():
    sheets = [path.read_text(encoding="utf-8") for path in UI.rglob("*.css")]
    frames = r"outline: \dpx \w+ ([^;]+)"
    outlines = {one for sheet in sheets for one in re.findall(frames, sheet)}
    assert "var(--slider-color)" in outlines
    assert "var(--color-accent)" not in outlines  # it is too dark there
    fixed = {one for sheet in sheets for one in re.findall(r"(?<![-\w])color: (#\w+)", sheet)}
    assert fixed == {"#fff"}  # which is for grounds that are dark in both


def test_what_can_be_used_is_not_faded():
    sheets = "".join(path.read_text(encoding="utf-8") for path in UI.rglob("*.css"))
    faded = re.findall(r"([^{}]+)\{[^{}]*[^-]opacity: 0?\.[3-9]", sheets)
    states = r":disabled|aria-busy|aria-disabled|50%|\.plot-"
    assert [one.strip() for one in faded if not re.search(states, one)] == []


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("button_primary_text_color", "button_primary_background_fill"),
        ("button_primary_text_color", "button_primary_background_fill_hover"),
        ("button_primary_text_color", "button_primary_background_fill_dark"),
        ("checkbox_label_text_color_selected", "checkbox_label_background_fill_selected"),
        ("checkbox_label_text_color_selected", "checkbox_label_background_fill_selected_dark"),
    ],
)
def test_words_on_the_accent_can_be_read(text: str, ground: str):
    assert contrast(getattr(THEME, text), getattr(THEME, ground)) >= READABLE


def test_nothing_is_fetched_from_outside():
    assert THEME._stylesheets == []
    assert "//" not in "".join(THEME._font_css)
    addresses = re.findall(r"url\(\s*[\"']?([^\"')]*)", style())
    assert all(address.startswith(("data:", "#")) for address in addresses)
    assert "@import" not in style()


def test_the_style_is_the_sheets_of_the_page():
    sheets = [UI / "theme.css", UI / "forced_colors.css"]
    assert style() == "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets)


def test_forced_colours_are_named_without_a_comma_within_brackets():
    """Gradio puts its own class before each part between commas, and would cut such a selector."""
    sheet = (UI / "forced_colors.css").read_text(encoding="utf-8")
    selectors = re.findall(r"[{}/]([^{};]*)\{", sheet)
    assert len(selectors) > 5
    assert [one for one in selectors if re.search(r"\([^)]*,", one)] == []
