"""What a person does with runs on the Training tab, by clicking, on real runs."""

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from safetensors.torch import load_file

from facegen.training.jobs import jobs
from facegen.training.run.runs import Run
from tests.bundled import bundled_faces
from tests.end_to_end.conftest import Server, patient_context
from tests.end_to_end.training import WAIT, home, opened, run, samples, state, trainer

__all__ = ["home", "run", "trainer"]

pytestmark = pytest.mark.slow

SHORT = {
    "preset": "two-minutes",
    "kimg": 0.4,
    "batch": 16,
    "metrics_kimg": 0.05,
    "snapshot_kimg": 0.1,
    "checkpoint_kimg": 0.1,
    "keep_checkpoints": 5,
}


def trained(home: Path, name: str, **options: object) -> Run:
    """Train a run to its end as the page does: in a process of its own."""
    begun = jobs.start(home / "runs" / name, home / "stores" / "few", {**SHORT, **options})
    ends(begun)
    return begun


def ends(run: Run, state: str = "finished") -> None:
    deadline = time.monotonic() + WAIT / 1000
    while run.state != state:
        assert time.monotonic() < deadline, f"{run.state}: {run.last_words}"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def ended(home: Path) -> Iterator[Run]:
    """A run that is over."""
    run = trained(home, "ended")
    yield run
    shutil.rmtree(run.folder)


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def section(page: Page, key: str) -> Locator:
    """Unfold a part of the tab."""
    part = page.locator(f"#training-{key}")
    part.get_by_role("button").first.click()
    return part


def opened_on(page: Page, trainer: Server, run: Run) -> Page:
    opened(page, trainer.address, f"?tab=training&run={run.folder.name}")
    expect(page.locator("#training-grids canvas").first).to_have_attribute(
        "data-images", re.compile("[0-9]")
    )
    return page


def test_a_run_killed_and_resumed_by_clicking_ends_as_one_that_never_stopped(
    page: Page, trainer: Server, home: Path, ended: Run
):
    run = jobs.start(home / "runs" / "killed", home / "stores" / "few", SHORT)
    opened_on(page, trainer, run)
    while not run.checkpoints() or int(run.checkpoints()[-1].name) < 200:
        assert run.state == "training", run.last_words
        time.sleep(0.05)
    assert run.lock.holder
    run.lock.holder.kill()
    expect(state(page)).to_have_text("Interrupted")
    button(page, "Resume").click()
    expect(state(page)).to_have_text("Finished")
    once, twice = (
        load_file(next(one.checkpoints()[-1].glob("*.safetensors"))) for one in (ended, run)
    )
    assert once.keys() == twice.keys()
    assert all(bool((once[name] == twice[name]).all()) for name in once)
    assert [line["images"] for line in run.metrics()] == [
        line["images"] for line in ended.metrics()
    ]
    shutil.rmtree(run.folder)


