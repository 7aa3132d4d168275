"""The Average faces tab as a person uses it."""

import re

import pytest
from playwright.sync_api import Page, Response, expect

from facegen.attributes import CELEBA_ATTRIBUTES
from tests.end_to_end.conftest import patient_context

STAGE = "#average-stage"
CAPTION = f"{STAGE} .stage-caption"


def chip(page: Page, name: str, group: str = "a"):
    return page.locator(f"#average-{group}-chips .chip[data-name='{name}']")


def opened(page: Page, address: str) -> Page:
    page.goto(address if "?" in address else f"{address}/?tab=average")
    expect(page.locator(CAPTION).first).to_contain_text("faces")
    return page


def title(page: Page):
    return page.locator(f"{STAGE} .stage-title").first


def test_the_page_opens_on_a_face_with_its_numbers(page: Page, server, bundled):
    opened(page, server.address)
    picture = page.locator(f"{STAGE} img").first
    expect(picture).to_have_js_property("naturalWidth", bundled.size_px)
    assert "Mean of all faces" in (picture.get_attribute("alt") or "")
    assert page.locator("h1").inner_text() == "facegen"
    first = page.locator("#average-a-chips .chip").first
    assert first.get_attribute("data-name") == "Male"
    expect(page.locator("#average-a-chips .chip")).to_have_count(len(CELEBA_ATTRIBUTES))


def test_a_link_shows_its_own_face_from_the_first(page: Page, server):
    page.add_init_script(f"""
        window.titles = [];
        new MutationObserver(() => {{
            const title = document.querySelector("{STAGE} .stage-title");
            if (title && title.textContent !== titles.at(-1)) titles.push(title.textContent);
        }}).observe(document, {{ childList: true, subtree: true, characterData: true }});
    """)
    opened(page, f"{server.address}/?with=Smiling")
    expect(title(page)).to_have_text("Mean of Smiling")
    assert page.evaluate("titles.filter(Boolean)") == ["Mean of Smiling"]


def test_a_link_s_face_is_made_once(page: Page, server):
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    opened(page, f"{server.address}/?with=Smiling")
    expect(page.locator("#average-shared li")).to_have_count(3)
    page.wait_for_timeout(2000)  # in which it would be made again
    told = [answer.text() for answer in answers if "/run/predict" in answer.url]
    assert len([text for text in told if '"faces":[{' in text]) == 1


def test_a_chip_goes_from_any_to_must_to_must_not_and_the_face_follows(page: Page, server):
    opened(page, server.address)
    before = page.locator(f"{STAGE} img").first.get_attribute("src")
    chip(page, "Male").click()
    expect(title(page)).to_have_text("Mean of Male")
    assert page.locator(f"{STAGE} img").first.get_attribute("src") != before
    expect(chip(page, "Male")).to_have_attribute("aria-pressed", "true")
    chip(page, "Male").click()
    expect(title(page)).to_have_text("Mean of all faces without Male")
    chip(page, "Male").click()
    expect(title(page)).to_have_text("Mean of all faces")
    assert page.locator(f"{STAGE} img").first.get_attribute("src") == before


def test_the_keyboard_and_undo_do_the_same(page: Page, server):
    opened(page, server.address)
    chip(page, "Smiling").focus()
    page.keyboard.press("-")
    expect(title(page)).to_have_text("Mean of all faces without Smiling")
    page.keyboard.press("+")
    expect(title(page)).to_have_text("Mean of Smiling")
    page.keyboard.press("Control+0")
    page.locator("#average-a-chips .chips-undo").click()
    expect(title(page)).to_have_text("Mean of all faces without Smiling")
    page.locator("#average-a-chips .chips-clear").click()
    expect(title(page)).to_have_text("Mean of all faces")


def test_what_else_they_share_is_said_and_drawn_on_demand(page: Page, server):
    opened(page, server.address)
    said, chart = page.locator("#average-shared"), page.locator("#average-lift .js-plotly-plot")
    expect(said).to_contain_text("Choose an attribute")
    chip(page, "Male").click()
    expect(said.locator("li")).to_have_count(3)
    expect(said.locator("li").first).to_contain_text("among all")
    expect(chart).to_be_hidden()
    page.get_by_role("button", name="All that they share").click()
    expect(chart.locator(".bars .point").first).to_be_visible()
    wide = re.compile(r"^1\d{3}")  # once it knows what room it has
    expect(chart.locator("svg.main-svg").first).to_have_attribute("width", wide)
    page.locator("#average-a-chips .chips-undo").click()
    expect(said).to_contain_text("Choose an attribute")
    expect(chart).to_have_count(0)


def test_the_pictures_follow_the_query_while_somebody_looks(page: Page, server):
    opened(page, server.address)
    pictures = page.locator("#average-gallery figure")
    fold = page.get_by_role("button", name="Some of the pictures")
    chip(page, "Male").click()
    expect(page.locator("#average-shared li")).to_have_count(3)
    expect(pictures).to_have_count(0)
    fold.click()
    expect(pictures).to_have_count(24)
    src = str(pictures.first.locator("img").get_attribute("src"))
    chip(page, "Smiling").click()
    expect(pictures.first.locator("img")).not_to_have_attribute("src", src)
    expect(pictures).to_have_count(24)
    fold.click()
    expect(pictures.first).to_be_hidden()
    fold.click()
    expect(pictures.first).to_be_visible()


