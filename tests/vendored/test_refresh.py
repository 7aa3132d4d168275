"""What others made is what its table says, each with its licence, and small enough for a Space."""

import gzip
import hashlib
import io
import json
import shutil
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from facegen.vendored.refresh import LICENCE, MACHINE, PACKAGE, SCRIPT, VERSION, refresh

VENDORED = Path(__file__).parents[2] / "facegen" / "vendored"
TABLE = json.loads((VENDORED / "vendored.json").read_text())
folders = pytest.mark.parametrize("name", TABLE)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_the_table_has_every_folder() -> None:
    found = {path.name for path in VENDORED.iterdir() if path.is_dir()} - {"__pycache__"}
    assert found == set(TABLE)


@folders
def test_every_file_has_the_sum_that_is_told(name: str) -> None:
    folder = VENDORED / name
    sums = {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }
    assert sums == TABLE[name]["sha256"]
    for packed, wanted in TABLE[name].get("unpacked_sha256", {}).items():
        assert sha256(gzip.decompress((folder / f"{packed}.gz").read_bytes())) == wanted


@folders
def test_each_lies_beside_its_licence(name: str) -> None:
    licence = (VENDORED / name / "LICENSE").read_text()
    assert TABLE[name]["licence"] == "MIT"
    assert "Copyright (" in licence
    assert "without restriction" in " ".join(licence.split())


def test_the_runtime_is_of_its_version_and_names_no_map() -> None:
    assert "Microsoft" in (VENDORED / "onnxruntime-web" / "LICENSE").read_text()
    script = (VENDORED / "onnxruntime-web" / "ort.wasm.bundle.min.mjs").read_text()
    assert f"v{TABLE['onnxruntime-web']['version']}" in script
    assert "sourceMappingURL" not in script


def test_no_file_is_larger_than_a_space_takes() -> None:
    assert all(path.stat().st_size < 10e6 for path in VENDORED.rglob("*"))


def test_the_version_that_is_kept_is_the_one_that_is_fetched() -> None:
    assert TABLE[PACKAGE]["version"] == VERSION


@contextmanager
def registry(files: dict[str, bytes], version: str) -> Iterator[str]:
    """Serve one version of the package as npm's registry does."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in files.items():
            about = tarfile.TarInfo(f"package/{name}")
            about.size = len(content)
            archive.addfile(about, io.BytesIO(content))
    content = packed.getvalue()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host = f"http://127.0.0.1:{self.server.server_port}"  # type: ignore[attr-defined]
            dist = {"tarball": f"{host}/pack.tgz", "shasum": hashlib.sha1(content).hexdigest()}
            one = {"name": PACKAGE, "version": version, "dist": dist}
            about = {
                "name": PACKAGE,
                "dist-tags": {"latest": version},
                "versions": {version: one},
            }
            body = content if self.path.endswith(".tgz") else json.dumps(about).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_another_version_is_fetched_and_told_in_the_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By npm itself, of a registry on the loopback."""
    if not shutil.which("npm"):
        pytest.skip("no npm on this machine")
    about = {
        "name": PACKAGE,
        "version": "9.9.9",
        "license": "MIT",
        "repository": {"url": "git+https://example.org/ort.git"},
    }
    script = b"export const ort = 1;\n//# sourceMappingURL=ort.map\n"
    files = {
        f"dist/{SCRIPT}": script,
        f"dist/{MACHINE}": b"\0asm" * 100,
        "package.json": json.dumps(about).encode(),
    }
    table = tmp_path / "vendored.json"
    table.write_text(json.dumps({PACKAGE: {"version": "1"}, "yunet": TABLE["yunet"]}))
    (tmp_path / PACKAGE).mkdir()
    for name in ("https_proxy", "http_proxy", "HTTPS_PROXY", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))
    monkeypatch.setenv("npm_config_update_notifier", "false")
    with registry(files, "9.9.9") as address:
        monkeypatch.setenv("npm_config_registry", address)
        refresh("9.9.9", table)
    kept = {path.name: path.read_bytes() for path in (tmp_path / PACKAGE).iterdir()}
    assert kept[SCRIPT] == b"export const ort = 1;\n"
    assert gzip.decompress(kept[f"{MACHINE}.gz"]) == files[f"dist/{MACHINE}"]
    assert kept["LICENSE"].decode() == LICENCE
    told = json.loads(table.read_text())
    assert told["yunet"] == TABLE["yunet"]
    assert told[PACKAGE] == {
        "name": PACKAGE,
        "version": "9.9.9",
        "licence": "MIT",
        "source": "git+https://example.org/ort.git",
        "sha256": {name: sha256(content) for name, content in kept.items()},
        "unpacked_sha256": {MACHINE: sha256(files[f"dist/{MACHINE}"])},
    }
