"""What is sent is read in memory, up to a bound, and as strict JSON."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from starlette.requests import Request

from facegen.errors import QueryError
from facegen.ui.latent.sent import MOST_BODY_BYTES, body_of, json_of
from tests.ui.guards.guarded import alone


class Sent:
    """A request whose body comes in parts, of which it is counted how many were taken."""

    def __init__(self, parts: Sequence[bytes]) -> None:
        self.parts, self.taken = list(parts), 0
        self.request = Request({"type": "http", "method": "POST", "headers": []}, self._receive)

    async def _receive(self) -> dict[str, Any]:
        body = self.parts[self.taken]
        self.taken += 1
        return {"type": "http.request", "body": body, "more_body": self.taken < len(self.parts)}


def test_parts_are_put_together():
    assert alone(body_of(Sent([b"ab", b"", b"c"]).request, 3)) == b"abc"
    assert alone(body_of(Sent([b""]).request, 0)) == b""


def test_what_is_too_much_is_not_read_to_its_end():
    sent = Sent([b"x" * 1024] * 100)
    with pytest.raises(QueryError, match="At most 2 KB can be sent here"):
        alone(body_of(sent.request, 2048))
    assert sent.taken == 3


@pytest.mark.parametrize("value", [None, 7, [], {"keys": [{"seed": "1"}]}, "ä"])
def test_json_is_read(value: Any):
    assert alone(json_of(Sent([json.dumps(value).encode()]).request)) == value


@pytest.mark.parametrize("body", [b"", b"{", b"NaN", b'{"a": 1, "a": 2}', b"\xff", b"[" * 60_000])
def test_what_is_no_json_is_refused_with_a_sentence(body: bytes):
    with pytest.raises(QueryError, match=r"no JSON that is taken here \(.*\)\.$"):
        alone(json_of(Sent([body]).request))


def test_json_has_a_bound_of_its_own():
    with pytest.raises(QueryError, match="At most 1 MB"):
        alone(json_of(Sent([b" " * (MOST_BODY_BYTES + 1)]).request))
