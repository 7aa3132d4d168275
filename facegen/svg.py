"""Two plain charts as SVG text, for model cards: pairs of bars, and lines.

Colours are mid-tones on a clear ground, so the card reads on white and on black. The page draws its
own charts; this module serves a file that must stand without a script.
"""

from collections.abc import Mapping, Sequence
from html import escape

_COLOURS = ("#c2713d", "#8a94a3")
MOST_TICKS = 10
_TEXT = 'font-family="sans-serif" font-size="11" fill="#808790"'


def bars(title: str, labels: Sequence[str], series: Mapping[str, Sequence[float]]) -> str:
    """Draw lying bars, one of each series a label.

    Args:
        title: Stands above.
        labels: One a row.
        series: Two at most, each with one value of 0 or more a label.
    """
    largest = max(max(values) for values in series.values()) or 1.0
    parts = [_words(8, 16, title)]
    parts += _legend(list(series))
    for row, label in enumerate(labels):
        top = 44 + row * 20
        parts.append(_words(150, top + 11, label, anchor="end"))
        for n, (values, colour) in enumerate(zip(series.values(), _COLOURS, strict=False)):
            width = 400 * values[row] / largest
            parts.append(
                f'<rect x="156" y="{top + n * 8}" width="{width:.1f}" height="7" fill="{colour}"/>'
            )
        shown = " / ".join(f"{values[row]:.3g}" for values in series.values())
        end = 160 + 400 * max(values[row] for values in series.values()) / largest
        parts.append(_words(end, top + 11, shown))
    return _page(660, 54 + 20 * len(labels), parts)


def lines(
    title: str, across: str, x: Sequence[float], series: Mapping[str, Sequence[float]]
) -> str:
    """Draw lines over one axis.

    Args:
        title: Stands above.
        across: Words for the horizontal axis.
        x: Positions, ascending.
        series: Two at most, each with one value a position.
    """
    values = [value for line in series.values() for value in line]
    low, high = min(*values, 0.0), max(*values, 0.0)
    scale_x, scale_y = 560 / (x[-1] - x[0]), 200 / ((high - low) or 1.0)
    parts = [_words(8, 16, title), *_legend(list(series)), _words(330, 292, across, "middle")]
    for value in sorted({low, 0.0, high}):
        y = 250 - (value - low) * scale_y
        parts.append(f'<path d="M50 {y:.1f}H610" stroke="#80879055"/>')
        parts.append(_words(44, y + 4, f"{value:.3g}", anchor="end"))
    ticks = x[:: -(-len(x) // MOST_TICKS)]
    parts += [_words(50 + (at - x[0]) * scale_x, 270, f"{at:.4g}", "middle") for at in ticks]
    for line, colour in zip(series.values(), _COLOURS, strict=False):
        points = " ".join(
            f"{50 + (at - x[0]) * scale_x:.1f},{250 - (value - low) * scale_y:.1f}"
            for at, value in zip(x, line, strict=True)
        )
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
        )
    return _page(660, 304, parts)


def _words(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {_TEXT}>{escape(text)}</text>'


def _legend(names: list[str]) -> list[str]:
    parts = []
    for n, (name, colour) in enumerate(zip(names, _COLOURS, strict=False)):
        parts.append(f'<rect x="{156 + n * 200}" y="25" width="9" height="9" fill="{colour}"/>')
        parts.append(_words(170 + n * 200, 33, name))
    return parts


def _page(width: int, height: int, parts: list[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">' + "".join(parts) + "</svg>\n"
    )
