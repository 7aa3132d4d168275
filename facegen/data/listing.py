"""List stores by what their manifests say."""

import argparse

from facegen.command_line import Outcome
from facegen.config import Settings
from facegen.counting import counted
from facegen.data.named import BUNDLED, about_bundled
from facegen.data.store import find_stores, read_manifest


def show(options: argparse.Namespace) -> Outcome:
    """List the stores that the page offers: those the settings name, those at home, the bundled.

    Each `folder` is what commands take as a store.
    """
    settings = Settings.from_environment()
    stores = [
        {"name": folder.name, "folder": str(folder), "title": manifest.title}
        | {"count": manifest.count, "px": manifest.size_px, "synthetic": manifest.synthetic}
        for folder in dict.fromkeys((*settings.stores, *find_stores(settings.stores_home)))
        for manifest in [read_manifest(folder)]
    ]
    stores.append({"name": BUNDLED, "folder": BUNDLED} | about_bundled())
    words = [
        f"{s['folder']}  {s['title']}, {counted(int(s['count']), 'face')} of {s['px']} px"
        for s in stores
    ]
    return Outcome(stores, "\n".join(words))
