from pathlib import Path

import numpy as np
import pytest
import torch

from facegen.attributes import CELEBA_ATTRIBUTES
from facegen.data.bundled import open_bundled
from facegen.data.store import FaceStore
from facegen.latent.sampling import sample
from facegen.models.attribute_net import AttributeNet, AttributeNetConfig
from facegen.models.checkpoint import save_checkpoint
from facegen.models.msg_gan import Generator, MsgGanConfig
from facegen.training.outcome.bundle import main, make_bundle


@pytest.fixture
def generator() -> Generator:
    torch.manual_seed(0)
    model = Generator(MsgGanConfig(generator_channels=(8, 8, 8), latent_dim=8)).half().float()
    model.facts = {"name": "tiny", "data": {"trained_on": 96, "title": "Discs, 99 faces"}}
    return model.freeze()


@pytest.fixture
def network() -> AttributeNet:
    torch.manual_seed(0)
    config = AttributeNetConfig(("Large", "Bright"), None, (8, 16), 16, 16, "test")
    return AttributeNet(config).half().float().eval()


def test_faces_are_those_of_the_seeds_and_attributes_as_frequent_as_in_the_data(
    tmp_path: Path, generator: Generator, network: AttributeNet, store: FaceStore
) -> None:
    made = make_bundle(generator, network, store, tmp_path / "faces", 200)
    bundled = open_bundled(tmp_path, faces=tmp_path / "faces")
    drawn = np.stack(list(sample(generator, range(200))))
    error = np.abs(bundled.faces.astype(int) - drawn).mean()
    assert made.encoding_error == pytest.approx(error, abs=0.05)
    assert error < 8
    assert bundled.attribute_names == ("Large", "Bright")
    real = store.attributes_of(store.rows_in("train"))[:, ::-1].mean(axis=0)
    np.testing.assert_allclose(bundled.attributes_of(range(200)).mean(axis=0), real, atol=0.0026)
    logits = network.describe(drawn).logits[:, 0]
    large = bundled.attributes_of(range(200))[:, 0]
    assert logits[large].min() > logits[~large].max()
    assert "tiny, trained on 96 faces of Discs, and a" in bundled.manifest.notice


def test_the_same_seeds_give_the_same_file(
    tmp_path: Path, generator: Generator, network: AttributeNet, store: FaceStore
) -> None:
    save_checkpoint(tmp_path / "model", generator, "card")
    network.save_pretrained(tmp_path / "network")
    places = ["--store", str(store.folder), "--network", str(tmp_path / "network")]
    for name in ("a", "b"):
        out = ["--out", str(tmp_path / name), "--count", "70"]
        assert main([str(tmp_path / "model"), *places, *out]) == 0
    first, second = (
        (tmp_path / name / "faces-00000-of-00001.parquet").read_bytes() for name in "ab"
    )
    assert first == second


def test_a_store_without_the_attributes_is_refused(
    tmp_path: Path,
    generator: Generator,
    store: FaceStore,
    capsys: pytest.CaptureFixture[str],
) -> None:
    save_checkpoint(tmp_path / "model", generator, "card")
    out = tmp_path / "faces"
    code = main([str(tmp_path / "model"), "--store", str(store.folder), "--out", str(out)])
    assert code == 1
    assert f"lacks the attribute {CELEBA_ATTRIBUTES[0]}" in capsys.readouterr().err
    assert not out.exists()


def test_faces_may_be_truncated(
    tmp_path: Path, generator: Generator, network: AttributeNet, store: FaceStore
) -> None:
    made = make_bundle(generator, network, store, tmp_path / "faces", 40, truncation=0.5)
    bundled = open_bundled(tmp_path, faces=tmp_path / "faces")
    error = np.abs(bundled.faces.astype(int) - generator.sample(range(40), 0.5)).mean()
    assert made.encoding_error == pytest.approx(error, abs=0.05)
    assert np.abs(bundled.faces.astype(int) - generator.sample(range(40))).mean() > error
    assert bundled.manifest.source == "tiny, seeds 0 to 39, truncation 0.5"
