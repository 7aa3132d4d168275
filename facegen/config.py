"""Where things lie and what is allowed, read once from the environment.

Every variable of facegen's own, its default and its meaning stands in `Settings`; nothing else
reads them.
"""

import os
import re
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from facegen.errors import FacegenError

ON, OFF = ("on", "1", "true", "yes"), ("off", "0", "false", "no")


@dataclass(frozen=True)
class Settings:
    """The resolved settings of one process.

    Attributes:
        home: Folder for what facegen makes and can make again: indexes, bundled faces unpacked
            (`FACEGEN_HOME`, else `facegen` in `XDG_CACHE_HOME`, else `~/.cache/facegen`; for a
            user without a home folder, one among the temporary files).
        data_home: Folder for what a person has made: stores, runs (`FACEGEN_HOME`, else `facegen`
            in `XDG_DATA_HOME`, else `~/.local/share/facegen`); None means `home`.
        stores: Prepared stores named by the person, the first one shown first (`FACEGEN_STORE`,
            several separated by `:`, on Windows `;`).
        checkpoints: Generators named by the person, folders or names on the Hub such as
            `owner/name`, the first one shown first (`FACEGEN_CHECKPOINT`, separated likewise).
        celeba: CelebA as downloaded, for tests and benchmarks (`FACEGEN_CELEBA`); None if not set.
        host: Address to listen on (`GRADIO_SERVER_NAME`, default 127.0.0.1; 0.0.0.0 on a Space).
        port: Port to listen on (`GRADIO_SERVER_PORT`), or the first to try (default 7860).
        port_fixed: Whether the person named it, so that no other is taken.
        hosts: Names the server is known by beside its numbers and this machine's own name
            (`FACEGEN_HOSTS`, separated by commas); `*.example.org` means all below that. On a
            Space its own are added (`SPACE_HOST`).
        screen: Whether a browser can be opened here (`DISPLAY` or `WAYLAND_DISPLAY` is set; macOS
            and Windows have one).
        on_space: Whether this is a Hugging Face Space (`SYSTEM` is `spaces`, or `SPACE_ID` is set).
        training: Whether runs may be started from the page (`FACEGEN_TRAINING`, `on` or `off`,
            default on; on a Space off, where it takes a secret too).
        training_secret: What a person must know to start or change a run
            (`FACEGEN_TRAINING_SECRET`); None means nothing.
        mcp: Whether programs find the endpoints as tools at `/mcp` (`FACEGEN_MCP`, `on` or `off`,
            default off).
    """

    home: Path
    stores: tuple[Path, ...]
    checkpoints: tuple[str, ...]
    celeba: Path | None
    host: str
    port: int
    screen: bool = False
    port_fixed: bool = False
    hosts: tuple[str, ...] = ()
    on_space: bool = False
    training: bool = True
    training_secret: str | None = None
    data_home: Path | None = None
    mcp: bool = False

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read the settings.

        Args:
            environment: Variables to read; None means those of this process.

        Raises:
            FacegenError: If a variable holds a value that means nothing.
        """
        given = os.environ if environment is None else environment
        stores, checkpoints = (
            [part for part in given.get(name, "").split(os.pathsep) if part]
            for name in ("FACEGEN_STORE", "FACEGEN_CHECKPOINT")
        )
        on_space = given.get("SYSTEM") == "spaces" or bool(given.get("SPACE_ID"))
        own = given.get("FACEGEN_HOME")
        return cls(
            home=_folder("FACEGEN_HOME", own) if own else _place("XDG_CACHE_HOME", ".cache", given),
            data_home=None if own else _place("XDG_DATA_HOME", ".local/share", given),
            stores=tuple(_folder("FACEGEN_STORE", part) for part in stores),
            checkpoints=tuple(checkpoints),
            celeba=Path(given["FACEGEN_CELEBA"]) if given.get("FACEGEN_CELEBA") else None,
            host=given.get("GRADIO_SERVER_NAME") or ("0.0.0.0" if on_space else "127.0.0.1"),
            port=_port(given.get("GRADIO_SERVER_PORT") or "7860"),
            screen=sys.platform in ("darwin", "win32")
            or any(map(given.get, ("DISPLAY", "WAYLAND_DISPLAY"))),
            port_fixed=bool(given.get("GRADIO_SERVER_PORT")),
            hosts=_hosts(given, on_space),
            on_space=on_space,
            training=_switch("FACEGEN_TRAINING", given, not on_space),
            training_secret=given.get("FACEGEN_TRAINING_SECRET") or None,
            mcp=_switch("FACEGEN_MCP", given, False),
        )

    @property
    def stores_home(self) -> Path:
        """Folder in which prepared stores are looked for and made by default."""
        return self._kept("stores")

    @property
    def runs_home(self) -> Path:
        """Folder in which the page's training runs lie."""
        return self._kept("runs")

    def _kept(self, name: str) -> Path:
        """Return a folder for data; where an earlier facegen left it in the cache, it stays."""
        old, new = self.home / name, (self.data_home or self.home) / name
        return old if old.is_dir() and not new.is_dir() else new


def _place(variable: str, usual: str, given: Mapping[str, str]) -> Path:
    """Return facegen's folder in one of the XDG base directories; one that is relative is none."""
    named = Path(given.get(variable) or "")
    if named.is_absolute():
        return named / "facegen"
    try:
        return Path.home() / usual / "facegen"
    except RuntimeError:  # neither HOME nor an entry in passwd
        user = os.getuid() if os.name == "posix" else 0
        return Path(tempfile.gettempdir()) / f"facegen-{user}"


def _folder(name: str, text: str) -> Path:
    if "\0" in text:
        raise FacegenError(f"{name} must be a folder, but holds a zero byte.")
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise FacegenError(
            f"{name} is '{text}', but there is no home folder that '~' means; write it out."
        ) from None


def _hosts(given: Mapping[str, str], on_space: bool) -> tuple[str, ...]:
    names = [name.strip().lower() for name in given.get("FACEGEN_HOSTS", "").split(",")]
    names += [given.get("SPACE_HOST", "").lower()] if on_space else []
    for name in filter(None, names):
        if not re.fullmatch(r"(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*", name):
            raise FacegenError(
                "FACEGEN_HOSTS must be names such as faces.example.org, separated by commas and "
                f"without ports, but one is '{name[:80]}'."
            )
    return tuple(filter(None, names))


def _port(text: str) -> int:
    plain = text.isascii() and text.isdigit() and len(text) < 9
    if not (plain and 0 < int(text) < 65536):
        raise FacegenError(
            f"GRADIO_SERVER_PORT must be a port number from 1 to 65535, but is '{text}'."
        )
    return int(text)


def _switch(name: str, given: Mapping[str, str], default: bool) -> bool:
    text = given.get(name) or ("on" if default else "off")
    word = text.strip().lower()
    if word not in ON + OFF:
        raise FacegenError(f"{name} must be on or off, but is '{text}'.")
    return word in ON