def test_an_example_and_a_surprise_are_one_click_each(page: Page, server):
    opened(page, server.address)
    examples = page.get_by_role("group", name="Examples")
    examples.get_by_text("Blond women").click()
    expect(title(page)).to_have_text("Mean of Blond hair without Male")
    examples.get_by_text("Everybody").click()
    expect(title(page)).to_have_text("Mean of all faces")
    examples.get_by_text("Surprise me").click()
    expect(title(page)).not_to_have_text("Mean of all faces")
    expect(page.locator("#average-a-chips .chip[aria-pressed=true]")).to_have_count(1)


def test_the_search_leaves_what_fits(page: Page, server):
    opened(page, server.address)
    page.get_by_label("Find an attribute").first.fill("hair")
    shown = page.locator("#average-a-chips .chip:visible")
    names = shown.evaluate_all("chips => chips.map(chip => chip.dataset.name)")
    assert names
    assert all("Hair" in name for name in names)


def test_the_address_brings_the_state_back(page: Page, server):
    opened(page, server.address)
    chip(page, "Male").click()
    chip(page, "Young").click(modifiers=["Shift"])
    page.locator("#average-statistic").get_by_text("Median").click()
    expect(title(page)).to_have_text("Median of Male without Young")
    page.wait_for_url(re.compile("with=Male"))
    source = page.locator(f"{STAGE} img").first.get_attribute("src")
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    expect(title(page)).to_have_text("Median of Male without Young")
    assert page.locator(f"{STAGE} img").first.get_attribute("src") == source
    expect(chip(page, "Young")).to_have_attribute("aria-pressed", "mixed")


def test_a_query_without_faces_offers_ways_on(page: Page, server):
    opened(page, f"{server.address}/?with=Male,Young")
    chip(page, "Male").click()
    expect(title(page)).to_have_text("Mean of Young without Male")
    page.goto(f"{server.address}/?with=Male,Young&without=Young")
    ways = page.locator(f"{STAGE} .stage-message button")
    expect(ways.first).to_contain_text("faces")
    ways.first.click()
    expect(page.locator(f"{STAGE} img")).to_have_count(1)


def test_two_groups_are_compared_by_wipe_and_difference(page: Page, server):
    opened(page, f"{server.address}/?with=Male&compare=1&without2=Male")
    expect(page.locator(f"{STAGE} img")).to_have_count(2)
    page.locator(f"{STAGE} [data-view=difference]").click()
    expect(title(page)).to_have_text("B minus A")
    expect(page.locator(f"{STAGE} img")).to_have_count(1)


def test_the_median_lies_over_the_mean_with_one_click(page: Page, server):
    opened(page, f"{server.address}/?with=Male")
    page.get_by_label("Compare with another statistic").click()
    titles = page.locator(f"{STAGE} .stage-title")
    expect(titles).to_have_text(["Left: Mean of Male", "Right: Median of Male"])
    page.wait_for_url(re.compile("with=Male&statistic2=median"))
    frame = page.locator(f"{STAGE} .stage-frame")
    wiped = "frame => getComputedStyle(frame).getPropertyValue('--wipe')"
    assert frame.evaluate(wiped) == "50%"
    page.locator(f"{STAGE} .stage-handle").press("End")
    assert frame.evaluate(wiped) == "100%"
    page.locator("#average-statistic").get_by_text("Median").click()
    page.locator("#average-statistic2").get_by_text("Deviation").click()
    expect(titles).to_have_text(["Left: Median of Male", "Right: Deviation of Male"])
    page.goto("about:blank")
    page.goto(f"{server.address}/?with=Male&statistic=median&statistic2=mean")
    expect(titles).to_have_text(["Left: Median of Male", "Right: Mean of Male"])
    expect(page.get_by_label("Compare with another statistic")).to_be_checked()


def test_the_download_is_the_face_at_its_own_size(page: Page, server, tmp_path):
    opened(page, server.address)
    with page.expect_download() as download:
        page.locator(".stage-save:visible").click()
    assert download.value.suggested_filename == "mean-all-faces.png"
    path = tmp_path / "face.png"
    download.value.save_as(path)
    assert path.read_bytes().startswith(b"\x89PNG")


def test_the_page_asks_no_other_host_and_fits_a_phone(browser, server):
    context = patient_context(browser, viewport={"width": 390, "height": 844})
    page = context.new_page()
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2].split(":")[0]))
    opened(page, server.address)
    assert hosts - {"", "127.0.0.1"} == set()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for tab in ("Story", "Average faces", "Pixels", "Latent", "Training"):
        expect(page.get_by_role("tab", name=tab, exact=True)).to_be_visible()
    context.close()


def test_in_a_small_window_nothing_lies_over_the_face(browser, server):
    context = patient_context(browser, viewport={"width": 640, "height": 450})
    page = opened(context.new_page(), server.address)
    for width, height in ((640, 450), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        face = page.locator(f"{STAGE} .stage-frame").bounding_box()
        tools = page.locator(f"{STAGE} .stage-tools").bounding_box()
        assert face is not None
        assert tools is not None
        assert min(face["width"], face["height"]) > 200
        assert tools["y"] >= face["y"] + face["height"]
    context.close()


@pytest.mark.parametrize(
    "query", ["?with=Nobody", "?quantile=nan", "?tab=average&store=elsewhere", "?seed=-1"]
)
def test_a_link_with_nonsense_says_so_and_opens_the_page_all_the_same(page: Page, server, query):
    page.goto(f"{server.address}/{query}")
    expect(page.get_by_text("This link could not be followed.")).to_be_visible()
    expect(title(page)).to_have_text("Mean of all faces")
