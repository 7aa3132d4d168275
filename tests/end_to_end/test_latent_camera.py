"""The camera of the Latent tab: Chromium's own fake one, which plays a face of nobody."""

import io
import re
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Request, expect

from facegen.images import enlarge
from facegen.models.checkpoint import load_checkpoint
from facegen.models.places import shipped
from tests.end_to_end.conftest import Server, patient_context
from tests.serving import chromium

pytestmark = pytest.mark.browser

PANEL = "#latent-panel"
PHOTO = f"{PANEL} section[data-way=photo]"
LEVELS = """() => { const canvas = document.querySelector('.lp-camera-face');
  return [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]; }"""


@pytest.fixture(scope="module")
def face() -> np.ndarray:
    """A face of a generator that ships, which its encoder knows."""
    folder = next(folder for folder in shipped() if (folder / "encoder").is_dir())
    return load_checkpoint(folder).sample([4], 0.5)[0]


@pytest.fixture(scope="module")
def looking(face: np.ndarray, browser: Browser, tmp_path_factory) -> Iterator[Browser]:
    """A browser whose camera sees the face."""
    picture = np.full((480, 640, 3), (120, 130, 110), np.uint8)
    picture[100:340, 220:460] = enlarge(face, 240)
    film = tmp_path_factory.mktemp("camera") / "face.mjpeg"
    content = io.BytesIO()
    Image.fromarray(picture).save(content, "JPEG", quality=95)
    film.write_bytes(content.getvalue() * 2)
    one = browser.browser_type.launch(
        **chromium(
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
            "--use-fake-ui-for-media-stream",  # a person who allows it
        )
    )
    yield one
    one.close()


@pytest.fixture(scope="module")
def forbidden(browser: Browser) -> Iterator[Browser]:
    """A browser whose person does not allow the camera."""
    one = browser.browser_type.launch(
        **chromium("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream=deny")
    )
    yield one
    one.close()


@pytest.fixture
def page(request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page in the browser that the test names, else in that which sees the face."""
    looks: Browser = request.getfixturevalue(getattr(request, "param", "looking"))
    context = patient_context(looks, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    context.close()
    assert not problems


def started(page: Page, server: Server, made: str) -> list[str]:
    """Open the camera where it is allowed, and return what is sent to the server from then on."""
    page.add_init_script(f"localStorage.setItem('facegen-latent-made', '{made}')")
    opened(page, server)
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.url if asked.method == "POST" else ""))
    page.get_by_role("button", name="Use the camera").click()
    nearest = page.locator(f"{PHOTO} .lp-camera-face")
    expect(nearest).to_have_attribute("data-faces", re.compile(r"\d\d"))
    return sent


def opened(page: Page, server: Server) -> None:
    page.goto(f"{server.address}/?tab=latent")
    expect(page.locator(f"{PANEL} .lp-words")).to_contain_text("px")
    page.click(f"{PANEL} [role=tab][data-way=photo]")


def test_no_picture_leaves_a_browser_that_can_look_itself(page: Page, server: Server, face) -> None:
    sent = started(page, server, "browser")
    expect(page.locator(f"{PHOTO} [role=status]").first).to_contain_text("none leaves it")
    expect(page.locator(f"{PHOTO} .lp-camera-light")).to_be_visible()
    assert not [url for url in sent if "/latent/" in url]
    found = np.array(page.evaluate(LEVELS)).reshape(*face.shape[:2], 4)[..., :3]
    grey = np.full_like(found, round(face.mean()))
    assert np.abs(found - face).mean() < 0.6 * np.abs(grey - face).mean()
    page.click(f"{PHOTO} .lp-camera-view")
    status = page.locator(f"{PHOTO} [role=status]")
    expect(status.nth(1)).to_contain_text("of 255 levels a pixel")
    assert [url for url in sent if "/latent/faces" in url]
    assert not page.evaluate("document.querySelector('.lp-camera video').srcObject")


def test_a_camera_whose_generator_is_put_away_stops_and_says_so(page: Page, server: Server) -> None:
    started(page, server, "browser")
    page.select_option(f"{PANEL} .lp-where select", "server")
    expect(page.locator(f"{PHOTO} [role=status]").first).to_contain_text("start again")
    expect(page.get_by_role("button", name="Use the camera")).to_be_visible()
    assert not page.evaluate("document.querySelector('.lp-camera video').srcObject")


def test_through_the_server_one_picture_is_on_its_way_at_a_time(page: Page, server: Server) -> None:
    going: list[int] = []
    most: list[int] = []

    def asked(request: Request) -> None:
        if "/latent/glance" in request.url:
            going.append(1)
            most.append(len(going))

    def answered(request: Request) -> None:
        if "/latent/glance" in request.url:
            going.pop()

    page.on("request", asked)
    page.on("requestfinished", answered)
    page.on("requestfailed", answered)
    started(page, server, "server")
    expect(page.locator(f"{PHOTO} [role=status]").first).to_contain_text("sent to this server")
    assert max(most) == 1
    page.click(f"{PANEL} [role=tab][data-way=sliders]")
    page.click(f"{PANEL} [role=tab][data-way=photo]")
    expect(page.get_by_role("button", name="Use the camera")).to_be_visible()
    assert not page.evaluate("document.querySelector('.lp-camera video').srcObject")


@pytest.mark.parametrize("page", ["forbidden"], indirect=True)
def test_a_camera_that_is_not_allowed_is_not_used(page: Page, server: Server) -> None:
    opened(page, server)
    page.get_by_role("button", name="Use the camera").click()
    status = page.locator(f"{PHOTO} [role=status]").first
    expect(status).to_contain_text("not allowed")
    expect(page.get_by_role("button", name="Use the camera")).to_be_visible()