def test_going_back_forgets_what_came_after(page: Page, trainer: Server, home: Path):
    run = trained(home, "back")
    opened_on(page, trainer, run)
    page.get_by_text("Go back, or branch off").click()
    page.get_by_label("Checkpoint", exact=True).select_option("112")
    page.locator(".monitor-restart").click()
    page.locator(".monitor-restart", has_text="Press again").click()
    expect(page.locator(".monitor-said")).to_contain_text("Goes on from 112 images")
    log = run.folder / "log.txt"  # the page says "Finished" of before until it has looked again
    for _ in range(WAIT // 100):
        if "Going on after 112 images" in log.read_text() and run.state == "finished":
            break
        page.wait_for_timeout(100)
    expect(state(page)).to_have_text("Finished")
    assert "Going on after 112 images" in log.read_text()
    assert run.metrics()[-1]["images"] == 400
    shutil.rmtree(run.folder)


def test_a_branch_goes_its_own_way(page: Page, trainer: Server, home: Path, ended: Run):
    opened_on(page, trainer, ended)
    page.get_by_text("Go back, or branch off").click()
    page.get_by_label("Checkpoint", exact=True).select_option("208")
    button(page, "Branch off …").click()
    expect(page.locator("#training-origin input")).to_have_value("ended after 208 images")
    page.get_by_role("button", name="For experts").click()
    page.locator("#training-rate input").fill("0.0005")
    page.locator("#training-begin").click()
    branch = Run(home / "runs" / "ended-branch-1")
    expect(page.get_by_label("Run", exact=True)).to_have_value("ended-branch-1")
    expect(state(page)).to_have_text("Finished")
    assert branch.config.rate == 0.0005
    assert branch.parent["images"] == 208
    assert ended.metrics()[-1]["images"] == 400
    shutil.rmtree(branch.folder)


def test_two_runs_lie_over_each_other_and_the_link_brings_both_back(
    page: Page, trainer: Server, home: Path, ended: Run
):
    other = trained(home, "other", seed=1, kimg=0.2)
    opened_on(page, trainer, ended)
    page.get_by_label("Compare with", exact=True).select_option("other")
    for _ in range(2):
        twin = page.locator("#training-grids canvas").nth(1)
        expect(twin).to_have_attribute("data-images", "208")
        dashed = page.locator('[data-panel=losses] .curves-line[stroke-dasharray*=" "]')
        expect(dashed.first).to_be_attached()
        expect(page.locator(".grids-title")).to_have_text(
            "ended after 400 training pictures, beside other after 208"
        )
        assert "with=other" in page.url
        page.reload()
    shutil.rmtree(other.folder)


def test_an_estimate_is_measured_before_a_run_begins(page: Page, trainer: Server):
    opened(page, trainer.address)
    section(page, "start")
    page.locator("#training-budget input").fill("6")
    page.locator("#training-estimate").click()
    forecast = page.locator("#training-forecast")
    expect(forecast).to_contain_text("images a second")
    expect(forecast).to_contain_text("MB on disk")
    expect(forecast).to_contain_text("so 6 thousand images in")


def test_a_run_is_evaluated_by_a_click(page: Page, trainer: Server, home: Path):
    run = jobs.start(home / "runs" / "measured", bundled_faces().folder, {**SHORT, "kimg": 0.1})
    ends(run)
    opened_on(page, trainer, run)
    button(page, "Evaluate").click()
    table = page.locator(".curves-report table")
    expect(table).to_contain_text("Coverage", timeout=4 * WAIT)
    expect(table).to_contain_text("Sliced Wasserstein distance, 32 px")
    figures = table.locator("tr").nth(1).locator("td").all_inner_texts()
    assert all(re.fullmatch(r"-?[\d.]+[kM]?", figure) for figure in figures[1:])
    shutil.rmtree(run.folder)


def test_a_change_while_it_trains_is_marked_on_the_curves(page: Page, trainer: Server, run: Run):
    opened(page, trainer.address)
    expect(samples(page)).to_have_attribute("data-images", re.compile("[1-9]"))
    live = section(page, "live")
    rate = live.locator("#training-live-rate-generator input")
    expect(rate).to_have_value(re.compile(r"^0?\.003"))  # the run's, not an empty 0
    rate.fill("0.0001")
    expect(rate).to_have_value("0.0001")
    button(page, "Change").click()
    expect(page.locator("#training-changed")).to_contain_text("from its next step on")
    expect(page.locator("[data-panel=losses] .curves-mark title")).to_have_text(
        re.compile("0.0001 from [0-9,]+ images on")
    )
    assert run.changes()[-1]["rate_generator"] == 0.0001


def test_the_discriminator_shows_what_it_looks_for(page: Page, trainer: Server, ended: Run):
    opened_on(page, trainer, ended)
    looks = section(page, "looks")
    expect(page.locator("#training-block input")).to_have_value(re.compile("px"))
    looks.get_by_label("a real face").check()
    button(page, "Look").click()
    words = page.locator("#training-insight-stage")
    expect(words).to_contain_text("channel 0")
    expect(words).to_contain_text("Step 128 of 128")
    expect(page.locator("#training-strongest-stage")).to_contain_text("16 of 160 faces")
    first = page.locator("#training-insight-stage img").get_attribute("src")
    button(page, "Next channel").click()
    expect(words).to_contain_text("channel 1")
    expect(words).to_contain_text("Step 128 of 128")
    assert page.locator("#training-insight-stage img").get_attribute("src") != first


def test_a_run_opens_in_the_latent_tab(page: Page, trainer: Server, ended: Run):
    opened_on(page, trainer, ended)
    page.get_by_role("link", name="Open in Latent").click()
    shown = page.locator("#latent-panel [data-shown]")
    expect(shown).to_have_attribute("data-shown", re.compile("checkpoint=run:ended"))


def test_a_push_without_a_network_says_so_and_keeps_no_token(
    page: Page, trainer: Server, home: Path, ended: Run
):
    opened_on(page, trainer, ended)
    hub = section(page, "hub")
    hub.get_by_label("Repository").fill("ada/faces")
    hub.locator("#training-token input").fill("hf_secretsecretsecret")
    button(page, "Push").click()
    expect(page.get_by_text("The Hub could not be reached")).to_be_visible()
    expect(hub.locator("#training-token input")).to_have_value("")
    kept = [path for path in home.rglob("*") if path.is_file()]
    assert not [path for path in kept if b"hf_secretsecret" in path.read_bytes()]


def test_on_a_space_training_is_closed_until_its_owner_opens_it(browser: Browser, home: Path):
    context = patient_context(browser, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    closed = Server(home, FACEGEN_STORE="", SYSTEM="spaces")
    try:
        closed.wait()
        opened(page, closed.address)
        expect(page.locator("#training-closed")).to_contain_text("Duplicate this Space")
        expect(button(page, "Try it in two minutes")).to_be_hidden()
        expect(page.locator("#training-start")).to_be_hidden()
    finally:
        closed.stop()
    ours = Server(
        home,
        FACEGEN_STORE="",
        SYSTEM="spaces",
        FACEGEN_TRAINING="on",
        FACEGEN_TRAINING_SECRET="open sesame",
    )
    try:
        ours.wait()
        opened(page, ours.address)
        button(page, "Try it in two minutes").click()
        expect(page.get_by_text("secret", exact=False).first).to_be_visible()
        assert not (home / "runs" / "two-minutes-1").exists()
        page.locator("#training-secret input").fill("open sesame")
        button(page, "Try it in two minutes").click()
        expect(state(page)).to_have_text("Training")
        page.get_by_role("button", name="Stop at once").click()
        page.get_by_role("button", name="Press again to stop at once").click()
        expect(state(page)).to_have_text("Stopped")
    finally:
        ours.stop()
        context.close()
        shutil.rmtree(home / "runs" / "two-minutes-1", ignore_errors=True)
