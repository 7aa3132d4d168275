import copy
import dataclasses

import pytest
import torch

from facegen.models.latents import latents_of
from facegen.models.layers import pyramid
from facegen.training.run.config import Origin
from facegen.training.run.live import Live
from tests.training.conftest import TINY
from tests.training.engine.conftest import Prepare, draws_of


def weights(network: torch.nn.Module) -> list[torch.Tensor]:
    return [value.detach().clone() for value in network.parameters()]


def test_a_step_teaches_both_and_the_average_follows(prepare: Prepare) -> None:
    training = prepare()
    task = training.task
    before = {name: weights(network) for name, network in task.networks.items()}
    seen = task.step(draws_of(training), 0, Live.of(training.config))
    for name, network in task.networks.items():
        pairs = zip(before[name], weights(network), strict=True)
        assert any(not torch.equal(*pair) for pair in pairs), name
    assert all(value.isfinite() and value.dim() == 0 for value in seen.values())
    assert not any(value.requires_grad for value in seen.values())
    assert 0 <= float(seen["sign_real"]) <= 1


def test_a_rate_of_nothing_teaches_nothing(prepare: Prepare) -> None:
    training = prepare()
    live = dataclasses.replace(Live.of(training.config), rate_generator=0, rate_discriminator=0)
    before = {name: weights(network) for name, network in training.task.networks.items()}
    training.task.step(draws_of(training), 0, live)
    for name in ("generator", "discriminator"):
        for one, other in zip(before[name], weights(training.task.networks[name]), strict=True):
            assert torch.equal(one, other)


def test_the_penalty_is_taken_once_an_interval(prepare: Prepare) -> None:
    training = prepare(penalty_interval=3)
    live = Live.of(training.config)
    with_penalty = [
        "penalty" in training.task.step(draws_of(training, step), 16 * step, live)
        for step in range(5)
    ]
    assert with_penalty == [True, False, False, True, False]


