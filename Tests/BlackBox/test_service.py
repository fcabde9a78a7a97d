"""The unit of systemd confines the gateway, and the gateway works so confined."""

import json
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time

import httpx
import pytest
from deployments import TOP, Deployment, Server, client, entries, program, run
from questions import ask, question

SYSTEMD = TOP / "deploy" / "systemd"
UNIT = SYSTEMD / "salthouse.service"
CONFINED = pathlib.Path(__file__).parent / "confined.py"
WORST = 1.5


def analyze(*words) -> subprocess.CompletedProcess:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is missing: apt install systemd")
    return subprocess.run(["systemd-analyze", "--no-pager", *words], capture_output=True, text=True, timeout=60)


def settings() -> list[tuple[str, str]]:
    lines = [line for line in UNIT.read_text().splitlines() if re.match(r"\w+=", line)]
    return [tuple(line.split("=", 1)) for line in lines]


@pytest.fixture(scope="module")
def allowed(tmp_path_factory) -> pathlib.Path:
    """The system calls that SystemCallFilter= allows, as systemd reads its lines: the first allows, `~` takes away."""
    sets, name = {}, None
    for line in analyze("syscall-filter").stdout.splitlines():
        if line.startswith("@"):
            name = line.strip()
            sets[name] = []
        elif line.startswith("    ") and name and not line.strip().startswith("#"):
            sets[name].append(line.strip())

    def calls(word: str) -> set[str]:
        return set().union(*map(calls, sets[word])) if word.startswith("@") else {word}

    names = set()
    for words in [value for key, value in settings() if key == "SystemCallFilter"]:
        told = set().union(*map(calls, words.removeprefix("~").split()))
        names = names - told if words.startswith("~") else names | told
    assert {"openat", "fdatasync"} <= names and not {"ptrace", "mount", "chown"} & names
    path = tmp_path_factory.mktemp("filter") / "allowed"
    path.write_text("\n".join(sorted(names | {"execve"})))
    return path


def confined(allowed, *words) -> list:
    return [sys.executable, CONFINED, allowed, *words]


@pytest.mark.parametrize("more", [None, "credentials.conf", "direct.conf"])
def test_little_is_left_open(tmp_path, more):
    unit = tmp_path / "salthouse.service"
    unit.write_text(UNIT.read_text() + ((SYSTEMD / more).read_text() if more else ""))
    said = analyze("security", "--offline=true", unit)
    if "--offline" in said.stderr:
        pytest.skip("systemd-analyze is older than 250")
    level = re.search(r"Overall exposure level for salthouse.service: ([\d.]+)", said.stdout)
    assert level and float(level.group(1)) <= WORST, said.stdout


def test_systemd_understands_every_line(tmp_path):
    text = UNIT.read_text().replace("/usr/bin/salthouse", str(program("salthouse")))
    text += (SYSTEMD / "credentials.conf").read_text() + (SYSTEMD / "direct.conf").read_text()
    (tmp_path / "salthouse.service").write_text(text)
    said = analyze("verify", "--recursive-errors=no", "--man=no", tmp_path / "salthouse.service")
    assert said.returncode == 0 and "salthouse" not in said.stderr, said.stderr


def test_a_gateway_serves_confined_with_the_shipped_settings_and_its_keys_as_credentials(allowed, tmp_path, monkeypatch):
    deployment = Deployment.make(tmp_path / "deployment")
    given = tmp_path / "credentials"
    given.mkdir(mode=0o700)
    for name in re.findall(r"^LoadCredential=(\S+):", (SYSTEMD / "credentials.conf").read_text(), re.MULTILINE):
        (deployment.directory / "keys" / name).rename(given / name)
    settings = json.loads((SYSTEMD / "salthouse.json").read_text())
    settings |= {"directory": str(deployment.directory), "listen": "127.0.0.1:0", "metrics": "127.0.0.1:0"}
    settings["trustedProxy"] = "127.0.0.1"
    settings |= {"drainSeconds": 0, "journal": "text"}
    file = tmp_path / "salthouse.json"
    file.write_text(json.dumps(settings))
    assert run("check-config", file).returncode == 1, "the keys are nowhere else"
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(given))
    run("check-config", file, expect=0)
    server = Server(confined(allowed, program("salthouse"), "serve", "--config", file), tmp_path / "output")
    try:
        with client("http://" + server.wait_for(server.errors, r"^serving on (\S+)$").group(1)) as anybody:
            for _ in range(2):
                assert anybody.get("/health/live").status_code == 200
                server.process.send_signal(signal.SIGHUP)  # systemctl reload
            assert anybody.get("/v1/charter").status_code == 200
        server.stop()
    finally:
        if server.process.poll() is None:
            server.kill()


