"""Connections: a free port, how long one may keep silent, how many there may be."""

import asyncio
import errno
import ipaddress
import socket
import sys

from uvicorn import Config
from uvicorn.protocols.http.h11_impl import H11Protocol

from facegen.errors import FacegenError

if sys.platform != "win32":
    import resource

MOST_CONNECTIONS = 512
HEADER_SEC = 15.0
KEEP_ALIVE_SEC = 20
WAITING = 128
TRIED_PORTS = 100


class ImpatientProtocol(H11Protocol):
    """HTTP that hangs up on whoever takes too long to say what they want.

    Uvicorn bounds how long a connection may rest between requests, but not how long the head of a
    request may take: a few hundred that send a byte a minute would keep everybody else out.
    """

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Wait for the rest of a head, or no longer."""
        super().data_received(data)
        if self._asked():
            self._wait_no_longer()
        elif self._late is None:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._wait_no_longer()
        super().connection_lost(exc)

    def _asked(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _wait(self) -> None:
        self._late = self.loop.call_later(HEADER_SEC, self._hang_up)

    def _wait_no_longer(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _hang_up(self) -> None:
        self._late = None
        resting = self.timeout_keep_alive_task is not None
        if not self._asked() and not resting and not self.transport.is_closing():
            self.transport.close()


def most_connections() -> int:
    """Return how many connections there may be: files that may be open are needed elsewhere too."""
    if sys.platform == "win32":
        return MOST_CONNECTIONS
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(8, min(MOST_CONNECTIONS, soft // 2))


def settings_for(app: object) -> Config:
    """Return how uvicorn is to serve an application."""
    return Config(
        app,  # type: ignore[arg-type]
        log_config=None,
        access_log=False,
        http=ImpatientProtocol,
        ws="none",
        server_header=False,
        backlog=WAITING,
        timeout_keep_alive=KEEP_ALIVE_SEC,
        timeout_graceful_shutdown=5,
        limit_concurrency=most_connections(),
        h11_max_incomplete_event_size=32 << 10,
    )


def listen(host: str, port: int, fixed: bool) -> socket.socket:
    """Open a port to listen on.

    Args:
        host: Name or number of the address.
        port: The first to try.
        fixed: Whether no other may be taken.

    Raises:
        FacegenError: If the address is none of this machine's, or no port of it is free.
    """
    bare = host.strip("[]")
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            bare, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError):
        raise FacegenError(
            f"The address to listen on (--host, GRADIO_SERVER_NAME) is '{host}', which is none; "
            "use 127.0.0.1 for this machine alone, or 0.0.0.0 for its network."
        ) from None
    tried = [port] if fixed else range(port, min(port + TRIED_PORTS, 65536))
    for number in tried:
        door = socket.socket(family, kind, protocol)
        try:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.bind((place[0], number, *place[2:]))
            door.listen(WAITING)
        except OSError as error:
            door.close()
            if error.errno == errno.EADDRINUSE:
                continue
            raise FacegenError(
                f"Nothing can listen at {host}, port {number} ({error.strerror}); name an address "
                "that is free here by --host and --port, or GRADIO_SERVER_NAME and "
                "GRADIO_SERVER_PORT."
            ) from error
        return door
    if fixed:
        raise FacegenError(
            f"Port {port} is taken, by another facegen or another program; stop that, or name "
            "another port by --port or GRADIO_SERVER_PORT."
        )
    raise FacegenError(
        f"The ports {port} to {tried[-1]} are all taken; name another by --port or "
        "GRADIO_SERVER_PORT."
    )


def address_to_open(host: str, port: int) -> str:
    """Return the address that a person opens."""
    bare = host.strip("[]")
    try:
        number = ipaddress.ip_address(bare)
    except ValueError:
        return f"http://{bare}:{port}"
    if number.is_unspecified:
        return f"http://localhost:{port}"
    return f"http://[{bare}]:{port}" if number.version == 6 else f"http://{bare}:{port}"
