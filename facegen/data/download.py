"""Hub -> disk: fetch a data set, going on from where an earlier try ended.

Files that are whole are kept when a try is cut off; the Hub's client begins the others anew.
Looks on the disk first: a set that is already here, in the folder asked for or in the Hub's own
cache, is found without a network.
"""

import json
from pathlib import Path

from huggingface_hub import snapshot_download

from facegen import hub

_RECORD = ".facegen-download.json"
"""Written into the folder when all is there: the data set and each file's size in bytes."""


def download(repo: str, out: Path | str) -> Path:
    """Fetch a data set from the Hub.

    Args:
        repo: Its id, such as `flwrlabs/celeba`.
        out: Folder to put it in.

    Returns:
        Where it lies: `out`, or the Hub's cache if it was there already.

    Raises:
        HubError: If it does not exist, may not be read, or cannot be reached.
    """
    out = Path(out)
    if _is_complete(repo, out):
        return out
    with hub.refusals_in_words(repo, "dataset"):
        cached = hub.in_cache(repo, "dataset")
        if cached is not None:
            return cached
        hub.require_network(repo)
        snapshot_download(repo, repo_type="dataset", local_dir=out)
    for half in (out / ".cache").rglob("*.incomplete"):
        half.unlink()  # Left by tries that were killed, and of no more use.
    paths = {path.relative_to(out): path for path in out.rglob("*") if path.is_file()}
    files = {
        name.as_posix(): path.stat().st_size
        for name, path in paths.items()
        if not name.parts[0].startswith(".")
    }
    (out / _RECORD).write_text(json.dumps({"repo": repo, "files": files}, indent=1))
    return out


def _is_complete(repo: str, out: Path) -> bool:
    try:
        record = json.loads((out / _RECORD).read_text())
        sizes = {name: (out / name).stat().st_size for name in record["files"]}
    except (OSError, ValueError):
        return False
    return record == {"repo": repo, "files": sizes}
