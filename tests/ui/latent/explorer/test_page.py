"""Scripts become one script, and a checkpoint one page."""

import base64
import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy
import torch

from facegen.errors import FacegenError
from facegen.latent.__main__ import main
from facegen.models.checkpoint import load_checkpoint, save_checkpoint
from facegen.models.families import FAMILIES
from facegen.models.presets import MODELS
from facegen.ui.latent.explorer.bundle import as_function, bundle

SCRIPTS = {
    "a/main.js": b"""import { double, Count as Counter } from "../b.js";
import {
  HALF,
} from "./half.js";

export function start() {
  const one = new Counter();
  return [double(4), HALF, one.next(), one.next()];
}
""",
    "a/half.js": b'import { double } from "../b.js";\n\nexport const HALF = double(1) / 4;\n',
    "b.js": b"""let made = 0;
export const double = (value) => value * 2;
export class Count {
  next() {
    made += 1;
    return made;
  }
}
""",
}


def told(script: str) -> list[float]:
    """Run a module in Node and read the JSON it prints."""
    node = shutil.which("node")
    if not node:
        pytest.skip("no Node on this machine")
    command = [node, "--input-type=module", "-e", script]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def test_modules_in_one_script_do_what_they_do_apart() -> None:
    made = bundle(SCRIPTS, "a/main.js")
    assert made.count("let made = 0;") == 1
    assert told(f"{made}\nconsole.log(JSON.stringify(modules['a/main.js'].start()));") == [
        *(8, 0.5, 1, 2)
    ]


@pytest.mark.parametrize(
    "line",
    ["import every from './b.js';", "import './b.js';", "export default 5;", "export { a };",
     "const here = import.meta.url;"],
)  # fmt: skip
def test_a_form_that_is_not_known_is_refused(line: str) -> None:
    with pytest.raises(FacegenError, match=r"main\.js: '.*' is in no form that can be bundled"):
        bundle({"main.js": f"{line}\n".encode()}, "main.js")


def test_a_circle_is_refused() -> None:
    circle = {f"{a}.js": f'import {{ {b} }} from "./{b}.js";\n'.encode() for a, b in ("xy", "yx")}
    with pytest.raises(FacegenError, match="imports itself"):
        bundle(circle, "x.js")


def test_a_module_of_others_becomes_a_value() -> None:
    made = as_function("const a=1,b=2;export{a as default,b as B,a};\n", "ort")
    assert told(f"{made}\nconsole.log(JSON.stringify([ort.default, ort.B, ort.a]));") == [1, 2, 1]
    with pytest.raises(FacegenError, match="ort does not end"):
        as_function("export const a = 1;", "ort")


def test_the_page_holds_the_generator_and_names_its_licence(tmp_path: Path) -> None:
    """For a generator without directions, exported for the while, under a name to be escaped."""
    torch.manual_seed(0)
    folder, file = tmp_path / "a<b>", tmp_path / "site" / "explorer.html"
    save_checkpoint(folder, FAMILIES["msg_gan"].generator(MODELS["xs"]), "card")
    assert main(["page", str(folder), "--out", str(file), "--space"]) == 0
    page = file.read_text(encoding="utf-8")
    assert "{{" not in re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert "<title>a&lt;b&gt; · facegen explorer</title>" in page
    assert "The code is under the MIT licence." in page
    assert not re.search(r'(?:src|href)="https?:', page)
    assert "Your photo" not in page
    parts = dict(re.findall(r'id="part-(\w+)">([^<]*)</script>', page))
    assert set(parts) == {"worker", "machine", "mapping", "synthesis", "tables"}
    tables = safetensors.numpy.load(base64.b64decode(parts["tables"]))
    generator = load_checkpoint(folder)
    np.testing.assert_array_equal(tables["mean_style"], generator.mean_style)
    assert tables["attributes"].shape == (0, generator.latent_dim)
    assert not (folder / "onnx").exists()
    front = (tmp_path / "site" / "README.md").read_text()
    assert "sdk: static\napp_file: explorer.html\n" in front
