"""Who may call this server by which name, and whose pages may have it do something.

A foreign page can lead its own name to 127.0.0.1 (DNS rebinding) and then read this server as if it
were its own. It cannot do so under a name that is not its own: so only known names are answered.
A number is always known where the whole network may call, since no name leads to it.

A foreign page can also send a form here, whose answer it cannot read. Browsers tell from which page
anything but a GET comes; programs that are no browser say nothing, and may.

Source: OWASP, Cross-Site Request Forgery Prevention Cheat Sheet, "Verifying Origin".
"""

import ipaddress
import socket
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from facegen.config import Settings
from facegen.ui.guards.answers import headers_of, refuse

READING = ("GET", "HEAD", "OPTIONS")


class KnownHosts:
    """Answer only under known names, and let only pages under these names change anything.

    Args:
        app: What is guarded.
        settings: Say where the server listens and which names are its own.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.local_only = is_loopback(settings.host)
        self.named = frozenset(settings.hosts)
        self.names = frozenset(own_names(settings))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse unknown names with 421 and foreign pages with 403."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        headers = headers_of(scope)
        host = headers.get("host", "")
        name = name_of(host)
        if len([key for key, _ in scope["headers"] if key.lower() == b"host"]) != 1 or (
            not self.knows(name)
        ):
            sentence = (
                f"This server is not known as '{host[:80]}'. Call it by its own name, or add that "
                "name to FACEGEN_HOSTS."
            )
            return await refuse(scope, receive, send, 421, sentence)
        if scope["method"] not in READING and not self.from_here(headers, host):
            sentence = "Only this server's own page may do that."
            return await refuse(scope, receive, send, 403, sentence)
        return await self.app(scope, receive, send)

    def knows(self, name: str) -> bool:
        """Say whether a name is this server's."""
        if not name:
            return False
        if is_loopback(name):
            return True
        if name in self.names or any(
            own.startswith("*.") and name.endswith(own[1:]) for own in self.names
        ):
            return True
        return not self.local_only and _is_number(name)

    def from_here(self, headers: Mapping[str, str], host: str) -> bool:
        """Say whether a request comes from this server's own page, or from no page."""
        origin = headers.get("origin")
        if origin is None:
            return headers.get("sec-fetch-site", "none") in ("none", "same-origin")
        scheme, _, given = origin.lower().partition("://")
        if scheme not in ("http", "https") or not name_of(given):
            return False
        return given == host.lower() or name_of(given) in self.named


def own_names(settings: Settings) -> Iterable[str]:
    """Return the names that a server is known by beside numbers and the loopback's."""
    yield from settings.hosts
    if settings.on_space:
        yield "*.hf.space"
    if not is_loopback(settings.host):
        machine = socket.gethostname().lower()
        yield from (machine, machine.partition(".")[0], machine.partition(".")[0] + ".local")


def name_of(host: str) -> str:
    """Return a host without its port, in small letters; empty where it is none.

    Raises nothing: what cannot be read is nobody's name.
    """
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port
    except ValueError:
        return ""
    plain = not (parts.username or parts.path or parts.query or parts.fragment or "@" in host)
    return (parts.hostname or "").rstrip(".") if plain else ""


def is_loopback(name: str) -> bool:
    """Say whether a name or number is that of the machine itself, for nobody else."""
    bare = name.strip("[]")
    if bare == "localhost" or bare.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(bare).is_loopback
    except ValueError:
        return False


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
