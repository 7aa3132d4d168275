"""Hub -> disk: fetch a data set, going on from where an earlier try ended.

Files that are whole are kept when a try is cut off; the Hub's client begins the others anew.
Looks on the disk first: a set that is already here, in the folder asked for or in the Hub's own
cache, is found without a network.
"""

import json
import socket
import urllib.parse
import urllib.request
from pathlib import Path

import huggingface_hub
from huggingface_hub.errors import (
    GatedRepoError,
    HFValidationError,
    LocalEntryNotFoundError,
    RepositoryNotFoundError,
)

from facegen.errors import DataError

_RECORD = ".facegen-download.json"
"""Written into the folder when all is there: the data set and each file's size in bytes."""

_CONNECT_SEC = 3.0


def download(repo: str, out: Path | str) -> Path:
    """Fetch a data set from the Hub.

    Args:
        repo: Its id, such as `flwrlabs/celeba`.
        out: Folder to put it in.

    Returns:
        Where it lies: `out`, or the Hub's cache if it was there already.

    Raises:
        DataError: If it does not exist, may not be read, or cannot be reached.
    """
    out = Path(out)
    if _is_complete(repo, out):
        return out
    try:
        cached = _in_cache(repo)
        if cached is not None:
            return cached
        _require_network(repo)
        huggingface_hub.snapshot_download(repo, repo_type="dataset", local_dir=out)
    except HFValidationError as error:
        raise DataError(
            f"'{repo}' is not an id of the Hub; it must be like 'flwrlabs/celeba'."
        ) from error
    except GatedRepoError as error:
        raise DataError(
            f"{repo} asks for its terms to be accepted: do so on its page on the Hub, then log in "
            "with: hf auth login"
        ) from error
    except RepositoryNotFoundError as error:
        raise DataError(
            f"The Hub has no data set {repo} that you may read; check the name, or log in with: "
            "hf auth login"
        ) from error
    except DataError:
        raise
    except Exception as error:
        # Also of the HTTP library under the Hub's client, which is another from time to time.
        raise DataError(
            f"The download of {repo} broke off: {_first_line(error)}. The same command goes on "
            "from here."
        ) from error
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


def _in_cache(repo: str) -> Path | None:
    try:
        return Path(
            huggingface_hub.snapshot_download(repo, repo_type="dataset", local_files_only=True)
        )
    except LocalEntryNotFoundError:
        return None


def _require_network(repo: str) -> None:
    """Find out within seconds whether the Hub can be reached; its own client tries for longer."""
    if huggingface_hub.constants.HF_HUB_OFFLINE:
        raise DataError(
            f"{repo} is not on this disk, and HF_HUB_OFFLINE forbids to fetch it; unset it first."
        )
    endpoint = urllib.parse.urlsplit(huggingface_hub.constants.ENDPOINT)
    host = endpoint.hostname or ""
    proxy = urllib.request.getproxies().get(endpoint.scheme)
    if proxy and not urllib.request.proxy_bypass(host):
        endpoint = urllib.parse.urlsplit(proxy if "//" in proxy else f"//{proxy}")
    port = endpoint.port or (80 if endpoint.scheme == "http" else 443)
    try:
        socket.create_connection((endpoint.hostname or host, port), _CONNECT_SEC).close()
    except OSError as error:
        raise DataError(
            f"{repo} is not on this disk, and there is no network to fetch it over: {host} cannot "
            f"be reached ({error.strerror or error})."
        ) from error


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0].rstrip(".")
