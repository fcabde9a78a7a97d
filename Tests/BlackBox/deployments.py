"""Deployments and the programs that run on them, used as an operator would: the command line, files and HTTP only."""

import contextlib
import datetime
import gzip
import json
import os
import pathlib
import re
import shutil
import subprocess
import time
from dataclasses import dataclass

import httpx
import pytest

START_SECONDS = 300
STOP_SECONDS = 60
TOP = pathlib.Path(__file__).resolve().parents[2]
POLICIES = TOP / "policies"
# Tests that ask faster than people do say so.
UNLIMITED = [
    word
    for option in ("--requests-per-person", "--questions-per-project", "--strangers-per-address", "--refusals")
    for word in (option, "unlimited")
]


def program(name: str) -> pathlib.Path:
    """The built program of that name; SALTHOUSE_BIN_DIR says where the build is."""
    folder = pathlib.Path(os.environ.get("SALTHOUSE_BIN_DIR", TOP / ".build" / "debug"))
    path = folder / name
    assert path.exists(), f"{path} is not built: run deploy/test, or set SALTHOUSE_BIN_DIR"
    return path


def shared_data(name: str) -> pathlib.Path:
    """A file that others made. It is not in this tree: it lies in `../shared/data`, or the test is skipped."""
    named = os.environ.get("SALTHOUSE_SHARED_DATA")
    folder = pathlib.Path(named) if named else TOP.parent / "shared" / "data"
    if not (folder / name).exists():
        pytest.skip(f"{name} is not there: put it into shared/data beside the checkout, or set SALTHOUSE_SHARED_DATA")
    return folder / name


def unpacked(path: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    """The file without its compression, in a folder of the test."""
    target = folder / path.name.removesuffix(".gz")
    target.write_bytes(gzip.decompress(path.read_bytes()))
    return target


class Server:
    """A running program that serves; its standard error is kept."""

    def __init__(self, command: list, folder: pathlib.Path):
        folder.mkdir(parents=True, exist_ok=True)
        self.errors = folder / f"stderr-{time.monotonic_ns()}"
        self.output = folder / f"stdout-{time.monotonic_ns()}"
        with self.errors.open("wb") as stderr, self.output.open("wb") as stdout:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr)

    def wait_for(self, file: pathlib.Path, pattern: str) -> re.Match:
        """Waits until what the program wrote matches."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            ended = self.process.poll() is not None
            if found := re.search(pattern, file.read_text(errors="replace"), re.MULTILINE):
                return found
            if ended:
                break
            time.sleep(0.01)
        self.kill()
        raise AssertionError(f"the program did not start:\n{self.errors.read_text()[-4000:]}")

    def wait_to_end(self, unless: str) -> int:
        """Waits until it ends by itself, and gives its exit code; it fails as soon as it says what must not be said."""
        deadline = time.monotonic() + START_SECONDS
        while self.process.poll() is None:
            if time.monotonic() > deadline or re.search(unless, self.errors.read_text(errors="replace"), re.MULTILINE):
                self.kill()
                raise AssertionError(f"it did not end:\n{self.errors.read_text()[-4000:]}")
            time.sleep(0.01)
        return self.process.returncode

    def stop(self):
        """Asks it to stop, as an operator would, and checks that it did so in order."""
        assert self.process.poll() is None, f"it had stopped by itself:\n{self.errors.read_text()[-4000:]}"
        self.process.terminate()
        try:
            assert self.process.wait(timeout=STOP_SECONDS) == 0, self.errors.read_text()[-4000:]
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError("it did not stop when it was asked to") from None

    def kill(self):
        self.process.kill()
        self.process.wait()


class DemoServer(Server):
    """`salthouse demo --json` on a folder, and what it says of itself."""

    def __init__(self, directory: pathlib.Path, *words):
        super().__init__(
            [program("salthouse"), "demo", "--json", "--listen", "127.0.0.1:0", "--directory", directory, *words],
            directory.parent / f"{directory.name}-output",
        )
        said = json.loads(self.wait_for(self.output, r"^\{.*\}$").group())
        self.url: str = said["url"]
        self.tokens: dict[str, str] = said["tokens"]
        self.projects: list = said["projects"]
        self.directory = pathlib.Path(said["directory"])
        self.log = pathlib.Path(said["log"])
        self.vkey: str = said["vkey"]

    def client(self, role: str | None = None, **options) -> httpx.Client:
        return client(self.url, self.tokens[role] if role else None, **options)


def client(url: str, token: str | None = None, **options) -> httpx.Client:
    """Somebody who speaks HTTP, with a token or without."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.Client(base_url=url, headers=headers, timeout=60, **options)


