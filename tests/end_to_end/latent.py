"""The Latent tab of a real server with an untrained generator, for the tests of the tab."""

from collections.abc import Iterator
from urllib.parse import parse_qsl

import numpy as np
import pytest
import torch
from playwright.sync_api import Page, expect

from facegen.models.checkpoint import save_checkpoint
from facegen.models.latents import latents_of
from facegen.models.msg_gan import Generator, MsgGanConfig
from facegen.models.sound_seeds import SoundSeeds
from tests.end_to_end.conftest import Server

PANEL = "#latent-panel"
SOUND = 7
"""What a seed is a multiple of if its face is said to hold together."""
ONE = "document.querySelector('#latent-panel[data-shown], #latent-panel [data-shown]')"
PIXELS = """() => { const canvas = [...document.querySelectorAll('.lp-scales canvas')].at(-1);
  return canvas.toDataURL(); }"""


@pytest.fixture(scope="module")
def latent_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    torch.manual_seed(0)
    model = Generator(MsgGanConfig(generator_channels=(24, 24, 16, 8), latent_dim=16)).eval()
    with torch.no_grad():
        model.mean_style.copy_(model.style(latents_of(range(100), 16)).mean(0))
    home = tmp_path_factory.mktemp("home")
    save_checkpoint(home / "tiny", model, "card")
    SoundSeeds(np.arange(4096) % SOUND == 0, 0.7, {"Bangs": (0.2, 0.1)}).save(home / "tiny")
    running = Server(home, FACEGEN_STORE="", FACEGEN_CHECKPOINT=str(home / "tiny"))
    running.wait()
    yield running
    running.stop()


def opened(page: Page, server: Server, query: str = "?tab=latent") -> Page:
    page.add_init_script("localStorage.setItem('facegen-latent-made', 'server')")
    page.goto(f"{server.address}/{query}")
    expect(page.locator(PANEL).locator("css=.lp-words")).to_contain_text("px")
    page.wait_for_function(ONE)
    return page


def shown(page: Page) -> dict[str, str]:
    """Return the fields of the face that is on the stage."""
    return dict(parse_qsl(page.evaluate(f"{ONE}.dataset.shown")))


def wait_for(page: Page, **fields: str) -> None:
    """Wait until a face with these fields is on the stage."""
    page.wait_for_function(
        f"""(fields) => {{ const now = new URLSearchParams({ONE}?.dataset.shown);
        return Object.entries(fields).every(([key, value]) =>
          (now.get(key) || '') === value); }}""",
        arg=fields,
    )
