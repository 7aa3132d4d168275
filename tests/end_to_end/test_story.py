"""The Story tab as a newcomer reads it."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, Request, Route, expect

from facegen.answers.story.kept import PICTURE_BYTES
from facegen.answers.story.told import STEPS
from tests.bundled import bundled_faces
from tests.end_to_end.conftest import patient_context, watched_page
from tests.ui.pictures import shown

STAGE = "#story-panel .story-stage"
SHOWN = "#story-panel .story-shown"
PICTURE = "#story-panel .stage-picture img"


@pytest.fixture(scope="module")
def story(browser: Browser, server) -> Iterator[Page]:
    """The story, opened once: nobody reloads it from one step to the next."""
    with watched_page(browser) as page:
        page.goto(server.address)
        answered(page)
        yield page


def section(page: Page, key: str) -> Locator:
    return page.locator(f"#story-{key}")


def answered(page: Page) -> None:
    expect(page.locator(SHOWN)).to_have_attribute("aria-busy", "false")


def test_the_page_opens_on_the_story_and_a_guess_is_answered(story: Page):
    pictures = story.locator("#story-panel .story-grid button")
    expect(pictures).to_have_count(6)
    expect(story.locator("#first-sight")).to_have_count(0)  # or it would lie over a busy stage
    pictures.nth(2).click()
    guess = section(story, "guess")
    expect(guess.locator("[data-verdict=missed]")).to_have_text("✓ All of them")
    expect(guess.locator("[data-verdict=wrong]")).to_have_text("✗ C")
    story.wait_for_url(re.compile("tab=story&step=guess&choice=C"))


def test_scrolling_walks_the_story_and_the_stage_stays(story: Page):
    for step in STEPS:
        section(story, step.key).evaluate("one => one.scrollIntoView()")
        expect(section(story, step.key)).to_have_attribute("data-read", "")
        answered(story)
        expect(story.locator("#story-panel .story-where")).to_contain_text(step.title)
        expect(story.locator(STAGE)).to_be_in_viewport(ratio=0.9)
        expect(section(story, step.key).locator(".story-said")).not_to_contain_text("Working")


def test_on_a_phone_the_stage_stays_on_top_and_leaves_room_to_read(story: Page):
    story.set_viewport_size({"width": 390, "height": 844})
    for step in STEPS:  # all were answered above, so each is shown at once
        section(story, step.key).evaluate("one => one.scrollIntoView()")
        expect(section(story, step.key)).to_have_attribute("data-read", "")
        answered(story)
        box = story.locator(STAGE).bounding_box()
        assert box is not None
        assert box["height"] <= 0.4 * 844 + 1
        assert story.evaluate("document.documentElement.scrollWidth") <= 390
    story.set_viewport_size({"width": 1280, "height": 800})


def test_on_a_phone_the_answer_to_a_guess_comes_into_sight(browser: Browser, server):
    with watched_page(browser, 390, 844, "reduce") as page:
        page.goto(f"{server.address}/?tab=story")
        answered(page)
        guess = section(page, "guess")
        one = guess.get_by_role("button", name="A", exact=True)
        one.evaluate("one => one.scrollIntoView({ block: 'end' })")
        expect(guess.locator(".story-said")).not_to_be_in_viewport()
        one.dispatch_event("click")
        said = guess.get_by_text("None of these people was ever born.")
        expect(said).to_be_in_viewport(ratio=1)
        box, tabs = said.bounding_box(), page.get_by_role("tablist").bounding_box()
        assert box is not None
        assert tabs is not None
        assert box["y"] + box["height"] <= tabs["y"]


def test_the_workbench_opens_on_the_same_face(story: Page):
    ask = section(story, "ask")
    ask.get_by_role("button", name="+ glasses").click()
    story.wait_for_url(re.compile("step=ask&choice=Male,Eyeglasses"))
    expect(story.locator(PICTURE)).to_have_count(1)
    source = story.locator(PICTURE).get_attribute("src")
    ask.get_by_role("link", name="Open in the workbench").click()
    face = story.locator("#average-stage img")
    expect(face).to_have_attribute("alt", re.compile("^Mean of Male [+] Glasses, "))
    np.testing.assert_array_equal(shown(face.get_attribute("src") or ""), shown(source or ""))


def test_the_slider_of_the_average_is_moved_by_keys_and_its_link_brings_it_back(page: Page, server):
    page.goto(f"{server.address}/?tab=story&step=average")
    answered(page)
    slider = section(page, "average").get_by_role("slider")
    expect(slider).to_have_attribute("aria-valuetext", "20")
    slider.focus()
    page.keyboard.press("End")
    said = section(page, "average").locator(".story-said")
    expect(said).to_contain_text(f"All {bundled_faces().manifest.count:,} faces")
    page.wait_for_url(re.compile("step=average&choice=all"))
    picture = page.locator(PICTURE)
    expect(picture).to_have_count(1)
    source = picture.get_attribute("src")
    page.reload()
    expect(picture).to_have_attribute("src", source or "")


def test_whoever_comes_back_from_another_tab_finds_the_step_that_was_read(page: Page, server):
    page.goto(f"{server.address}/?tab=story&step=median")
    median = section(page, "median")
    for way in ("back", "back", "tab"):
        answered(page)
        median.get_by_role("link", name="Open in the workbench").click()
        expect(page.locator("#average-stage img").first).to_be_visible()
        page.wait_for_url(re.compile("tab=average"))
        if way == "back":
            page.go_back()
        else:
            page.locator("[data-tab-id=story]").click()
        expect(median).to_be_in_viewport()
        expect(median).to_have_attribute("data-read", "")
        expect(page.locator(f"{STAGE} .stage-title").first).to_have_text("Left: Mean of all faces")
        page.wait_for_url(re.compile("tab=story&step=median"))


def test_a_step_that_is_slow_holds_up_no_other_and_leaves_the_stage(page: Page, server):
    held: list[Route] = []
    page.route("**/story/view?step=gaussians*", lambda route: held.append(route))
    page.goto(f"{server.address}/?tab=story&step=gaussians")
    expect(page.locator(f"{STAGE} .stage-message")).to_have_text("Working it out …")
    page.locator(".story-on").click()
    answered(page)
    expect(section(page, "classifier").locator(".story-said")).to_contain_text("Smiling: 1")
    page.locator(".story-back").click()
    expect(page.locator(f"{STAGE} .stage-message")).to_have_text("Working it out …")
    for route in held:
        route.continue_()
    answered(page)
    expect(page.locator(PICTURE)).to_have_attribute("alt", re.compile("A Gaussian a pixel"))
    page.unroute_all()


def test_other_tabs_have_their_first_face_before_they_are_opened(page: Page, server):
    asked: list[Request] = []
    page.on("requestfinished", lambda one: asked.append(one))
    page.goto(server.address)
    while sum(map(has_face, asked)) < 2:
        page.wait_for_timeout(200)
    held: list[Route] = []
    page.route("**/gradio_api/**", lambda route: held.append(route))
    for tab, face in (("average", "#average-stage img"), ("pixels", "#pixels-map .map-face")):
        page.locator(f"[data-tab-id={tab}]").click()
        expect(page.locator(face)).to_have_attribute("src", re.compile("^data:image"))
    assert held
    for route in held:
        route.continue_()
    page.unroute_all()


def has_face(request: Request) -> bool:
    """Whether it is one of the page's own events, and was answered with a picture."""
    response = request.response() if "/run/predict" in request.url else None
    return response is not None and "data:image" in response.text()


