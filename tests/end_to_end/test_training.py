"""The Training tab as a person uses it, with a real run."""

import os
import re
import shutil
import signal
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, expect

from facegen.data.store import open_store
from facegen.training.run.presets import PRESETS
from facegen.training.run.runs import Run
from tests.end_to_end.conftest import Server, patient_context
from tests.end_to_end.training import home, opened, run, samples, state, trainer

__all__ = ["home", "run", "trainer"]


def last_point(page: Page, panel: str) -> str:
    path = page.locator(f"[data-panel={panel}] .curves-line").first
    return (path.get_attribute("d") or "").rpartition("L")[2]


def test_without_a_run_a_recorded_one_is_on_the_stage(page: Page, trainer: Server):
    opened(page, trainer.address)
    expect(state(page)).to_have_text("Recorded")
    expect(samples(page)).to_have_attribute("data-drawn", re.compile("[1-9]"))
    expect(page.get_by_role("button", name="Try it in two minutes")).to_be_visible()
    expect(page.get_by_role("button", name="Delete")).to_have_count(0)
    caption = page.locator("#training-grids .grids-caption")
    samples(page).focus()
    for key, said in (
        ("Right", "0 at"),
        ("Down", "8 at"),
        ("Left", "7 at"),
        ("Enter", "s 0 to 31"),
    ):
        page.keyboard.press(key if key == "Enter" else f"Arrow{key}")
        expect(caption).to_contain_text(re.compile(f"(Seed|Sample) ?{said}"))


def test_scores_that_could_not_be_fetched_are_asked_for_again(browser: Browser, trainer: Server):
    context = patient_context(browser)  # a page where what fails may be logged
    page = opened(context.new_page(), trainer.address)
    page.route("**/training/scores*", lambda route: route.abort())
    time = page.locator("#training-grids .grids-at")
    with page.expect_event("requestfailed", lambda request: "training/scores" in request.url):
        time.press("Home")
    expect(page.locator(".scores-plot svg")).to_have_count(0)
    page.unroute_all()
    time.press("ArrowRight")
    with page.expect_response(lambda answer: "training/scores" in answer.url):
        time.press("Home")
    context.close()


def test_what_was_seen_of_a_run_leaves_with_it(page: Page, trainer: Server, home: Path):
    faces, config = open_store(home / "stores" / "few"), PRESETS["two-minutes"]
    seen = Run.create(home / "runs" / "seen", config, faces)
    seen.append_metrics({"images": 16, "seconds": 1.0})
    seen.write_grids(16, {px: np.zeros((32, px, px, 3), np.uint8) for px in (4, 8, 16, 32)})
    seen.write_scores(16, {"samples": [1.0, 2.0, -1.0], "held_out": [1.0, 2.0]})
    fresh = Run.create(home / "runs" / "fresh", config, faces)
    opened(page, trainer.address, "?tab=training&run=seen")
    scores = page.locator("#training-scores .scores-plot")
    expect(scores).to_be_visible()
    chosen = page.get_by_label("Run", exact=True)
    chosen.select_option("fresh")
    expect(page.locator(".grids-empty")).to_contain_text("first samples are being made")
    expect(scores).to_be_hidden()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Press again to delete it").click()
    expect(chosen).to_have_value("seen")
    expect(state(page)).to_have_text("Stopped")
    expect(scores).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(chosen).to_have_value("fresh")
    for one in (seen, fresh):
        shutil.rmtree(one.folder)


def test_curves_and_samples_move_and_a_reload_shows_the_same(page: Page, trainer: Server, run: Run):
    opened(page, trainer.address)
    expect(state(page)).to_have_text("Training")
    expect(samples(page)).to_have_attribute("data-images", re.compile("[1-9]"))
    page.locator("#training-curves .curves-plot").first.hover()
    hint = page.locator("#training-curves .curves-hint")
    expect(hint).to_contain_text("After ")
    before, images = last_point(page, "losses"), samples(page).get_attribute("data-images")
    expect(samples(page)).not_to_have_attribute("data-images", images or "")
    assert last_point(page, "losses") != before
    expect(hint).to_contain_text("After ")
    page.reload()
    expect(state(page)).to_have_text("Training")
    expect(samples(page)).to_have_attribute("data-images", re.compile("[1-9]"))


