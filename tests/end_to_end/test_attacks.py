"""What strangers send to the server, and what is left of it afterwards: all that it was."""

import base64
import http.client
import io
import json
import shutil
import socket
import time
import urllib.parse
import zlib
from collections.abc import Iterator
from typing import Any

import psutil
import pytest
from PIL import Image

from tests.end_to_end.attacks import ask, begin, looked_for, photo, sentence
from tests.end_to_end.conftest import ROOT, Server

pytestmark = pytest.mark.long

SECRET = "swordfish"
RECORDING = ROOT / "checkpoints" / "celeba128" / "recording"
DAMAGE = {
    "list": ("metrics.jsonl", "[1]\n"),
    "not-a-number": ("metrics.jsonl", '{"images": NaN, "seconds": 1}\n'),
    "no-images": ("metrics.jsonl", '{"seconds": 1}\n'),
    "text": ("metrics.jsonl", '{"images": "many", "seconds": 1}\n'),
    "strange-loss": ("metrics.jsonl", '{"images": 1, "seconds": 1, "loss_generator": "x"}\n' * 9),
    "deep": ("config.json", "[" * 60_000),
    "huge": ("config.json", '{"format": 1, "model": {"mapping_layers": 1000000000}}'),
    "deep-heartbeat": ("heartbeat.json", "[" * 60_000),
    "deep-store": ("store.json", '{"a":' * 50_000),
}


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that trains for whoever knows a secret, and has runs that somebody damaged."""
    home = tmp_path_factory.mktemp("attacked")
    for name, (file, content) in DAMAGE.items():
        folder = home / "runs" / name
        folder.mkdir(parents=True)
        for known in ("config.json", "store.json", "metrics.jsonl"):
            shutil.copy(RECORDING / known, folder)
        (folder / file).write_text(content)
    linked = home / "runs" / "linked"
    shutil.copytree(RECORDING, linked, ignore=shutil.ignore_patterns("grids"))
    (home / "outside" / "064px").mkdir(parents=True)
    Image.new("RGB", (530, 530)).save(home / "outside" / "064px" / "000000007.png")
    (linked / "grids" / "032px").mkdir(parents=True)
    (linked / "grids" / "064px").symlink_to(home / "outside" / "064px")
    (linked / "grids" / "032px" / "000000007.png").symlink_to(
        home / "outside" / "064px" / "000000007.png"
    )
    running = Server(home, FACEGEN_STORE="", FACEGEN_TRAINING_SECRET=SECRET)
    running.wait()
    yield running
    running.stop()


def test_a_foreign_name_reads_nothing_and_a_foreign_page_changes_nothing(attacked):
    for path in ("/", "/config", "/training/view", "/latent/face", "/gradio_api/info"):
        assert ask(attacked, "GET", path, Host="evil.com")[0] == 421
    for path in ("/gradio_api/queue/join", "/gradio_api/run/predict", "/latent/fetch?name=a/b"):
        for origin in ("http://evil.com", "null"):
            told = ask(
                attacked, "POST", path, b"a=1",
                Origin=origin, Content_Type="application/x-www-form-urlencoded",
            )  # fmt: skip
            assert told[0] == 403


def test_bodies_are_bounded_told_or_not(attacked):
    for path in ("/gradio_api/run/predict", "/gradio_api/queue/join", "/latent/film", "/"):
        large = b'{"data": [' + b"[]," * (3 << 20) + b"[]]}"
        assert ask(attacked, "POST", path, large, Content_Type="application/json")[0] == 413
        parts = (b"[]," * 1000 for _ in range(3000))
        connection = http.client.HTTPConnection("127.0.0.1", attacked.port, timeout=60)
        try:
            connection.request("POST", path, parts, encode_chunked=True,
                               headers={"Transfer-Encoding": "chunked"})  # fmt: skip
            assert connection.getresponse().status == 413
        except (BrokenPipeError, ConnectionResetError):
            pass  # it hung up before all was sent, which is as good
        finally:
            connection.close()
    assert ask(attacked, "GET", "/gradio_api/app_id")[0] == 200


def test_no_photo_runs_a_program_or_fills_the_memory(attacked, tmp_path):
    process = psutil.Process(attacked.process.pid)
    before = process.memory_info().rss
    program = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 64 64\n{} loop\n%%EOF\n"
    bomb = b"a\0\0" + zlib.compress(bytes(50 << 20))
    odd = photo("PNG")
    chunk = len(bomb).to_bytes(4, "big") + b"zTXt" + bomb
    chunk += zlib.crc32(chunk[4:]).to_bytes(4, "big")
    for body, words in (
        (program, "is not a JPEG"), (b"%PDF-1.7", "is not a JPEG"), (photo("TIFF"), "is not a"),
        (photo("PNG", (8000, 8000)), "more than 16,000,000 pixels"),
        (photo("PNG", (100_000, 17)), "at most 20 times"),
        (b"\0\0\0\x18ftypheic" + bytes(99), "HEIC"), (b"\xff" * 5000, "is not a JPEG"),
    ):  # fmt: skip
        answer = ask(attacked, "POST", "/latent/project?steps=0", body)
        assert answer[0] == 400
        assert words in sentence(answer)
    for body in (odd[:33] + chunk + odd[33:], photo("JPEG", exif=b"Exif\0\0II*\0garbage")):
        assert ask(attacked, "POST", "/latent/project?steps=0", body)[0] == 200
    assert process.memory_info().rss - before < 400 << 20
    assert not process.children()


def test_a_damaged_run_is_shown_as_unreadable_and_the_others_go_on(attacked):
    status, body, _ = ask(attacked, "GET", "/training/view")
    assert status == 200
    states = {run["name"]: run["state"] for run in json.loads(body)["runs"]}
    assert states["celeba128-recorded"] == "recorded"
    for name in DAMAGE:
        status, body, _ = ask(attacked, "GET", f"/training/view?run={name}")
        assert status == 200, name
        shown = json.loads(body)["run"]
        if name != "deep-heartbeat":  # which is as if there were none
            assert shown["state"] == "unreadable", name
            assert shown["words"].endswith((".", ")", "anew.")), name
    home = str(attacked.log.parent).encode()
    assert home not in ask(attacked, "GET", "/training/view?run=deep")[1]


def test_reading_starts_nothing_and_leaves_the_run(attacked):
    home = attacked.log.parent / "runs"
    before = sorted(str(path) for path in home.rglob("*"))
    for path in ("/training/view", "/training/view?run=linked", "/training/film?run=linked&px=64"):
        ask(attacked, "GET", path)
    for px in (32, 64):
        answer = ask(attacked, "GET", f"/training/grid?run=linked&px={px}&images=7")
        assert answer[0] == 400
        assert "has no samples" in sentence(answer)
    for way in ("../outside", "%2e%2e%2foutside", "%00"):
        assert ask(attacked, "GET", f"/training/grid?run={way}&px=64&images=7")[0] == 400
    assert sorted(str(path) for path in home.rglob("*")) == before


def test_what_nobody_foresaw_is_a_sentence(attacked):
    film = {"keys": [{}, {}], "size": 10**400}
    answers = [
        ask(attacked, "POST", "/latent/film", json.dumps(film)),
        ask(attacked, "POST", "/latent/film", b'{"keys": [{"centre": "\\ud800"}, {}]}'),
        ask(attacked, "POST", "/latent/film", b"[" * 200_000),
        ask(attacked, "GET", "/latent/face?seed=" + "9" * 5000),
        ask(attacked, "GET", "/latent/face?centre=%ed%a0%80"),
        ask(attacked, "GET", "/latent/face?truncaton=0.2"),
        ask(attacked, "GET", "/gradio_api/proxy=%00"),
        ask(attacked, "GET", "/gradio_api/file=/etc/passwd"),
        ask(attacked, "GET", "/gradio_api/dev/reload"),
        ask(attacked, "GET", "/gradio_api/deep_link"),
        ask(attacked, "GET", "/%00"),
    ]
    for answer in answers:
        assert answer[0] in (400, 404), answer
        assert sentence(answer).endswith((".", "?"))
    nobodys = json.dumps({"data": ["\ud800", float("nan"), None], "fn_index": 0})
    for path in ("call/v2/open_link", "call/nobody", "run/predict", "queue/join", "cancel"):
        for sent in (b"{}", b"", b'{"data": [], "fn_index": -1, "session_hash": "a"}', nobodys):
            answer = ask(
                attacked, "POST", f"/gradio_api/{path}", sent, Content_Type="application/json"
            )
            assert answer[0] in (400, 404), (path, sent)
            assert json.loads(answer[1]).keys() & {"error", "detail"}
    assert ask(attacked, "GET", "/assets/" + "x" * 5000)[0] == 404
    assert "Traceback" not in attacked.log.read_text()


def test_a_name_that_is_no_text_leaves_the_queue_whole(attacked):
    headers = {"Content_Type": "application/json"}
    nobodys = b'{"data": [], "fn_index": 0, "session_hash": "\\ud800"}'
    assert ask(attacked, "POST", "/gradio_api/queue/join", nobodys, **headers)[0] == 200
    path = "/gradio_api/call/datasets"
    for _ in range(3):
        event = json.loads(ask(attacked, "POST", path, b'{"data": []}', **headers)[1])["event_id"]
        assert b"event: complete" in ask(attacked, "GET", f"{path}/{event}")[1]
    assert "Traceback" not in attacked.log.read_text()


def test_every_answer_says_what_browsers_must_not_do(attacked):
    for path in ("/", "/nothing", "/latent/face?seed=1", "/config"):
        headers = ask(attacked, "GET", path)[2]
        assert "frame-ancestors 'self' https://huggingface.co" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


def test_the_tabs_open_one_after_another_under_the_policy(attacked, page):
    page.goto(attacked.address)
    for tab, shown in (
        ("Pixels", "#pixels-map img:visible"),
        ("Latent", "#latent-panel .lp-row:visible"),
        ("Training", ".monitor-name:not(:empty)"),
        ("Average faces", "#average-a-chips .chip:visible"),
        ("Story", ".story-text section:visible"),
    ):
        page.get_by_role("tab", name=tab, exact=True).click()
        page.locator(shown).first.wait_for()


def test_a_transparent_photo_is_sent_on_white(attacked, page, tmp_path):
    Image.new("RGBA", (60, 60), (9, 9, 9, 0)).save(tmp_path / "clear.png")
    page.goto(f"{attacked.address}/?tab=latent")
    page.locator("[role=tab][data-way=photo]").click()
    page.locator(".lp-file").set_input_files(tmp_path / "clear.png")
    target = page.locator(".lp-end img[alt='What is looked for']:not([src*='image/gif'])")
    source = target.get_attribute("src")
    assert source is not None
    shown = Image.open(io.BytesIO(base64.b64decode(source.partition(",")[2])))
    assert shown.convert("RGB").getextrema() == ((255, 255),) * 3


def test_base64_with_line_breaks_and_a_whole_link_are_taken(attacked):
    def call(name: str, *data: Any) -> Any:
        headers = {"Content_Type": "application/json"}
        path = f"/gradio_api/call/{name}"
        status, body, _ = ask(attacked, "POST", path, json.dumps({"data": data}), **headers)
        assert status == 200, body
        told = ask(attacked, "GET", f"{path}/{json.loads(body)['event_id']}")[1].decode()
        assert "event: complete" in told, told
        return json.loads(told.rpartition("data: ")[2])[0]

    broken = base64.encodebytes(photo("PNG")).decode()
    assert "\n" in broken.strip()
    assert call("project", broken, 0, False, "")["pixels"] >= 0
    link = "http://127.0.0.1:1/?tab=latent&seed=7&truncation=0.8"
    whole = call("edit", link, None, None, False, "", 0)
    assert urllib.parse.parse_qs(whole["face"]) == {"seed": ["7"], "truncation": ["0.8"]}


def test_silent_connections_keep_nobody_out(attacked):
    silent = [socket.create_connection(("127.0.0.1", attacked.port)) for _ in range(100)]
    try:
        for one in silent:
            one.sendall(b"GET / HTTP/1.1\r\nHost: 127")
        assert ask(attacked, "GET", "/gradio_api/app_id")[0] == 200
    finally:
        for one in silent:
            one.close()


FILM = json.dumps({"keys": [{"seed": "1"}, {"seed": "2"}], "seconds": 20, "rate": 60})
LONG_WORK = (("/latent/project?steps=400", photo("PNG")), ("/latent/film", FILM))


def test_who_goes_away_in_the_midst_keeps_no_turn(attacked):
    for path, body in LONG_WORK * 4:  # one more than may wait would be turned away
        begin(attacked, path, body).close()
    deadline = time.monotonic() + 120
    while not looked_for(attacked):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert "Traceback" not in attacked.log.read_text()


def test_the_server_is_as_it_was(attacked):
    assert attacked.process.poll() is None
    assert ask(attacked, "GET", "/")[0] == 200
    assert len(attacked.log.read_text().splitlines()) < 50


def test_killed_in_the_midst_of_long_work_it_comes_back_whole(attacked):
    home = attacked.log.parent
    before = sorted(str(path) for path in home.rglob("*") if path.is_file())
    helpers = psutil.Process(attacked.process.pid).children(recursive=True)
    begun = [begin(attacked, path, body) for path, body in LONG_WORK]
    attacked.process.kill()
    attacked.process.wait()
    for one in begun:
        one.close()
    assert not [one for one in helpers if one.is_running()]
    again = Server(home, attacked.port, FACEGEN_STORE="")
    try:
        again.wait()
        assert looked_for(again)
        assert ask(again, "GET", "/latent/face?seed=1")[0] == 200
        assert "Traceback" not in again.log.read_text()
    finally:
        again.stop()
    assert sorted(str(path) for path in home.rglob("*") if path.is_file()) == before
