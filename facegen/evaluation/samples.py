"""The pictures under test: drawn from a generator, or read from files."""

from pathlib import Path

import numpy as np
import torch

from facegen.data.parts import parts
from facegen.data.store import FaceStore
from facegen.decoding import UnusablePicture, decode
from facegen.errors import FacegenError
from facegen.models.category_net import CategoryNet
from facegen.models.generator import FaceGenerator, to_pictures
from facegen.models.latents import latents_of
from facegen.progress import Progress, unwatched

BATCH = 64


@torch.inference_mode()
def draw_samples(
    generator: FaceGenerator,
    count: int,
    store: FaceStore,
    progress: Progress = unwatched,
    truncation: float = 1.0,
) -> np.ndarray:
    """Draw samples of seeds 0 to count - 1 at the size of the store's faces.

    The category net, which knows no chance, is given the attributes of random training faces.

    Args:
        generator: In evaluation mode.
        count: How many.
        store: Whose size is wanted.
        progress: Told the share done, 0 to 1.
        truncation: Share of the way from the mean style to a sample's own; the category net, which
            has no styles, takes no other than 1.

    Returns:
        uint8 (count, side, side, 3).

    Raises:
        FacegenError: If the generator makes no picture of that size, or truncates nothing.
    """
    if isinstance(generator, CategoryNet) and truncation != 1:
        raise FacegenError(
            "The category net paints what it is told and has no styles, so its pictures cannot be "
            "truncated; choose a generator with latents."
        )
    if store.size_px not in generator.scales_px:
        raise FacegenError(
            f"The store's faces are {store.size_px} px, but the checkpoint makes pictures of "
            f"{', '.join(map(str, generator.scales_px))} px; give a store of one of these sizes."
        )
    scale = generator.scales_px.index(store.size_px)
    if isinstance(generator, CategoryNet):
        rows = np.random.default_rng(0).choice(parts(store)[0], count)
        inputs = torch.from_numpy(store.attributes_of(rows)).float()
    else:
        inputs = latents_of(range(count), generator.latent_dim)
    pictures = np.empty((count, store.size_px, store.size_px, 3), np.uint8)
    for start in range(0, count, BATCH):
        styles = generator.style(inputs[start : start + BATCH])
        styles = torch.lerp(generator.mean_style, styles, truncation)
        pictures[start : start + BATCH] = to_pictures(generator.synthesize(styles)[scale])
        progress(min(1.0, (start + BATCH) / count))
    return pictures


def read_pictures(source: Path) -> np.ndarray:
    """Read pictures of one size from a folder, in the order of their names, or a `.npy` file.

    Returns:
        uint8 (count, side, side, 3).

    Raises:
        FacegenError: If there are none, or they are unreadable, not square or of several sizes.
    """
    if source.is_dir():
        return _read_folder(source)
    try:
        pictures = np.load(source)
    except (OSError, ValueError, EOFError) as error:
        raise FacegenError(
            f"--samples {source} is neither a folder of pictures nor a .npy file ({error})."
        ) from error
    square = pictures.ndim == 4 and pictures.shape[1] == pictures.shape[2]
    if pictures.dtype != np.uint8 or not square or pictures.shape[3] != 3:
        raise FacegenError(
            f"--samples {source} should hold uint8 (count, side, side, 3), but holds "
            f"{pictures.dtype} {pictures.shape}."
        )
    return pictures


def _read_folder(folder: Path) -> np.ndarray:
    files = sorted(p for p in folder.iterdir() if p.suffix.lower() in (".png", ".jpg", ".jpeg"))
    if not files:
        raise FacegenError(f"--samples {folder} holds no .png or .jpg file.")
    pictures = []
    for file in files:
        try:
            pictures.append(decode(file.read_bytes()))
        except OSError as error:
            raise FacegenError(f"--samples: {file} cannot be read ({error}).") from error
        except UnusablePicture as reason:
            raise FacegenError(f"--samples: {file} {reason}.") from reason
        height, width, _ = pictures[-1].shape
        if not height == width == len(pictures[0]):
            raise FacegenError(
                f"--samples: {file} is {width} x {height} px, but all must be squares of one "
                f"size, as {files[0].name} is {len(pictures[0])} px high."
            )
    return np.stack(pictures)