def test_a_step_that_is_none_is_said_to_be(page: Page, server):
    page.goto(f"{server.address}/?tab=story&step=nowhere")
    expect(page.get_by_text("This link could not be followed.")).to_be_visible()


def test_own_pictures_are_counted_in_the_browser_and_kept_only_if_one_asks(
    browser: Browser, page: Page, server, tmp_path: Path
):
    sent: list[int] = []
    page.on("request", lambda one: sent.append(len(one.post_data_buffer or b"")))
    for name, value in (("dark", 40), ("light", 200)):
        Image.new("RGB", (90, 70), (value, value, value)).save(tmp_path / f"{name}.png")
    with zipfile.ZipFile(tmp_path / "more.zip", "w", zipfile.ZIP_DEFLATED) as more:
        more.write(tmp_path / "light.png", "in/light.png")
        more.writestr("in/notes.txt", "no picture")
    page.goto(f"{server.address}/?tab=story&step=own")
    answered(page)
    files = [tmp_path / name for name in ("dark.png", "light.png", "more.zip")]
    section(page, "own").locator("input[type=file]").first.set_input_files(files)
    step = section(page, "own")
    expect(step.locator(".story-foot")).to_contain_text("Your pictures · 3")
    expect(step.locator(".own-said")).to_contain_text("nothing was sent")
    middle = """image => image.decode().then(() => {
        const canvas = new OffscreenCanvas(1, 1);
        canvas.getContext("2d").drawImage(image, 0, 0, 1, 1);
        return canvas.getContext("2d").getImageData(0, 0, 1, 1).data[0];
    })"""
    assert page.locator(PICTURE).evaluate(middle) == round((40 + 200 + 200) / 3)
    step.get_by_role("button", name="Their median").click()
    expect(page.locator(f"{STAGE} .stage-title")).to_have_text("Their median")
    assert page.locator(PICTURE).evaluate(middle) == 200
    assert max(sent) < PICTURE_BYTES  # of all requests none could hold a picture
    step.get_by_role("button", name="Keep them as a dataset").click()
    expect(step.locator(".own-said")).to_contain_text("3 pictures of 64 px in")
    step.get_by_role("link", name="Train on them").click()
    faces = page.get_by_label("Faces", exact=True)
    expect(faces.locator("option:checked")).to_have_text("Own pictures · 3 real")
    expect(page.get_by_role("button", name="Try it in two minutes")).to_be_visible()
    kept = re.compile(f"[?&]{re.search('store=[^&]+', page.url)[0]}(&|$)")  # type: ignore[index]
    page.locator("[data-tab-id=story]").click()
    expect(page.get_by_role("link", name="Skip the story")).to_have_attribute("href", kept)
    section(page, "turn").evaluate("one => one.scrollIntoView()")
    section(page, "turn").get_by_role("link", name="Open in the workbench").click()
    expect(page.locator("#latent-panel .lp-words")).to_contain_text("px")
    expect(faces.locator("option:checked")).to_have_text("Own pictures · 3 real")
    page.wait_for_url(kept)
    page.go_back()
    section(page, "own").evaluate("one => one.scrollIntoView()")
    step.get_by_role("button", name="Our faces again").click()
    expect(step.locator(".story-foot")).not_to_contain_text("Your pictures")
    other = patient_context(browser).new_page()  # where what is refused meanwhile may be logged
    other.goto(f"{server.address}/?tab=average")
    undo = other.locator("#average-a-chips .chips-undo")
    other.locator("#average-a-chips .chip[data-name=Male]").click()
    expect(undo).to_be_enabled()
    other.get_by_label("Faces", exact=True).select_option(label="Own pictures · 3 real")
    expect(undo).to_be_disabled()  # they have no attributes
    other.context.close()


def test_the_first_answer_shows_faces_before_any_script(browser: Browser, server):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.address)
    expect(page.locator("#first-sight img")).to_have_count(6)
    expect(page.locator("#first-sight")).to_contain_text(STEPS[0].title)
    context.close()
