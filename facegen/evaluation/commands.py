"""What the commands of `facegen evaluation` do; __main__.py has their options."""

import argparse
import json
from pathlib import Path

import numpy as np
from tqdm import tqdm

from facegen.command_line import OptionError, Outcome, about, writing
from facegen.data.named import store_named
from facegen.data.parts import parts
from facegen.data.store import FaceStore
from facegen.errors import FacegenError
from facegen.evaluation import card
from facegen.evaluation.copying import nearest_sheet
from facegen.evaluation.measure import evaluate, spaces_of
from facegen.evaluation.progress import Moment, write_progress
from facegen.evaluation.real_faces import at_size
from facegen.evaluation.report import LIGHT_SIZES, Report, Sizes
from facegen.evaluation.samples import draw_samples, read_pictures
from facegen.evaluation.truncation import measure_truncations, write_truncations
from facegen.evaluation.underway import underway
from facegen.files import write_whole
from facegen.images import encode
from facegen.models.attribute_net import AttributeNet
from facegen.models.category_net import CategoryNet
from facegen.models.checkpoint import load_checkpoint
from facegen.models.description import images_seen, read_description
from facegen.models.generator import FaceGenerator
from facegen.models.named import folder_of
from facegen.models.places import on_disk
from facegen.models.stored import weights_digest
from facegen.progress_bar import ProgressBar

SHOWN = 100


def report(options: argparse.Namespace) -> Outcome:
    """Measure, and write evaluation.json, charts and card."""
    _require_one(options)
    sizes = LIGHT_SIZES if options.light else Sizes()
    if options.images:
        sizes = Sizes(options.images, min(options.images, sizes.features), sizes.swd)
    store, network = _opened(options)
    checkpoint = _checkpoint(options)
    folder = options.out or (checkpoint and on_disk(options.checkpoint))
    if folder is None and checkpoint:
        raise OptionError(f"--out: must be given, as {options.checkpoint} is on the Hub.")
    if options.out:
        with about("--out"), writing(options.out):
            options.out.mkdir(parents=True, exist_ok=True)
    with about("--baseline"):
        baselines = [_report_in(folder_of(name)) for name in options.baseline]
    bar = ProgressBar(100, "%", bar_format="{percentage:3.0f}%|{bar}| {elapsed} {desc}")
    with bar, underway(folder) as telling:

        def progress(share: float) -> None:
            telling.progress(share)
            bar(share)

        def say(doing: str) -> None:
            telling.say(doing)
            bar.set_description_str(doing)

        say("Samples")
        samples, store = _compared(options, checkpoint, store, sizes.images)
        subject = _subject(options, checkpoint, weights_digest(folder_of(options.network)))
        made = evaluate(samples, store, network, sizes, subject, progress, say)
        say("Done")
        if folder:
            shown = None if options.samples else samples[:SHOWN]
            with writing(folder):
                card.write(made, folder, shown, baselines, options.seen, _truncated(checkpoint))
    return Outcome(json.loads(made.to_json()), card.section(made, baselines))


def progress(options: argparse.Namespace) -> Outcome:
    """Measure a checkpoint beside earlier ones of its run, and chart what more images gave."""
    store, network = _opened(options)
    if (out := on_disk(options.checkpoint)) is None:
        raise OptionError(f"CHECKPOINT: must be a folder to write to, not {options.checkpoint}.")
    with about("--earlier"):
        folders = [*(folder_of(name) for name in options.earlier), out]
    images = [_trained_images(folder) for folder in folders]
    moments = []
    for folder, seen in zip(tqdm(folders, unit="checkpoint"), images, strict=True):
        generator = load_checkpoint(folder)
        samples, faces = _drawn(generator, store, LIGHT_SIZES.images)
        report = evaluate(samples, faces, network, LIGHT_SIZES, {"checkpoint": folder.name})
        moments.append(Moment(seen, report))
    with writing(out):
        text = write_progress(moments, out, options.bar)
    charted = json.loads((out / "evaluation" / "moments.json").read_text(encoding="utf-8"))
    return Outcome(charted, text)


def truncation(options: argparse.Namespace) -> Outcome:
    """Measure a checkpoint's faces nearer and nearer to the mean, and chart what that does."""
    store, network = _opened(options)
    if (out := on_disk(options.checkpoint)) is None:
        raise OptionError(f"CHECKPOINT: must be a folder to write to, not {options.checkpoint}.")
    with about("CHECKPOINT"):
        generator = load_checkpoint(out)
        faces = _fitting(generator, store)
        reports = measure_truncations(
            generator, faces, network, sorted({*options.at, 1.0}), options.images
        )
    with writing(out):
        text = write_truncations(reports, out)
    kept = (out / "evaluation" / "truncations.json").read_text(encoding="utf-8")
    return Outcome(json.loads(kept), text)