def test_a_penalty_counts_for_all_steps_of_its_interval(prepare: Prepare) -> None:
    training = prepare(penalty_interval=3, augment_cap=0.0, flip=False)
    task, draws = training.task, draws_of(training)
    judge = copy.deepcopy(task.networks["discriminator"])
    faces = training.faces.take(draws.rows).requires_grad_()
    real = judge(pyramid(faces, 3))
    made = judge([image.detach() for image in task.generator(draws.latents)])
    softplus = torch.nn.functional.softplus
    loss = softplus(-real).mean() + softplus(made).mean()
    (slopes,) = torch.autograd.grad(real.sum(), faces, create_graph=True)
    (loss + 0.7 * 3 * slopes.square().sum((1, 2, 3)).mean()).backward()
    task.step(draws, 0, dataclasses.replace(Live.of(training.config), penalty_weight=0.7))
    pairs = zip(judge.parameters(), task.networks["discriminator"].parameters(), strict=True)
    for expected, found in pairs:
        torch.testing.assert_close(found.grad, expected.grad, rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize(("before", "kept"), [(0, 1 / 2), (48, 1 / 2 ** (1 / 4))])
def test_the_average_follows_by_what_was_seen_with_this_batch(
    prepare: Prepare, before: int, kept: float
) -> None:
    """The half-life is all that was seen, by what it grew from too: one batch, or four."""
    origin = Origin("small", 8, before) if before else None
    training = prepare(ema_kimg=1.0, ema_ramp=1.0, grown_from=origin)
    task = training.task
    old = weights(task.average)
    task.step(draws_of(training), 0, Live.of(training.config))
    for was, new, found in zip(old, weights(task.generator), weights(task.average), strict=True):
        torch.testing.assert_close(found, kept * was + (1 - kept) * new)


def test_both_losses_are_those_of_the_logits_before(prepare: Prepare) -> None:
    """Non-saturating, without augmentation: softplus of what each is judged to be."""
    training = prepare(augment_cap=0.0, penalty="none", flip=False)
    task, draws = training.task, draws_of(training)
    judge = task.networks["discriminator"]
    with torch.no_grad():
        made = task.generator(draws.latents)
        real = pyramid(training.faces.take(draws.rows), 3)
        logits = judge([torch.cat(pair) for pair in zip(real, made, strict=True)])
        softplus = torch.nn.functional.softplus
        expected = softplus(-logits[:16]).mean() + softplus(logits[16:]).mean()
    seen = task.step(draws, 0, Live.of(training.config))
    assert float(seen["loss_discriminator"]) == pytest.approx(float(expected), rel=1e-4)
    assert float(seen["sign_real"]) == pytest.approx(float((logits[:16] > 0).float().mean()))
    assert float(seen["sign_fake"]) == pytest.approx(float((logits[16:] < 0).float().mean()))


def test_faces_and_samples_are_judged_as_if_apart(prepare: Prepare) -> None:
    """Where a group does not divide the batch, it may divide faces and samples together."""
    model = dataclasses.replace(TINY.model, stddev_group=8)
    training = prepare(model=model, batch=12, augment_cap=0.0, penalty="none", flip=False)
    task, draws = training.task, draws_of(training)
    judge = task.networks["discriminator"]
    with torch.no_grad():
        real = judge(pyramid(training.faces.take(draws.rows), 3))
        made = judge(task.generator(draws.latents))
        softplus = torch.nn.functional.softplus
        expected = softplus(-real).mean() + softplus(made).mean()
    seen = task.step(draws, 0, Live.of(training.config))
    assert float(seen["loss_discriminator"]) == pytest.approx(float(expected), rel=1e-4)


@pytest.mark.parametrize(("consistent", "at_samples"), [(True, 1 / 16), (False, 1)])
def test_samples_are_penalised_as_faces_are_where_they_are_bound_so(
    prepare: Prepare, monkeypatch: pytest.MonkeyPatch, consistent: bool, at_samples: float
) -> None:
    """By a judge of the 4 px picture alone, whose pixels are means of 16 of the largest."""
    model = dataclasses.replace(TINY.model, consistent=consistent)
    training = prepare(model=model, loss="rp", penalty="r1r2", augment_cap=0.0)
    weights = torch.randn(3, 4, 4)
    monkeypatch.setattr(
        training.task, "discriminator", lambda images: (weights * images[0]).sum((1, 2, 3))
    )
    seen = training.task.step(draws_of(training), 0, Live.of(training.config))
    squares = float(weights.square().sum())
    assert float(seen["penalty"]) == pytest.approx(squares * (1 / 16 + at_samples), rel=1e-4)


def test_samples_are_those_of_the_first_seeds(prepare: Prepare) -> None:
    task = prepare().task
    assert torch.equal(task.inputs(5), latents_of(range(5), 8))


def test_judging_leaves_the_discriminator_as_it_was(prepare: Prepare) -> None:
    task = prepare().task
    images = task.render(task.inputs(6))
    logits = task.judge(images)
    assert len(logits) == 6
    judge = task.networks["discriminator"]
    assert judge.training
    with torch.no_grad():
        expected = judge.eval()(images).tolist()
    assert logits == pytest.approx(expected)


def test_a_relative_loss_has_its_zero_between_real_and_made(prepare: Prepare) -> None:
    real, fake = torch.tensor([101.0, 103.0]), torch.tensor([99.0, 101.0])
    assert float(prepare(loss="rp").task.zero(real, fake)) == 101
    assert float(prepare().task.zero(real, fake)) == 0


@pytest.mark.parametrize("shift", [-50.0, 50.0])
def test_how_sure_a_relative_judge_is_does_not_hang_on_what_is_added_to_its_logits(
    prepare: Prepare, shift: float
) -> None:
    training = prepare(loss="rp", penalty="none", augment_cap=0.0, flip=False)
    task, draws = training.task, draws_of(training)
    judge = task.networks["discriminator"]
    with torch.no_grad():
        real = judge(pyramid(training.faces.take(draws.rows), 3))
        made = judge(task.generator(draws.latents))
        judge.logit.bias.fill_(shift)  # type: ignore[union-attr, operator]
    expected = (real - torch.cat([real, made]).mean()).sign().mean()
    task.step(draws, 0, Live.of(training.config))
    followed = float(expected) * 16 / 1000
    assert float(task.counters["sureness"]) == pytest.approx(followed, abs=1e-5)
