"""The ranges of pyproject.toml, the versions of requirements.txt and those of a Space agree."""

import re
import sys
import tomllib
from importlib.metadata import distribution
from pathlib import Path

import av
import cv2
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from facegen.hub.space import plain_pins, python_version_of

ROOT = Path(__file__).parents[1]
RANGES = [
    Requirement(line)
    for line in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
]
CUDA = re.compile(r"(nvidia|cuda)-|triton$")
"""What torch's build for GPUs needs besides, where it is the one that is installed."""
LINES = (ROOT / "requirements.txt").read_text()


def pins_of(python: str) -> dict[str, str]:
    """Return the pinned versions by name, as they are for a Python."""
    return dict(line.split("==") for line in plain_pins(LINES, python).splitlines())


PINS = pins_of(f"{sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}")
SPACE = python_version_of((ROOT / "README.md").read_text())


def needed() -> dict[str, list[Requirement]]:
    """Return what facegen needs, directly or not, by name, as the installed packages declare it."""
    found: dict[str, list[Requirement]] = {}
    left = list(RANGES)
    while left:
        one = left.pop()
        if one.marker and not one.marker.evaluate({"extra": ""}):
            continue
        name = canonicalize_name(one.name)
        if CUDA.match(name):
            continue
        if name not in found:
            left += map(Requirement, distribution(name).requires or [])
        found.setdefault(name, []).append(one)
    return found


def test_the_pythons_of_the_readme_are_those_that_are_taken() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    taken = SpecifierSet(project["requires-python"])
    minors = [f"3.{minor}" for minor in range(30) if f"3.{minor}.1" in taken]
    told = f"It takes Python {', '.join(minors[:-1])} or {minors[-1]}"
    assert told in (ROOT / "README.md").read_text()


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


MENDED = {"pillow": "12.3", "av": "18", "opencv-python-headless": "4.14.0.94", "brotli": "1.2.1"}
"""What was known of older ones: an EPS that is read without end; CVE-2026-40962 and CVE-2026-8461
in the FFmpeg of two packages; CVE-2026-111497."""
FFMPEG_8_1_2 = (62, 28, 102)
"""Its libavcodec."""


def test_versions_with_known_faults_are_neither_pinned_nor_taken() -> None:
    for name, least in MENDED.items():
        assert Version(PINS[name]) >= Version(least), name
        assert Version(pins_of(SPACE)[name]) >= Version(least), name
    for one in RANGES:
        if one.name in MENDED:
            least = min(spec.version for spec in one.specifier if spec.operator == ">=")
            assert Version(least) >= Version(MENDED[one.name]), str(one)


def test_both_packages_with_an_ffmpeg_have_one_that_is_mended() -> None:
    assert av.library_versions["libavcodec"] >= FFMPEG_8_1_2
    built = re.search(r"avcodec:\s+YES \(([\d.]+)\)", cv2.getBuildInformation())
    assert built
    assert tuple(map(int, built[1].split("."))) >= FFMPEG_8_1_2


def test_a_space_starts_with_the_pinned_version_of_gradio() -> None:
    header = (ROOT / "README.md").read_text().split("---")[1]
    assert f"\nsdk_version: {PINS['gradio']}\n" in header


def test_a_space_gets_a_torch_that_it_lends_its_gpu_to() -> None:
    """ZeroGPU lists Python 3.12.12 and 3.10.13, and torch 2.8.0 to 2.11.0."""
    assert SPACE == "3.12.12"
    pins = pins_of(SPACE)
    assert Version("2.8.0") <= Version(pins["torch"]) <= Version("2.11.0")
    assert set(pins) == set(pins_of("3.11.7"))


def test_what_is_pinned_for_a_space_lies_in_every_range() -> None:
    """Those of its torch, and of gradio's extras, which its build adds, are not installed here."""
    pins = pins_of(SPACE)
    for one in RANGES:
        assert one.specifier.contains(pins[canonicalize_name(one.name)]), str(one)
    asked = [Requirement(line) for line in distribution("gradio").requires or []]
    for one in (one for one in asked if canonicalize_name(one.name) in pins):
        if not one.marker or one.marker.evaluate({"extra": "mcp"}):
            assert one.specifier.contains(pins[canonicalize_name(one.name)]), str(one)
    assert Version(pins["setuptools"]) < Version("82"), "torch 2.11 asks for it"
