"""The Latent tab as a person uses it, on an untrained generator whose faces differ."""

import base64
import io
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest
import torch
from gradio_client import Client
from gradio_client.exceptions import AppError
from PIL import Image
from playwright.sync_api import Page, expect

from facegen.images import enlarge
from facegen.latent.request import FaceRequest
from facegen.models.checkpoint import load_checkpoint, save_checkpoint
from facegen.models.latents import latents_of
from facegen.models.msg_gan import Generator, MsgGanConfig
from facegen.models.places import shipped
from tests.end_to_end.conftest import Server, patient_context

PANEL = "#latent-panel"
ONE = "document.querySelector('#latent-panel[data-shown], #latent-panel [data-shown]')"
PIXELS = """() => { const canvas = [...document.querySelectorAll('.lp-scales canvas')].at(-1);
  return canvas.toDataURL(); }"""


@pytest.fixture(scope="module")
def latent_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    torch.manual_seed(0)
    model = Generator(MsgGanConfig(generator_channels=(24, 24, 16, 8), latent_dim=16)).eval()
    with torch.no_grad():
        model.mean_style.copy_(model.style(latents_of(range(100), 16)).mean(0))
    home = tmp_path_factory.mktemp("home")
    save_checkpoint(home / "tiny", model, "card")
    running = Server(home, FACEGEN_STORE="", FACEGEN_CHECKPOINT=str(home / "tiny"))
    running.wait()
    yield running
    running.stop()


def opened(page: Page, server: Server, query: str = "?tab=latent") -> Page:
    page.add_init_script("localStorage.setItem('facegen-latent-made', 'server')")
    page.goto(f"{server.address}/{query}")
    expect(page.locator(PANEL).locator("css=.lp-words")).to_contain_text("px")
    page.wait_for_function(ONE)
    return page


def shown(page: Page) -> dict[str, str]:
    """Return the fields of the face that is on the stage."""
    return dict(parse_qsl(page.evaluate(f"{ONE}.dataset.shown")))


def wait_for(page: Page, **fields: str) -> None:
    """Wait until a face with these fields is on the stage."""
    page.wait_for_function(
        f"""(fields) => {{ const now = new URLSearchParams({ONE}?.dataset.shown);
        return Object.entries(fields).every(([key, value]) =>
          (now.get(key) || '') === value); }}""",
        arg=fields,
    )


def test_the_tab_opens_with_a_face_on_the_stage(page: Page, latent_server):
    opened(page, latent_server, "?tab=latent&__theme=light")
    assert shown(page) == {"checkpoint": "tiny", "seed": "16", "truncation": "0.7"}
    expect(page.locator(f"{PANEL} .lp-scales canvas")).to_have_count(4)
    box = page.locator(f"{PANEL} .lp-big").bounding_box()
    assert box is not None
    assert box["width"] >= 384


def test_a_dragged_slider_ends_on_the_value_it_was_let_go_at(page: Page, latent_server):
    opened(page, latent_server)
    before = page.evaluate(PIXELS)
    slider = page.locator(f"{PANEL} .lp-row[data-kind=components] input").first
    box = slider.bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, middle)
    page.mouse.down()
    for i in range(60):
        page.mouse.move(box["x"] + box["width"] * (0.5 + 0.45 * ((i * 7) % 60) / 60), middle)
    page.mouse.move(box["x"] + box["width"] * 0.8, middle)
    page.mouse.up()
    value = slider.input_value()
    assert float(value) > 1
    wait_for(page, components=f"0:{float(value):g}")
    assert page.evaluate(PIXELS) != before
    slider.dblclick()
    wait_for(page, components="")
    assert page.evaluate(PIXELS) == before


