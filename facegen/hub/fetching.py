"""Fetch a model repository of JSON and safetensors, small enough, into the Hub's own cache."""

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from huggingface_hub import HfApi, snapshot_download
from huggingface_hub.utils import filter_repo_objects, tqdm

from facegen.errors import HubError
from facegen.hub.reach import in_cache, refusals_in_words, require_name, require_network
from facegen.progress import Progress, unwatched

FILES = ("*.json", "*.safetensors")
CONFIG = "config.json"
MOST_BYTES, MOST_FILES, MOST_CONFIG_BYTES = 256 << 20, 100, 64 << 10

_ANSWER_SEC = 10.0


def fetch(
    repository: str,
    check: Callable[[Path], object],
    progress: Progress = unwatched,
    newest: bool = False,
    own_token: bool = True,
) -> Path:
    """Fetch a model repository into the Hub's own cache.

    What is whole in the cache is taken from there, without a network.

    Args:
        repository: `owner/name`.
        check: Called with a folder that holds `config.json` before anything larger travels; raises
            if the repository is not what is wanted.
        progress: Told the share of bytes that are here, 0 to 1.
        newest: Whether to ask the Hub, where it can be reached, for what is newer than the cache.
        own_token: Whether the token of whoever runs this may be used. Where strangers ask, it
            would show them what is private.

    Returns:
        Its folder, named after the commit.

    Raises:
        HubError: If the name is none, or it cannot be had.
        FacegenError: Whatever `check` raises.
    """
    require_name(repository)
    with refusals_in_words(repository):
        cached = in_cache(repository, "model", FILES)
        if cached is None:
            require_network(repository)
        elif not (newest and _reachable(repository)):
            check(cached)
            return cached
        token = None if own_token else False
        sizes = _sizes(repository, token)
        if not 0 < sizes.get(CONFIG, 0) <= MOST_CONFIG_BYTES:
            raise HubError(
                f"{repository} is no checkpoint of facegen: it has no {CONFIG} of at most "
                f"{MOST_CONFIG_BYTES >> 10} KB."
            )
        take = partial(snapshot_download, repository, token=token)
        folder = Path(take(allow_patterns=[CONFIG], tqdm_class=quiet_bar()))
        check(folder)
        total = sum(sizes.values())
        if total > MOST_BYTES or len(sizes) > MOST_FILES:
            raise HubError(
                f"{repository} holds {total >> 20:,} MB in {len(sizes):,} files; at most "
                f"{MOST_BYTES >> 20} MB in {MOST_FILES} files are fetched."
            )
        bar = quiet_bar(lambda done: progress(min(1.0, done / total)))
        take(revision=folder.name, allow_patterns=list(FILES), tqdm_class=bar)
    progress(1.0)
    return folder


def _sizes(repository: str, token: bool | None) -> dict[str, int]:
    """Ask for the size in bytes of each file that would be fetched."""
    about = HfApi().model_info(repository, files_metadata=True, timeout=_ANSWER_SEC, token=token)
    wanted = filter_repo_objects(
        about.siblings or [], allow_patterns=list(FILES), key=lambda file: file.rfilename
    )
    return {file.rfilename: file.size or 0 for file in wanted}


def quiet_bar(tell: Callable[[int], object] = lambda done: None) -> type[tqdm]:
    """Make the kind of progress bar the client wants, which draws nothing and tells bytes."""
    lock = threading.Lock()

    class Bar(tqdm):
        def __init__(self, *args: Any, **values: Any) -> None:
            # of its three bars one counts files, one what travels, one what has been written
            self.counts = values.get("name") == "huggingface_hub.snapshot_download"
            self.done = 0
            super().__init__(*args, **{**values, "disable": True})

        def update(self, n: float | None = 1) -> None:
            with lock:
                self.done += int(n or 0)
            if self.counts:
                tell(self.done)

    return Bar


def _reachable(repository: str) -> bool:
    try:
        require_network(repository)
    except HubError:
        return False
    return True
