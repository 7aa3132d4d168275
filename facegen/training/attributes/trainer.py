"""Train the attribute network: `python -m facegen.training.attributes.trainer --store S --run R`.

Binary cross-entropy on the train partition, a copy of the weights averaged over time, measured on
the valid partition after every epoch. The run folder holds config.json, metrics.jsonl and
state.safetensors; started again with the same options, a run goes on after its last whole epoch and
ends with the same weights as an unbroken one. With `--out` the checkpoint is written at the end.
This module does not know what the network is for.
"""

import argparse
import json
import math
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save

from facegen.command_line import Parser, run_command, whole_number
from facegen.data.store import FaceStore, open_store
from facegen.errors import TrainingError
from facegen.files import write_whole
from facegen.models.attribute_net import AttributeNet, AttributeNetConfig, from_uint8
from facegen.training.attributes.card import export
from facegen.training.engine.ema import ema_decay, update_average
from facegen.training.engine.state import under


@dataclass(frozen=True)
class Schedule:
    """How the network learns.

    Attributes:
        epochs: Passes over the train partition.
        batch: Faces a step.
        rate: Highest learning rate; it rises over the first fifth and falls to zero as a cosine.
        decay: AdamW's weight decay.
        average_halflife: The averaged weights forget half in this many steps.
        seed: Of the first weights, the order of the faces and their augmentation.
    """

    epochs: int = 12
    batch: int = 128
    rate: float = 3e-3
    decay: float = 0.05
    average_halflife: float = 350.0
    seed: int = 0


class Trainer:
    """The network, its average and the optimiser, stepped an epoch at a time."""

    def __init__(self, config: AttributeNetConfig, recipe: Schedule, steps_per_epoch: int) -> None:
        """Start from random weights, the same for equal seeds."""
        torch.manual_seed(recipe.seed)
        self.recipe = recipe
        self.total_steps = recipe.epochs * steps_per_epoch
        self.net = AttributeNet(config)
        self.average = AttributeNet(config)
        self.average.load_state_dict(self.net.state_dict())
        self.optimiser = torch.optim.AdamW(
            self.net.parameters(), lr=recipe.rate, weight_decay=recipe.decay, fused=True
        )
        self.epoch = self.step = 0

    def train_epoch(self, faces: np.ndarray, labels: np.ndarray, rows: np.ndarray) -> float:
        """Show every face once and return the mean loss.

        All randomness of an epoch follows from the seed and the epoch's number, so an epoch can be
        done again.
        """
        torch.manual_seed(self.recipe.seed * 100_003 + self.epoch + 1)
        self.net.train()
        losses = []
        for images, targets in _batches(faces, labels, rows, self.recipe.batch):
            loss = F.binary_cross_entropy_with_logits(self.net(augment(images)), targets)
            loss.backward()
            self.optimiser.param_groups[0]["lr"] = self._rate()
            self.optimiser.step()
            self.optimiser.zero_grad()
            self.step += 1
            decay = ema_decay(self.step, 1, self.recipe.average_halflife, ramp=1 / 4)
            update_average(self.average, self.net, decay, statistics=True)
            losses.append(loss.item())
        self.epoch += 1
        return float(np.mean(losses))

    def _rate(self) -> float:
        done, rise = self.step / self.total_steps, 0.2
        if done < rise:
            return self.recipe.rate * (0.05 + 0.95 * done / rise)
        return self.recipe.rate * 0.5 * (1 + math.cos(math.pi * (done - rise) / (1 - rise)))

    def save(self, path: Path) -> None:
        """Write all that the next epoch needs, whole or not at all."""
        tensors = {f"net.{k}": v for k, v in self.net.state_dict().items()}
        tensors |= {f"average.{k}": v for k, v in self.average.state_dict().items()}
        for n, moments in self.optimiser.state_dict()["state"].items():
            tensors |= {f"optimiser.{n}.{k}": v for k, v in moments.items()}
        write_whole(path, save({name: value.contiguous() for name, value in tensors.items()}))

    def load(self, path: Path) -> None:
        """Go on from a saved state."""
        tensors = load_file(path)
        self.net.load_state_dict(under(tensors, "net"))
        self.average.load_state_dict(under(tensors, "average"))
        state = self.optimiser.state_dict()
        for key, value in under(tensors, "optimiser").items():
            n, name = key.split(".")
            state["state"].setdefault(int(n), {})[name] = value
        self.optimiser.load_state_dict(state)
        self.step = int(tensors["optimiser.0.step"])
        self.epoch = round(self.step / self.total_steps * self.recipe.epochs)


def _batches(
    faces: np.ndarray, labels: np.ndarray, rows: np.ndarray, batch: int
) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    order = torch.randperm(len(rows)).numpy()
    for start in range(0, len(rows) - batch + 1, batch):
        chosen = np.sort(rows[order[start : start + batch]])
        images = from_uint8(torch.from_numpy(faces[chosen]))
        yield images, torch.from_numpy(labels[chosen]).float()


