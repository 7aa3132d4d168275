"""Two pixels: the smallest example of joint, marginal and independent probability, drawn."""

from facegen.statistics.dependence import JointTable

_NAMES = ("black", "white")
_INK = ("#111", "#fff")
_JOINT = '<span class="two-bar two-joint" style="width:%.1f%%"></span>'
_INDEPENDENT = '<span class="two-bar two-independent" style="width:%.1f%%"></span>'


def two_pixels_html(table: JointTable) -> str:
    """Draw the four pictures that two pixels can be, each with both probabilities.

    Args:
        table: The worked example.
    """
    rows = "".join(
        _row(i, j, table.joint[i, j], table.independent[i, j]) for i in (0, 1) for j in (0, 1)
    )
    correlation = (
        "not defined, as one pixel has a single colour"
        if table.correlation != table.correlation
        else f"{table.correlation:+.2f}"
    )
    return f"""
<table class="two-pixels">
<thead><tr><th>Picture</th><th>How often it occurs<br>p(left, right)</th>
<th>If each pixel is drawn on its own<br>p(left) · p(right)</th></tr></thead>
<tbody>{rows}</tbody>
</table>
<p>The left pixel is white with probability {table.first[1]:.2f}, the right one with
{table.second[1]:.2f}: both columns agree on that. Correlation: {correlation}. One pixel tells
{table.mutual_information_bits:.2f} bit of the other; drawn on their own they lose that.</p>
"""


def _row(i: int, j: int, joint: float, independent: float) -> str:
    boxes = "".join(
        f'<rect x="{1 + 18 * n}" y="1" width="18" height="18" fill="{_INK[shade]}" stroke="#888"/>'
        for n, shade in enumerate((i, j))
    )
    label = f"left {_NAMES[i]}, right {_NAMES[j]}"
    return (
        f'<tr><td><svg width="38" height="20" role="img" aria-label="{label}">{boxes}</svg></td>'
        f"<td>{_bar(joint, _JOINT)}</td><td>{_bar(independent, _INDEPENDENT)}</td></tr>"
    )


def _bar(share: float, bar: str) -> str:
    return (
        f'<div class="two-share"><div class="two-whole">{bar % (share * 100)}</div>'
        f'<span class="two-number">{share:.2f}</span></div>'
    )
