"""What axe finds on every tab, in both themes, on a desk and on a phone."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.end_to_end.conftest import ROOT, watched_page

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
