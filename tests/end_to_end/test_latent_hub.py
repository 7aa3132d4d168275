"""A generator fetched from the Hub on the Latent tab, the Hub being one on the loopback."""

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import torch
from playwright.sync_api import Page, expect

from facegen.answers.latent_view import FetchedGenerator, Share
from facegen.models.category_net import CategoryNet, CategoryNetConfig
from facegen.models.checkpoint import save_checkpoint
from facegen.models.generator import FaceGenerator
from facegen.models.latents import latents_of
from facegen.models.msg_gan import Generator, MsgGanConfig
from facegen.wire import to_values
from tests.end_to_end.conftest import Server
from tests.end_to_end.test_latent import PANEL, PIXELS, opened, shown, wait_for
from tests.hub.conftest import Hub, environment, files_of, serving

pytestmark = pytest.mark.long

HUB = f"{PANEL} .lp-hub"


def generator(seed: int, *channels: int) -> Generator:
    torch.manual_seed(seed)
    model = Generator(MsgGanConfig(generator_channels=channels, latent_dim=16)).eval()
    with torch.no_grad():
        model.mean_style.copy_(model.style(latents_of(range(100), 16)).mean(0))
    return model


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    place = tmp_path_factory.mktemp("repositories")

    def repository(name: str, model: FaceGenerator, **changed: bytes) -> dict[str, bytes]:
        save_checkpoint(place / name, model, "card")
        return {**files_of(place / name), **changed}

    tiny = repository("tiny", generator(1, 24, 24, 16))
    config = json.loads(tiny["config.json"])
    wide = {**config, "model": {**config["model"], "generator_channels": [10**6] * 3}}
    deep = {**config, "model": {**config["model"], "generator_channels": [1] * 5000}}
    with serving() as server:
        server.models = {
            "ada/tiny": tiny,
            "ada/large": {**tiny, "other.safetensors": bytes(257 << 20)},
            "ada/net": repository("net", CategoryNet(CategoryNetConfig())),
            "ada/words": {"config.json": b'{"model_type": "bert"}', "model.safetensors": b""},
            "ada/damaged": {**tiny, "model.safetensors": tiny["model.safetensors"][:-100]},
            "ada/wide": {**tiny, "config.json": json.dumps(wide).encode()},
            "ada/deep": {**tiny, "config.json": json.dumps(deep).encode()},
        }
        server.gated.add("ada/gated")
        yield server


@pytest.fixture(scope="module")
def server(hub: Hub, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("home")
    save_checkpoint(home / "mine", generator(0, 24, 24, 16, 8), "card")
    variables = environment(home, hub.url, FACEGEN_STORE="", FACEGEN_CHECKPOINT=str(home / "mine"))
    running = Server(home, None, **variables)
    running.wait()
    yield running
    running.stop()


def fetch(server: Server, name: str) -> tuple[int, list[dict]]:
    """Ask as the page does; return the status and the lines."""
    address = f"{server.address}/latent/fetch?{urllib.parse.urlencode({'name': name})}"
    asked = urllib.request.Request(address, method="POST")
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return answer.status, [json.loads(line) for line in answer]
    except urllib.error.HTTPError as error:
        with error:
            return error.code, [json.load(error)]


def test_a_name_is_typed_and_its_faces_are_seen(page: Page, server: Server):
    opened(page, server, "?tab=latent&seed=5")
    mine = page.evaluate(PIXELS)
    page.locator(f"{HUB} summary").click()
    page.get_by_placeholder("owner/name").fill("https://huggingface.co/ada/tiny/tree/main")
    page.keyboard.press("Enter")
    wait_for(page, checkpoint="ada/tiny", seed="5")
    expect(page.locator(f"{HUB} input")).to_have_value("ada/tiny")
    expect(page.locator(f"{HUB} p")).to_contain_text("You are looking at ada/tiny")
    expect(page.locator(f"{PANEL} .lp-scales canvas")).to_have_count(3)
    expect(page.get_by_label("Generator", exact=True)).to_have_value("ada/tiny")
    page.wait_for_url(re.compile("checkpoint=ada/tiny"))
    link = urlsplit(page.url).query
    page.locator(f"{PANEL} .lp-undo").click()
    wait_for(page, checkpoint="mine", seed="5")
    assert page.evaluate(PIXELS) == mine
    opened(page, server, f"?{link}")
    wait_for(page, checkpoint="ada/tiny", seed="5")
    expect(page.locator(f"{PANEL} .lp-scales canvas")).to_have_count(3)


def test_an_error_stands_beside_the_field_and_the_face_stays(page: Page, server: Server):
    opened(page, server)
    page.locator(f"{HUB} summary").click()
    page.get_by_placeholder("owner/name").fill("ada/nothing")
    page.get_by_role("button", name="Fetch").click()
    expect(page.locator(f"{HUB} p")).to_contain_text("The Hub has no model ada/nothing")
    expect(page.locator(f"{HUB} progress")).to_be_hidden()
    assert shown(page)["checkpoint"] == "mine"


def test_what_takes_long_can_be_stopped(page: Page, server: Server, hub: Hub):
    hub.models["ada/slow"] = {**hub.models["ada/tiny"], "quick.safetensors": bytes(9)}
    hub.stalling = "model.safetensors"
    opened(page, server)
    page.locator(f"{HUB} summary").click()
    page.get_by_placeholder("owner/name").fill("ada/slow")
    page.get_by_role("button", name="Fetch").click()
    expect(page.locator(f"{HUB} p")).to_contain_text("Fetching")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(f"{HUB} p")).to_have_text("Stopped.")
    expect(page.get_by_role("button", name="Fetch")).to_be_visible()
    assert shown(page)["checkpoint"] == "mine"
    hub.stalling = ""
    hub.go_on.set()


