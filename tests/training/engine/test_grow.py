import dataclasses
import json
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from safetensors.torch import save_file

from facegen.data.store import FaceStore
from facegen.errors import TrainingError
from facegen.models.checkpoint import load_checkpoint
from facegen.models.latents import latents_of
from facegen.models.layers import pyramid
from facegen.models.msg_gan import Discriminator, MsgGanConfig
from facegen.models.simple_gan import SimpleGanConfig
from facegen.training import __main__ as command
from facegen.training.engine.batches import Draws
from facegen.training.engine.grow import (
    configure_run,
    grow_task,
    plant,
    read_origin,
    read_smaller,
)
from facegen.training.engine.state import load_state, under
from facegen.training.engine.world import World
from facegen.training.jobs import jobs
from facegen.training.jobs.probe import estimate
from facegen.training.outcome.trained import averaged, load_discriminator
from facegen.training.run.config import Origin, TrainingConfig
from facegen.training.run.live import Live
from facegen.training.run.presets import PRESETS
from facegen.training.run.runs import Run
from tests.training.conftest import TINY, curves, make_run, make_training, weights
from tests.training.engine.test_world import train_in_two_processes

assert isinstance(TINY.model, MsgGanConfig)
SMALL = dataclasses.replace(TINY.model, generator_channels=(8, 8), discriminator_channels=(8, 8))
PATCHES = dataclasses.replace(TINY.model, discriminator_scales=1)


@pytest.fixture(autouse=True)
def tiny_preset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PRESETS, "tiny", TINY)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, store: FaceStore) -> Run:
    """A trained run of 8 px."""
    run = make_run(
        tmp_path_factory.mktemp("small") / "small",
        store,
        model=SMALL,
        kimg=0.48,
        augment_target=-1.0,
    )
    make_training(run).train()
    return run


def grown_run(folder: Path, source: Path, store: FaceStore, **options: object) -> Run:
    smaller = read_smaller(source)
    run = Run.create(folder, configure_run({"preset": "tiny", **options}, store, smaller), store)
    plant(run, smaller)
    return run


def call(*arguments: object) -> int:
    return command.main([str(argument) for argument in arguments])


