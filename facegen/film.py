"""Films: pictures one after another as MP4, animated WebP or GIF.

    film = Film("mp4", size_px=384, rate=30, seconds=6)
    positions = equal_steps(film.frames, closed=True)
    content = film.encode(draw(generator, loop(positions)))

Frames are taken, enlarged and encoded one at a time, so a long film needs little memory, and with
one thread, so that equal frames give equal bytes. The encoders come with PyAV's wheel; nothing of
the system is needed.
"""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace
from PIL import Image

from facegen.errors import FacegenError
from facegen.images import enlarge
from facegen.progress import Progress, unwatched

LARGEST_PX = 1024
LONGEST_SEC = 60
FASTEST = {"mp4": 60, "webp": 60, "gif": 50}
"""Most frames a second. A GIF counts hundredths of a second, and browsers slow down below two."""

MIME = {"mp4": "video/mp4", "webp": "image/webp", "gif": "image/gif"}

_BT709 = 1
_ENCODERS = {
    "mp4": ("libx264", "yuv420p", {"crf": "18", "preset": "medium"}, {"fflags": "+bitexact"}),
    "webp": ("libwebp_anim", "yuv420p", {"quality": "85", "compression_level": "2"}, {"loop": "0"}),
    "gif": ("gif", "pal8", {}, {"loop": "0"}),
}
_BAYER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]]) / 16 - 0.47
"""Thresholds of an ordered dither, -1/2 to 1/2.

Source: Bayer 1973, An Optimum Method for Two-Level Rendition of Continuous-Tone Pictures.
"""


@dataclass(frozen=True)
class Film:
    """What film is wanted.

    Attributes:
        form: `mp4` (H.264, plays everywhere), `webp` (a moving picture) or `gif` (likewise; 256
            colours a frame, several times as large).
        size_px: Longer side, pixels, even, 16 to 1024.
        rate: Frames a second, whole, from 1 to 60 (to 50 as a GIF).
        seconds: Length, above 0 to 60.

    Raises:
        FacegenError: If one of these is not as said.
    """

    form: str = "mp4"
    size_px: int = 384
    rate: int = 30
    seconds: float = 6.0

    def __post_init__(self) -> None:
        """Refuse what cannot be made."""
        if self.form not in _ENCODERS:
            raise FacegenError(f"A film is one of {', '.join(MIME)}, but {self.form!r} was asked.")
        if not 16 <= self.size_px <= LARGEST_PX or self.size_px % 2:
            raise FacegenError(
                f"A film's side is an even number of pixels from 16 to {LARGEST_PX}, but "
                f"{self.size_px} was asked for."
            )
        if not 1 <= self.rate <= FASTEST[self.form] or self.rate != int(self.rate):
            raise FacegenError(
                f"A film as {self.form} has 1 to {FASTEST[self.form]} whole frames a second, but "
                f"{self.rate} were asked for."
            )
        if not 0 < self.seconds <= LONGEST_SEC:
            raise FacegenError(
                f"A film lasts up to {LONGEST_SEC} seconds, but {self.seconds} were asked for."
            )

    @property
    def frames(self) -> int:
        """How many frames it has, at least one."""
        return max(1, round(self.rate * self.seconds))

    @property
    def mime(self) -> str:
        """Its media type."""
        return MIME[self.form]

    def encode(self, pictures: Iterable[np.ndarray], progress: Progress = unwatched) -> bytes:
        """Make the film.

        Args:
            pictures: uint8 (height, width, 3) each, all of one size, smaller than the film or not;
                usually `frames` of them, but all are taken.
            progress: Told the share done, 0 to 1, after each frame.

        Returns:
            The file's bytes, the same for the same pictures.

        Raises:
            FacegenError: If there are no pictures, or they differ in size.
        """
        codec, pixels, options, container_options = _ENCODERS[self.form]
        content, stream = io.BytesIO(), None
        with av.open(content, "w", format=self.form, options=container_options) as container:
            for number, frame in enumerate(self._frames(pictures)):
                if stream is None:
                    stream = container.add_stream(codec, rate=self.rate)
                    stream.width, stream.height = frame.width, frame.height
                    stream.pix_fmt, stream.options = pixels, options
                    stream.thread_count = 1
                    if self.form == "mp4":
                        stream.color_range = ColorRange.MPEG
                        stream.colorspace = Colorspace.ITU709
                        stream.color_primaries = stream.color_trc = _BT709
                frame.pts, frame.time_base = number, Fraction(1, self.rate)
                container.mux(stream.encode(frame))
                progress(min(1.0, (number + 1) / self.frames))
            if stream is None:
                raise FacegenError("A film has at least one picture, but none was given.")
            container.mux(stream.encode())
        return content.getvalue()

    def _frames(self, pictures: Iterable[np.ndarray]) -> Iterator[av.VideoFrame]:
        first = None
        for picture in pictures:
            first = picture.shape if first is None else first
            if picture.shape != first:
                raise FacegenError(
                    f"All pictures of a film are of one size, but after {first[1]} x {first[0]} px "
                    f"came {picture.shape[1]} x {picture.shape[0]} px."
                )
            large = enlarge(picture, self.size_px)
            large = large[: len(large) // 2 * 2, : large.shape[1] // 2 * 2]  # H.264 halves colours
            yield _of_palette(picture, large) if self.form == "gif" else self._of_colours(large)

    def _of_colours(self, picture: np.ndarray) -> av.VideoFrame:
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
        if self.form == "webp":
            return frame  # its colours are converted as WebP prescribes
        return frame.reformat(
            format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG
        )


def _of_palette(picture: np.ndarray, large: np.ndarray) -> av.VideoFrame:
    """Reduce a picture to 256 colours of its own, chosen before it was enlarged.

    The dither is of fixed thresholds: one that hands errors on would make a film's ground crawl.
    """
    colours = Image.fromarray(picture).quantize(256)
    rows, columns = (-(-length // 4) for length in large.shape[:2])
    dither = np.tile(_BAYER, (rows, columns))[: large.shape[0], : large.shape[1], None]
    dithered = np.clip(large + 12 * dither, 0, 255).astype(np.uint8)
    indices = np.asarray(
        Image.fromarray(dithered).quantize(palette=colours, dither=Image.Dither.NONE)
    )
    listed = np.array(colours.getpalette(), np.uint8).reshape(-1, 3)
    palette = np.full((256, 4), 255, np.uint8)  # alpha, red, green, blue
    palette[: len(listed), 1:] = listed
    # the stub leaves out the pair that PyAV takes for this format
    return av.VideoFrame.from_ndarray((indices, palette), format="pal8")  # type: ignore[arg-type]
