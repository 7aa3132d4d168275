"""What the commands of `facegen latent` do; __main__.py has their options."""

import argparse
import os
import shutil
from pathlib import Path

from tqdm import tqdm

from facegen.command_line import OptionError, Outcome, about, writing
from facegen.counting import counted
from facegen.errors import FacegenError
from facegen.files import write_whole
from facegen.images import encode
from facegen.latent.directions.direction_card import drawn_sheet, table_of
from facegen.latent.directions.discovery import FaceCounts, find_directions
from facegen.latent.graphs.graph_card import tell_of_graphs
from facegen.latent.graphs.graph_file import FACTS, FOLDER
from facegen.latent.graphs.portable import export_graphs
from facegen.latent.graphs.portable_reading import export_reading
from facegen.latent.photo.encoding import save_encoder, train_encoder
from facegen.latent.sampling import parse_seeds
from facegen.latent.sampling import sample as faces_of
from facegen.latent.soundness.search import find_sound
from facegen.latent.soundness.sound_card import tell_of_sound
from facegen.latent.style_space import require_latent_space
from facegen.models.attribute_net import AttributeNet
from facegen.models.checkpoint import load_checkpoint
from facegen.models.description import read_description
from facegen.models.generator import FaceGenerator
from facegen.models.named import folder_of
from facegen.models.places import on_disk
from facegen.models.sound_seeds import FILE, SoundSeeds
from facegen.progress_bar import ProgressBar

TABLE, SHEET = "directions.md", "directions.webp"


def sample(options: argparse.Namespace) -> Outcome:
    """Write one PNG a seed."""
    with about("--seeds"):
        seeds = parse_seeds(options.seeds)
    with about("CHECKPOINT"):
        folder = folder_of(options.checkpoint)
        generator = load_checkpoint(folder)
        require_latent_space(generator)
    if options.sound:
        with about("--sound"):
            seeds = SoundSeeds.load(folder).among(seeds)
    names = [f"seed{seed:06d}.png" for seed in seeds]
    with about("--out"), writing(options.out):
        options.out.mkdir(parents=True, exist_ok=True)
        faces = tqdm(faces_of(generator, seeds, options.truncation), total=len(seeds), unit="face")
        for name, face in zip(names, faces, strict=True):
            (options.out / name).write_bytes(encode(face))
    result = {"folder": str(options.out), "seeds": seeds, "files": names}
    return Outcome(
        result, f"{options.out}: {counted(len(seeds), 'face')} of {generator.scales_px[-1]} px"
    )


def directions(options: argparse.Namespace) -> Outcome:
    """Learn what to add to a style, and measure it."""
    folder, generator, network = _opened(options)
    sizes = FaceCounts(learned=options.faces)
    most = sizes.pictures(len(network.config.attributes), generator.latent_dim)
    with ProgressBar(most, " faces") as bar, about("CHECKPOINT"):
        directions = find_directions(generator, network, sizes, bar)
    table = folder / TABLE
    with writing(folder):
        directions.save(folder)
        write_whole(folder / SHEET, encode(drawn_sheet(generator, directions), "webp"))
        write_whole(table, table_of(directions, SHEET).encode())
    result = {"folder": str(folder), "table": str(table), "attributes": list(directions.names)}
    return Outcome(
        result, f"{table}: the effects of {len(directions.names)} attributes' directions"
    )


def encoder(options: argparse.Namespace) -> Outcome:
    """Train what makes a projection's first guess."""
    checkpoint, generator, network = _opened(options)
    with ProgressBar(options.faces, " faces") as bar, about("CHECKPOINT"):
        trained = train_encoder(generator, network, options.faces, bar)
    with writing(checkpoint):
        folder = save_encoder(checkpoint, trained)
    known = 1 - trained.facts["unexplained"]
    words = f"{folder}: an encoder that tells {100 * known:.0f} % of the styles of fresh faces"
    return Outcome({"folder": str(folder), "told": round(known, 3)}, words)


def sound(options: argparse.Namespace) -> Outcome:
    """Find the seeds whose faces hold together."""
    folder, generator, network = _opened(options)
    share, truncation = options.share / 100, options.truncation
    with ProgressBar(options.seeds, " faces") as bar, about("CHECKPOINT"):
        found = find_sound(generator, network, options.seeds, share, truncation, bar)
    with writing(folder):
        found.save(folder)
        tell_of_sound(folder, found)
    kept = int(found.sound.sum())
    words = f"{folder / FILE}: {kept:,} of the first {counted(options.seeds, 'seed')} hold together"
    return Outcome({"file": str(folder / FILE), "seeds": options.seeds, "sound": kept}, words)


def export(options: argparse.Namespace) -> Outcome:
    """Write a generator, or the attribute network, as ONNX."""
    with about("CHECKPOINT"):
        checkpoint = folder_of(options.checkpoint)
        if options.out is None and on_disk(options.checkpoint) is None:
            raise OptionError(
                f"--out: must be given, as {options.checkpoint} is on the Hub; name a folder of "
                "this disk."
            )
        reads = read_description(checkpoint)["family"] == AttributeNet.family
    folder = options.out.resolve() if options.out else checkpoint / FOLDER
    if options.out:
        _require_free(folder, options.out)
    with writing(folder), about("CHECKPOINT"):
        if reads:
            sizes = export_reading(checkpoint, folder)
        else:
            sizes = export_graphs(load_checkpoint(checkpoint), checkpoint, folder)
        if options.out is None:
            tell_of_graphs(checkpoint, sizes)
    listed = ", ".join(f"{name} of {size / 1e6:.1f} MB" for name, size in sizes.items())
    return Outcome({"folder": str(folder), "bytes": sizes}, f"{folder}: {listed}")


def _require_free(folder: Path, given: Path) -> None:
    """Refuse a folder that holds anything but an earlier export: all that is in it would go."""
    with about("--out"), writing(given):
        if folder.exists() and any(folder.iterdir()) and not (folder / FACTS).is_file():
            raise OptionError(
                f"--out: {given} holds other things, and an export takes the place of a whole "
                "folder; name one that is empty, or of an earlier export."
            )


def _opened(options: argparse.Namespace) -> tuple[Path, FaceGenerator, AttributeNet]:
    """Open a checkpoint that is to be written to, before minutes are spent on it."""
    with about("CHECKPOINT"):
        folder = folder_of(options.checkpoint)
        if options.out is None and on_disk(options.checkpoint) is None:
            raise OptionError(
                f"--out: must be given, as {options.checkpoint} is on the Hub and what is learned "
                "is kept beside a checkpoint; it is copied to the folder you name."
            )
        generator = load_checkpoint(folder)
        require_latent_space(generator)
        if options.out is not None:
            if options.out.resolve() != folder.resolve():
                with about("--out"), writing(options.out):
                    shutil.copytree(folder, options.out, dirs_exist_ok=True)
            folder = options.out
    if not os.access(folder, os.W_OK):
        raise FacegenError(f"CHECKPOINT: {folder} cannot be written to; give --out.")
    with about("--network"):
        return folder, generator, AttributeNet.load(folder_of(options.network))
