"""How the page looks: one neutral palette, one accent, system fonts, light and dark."""

from gradio.themes import Base
from gradio.themes.utils import colors, sizes

from facegen.ui.assets import styles

FORCED = "forced_colors.css"
"""What holds in a system's own few colours, for every part of the page."""

_SANS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif"]
_MONO = ["ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace"]


def theme() -> Base:
    """Return the theme; nothing of it is fetched from outside."""
    return Base(
        primary_hue=colors.violet,
        neutral_hue=colors.zinc,
        radius_size=sizes.radius_md,
        font=_SANS,
        font_mono=_MONO,
    ).set(
        body_background_fill="#fafafa",
        body_background_fill_dark="#131316",
        background_fill_primary="#ffffff",
        background_fill_primary_dark="#1b1b1f",
        background_fill_secondary="#f1f1f3",
        background_fill_secondary_dark="#232328",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_padding="0px",
        block_shadow="none",
        block_label_background_fill="transparent",
        block_label_background_fill_dark="transparent",
        block_title_text_weight="600",
        block_title_text_size="13px",
        border_color_primary="#d4d4d8",
        border_color_primary_dark="#3f3f46",
        body_text_color_subdued="#5f5f69",
        body_text_color_subdued_dark="#a1a1aa",
        color_accent="#6d3be0",
        color_accent_soft="#ede9fe",
        color_accent_soft_dark="#2a1f4d",
        button_primary_background_fill="#6d3be0",
        button_primary_background_fill_hover="#5b2fc0",
        button_primary_background_fill_dark="#6d3be0",
        button_primary_text_color="#ffffff",
        button_border_width="1px",
        button_small_text_size="13px",
        button_small_padding="6px 12px",
        button_large_text_size="14px",
        button_large_text_weight="500",
        button_secondary_background_fill="#ffffff",
        button_secondary_background_fill_dark="#1b1b1f",
        button_secondary_background_fill_hover="#f1f1f3",
        button_secondary_background_fill_hover_dark="#232328",
        button_secondary_border_color="#d4d4d8",
        button_secondary_border_color_dark="#3f3f46",
        slider_color="#6d3be0",
        slider_color_dark="#9a80f5",
        checkbox_background_color_selected="#6d3be0",
        checkbox_background_color_selected_dark="#6d3be0",
        checkbox_label_background_fill_selected="#6d3be0",
        checkbox_label_background_fill_selected_dark="#6d3be0",
        checkbox_label_text_color_selected="#ffffff",
        checkbox_label_text_color_selected_dark="#ffffff",
        input_background_fill="#ffffff",
        input_background_fill_dark="#1b1b1f",
        input_border_width="1px",
        input_border_color="#d4d4d8",
        input_border_color_dark="#3f3f46",
    )


def style() -> str:
    """Return the page's own style sheet."""
    return styles("theme.css", FORCED)
