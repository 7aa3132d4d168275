"""Sections of a model card that are written after it, such as a report: each once."""

import re
from pathlib import Path

from facegen.files import write_whole


def put(name: str, text: str, folder: Path) -> None:
    """Put a section into a folder's README.md, where its last version stands or at the end."""
    readme = folder / "README.md"
    card = readme.read_text(encoding="utf-8") if readme.exists() else f"# {folder.resolve().name}\n"
    begin, end = (f"<!-- {name}: {place} -->" for place in ("begin", "end"))
    marked = f"{begin}\n{text}{end}\n"
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}\n?", re.DOTALL)
    found = pattern.search(card)
    text = (
        card[: found.start()] + marked + card[found.end() :]
        if found
        else f"{card.rstrip()}\n\n{marked}"
    )
    write_whole(readme, text.encode())
