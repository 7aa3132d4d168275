"""A server in the Hub's place that is written to and runs jobs: as processes of this machine."""

import base64
import functools
import hashlib
import json
import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import HfApi

from facegen.hub import jobs
from facegen.hub.jobs import Account
from tests.hub.conftest import Answer, Hub, commit, environment

TOKEN = "hf_secretsecretsecret"
OWNER = "ada"


class JobsHub(Hub):
    """Keeps what is committed, in memory, and starts the commands of jobs.

    Attributes:
        home: Folder in which each job has one of its own.
        private: By repository, whether it was asked to be.
        specs: What each job was asked to be.
        refusing: Statuses to refuse with, by the start of a method and path.
        away: Whether it breaks off every connection.
    """

    def __init__(self, home: Path) -> None:
        super().__init__(JobsAnswer)
        self.home = home
        self.private: dict[str, bool] = {}
        self.specs: list[dict[str, Any]] = []
        self.refusing: dict[str, int] = {}
        self.away = False
        self.states: dict[str, Mapping[str, bytes]] = {}
        self.large: dict[str, bytes] = {}
        self._jobs: list[subprocess.Popen] = []
        self._cancelled: set[int] = set()

    def write(self, name: str, files: Mapping[str, bytes]) -> str:
        """Make these the files of a repository; what it held can still be asked for."""
        self.models[name] = files
        self.states[commit(files)] = files
        return commit(files)

    def start(self, spec: dict[str, Any]) -> dict[str, Any]:
        folder = self.home / f"job-{len(self._jobs)}"
        folder.mkdir()
        given = {**spec["environment"], **spec.get("secrets", {}), "HF_HUB_DISABLE_XET": "1"}
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                spec["command"],
                cwd=folder,
                env=environment(folder, self.url, **given),
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._jobs.append(process)
        self.specs.append(spec)
        return self.tell(len(self._jobs) - 1)

    def tell(self, number: int) -> dict[str, Any]:
        status = self._jobs[number].poll()
        ended = "CANCELED" if number in self._cancelled else "ERROR" if status else "COMPLETED"
        return {
            "id": str(number),
            "owner": {"id": "1", "name": OWNER, "type": "user"},
            "status": {"stage": "RUNNING" if status is None else ended, "message": None},
        }

    def cancel(self, number: int) -> None:
        self._cancelled.add(number)
        self._jobs[number].send_signal(signal.SIGTERM)

    def log(self, number: int) -> list[str]:
        return (self.home / f"job-{number}" / "log").read_text(errors="replace").splitlines()

    def kill_all(self) -> None:
        for process in self._jobs:
            process.kill()
            process.wait()


