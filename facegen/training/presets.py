"""Recipes by name: a shape, and how it is trained."""

import dataclasses
from collections.abc import Mapping

from facegen.models.presets import MODELS
from facegen.training.config import TrainingConfig

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
    "xs": TrainingConfig(preset="xs", model=MODELS["xs"], kimg=300),
    "s": TrainingConfig(preset="s", model=MODELS["s"], kimg=1500),
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
"""`s` is the one to start with. `original` keeps the loss, rate and batch of the authors' code (its
EMA of 0.999 a step is a half-life of 13,860 images); `simple` and `category` are baselines."""
