from starlette.middleware import Middleware

from facegen.config import Settings
from facegen.ui.guards.hosts import KnownHosts
from facegen.ui.guards.marks import MARKS, Marks
from tests.ui.guards.guarded import client_of


def test_every_answer_is_marked_the_refusals_too():
    settings = Settings.from_environment({})
    client = client_of(Middleware(Marks), Middleware(KnownHosts, settings=settings))
    for host in ("127.0.0.1", "evil.com"):
        headers = client.get("/", headers={"host": host}).headers
        for name, value in MARKS:
            assert headers[name.decode()] == value.decode()
    policy = dict(MARKS)[b"content-security-policy"].decode()
    assert "frame-ancestors 'self' https://huggingface.co https://*.hf.space" in policy
