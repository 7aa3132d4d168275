from starlette.middleware import Middleware

from facegen.ui.guards.closed import Closed
from tests.ui.guards.guarded import client_of


def test_of_gradio_only_what_is_needed_is_open():
    client = client_of(Middleware(Closed))
    for path in (
        "/", "/config", "/assets/index-Ab_1.js", "/static/img/logo.svg", "/gradio_api/info",
        "/gradio_api/queue/join", "/gradio_api/call/project/0123abc", "/gradio_api/run/predict",
        "/gradio_api/heartbeat/abc123",
    ):  # fmt: skip
        assert client.get(path).status_code == 200, path
    for path in (
        "/gradio_api/upload", "/monitoring", "/gradio_api/dev/reload", "/gradio_api/deep_link",
        "/gradio_api/proxy=%00", "/gradio_api/file=/etc/passwd", "/gradio_api/vibe-edit", "/login",
        "/logout", "/gradio_api/process_recording", "/assets/%2e%2e/x", "/new", "/static/..%2fx",
        "/gradio_api/stream/1", "/gradio_api/run-history/records", "/gradio_api/reset", "/%0a",
        "/gradio_api/component_server", "/gradio_api/custom_component/x/client/y/z",
        "/assets/" + "x" * 256, "/static/img/" + "x" * 256 + "/a.svg",
    ):  # fmt: skip
        answer = client.get(path)
        assert (answer.status_code, answer.json()["error"]) == (404, "There is nothing here.")
