"""The tools for programs: a real client of the protocol asks the real server."""

import base64
import io
import json
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anyio
import numpy as np
import pytest
from PIL import Image

from tests.bundled import lend_bundled
from tests.serving import served

ROOT = Path(__file__).parents[2]

mcp = pytest.importorskip("mcp", reason="the extra [mcp] is not installed")

CALLS: dict[str, dict[str, Any]] = {
    "datasets": {},
    "average_face": {"required": ["Smiling"], "statistic": "median"},
    "shared_attributes": {"required": ["Eyeglasses"]},
    "sample_faces": {"model": "patches", "patch_px": 16},
    "generate": {"seed": 7, "size": 256},
    "edit": {"face": "seed=7", "attributes": {"Smiling": 2}},
    "interpolate": {"start": "seed=7", "end": "seed=8", "steps": 3},
    "wrong": {},
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory) -> dict[str, Any]:
    """What a client is told: the tools, and an answer of each."""
    home = lend_bundled(tmp_path_factory.mktemp("home"))
    environment = {"FACEGEN_HOME": str(home), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "facegen", "--mcp"]
    told: dict[str, Any] = {}

    async def ask(address: str) -> None:
        from mcp.client.streamable_http import streamable_http_client  # noqa: PLC0415

        async with (
            streamable_http_client(f"{address}/mcp") as (read, write, _),
            mcp.ClientSession(read, write) as session,
        ):
            told["server"] = await session.initialize()
            told["tools"] = {one.name: one for one in (await session.list_tools()).tools}
            for name, values in CALLS.items():
                told[name] = await session.call_tool(name, values)
            told["refused"] = await session.call_tool("average_face", {"required": ["Smilling"]})
            told["misread"] = await session.call_tool("average_face", {"statistic": "mode"})

    with served(command, home, environment) as address:
        # In a thread: where a browser is open, this one has a loop already.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(anyio.run, ask, address).result()
        headers = {"Origin": "http://elsewhere.org", "Content-Type": "application/json"}
        foreign = urllib.request.Request(f"{address}/mcp", b"{}", headers)
        with pytest.raises(urllib.error.HTTPError) as refusal:
            urllib.request.urlopen(foreign)
        told["foreign"] = refusal.value.code
        refusal.value.close()
        plain = {**headers, "Accept": "application/json, text/event-stream"}
        del plain["Origin"]
        strange = b'{"jsonrpc": "2.0", "id": "\\ud800", "method": "tools/list"}'
        for sent in (b"", b"[" * 9000, strange):
            with pytest.raises(urllib.error.HTTPError) as refusal:
                urllib.request.urlopen(urllib.request.Request(f"{address}/mcp", sent, plain))
            told.setdefault("strange", []).append((refusal.value.code, refusal.value.read()))
        listening = urllib.request.Request(
            f"{address}/mcp", headers={"Accept": "text/event-stream"}
        )
        with pytest.raises(urllib.error.HTTPError) as refusal:
            urllib.request.urlopen(listening, timeout=60)
        told["listening"] = refusal.value.code
        refusal.value.close()
    told["log"] = (home / "console.txt").read_text()
    return told


def pictures(answer: Any) -> list[np.ndarray]:
    return [
        np.asarray(Image.open(io.BytesIO(base64.b64decode(part.data))).convert("RGB"))
        for part in answer.content
        if part.type == "image"
    ]


def words(answer: Any) -> list[Any]:
    return [json.loads(part.text) for part in answer.content if part.type == "text"]


@pytest.mark.timeout(600)
def test_every_tool_says_what_it_takes(answers):
    tools = answers["tools"]
    assert set(tools) == set(CALLS) - {"wrong"}
    assert answers["server"].serverInfo.name == "facegen"
    for tool in tools.values():
        assert 10 < len(tool.description) < 120
        for parameter in tool.inputSchema["properties"].values():
            assert parameter["description"]
    statistic = tools["average_face"].inputSchema["properties"]["statistic"]
    assert statistic["enum"] == ["mean", "median", "quantile", "std"]
    assert tools["edit"].inputSchema["required"] == ["face"]


def test_answers_are_pictures_with_their_numbers(answers):
    (bundled,) = words(answers["datasets"])[0]
    (median,), (about,) = pictures(answers["average_face"]), words(answers["average_face"])
    assert median.ndim == 3
    assert about["faces"] == bundled["faces"]
    assert "image" not in about
    assert len(pictures(answers["shared_attributes"])) == 1
    assert words(answers["shared_attributes"])[1][0]["attribute"]
    (sheet,) = pictures(answers["sample_faces"])
    assert sheet.shape[0] > median.shape[0]
    (face,) = pictures(answers["generate"])
    assert face.shape == (256, 256, 3)


def test_faces_are_gone_on_from(answers):
    way = pictures(answers["interpolate"])
    assert len(way) == 3
    assert not np.array_equal(way[0], way[2])
    (edited,) = words(answers["edit"])
    assert "seed=7" in edited["face"]
    assert not np.array_equal(pictures(answers["edit"])[0], way[0])


def test_a_foreign_page_is_refused(answers):
    assert answers["foreign"] == 403


def test_what_is_no_request_is_refused_without_a_trace(answers):
    assert [code for code, _ in answers["strange"]] == [400] * 3
    assert all(b"no JSON of a request" in body for _, body in answers["strange"])
    assert "Traceback" not in answers["log"]


def test_nobody_listens_for_what_is_never_said(answers):
    assert answers["listening"] == 405


def test_what_is_asked_wrongly_is_a_sentence(answers):
    assert answers["refused"].isError
    assert "Did you mean 'Smiling'?" in answers["refused"].content[0].text
    assert answers["misread"].isError
    assert "mode" in answers["misread"].content[0].text
    assert "There is no tool 'wrong'" in answers["wrong"].content[0].text
    assert "Traceback" not in answers["log"]
