"""What all commands share, and the `facegen` command itself, mostly run as a process."""

import gc
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from facegen import __version__
from facegen.__main__ import ROOMS, main
from facegen.command_line import (
    Command,
    OptionError,
    Outcome,
    Parser,
    about,
    imported,
    run_command,
    writing,
)
from facegen.data import mosaics, pictures, prepare
from facegen.data.__main__ import CROPS, FORMS, SIZES_PX
from facegen.errors import EmptySelectionError, FacegenError, QueryError, StoreError
from facegen.latent.__main__ import ENCODED_FACES, LEARNED_FACES, MOST_SEEDS
from facegen.latent.directions.discovery import FaceCounts
from facegen.latent.photo.encoding import FACES
from facegen.models import sound_seeds

ROOT = Path(__file__).parents[1]


def python(code: str, *words: str, **variables: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
    )


def leaves(parser: Parser, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Parser]]:
    """Yield every command there is, with its parser filled."""
    with pytest.raises(SystemExit):
        parser.parse_known_args(["--help"])
    tables = [action.choices for action in parser._actions if isinstance(action.choices, dict)]
    for name, command in (pair for table in tables for pair in table.items()):
        yield from leaves(command, (*path, name))
    if not tables:
        yield path, parser


def test_every_command_of_every_room_is_there_and_alike(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = {
        (name, *path): parser
        for name in ROOMS
        for path, parser in leaves(Parser(import_module(f"facegen.{name}.__main__").fill))
    }
    assert len(found) == 36
    assert {room for room, _ in found} == set(ROOMS)
    for path, parser in found.items():
        module, _, name = parser.get_default("act").partition(":")
        assert callable(getattr(import_module(module), name)), path
        assert "--json" in parser._option_string_actions, path
        for action in parser._actions:
            assert action.help, (path, action.dest)
    capsys.readouterr()


def test_defaults_stand_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["latent", "sample", "--help"])
    shown = capsys.readouterr().out
    assert "(default: 0-63)" in shown
    assert "(default: False)" not in shown
    with pytest.raises(SystemExit, match="0"):
        main(["statistics", "sample", "--help"])
    assert "of what is random (default: 0)" in capsys.readouterr().out


def test_what_the_help_says_is_what_the_engine_does() -> None:
    assert (SIZES_PX[0], SIZES_PX[1]) == (prepare.SIZES_PX[0], prepare.SIZES_PX[-1])
    assert CROPS == pictures.CROPS
    assert tuple(FORMS) == tuple(mosaics.FORMS)
    assert (FaceCounts().learned, FACES) == (LEARNED_FACES, ENCODED_FACES)
    assert sound_seeds.MOST_SEEDS == MOST_SEEDS


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])
    assert capsys.readouterr().out == f"facegen {__version__}\n"
    assert f"\nversion: {__version__}\n" in (ROOT / "CITATION.cff").read_text()


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["sing"], "COMMAND: invalid choice: 'sing'"),
        (["data"], "COMMAND: must be given"),
        (["--port", "0"], "--port: must be a whole number from 1 to 65535, but is '0'"),
        (["--port", "80", "data", "list"], "COMMAND: the options before it are the page's"),
    ],
)
def test_a_misuse_is_one_line_and_status_2(
    capsys: pytest.CaptureFixture[str], words: list[str], line: str
) -> None:
    try:
        status = main(words)
    except SystemExit as leaving:
        status = leaving.code
    assert status == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(line)
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (QueryError("no such attribute"), 2),
        (EmptySelectionError("nobody"), 1),
        (StoreError("not a store"), 1),
        (FacegenError("no"), 1),
    ],
)
def test_what_means_nothing_is_a_misuse_and_what_cannot_be_had_a_failure(
    capsys: pytest.CaptureFixture[str], error: FacegenError, status: int
) -> None:
    def act(options: object) -> Outcome:
        with about("--this"):
            raise error

    assert run_command(Parser(), [], act) == status
    assert capsys.readouterr().err == f"--this: {error}\n"


def test_what_cannot_be_written_is_a_failure_that_names_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def act(options: object) -> Outcome:
        with about("--out"), writing(tmp_path / "it"):
            (tmp_path / "nowhere" / "it").touch()
        return Outcome({}, "done")

    assert run_command(Parser(), [], act) == 1
    said = f"--out: {tmp_path / 'it'} cannot be written (No such file or directory).\n"
    assert capsys.readouterr().err == said


def test_an_outcome_is_words_or_json(capsys: pytest.CaptureFixture[str]) -> None:
    def fill(parser: Parser) -> None:
        command = Command("say it", lambda parser: None, "tests.test_command_line:said")
        parser.commands({"say": command})

    assert run_command(Parser(fill), ["say"]) == 1
    assert capsys.readouterr().out == "in words\n"
    assert run_command(Parser(fill), ["say", "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == {"figure": 7}


def said(options: object) -> Outcome:
    return Outcome({"figure": 7}, "in words", 1)


def test_an_error_in_an_option_is_no_outcome() -> None:
    with pytest.raises(OptionError, match="--q: no"), about("--q"):
        raise QueryError("no")


def test_a_closed_pipe_ends_quietly() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "facegen", "latent", "list", "--json"],
        cwd=ROOT,
        stdout=writer,
        stderr=subprocess.PIPE,
    )
    os.close(writer)
    assert done.stderr == b""
    assert done.returncode == 141


@pytest.mark.parametrize(
    "words", [["latent", "list"], ["data", "list"], ["training", "list"], ["training", "--help"]]
)
def test_what_lists_imports_no_torch_and_no_hub(words: list[str], tmp_path: Path) -> None:
    code = (
        "import sys; from facegen.__main__ import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "slow = {'torch', 'numba', 'gradio', 'pyarrow', 'huggingface_hub'} & set(sys.modules)\n"
        "print(sorted(slow), file=sys.stderr)"
    )
    done = python(code, *words, FACEGEN_HOME=str(tmp_path))
    assert done.stderr == "[]\n"
    assert done.stdout


def test_the_page_refuses_what_is_not_there(tmp_path: Path) -> None:
    for words, line in (
        (["--store", str(tmp_path)], f"--store: {tmp_path} is not a prepared store"),
        (["--checkpoint", "nobody"], "--checkpoint: There is no checkpoint 'nobody': it is no fol"),
    ):
        done = python("from facegen.__main__ import main; raise SystemExit(main())", *words)
        assert done.returncode == 1
        assert done.stderr.startswith(line)
        assert done.stderr.count("\n") == 1


def test_what_is_imported_is_not_looked_through_for_garbage_and_later_things_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "brings_much.py").write_text("import gc\nMEANWHILE = gc.isenabled()\n")
    (tmp_path / "brings_an_error.py").write_text("raise OSError('no such library')\n")
    before = gc.get_freeze_count()
    assert imported("brings_much").MEANWHILE is False
    assert gc.isenabled()
    frozen = gc.get_freeze_count()
    assert frozen > before
    assert imported("brings_much") is sys.modules["brings_much"]
    assert gc.get_freeze_count() <= frozen  # what was frozen may go, nothing comes
    with pytest.raises(OSError, match="no such library"):
        imported("brings_an_error")
    assert gc.isenabled()