def augment(images: torch.Tensor) -> torch.Tensor:
    """Flip, turn, scale, shift, recolour and cut a hole, each face by its own dice.

    Args:
        images: float (faces, 3, side, side) in [-1, 1].

    Returns:
        The same shape; values may leave [-1, 1] a little.
    """
    n, _, side, _ = images.shape

    def spread(*shape: int) -> torch.Tensor:
        return torch.rand(n, *shape) * 2 - 1

    turn, scale = spread() * math.radians(8), 1 + 0.1 * spread()
    flip = torch.where(torch.rand(n) < 0.5, -1.0, 1.0)
    cos, sin = scale * turn.cos(), scale * turn.sin()
    shift = spread(2) * 0.1
    across = torch.stack([cos * flip, -sin, shift[:, 0]], 1)
    down = torch.stack([sin * flip, cos, shift[:, 1]], 1)
    where = F.affine_grid(torch.stack([across, down], 1), list(images.shape), align_corners=False)
    images = F.grid_sample(images, where, padding_mode="reflection", align_corners=False)

    grey = images.mean(1, keepdim=True)
    images = grey + (images - grey) * (1 + 0.3 * spread(1, 1, 1))
    level = images.mean((1, 2, 3), keepdim=True)
    images = level + (images - level) * (1 + 0.25 * spread(1, 1, 1)) + 0.2 * spread(1, 1, 1)

    centre, pixels = torch.rand(n, 2, 1) * side, torch.arange(side)
    near = (pixels - centre).abs() < 9
    hole = (near[:, 0, :, None] & near[:, 1, None, :])[:, None] & (torch.rand(n, 1, 1, 1) < 0.5)
    return images.masked_fill(hole, 0.0)


def run(
    store: FaceStore,
    folder: Path,
    recipe: Schedule,
    config: AttributeNetConfig | None = None,
) -> AttributeNet:
    """Train, or go on training, and return the averaged network.

    Args:
        store: Faces with attributes and with both partitions, train and valid.
        folder: The run: config.json, metrics.jsonl, state.safetensors.
        recipe: How.
        config: The network; None means the default one for the store's attributes.

    Raises:
        TrainingError: If the store has too few faces, or the folder holds a run of other options,
            of another store or of another kind.
    """
    labels = store.attributes_of(np.arange(store.count))
    train, valid = store.rows_in("train"), store.rows_in("valid")
    if len(train) < recipe.batch or not len(valid):
        raise TrainingError(
            f"--store: {recipe.batch} faces of the train partition are a batch, and some of valid "
            f"tell how well it learns, but {store.folder} has {len(train):,} and {len(valid):,}; "
            "choose one that has both."
        )
    config = config or AttributeNetConfig(attributes=store.attribute_names)
    trainer = Trainer(config, recipe, steps_per_epoch=len(train) // recipe.batch)
    folder.mkdir(parents=True, exist_ok=True)
    begun, state = folder / "config.json", folder / "state.safetensors"
    options = json.dumps({"recipe": asdict(recipe), "store": store.fingerprint}, indent=1) + "\n"
    if not begun.exists():
        write_whole(begun, options.encode())
    elif begun.read_text() != options:
        raise TrainingError(
            f"--run: {folder} holds a run of other options ({begun.name} says which); give these "
            "or another folder."
        )
    if state.exists():
        trainer.load(state)
    while trainer.epoch < recipe.epochs:
        started = time.monotonic()
        loss = trainer.train_epoch(store.faces, labels, train)
        called = trainer.average.describe(store.faces[valid]).logits > 0
        line = {
            "epoch": trainer.epoch,
            "loss": round(loss, 4),
            "valid_accuracy": round(float((called == labels[valid]).mean()), 4),
            "seconds": round(time.monotonic() - started, 1),
        }
        trainer.save(state)
        with (folder / "metrics.jsonl").open("a") as lines:
            lines.write(json.dumps(line) + "\n")
        print(json.dumps(line), flush=True)
    return trainer.average.eval()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    parser = Parser(prog="python -m facegen.training.attributes.trainer")
    parser.add_argument("--store", type=Path, required=True, help="a prepared store")
    parser.add_argument("--run", type=Path, required=True, help="folder of the run")
    parser.add_argument("--out", type=Path, help="folder to write the checkpoint to at the end")
    parser.add_argument("--epochs", type=whole_number(1), default=Schedule.epochs)
    parser.add_argument("--seed", type=whole_number(0), default=Schedule.seed)
    return run_command(parser, arguments, _act)


def _act(options: argparse.Namespace) -> None:
    recipe = Schedule(epochs=options.epochs, seed=options.seed)
    store = open_store(options.store)
    network = run(store, options.run, recipe)
    if options.out:
        export(network, store, options.out, asdict(recipe))


if __name__ == "__main__":
    sys.exit(main())
