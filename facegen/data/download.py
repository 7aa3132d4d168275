"""Hub -> disk: fetch a data set, going on from where an earlier try ended.

Files that are whole are kept when a try is cut off; the Hub's client begins the others anew.
Looks on the disk first: a set that is already here, in the folder asked for or in the Hub's own
cache, is found without a network.
"""

from pathlib import Path

from huggingface_hub import HfApi, snapshot_download

from facegen import hub
from facegen.counting import counted
from facegen.errors import HubError
from facegen.files import read_json, write_json

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
        HubError: If it does not exist, may not be read, cannot be reached, or came in part alone.
    """
    out = Path(out)
    if _is_complete(repo, out):
        return out
    with hub.refusals_in_words(repo, "dataset"):
        cached = hub.in_cache(repo, "dataset")
        if cached is not None:
            return cached
        hub.require_network(repo)
        about = HfApi().dataset_info(repo, files_metadata=True)
        snapshot_download(repo, repo_type="dataset", revision=about.sha, local_dir=out)
    for half in (out / ".cache").rglob("*.incomplete"):
        half.unlink()  # Left by tries that were killed, and of no more use.
    files = {one.rfilename: one.size for one in about.siblings or []}
    missing = [name for name, size in files.items() if _size(out / name) != size]
    if missing:  # refused midway, the client is content with a folder that is there
        raise HubError(
            f"Of {repo} {len(files) - len(missing)} of {counted(len(files), 'file')} came, not "
            f"{missing[0]}; try again: what is there is kept."
        )
    write_json(out / _RECORD, {"repo": repo, "files": files})
    return out


def _is_complete(repo: str, out: Path) -> bool:
    record = read_json(out / _RECORD)
    files = record.get("files", {})
    return record.get("repo") == repo and all(
        _size(out / name) == size for name, size in files.items()
    )


def _size(file: Path) -> int | None:
    return file.stat().st_size if file.is_file() else None
