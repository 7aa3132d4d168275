"""Fetch onnxruntime-web, or another version of it: python -m facegen.vendored.refresh [VERSION].

Needs npm, and is the only thing here that does. Of onnxruntime-web only what one thread of
WebAssembly needs is kept; the graph machine itself, 14 MB, is kept compressed, as hosts of
repositories take no plain file over 10 MB, and is unpacked by the browser.
"""

import gzip
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

TABLE = Path(__file__).with_name("vendored.json")
PACKAGE, VERSION = "onnxruntime-web", "1.30.0"
SCRIPT, MACHINE = "ort.wasm.bundle.min.mjs", "ort-wasm-simd-threaded.wasm"
LICENCE = """MIT License

Copyright (c) Microsoft Corporation

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""
"""The package names its licence, MIT, and leaves out the text."""


def refresh(version: str = VERSION, table: Path = TABLE) -> None:
    """Write the files of a version beside the table, and into it what they are."""
    with tempfile.TemporaryDirectory() as place:
        pack = ["npm", "pack", f"{PACKAGE}@{version}", "--silent", "--pack-destination", place]
        subprocess.run(pack, check=True)
        (archive,) = Path(place).glob("*.tgz")
        with tarfile.open(archive) as files:
            script, machine, package = (
                _read(files, name) for name in (f"dist/{SCRIPT}", f"dist/{MACHINE}", "package.json")
            )
    about = json.loads(package)
    kept = {
        # its last line points to a map for debuggers, which is not kept
        SCRIPT: script[: script.rindex(b"//# sourceMappingURL")],
        f"{MACHINE}.gz": gzip.compress(machine, 9, mtime=0),
        "LICENSE": LICENCE.encode(),
    }
    for name, content in kept.items():
        (table.parent / PACKAGE / name).write_bytes(content)
    known = json.loads(table.read_text(encoding="utf-8"))
    known[PACKAGE] = {
        "name": about["name"],
        "version": about["version"],
        "licence": about["license"],
        "source": about["repository"]["url"],
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in kept.items()},
        "unpacked_sha256": {MACHINE: hashlib.sha256(machine).hexdigest()},
    }
    table.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")


def _read(files: tarfile.TarFile, name: str) -> bytes:
    found = files.extractfile(f"package/{name}")
    assert found is not None
    return found.read()


if __name__ == "__main__":
    refresh(sys.argv[1] if len(sys.argv) > 1 else VERSION)
