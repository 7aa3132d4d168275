"""A Space's folder, laid out as it would be pushed.

python -m facegen.hub.space OWNER/NAME OUT

Of a checkout it takes what the page needs to start: no tests, no benchmarks, nothing hidden. The
requirements are those of the Python that the front matter names, as plain pins, since what builds
a Space looks for torch's among them. Every binary file is put under LFS: a Space takes none
otherwise.
"""

import re
import shutil
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path

from packaging.requirements import Requirement

from facegen.command_line import Outcome, Parser, about, run_command
from facegen.errors import FacegenError
from facegen.hub.reach import require_name
from facegen.shipped import CHECKOUT

FILES = ("app.py", "LICENSE", "CITATION.cff", "benchmarks/gpu_plan.md")
"""What is run, and what the README has links to."""
TREES = ("facegen", "checkpoints", "docs")
THUMBNAIL = "benchmarks/page.png"
"""The picture the README shows."""
MOST_PLAIN_BYTES = 10_000_000
"""What is larger is taken by LFS alone."""
LOOKED_AT_BYTES = 8_000
"""So far git looks for a zero byte to call a file binary."""


def lay_out(checkout: Path, out: Path, name: str, models: Sequence[str] = ()) -> list[Path]:
    """Lay out a Space's folder.

    Args:
        checkout: Of facegen.
        out: Folder to make; must not hold anything yet.
        name: Of the Space, `owner/name`.
        models: Repositories on the Hub that its front matter names.

    Returns:
        The files, relative to `out`.

    Raises:
        FacegenError: If `checkout` is none, `out` holds something, or a name is none.
    """
    for one in (name, *models):
        require_name(one)
    if not (checkout / "app.py").is_file():
        raise FacegenError(
            f"A Space is laid out from a checkout of facegen, but {checkout} has no app.py; clone "
            "the repository and run this there."
        )
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise FacegenError(f"{out} holds something already; name a folder that is empty or new.")
    for path in sorted(_shipped(checkout)):
        place = out / path.relative_to(checkout)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
    readme = with_front_matter((checkout / "README.md").read_text(encoding="utf-8"), name, models)
    (out / "README.md").write_text(readme, encoding="utf-8")
    pins = plain_pins((checkout / "requirements.txt").read_text(), python_version_of(readme))
    (out / "requirements.txt").write_text(pins)
    (out / ".gitattributes").write_text(attributes_of(out))
    return sorted(path.relative_to(out) for path in out.rglob("*") if path.is_file())


def with_front_matter(readme: str, name: str, models: Sequence[str]) -> str:
    """Add what only a certain Space has to the front matter of a README."""
    added = f"thumbnail: https://huggingface.co/spaces/{name}/resolve/main/{THUMBNAIL}\n"
    if models:
        added += "models:\n" + "".join(f"- {model}\n" for model in models)
    opened, header, body = readme.split("---\n", 2)
    return "---\n".join((opened, header + added, body))


def python_version_of(readme: str) -> str:
    """Return the Python, such as 3.12.12, that the front matter of a README names.

    Raises:
        FacegenError: If it names none.
    """
    found = re.search(r'^python_version: "?([\d.]+)"?$', readme, re.MULTILINE)
    if not found:
        raise FacegenError("README.md must name a python_version between its first two lines ---.")
    return found[1]


def plain_pins(requirements: str, python_version: str) -> str:
    """Return those lines of requirements that count for a Python, without their conditions."""
    short = ".".join(python_version.split(".")[:2])
    environment = {"python_version": short, "python_full_version": python_version}
    lines = (line for line in requirements.splitlines() if line and not line.startswith("#"))
    kept = (
        f"{one.name}{one.specifier}\n"
        for one in map(Requirement, lines)
        if not one.marker or one.marker.evaluate(environment)
    )
    return "".join(kept)


def attributes_of(folder: Path) -> str:
    """Return the .gitattributes that put under LFS what a Space does not take otherwise."""
    kinds: set[str] = set()
    for path in (path for path in folder.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            binary = b"\0" in file.read(LOOKED_AT_BYTES)
        if binary:
            kinds.add(f"*{path.suffix}" if path.suffix else path.relative_to(folder).as_posix())
        elif path.stat().st_size > MOST_PLAIN_BYTES:
            kinds.add(path.relative_to(folder).as_posix())
    return "".join(f"{kind} filter=lfs diff=lfs merge=lfs -text\n" for kind in sorted(kinds))


def _shipped(checkout: Path) -> Iterator[Path]:
    yield from (checkout / name for name in (*FILES, THUMBNAIL))
    for tree in TREES:
        for path in (checkout / tree).rglob("*"):
            parts = path.relative_to(checkout).parts
            hidden = any(part.startswith(".") or part == "__pycache__" for part in parts)
            if path.is_file() and not hidden and path.suffix != ".tmp":
                yield path


def _act(options: Namespace) -> Outcome:
    with about("OUT"):
        files = lay_out(CHECKOUT, options.out, options.name, options.model)
    size = sum((options.out / path).stat().st_size for path in files)
    return Outcome(
        {"out": str(options.out), "files": len(files), "bytes": size},
        f"{options.out}: {len(files)} files, {size / 1e6:.1f} MB. Make the Space on the Hub, and:\n"
        f"hf upload {options.name} {options.out} --repo-type space",
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    parser = Parser(
        prog="python -m facegen.hub.space", description="Lay out a Space's folder to push."
    )
    parser.add_argument("name", metavar="OWNER/NAME", help="of the Space on the Hub")
    parser.add_argument("out", type=Path, metavar="OUT", help="folder to make")
    parser.add_argument(
        "--model",
        action="append",
        default=[],
        metavar="OWNER/NAME",
        help="repository of a generator its front matter names; may be given several times",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    return run_command(parser, arguments, _act)


if __name__ == "__main__":
    sys.exit(main())
