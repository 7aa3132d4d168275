"""The palette can be read in light and in dark, and nothing of the look comes from elsewhere."""

import re
from pathlib import Path

import pytest

from facegen.ui.theme import style, theme

THEME = theme()
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
def test_subdued_text_can_be_read_on_every_ground(ground: str, dark: str):
    text = getattr(THEME, f"body_text_color_subdued{dark}")
    assert contrast(text, getattr(THEME, ground + dark)) >= READABLE


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


def test_the_style_is_the_sheet_of_the_page():
    sheet = Path(__file__).parents[2] / "facegen" / "ui" / "theme.css"
    assert style() == sheet.read_text(encoding="utf-8")
