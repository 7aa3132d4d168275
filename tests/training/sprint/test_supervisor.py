from dataclasses import replace
from pathlib import Path

from facegen.data.store import FaceStore
from facegen.training.sprint.course import Course
from facegen.training.sprint.supervisor import Sprint
from tests.training.conftest import make_run


def test_a_process_that_fails_is_begun_again_at_another_batch(
    store: FaceStore, tmp_path: Path
) -> None:
    run = make_run(tmp_path / "run", store)
    sprint = Sprint(tmp_path / "out", tmp_path, Course(60))
    log = run.folder / "log.txt"
    log.write_text("It ended by an error in facegen, or for want of memory: ValueError: no\n")
    run.write_config(replace(run.config, compile=True))
    sprint._mend(run)
    assert (run.config.compile, run.config.batch) == (False, 16)
    sprint._mend(run)
    assert (run.config.compile, run.config.batch) == (False, 16)
    log.write_text(
        "It ended by an error in facegen, or for want of memory: "
        "OutOfMemoryError: CUDA out of memory. Tried to allocate\n"
    )
    sprint._mend(run)
    assert (run.config.compile, run.config.batch) == (False, 8)
    sprint._mend(run)
    assert (run.config.compile, run.config.batch) == (False, 8)
