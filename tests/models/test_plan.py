import subprocess
import sys
from pathlib import Path

import pytest

from facegen.models.families import FAMILIES
from facegen.models.plan import planning
from facegen.models.presets import MODELS
from facegen.models.shapes import family_of

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["s", "simple", "category"])
def test_a_plan_has_the_sizes_of_the_network_and_no_values(name: str) -> None:
    config = MODELS[name]
    make = FAMILIES[family_of(config)].generator
    with planning():
        plan = make(config)
    built = make(config)
    assert all(value.is_meta for value in plan.state_dict().values())
    assert not any(value.is_meta for value in built.state_dict().values())
    sizes = [{k: v.shape for k, v in one.state_dict().items()} for one in (plan, built)]
    assert sizes[0] == sizes[1]


def test_to_make_faces_torch_s_compiler_is_not_imported() -> None:
    code = (
        "import sys, facegen; facegen.load('celeba128').sample([7]); "
        "assert not {'sympy', 'torch._dynamo'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