def test_keys_undo_and_reset(page: Page, latent_server):
    opened(page, latent_server)
    slider = page.locator(f"{PANEL} .lp-row[data-kind=components] input").nth(1)
    slider.focus()
    page.keyboard.press("ArrowRight")
    wait_for(page, components="1:0.05")
    page.locator(f"{PANEL} .lp-undo").click()
    wait_for(page, components="")
    page.locator(f"{PANEL} .lp-redo").click()
    wait_for(page, components="1:0.05")
    slider.focus()
    page.keyboard.press("Control+z")
    wait_for(page, components="")
    page.keyboard.press("Control+Shift+z")
    wait_for(page, components="1:0.05")
    page.locator(f"{PANEL} .lp-reset").click()
    wait_for(page, components="", seed="16")


def test_a_link_brings_the_whole_state_back(page: Page, latent_server):
    query = "?tab=latent&seed=5&truncation=0.6&components=0:1.5,2:-2&coordinates=3:0.5"
    opened(page, latent_server, query)
    fields = shown(page)
    expect(page.locator(f"{PANEL} .lp-seed input")).to_have_value("5")
    page.wait_for_url(re.compile("checkpoint=tiny.*components=0:1.5,2:-2"))
    again = dict(parse_qsl(urlsplit(page.url).query))
    assert again.pop("tab") == "latent"
    assert FaceRequest.read(again) == FaceRequest.read(fields)
    picture = page.evaluate(PIXELS)
    opened(page, latent_server, f"?{urlsplit(page.url).query}")
    wait_for(page, seed="5")
    assert page.evaluate(PIXELS) == picture


def test_a_saved_picture_opens_as_its_face(page: Page, latent_server, tmp_path: Path):
    opened(page, latent_server, "?tab=latent&seed=7&components=1:2")
    page.locator(f"{PANEL} .lp-more summary").click()
    with page.expect_download() as saved:
        page.locator(f"{PANEL} .lp-png").click()
    path = tmp_path / "face.png"
    saved.value.save_as(path)
    assert saved.value.suggested_filename == "tiny-seed7.png"
    with Image.open(path) as picture:
        assert picture.size == (512, 512)
    opened(page, latent_server)
    data = page.evaluate_handle(
        """(bytes) => { const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], 'face.png', { type: 'image/png' }));
        return data; }""",
        list(path.read_bytes()),
    )
    page.dispatch_event(f"{PANEL} .lp-big", "drop", {"dataTransfer": data})
    wait_for(page, seed="7", components="1:2")


def test_from_a_to_b_and_a_mix(page: Page, latent_server):
    opened(page, latent_server, "?tab=latent&seed=1&seed2=2&blend=lerp&position=0.5")
    strip = page.locator(f"{PANEL} .lp-strip")
    expect(strip).to_be_visible()
    page.wait_for_function("document.querySelector('.lp-strip').complete")
    strip.scroll_into_view_if_needed()
    box = strip.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] - 4, box["y"] + box["height"] / 2)
    wait_for(page, position="1")
    page.locator(f"{PANEL} [role=tab][data-way=mix]").click()
    wait_for(page, blend="mix", coarse="2")
    page.get_by_role("button", name="Go on from this face").click()
    page.wait_for_function(f"{ONE}.dataset.shown.includes('style=')")
    assert "blend" not in shown(page)


def test_a_second_face_is_seen_as_the_first_is(page: Page, latent_server):
    opened(page, latent_server, "?tab=latent&seed=1&truncation=0.6")
    page.locator(f"{PANEL} [role=tab][data-way=path]").click()
    wait_for(page, blend="lerp", truncation="0.6", truncation2="0.6")


def test_a_click_on_the_sheet_opens_that_face(page: Page, latent_server):
    opened(page, latent_server, "?tab=latent&seed=70")
    page.locator(f"{PANEL} [role=tab][data-way=grid]").click()
    sheet = page.locator(f"{PANEL} .lp-sheet")
    page.wait_for_function("document.querySelector('.lp-sheet')?.naturalWidth === 256")
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 2.5 / 8, box["y"] + box["height"] * 0.5 / 8)
    wait_for(page, seed="66")


def test_favourites_outlive_the_page(page: Page, latent_server):
    opened(page, latent_server, "?tab=latent&seed=12")
    page.locator(f"{PANEL} .lp-star").click()
    opened(page, latent_server)
    expect(page.locator(f"{PANEL} .lp-favourites img")).to_have_count(1)
    page.locator(f"{PANEL} .lp-favourites button").first.click()
    wait_for(page, seed="12")


