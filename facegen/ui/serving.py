"""How the page is served: at which address, from the first second on."""

import socket
import threading
import webbrowser
from collections.abc import Callable

from starlette.applications import Starlette

from facegen.answers.story.beginning import shipped_faces
from facegen.config import Settings
from facegen.data.named import stores_offered
from facegen.ui.arriving import Arriving
from facegen.ui.first_sight import Meanwhile
from facegen.ui.guards.connections import address_to_open, settings_for
from facegen.ui.guards.hosts import KnownHosts
from facegen.ui.guards.marks import Marks
from facegen.ui.resting import PatientServer


def serve(
    make: Callable[[], Starlette], settings: Settings, door: socket.socket, browser: bool
) -> None:
    """Serve an application until interrupted; until it is made, the page's first sight.

    Args:
        make: Makes it, in a thread of its own; takes seconds.
        settings: What it shows first, and by which names it is known.
        door: Where it listens already.
        browser: Whether to open the page in this machine's browser.

    Raises:
        Exception: What `make` raises, or the application as it begins or ends.
    """
    before, _ = stores_offered(settings)
    meanwhile = Marks(KnownHosts(Meanwhile(() if before else shipped_faces()), settings))
    arriving = Arriving(make, meanwhile, lambda: server.stop())
    server = PatientServer(settings_for(arriving), arriving.stop)
    port = door.getsockname()[1]
    if port != settings.port:
        print(f"Port {settings.port} is taken, so the next free one is used.")
    address = address_to_open(settings.host, port)
    print(f"facegen is at {address}", flush=True)
    if browser:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    server.run(sockets=[door])
    if arriving.failure:
        raise arriving.failure
