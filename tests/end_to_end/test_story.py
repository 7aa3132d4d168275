"""The Story tab as a newcomer reads it."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from facegen.answers.story.told import STEPS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHOWN = "#story-panel .story-shown"


def section(page: Page, key: str) -> Locator:
    return page.locator(f"#story-{key}")


def opened(page: Page, address: str, query: str = "") -> Page:
    page.goto(f"{address}/{query}")
    expect(page.locator(SHOWN)).to_have_attribute("aria-busy", "false", timeout=60_000)
    return page


def test_the_page_opens_on_the_story_and_a_guess_is_answered(page: Page, server):
    opened(page, server.address)
    pictures = page.locator("#story-panel .story-grid button")
    expect(pictures).to_have_count(6)
    pictures.nth(2).click()
    guess = section(page, "guess")
    expect(guess.locator("[data-verdict=missed]")).to_have_text("✓ All of them")
    expect(guess.locator("[data-verdict=wrong]")).to_have_text("✗ C")
    page.wait_for_url(re.compile("tab=story&step=guess&choice=C"))


def test_scrolling_walks_the_story_and_the_stage_stays(page: Page, server):
    opened(page, server.address)
    for step in STEPS:
        section(page, step.key).evaluate("one => one.scrollIntoView()")
        expect(section(page, step.key)).to_have_attribute("data-read", "")
        expect(page.locator(SHOWN)).to_have_attribute("aria-busy", "false", timeout=30_000)
        expect(page.locator("#story-panel .story-where")).to_contain_text(step.title)
        expect(page.locator("#story-panel .story-stage")).to_be_in_viewport(ratio=0.9)
        expect(section(page, step.key).locator(".story-said")).not_to_contain_text("Asking")


def test_the_slider_of_the_average_is_moved_by_keys_and_its_link_brings_it_back(page: Page, server):
    opened(page, server.address, "?tab=story&step=average")
    slider = section(page, "average").get_by_role("slider")
    expect(slider).to_have_attribute("aria-valuetext", "20")
    slider.focus()
    page.keyboard.press("End")
    expect(section(page, "average").locator(".story-said")).to_contain_text("All 8,192 faces")
    page.wait_for_url(re.compile("step=average&choice=all"))
    picture = page.locator("#story-panel .stage-picture img")
    expect(picture).to_have_count(1)
    source, address = picture.get_attribute("src"), page.url
    page.goto("about:blank")
    page.goto(address)
    expect(picture).to_have_attribute("src", source or "", timeout=30_000)


def test_the_workbench_opens_on_the_same_face(page: Page, server):
    opened(page, server.address, "?tab=story&step=ask&choice=Male,Eyeglasses")
    expect(page.locator("#story-panel .stage-picture img")).to_have_count(1)
    source = page.locator("#story-panel .stage-picture img").get_attribute("src")
    section(page, "ask").get_by_role("link", name="Open in the workbench").click()
    face = page.locator("#average-stage img")
    expect(face).to_have_attribute("src", source or "", timeout=30_000)


def test_on_a_phone_the_stage_stays_on_top_and_leaves_room_to_read(browser, server):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = opened(context.new_page(), server.address)
    for step in STEPS:
        section(page, step.key).evaluate("one => one.scrollIntoView()")
        expect(section(page, step.key)).to_have_attribute("data-read", "")
        expect(page.locator(SHOWN)).to_have_attribute("aria-busy", "false", timeout=30_000)
        box = page.locator("#story-panel .story-stage").bounding_box()
        assert box is not None
        assert box["height"] <= 0.4 * 844 + 1
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_a_step_that_is_none_is_said_to_be(page: Page, server):
    page.goto(f"{server.address}/?tab=story&step=nowhere")
    expect(page.get_by_text("This link could not be followed.")).to_be_visible(timeout=30_000)
