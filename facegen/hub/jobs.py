"""Jobs on the Hub's machines, and the private repository by which their files come and go.

This room knows no runs: a job is a command in a container, a repository a tree of files.
"""

import getpass
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from huggingface_hub import HfApi, get_token, snapshot_download
from huggingface_hub.utils import filter_repo_objects

from facegen.errors import HubError
from facegen.hub.fetching import quiet_bar
from facegen.hub.refusals import UnreachableError, in_sentences

ENDED = ("COMPLETED", "CANCELED", "ERROR", "DELETED")
"""Stages after which a job does nothing any more."""
TOKENS = "huggingface.co/settings/tokens"


@dataclass(frozen=True)
class Job:
    """A job as the Hub tells of it.

    Attributes:
        id: Its number.
        owner: Whose it is.
        stage: How far it is, in the Hub's words: `SCHEDULING`, `RUNNING`, or one of `ENDED`.
        message: What the Hub adds.
        url: Its page.
    """

    id: str
    owner: str
    stage: str
    message: str
    url: str


@dataclass(frozen=True)
class Account:
    """What a person's token allows on the Hub.

    Attributes:
        token: It goes to the Hub's client and to jobs as a secret; never to a file or a message.
    """

    token: str = field(repr=False)

    @property
    def _api(self) -> HfApi:
        return HfApi(token=self.token)

    def name(self) -> str:
        """Ask whose token it is."""
        with in_sentences("the token"):
            return self._api.whoami()["name"]

    def usd_an_hour(self, flavor: str) -> float:
        """Ask what a machine costs.

        Raises:
            HubError: If the Hub has no such machine; it then says which there are.
        """
        with in_sentences("to list its machines"):
            machines = {one.name: one for one in self._api.list_jobs_hardware()}
        if flavor not in machines:
            raise HubError(
                f"--flavor: the Hub has no machine '{flavor[:40]}'; choose from: "
                f"{', '.join(machines)}."
            )
        machine = machines[flavor]
        return machine.unit_cost_usd * {"minute": 60, "second": 3600}.get(machine.unit_label, 1)

    def make(self, repository: str) -> None:
        """Make a private model repository."""
        with in_sentences(f"to make {repository}"):
            self._api.create_repo(repository, private=True)

    def drop(self, repository: str) -> None:
        """Delete a repository."""
        with in_sentences(f"to delete {repository}"):
            self._api.delete_repo(repository)

    def upload(
        self, repository: str, folder: Path, place: str = "", superseded: Sequence[str] = ()
    ) -> None:
        """Upload a folder's files, of which none may change meanwhile.

        Args:
            repository: Where to.
            folder: What to upload.
            place: Folder in the repository.
            superseded: Patterns of files in that place that go unless they are uploaded now.
        """
        with in_sentences(f"what was uploaded to {repository}"):
            self._api.upload_folder(
                repo_id=repository,
                folder_path=folder,
                path_in_repo=place,
                delete_patterns=list(superseded) or None,
                commit_message=f"Bring {place or 'what a run needs'}",
            )

    def files(self, repository: str) -> tuple[str, dict[str, str]]:
        """Return the newest commit of a repository, and what stands for each file's content."""
        with in_sentences(f"to list {repository}"):
            about = self._api.model_info(repository, files_metadata=True)
        return about.sha or "", {one.rfilename: one.blob_id or "" for one in about.siblings or []}

    def download(self, repository: str, commit: str, paths: Sequence[str], folder: Path) -> None:
        """Download some files into a folder, at their paths.

        Raises:
            UnreachableError: If the Hub cannot be reached, or sent only some of them.
            HubError: If it refuses.
        """
        with in_sentences(f"to send files of {repository}"):
            snapshot_download(
                repository,
                revision=commit,
                allow_patterns=list(paths),
                local_dir=folder,
                token=self.token,
                tqdm_class=quiet_bar(),
            )
        # without a network the client is content with a folder that is there, whatever it holds
        if not all((folder / path).is_file() for path in paths):
            raise UnreachableError(f"The Hub sent only some files of {repository}; try again.")

    def start(
        self,
        image: str,
        command: Sequence[str],
        flavor: str,
        minutes: int,
        variables: Mapping[str, str],
    ) -> Job:
        """Start a job, which has the token as its secret `HF_TOKEN`.

        Args:
            image: Of the container.
            command: To run in it.
            flavor: Kind of machine.
            minutes: After which the Hub ends it.
            variables: Of its environment.
        """
        with in_sentences(f"a job on {flavor}"):
            info = self._api.run_job(
                image=image,
                command=list(command),
                env=dict(variables),
                secrets={"HF_TOKEN": self.token},
                flavor=flavor,
                timeout=minutes * 60,
                name="facegen",
            )
        return Job(info.id, info.owner.name, info.status.stage, "", info.url)

    def look(self, job: str, owner: str) -> Job:
        """Ask how a job is."""
        with in_sentences(f"to tell of job {job}"):
            info = self._api.inspect_job(job_id=job, namespace=owner)
        return Job(job, owner, info.status.stage, info.status.message or "", info.url)

    def cancel(self, job: str, owner: str) -> None:
        """End a job."""
        with in_sentences(f"to cancel job {job}"):
            self._api.cancel_job(job_id=job, namespace=owner)

    def last_lines(self, job: str, owner: str, count: int = 20) -> list[str]:
        """Return the last lines a job has printed."""
        with in_sentences(f"the log of job {job}"):
            lines = self._api.fetch_job_logs(job_id=job, namespace=owner, tail=count)
            return [line.rstrip("\n") for line in lines][-count:]


def matching(paths: Iterable[str], *patterns: str) -> list[str]:
    """Return the paths that fit a pattern as the Hub's client reads it."""
    return list(filter_repo_objects(paths, allow_patterns=list(patterns)))


def account_here() -> Account:
    """Return the account of this machine's login, or of a token asked for at the terminal.

    Raises:
        HubError: If there is none, and nobody to ask.
    """
    token = get_token()
    if not token and sys.stdin.isatty():
        token = getpass.getpass(f"Token that may write and start jobs, from {TOKENS}: ").strip()
    if not token:
        raise HubError(
            "There is no token to act on the Hub with. Log in with: hf auth login - or set "
            f"HF_TOKEN to a token that may write and start jobs, from {TOKENS}."
        )
    return Account(token)