class JobsAnswer(Answer):
    server: JobsHub  # pyright: ignore[reportIncompatibleVariableOverride]

    def _answer(self) -> None:
        path = self.path.split("?")[0]
        size = int(self.headers.get("content-length", 0))
        body = self.rfile.read(size)
        asked = f"{self.command} {path}"
        refused = [s for start, s in self.server.refusing.items() if asked.startswith(start)]
        large = re.fullmatch(r"PUT /large/(\w+)", asked)
        if self.server.away:
            self.close_connection = True
        elif large:
            assert hashlib.sha256(body).hexdigest() == large[1]
            self.server.large[large[1]] = body
            self._send_json({})
        elif self.headers.get("authorization") != f"Bearer {TOKEN}":
            self._refuse(401, "")
        elif refused:
            self._refuse(refused[0], "")
        else:
            for pattern, act in self.ROUTES.items():
                found = re.fullmatch(pattern, asked)
                if found:
                    act(self, body, *found.groups())
                    return
            super().do_GET()

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _answer

    def _files(self, newest: Mapping[str, bytes], commit: str | None) -> Mapping[str, bytes]:
        return self.server.states.get(commit or "", newest)

    def _who(self, body: bytes) -> None:
        self._send_json({"name": OWNER, "type": "user"})

    def _machines(self, body: bytes) -> None:
        machine = {"prettyName": "T4", "cpu": "4 vCPU", "ram": "15 GB", "unitCostMicroUSD": 10000}
        cost = {"unitCostUSD": 0.01, "unitLabel": "minute"}
        self._send_json([{"name": name, **machine, **cost} for name in ("t4-small", "l4x1")])

    def _create(self, body: bytes) -> None:
        asked = json.loads(body)
        name = f"{asked['organization']}/{asked['name']}"
        if name in self.server.models:
            self._refuse(409, "")
            return
        private = asked.get("visibility") == "private" or asked.get("private")
        self.server.private[name] = bool(private)
        self.server.write(name, {})
        self._send_json({"url": f"{self.server.url}/{name}"})

    def _delete(self, body: bytes) -> None:
        asked = json.loads(body)
        del self.server.models[f"{asked['organization']}/{asked['name']}"]
        self._send_json({})

    def _validate(self, body: bytes) -> None:
        assert json.loads(body)["content"].startswith("---\n")  # a card's header
        self._send_json({"errors": [], "warnings": []})

    def _preupload(self, body: bytes, name: str) -> None:
        files = [
            {
                "path": file["path"],
                "uploadMode": "lfs"
                if file["path"].endswith((".zip", ".safetensors"))
                else "regular",
                "shouldIgnore": False,
            }
            for file in json.loads(body)["files"]
        ]
        self._send_json({"files": files})

    def _batch(self, body: bytes, name: str) -> None:
        objects = [
            {**one, "actions": {"upload": {"href": f"{self.server.url}/large/{one['oid']}"}}}
            for one in json.loads(body)["objects"]
        ]
        self._send_json({"transfer": "basic", "objects": objects})

    def _commit(self, body: bytes, name: str) -> None:
        files = dict(self.server.models[name])
        for line in map(json.loads, body.splitlines()):
            value = line["value"]
            if line["key"] == "file":
                files[value["path"]] = base64.b64decode(value["content"])
            elif line["key"] == "lfsFile":
                files[value["path"]] = self.server.large[value["oid"]]
            elif line["key"] == "deletedFile":
                del files[value["path"]]
        new = self.server.write(name, files)
        self._send_json({"commitUrl": f"{self.server.url}/{name}/commit/{new}", "commitOid": new})

    def _start(self, body: bytes) -> None:
        self._send_json(self.server.start(json.loads(body)))

    def _tell(self, body: bytes, number: str) -> None:
        self._send_json(self.server.tell(int(number)))

    def _cancel(self, body: bytes, number: str) -> None:
        self.server.cancel(int(number))
        self._send_json({})

    def _log(self, body: bytes, number: str) -> None:
        now = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
        lines = self.server.log(int(number))
        events = [json.dumps({"data": line, "timestamp": now}) for line in lines]
        told = "".join(f"data: {event}\n\n" for event in events).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    ROUTES = {
        "GET /api/whoami-v2": _who,
        "GET /api/jobs/hardware": _machines,
        "POST /api/repos/create": _create,
        "DELETE /api/repos/delete": _delete,
        "POST /api/validate-yaml": _validate,
        r"POST /api/models/([^/]+/[^/]+)/preupload/main": _preupload,
        r"POST /([^/]+/[^/]+)\.git/info/lfs/objects/batch": _batch,
        r"POST /api/models/([^/]+/[^/]+)/commit/main": _commit,
        f"POST /api/jobs/{OWNER}": _start,
        rf"GET /api/jobs/{OWNER}/(\d+)": _tell,
        rf"POST /api/jobs/{OWNER}/(\d+)/cancel": _cancel,
        rf"GET /api/jobs/{OWNER}/(\d+)/logs": _log,
    }


@contextmanager
def running_jobs(home: Path) -> Iterator[JobsHub]:
    home.mkdir(exist_ok=True)
    with JobsHub(home) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.kill_all()
            server.shutdown()
            thread.join()


def account_at(hub: JobsHub, patch: pytest.MonkeyPatch) -> Account:
    """An account whose client asks this server."""
    patch.setattr(jobs, "HfApi", functools.partial(HfApi, endpoint=hub.url))
    fetching = functools.partial(jobs.snapshot_download, endpoint=hub.url)
    patch.setattr(jobs, "snapshot_download", fetching)
    patch.setattr("huggingface_hub.constants.HF_HUB_DISABLE_XET", True)
    return Account(TOKEN)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[JobsHub]:
    with running_jobs(tmp_path / "jobs") as server:
        yield server


@pytest.fixture
def account(hub: JobsHub, monkeypatch: pytest.MonkeyPatch) -> Account:
    return account_at(hub, monkeypatch)
