"""Scripts, markup and styles agree on classes: none without a use, no rule without a class."""

import re
from pathlib import Path

UI = Path(__file__).parents[2] / "facegen" / "ui"
GRADIOS_AND_PLOTLYS = frozenset(
    "gradio-container main form wrap selected divider dark tab-wrapper tab-container label-wrap "
    "icon open dropdown-arrow slider_input_container "
    "js-plotly-plot modebar-btn--logo gridlayer zerolinelayer hoverlayer".split()
)
"""Classes that others put on the page, and ours style or look for."""

CLASS = r"[A-Za-z][\w-]*"
GIVEN = re.compile(
    r"""(?: \bclass(?:Name)?\s*[=:]\s* | \belem_classes=\[? | classList\.(?:add|toggle)\( )
        (?P<quote>["'`]) (?P<names>.*?) (?P=quote)""",
    re.VERBOSE,
)
LOOKED_FOR = re.compile(
    r"""(?:find|querySelector(?:All)?|closest)\(\s*(["'`])(?P<selector>.*?)\1"""
)
NAMED = re.compile(
    r"""(?:\bparagraph\(.*,\s*|this\.#(?:upright|level)\()(["'])(?P<names>[\w\s-]+)\1"""
)


def texts(*endings: str) -> dict[str, str]:
    """Return what the page is made of by path."""
    return {
        str(path.relative_to(UI)): path.read_text(encoding="utf-8")
        for ending in endings
        for path in sorted(UI.rglob(f"*.{ending}"))
    }


def given() -> set[str]:
    """Return the classes that scripts and markup put on elements."""
    return {
        name
        for text in texts("js", "py").values()
        for pattern in (GIVEN, NAMED)
        for found in pattern.finditer(text)
        for name in found["names"].split()
    }


def looked_for() -> set[str]:
    """Return the classes by which scripts find elements."""
    return {
        name
        for text in texts("js").values()
        for found in LOOKED_FOR.finditer(text)
        for name in classes_of(found["selector"])
    }


def classes_of(selector: str) -> set[str]:
    """Return the classes that a selector names."""
    return set(re.findall(rf"\.({CLASS})", re.sub(r"""(["']).*?\1""", "", selector)))


def styled() -> set[str]:
    """Return the classes that rules are for."""
    return {
        name
        for text in texts("css").values()
        for selector in re.findall(r"([^{}]*)\{", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))
        for name in classes_of(selector.rpartition(";")[2])
    }


def test_every_class_on_the_page_has_a_rule_or_a_script_that_looks_for_it():
    assert sorted(given() - styled() - looked_for()) == []


def test_every_rule_is_for_a_class_that_is_on_the_page():
    assert sorted(styled() - given() - GRADIOS_AND_PLOTLYS) == []


def test_every_class_looked_for_is_on_the_page():
    assert sorted(looked_for() - given() - GRADIOS_AND_PLOTLYS) == []


def test_no_class_is_put_together_from_parts():
    """Whoever reads the page, and the tests above, find a class where it is written whole."""
    assert [name for name in given() if not re.fullmatch(CLASS, name)] == []
