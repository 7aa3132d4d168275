"""How fast a face follows a slider: python -m benchmarks.slider_rate [--seconds 3] [--sessions 8].

A real server, a real Chromium, a real mouse on a real slider: dragged for three seconds at 60
events a second, alone, with 50 ms of network delay, while a run trains beside it as the page starts
one, and with eight sessions at once, once as eight plain HTTP clients that keep four requests in
flight as the panel does, once as eight pages, which drag a few times before they are measured.

Prints, for each, pictures shown a second, the lag from a slider's event to its picture drawn
(median and 95th percentile), whether the last picture shown is that of the last value, and how many
requests of faces the drag made. Where a browser can make the checkpoint's faces, pages are measured
with faces made on the server and in the browser side by side, at 0, 50 and 300 ms of delay and with
the page's own thread four times slower; and for many pages what the server takes of a core.
"""

import argparse
import asyncio
import itertools
import json
import statistics
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import psutil
from playwright.async_api import Browser, CDPSession, Page, async_playwright

from benchmarks.app import running_app
from facegen.data.bundled import open_bundled
from facegen.training.jobs import jobs, steering
from tests.serving import chromium

SLIDER = "#latent-panel .lp-row[data-kind=attributes][data-key=Smiling] input"
SEED = "#latent-panel .lp-seed input"
SLOWER = 4
EVENTS_A_SECOND = 60
MOST_IN_FLIGHT = 4
LOADING_MS = 180_000
WARMING_DRAGS = 3  # what runs is compiled meanwhile, for eight pages on two cores at once
SEEDS = itertools.count(1000)  # the server keeps what it has drawn: each drag has its own face

WATCH = """
(selector) => {
  const slider = document.querySelector(selector);
  const panel = document.querySelector('#latent-panel[data-shown], #latent-panel [data-shown]');
  const log = { moved: {}, drawn: [], lags: [] };
  slider.addEventListener('input', () => { log.moved[slider.value] = performance.now(); }, true);
  new MutationObserver(() => {
    const now = performance.now();
    const pairs = new URLSearchParams(panel.dataset.shown).get('attributes') || 'Smiling:0';
    const value = String(Number(pairs.split(':')[1]));
    log.drawn.push(now);
    if (log.moved[value] !== undefined) log.lags.push(now - log.moved[value]);
    log.last = value;
  }).observe(panel, { attributes: true, attributeFilter: ['data-shown'] });
  window.sliderLog = log;
}
"""


async def opened(
    browser: Browser, address: str, made: str = "server", delay_ms: float = 0, slower: float = 1
) -> Page:
    """Open the tab and wait for its face, to be made on the server or in the browser."""
    context = await browser.new_context(viewport={"width": 1280, "height": 800})
    await context.add_init_script(f"localStorage.setItem('facegen-latent-made', '{made}')")
    page = await context.new_page()
    page.set_default_timeout(LOADING_MS)
    await page.goto(f"{address}/?tab=latent&seed={next(SEEDS)}")
    await page.wait_for_selector("#latent-panel[data-shown], #latent-panel [data-shown]")
    await page.wait_for_selector(f"#latent-panel .lp-where[data-made={made}]", state="attached")
    slider = page.locator(SLIDER).first
    await slider.scroll_into_view_if_needed()
    await page.wait_for_timeout(1500)
    session: CDPSession = await context.new_cdp_session(page)
    if slower > 1:
        await session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    if delay_ms:
        await session.send("Network.enable")
        await session.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": delay_ms,
                "downloadThroughput": -1,
                "uploadThroughput": -1,
            },
        )
    return page


async def another_face(page: Page) -> None:
    """Go on with a face that nobody has seen yet."""
    await page.fill(SEED, str(next(SEEDS)))
    await page.press(SEED, "Enter")
    await page.wait_for_timeout(1500)


async def drag(page: Page, seconds: float) -> str:
    """Drag the smile there and back, and say what was seen."""
    slider = page.locator(SLIDER).first
    box = await slider.bounding_box()
    assert box is not None
    middle, left, width = box["y"] + box["height"] / 2, box["x"] + 8, box["width"] - 16
    await page.mouse.move(left + width / 2, middle)
    await page.evaluate(WATCH, SLIDER)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.mouse.down()
    started, step = time.perf_counter(), 0
    while (now := time.perf_counter() - started) < seconds:
        swing = abs(((now / seconds * 2) % 1) * 2 - 1)  # twice there and back
        await page.mouse.move(left + width * swing, middle)
        step += 1
        await asyncio.sleep(max(0.0, step / EVENTS_A_SECOND - (time.perf_counter() - started)))
    await page.mouse.move(left + width * 0.77, middle)
    await page.mouse.up()
    await page.wait_for_timeout(1500)
    log = await page.evaluate("window.sliderLog")
    last = float(await slider.input_value())
    words = told(log, float(log.get("last", "nan")) == last, step / seconds)
    return f"{words}, {sum('/latent/face' in url for url in asked)} requests of faces"


def told(log: dict[str, Any], last: bool, events_a_second: float) -> str:
    """Say it in one line."""
    drawn, lags = log["drawn"], sorted(log["lags"])
    if len(drawn) < 2 or not lags:
        return f"{len(drawn)} pictures of {events_a_second:.0f} events a second"
    return (
        f"{(len(drawn) - 1) * 1000 / (drawn[-1] - drawn[0]):5.1f} pictures a second of "
        f"{events_a_second:.0f} events, lag {statistics.median(lags):.0f} ms "
        f"(95 %: {lags[int(0.95 * len(lags))]:.0f}), last value {'shown' if last else 'NOT SHOWN'}"
    )


