"""List generators by what they say of themselves, without torch."""

import argparse
from pathlib import Path
from typing import Any

from facegen.command_line import Outcome
from facegen.config import Settings
from facegen.counting import counted
from facegen.errors import ModelError
from facegen.models.bounds import checked
from facegen.models.description import images_seen, read_description
from facegen.models.places import on_disk, shipped
from facegen.models.shapes import SHAPES, WITH_LATENTS


def show(options: argparse.Namespace) -> Outcome:
    """List the generators of this disk: those the settings name, then those that ship."""
    named = map(on_disk, Settings.from_environment().checkpoints)
    folders = dict.fromkeys(folder for folder in (*named, *shipped()) if folder is not None)
    generators = [line for line in map(_described, folders) if line]
    words = [
        f"{g['folder']}  {g['family']} of {g['px']} px, {counted(g['images'], 'image')}"
        for g in generators
    ]
    return Outcome(generators, "\n".join(words) or "There is no generator here yet.")


def _described(folder: Path) -> dict[str, Any] | None:
    """Say what a generator is; None for a folder of anything else, or of one without latents."""
    try:
        description = read_description(folder)
    except ModelError:
        return None
    family = description["family"]
    if family not in WITH_LATENTS:
        return None
    try:
        shape = checked(SHAPES[family], description["model"])
    except ModelError:
        return None
    return {
        "name": folder.name,
        "folder": str(folder),
        "family": family,
        "px": shape.scales_px[-1],
        "images": images_seen(description),
    }
