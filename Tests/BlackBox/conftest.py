"""One demo gateway for all black-box tests: started as a user would start it, spoken to over HTTP only."""

import json
import os
import pathlib
import queue
import subprocess
import threading
from dataclasses import dataclass, field

import httpx
import pytest

START_SECONDS = 300
STOP_SECONDS = 30
TOP = pathlib.Path(__file__).resolve().parents[2]


def program(name: str) -> pathlib.Path:
    """The built program of that name; SALTHOUSE_BIN_DIR says where the build is."""
    folder = pathlib.Path(os.environ.get("SALTHOUSE_BIN_DIR", TOP / ".build" / "debug"))
    path = folder / name
    assert path.exists(), f"{path} is not built: run deploy/test, or set SALTHOUSE_BIN_DIR"
    return path


@dataclass(frozen=True)
class Gateway:
    """What `salthouse demo --json` says of itself on its first line."""

    url: str
    tokens: dict[str, str] = field(repr=False)
    projects: list
    directory: pathlib.Path
    log: pathlib.Path
    vkey: str

    def client(self, role: str | None = None, **options) -> httpx.Client:
        """A client that is signed in as the holder of a role (`researcher`, `steward` …), or as nobody."""
        headers = {"Authorization": f"Bearer {self.tokens[role]}"} if role else {}
        return httpx.Client(base_url=self.url, headers=headers, timeout=60, **options)


def first_line(process: subprocess.Popen, errors: pathlib.Path) -> str:
    lines: queue.Queue[str] = queue.Queue()
    threading.Thread(target=lambda: lines.put(process.stdout.readline()), daemon=True).start()
    try:
        line = lines.get(timeout=START_SECONDS)
    except queue.Empty:
        line = ""
    if not line:
        process.kill()
        process.wait()
        pytest.exit(f"the demo did not start:\n{errors.read_text()[-4000:]}", returncode=1)
    return line


@pytest.fixture(scope="session")
def gateway(tmp_path_factory):
    """A running demo gateway with everybody's token; stopped when the last test is done."""
    folder = tmp_path_factory.mktemp("gateway")
    errors = folder / "stderr"
    command = [program("salthouse"), "demo", "--json", "--listen", "127.0.0.1:0", "--directory", folder / "demo"]
    with errors.open("wb") as stderr:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr, text=True)
    said = json.loads(first_line(process, errors))
    yield Gateway(
        url=said["url"],
        tokens=said["tokens"],
        projects=said["projects"],
        directory=pathlib.Path(said["directory"]),
        log=pathlib.Path(said["log"]),
        vkey=said["vkey"],
    )
    crashed = process.poll()
    process.terminate()
    try:
        process.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        pytest.fail("the demo did not stop when it was asked to")
    assert crashed is None, f"the demo stopped by itself with {crashed}:\n{errors.read_text()[-4000:]}"


@pytest.fixture
def as_role(gateway):
    """Hands out clients by role and closes them after the test: `as_role("researcher").get("/v1/me")`."""
    clients = []

    def sign_in(role=None):
        clients.append(gateway.client(role))
        return clients[-1]

    yield sign_in
    for client in clients:
        client.close()
