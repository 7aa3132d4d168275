"""What axe finds on every tab, in both themes, and what can be told in forced colours."""

import io
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from tests.end_to_end.conftest import ROOT, patient_context, watched_page

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
READY = {
    "average": "#average-stage .stage-picture img",
    "story": "#story-panel .story-shown[aria-busy=false]",
    "pixels": "#pixels-chart .js-plotly-plot",
    "latent": "#latent-panel .lp-row",
    "training": ".monitor-name",
}
"""What stands on each tab once it shows something."""

GRADIOS = ("footer", "#tabs > .tab-wrapper", ".js-plotly-plot")
"""What others put on the page, which we cannot mend: Gradio's tabs and footer, plotly's charts."""


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm ci")
    return Path(AXE).read_text(encoding="utf-8")


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_axe_finds_nothing_of_ours(browser: Browser, server, axe: str, width: int, height: int):
    findings: list[str] = []
    with watched_page(browser, width, height, "reduce") as page:  # colours are there at once
        page.goto(f"{server.address}/?tab=average")
        expect(page.locator(READY["average"])).to_be_visible()
        page.evaluate(axe)
        for tab, ready in READY.items():
            page.locator(f"[data-tab-id={tab}]").click()
            expect(page.locator(ready).first).to_be_visible()
            for dark in (False, True):
                page.evaluate("dark => document.body.classList.toggle('dark', dark)", dark)
                found = page.evaluate(
                    "exclude => axe.run({exclude}, {resultTypes: ['violations']})",
                    [[one] for one in GRADIOS],
                )
                findings += [
                    f"{tab}{' dark' if dark else ''}: {rule['id']} {node['target']} "
                    f"{node['failureSummary'].splitlines()[-1].strip()}"
                    for rule in found["violations"]
                    for node in rule["nodes"]
                ]
    assert not findings, "\n".join(findings)


ALIKE = """() => [...document.querySelectorAll('[aria-pressed=true], [aria-selected=true]')]
  .filter((one) => one.checkVisibility()).flatMap((one) => {
    const ground = (of) => getComputedStyle(of).backgroundColor;
    const others = [...one.parentElement.children].filter((other) =>
      other.matches('button[aria-pressed=false], button[aria-selected=false]'));
    return others.some((other) => ground(other) === ground(one)) ? [one.textContent] : [];
  })"""
"""What is on, but looks like the others beside it."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_forced_colours_one_sees_what_is_on_and_where_a_slider_stands(
    browser: Browser, server, scheme: Literal["light", "dark"]
):
    context = patient_context(browser, forced_colors="active", color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{server.address}/?tab=training")
    expect(page.locator(READY["training"])).to_be_visible()
    expect(page.locator(".curves-smoothing [aria-pressed=true]")).to_be_visible()
    assert page.evaluate(ALIKE) == []
    page.locator("[data-tab-id=latent]").click()
    slider = page.locator("#latent-panel .lp-row input").first
    expect(slider).to_be_visible()
    expect(page.locator(".lp-views [aria-pressed=true]")).to_be_visible()
    assert page.evaluate(ALIKE) == []
    with Image.open(io.BytesIO(slider.screenshot())) as picture:
        pixels = np.asarray(picture.convert("RGB")).astype(int)
    drawn = (np.abs(pixels - pixels[0, 0]).sum(2) > 100).sum(1)  # how many in each row
    middle = len(drawn) // 2
    assert drawn[middle] > 0.9 * pixels.shape[1]  # the track
    assert 10 <= drawn[middle - 5] <= 20  # above it only the thumb, 16 pixels across
    context.close()