def test_a_link_to_what_nobody_fetched_says_how_to_get_it(page: Page, server: Server):
    page.goto(f"{server.address}/?tab=latent&checkpoint=ada/other")
    expect(page.get_by_text("ada/other has not been fetched from the Hub yet")).to_be_visible()


def test_progress_is_told_and_the_last_line_is_the_key(server: Server):
    status, (*told, last) = fetch(server, "ada/tiny")
    assert status == 200
    assert last == to_values(FetchedGenerator("ada/tiny"))
    assert told[-1] == to_values(Share(1.0))


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("ada/nothing", "The Hub has no model ada/nothing that you may read"),
        ("ada/gated", "asks for its terms to be accepted"),
        ("ada/large", "ada/large holds 257 MB in 3 files; at most 256 MB"),
        ("ada/net", "ada/net holds a category_net, which has no latents to explore"),
        ("ada/words", "ada/words/config.json does not describe a checkpoint"),
        ("ada/damaged", "ada/damaged/model.safetensors is missing or damaged"),
        ("ada/wide", "ada/wide/config.json describes no msg_gan this facegen can build"),
        ("ada/deep", "ada/deep draws faces of more than 1024 px"),
    ],
)
def test_what_cannot_be_explored_is_told_and_not_listed(server, hub: Hub, name, sentence):
    hub.sent.clear()
    status, lines = fetch(server, name)
    assert status == 200
    assert sentence in lines[-1]["error"]
    if name != "ada/damaged":
        assert set(hub.sent) <= {"config.json"}
    with urllib.request.urlopen(f"{server.address}/latent/model") as answer:
        assert name not in [choice["key"] for choice in json.load(answer)["choices"]]


@pytest.mark.parametrize("name", ["", "../x", "a/b/c", "x" * 10_000, "a\0/b", "run:x", "ada/x y"])
def test_a_name_that_is_none_is_refused_at_once(server, name):
    status, (answer,) = fetch(server, name)
    assert status == 400
    assert answer["error"].startswith("The repository is written as owner/name")


def test_no_more_than_a_few_are_kept(server, hub: Hub):
    for i in range(7):
        hub.models[f"ada/tiny{i}"] = hub.models["ada/tiny"]
        assert fetch(server, f"ada/tiny{i}")[1][-1] == {"checkpoint": f"ada/tiny{i}"}
    hub.models["ada/tiny7"] = hub.models["ada/tiny"]
    status, (answer,) = fetch(server, "ada/tiny7")
    assert status == 400
    assert "8 generators have been fetched here already" in answer["error"]
    assert fetch(server, "ada/tiny")[0] == 200


def test_nothing_of_all_this_was_logged_as_a_crash(server: Server):
    assert "Traceback" not in server.log.read_text()
