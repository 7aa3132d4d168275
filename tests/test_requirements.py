"""The ranges of pyproject.toml, the versions of requirements.txt and those of a Space agree."""

import tomllib
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
RANGES = [
    Requirement(line)
    for line in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
]
PINS = {
    name: version
    for line in (ROOT / "requirements.txt").read_text().splitlines()
    if not line.startswith("#")
    for name, version in [line.split("==")]
}


def needed() -> dict[str, list[Requirement]]:
    """Return what facegen needs, directly or not, by name, as the installed packages declare it."""
    found: dict[str, list[Requirement]] = {}
    left = list(RANGES)
    while left:
        one = left.pop()
        if one.marker and not one.marker.evaluate({"extra": ""}):
            continue
        name = canonicalize_name(one.name)
        if name not in found:
            left += map(Requirement, distribution(name).requires or [])
        found.setdefault(name, []).append(one)
    return found


def test_exactly_what_is_needed_is_pinned() -> None:
    assert list(PINS) == sorted(PINS)
    assert set(PINS) == set(needed())


def test_every_pin_lies_in_every_range_that_is_asked_of_it() -> None:
    for name, requirements in needed().items():
        for one in requirements:
            assert one.specifier.contains(PINS[name], prereleases=True), (name, str(one))


def test_the_pins_are_what_these_tests_run_on() -> None:
    running = {name: distribution(name).version.partition("+")[0] for name in PINS}
    assert running == PINS


def test_an_older_pillow_is_not_taken() -> None:
    (pillow,) = (one for one in RANGES if one.name == "pillow")
    assert not pillow.specifier.contains("12.2.0")


@pytest.mark.parametrize(("key", "name"), [("sdk_version", "gradio")])
def test_a_space_starts_with_the_pinned_version(key: str, name: str) -> None:
    header = (ROOT / "README.md").read_text().split("---")[1]
    assert f"\n{key}: {PINS[name]}\n" in header
    assert '\npython_version: "3.11"\n' in header
