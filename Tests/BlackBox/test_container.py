"""The recipe for a container. No engine builds it here: it is read, and what it says is put together in a folder and run."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import httpx
import pytest
from debian import bill, call  # noqa: F401
from deployments import TOP, Server, client, program

RECIPE = TOP / "deploy" / "container" / "Containerfile"
LINES = [
    line.split(maxsplit=1)
    for line in re.sub(r"\\\n\s*", "", RECIPE.read_text()).splitlines()
    if line and not line.startswith("#")
]
BUILD, FINAL = [number for number, (word, _) in enumerate(LINES) if word == "FROM"]
SAID = dict(LINES[FINAL:])
PACKAGES = re.search(r"--no-install-recommends ([^&]*)", SAID["RUN"]).group(1).split()
USER = "10001:10001"


def test_hadolint_is_content():
    call(pathlib.Path(sys.executable).parent / "hadolint", RECIPE)


def test_it_is_made_of_debian_and_of_what_the_programs_link(bill):
    assert re.fullmatch(r"\S+/swift:6\.\d+-bookworm AS build", LINES[BUILD][1])
    assert re.fullmatch(r"\S+/debian:bookworm-slim", LINES[FINAL][1])
    linked = {part["name"] for part in json.loads(bill)["components"] if part["bom-ref"].startswith("deb:")}
    assert set(PACKAGES) == linked
    copied = [path for word, what in LINES[BUILD:FINAL] if word == "COPY" for path in what.split()[:-1]]
    assert copied and all((TOP / path).exists() for path in copied)


@pytest.fixture
def root(tmp_path) -> pathlib.Path:
    """A folder with the files of the named packages, the programs, the policies, and nothing else."""
    if os.getuid() != 0 or subprocess.run(["unshare", "--mount", "--net", "true"], capture_output=True).returncode != 0:
        pytest.skip("only root may change the root of a file system, and may not everywhere")
    if shutil.which("dpkg") is None:
        pytest.skip("dpkg is missing: it says which files are whose")
    root = tmp_path / "root"
    for folder in ("usr/bin", "usr/lib", "usr/lib64", "proc", "run/salthouse", "var/lib/salthouse", "usr/share/salthouse"):
        (root / folder).mkdir(parents=True)
    for name in ("bin", "lib", "lib64"):
        (root / name).symlink_to(f"usr/{name}")
    files = {line for line in call("dpkg", "-L", *PACKAGES).splitlines() if re.match(r"/(usr/)?lib(64)?/.*\.so", line)}
    # A build for tests has Swift's library beside it; a release has it inside.
    loaded = re.findall(r"=> (/\S+)", call("ldd", program("salthouse")))
    files |= {path for path in loaded if not re.match(r"/(usr/)?lib(64)?/", path)}
    for file in sorted(files):
        (root / file[1:]).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, root / file[1:], follow_symlinks=False)
    for name in ("salthouse", "salthouse-verify"):
        shutil.copy(program(name), root / "usr/bin" / name)
    shutil.copytree(TOP / "policies", root / "usr/share/salthouse/policies")
    call("chmod", "-R", "a+rX", root)
    for folder in ("var/lib/salthouse", "run/salthouse"):
        os.chown(root / folder, *map(int, USER.split(":")))
    return root


def inside(root: pathlib.Path, *words) -> list:
    """A command as the container would run one: this root, this user, no network, no rights."""
    line = 'mount --bind /proc "$0/proc" && exec chroot --userspec=%s "$0" "$@"' % USER
    return ["unshare", "--mount", "--net", "sh", "-c", line, root, *words]


def test_what_it_says_runs_without_a_network_and_without_rights(root, monkeypatch):
    assert SAID["USER"] == USER
    salthouse, *serve = json.loads(SAID["ENTRYPOINT"]) + json.loads(SAID["CMD"])
    call(*inside(root, salthouse, "init", "--directory", "/var/lib/salthouse", "--origin", "container.example/log"))
    server = Server(inside(root, salthouse, *serve), root.parent / "output")
    try:
        server.wait_for(server.errors, r"^serving on unix:/run/salthouse/gateway.sock$")
        monkeypatch.chdir(root)  # the whole path may be longer than an address
        socket = httpx.HTTPTransport(uds="run/salthouse/gateway.sock")
        with client("http://gateway", transport=socket) as anybody:
            assert anybody.get("/health/live").status_code == 200
            assert anybody.get("/v1/charter").status_code == 200
        server.stop()
    finally:
        if server.process.poll() is None:
            server.kill()
