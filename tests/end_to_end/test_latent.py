"""The Latent tab as a person uses it, on an untrained generator whose faces differ."""

import base64
import io
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from PIL import Image
from playwright.sync_api import Page, Route, expect

from facegen.answers.face_film import MOST_KEYS, FilmRequest
from facegen.latent.request import FaceRequest
from tests.end_to_end.conftest import patient_context
from tests.end_to_end.latent import (
    ONE,
    PANEL,
    PIXELS,
    SOUND,
    latent_server,
    opened,
    shown,
    wait_for,
)

__all__ = ["latent_server"]  # a fixture


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
    for command in ("Control+0", "Alt+Backspace", "Meta+Delete"):
        page.keyboard.press(command)
    slider.press("ArrowRight")
    wait_for(page, components="1:0.1")
    page.locator(f"{PANEL} .lp-reset").click()
    wait_for(page, components="", seed="16")


def test_new_faces_are_those_that_hold_together_unless_a_person_wants_any(
    page: Page, latent_server
):
    opened(page, latent_server)
    only = page.get_by_label("New faces only from those that hold together")
    expect(only).to_be_checked()
    page.get_by_text("Which are these?").click()
    expect(page.locator(f"{PANEL} .lp-sound p")).to_contain_text("the 586 it is surest of")
    assert {seed % SOUND for seed in new_seeds(page, 6)} == {0}
    only.uncheck()
    assert max(new_seeds(page, 6)) >= 4096
    opened(page, latent_server)
    expect(only).not_to_be_checked()
    page.locator(f"{PANEL} [data-way=path]").first.click()
    only.check()
    page.locator(f"{PANEL} .lp-end button", has_text="New").last.click()
    page.wait_for_function(
        f"(seed => seed && +seed < 4096)(new URLSearchParams({ONE}?.dataset.shown).get('seed2'))"
    )
    assert int(shown(page)["seed2"]) % SOUND == 0


def new_seeds(page: Page, count: int) -> list[int]:
    """Ask for new faces; return their seeds."""
    seeds = []
    for _ in range(count):
        before = shown(page)["seed"]
        page.locator(f"{PANEL} .lp-new").click()
        page.wait_for_function(
            f"(seed) => new URLSearchParams({ONE}?.dataset.shown).get('seed') !== seed", arg=before
        )
        seeds.append(int(shown(page)["seed"]))
    return seeds


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


def test_beside_a_to_b_what_was_chosen_stays_and_so_does_the_focus(page: Page, latent_server):
    opened(page, latent_server, "?tab=latent&seed=1&seed2=2&blend=lerp&position=0.5")
    part = page.locator(f"{PANEL} section[data-way=path]")
    part.get_by_text("Download as a film").click()
    part.get_by_label("Length").select_option("16")
    kind = part.get_by_label("Kind of path")
    kind.focus()
    kind.select_option("slerp")
    wait_for(page, blend="slerp")
    expect(kind).to_be_focused()
    expect(part.get_by_label("Length")).to_be_visible()
    expect(part.get_by_label("Length")).to_have_value("16")


def test_of_many_favourites_the_newest_that_a_film_takes_are_sent(page: Page, latent_server):
    favourites = [favourite("tiny", seed) for seed in range(MOST_KEYS + 6)]
    page.add_init_script(
        f"localStorage.setItem('facegen-latent-favourites', '{json.dumps(favourites)}')"
    )
    opened(page, latent_server, "?tab=latent&seed=1&seed2=2&blend=lerp")
    part = page.locator(f"{PANEL} section[data-way=path]")
    part.get_by_text("Download as a film").click()
    part.get_by_label("Course of the film").select_option("favourites")
    page.route("**/latent/film", lambda route: route.fulfill(body=""))
    with page.expect_request(re.compile("latent/film")) as sent:
        part.get_by_role("button", name="Download film").click()
    asked = FilmRequest.read(json.loads(sent.value.post_data or ""))
    assert [key.seed for key in asked.keys] == list(range(MOST_KEYS))
    expect(part.locator("[role=status]")).to_contain_text(f"newest {MOST_KEYS}")


def favourite(checkpoint: str, seed: int) -> dict[str, Any]:
    """Return a favourite as the page keeps it."""
    offsets = {name: {} for name in ("components", "attributes", "coordinates")}
    face = {"seed": str(seed), "truncation": 1, **offsets}
    return {"checkpoint": checkpoint, "face": face, "other": None, "blend": ""}


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
    sheet.press("ArrowDown")
    wait_for(page, seed="74")
    expect(sheet).to_be_focused()
    page.keyboard.press("ArrowLeft")
    wait_for(page, seed="73")


def test_favourites_outlive_the_page(page: Page, latent_server):
    opened(page, latent_server, "?tab=latent&seed=12")
    star = page.locator(f"{PANEL} .lp-star")
    expect(star).to_have_attribute("aria-pressed", "false")
    star.click()
    expect(star).to_have_attribute("aria-pressed", "true")
    opened(page, latent_server)
    expect(page.locator(f"{PANEL} .lp-favourites img")).to_have_count(1)
    expect(star).to_have_text("☆ Keep")
    page.locator(f"{PANEL} .lp-favourites button").first.click()
    wait_for(page, seed="12")
    expect(star).to_have_text("★ Keep")
    forget = page.locator(f"{PANEL} .lp-drop-favourite")
    page.mouse.move(0, 0)
    page.locator(f"{PANEL} .lp-new").focus()
    expect(forget).to_have_css("opacity", "0")
    page.locator(f"{PANEL} .lp-favourites img").hover()
    expect(forget).to_have_css("opacity", "1")
    star.click()
    expect(page.locator(f"{PANEL} .lp-favourites img")).to_have_count(0)
    expect(star).to_have_attribute("aria-pressed", "false")


def test_what_is_unfolded_leaves_its_summary_under_the_hand(page: Page, latent_server):
    opened(page, latent_server)
    more = page.locator(f"{PANEL} .lp-more summary")
    before = more.bounding_box()
    more.click()
    expect(page.locator(f"{PANEL} .lp-png")).to_be_visible()
    assert more.bounding_box() == before
    more.click()
    expect(page.locator(f"{PANEL} .lp-png")).to_be_hidden()


def test_a_generator_is_said_to_be_opening_as_soon_as_it_is_chosen(page: Page, latent_server):
    opened(page, latent_server)
    held: list[Route] = []
    page.route("**/latent/model*", lambda route: held.append(route))
    chooser = page.get_by_label("Generator", exact=True)
    other = chooser.locator("option").nth(1)
    chooser.select_option(other.get_attribute("value") or "")
    message = page.locator(f"{PANEL} .lp-message")
    expect(message).to_have_text(f"Opening {other.text_content()}…")
    for route in held:
        route.continue_()
    expect(message).to_be_hidden()


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