async def client(address: str, number: int, seconds: float) -> tuple[float, float, bool]:
    """Behave like the panel of one person who drags; return rate, median lag, last one answered."""
    lags: list[float] = []
    answered: list[int] = []
    in_flight: set[asyncio.Task] = set()
    limits = httpx.Limits(max_connections=MOST_IN_FLIGHT)
    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=30) as http:

        async def ask(step: int) -> None:
            moved = time.perf_counter()
            answer = await http.get(
                "/latent/face",
                params={
                    "seed": number,
                    "attributes": f"Smiling:{step / 100}",
                    "session": f"b{number}",
                },
            )
            if answer.status_code == 200:
                lags.append((time.perf_counter() - moved) * 1000)
                answered.append(step)

        started, step, wanted = time.perf_counter(), 0, 0
        while (time.perf_counter() - started) < seconds:
            step += 1
            wanted = step
            if len(in_flight) < MOST_IN_FLIGHT:
                task = asyncio.create_task(ask(step))
                in_flight.add(task)
                task.add_done_callback(in_flight.discard)
                wanted = 0
            await asyncio.sleep(max(0.0, step / EVENTS_A_SECOND - (time.perf_counter() - started)))
        await asyncio.gather(*in_flight)
        if wanted:
            await ask(wanted)
    return len(lags) / seconds, statistics.median(lags), max(answered) == step


async def measure(address: str, sessions: int, seconds: float, home: Path) -> None:
    """Measure every case in turn; `home` is the server's."""
    exported = await warm(address)
    (server,) = psutil.Process().children()
    makers = ["server", "browser"] if exported else ["server"]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(**chromium())
        for delay_ms, slower in ((0, 1), (0, 1), (50, 1), (300, 1), (0, SLOWER)):
            for made in makers:
                page = await opened(browser, address, made, delay_ms, slower)
                name = f"{made}, {delay_ms} ms of delay{', slower page' if slower > 1 else ''}:"
                print(f"{name:40}", await drag(page, seconds), flush=True)
                await page.context.close()
        await beside_a_run(browser, address, seconds, home)
        found = await asyncio.gather(*(client(address, i, seconds) for i in range(sessions)))
        rates, lags, last = zip(*found, strict=True)
        print(
            f"{sessions} clients at once: {min(rates):.1f} to {max(rates):.1f} pictures a second "
            f"each, lag {max(lags):.0f} ms at most (medians), "
            f"last value {'shown to all' if all(last) else 'NOT SHOWN to all'}",
            flush=True,
        )
        for made in makers:
            pages = [await opened(browser, address, made) for _ in range(sessions)]
            for _ in range(WARMING_DRAGS):
                await asyncio.gather(*(drag(page, seconds) for page in pages))
                await asyncio.gather(*map(another_face, pages))
            before, begun = cpu_sec(server), time.perf_counter()
            lines = await asyncio.gather(*(drag(page, seconds) for page in pages))
            share = (cpu_sec(server) - before) / (time.perf_counter() - begun)
            for line in lines:
                print(f"{made}, {sessions} pages at once:", line, flush=True)
            print(f"{made}, {sessions} pages at once: the server takes {share:.0%} of a core")
            for page in pages:
                await page.context.close()
        await browser.close()


async def beside_a_run(browser: Browser, address: str, seconds: float, home: Path) -> None:
    """Measure while a run trains as the page would start one, and once it has ended."""
    page = await opened(browser, address)
    faces, options = open_bundled(home).folder, {"preset": "s", "minutes": 10}
    run = await asyncio.to_thread(jobs.start, home / "runs" / "beside", faces, options)
    try:
        await asyncio.sleep(15)  # it measures before its first step
        for _ in range(2):
            print(f"beside a run ({run.state}):", await drag(page, seconds), flush=True)
            await another_face(page)
    finally:
        await asyncio.to_thread(steering.kill, run)
    print("alone again:", await drag(page, seconds), flush=True)
    await page.context.close()


def cpu_sec(server: psutil.Process) -> float:
    """Return the processor time a server has taken, all threads together."""
    times = server.cpu_times()
    return times.user + times.system


async def warm(address: str) -> bool:
    """Wait until the generator is open; return whether a browser can make its faces itself."""
    async with httpx.AsyncClient(base_url=address, timeout=60) as http:
        about = (await http.get("/latent/model")).json()
    print(json.dumps({key: about[key] for key in ("checkpoint", "scales")}), flush=True)
    await asyncio.sleep(15)
    return bool(about["graphs"])


def main() -> None:
    """Start the app, measure, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--checkpoint", type=Path, help="folder; the default is what ships")
    options.add_argument("--sessions", type=int, default=8, help="pages at once")
    options.add_argument("--seconds", type=float, default=3.0, help="of each drag")
    given = options.parse_args()
    variables = {"FACEGEN_CHECKPOINT": str(given.checkpoint)} if given.checkpoint else {}
    with (
        tempfile.TemporaryDirectory() as home,
        running_app(FACEGEN_HOME=home, **variables) as address,
        suppress(KeyboardInterrupt),
    ):
        asyncio.run(measure(address, given.sessions, given.seconds, Path(home)))


if __name__ == "__main__":
    main()
