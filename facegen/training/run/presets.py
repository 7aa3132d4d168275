"""Recipes by name: a shape, and how it is trained."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from facegen.data.parts import parts
from facegen.data.store import FaceStore
from facegen.errors import TrainingError
from facegen.models.presets import MODELS
from facegen.models.shapes import CategoryNetConfig
from facegen.training.run.config import CHOICES, SWITCHES, TrainingConfig
from facegen.training.run.options import OPTIONS

CHOSEN = (
    *(name for name in OPTIONS if name != "rate_generator"),
    *CHOICES,
    *SWITCHES,
    "ema_others_kimg",
)
"""Names of all options a person may choose."""

GPU = TrainingConfig(
    preset="gpu64",
    model=MODELS["gpu64"],
    batch=128,
    augment_kimg=150,
    precision="bfloat16",
    compile=True,
    kimg=2000,
    metrics_kimg=10,
    snapshot_kimg=50,
    checkpoint_kimg=100,
)

PRESETS: Mapping[str, TrainingConfig] = {
    "two-minutes": TrainingConfig(
        preset="two-minutes",
        model=MODELS["two-minutes"],
        rate=0.003,
        batch=16,
        augment_cap=0.0,
        kimg=None,
        minutes=2,
        metrics_kimg=0.5,
        snapshot_kimg=1,
        checkpoint_kimg=5,
        keep_checkpoints=6,
    ),
    "xs": TrainingConfig(preset="xs", model=MODELS["xs"], kimg=300),
    "s": TrainingConfig(preset="s", model=MODELS["s"], rate=0.01, kimg=1500),
    "m": TrainingConfig(preset="m", model=MODELS["m"], rate=0.01, kimg=3000),
    "m128": TrainingConfig(
        preset="m128", model=MODELS["m128"], rate=0.005, penalty_weight=1.0, kimg=3000
    ),
    "detail128": TrainingConfig(
        preset="detail128",
        model=MODELS["detail128"],
        rate=0.004,
        rate_discriminator=0.015,
        penalty_weight=1e-5,
        augment_cap=0.0,
        grown_rate_factor=0.0,
        kimg=100,
    ),
    "original": TrainingConfig(
        preset="original",
        model=MODELS["original"],
        loss="rahinge",
        penalty="none",
        rate=0.003,
        batch=20,
        augment_cap=0.0,
        ema_kimg=13.86,
        kimg=5000,
    ),
    "gpu64": GPU,
    "gpu128": dataclasses.replace(GPU, preset="gpu128", model=MODELS["gpu128"], penalty_weight=1.0),
    "simple": TrainingConfig(
        preset="simple",
        model=MODELS["simple"],
        loss="crossentropy",
        penalty="none",
        optimizer="rmsprop",
        rate=1e-4,
        clip=1.0,
        augment_cap=0.0,
        kimg=1000,
    ),
    "category": TrainingConfig(
        preset="category",
        model=MODELS["category"],
        loss="pixel",
        penalty="none",
        rate=0.002,
        betas=(0.9, 0.99),
        kimg=300,
    ),
}
"""`two-minutes` shows faces forming, small and blurred; `s` is the one to go on with. `original`
keeps the loss, rate and batch of the authors' code (its EMA of 0.999 a step is a half-life of
13,860 images); `simple` and `category` are baselines. In bfloat16 `simple` diverges: within
32,000 images its rate had to be halved twice.

`benchmarks/recipe_sweep.md` has the runs that rates, weights and `detail128` were chosen by.
"""


def configure(options: Mapping[str, Any], store: FaceStore) -> TrainingConfig:
    """Make a configuration of what a person chose.

    Args:
        options: `preset` and any of `OPTIONS`, `CHOICES` and `SWITCHES`; one that is None is as if
            it were not there. A budget in `kimg` or `minutes` replaces the preset's.
        store: The faces to learn from.

    Raises:
        TrainingError: If an option is not known, has a value that means nothing, or does not fit
            the faces.
        StoreError: If the store has no faces to learn from.
    """
    given = {name: value for name, value in options.items() if value is not None}
    preset = given.pop("preset", "s")
    if preset not in PRESETS:
        raise TrainingError(
            f"--preset must be one of {', '.join(PRESETS)}, but is {str(preset)[:40]}."
        )
    config = PRESETS[preset]
    if isinstance(config.model, CategoryNetConfig):
        model = dataclasses.replace(config.model, attributes=store.attribute_names)
        config = dataclasses.replace(config, model=model)
    config = changed(config, given)
    check_fit(config, store)
    return config


def changed(config: TrainingConfig, options: Mapping[str, Any]) -> TrainingConfig:
    """Change some options of a configuration.

    Raises:
        TrainingError: If one is not known, or has a value that means nothing.
    """
    unknown = [str(name)[:40] for name in options if name not in CHOSEN]
    if unknown:
        raise TrainingError(
            f"There is no option {', '.join(unknown)} to choose; there are {', '.join(CHOSEN)}."
        )
    values = {
        name: int(value)
        if name in OPTIONS and OPTIONS[name].whole and isinstance(value, float) and value % 1 == 0
        else tuple(value)
        if isinstance(value, list)
        else value
        for name, value in options.items()
    }
    if "kimg" in values or "minutes" in values:
        values = {"kimg": None, "minutes": None, **values}
    return dataclasses.replace(config, **values)


def check_fit(config: TrainingConfig, store: FaceStore) -> None:
    """Refuse faces that a model cannot learn from.

    Raises:
        TrainingError: If their size is no whole multiple of the model's.
        StoreError: If the store has none to learn from.
    """
    size_px = config.model.scales_px[-1]
    if store.size_px % size_px:
        raise TrainingError(
            f"This model makes faces of {size_px} px, which {store.folder} with its faces of "
            f"{store.size_px} px cannot give; prepare a store of {size_px} px, or choose "
            "another preset."
        )
    parts(store)
