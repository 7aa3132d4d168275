"""The Pixels tab as a person uses it."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.end_to_end.conftest import watched_page

STAGE = "#pixels-stage"
SEEN = """
new IntersectionObserver((all) => {
  window.seen = all.some(({ isIntersecting }) => isIntersecting);
}).observe(one);
"""


def opened(page: Page, address: str, link: str = "?tab=pixels") -> Page:
    page.goto(f"{address}/{link}")
    expect(page.locator(f"{STAGE} .stage-caption")).to_contain_text("Seeds")
    return page


def words(page: Page):
    return page.locator("#pixels-map .map-words")


def test_a_click_on_the_face_shows_that_pixel(page: Page, server, bundled):
    opened(page, server.address)
    expect(page.locator("#pixels-chart .js-plotly-plot")).to_be_visible()
    before = page.locator("#pixels-words").inner_text()
    frame = page.locator("#pixels-map .map-frame")
    size = frame.evaluate("frame => frame.clientWidth")
    frame.click(position={"x": size * 10.5 / bundled.size_px, "y": size * 50.5 / bundled.size_px})
    expect(words(page)).to_contain_text("column 10, row 50")
    expect(page.locator("#pixels-words")).not_to_have_text(before)
    page.wait_for_url(re.compile("x=10&y=50"))


def test_the_arrow_keys_move_the_pixel(page: Page, server):
    opened(page, server.address, "?tab=pixels&x=5&y=6")
    page.locator("#pixels-map .map-frame").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(words(page)).to_contain_text("column 6, row 7")
    page.keyboard.press("Control+ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(words(page)).to_contain_text("column 6, row 8")


def test_the_correlation_map_lies_over_the_face(page: Page, server, bundled):
    opened(page, server.address)
    page.get_by_text("Correlation with this pixel").click()
    overlay = page.locator("#pixels-map .map-overlay")
    expect(overlay).to_be_visible()
    expect(overlay).to_have_js_property("naturalWidth", bundled.size_px)


def test_the_address_keeps_the_pixel_when_the_samples_come_into_sight(browser: Browser, server):
    with watched_page(browser, 390, 844) as page:
        opened(page, server.address, "?tab=pixels&x=5&y=6")
        page.locator("#pixels-map .map-frame").press("ArrowRight")
        page.wait_for_url(re.compile("x=6&y=6"))
        page.get_by_text("Correlation with this pixel").click()
        samples = page.locator(STAGE)
        samples.evaluate(f"one => {{ {SEEN} one.scrollIntoView(); }}")
        page.wait_for_function("window.seen")
        assert "x=6&y=6" in page.url


def test_every_model_draws_and_again_draws_others(page: Page, server):
    opened(page, server.address)
    seen = set()
    for label in ("Patches", "A Gaussian a pixel", "Eigenfaces", "Each pixel on its own"):
        page.locator("#pixels-model").get_by_text(label).click()
        title = page.locator(f"{STAGE} .stage-title")
        expect(title).to_contain_text(label)
        seen.add(page.locator(f"{STAGE} img").get_attribute("src"))
    page.locator("#pixels-again").click()
    expect(page.locator(f"{STAGE} .stage-caption")).to_contain_text("Seeds 24 to 47")
    seen.add(page.locator(f"{STAGE} img").get_attribute("src"))
    assert len(seen) == 5


def test_the_smallest_example_answers_its_numbers(page: Page, server):
    opened(page, server.address)
    page.get_by_text("The smallest example").click()
    page.get_by_role("button", name="Always alike").click()
    expect(page.locator("#pixels-example")).to_contain_text("1.00 bit")
    page.get_by_role("button", name="Independent").click()
    expect(page.locator("#pixels-example")).to_contain_text("0.00 bit")


def test_the_lines_of_what_unfolds_begin_alike(browser: Browser, server):
    with watched_page(browser, 390, 844) as page:
        opened(page, server.address)
        lefts = page.get_by_text("The smallest example").evaluate("""one => {
            const range = document.createRange();
            range.selectNodeContents(one);
            return [...range.getClientRects()].map(({ left }) => left);
        }""")
        assert len(lefts) > 1
        assert max(lefts) - min(lefts) < 1


def test_the_link_brings_pixel_and_samples_back(page: Page, server):
    link = "?tab=pixels&with=Male&x=30&y=40&model=patches&patch=16&seed=7"
    opened(page, server.address, link)
    expect(words(page)).to_contain_text("column 30, row 40")
    expect(page.locator(f"{STAGE} .stage-title")).to_have_text("Patches of 16 px: Male")
    expect(page.locator(f"{STAGE} .stage-caption")).to_contain_text("Seeds 7 to 30")
    assert page.url.endswith(link)
