"""What pushing and fetching share: names, the cache, whether there is a network, words."""

import re
import socket
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from huggingface_hub import constants, snapshot_download
from huggingface_hub.errors import (
    GatedRepoError,
    HFValidationError,
    LocalEntryNotFoundError,
    RepositoryNotFoundError,
)

from facegen.errors import FacegenError, HubError

REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}", re.ASCII)
_CONNECT_SEC = 3.0
_KINDS = {"model": ("model", "ada/faces"), "dataset": ("data set", "flwrlabs/celeba")}
"""What the Hub calls a kind of repository: in words, and an example of one."""


def require_name(repository: str) -> None:
    """Refuse what is not written as the name of a repository.

    Raises:
        HubError: If it is not.
    """
    if not REPOSITORY.fullmatch(repository):
        raise HubError(
            f"The repository is written as owner/name, as in ada/faces, but is '{repository[:80]}'."
        )


def in_cache(repository: str, kind: str, patterns: Sequence[str] | None = None) -> Path | None:
    """Return the folder of a repository that is whole in the Hub's cache, without a network.

    Args:
        repository: Its id.
        kind: `model` or `dataset`.
        patterns: Of the files that must be there; None means all.
    """
    try:
        return Path(
            snapshot_download(
                repository,
                repo_type=kind,
                allow_patterns=None if patterns is None else list(patterns),
                local_files_only=True,
            )
        )
    except LocalEntryNotFoundError:
        return None


def require_network(repository: str) -> None:
    """Find out within seconds whether the Hub can be reached; its own client tries for longer.

    Raises:
        HubError: If it cannot.
    """
    if constants.HF_HUB_OFFLINE:
        raise HubError(
            f"{repository} is not on this disk, and HF_HUB_OFFLINE forbids to fetch it; unset it "
            "first."
        )
    endpoint = urllib.parse.urlsplit(constants.ENDPOINT)
    host = endpoint.hostname or ""
    proxy = urllib.request.getproxies().get(endpoint.scheme)
    if proxy and not urllib.request.proxy_bypass(host):
        endpoint = urllib.parse.urlsplit(proxy if "//" in proxy else f"//{proxy}")
    port = endpoint.port or (80 if endpoint.scheme == "http" else 443)
    try:
        socket.create_connection((endpoint.hostname or host, port), _CONNECT_SEC).close()
    except OSError as error:
        raise HubError(
            f"{repository} is not on this disk, and there is no network to fetch it over: {host} "
            f"cannot be reached ({error.strerror or error})."
        ) from error


@contextmanager
def refusals_in_words(repository: str, kind: str = "model") -> Iterator[None]:
    """Turn what the client raises while a repository is fetched into sentences.

    Raises:
        HubError: In the place of any error that is not of facegen.
    """
    word, example = _KINDS[kind]
    try:
        yield
    except FacegenError:
        raise
    except HFValidationError as error:
        raise HubError(
            f"'{repository}' is not an id of the Hub; it must be like '{example}'."
        ) from error
    except GatedRepoError as error:
        raise HubError(
            f"{repository} asks for its terms to be accepted: do so on its page on the Hub, then "
            "log in with: hf auth login"
        ) from error
    except RepositoryNotFoundError as error:
        raise HubError(
            f"The Hub has no {word} {repository} that you may read; check the name, or log in "
            "with: hf auth login"
        ) from error
    except Exception as error:
        # Also of the HTTP library under the Hub's client, which is another from time to time.
        reason = str(error).strip().split("\n")[0].rstrip(".")
        raise HubError(
            f"The download of {repository} broke off: {reason}. Try again: it goes on from here."
        ) from error
