"""Scripts that import each other become one script that does the same."""

import json
import shutil
import subprocess

import pytest

from facegen.errors import FacegenError
from facegen.ui.latent.explorer.bundle import NOWHERE, as_function, bundle

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


def test_what_a_module_looks_for_beside_itself_is_never_found():
    made = as_function("const at=new URL('a.wasm',import.meta.url).href;export{at};\n", "ort")
    assert f"new URL('a.wasm',\"{NOWHERE}\")" in made