def test_it_may_stop_for_longer_than_it_drains():
    source = (TOP / "Sources" / "HTTP" / "HTTPLimits.swift").read_text()
    drain = max(int(number.replace("_", "")) for number in re.findall(r"drain: ([\d_]+)", source))
    answering = json.loads((SYSTEMD / "salthouse.json").read_text())["drainSeconds"] * 1000
    assert int(dict(settings())["TimeoutStopSec"]) * 1000 >= 2 * (answering + drain)


def test_the_confinement_of_these_tests_is_real(allowed):
    tries = "import os, mmap, errno\n"
    for call in ["os.setpriority(os.PRIO_PROCESS, 0, 0)", "os.chown('/', 0, 0)", "mmap.mmap(-1, 4096, prot=6)"]:
        tries += f"try:\n    {call}\n    print('allowed')\nexcept PermissionError: print('refused')\n"
    done = subprocess.run(confined(allowed, sys.executable, "-c", tries), capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == ["refused"] * 3, done.stderr


def test_the_gateway_works_confined_and_writes_into_its_own_folders_only(allowed, tmp_path):
    if shutil.which("strace") is None:
        pytest.skip("strace is missing: apt install strace")
    command = confined(allowed, program("salthouse"), "demo", "--json", "--scale", "50")
    command += ["--listen", f"unix:{tmp_path}/gateway.sock", "--directory", tmp_path / "demo"]
    trace = tmp_path / "trace"
    calls = "openat,open,creat,mkdir,rename,unlink,symlink,link,connect"
    # -D: strace stands aside, and the process that is started is the gateway itself.
    tracer = ["strace", "-D", "-f", "--seccomp-bpf", "-e", f"trace={calls}", "-e", "signal=none", "-o", trace]
    server = Server([*tracer, *command], tmp_path / "output")
    said = json.loads(server.wait_for(server.output, r"^\{.*\}$").group())
    try:
        socket = httpx.HTTPTransport(uds=str(tmp_path / "gateway.sock"))
        with client("http://gateway", said["tokens"]["researcher"], transport=socket) as researcher:
            assert researcher.get("/health/ready").status_code == 200
            assert ask(researcher, question(by=["person.borough"])).json()["status"] == "released"
    finally:
        server.stop()
    assert entries(tmp_path / "demo" / "log")[-1]["type"] == "shutdown"
    deadline = time.monotonic() + 30
    while not re.search(rf"^{server.process.pid} +\+\+\+ exited with 0", trace.read_text(), re.MULTILINE):
        assert time.monotonic() < deadline, "strace has not told of the end"
        time.sleep(0.05)
    trace = trace.read_text()
    assert not re.search(r"connect\(.*AF_INET", trace), "it calls nobody"
    wanted = re.findall(r'"(/[^"]*)".*(?:O_WRONLY|O_RDWR|O_CREAT)|(?:mkdir|rename|link)\w*\([^"]*"(/[^"]*)"', trace)
    paths = {path for found in wanted for path in found if path}
    assert len(paths) > 20
    # A thread writes its name.
    elsewhere = [path for path in paths if not path.startswith((f"{tmp_path}/", "/proc/self/task/"))]
    assert elsewhere in ([], ["/dev/null"])
