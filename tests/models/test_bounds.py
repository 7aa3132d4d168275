"""A stranger's configuration decides what is built, so nothing of it is taken unbounded."""

import dataclasses
import json
import resource
import struct
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from facegen.errors import ModelError
from facegen.models.attribute_net import AttributeNet
from facegen.models.bounds import MOST_PARAMETERS, MOST_VALUES, check_cost, checked
from facegen.models.checkpoint import load_checkpoint
from facegen.models.families import FAMILIES
from facegen.models.msg_gan import Generator, MsgGanConfig
from facegen.models.presets import MODELS
from facegen.models.stored import StoredModel
from facegen.models.style_encoder import StyleEncoder, StyleEncoderConfig

STORED: list[type[StoredModel]] = [
    *(family.generator for family in FAMILIES.values()), AttributeNet, StyleEncoder,
]  # fmt: skip
EVIL = [
    10**9, 10**400, -1, 2.5, True, float("nan"), float("inf"), "many", "\ud800", None, [], {},
    [10**9], [True], [2] * 1000, [[2]], {"a": 1}, "\0", "x" * 10**6,
]  # fmt: skip


def as_json(config) -> dict:
    return {k: list(v) if isinstance(v, tuple) else v for k, v in vars(config).items()}


def of(model: type[StoredModel]):
    if model is StyleEncoder:
        return StyleEncoderConfig(style_dim=16)
    return model.config_class()


@pytest.mark.parametrize("model", STORED, ids=lambda model: model.family)
def test_what_was_written_is_read_again(model):
    config = of(model)
    assert model.config_from(as_json(config)) == config


def test_every_preset_is_within_the_bounds():
    for config in MODELS.values():
        family = next(f for f in FAMILIES.values() if f.generator.config_class is type(config))
        assert family.generator.config_from(as_json(config)) == config
        with torch.device("meta"):
            check_cost(family.generator(config), config.values_a_picture)


@pytest.mark.parametrize("model", STORED, ids=lambda model: model.family)
def test_no_field_of_any_family_takes_what_would_exhaust_the_machine(model):
    """Each field, each evil value: refused, or a network within the bound on parameters."""
    good = as_json(of(model))
    for name in good:
        for value in EVIL:
            plan, refusal = torch.nn.Identity(), ""
            try:
                config = model.config_from({**good, name: value})
                with torch.device("meta"):
                    plan = model(config)
                check_cost(plan, config.values_a_picture)
            except (ModelError, ValueError, IndexError, RuntimeError) as error:
                refusal = str(error)
            parameters = sum(v.numel() for v in plan.state_dict().values())
            assert refusal or parameters <= MOST_PARAMETERS, (name, str(value)[:30])


def test_every_count_at_its_bound_is_still_planned_in_little_memory():
    """The most that bounds allow together is refused by its cost, from a plan that takes none."""
    config = MsgGanConfig(
        generator_channels=(2048,) * 9, generator_convolutions=8, mapping_layers=16, latent_dim=1024
    )
    assert checked(MsgGanConfig, as_json(config)) == config
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with torch.device("meta"):
        plan = Generator(config)
    with pytest.raises(ModelError, match="parameters, and at most"):
        check_cost(plan, config.values_a_picture)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 << 10
    with pytest.raises(ModelError, match="values a picture"):
        check_cost(torch.nn.Identity(), MOST_VALUES + 1)


def test_an_unknown_field_is_refused_with_the_nearest():
    with pytest.raises(ModelError, match="'latent_dims' in it; did you mean 'latent_dim'"):
        checked(MsgGanConfig, {"latent_dims": 8})
    with pytest.raises(ModelError, match="'style_dim' is missing"):
        checked(StyleEncoderConfig, {})


def test_a_number_without_bounds_is_a_mistake_of_ours():
    open_ended = dataclasses.make_dataclass("Open", [("count", int, 1)])
    with pytest.raises(TypeError, match=r"Open\.count has no bounds"):
        checked(open_ended, {})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Generator(MsgGanConfig(generator_channels=(8, 8), latent_dim=8)).save_pretrained(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "text",
    [
        "[" * 60_000, '{"format": 1, "format": 1}', '{"format": NaN}', "\ufeff", "{}" * 40_000,
        '{"format": 1, "family": ["msg_gan"], "model": {}}', '"' + "a" * 10**6 + '"',
        '{"format": 1, "family": "msg_gan", "model": [1]}', '{"format": 1' + "0" * 5000 + "}",
        '{"format": 1, "family": "\\ud800", "model": {}}',
        '{"format": {}, "family": "", "model": 1}',
    ],
)  # fmt: skip
def test_every_description_is_refused_with_one_sentence(folder, text):
    (folder / "config.json").write_text(text)
    with pytest.raises(ModelError, match=r"config\.json|holds a"):
        load_checkpoint(folder)


def test_a_header_or_file_of_another_size_is_not_read(folder):
    path = folder / "model.safetensors"
    whole = path.read_bytes()
    path.write_bytes(struct.pack("<Q", 90 << 20) + whole[8:])
    with pytest.raises(ModelError, match="94,371,840 of them a header"):
        load_checkpoint(folder)
    path.write_bytes(whole)
    with path.open("r+b") as file:
        file.truncate(3 << 30)  # takes no room on disk
    with pytest.raises(ModelError, match="3,221,225,472 bytes"):
        load_checkpoint(folder)


def test_a_small_file_that_asks_for_much_is_refused_at_once(folder):
    """In a process that may take little more than what importing torch takes."""
    described = json.loads((folder / "config.json").read_text())
    for name in ("generator_convolutions", "mapping_layers", "discriminator_convolutions"):
        described["model"][name] = 10**9
        (folder / "config.json").write_text(json.dumps(described))
        with pytest.raises(ModelError, match=f"{name} must be a whole number from"):
            load_checkpoint(folder)
        described["model"][name] = 1
    code = (
        "import resource, sys; from pathlib import Path;"
        "from facegen.models.checkpoint import load_checkpoint;"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;\n"
        "try: load_checkpoint(Path(sys.argv[1]))\n"
        "except Exception as error: print(type(error).__name__)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    described["model"]["mapping_layers"] = 10**9
    (folder / "config.json").write_text(json.dumps(described))
    told = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True
    ).stdout.split()
    assert told[0] == "ModelError"
    assert int(told[1]) < 50 << 10  # kilobytes