@pytest.mark.parametrize(
    ("alone", "sentence"),
    [
        (
            dataclasses.replace(
                TINY, model=dataclasses.replace(TINY.model, discriminator_scales=1)
            ),
            "adds detail to a network that makes faces already",
        ),
        (dataclasses.replace(TINY, grown_rate_factor=0.0), "holds what a run grows from"),
    ],
)
def test_what_only_grows_does_not_begin_anew(
    alone: TrainingConfig,
    sentence: str,
    tmp_path: Path,
    store: FaceStore,
    small: Run,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(PRESETS, "tiny", alone)
    with pytest.raises(TrainingError, match=f"{sentence}.*--grow"):
        jobs.start(tmp_path / "run", store.folder, {"preset": "tiny"})
    with pytest.raises(TrainingError, match=sentence):
        estimate(store.folder, {"preset": "tiny"})
    trial = ["probe", "--data", store.folder, "--options", '{"preset": "tiny"}', "--seconds", 0.1]
    assert call(*trial) == 2
    assert sentence in capsys.readouterr().err
    assert call(*trial, "--grow", small.folder) == 0
    assert json.loads(capsys.readouterr().out)["images_per_sec"] > 0
    assert not (tmp_path / "run").exists()


def test_a_grown_run_begins_where_the_smaller_one_ended(
    tmp_path: Path, store: FaceStore, small: Run
) -> None:
    run = grown_run(tmp_path / "run", small.folder, store, kimg=0.016)
    training = make_training(run)
    training.train()
    first, _ = load_state(run.checkpoints()[0])
    last, _ = load_state(small.checkpoints()[-1])
    assert [path.name for path in run.checkpoints()] == ["000000000", "000000016"]
    assert run.config.grown_from == Origin("small", 8, 480)
    assert run.parent == {"run": "small", "images": 480, "changes": {}, "grown_from_px": 8}
    assert torch.equal(first["counter.augment"], last["counter.augment"])
    assert first["counter.augment"] > 0

    latents = latents_of(range(8), 8)
    with torch.no_grad():
        before, after = averaged(small)(latents), averaged(run, 0)(latents)
        assert all(torch.equal(a, b) for a, b in zip(before, after, strict=False))
        assert torch.equal(after[2], F.interpolate(after[1], scale_factor=2, mode="bilinear"))
        faces = pyramid(training.faces.take(torch.arange(32)), 3)
        told = load_discriminator(run, 0).eval()(faces)
        assert torch.equal(told, load_discriminator(small).eval()(faces[:2]))
        for name, value in under(last, "generator").items():
            assert torch.equal(first[f"generator.{name}"], value)
        assert not torch.equal(averaged(run)(latents)[2], after[2])


def test_a_stopped_grown_run_ends_as_one_that_never_stopped(
    tmp_path: Path, store: FaceStore, small: Run
) -> None:
    options = {"kimg": 0.16, "checkpoint_kimg": 10.0}
    straight = grown_run(tmp_path / "straight", small.folder, store, **options)
    make_training(straight).train()
    broken = grown_run(tmp_path / "broken", small.folder, store, **options)
    stopping = make_training(broken)
    stopping.train(stop=lambda: stopping.progress.images >= 64)
    make_training(broken).train()
    assert weights(broken) == weights(straight)
    assert curves(broken) == curves(straight)


def test_two_processes_grow_as_one_does(tmp_path: Path, store: FaceStore, small: Run) -> None:
    alone, shared = (
        grown_run(tmp_path / name, small.folder, store, kimg=0.048) for name in ("alone", "shared")
    )
    make_training(alone).train()
    train_in_two_processes(shared)
    start, _ = load_state(alone.checkpoints()[0])
    ours, theirs = (load_state(run.checkpoints()[-1])[0] for run in (alone, shared))
    names = [name for name in ours if name.startswith(("generator.", "discriminator."))]
    moved = sum(float((ours[name] - start[name]).square().sum()) for name in names)
    differed = sum(float((ours[name] - theirs[name]).square().sum()) for name in names)
    assert differed < 1e-6 * moved


def test_what_came_from_the_smaller_run_learns_at_its_share_of_the_rate(
    tmp_path: Path, store: FaceStore, small: Run
) -> None:
    moved = {}
    for factor in (0.0, 0.25, 1.0):
        run = grown_run(
            tmp_path / f"{factor:g}", small.folder, store, kimg=0.016, grown_rate_factor=factor
        )
        make_training(run).train()
        first, last = (load_state(path)[0] for path in run.checkpoints())
        moved[factor] = {
            name: float((last[name] - first[name]).abs().max())
            for name in first
            if name.startswith(("generator.", "discriminator.")) and "mean_style" not in name
        }
    new = ("generator.blocks.2.", "discriminator.blocks.1.", "discriminator.from_rgb.")
    for name in moved[1.0]:
        if not name.startswith(new):
            assert moved[0.0][name] == 0
            assert moved[0.25][name] == pytest.approx(moved[1.0][name] / 4, rel=0.01)
    # The first step of Adam is as long as the rate, whatever the gradient.
    assert moved[1.0]["discriminator.joins.1.from_rgb.weight"] == pytest.approx(TINY.rate, 0.01)
    for name in ("generator.blocks.2.to_rgb.weight", "discriminator.blocks.1.convs.0.weight"):
        assert {round(moved[factor][name], 5) for factor in moved} == {TINY.rate}


def test_what_is_held_gets_no_gradients(tmp_path: Path, store: FaceStore, small: Run) -> None:
    run = grown_run(tmp_path / "run", small.folder, store, grown_rate_factor=0.0)
    task = make_training(run).task
    held = {
        f"{name}.{key}": parameter
        for name, network in task.networks.items()
        for key, parameter in network.named_parameters()
        if not parameter.requires_grad and name != "average"
    }
    assert {name.partition(".")[0] for name in held} == {"generator", "discriminator"}
    draws = Draws.at(0, 0, TINY.batch, len(task.faces), TINY.model.latent_dim, World())
    task.step(draws, 0, Live.of(run.config))
    assert [name for name, one in held.items() if one.requires_grad or one.grad is not None] == []


def test_what_is_held_stays_the_average_it_was_while_detail_is_learned(
    tmp_path: Path, store: FaceStore, small: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(TINY.model, MsgGanConfig)
    model = dataclasses.replace(TINY.model, discriminator_scales=2)
    monkeypatch.setitem(PRESETS, "tiny", dataclasses.replace(TINY, model=model))
    run = grown_run(tmp_path / "run", small.folder, store, kimg=0.096, grown_rate_factor=0.0)
    make_training(run).train()
    assert isinstance(run.config.model, MsgGanConfig)
    assert run.config.model.grown_px == ()  # its discriminator is new
    latents = latents_of(range(8), 8)
    with torch.no_grad():
        before, after = averaged(small)(latents), averaged(run)(latents)
    for smaller, larger in zip(before, after, strict=False):
        torch.testing.assert_close(larger, smaller, rtol=0, atol=1e-5)
    assert not torch.allclose(after[2], F.interpolate(after[1], scale_factor=2, mode="bilinear"))


def test_a_changed_rate_holds_for_both_parts(tmp_path: Path, store: FaceStore, small: Run) -> None:
    run = grown_run(tmp_path / "run", small.folder, store, kimg=0.08, decay_share=0.0)
    run.wishes.wish({"rate_generator": 0.001})
    training = make_training(run)
    training.train()
    rates = [group["lr"] for group in training.task.optimizers["generator"].param_groups]
    assert rates == [pytest.approx(0.00025), pytest.approx(0.001)]


def test_a_branch_of_a_grown_run_goes_on_from_it(
    tmp_path: Path, store: FaceStore, small: Run
) -> None:
    run = grown_run(tmp_path / "run", small.folder, store, kimg=0.08)
    make_training(run).train()
    branch = jobs.add_branch(run, 80, tmp_path / "branch", {"kimg": 0.096, "rate": 0.001})
    make_training(branch).train()
    assert branch.metrics()[-1]["images"] == 96
    assert branch.config.grown_from == Origin("small", 8, 480)
    with pytest.raises(TrainingError, match=r"--grown-rate-factor: .* change 0\.25 into 0: "):
        jobs.add_branch(run, 80, tmp_path / "held", {"grown_rate_factor": 0})
    slower = jobs.add_branch(run, 80, tmp_path / "slower", {"grown_rate_factor": 0.1})
    assert slower.config.grown_rate_factor == 0.1


def test_it_grows_from_the_command_line_and_from_an_exported_checkpoint(
    tmp_path: Path, store: FaceStore, small: Run
) -> None:
    out = tmp_path / "exported"
    assert not call("export", small.folder, "--out", out)
    start = ["start", "--preset", "tiny", "--data", store.folder, "--kimg", 0.016, "--threads", 1]
    assert not call(*start, "--run", tmp_path / "alone", "--grow", out)
    alone = Run(tmp_path / "alone")
    assert alone.config.grown_from == Origin("exported", 8, 480)
    assert alone.config.model == TINY.model, "its discriminator began anew"
    assert not call("export", small.folder, "--out", out, "--discriminator")
    assert not call(*start, "--run", tmp_path / "both", "--grow", out)
    both, faces = Run(tmp_path / "both"), torch.rand(8, 3, 16, 16)
    told = load_discriminator(both, 0).eval()(pyramid(faces, 3))
    before = load_discriminator(small).eval()(pyramid(faces, 3)[:2])
    torch.testing.assert_close(told, before, rtol=0.01, atol=0.01)

    assert not call("export", both.folder, "--out", tmp_path / "again")
    assert "exported, 8 px, after 480 images" in (tmp_path / "again" / "README.md").read_text()
    assert read_smaller(tmp_path / "again").origin.images == 480 + 16
    assert read_smaller(both.folder).origin.images == 480 + 16


def test_detail_that_was_learned_before_is_where_it_begins(
    tmp_path: Path, store: FaceStore, small: Run
) -> None:
    before = grown_run(tmp_path / "before", small.folder, store, kimg=0.096)
    make_training(before).train()
    out = tmp_path / "exported"
    assert not call("export", before.folder, "--out", out)
    start = ["start", "--preset", "tiny", "--data", store.folder, "--kimg", 0.016, "--threads", 1]
    earlier = small.checkpoints()[0]
    for name, detail in (("run", before.folder), ("again", out)):
        run = Run(tmp_path / name)
        grow = ["--run", run.folder, "--grow", earlier, "--detail", detail]
        assert not call(*start, *grow)
        assert run.config.grown_from == Origin("small", 8, int(earlier.name), detail.name)
        first, _ = load_state(run.checkpoints()[0])
        base, last = load_state(earlier)[0], load_state(before.checkpoints()[-1])[0]
        learned = "average" if detail == out else "generator"  # an export has the average alone
        for key, value in under(first, "generator").items():
            new = key.startswith("blocks.2.")
            expected = last[f"{learned}.{key}"] if new else base[f"generator.{key}"]
            torch.testing.assert_close(value, expected, rtol=0, atol=1e-3 if new else 0)
        assert first["generator.blocks.2.to_rgb.weight"].abs().max() > 0
    assert not call("export", run.folder, "--out", tmp_path / "card")
    assert "with the detail of exported" in (tmp_path / "card" / "README.md").read_text()


def test_a_judge_of_patches_goes_on_with_the_detail_it_judged(
    tmp_path: Path, store: FaceStore, small: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new one takes tens of thousands of pictures to tell anything."""
    monkeypatch.setitem(PRESETS, "tiny", dataclasses.replace(TINY, model=PATCHES))
    before = grown_run(tmp_path / "before", small.folder, store, kimg=0.096, grown_rate_factor=0.0)
    make_training(before).train()
    told = {}
    for name, detail in (("again", before.folder), ("anew", None)):
        smaller = read_smaller(small.folder, detail)
        options = {"preset": "tiny", "kimg": 0.096, "grown_rate_factor": 0.0}
        run = Run.create(tmp_path / name, configure_run(options, store, smaller), store)
        plant(run, smaller)
        task = make_training(run).task
        grow_task(task, run)
        told[name] = task.networks["discriminator"].state_dict()
    learned = under(load_state(before.checkpoints()[-1])[0], "discriminator")
    for name, value in learned.items():
        assert torch.equal(told["again"][name], value)
    assert any(not torch.equal(told["anew"][name], value) for name, value in learned.items())


def test_of_what_was_learned_over_earlier_detail_a_share_is_kept(
    tmp_path: Path, store: FaceStore, small: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    before = grown_run(tmp_path / "before", small.folder, store, kimg=0.032)
    make_training(before).train()
    run = Run(tmp_path / "run")
    start = ["start", "--preset", "tiny", "--data", store.folder, "--kimg", 0.064, "--threads", 1]
    grow = ["--grow", small.folder, "--detail", before.folder]
    assert not call(*start, "--run", run.folder, *grow)

    def exported(*share: object) -> dict[str, torch.Tensor]:
        assert not call("export", run.folder, "--out", tmp_path / "out", *share)
        return dict(load_checkpoint(tmp_path / "out").named_parameters())

    began = under(read_origin(run), "average")
    learned, kept = exported(), exported("--detail-share", 0.75)
    assert "| detail share | 0.75 |" in (tmp_path / "out" / "README.md").read_text()
    for name, value in kept.items():
        between = 0.25 * began[name] + 0.75 * learned[name]
        torch.testing.assert_close(value, between, rtol=1e-3, atol=1e-4)
    weight = "blocks.2.to_rgb.weight"
    assert not torch.allclose(kept[weight], learned[weight], rtol=1e-3, atol=1e-4)
    branch = jobs.add_branch(run, 64, tmp_path / "branch", {})
    assert not call("export", branch.folder, "--out", tmp_path / "too", "--detail-share", 0.75)
    again = dict(load_checkpoint(tmp_path / "too").named_parameters())
    assert all(torch.equal(again[name], value) for name, value in kept.items())

    out = ["--out", tmp_path / "out", "--detail-share"]
    assert call("export", before.folder, *out, 0.5) == 1
    assert "before began with new layers" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="2"):
        call("export", run.folder, *out, 1.5)


def test_detail_of_another_shape_is_refused(
    tmp_path: Path, store: FaceStore, small: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    start = ["start", "--preset", "tiny", "--data", store.folder, "--run", tmp_path / "run"]
    assert call(*start, "--grow", small.folder, "--detail", small.folder) == 2
    assert "the generator of small has another shape than" in capsys.readouterr().err
    assert call(*start, "--detail", small.folder) == 2
    assert "--detail: goes with --grow" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_it_grows_in_a_process_of_its_own(tmp_path: Path, store: FaceStore, small: Run) -> None:
    checkpoint = small.checkpoints()[0]
    config = configure_run({"preset": "tiny"}, store, read_smaller(checkpoint))
    assert config.grown_from == Origin("small", 8, int(checkpoint.name))
    start = ["start", "--background", "--preset", "two-minutes", "--data", store.folder]
    assert call(*start, "--run", tmp_path / "r" / "run", "--grow", checkpoint) == 2
    assert not (tmp_path / "r").exists()


def refusal(path: Path, store: FaceStore, **options: object) -> str:
    with pytest.raises(TrainingError) as caught:
        configure_run({"preset": "tiny", **options}, store, read_smaller(path))
    return str(caught.value)


def test_what_cannot_grow_is_named(
    tmp_path: Path, store: FaceStore, small: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "has no checkpoint yet" in refusal(make_run(tmp_path / "new", store).folder, store)
    assert "is not a run" in refusal(tmp_path, store)
    told = refusal(small.folder, store, preset="two-minutes")
    assert "small cannot grow into the preset two-minutes: its generator_channels is (8, 8)" in told
    assert "its latent_dim is 8, not 64" in told
    simple = TrainingConfig(preset="plain", model=SimpleGanConfig(size_px=32, width=8))
    monkeypatch.setitem(PRESETS, "plain", simple)
    assert "only an MSG-GAN grows" in refusal(small.folder, store, preset="plain")

    run = grown_run(tmp_path / "run", small.folder, store)
    run.origin_path.unlink()
    with pytest.raises(TrainingError, match=r"origin.safetensors.* is missing or damaged"):
        make_training(run).train()


def test_an_exported_discriminator_of_another_shape_is_refused(
    tmp_path: Path, store: FaceStore, small: Run
) -> None:
    out = tmp_path / "out"
    assert not call("export", small.folder, "--out", out, "--discriminator")
    other = Discriminator(dataclasses.replace(SMALL, head_channels=4))
    save_file(other.state_dict(), out / "discriminator.safetensors")
    assert "does not fit its generator" in refusal(out, store)
