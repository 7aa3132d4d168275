from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from facegen import load
from facegen.data.store import FaceStore
from facegen.errors import FacegenError
from facegen.evaluation.samples import draw_samples, read_pictures
from facegen.models.latents import latents_of
from facegen.models.msg_gan import Generator, MsgGanConfig

Draw = Callable[..., np.ndarray]


@pytest.fixture(scope="module")
def generator() -> Generator:
    torch.manual_seed(0)
    config = MsgGanConfig(generator_channels=(8, 8, 8, 8), latent_dim=8)
    return Generator(config).eval()


def test_sample_i_is_of_seed_i_at_the_stores_size(generator: Generator, store: FaceStore) -> None:
    samples = draw_samples(generator, 70, store)
    assert samples.shape == (70, 32, 32, 3)
    with torch.inference_mode():
        image = generator(latents_of([66], 8))[-1][0].permute(1, 2, 0).numpy()
    expected = np.clip(np.rint((image + 1) / 2 * 255), 0, 255)
    assert np.abs(samples[66] - expected).max() <= 1
    assert samples[66].std() > 0


def test_truncated_samples_are_those_the_generator_truncates(
    generator: Generator, store: FaceStore
) -> None:
    samples = draw_samples(generator, 3, store, truncation=0.4).astype(int)
    assert np.abs(samples - generator.sample(range(3), 0.4)).max() <= 1


def test_what_has_no_styles_is_not_truncated(store: FaceStore) -> None:
    with pytest.raises(FacegenError, match="no styles, so its pictures cannot be truncated"):
        draw_samples(load("category"), 3, store, truncation=0.5)


def test_a_generator_of_another_size_is_refused(store: FaceStore) -> None:
    small = Generator(MsgGanConfig(generator_channels=(8, 8), latent_dim=8))
    with pytest.raises(FacegenError, match="faces are 32 px, but .* pictures of 4, 8 px"):
        draw_samples(small, 5, store)


def test_a_folder_is_read_in_the_order_of_names(tmp_path: Path, drawn: Draw) -> None:
    faces = drawn(3, 0, 16)
    for name, face in zip(("b.png", "a.png", "c.PNG"), faces, strict=True):
        Image.fromarray(face).save(tmp_path / name)
    (tmp_path / "notes.txt").write_text("no picture")
    np.testing.assert_array_equal(read_pictures(tmp_path), faces[[1, 0, 2]])


def test_an_array_is_read_from_npy(tmp_path: Path, drawn: Draw) -> None:
    np.save(tmp_path / "faces.npy", drawn(3, 0, 16))
    np.testing.assert_array_equal(read_pictures(tmp_path / "faces.npy"), drawn(3, 0, 16))


def test_what_cannot_be_read_is_named(tmp_path: Path, drawn: Draw) -> None:
    with pytest.raises(FacegenError, match=r"holds no \.png"):
        read_pictures(tmp_path)
    Image.fromarray(drawn(1, 0, 16)[0]).save(tmp_path / "a.png")
    Image.fromarray(drawn(1, 0, 32)[0]).save(tmp_path / "b.png")
    with pytest.raises(FacegenError, match=r"b\.png is 32 x 32 px, but .* a\.png is 16 px"):
        read_pictures(tmp_path)
    (tmp_path / "b.png").write_bytes(b"no picture")
    with pytest.raises(FacegenError, match=r"b\.png is not a JPEG"):
        read_pictures(tmp_path)
    np.save(tmp_path / "grey.npy", np.zeros((3, 8, 8), np.uint8))
    with pytest.raises(FacegenError, match=r"but holds uint8 \(3, 8, 8\)"):
        read_pictures(tmp_path / "grey.npy")
    with pytest.raises(FacegenError, match="neither a folder of pictures nor a .npy file"):
        read_pictures(tmp_path / "nothing.npy")