@dataclass(frozen=True)
class Deployment:
    """A deployment that was made by `salthouse init`."""

    directory: pathlib.Path
    key: str

    @property
    def log(self) -> pathlib.Path:
        return self.directory / "log"

    @classmethod
    def make(cls, directory: pathlib.Path) -> "Deployment":
        said = run("init", "--directory", directory, "--origin", "blackbox.example/log", expect=0).stdout
        return cls(directory, re.search(r"auditors: (\S+)", said).group(1))

    def load(self, declaration: pathlib.Path, csv: pathlib.Path, *words, expect=0) -> subprocess.CompletedProcess:
        return run(
            "load", "--directory", self.directory, "--declaration", declaration, "--csv", csv, *words, expect=expect
        )

    def opt_outs(self, csv: pathlib.Path, day: str, expect=0) -> subprocess.CompletedProcess:
        words = ["--opt-outs", csv, "--opt-out-day", day, "--identifier", "opaque"]
        return run("load", "--directory", self.directory, *words, expect=expect)

    def token(
        self,
        person: str,
        roles: str,
        controllers: str = "",
        until: datetime.datetime | None = None,
        strength: str | None = None,
    ) -> str:
        words = ["--person", person, "--roles", roles]
        if strength:
            words += ["--strength", strength]
        if until:
            words += ["--until", until.strftime("%Y-%m-%dT%H:%M:%SZ")]
        if controllers:
            words += ["--controllers", controllers]
        return run("tokens", "add", "--directory", self.directory, *words, expect=0).stdout.strip()

    def generation(self) -> tuple[str, list[str]]:
        """What `salthouse datasets` says, and every file of the data with its size."""
        data = self.directory / "data"
        files = [f"{path.relative_to(data)} {path.stat().st_size}" for path in data.rglob("*") if path.is_file()]
        return run("datasets", "--directory", self.directory, expect=0).stdout, sorted(files)

    def put_into_force(self, policies: pathlib.Path):
        """Has two stewards sign these policies, where anything was decided under others."""
        log = entries(self.log)
        active = [entry["event"]["bundle"] for entry in log if entry["type"] == "policy.activate"]
        if not any(entry["type"].startswith(("project.", "query.")) for entry in log):
            return
        said = run("policy", "offer", "--policies", policies, "--directory", self.directory, expect=0).stdout
        digest = re.search(r"^hash (\w{64})$", said, re.MULTILINE).group(1)
        if active[-1:] == [digest]:
            return
        first, second = (self.token(f"rules-{number}", "steward") for number in (1, 2))
        with self.serving() as server, client(server.url, first) as one, client(server.url, second) as two:
            done = one.post("/v1/policies", json={"hash": digest, "reason": "A test asks for it."})
            assert done.status_code == 201, done.text
            done = two.post(f"/v1/policies/{digest}/signatures", headers={"If-Match": done.headers["etag"]})
            assert done.status_code == 200, done.text

    @contextlib.contextmanager
    def serving(self, policies: pathlib.Path | None = None, *more):
        """A gateway on this deployment, by its address; stopped at the end. Other policies are signed by two first."""
        if policies:
            self.put_into_force(policies)
        words = ["serve", "--directory", self.directory, "--listen", "127.0.0.1:0", *more]
        if not set(UNLIMITED[::2]) & set(more):
            words += UNLIMITED
        if policies:
            words += ["--policies", policies]
        server = Server([program("salthouse"), *words], self.directory.parent / f"{self.directory.name}-output")
        try:
            server.url = "http://" + server.wait_for(server.errors, r"serving on ([^\s\"]+)").group(1)
            yield server
            server.stop()
        finally:
            if server.process.poll() is None:
                server.kill()


def run(*words, expect: int | None = None, environment: dict | None = None) -> subprocess.CompletedProcess:
    """One call of `salthouse`, with more in its environment where that is given."""
    done = subprocess.run(
        [program("salthouse"), *words],
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        env={**os.environ, **(environment or {})},
    )
    assert expect is None or done.returncode == expect, f"exit code {done.returncode}:\n{done.stdout}{done.stderr}"
    return done


def verify(log: pathlib.Path, key: str, *words) -> subprocess.CompletedProcess:
    """One call of `salthouse-verify` on a log."""
    command = [program("salthouse-verify"), log, "--key", key, *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=START_SECONDS)


def verify_receipt(receipt: pathlib.Path, key: str) -> subprocess.CompletedProcess:
    """One call of `salthouse-verify receipt`."""
    command = [program("salthouse-verify"), "receipt", receipt, "--key", key]
    return subprocess.run(command, capture_output=True, text=True, timeout=START_SECONDS)


def entries(log: pathlib.Path) -> list[dict]:
    """Every entry of the log's files, in order."""
    lines = []
    for segment in sorted((log / "segments").iterdir()):
        lines += segment.read_text().splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


def policies_with(folder: pathlib.Path, change) -> pathlib.Path:
    """A copy of the policies whose `standard` profile was changed."""
    shutil.copytree(POLICIES, folder, ignore=shutil.ignore_patterns("declarations"))
    path = folder / "profiles" / "standard.json"
    profile = json.loads(path.read_text())
    change(profile)
    path.write_text(json.dumps(profile))
    return folder


def slow_policies(folder: pathlib.Path, seconds: int = 3) -> pathlib.Path:
    """The shipped policies with a tick of some seconds: a question is under way for so long, whatever the machine."""
    return policies_with(folder, lambda profile: profile.update(tickMilliseconds=seconds * 1000))
