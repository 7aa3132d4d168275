"""Faces made in the browser itself: on the Latent tab, and in the explorer, opened from a disk."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from facegen.latent.__main__ import main
from facegen.models.checkpoint import load_checkpoint
from facegen.models.places import shipped
from tests.end_to_end.conftest import Server, patient_context
from tests.tiny import save_tiny

PANEL = "#latent-panel"
WHERE = f"{PANEL} .lp-where"
SHOWN = "#latent-panel[data-shown], #latent-panel [data-shown]"
LARGEST = """() => { const canvas = [...document.querySelectorAll('.lp-scales canvas')].at(-1);
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return [...data]; }"""
READ = """() => Object.fromEntries([...document.querySelectorAll('.lp-row[data-kind=attributes]')]
  .map((row) => [row.dataset.key,
    Number(row.querySelector('.lp-read').style.getPropertyValue('--read'))]))"""
BLOB = re.compile("^blob:")
LOADING_MS = 200_000


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generator that ships, written as ONNX."""
    source = next(folder for folder in shipped() if (folder / "directions.json").is_file())
    place = tmp_path_factory.mktemp("checkpoints") / source.name
    shutil.copytree(source, place, ignore=shutil.ignore_patterns("recording", "training"))
    if not (place / "onnx").is_dir():
        assert main(["export", str(place)]) == 0
    return place


