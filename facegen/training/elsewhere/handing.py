"""Hand a run to a job on the Hub's machines."""

import shlex
import shutil
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import facegen
from facegen.counting import counted
from facegen.data.packing import pack
from facegen.data.store import FaceStore
from facegen.errors import HubError, TrainingError
from facegen.hub.jobs import Account, Job
from facegen.training.run.runs import Run

CODE, FACES, RUN = "facegen.zip", "faces", "run"
FLAVOR, MINUTES = "t4-small", 60
SPARE_MINUTES = 15
"""Beside a budget of minutes: to fetch the image and packages, to unpack, to send the end."""
IMAGE = "pytorch/pytorch:2.8.0-cuda12.6-cudnn9-runtime"
PACKAGES = (
    *("huggingface-hub>=2.4,<3", "numpy>=2.1,<3", "pillow>=12.3,<13", "safetensors>=0.5,<1"),
    *("numba>=0.62,<1", "pyarrow>=20,<27", "psutil>=7,<8", "tqdm>=4.66,<5", "packaging>=24"),
)
"""What training takes beside the image's torch, as in pyproject.toml."""
VARIABLES = {"PIP_BREAK_SYSTEM_PACKAGES": "1", "PYTHONUNBUFFERED": "1"}
EVERY_SEC = 60.0
"""How often the job sends the run's folder."""
LEFT_AT_HOME = ("ui", "vendored", "__pycache__")
"""Folders of the code that no run needs."""
SHIPPED_FACES = "bundled_faces"
BITS_A_PIXEL = 1.0
"""Room for the packed faces; the best quality that fits is taken."""


@dataclass(frozen=True)
class Order:
    """What a run is handed over with.

    Attributes:
        repository: Private model repository to make, `owner/name`.
        flavor: Kind of machine.
        minutes: After which the job ends, at the latest.
    """

    repository: str
    flavor: str = FLAVOR
    minutes: int = MINUTES

    def check(self, budget_minutes: float | None) -> None:
        """Refuse a time in which the run cannot end.

        Raises:
            TrainingError: If it is less than a budget of minutes, and some to spare.
        """
        if budget_minutes and self.minutes < budget_minutes + SPARE_MINUTES:
            raise TrainingError(
                f"--timeout must leave {SPARE_MINUTES} minutes beside the {budget_minutes:g} of "
                f"training, but is {self.minutes}; allow more, or train for less."
            )


def hand_over(
    run: Run,
    faces: FaceStore | None,
    order: Order,
    account: Account,
    say: Callable[[str], None] = print,
) -> Job:
    """Upload what a run needs and start the job that trains it.

    Args:
        run: Made here, not begun.
        faces: To upload as lossy copies; None where they are those that ship with facegen.
        order: Where and for how long.
        account: Whose money it is.
        say: Told what is about to happen, before it does.

    Raises:
        HubError: If the Hub refuses; nothing is left there then.
        FacegenError: If the faces cannot be packed.
    """
    usd = account.usd_an_hour(order.flavor)
    repository = order.repository
    with TemporaryDirectory(prefix="facegen-") as scratch:
        parcel = Path(scratch)
        zip_code(parcel / CODE, [SHIPPED_FACES] if faces else [])
        shutil.copytree(run.folder, parcel / RUN)
        what = "no faces, as they ship with facegen"
        if faces:
            megabytes = max(0.1, faces.count * faces.size_px**2 * BITS_A_PIXEL / 8e6)
            parts = pack(faces, parcel / FACES, megabytes)
            what = (
                f"{counted(faces.count, 'face')} of {faces.manifest.title} as lossy copies "
                f"({parts.bytes / 1e6:.1f} MB, on average {parts.error:.2f} of 255 from them)"
            )
        say(
            f"Uploads to the private repository {repository}: {what}; the run's settings; this "
            f"code ({(parcel / CODE).stat().st_size / 1e6:.1f} MB)."
        )
        say(
            f"Then starts a job on {order.flavor} for at most {order.minutes} minutes. It costs "
            f"your account money: the Hub says {usd:.2f} USD an hour, so at most "
            f"{usd * order.minutes / 60:.2f} USD."
        )
        account.make(repository)
        try:
            account.upload(repository, parcel)
            words = command(repository, order.minutes)
            job = account.start(IMAGE, words, order.flavor, order.minutes, VARIABLES)
        except BaseException:
            _withdraw(repository, account, say)
            raise
    run.process.note_elsewhere(
        {"repository": repository, "job": job.id, "owner": job.owner, "url": job.url}
    )
    return job


def command(repository: str, minutes: int) -> list[str]:
    """Return what the job runs: bring this code, and let it do the rest."""
    bring = (
        "import zipfile; from huggingface_hub import hf_hub_download as bring; "
        f"zipfile.ZipFile(bring({repository!r}, {CODE!r})).extractall('code')"
    )
    sit = f"facegen.training.elsewhere.sitting {repository}"
    return [
        "bash",
        "-ec",
        "python -m pip install --quiet --disable-pip-version-check "
        f"{shlex.join(PACKAGES)}\n"
        f"python -c {shlex.quote(bring)}\n"
        # in its place, so that a signal to the container reaches it
        f"PYTHONPATH=code exec python -m {sit} --minutes {minutes} --every {EVERY_SEC:g}",
    ]


def zip_code(path: Path, without: Sequence[str] = ()) -> None:
    """Write this facegen as a zip file, but for the page and some other folders."""
    home = Path(facegen.__file__).parent
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for one in sorted(home.rglob("*")):
            inside = one.relative_to(home)
            if one.is_file() and not {*LEFT_AT_HOME, *without} & set(inside.parts):
                file.write(one, Path("facegen") / inside)


def _withdraw(repository: str, account: Account, say: Callable[[str], None]) -> None:
    """Take back a repository that was just made, where no job will read it."""
    try:
        account.drop(repository)
    except HubError:
        say(f"{repository} was made and could not be deleted again; do so on the Hub.")