def nearest(options: argparse.Namespace) -> Outcome:
    """Show the samples nearest to training faces beside those faces."""
    _require_one(options)
    store, network = _opened(options)
    samples, faces = _compared(options, _checkpoint(options), store, options.images)
    train = faces.faces[parts(faces)[0]]
    sheet = nearest_sheet(list(spaces_of(train, network)), samples)
    with about("--out"), writing(options.out):
        write_whole(options.out, encode(sheet))
    words = (
        f"{options.out}: samples; nearest training faces in pixels; in features. It holds faces of "
        f"the store ({store.manifest.title}): do not pass it on where these may not be."
    )
    return Outcome({"file": str(options.out), "samples": len(samples)}, words)


def _require_one(options: argparse.Namespace) -> None:
    if (options.checkpoint is None) == (options.samples is None):
        raise OptionError("CHECKPOINT: give either it or --samples.")


def _opened(options: argparse.Namespace) -> tuple[FaceStore, AttributeNet]:
    with about("--store"):
        store = store_named(options.store)
    with about("--network"):
        return store, AttributeNet.load(folder_of(options.network))


def _checkpoint(options: argparse.Namespace) -> Path | None:
    """Return the folder of the checkpoint under test; None where pictures are."""
    with about("CHECKPOINT"):
        return folder_of(options.checkpoint) if options.checkpoint else None


def _report_in(folder: Path) -> Report:
    path = folder / "evaluation.json"
    if not path.is_file():
        raise FacegenError(
            f"{folder} has no evaluation.json; make it with: "
            f"python -m facegen.evaluation report {folder}"
        )
    return Report.from_json(path.read_text(encoding="utf-8"), path)


def _compared(
    options: argparse.Namespace, checkpoint: Path | None, store: FaceStore, count: int
) -> tuple[np.ndarray, FaceStore]:
    """Return the pictures under test, and the store at their size."""
    if checkpoint is None:
        pictures = read_pictures(options.samples)
        shuffled = pictures[np.random.default_rng(0).permutation(len(pictures))]
        return shuffled, at_size(store, pictures.shape[1])
    return _drawn(load_checkpoint(checkpoint), store, count)


def _drawn(generator: FaceGenerator, store: FaceStore, count: int) -> tuple[np.ndarray, FaceStore]:
    """Draw samples at a generator's largest scale that the store has, and the store at it."""
    store = _fitting(generator, store)
    return draw_samples(generator, count, store), store


def _fitting(generator: FaceGenerator, store: FaceStore) -> FaceStore:
    """Return the store at a generator's largest scale that it has."""
    within = [px for px in generator.scales_px if px <= store.size_px]
    return at_size(store, max(within, default=store.size_px))


def _truncated(checkpoint: Path | None) -> np.ndarray | None:
    """Draw the samples of the second sheet; None where no latent is truncated."""
    generator = checkpoint and load_checkpoint(checkpoint)
    if generator is None or isinstance(generator, CategoryNet):
        return None
    return generator.sample(range(SHOWN), card.TRUNCATION)


def _subject(options: argparse.Namespace, checkpoint: Path | None, network: str) -> dict[str, str]:
    """Say what was measured, and by which network's weights."""
    last = {"network weights": network}
    if checkpoint is None:
        return {"pictures": options.samples.name, **last}
    return {
        "checkpoint": (on_disk(options.checkpoint) or Path(options.checkpoint)).name,
        **_training(checkpoint),
        "weights": weights_digest(checkpoint),
        **last,
    }


def _trained_images(checkpoint: Path) -> int:
    """Return how many images a checkpoint was trained on, before any is measured."""
    description = read_description(checkpoint)
    if "images" not in description.get("training", {}):
        raise FacegenError(
            f"{checkpoint} does not say how many images it was trained on; name checkpoints that "
            "`facegen training export` wrote."
        )
    return images_seen(description)


def _training(checkpoint: Path) -> dict[str, str]:
    """Tell how long a checkpoint was trained, where it says so."""
    facts = read_description(checkpoint).get("training", {})
    if not {"images", "hours"} <= facts.keys():
        return {}
    threads = f" of {facts['threads']} threads" if facts.get("threads", 1) > 1 else ""
    before = facts.get("images_before", 0)
    grown = f", grown after {before:,} at a smaller size" if before else ""
    return {"trained": f"{facts['images']:,} images in {facts['hours']:.2f} h{threads}{grown}"}
