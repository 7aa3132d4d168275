"""The page around the tabs: its head, one population for all of it, Back, and links into it."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.end_to_end.conftest import Server, patient_context, watched_page
from tests.serving import listening

HEAD = "#head"
ASKED = f"{HEAD} .head-asked span"
AVERAGE = "#average-stage .stage-title"
MALE = "#average-a-chips .chip[data-name=Male]"
TABS = ("Story", "Average faces", "Pixels", "Latent", "Training")


@pytest.fixture(scope="module")
def visit(browser: Browser, server) -> Iterator[Page]:
    """One visit, which the tests below go through in their order."""
    with watched_page(browser) as page:
        page.goto(f"{server.address}/?tab=average")
        expect(page.locator(AVERAGE)).to_have_text("Mean of all faces")
        yield page


def go_to(page: Page, tab: str) -> None:
    page.get_by_role("tab", name=tab, exact=True).click()


def test_the_head_is_one_line_that_says_whose_faces_these_are(visit: Page, bundled):
    box = visit.locator(HEAD).bounding_box()
    assert box is not None
    assert box["height"] <= 50
    faces = visit.get_by_role("combobox", name="Faces", exact=True)
    assert f"{bundled.count:,}" in faces.locator("option:checked").inner_text()
    why = visit.locator(f"{HEAD} .head-notice")
    expect(why.locator("p")).to_be_hidden()
    why.get_by_text("These faces belong to nobody. Why?").click()
    expect(why.locator("p")).to_have_text(bundled.manifest.notice)
    visit.keyboard.press("Escape")
    expect(why.locator("p")).to_be_hidden()


def test_a_visit_to_a_tab_is_one_step(visit: Page):
    visit.wait_for_load_state("networkidle")
    assert visit.url.endswith("?tab=average")
    assert visit.evaluate("history.length") == 2  # the empty page before it, and this one


def test_the_keyboard_reaches_the_chooser_of_faces(visit: Page):
    visit.locator(f"{HEAD} summary").focus()
    visit.keyboard.press("Shift+Tab")
    assert visit.evaluate("document.activeElement.getAttribute('aria-label')") == "Faces"


def test_a_question_holds_from_tab_to_tab_and_the_head_says_it(visit: Page):
    visit.locator(MALE).click()
    expect(visit.locator(AVERAGE)).to_have_text("Mean of Male")
    expect(visit.locator(ASKED)).to_contain_text(re.compile(r"^Male: [\d,]+ of [\d,]+$"))
    go_to(visit, "Pixels")
    words = visit.locator("#pixels-map .map-words")
    expect(words).to_contain_text("Mean of Male")
    visit.wait_for_url(re.compile("tab=pixels&with=Male&"))


def test_back_and_forward_go_through_tabs_and_questions(visit: Page):
    visit.go_back()
    expect(visit.locator(AVERAGE)).to_be_visible()
    expect(visit.locator(AVERAGE)).to_have_text("Mean of Male")
    visit.go_back()
    expect(visit.locator(AVERAGE)).to_have_text("Mean of all faces")
    expect(visit.locator(MALE)).to_have_attribute("aria-pressed", "false")
    expect(visit.locator(f"{HEAD} .head-asked")).to_be_hidden()
    visit.go_forward()
    expect(visit.locator(AVERAGE)).to_have_text("Mean of Male")
    assert re.search(r"\?tab=average&with=Male$", visit.url)


def test_of_two_steps_back_the_second_one_s_face_stays_though_the_first_one_s_is_late(
    page: Page, server
):
    page.goto(f"{server.address}/?tab=average")
    expect(page.locator(AVERAGE)).to_have_text("Mean of all faces")
    page.locator(MALE).click()
    expect(page.locator(AVERAGE)).to_have_text("Mean of Male")
    go_to(page, "Pixels")
    page.wait_for_url(re.compile("tab=pixels&with=Male&"))
    page.wait_for_load_state("networkidle")
    late: list[Route] = []

    def answer(route: Route) -> None:
        asked = json.loads(route.request.post_data or "{}")["data"]
        of_men = len(asked) > 3 and {"required": ["Male"], "excluded": []} in asked[:3]
        if of_men:
            late.append(route)
        else:
            route.continue_()

    page.route("**/run/predict*", answer)
    page.go_back()
    while not late:
        page.wait_for_timeout(50)
    page.go_back()
    expect(page.locator(f"{HEAD} .head-asked")).to_be_hidden()
    for route in late:
        route.continue_()
    expect(page.locator(AVERAGE)).to_have_text("Mean of all faces")


def test_all_faces_are_one_click_away(visit: Page):
    visit.get_by_role("button", name="All faces again").click()
    expect(visit.locator(AVERAGE)).to_have_text("Mean of all faces")
    visit.wait_for_url(re.compile(r"\?tab=average$"))


def test_a_page_that_rests_asks_for_no_frames(page: Page, server):
    page.add_init_script("""
        window.frames_given = 0;
        const give = window.requestAnimationFrame.bind(window);
        window.requestAnimationFrame = (callback) => { frames_given += 1; return give(callback); };
    """)
    page.goto(f"{server.address}/?tab=average")
    expect(page.locator("#average-shared")).to_contain_text("Choose an attribute")
    given = [page.evaluate("frames_given")]
    for _ in range(20):
        page.wait_for_timeout(1000)
        given.append(page.evaluate("frames_given"))
        if given[-1] == given[-2]:
            return
    pytest.fail(f"Frames given, a second apart: {given}")


@pytest.mark.parametrize("tab", ["Latent", "Training", "Story"])
def test_a_link_copied_where_none_are_asked_for_brings_the_faces_back(
    browser: Browser, page: Page, server, tab: str
):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{server.address}/?tab=average")
    page.locator(MALE).click()
    expect(page.locator(ASKED)).to_contain_text("Male: ")
    go_to(page, tab)
    page.wait_for_url(re.compile(f"tab={tab.lower()}&with=Male"))
    page.get_by_role("button", name="Share", exact=True).click()
    expect(page.get_by_text("Link copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    with watched_page(browser) as other:
        other.goto(link)
        expect(other.locator(ASKED)).to_contain_text("Male: ")
        expect(other.get_by_role("tab", name=tab)).to_have_attribute("aria-selected", "true")
        go_to(other, "Pixels")
        expect(other.locator("#pixels-map .map-words")).to_contain_text("Mean of Male")


def test_the_reading_of_a_linked_face_is_beside_the_linked_faces(page: Page, server):
    with page.expect_request(re.compile("latent/reading.*with=Male")):
        page.goto(f"{server.address}/?tab=latent&with=Male,Nobody&seed=5")
    said = page.get_by_role("alert").filter(has_text="Part of this link could not be followed.")
    expect(said).to_contain_text("'Nobody' is not an attribute")
    expect(page.locator(ASKED)).to_contain_text("Male: ")
    expect(page.locator("#latent-panel .lp-seed input")).to_have_value("5")
    page.wait_for_url(re.compile("tab=latent&with=Male&.*seed=5"))
    page.get_by_role("button", name="All faces again").click()
    page.wait_for_url(re.compile(r"tab=latent&((?!with=).)*$"))
    page.go_back()
    expect(page.locator(ASKED)).to_contain_text("Male: ")


@contextmanager
def before_it_is_answered(page: Page, address: str) -> Iterator[None]:
    """Open a page whose first question to the server waits until the end, and what follows too."""
    held: list[Route] = []
    waiting = True

    def hold(asked: Route) -> None:
        if waiting:
            held.append(asked)
        else:
            asked.continue_()

    page.route("**/gradio_api/run/predict*", hold)
    with page.expect_request("**/gradio_api/run/predict*"):
        page.goto(address)
    yield
    waiting = False
    for asked in held:
        asked.continue_()


def test_a_tab_clicked_before_the_server_has_answered_stays_open(page: Page, server):
    with before_it_is_answered(page, f"{server.address}/?tab=average&with=Male"):
        go_to(page, "Pixels")
    expect(page.locator("#pixels-map .map-words")).to_contain_text("Mean of Male")
    expect(page.get_by_role("tab", name="Pixels", exact=True)).to_have_attribute(
        "aria-selected", "true"
    )


def test_a_step_of_the_story_done_before_that_stands(page: Page, server):
    said = page.locator("#story-average .story-said")
    with before_it_is_answered(page, f"{server.address}/?tab=story&step=average&choice=5"):
        page.locator("#story-average").get_by_role("slider").focus()
        page.keyboard.press("End")
        expect(said).to_contain_text("All")
    page.wait_for_url(re.compile("step=average&choice=all"))
    expect(said).to_contain_text("All")


def test_a_question_asked_before_that_stands_for_the_whole_page(page: Page, server):
    with before_it_is_answered(page, f"{server.address}/?tab=average&with=Male"):
        go_to(page, "Average faces")
        page.locator("#average-a-chips .chip[data-name=Smiling]").click()
    expect(page.locator(AVERAGE)).to_have_text("Mean of Smiling")
    expect(page.locator(ASKED)).to_contain_text(re.compile("^Smiling: "))
    go_to(page, "Pixels")
    expect(page.locator("#pixels-map .map-words")).to_contain_text("Mean of Smiling")


def test_a_pixel_chosen_before_that_stands(page: Page, server):
    frame = page.locator("#pixels-map .map-frame")
    with before_it_is_answered(page, f"{server.address}/?tab=pixels&x=3&y=4"):
        go_to(page, "Pixels")
        expect(frame).to_have_attribute("aria-valuetext", re.compile("column"))
        before = frame.get_attribute("aria-valuetext") or ""
        frame.press("ArrowLeft")
        expect(frame).not_to_have_attribute("aria-valuetext", before)
        chosen = frame.get_attribute("aria-valuetext") or ""
    page.wait_for_url(re.compile("tab=pixels"))
    page.wait_for_load_state("networkidle")
    expect(frame).to_have_attribute("aria-valuetext", chosen)


def test_a_face_made_before_that_stands(page: Page, server):
    seed = page.locator("#latent-panel .lp-seed input")
    with before_it_is_answered(page, f"{server.address}/?tab=latent&seed=3"):
        go_to(page, "Latent")
        expect(seed).to_have_value("16")
        seed.fill("77")
        seed.press("Enter")
    page.wait_for_url(re.compile("tab=latent.*seed=77"))
    expect(seed).to_have_value("77")


def test_on_a_phone_all_tabs_lie_at_the_bottom_and_nothing_is_wider(visit: Page):
    visit.set_viewport_size({"width": 390, "height": 844})
    for tab in TABS:
        place = visit.get_by_role("tab", name=tab, exact=True)
        expect(place).to_be_visible()
        box = place.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] > 844 - 8
        assert box["height"] >= 44
    assert visit.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_link_in_the_page_is_followed_without_loading_it_anew(visit: Page):
    visit.set_viewport_size({"width": 1280, "height": 800})
    visit.evaluate("window.stillHere = true")
    go_to(visit, "Story")
    visit.get_by_role("link", name="Skip the story").click()
    expect(visit.locator(AVERAGE)).to_be_visible()
    assert visit.evaluate("window.stillHere")


def test_a_wrong_link_keeps_its_tab_and_what_is_right_in_it(page: Page, server):
    page.goto(f"{server.address}/?tab=pixels&with=Male,Nobody&x=12&y=500000")
    said = page.get_by_role("alert").filter(has_text="Part of this link could not be followed.")
    expect(said).to_contain_text("'Nobody' is not an attribute")
    expect(said).to_contain_text("y must be")
    words = page.locator("#pixels-map .map-words")
    expect(words).to_contain_text("Mean of Male")
    expect(words).to_contain_text("column 12")
    page.get_by_role("button", name="Close").click()
    expect(said).to_be_hidden()


def test_who_opens_the_page_before_it_is_there_sees_faces_and_then_the_page(
    browser: Browser, tmp_path: Path
):
    starting = Server(tmp_path, FACEGEN_STORE="")
    try:
        while not listening(starting.port):
            assert starting.process.poll() is None, starting.log.read_text()
            time.sleep(0.05)
        with watched_page(browser) as page:
            page.goto(starting.address, wait_until="commit")
            still = page.locator("#first-sight")
            expect(still.get_by_role("status")).to_have_text("facegen is starting …")
            expect(still.locator("img")).to_have_count(6)
            expect(page.get_by_role("tab", name="Average faces")).to_be_visible()
            expect(still).to_have_count(0)
    finally:
        starting.stop()


def test_what_was_asked_of_a_server_out_of_reach_is_told_once_it_is_back(browser: Browser, server):
    context = patient_context(browser)  # its console tells of what could not be fetched
    page = context.new_page()
    page.goto(f"{server.address}/?tab=average")
    expect(page.locator(AVERAGE)).to_have_text("Mean of all faces")
    context.set_offline(True)
    page.locator(MALE).click()
    expect(page.get_by_text("Connection to the server was lost")).to_be_visible()
    context.set_offline(False)
    expect(page.locator(".head-refused")).to_contain_text("was not done: ask again")
    expect(page.locator(MALE)).to_have_attribute("aria-pressed", "false")
    context.close()
