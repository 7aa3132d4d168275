"""A photo on the Latent tab: looked for, tuned to, and its faces framed by hand."""

import io
import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from facegen.images import enlarge
from facegen.models.checkpoint import load_checkpoint
from facegen.models.places import shipped
from tests.end_to_end.conftest import patient_context
from tests.end_to_end.latent import ONE, PANEL, PIXELS, latent_server, opened, shown, wait_for

__all__ = ["latent_server"]  # a fixture


def test_a_photo_is_looked_for_and_its_nearest_face_shown(page: Page, latent_server, tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (700, 700, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "photo.png")
    opened(page, latent_server)
    page.locator(f"{PANEL} [role=tab][data-way=photo]").click()
    nearest = page.get_by_alt_text("The nearest face so far")
    expect(nearest).to_be_hidden()  # nothing has been looked for, so nothing is framed
    page.locator(f"{PANEL} .lp-file").set_input_files(tmp_path / "photo.png")
    page.wait_for_function(f"{ONE}.dataset.shown.includes('style=')")
    expect(nearest).to_be_visible()
    words = page.locator("#lp-photo-words")
    expect(words).to_contain_text("of 255 levels a pixel")
    (tmp_path / "large.jpg").write_bytes(bytes(13 << 20))
    page.locator(f"{PANEL} .lp-file").set_input_files(tmp_path / "large.jpg")
    expect(words).to_contain_text("has 13 MB, but at most 12 MB")
    expect(nearest).to_be_hidden()  # it is not of the file that is refused


def test_a_photo_s_face_is_of_the_generator_that_was_asked(
    page: Page, latent_server, tmp_path: Path
):
    noise = np.random.default_rng(2).integers(0, 256, (300, 300, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "photo.png")
    opened(page, latent_server)
    page.locator(f"{PANEL} [role=tab][data-way=photo]").click()
    chooser = page.get_by_label("Generator", exact=True)
    other = chooser.locator("option").nth(1).get_attribute("value") or ""
    held: list[Route] = []
    page.route("**/latent/project*", lambda route: held.append(route))
    with page.expect_request(re.compile("latent/project")):
        page.locator(f"{PANEL} .lp-file").set_input_files(tmp_path / "photo.png")
    chooser.select_option(other)
    wait_for(page, checkpoint=other)
    for route in held:
        route.continue_()
    page.wait_for_function(f"{ONE}.dataset.shown.includes('style=')")
    wait_for(page, checkpoint="tiny")
    chooser.select_option(other)
    wait_for(page, checkpoint=other)
    with page.expect_request(re.compile("latent/tune")) as sent:
        page.get_by_role("button", name="Make it more like me").click()
    assert dict(parse_qsl(urlsplit(sent.value.url).query))["checkpoint"] == "tiny"
    page.wait_for_function(f"{ONE}.dataset.shown.includes('checkpoint=tiny%7E')")
    chooser.select_option(other)
    wait_for(page, checkpoint=other)
    page.get_by_role("button", name="Plain generator").click()
    wait_for(page, checkpoint="tiny")


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


def test_a_tuned_face_that_was_forgotten_can_be_made_anew(browser, latent_server, tmp_path: Path):
    noise = np.random.default_rng(3).integers(0, 256, (300, 300, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "photo.png")
    context = patient_context(browser)  # a page where what is refused may be logged
    page = opened(context.new_page(), latent_server)
    page.locator(f"{PANEL} [role=tab][data-way=photo]").click()
    page.locator(f"{PANEL} .lp-file").set_input_files(tmp_path / "photo.png")
    again = page.get_by_role("button", name="Make it more like me")
    again.click()
    page.wait_for_function(f"{ONE}.dataset.shown.includes('%7E')")
    key = shown(page)["checkpoint"]
    address = f"{latent_server.address}/latent/forget"
    assert page.request.post(address, params={"checkpoint": key}).status == 204
    page.locator(f"{PANEL} .lp-undo").click()
    wait_for(page, checkpoint="tiny")
    page.locator(f"{PANEL} .lp-redo").click()
    expect(page.locator(f"{PANEL} .lp-tuning [role=status]")).to_contain_text("let go of your face")
    wait_for(page, checkpoint="tiny")
    again.click()
    page.wait_for_function(f"{ONE}.dataset.shown.includes('%7E')")
    assert shown(page)["checkpoint"] != key
    page.request.post(address, params={"checkpoint": shown(page)["checkpoint"]})
    page.locator(f"{PANEL} .lp-new").click()
    wait_for(page, checkpoint="tiny", style="")
    expect(again).to_be_visible()
    context.close()


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


def test_nothing_of_all_this_was_logged_as_a_crash(latent_server):
    assert "Traceback" not in latent_server.log.read_text()
