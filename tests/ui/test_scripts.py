"""Scripts as the browser gets them: whole, as modules, and kept for good under their address."""

import re

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from facegen.errors import FacegenError
from facegen.ui.first_sight import FRAMES, MEANWHILE
from facegen.ui.handlers import refuse
from facegen.ui.latent.explorer.page import MAIN
from facegen.ui.scripts import calling, digest, script_routes, scripts, starting

BESIDE = re.compile(r"""new URL\(\s*"(?P<name>[^"]+)",\s*import\.meta\.url,?\s*\)""")
IMPORT = re.compile(r"""^(?:import|\} from) .*?["'](?P<name>[^"']+)["'];$""", re.MULTILINE)


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=script_routes(), exception_handlers={FacegenError: refuse}))


def address_in(started: str) -> str:
    """Return the address from which a widget's module is imported."""
    found = re.search(r'new URL\(\s*"([^"]+)", document.baseURI\)', started)
    assert found
    return found[1]


def test_all_that_a_widget_imports_is_answered_and_may_be_kept(client: TestClient):
    widgets = [name for name, text in scripts().items() if b"export function start(" in text]
    assert {"latent/panel.js", "training/monitor.js", "widgets/chips.js"} <= set(widgets)
    begins = [*map(starting, widgets), calling("head/landing.js", "landed")]
    waiting, met = [f"/{address_in(text)}" for text in begins], set()
    while waiting:
        address = waiting.pop()
        if address in met:
            continue
        met.add(address)
        answer = client.get(address)
        assert answer.status_code == 200, address
        kind = "application/gzip" if address.endswith(".gz") else "text/javascript"
        assert answer.headers["content-type"].startswith(kind)
        assert "immutable" in answer.headers["cache-control"]
        if "/vendored/" in address:
            continue
        imported = [
            found["name"] for each in (IMPORT, BESIDE) for found in each.finditer(answer.text)
        ]
        waiting += [answer.url.join(name).path for name in imported]
    found = {path.removeprefix(f"/scripts/{digest()}/") for path in met}
    assert found == set(scripts()) - {MAIN, FRAMES, MEANWHILE}  # which start where no widget is


def test_a_script_of_another_version_is_refused_with_a_sentence(client: TestClient):
    answer = client.get("/scripts/0123456789abcdef/latent/panel.js")
    assert answer.status_code == 400
    assert "reload the page" in answer.json()["error"]


@pytest.mark.parametrize("name", ["scripts.py", "latent/panel.py", "../app.py", "latent", ""])
def test_nothing_but_scripts_is_answered(client: TestClient, name: str):
    assert client.get(f"/scripts/{digest()}/{name}").status_code in (400, 404)


def test_a_widget_without_a_module_is_no_widget():
    with pytest.raises(FileNotFoundError, match="latent/none.js"):
        starting("latent/none.js")
