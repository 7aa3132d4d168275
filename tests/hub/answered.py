"""Errors as the Hub's own client raises them, whatever HTTP library is under it."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from huggingface_hub.errors import HfHubHTTPError
from huggingface_hub.utils import get_session, hf_raise_for_status


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        _, status, code, *_ = self.path.split("/")
        self.send_response(int(status))
        if code:
            self.send_header("X-Error-Code", code)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


def error_of(status: int, code: str = "", secret: str = "") -> HfHubHTTPError:
    """Return what the client raises when a server answers so; its words hold the address asked.

    Args:
        status: Of HTTP.
        code: The Hub's own word for it, if it has one.
        secret: Stands in the address.
    """
    with HTTPServer(("127.0.0.1", 0), _Answer) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        port = server.server_port
        response = get_session().get(f"http://127.0.0.1:{port}/{status}/{code}/{secret}")
        thread.join()
    try:
        hf_raise_for_status(response)
    except HfHubHTTPError as error:
        return error
    raise AssertionError(f"The client takes {status} for no error.")