def test_a_second_browser_shows_the_same_run(page: Page, browser: Browser, trainer: Server, run):
    opened(page, trainer.address)
    expect(state(page)).to_have_text("Training")
    phone = patient_context(browser, viewport={"width": 390, "height": 844})
    other = opened(phone.new_page(), trainer.address, "?tab=training&run=live")
    for each in (page, other):
        expect(samples(each)).to_have_attribute("data-images", re.compile("[1-9]"))
    other.get_by_role("button", name="Pause").click()
    for each in (page, other):
        expect(state(each)).to_have_text("Paused")
    page.get_by_role("button", name="Go on").click()
    for each in (page, other):
        expect(state(each)).to_have_text("Training")
    assert other.evaluate("document.documentElement.scrollWidth") <= 390
    phone.close()


def test_a_slow_press_is_a_click_though_news_arrive_meanwhile(page: Page, trainer: Server, run):
    opened(page, trainer.address)
    expect(state(page)).to_have_text("Training")
    figures = page.locator("#training-monitor .monitor-figures")
    page.get_by_role("button", name="Pause").hover()
    page.mouse.down()
    for _ in range(2):
        expect(figures).not_to_have_text(figures.text_content() or "")
    page.mouse.up()
    expect(state(page)).to_have_text("Paused")


def test_a_killed_process_is_told_and_resumed(page: Page, trainer: Server, run: Run):
    opened(page, trainer.address)
    expect(samples(page)).to_have_attribute("data-images", re.compile("[1-9]"))
    assert run.lock.process
    os.kill(run.lock.process, signal.SIGKILL)
    expect(state(page)).to_have_text("Interrupted")
    page.get_by_role("button", name="Resume").click()
    expect(state(page)).to_have_text("Training")


def test_a_killed_server_comes_back_on_the_run(browser: Browser, home: Path, run: Run):
    context = patient_context(browser, viewport={"width": 1280, "height": 800})
    page = context.new_page()  # whose console tells of refused connections meanwhile
    first = Server(home, FACEGEN_STORE="")
    first.wait()
    opened(page, first.address, "?tab=training&run=live")
    expect(samples(page)).to_have_attribute("data-drawn", re.compile("[1-9]"))
    first.process.kill()
    first.process.wait()
    expect(page.locator("#training-monitor .monitor-said")).to_contain_text("does not answer")
    assert run.lock.is_held
    again = Server(home, port=first.port, FACEGEN_STORE="")
    again.wait()
    try:
        said = page.locator("#training-monitor .monitor-said")
        expect(said).not_to_contain_text("does not answer")
        expect(state(page)).to_have_text("Training")
        expect(page.get_by_role("tab", name="Training")).to_have_attribute("aria-selected", "true")
        assert "run=live" in page.url
        again.process.terminate()  # which a server must obey though a page follows it
        again.process.wait(30)
        assert run.lock.is_held
    finally:
        again.stop()
        context.close()


def test_a_run_begins_in_the_form_and_nonsense_is_refused(browser: Browser, trainer: Server, home):
    context = patient_context(browser, viewport={"width": 1280, "height": 800})
    page = opened(context.new_page(), trainer.address)
    page.locator(".monitor-own").click()
    page.locator("#training-preset input").click()
    page.locator("ul[role=listbox] li", has_text="Smallest MSG-GAN").first.click()
    expect(page.locator("#training-start")).to_contain_text("Rough faces")
    page.locator("#training-budget input").fill("0.1")
    page.get_by_role("button", name="For experts").click()
    expect(page.locator("#training-rate input")).to_have_value(f"{PRESETS['xs'].rate:g}")
    page.locator("#training-batch input").fill("0")
    page.locator("#training-begin").click()
    expect(page.locator(".head-refused")).to_contain_text("Batch (--batch) must be a whole number")
    page.locator(".head-refused .head-read").click()
    expect(page.locator(".head-refused")).to_be_hidden()
    page.locator("#training-batch input").fill("8")
    page.locator("#training-begin").click()
    expect(page.locator("#training-monitor .monitor-actions")).to_be_in_viewport()
    expect(state(page)).to_have_text("Finished")
    assert Run(home / "runs" / "xs-1").config.batch == 8
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Press again to delete it").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    assert not (home / "runs" / "xs-1").exists()
    page.get_by_role("button", name="Undo").click()
    expect(state(page)).to_have_text("Finished")
    assert (home / "runs" / "xs-1").exists()
    context.close()


def test_the_time_line_goes_back_to_noise(page: Page, trainer: Server, run: Run):
    opened(page, trainer.address, "?tab=training&run=live")
    expect(samples(page)).to_have_attribute("data-images", re.compile("[1-9]"))
    page.locator("#training-grids .grids-at").focus()
    page.keyboard.press("Home")
    expect(samples(page)).to_have_attribute("data-images", "0")
    page.get_by_role("button", name="All", exact=True).click()
    expect(page.locator("#training-grids .grids-caption")).to_contain_text("every scale")
