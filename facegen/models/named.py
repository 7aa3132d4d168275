"""Checkpoints by name, wherever they lie: a folder, one that ships, or `owner/name` on the Hub."""

from pathlib import Path

from facegen import hub
from facegen.errors import ModelError
from facegen.models.description import read_description
from facegen.models.places import on_disk, shipped


def folder_of(name: str | Path) -> Path:
    """Return the folder of a checkpoint, fetched from the Hub where it has to be.

    Args:
        name: A folder, the name of one that ships such as `celeba128`, or `owner/name`.

    Raises:
        ModelError: If the name is none of them, or is a repository of something else.
        HubError: If it cannot be fetched.
    """
    if (folder := on_disk(name)) is not None:
        return folder
    if not hub.REPOSITORY.fullmatch(str(name)):
        known = ", ".join(path.name for path in shipped())
        raise ModelError(
            f"There is no checkpoint '{str(name)[:80]}': it is no folder, none of those that ship "
            f"({known}), and no name on the Hub, which is written as owner/name."
        )
    return hub.fetch(str(name), read_description)
