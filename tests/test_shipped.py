"""Where the checkpoints lie, in a checkout and in a wheel."""

import runpy
import shutil
from pathlib import Path

from facegen import shipped

ROOT = Path(__file__).parents[1]


def test_in_a_checkout_they_lie_at_the_top():
    assert shipped.CHECKPOINTS == ROOT / "checkpoints"
    assert (shipped.checkpoint("attributes") / "config.json").is_file()


def test_in_a_wheel_they_lie_beside_the_code(tmp_path: Path):
    """As `setup.py` puts them there, whatever lies around the package."""
    package = tmp_path / "site-packages" / "facegen"
    (package / "_checkpoints" / "tiny").mkdir(parents=True)
    (package.parent / "checkpoints").mkdir()
    copy = str(shutil.copy(shipped.__file__, package))
    assert '"facegen._checkpoints": "checkpoints"' in (ROOT / "setup.py").read_text()
    installed = runpy.run_path(copy)
    assert installed["CHECKPOINTS"] == package / "_checkpoints"
    assert installed["checkpoint"]("tiny") == package / "_checkpoints" / "tiny"


def test_one_that_is_not_there_is_for_the_caller_to_miss():
    assert not shipped.checkpoint("nobody").exists()


def test_only_one_module_works_out_where_things_lie():
    """`Path(__file__).parents[...]` anywhere else would be wrong in a wheel, or after a move."""
    modules = [path for path in (ROOT / "facegen").rglob("*.py") if path.name != "shipped.py"]
    assert [path for path in modules if "__file__).parents" in path.read_text()] == []
    assert (shipped.VENDORED / "vendored.json").is_file()
