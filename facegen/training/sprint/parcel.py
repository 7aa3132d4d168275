"""What of a run is worth carrying home, in a few small files; and a run out of it again.

    average-0.safetensors ...   the averaged generator in half precision, which is what is shown
    generator-0, discriminator-0, discriminator-1 ...   likewise, to go on from
    run.zip                     configuration, metrics, log, scores and samples, and how far it came
    samples.webp                the newest samples at the largest scale, to look at

    python -m facegen.training.sprint.parcel PARCEL --data STORE --run RUN

makes a run of it that can be exported, and gone on with; the optimisers begin anew. Where room is
short the files of the generator may stay behind: it then goes on from its average.
"""

import argparse
import io
import json
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import safetensors.torch
from PIL import Image
from torch import Tensor

from facegen.command_line import Parser, run_command
from facegen.data.store import FaceStore, open_store
from facegen.decoding import decode
from facegen.errors import TrainingError
from facegen.files import whole_folder, write_whole
from facegen.training.engine.state import TrainingProgress, load_state, save_state, under
from facegen.training.run.recording import record
from facegen.training.run.runs import Run

WEIGHTS_BYTES = 15_000_000
"""Size of a file of weights, at most."""
KEPT = {
    "average": ("average.", "counter."),
    "generator": ("generator.",),
    "discriminator": ("discriminator.",),
}
"""What is kept of a checkpoint, by the name of the files; the moments of the optimisers, which are
more than all of this, are not."""
DAMAGED = (
    OSError,
    ValueError,
    TypeError,
    KeyError,
    zipfile.BadZipFile,
    safetensors.SafetensorError,
)
STATE, SAMPLES, RUN = "state.json", "samples.webp", "run.zip"


def send_parcel(run: Run, out: Path) -> int | None:
    """Write the parcel of the newest checkpoint, each file beside its place and renamed.

    Args:
        run: May be training meanwhile.
        out: Folder; made if it is not there.

    Returns:
        After how many images the checkpoint was made; None if there is none yet.
    """
    checkpoints = run.checkpoints()
    if not checkpoints:
        return None
    tensors, progress = load_state(checkpoints[-1])
    out.mkdir(parents=True, exist_ok=True)
    for kind, starts in KEPT.items():
        kept = {name: v for name, v in tensors.items() if name.startswith(starts)}
        for index, some in enumerate(_split(kept)):
            content = safetensors.torch.save(some, {"images": f"{progress.images}"})
            write_whole(out / f"{kind}-{index}.safetensors", content)
    write_whole(out / RUN, _zipped(run, progress))
    newest = run.grid_path(run.snapshots()[-1], run.scales_px[-1])
    sheet = Image.fromarray(decode(newest.read_bytes(), shortest_px=1))
    buffer = io.BytesIO()
    sheet.save(buffer, "WEBP", quality=90)
    write_whole(out / SAMPLES, buffer.getvalue())
    return progress.images


def receive(parcel: Path, folder: Path, store: FaceStore) -> Run:
    """Make a run of a parcel.

    Args:
        parcel: What `send_parcel` wrote.
        folder: Of the run to make.
        store: The faces it learns from when it goes on.

    Raises:
        TrainingError: If the parcel is not whole, or the folder is there already.
    """
    if folder.exists():
        raise TrainingError(f"--run: {folder} is there already; choose another folder.")
    try:
        with whole_folder(folder) as partial:
            with zipfile.ZipFile(parcel / RUN) as file:
                file.extractall(partial / "was")
            was = Run(partial / "was")
            progress = TrainingProgress(
                **json.loads((was.folder / STATE).read_text(encoding="utf-8"))
            )
            tensors = _weights_in(parcel, progress.images)
            run = Run.create(partial, was.config, store)
            for name in ("metrics.jsonl", "machine.json", "log.txt", "scores"):
                if (was.folder / name).exists():
                    (was.folder / name).rename(run.folder / name)
            for sheet in was.folder.glob("grids/*/*.webp"):
                path = run.folder / sheet.relative_to(was.folder).with_suffix(".png")
                path.parent.mkdir(exist_ok=True)
                picture = Image.fromarray(decode(sheet.read_bytes(), shortest_px=1))
                picture.save(path, compress_level=1)
            whole = {name: v.float() if v.is_floating_point() else v for name, v in tensors.items()}
            run.add_checkpoint(progress.images, lambda place: save_state(place, whole, progress), 1)
            shutil.rmtree(was.folder)
    except DAMAGED as error:
        raise TrainingError(
            f"{parcel} is not the parcel of a run, or not whole ({error}); bring all of its files."
        ) from error
    return Run.open(folder)


def _weights_in(parcel: Path, images: int) -> dict[str, Tensor]:
    """Read the weights of a parcel; where those of the generator are not sent, its average's."""
    tensors: dict[str, Tensor] = {}
    for path in sorted(parcel.glob("*-[0-9].safetensors")):
        with safetensors.safe_open(path, "pt") as file:
            seen = (file.metadata() or {}).get("images")
        if seen != f"{images}":
            raise TrainingError(
                f"{path} is of a checkpoint after {seen} images, but {RUN} of one after {images}; "
                "bring the files of one parcel."
            )
        tensors |= safetensors.torch.load_file(path)
    average, judge = under(tensors, "average"), under(tensors, "discriminator")
    if not average or not judge:
        raise TrainingError(
            f"{parcel} lacks the weights of its {'discriminator' if average else 'average'}; "
            "bring these files too."
        )
    if not under(tensors, "generator"):
        tensors |= {f"generator.{name}": value for name, value in average.items()}
    return tensors


def _split(tensors: Mapping[str, Tensor]) -> Iterator[dict[str, Tensor]]:
    """Halve the weights and deal them out, in their order, to files that are not too large."""
    some: dict[str, Tensor] = {}
    size = 0
    for name, value in tensors.items():
        half = value.half().contiguous() if value.is_floating_point() else value
        if some and size + half.nbytes > WEIGHTS_BYTES:
            yield some
            some, size = {}, 0
        some[name] = half
        size += half.nbytes
    yield some


def _zipped(run: Run, progress: TrainingProgress) -> bytes:
    """Return a recording of a run with what it takes to go on, as a zip file."""
    buffer = io.BytesIO()
    with tempfile.TemporaryDirectory() as scratch, zipfile.ZipFile(buffer, "w") as file:
        folder = Path(scratch) / "run"
        record(run, folder)
        for name in ("machine.json", "log.txt"):
            if (run.folder / name).exists():
                shutil.copy2(run.folder / name, folder / name)
        if (run.folder / "scores").exists():
            shutil.copytree(run.folder / "scores", folder / "scores")
        (folder / STATE).write_text(json.dumps(asdict(progress)), encoding="utf-8")
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            how = zipfile.ZIP_STORED if path.suffix == ".webp" else zipfile.ZIP_DEFLATED
            file.write(path, path.relative_to(folder), how)
    return buffer.getvalue()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    parser = Parser(prog="python -m facegen.training.sprint.parcel", description=__doc__)
    parser.add_argument("parcel", type=Path, help="what a sprint wrote")
    parser.add_argument("--data", type=Path, required=True, help="a prepared store")
    parser.add_argument("--run", type=Path, required=True, help="folder to make for the run")
    return run_command(parser, arguments, _act)


def _act(options: argparse.Namespace) -> None:
    run = receive(options.parcel, options.run, open_store(options.data))
    print(f"{run.folder}: a run after {int(run.checkpoints()[-1].name):,} images")


if __name__ == "__main__":
    sys.exit(main())