def test_the_panel_fits_a_phone(browser, latent_server):
    context = patient_context(browser, viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    opened(page, latent_server)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    slider = page.locator(f"{PANEL} .lp-row[data-kind=components] input").last
    slider.scroll_into_view_if_needed()
    page.evaluate("window.scrollBy(0, 200)")
    face = page.locator(f"{PANEL} .lp-frame").bounding_box()
    assert face is not None
    assert face["y"] >= 0  # the face stays in sight of the hand
    context.close()


@pytest.mark.parametrize("query", ["seed=x", "truncation=nan", "checkpoint=elsewhere", "blend=no"])
def test_a_link_with_nonsense_says_so(page: Page, latent_server, query: str):
    page.goto(f"{latent_server.address}/?tab=latent&{query}")
    expect(page.get_by_text("This link could not be followed.")).to_be_visible()


def test_a_photo_is_looked_for_and_its_nearest_face_shown(page: Page, latent_server, tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (700, 700, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "photo.png")
    opened(page, latent_server)
    page.locator(f"{PANEL} [role=tab][data-way=photo]").click()
    page.locator(f"{PANEL} .lp-file").set_input_files(tmp_path / "photo.png")
    page.wait_for_function(f"{ONE}.dataset.shown.includes('style=')")
    expect(page.locator("#lp-photo-words")).to_contain_text("of 255 levels a pixel")


def test_a_tuned_face_is_switched_saved_and_opened_again(page: Page, latent_server, tmp_path: Path):
    noise = np.random.default_rng(1).integers(0, 256, (700, 700, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "photo.png")
    opened(page, latent_server)
    page.locator(f"{PANEL} [role=tab][data-way=photo]").click()
    page.locator(f"{PANEL} .lp-file").set_input_files(tmp_path / "photo.png")
    page.get_by_role("button", name="Make it more like me").click()
    status = page.locator(f"{PANEL} .lp-tuning [role=status]")
    expect(status).to_contain_text("Nearer to you: from")
    page.wait_for_function(f"{ONE}.dataset.shown.includes('%7E')")
    tuned = page.evaluate(PIXELS)
    page.get_by_role("button", name="Plain generator").click()
    wait_for(page, checkpoint="tiny")
    assert page.evaluate(PIXELS) != tuned
    page.get_by_role("button", name="Tuned to me").click()
    page.wait_for_function(f"{ONE}.dataset.shown.includes('%7E')")
    assert page.evaluate(PIXELS) == tuned
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save my face").click()
    assert saved.value.suggested_filename == "my-face.safetensors"
    content = Path(saved.value.path()).read_bytes()
    opened(page, latent_server)
    data = page.evaluate_handle(
        """(bytes) => { const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], 'my-face.safetensors'));
        return data; }""",
        list(content),
    )
    page.dispatch_event(f"{PANEL} .lp-big", "drop", {"dataTransfer": data})
    expect(status).to_contain_text("Your face is open again")
    page.wait_for_function(f"{ONE}.dataset.shown.includes('%7E')")
    assert page.evaluate(PIXELS) == tuned


@pytest.fixture(scope="module")
def two_faces() -> tuple[bytes, list[tuple[float, float]]]:
    """Return a picture with two made-up faces, and where their middles are."""
    (folder,) = (place for place in shipped() if (place / "encoder").is_dir())
    generator = load_checkpoint(folder)
    photo = np.full((420, 900, 3), 128, np.uint8)
    places = [(60, 80), (500, 120)]
    for (left, top), face in zip(places, generator.sample([4, 7], 0.4), strict=True):
        photo[top : top + 240, left : left + 240] = enlarge(face, 240)
    buffer = io.BytesIO()
    Image.fromarray(photo).save(buffer, "PNG")
    return buffer.getvalue(), [(left + 120, top + 120) for left, top in places]


def test_of_several_faces_in_a_pasted_photo_one_is_chosen_by_a_click(
    page: Page, latent_server, two_faces
):
    content, middles = two_faces
    opened(page, latent_server)
    page.evaluate(
        """(bytes) => { const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], 'photo.png', { type: 'image/png' }));
        document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data })); }""",
        list(content),
    )
    status = page.locator("#lp-photo-words")
    expect(status).to_contain_text("2 faces were found")
    canvas = page.locator(f"{PANEL} .lp-photo")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    (x, y) = middles[1]
    with page.expect_request(re.compile("latent/project")) as sent:
        page.mouse.click(box["x"] + box["width"] * x / 900, box["y"] + box["height"] * y / 420)
    assert square_of(sent.value.url)[:2] == pytest.approx((x, y), abs=25)
    page.wait_for_function(f"{ONE}.dataset.shown.includes('style=')")


def test_faces_are_chosen_by_keys_and_the_frame_is_turned_by_its_corner(
    page: Page, latent_server, two_faces, tmp_path: Path
):
    content, middles = two_faces
    (tmp_path / "photo.png").write_bytes(content)
    opened(page, latent_server)
    page.click(f"{PANEL} [role=tab][data-way=photo]")
    page.locator(f"{PANEL} .lp-file").set_input_files(tmp_path / "photo.png")
    photo = page.get_by_role("img", name="face 1 of 2")
    expect(photo).to_be_visible()
    next_one = page.get_by_role("button", name="Next face")
    next_one.press("Enter")
    next_one.press("Enter")
    next_one.press("Enter")
    photo = page.get_by_role("img", name="face 2 of 2")
    with page.expect_request(re.compile("latent/project")) as sent:
        photo.press("Enter")
    x, y, side, turn = square_of(sent.value.url)
    assert any((x, y) == pytest.approx(middle, abs=25) for middle in middles)
    page.wait_for_function(f"{ONE}.dataset.shown.includes('style=')")
    photo.scroll_into_view_if_needed()
    box = photo.bounding_box()
    assert box is not None
    scale = box["width"] / 900
    place = box["x"] + x * scale, box["y"] + y * scale
    half = side * scale / 2
    page.mouse.move(place[0] + half, place[1] - half)  # its corner, if it is upright
    page.mouse.down()
    page.mouse.move(place[0] + half, place[1] + half, steps=5)
    page.mouse.up()
    with page.expect_request(re.compile("latent/project")) as sent:
        page.get_by_role("button", name="Look for this face").click()
    later = square_of(sent.value.url)
    assert later[:2] == pytest.approx((x, y), abs=0.1)
    assert later[3] - turn == pytest.approx(90, abs=1)
    assert later[2] == pytest.approx(side, rel=0.02)


def test_a_finger_on_the_frame_drags_it_and_beside_it_scrolls(browser, latent_server, tmp_path):
    Image.new("RGB", (800, 400), (90, 120, 90)).save(tmp_path / "nobody.png")
    context = patient_context(
        browser, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = opened(context.new_page(), latent_server)
    page.click(f"{PANEL} [role=tab][data-way=photo]")
    page.locator(f"{PANEL} .lp-file").set_input_files(tmp_path / "nobody.png")
    status = page.locator("#lp-photo-words")
    expect(status).to_contain_text("No face was found")
    expect(status).to_contain_text("of 255 levels a pixel")
    photo = page.locator(f"{PANEL} .lp-photo")
    photo.evaluate("(photo) => photo.scrollIntoView({ block: 'center' })")
    box = photo.bounding_box()
    assert box is not None
    fingers = context.new_cdp_session(page)

    def swipe(share: float) -> None:
        """From a place of the photo up by 40 pixels."""
        x, y = box["x"] + share * box["width"], box["y"] + box["height"] / 2
        for kind, moved in (("touchStart", 0), *(("touchMove", i) for i in range(4, 41, 4))):
            points = [{"x": x, "y": y - moved}]
            fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    before = page.evaluate("scrollY")
    swipe(0.5)
    assert page.evaluate("scrollY") == before
    with page.expect_request(re.compile("latent/project")) as sent:
        page.get_by_role("button", name="Look for this face").tap()
    x, y, side, _ = square_of(sent.value.url)
    assert (x, side) == pytest.approx((400, 400), abs=2)
    assert y == pytest.approx(200 - 40 * 800 / box["width"], abs=12)
    photo.evaluate("(photo) => photo.scrollIntoView({ block: 'center' })")
    before = page.evaluate("scrollY")
    swipe(0.02)
    page.wait_for_function(f"scrollY > {before}")
    context.close()


def square_of(url: str) -> tuple[float, ...]:
    return tuple(map(float, dict(parse_qsl(urlsplit(url).query))["square"].split(",")))


def test_a_mean_face_is_sent_from_the_average_faces_tab(page: Page, latent_server):
    page.goto(f"{latent_server.address}/?with=Smiling")
    expect(page.locator("#average-stage .stage-caption")).to_contain_text("faces")
    page.locator("#average-send").click()
    page.wait_for_function(f"{ONE}?.dataset.shown.includes('style=')")
    expect(page.locator("#lp-photo-words")).to_contain_text("Smiling")


@pytest.fixture(scope="module")
def client(latent_server) -> Client:
    return Client(latent_server.address, verbose=False, analytics_enabled=False)


def picture(answer: dict) -> np.ndarray:
    with Image.open(io.BytesIO(base64.b64decode(answer["image"].split(",")[1]))) as image:
        return np.asarray(image.convert("RGB"))


def test_the_endpoints_make_edit_and_interpolate(client):
    made = client.predict(5, 0.8, api_name="/generate")
    assert picture(made).shape == (32, 32, 3)
    assert made["face"] == "seed=5&truncation=0.8"
    edited = client.predict(face=made["face"], components={"0": 2}, size=128, api_name="/edit")
    assert picture(edited).shape == (128, 128, 3)
    assert edited["face"] == "seed=5&truncation=0.8&components=0:2"
    way = client.predict(made["face"], edited["face"], 3, api_name="/interpolate")
    assert len(way) == 3
    np.testing.assert_array_equal(picture(way[0]), picture(made))


def test_a_photo_sent_to_the_endpoint_is_found_nearly(client):
    made = client.predict(5, api_name="/generate")
    found = client.predict(made["image"], 20, api_name="/project")
    assert found["pixels"] < 128
    assert picture(found).shape == (32, 32, 3)
    assert found["face"].startswith("style=")


@pytest.mark.parametrize(
    ("name", "values", "sentence"),
    [
        ("generate", (-1,), "seed must be"),
        ("generate", (0, 9), "truncation must be"),
        ("generate", (0, 1, "elsewhere"), "no checkpoint 'elsewhere'"),
        ("generate", (0, 1, "", 10**6), "size must be"),
        ("edit", ("seed=x",), "seed must be"),
        ("edit", ("truncaton=0.2",), "did you mean 'truncation'"),
        ("edit", ("Seed=7",), "did you mean 'seed'"),
        ("edit", ("seed=7&seed=8",), "given twice"),
        ("edit", ("seed=1", {"Smiling": 1}), "no attribute directions"),
        ("edit", ("seed=1", None, {"99": 1}), "components 0 to 15"),
        ("edit", ("seed=1", None, {"0": 1e9}), "components 0 must be"),
        ("project", ("no picture",), "base64"),
        ("project", ("AAAA",), "is not a JPEG"),
        ("project", ("AAAA", -1), "steps must be"),
        ("interpolate", ("seed=1", "seed=2", 10**6), "steps must be"),
        ("interpolate", ("seed=1", "seed=2", 3, "jump"), "path must be lerp or slerp"),
    ],
)
def test_an_endpoint_answers_nonsense_with_a_sentence(client, name, values, sentence):
    with pytest.raises(AppError, match=sentence):
        client.predict(*values, api_name=f"/{name}")


def test_nothing_of_all_this_was_logged_as_a_crash(latent_server):
    assert "Traceback" not in latent_server.log.read_text()