@pytest.fixture(scope="module")
def local_server(checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("home")
    running = Server(home, FACEGEN_STORE="", FACEGEN_CHECKPOINT=str(checkpoint))
    running.wait()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def fresh_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of a generator that a browser runs by graphs, which nobody has written."""
    home = tmp_path_factory.mktemp("fresh")
    folder = save_tiny(home / "tiny", upsampling="nearest")
    running = Server(home, FACEGEN_STORE="", FACEGEN_CHECKPOINT=str(folder))
    running.wait()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def explorer(checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("explorer") / "explorer.html"
    assert main(["page", str(checkpoint), "--out", str(file)]) == 0
    return file


@pytest.fixture
def page(page: Page) -> Page:
    """Give a page that waits as long as a generator may take to be opened on a busy machine."""
    page.set_default_timeout(LOADING_MS)
    return page


def opened(page: Page, server: Server, query: str = "?tab=latent&seed=7") -> None:
    page.goto(f"{server.address}/{query}", timeout=LOADING_MS)
    expect(page.locator(WHERE)).to_have_attribute("data-made", "browser", timeout=LOADING_MS)


def opened_alone(page: Page, file: Path, fragment: str = "") -> None:
    page.goto("about:blank")  # a page that still fetches would miss the network
    page.context.set_offline(True)
    page.goto(f"{file.as_uri()}{fragment}", timeout=LOADING_MS)
    wait_for(page)


def wait_for(page: Page, name: str = "", value: str = "") -> None:
    """Wait for a face on the stage; without eval, which the explorer forbids."""
    field = re.compile(f"(^|&){name}={re.escape(value)}(&|$)" if name else ".")
    expect(page.locator(SHOWN)).to_have_attribute("data-shown", field, timeout=LOADING_MS)


def pixels(page: Page) -> np.ndarray:
    """Read the largest scale, which is painted once the page knows where it lies."""
    while not (values := np.array(page.evaluate(LARGEST))).any():
        page.wait_for_timeout(100)
    side = int((values.size / 4) ** 0.5)
    return values.reshape(side, side, 4)[..., :3]


def drag(page: Page, seconds: float = 0.8) -> None:
    slider = page.locator(f"{PANEL} .lp-row[data-kind=attributes][data-key=Smiling] input")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, middle)
    page.mouse.down()
    steps = round(50 * seconds)
    for step in range(steps):
        page.mouse.move(box["x"] + box["width"] * (0.5 + 0.4 * step / steps), middle)
        page.wait_for_timeout(20)
    page.mouse.up()


def answered_reading(page: Page, server: Server) -> dict[str, float]:
    """Ask the server for the probabilities of the attributes of the face on the stage."""
    shown = page.locator(SHOWN).get_attribute("data-shown")
    return page.request.get(f"{server.address}/latent/reading?{shown}").json()["probabilities"]


def test_a_drag_asks_the_server_for_no_picture(page: Page, local_server: Server) -> None:
    opened(page, local_server)
    expect(page.locator(f"{PANEL} .lp-sliders")).to_have_attribute("data-read", re.compile("."))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    drag(page, seconds=3)
    assert not [url for url in asked if "/latent/" in url and "/latent/networks/" not in url]
    value = page.locator(f"{PANEL} .lp-row[data-key=Smiling] input").input_value()
    wait_for(page, "attributes", f"Smiling:{float(value):g}")
    assert not [url for url in asked if "/latent/face" in url or "/latent/sheet" in url]
    page.click(f"{PANEL} [data-way=path]")
    strip = page.locator(f"{PANEL} .lp-strip")
    expect(strip).to_have_attribute("src", BLOB, timeout=LOADING_MS)
    assert not [url for url in asked if "/latent/face" in url or "/latent/sheet" in url]


def test_attributes_are_read_in_the_browser_as_the_slider_moves(page: Page, local_server) -> None:
    opened(page, local_server)
    sliders = page.locator(f"{PANEL} .lp-sliders")
    expect(sliders).to_have_attribute("data-read", "server", timeout=LOADING_MS)
    for _ in range(100):  # until the network has come too
        page.click(f"{PANEL} .lp-new")
        page.wait_for_timeout(500)
        if sliders.get_attribute("data-read") == "browser":
            break
    seed = page.locator(f"{PANEL} .lp-seed input")
    seed.fill("7")  # a face that every run of this test begins with
    seed.press("Enter")
    wait_for(page, "seed", "7")
    before = answered_reading(page, local_server)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    drag(page)
    page.wait_for_timeout(1000)
    assert not [url for url in asked if "/latent/reading" in url]
    expected = answered_reading(page, local_server)
    assert expected["Smiling"] > before["Smiling"]
    found = page.evaluate(READ)
    assert {name: pytest.approx(expected[name], abs=0.03) for name in found} == found


def test_the_switch_leads_to_the_server_and_is_remembered(page: Page, local_server) -> None:
    opened(page, local_server)
    ours = pixels(page)
    with page.expect_request(lambda request: "/latent/face" in request.url):
        page.select_option(f"{WHERE} select", "server")
        page.click(f"{PANEL} .lp-new")
    page.reload()
    wait_for(page)
    expect(page.locator(WHERE)).to_have_attribute("data-made", "server")
    page.goto(f"{local_server.address}/?tab=latent&seed=7")
    wait_for(page)
    wait_for(page, "seed", "7")
    assert np.abs(ours - pixels(page)).max() <= 3


def test_what_waits_when_the_maker_is_switched_comes_from_the_server(page: Page, local_server):
    opened(page, local_server)
    page.click(f"{PANEL} [data-way=grid]")  # 64 faces, made one by one
    page.click(f"{PANEL} .lp-star")  # its picture waits for them
    page.select_option(f"{WHERE} select", "server")
    sheet, star = (page.locator(f"{PANEL} {one}") for one in (".lp-sheet", ".lp-favourites img"))
    expect(sheet).to_have_attribute("src", re.compile("latent/sheet"), timeout=LOADING_MS)
    expect(star).to_have_attribute("src", re.compile("latent/face"))


def test_a_seed_that_is_none_is_refused_and_faces_are_made_here_all_the_same(
    browser: Browser, local_server: Server
) -> None:
    page = patient_context(browser).new_page()  # where a refusal of the server may be logged
    opened(page, local_server)
    seed = page.locator(f"{PANEL} .lp-seed input")
    seed.fill("ab")
    seed.press("Enter")
    expect(page.locator(f"{PANEL} .lp-message")).to_contain_text("seed must be a whole number")
    seed.fill("8")
    seed.press("Enter")
    wait_for(page, "seed", "8")
    expect(page.locator(f"{PANEL} .lp-message")).to_be_hidden()
    expect(page.locator(WHERE)).to_have_attribute("data-made", "browser")
    page.context.close()


def test_without_simd_the_server_makes_the_faces(page: Page, local_server) -> None:
    page.add_init_script("WebAssembly.validate = () => false;")
    page.goto(f"{local_server.address}/?tab=latent&seed=7")
    wait_for(page)
    expect(page.locator(WHERE)).to_contain_text("no WebAssembly with SIMD")
    expect(page.locator(WHERE)).to_have_attribute("data-made", "server")


def test_what_a_browser_needs_is_written_on_first_use(page: Page, fresh_server: Server) -> None:
    page.goto(f"{fresh_server.address}/?tab=latent&seed=7")
    wait_for(page, "seed", "7")
    words = page.locator(f"{WHERE} p")
    expect(words).to_contain_text("writes the generator for your browser")
    expect(page.locator(WHERE)).to_have_attribute("data-made", "server")
    seen = pixels(page)
    expect(page.locator(WHERE)).to_have_attribute("data-made", "browser", timeout=LOADING_MS)
    expect(words).to_contain_text("no face needs the internet")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator(f"{PANEL} .lp-row[data-kind=components] input").first.press("ArrowRight")
    wait_for(page, "components", "0:0.05")
    page.click(f"{PANEL} .lp-undo")
    expect(page.locator(SHOWN)).not_to_have_attribute("data-shown", re.compile("components"))
    assert np.abs(pixels(page) - seen).max() <= 3
    assert not [url for url in asked if "/latent/face" in url]


def test_a_tuned_face_is_made_on_the_server_and_a_plain_one_here_again(
    page: Page, fresh_server: Server, tmp_path: Path
) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (300, 300, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "photo.png")
    opened(page, fresh_server)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.click(f"{PANEL} [role=tab][data-way=photo]")
    page.set_input_files(f"{PANEL} .lp-file", tmp_path / "photo.png")
    page.get_by_role("button", name="Make it more like me").click()
    where = page.locator(WHERE)
    expect(where).to_contain_text("Faces tuned to you are made on the server")
    expect(where).to_have_attribute("data-made", "server")
    expect(where.locator("select")).to_be_disabled()
    page.get_by_role("button", name="Plain generator").click()
    expect(where).to_have_attribute("data-made", "browser")
    expect(where).to_contain_text("no face needs the internet")
    assert not [url for url in asked if "/latent/graphs" in url]


def test_the_explorer_is_handed_out(page: Page, local_server, tmp_path: Path) -> None:
    page.goto(f"{local_server.address}/?tab=latent")
    wait_for(page)
    page.click(f"{PANEL} .lp-more summary")
    with page.expect_download() as waiting:
        page.click(f"{PANEL} .lp-explorer")
    waiting.value.save_as(tmp_path / "explorer.html")
    opened_alone(page, tmp_path / "explorer.html")


def test_the_explorer_makes_the_generators_faces_without_a_network(
    page: Page, explorer: Path, checkpoint: Path, tmp_path: Path
) -> None:
    opened_alone(page, explorer, "#seed=5")
    expected = load_checkpoint(checkpoint).sample([5])[0].astype(int)
    assert np.abs(pixels(page) - expected).max() <= 2
    drag(page)
    value = page.locator(f"{PANEL} .lp-row[data-key=Smiling] input").input_value()
    wait_for(page, "attributes", f"Smiling:{float(value):g}")
    page.click(f"{PANEL} .lp-star")
    expect(page.locator(f"{PANEL} .lp-favourites img")).to_have_attribute(
        "src", BLOB, timeout=LOADING_MS
    )
    page.click(f"{PANEL} .lp-undo")
    without = re.compile("^(?!.*Smiling)")
    expect(page.locator(SHOWN)).to_have_attribute("data-shown", without, timeout=LOADING_MS)
    page.click(f"{PANEL} .lp-more summary")
    with page.expect_download() as waiting:
        page.click(f"{PANEL} .lp-png")
    waiting.value.save_as(tmp_path / "face.png")
    with Image.open(tmp_path / "face.png") as saved:
        assert saved.size == (512, 512)
        assert dict(parse_qsl(saved.text["facegen"]))["seed"] == "5"  # type: ignore[attr-defined]
    seed = page.locator(f"{PANEL} .lp-seed input")
    seed.fill("6")
    seed.press("Enter")
    page.wait_for_url(re.compile(r"#.*seed=6$"))
    page.reload()
    wait_for(page, "seed", "6")


def test_the_explorer_goes_from_a_to_b_mixes_and_shows_64(page: Page, explorer: Path) -> None:
    opened_alone(page, explorer, "#seed=5&seed2=9&blend=lerp&position=1")
    second = pixels(page)
    strip = page.locator(f"{PANEL} .lp-strip")
    expect(strip).to_have_attribute("src", BLOB, timeout=LOADING_MS)
    page.click(f"{PANEL} [data-way=mix]")
    page.locator(f"{PANEL} section[data-way=mix] .lp-wide input").fill("0")
    wait_for(page, "coarse", "0")
    np.testing.assert_allclose(pixels(page), second, atol=2)  # all of it is B's
    page.click(f"{PANEL} [data-way=grid]")
    sheet = page.locator(f"{PANEL} .lp-sheet")
    expect(sheet).to_have_attribute("src", BLOB, timeout=LOADING_MS)
    sheet.click(position={"x": 5, "y": 5})
    wait_for(page, "seed", "0")


@pytest.mark.parametrize("width", [390, 1280])
def test_the_explorer_fits_its_window(browser: Browser, explorer: Path, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme="dark")
    page = context.new_page()
    opened_alone(page, explorer)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(19, 19, 22)"
    box = page.locator(f"{PANEL} .lp-big").bounding_box()
    assert box
    assert box["width"] >= min(width - 40, 384)
    context.close()
