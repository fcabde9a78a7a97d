"""The gateway's log is checked by tools that nobody here wrote: Go's own code for such logs, and openssl."""

import json
import os
import pathlib
import shutil
import subprocess

import pytest
from deployments import TOP, DemoServer, program
from questions import ask, question

GO_LIBRARIES = pathlib.Path("/usr/share/gocode")


@pytest.fixture(scope="module")
def closed(tmp_path_factory):
    """A log with answers and refusals in it, exported as tiles; and the answers as they came."""
    folder = tmp_path_factory.mktemp("standards")
    server = DemoServer(folder / "demo", "--scale", "400")
    with server.client("researcher") as researcher:
        answers = [ask(researcher, question(by=[name])).text for name in ["person.borough", "person.sex"]]
        # More than one tile: checks are logged too.
        for _ in range(260):
            assert researcher.post("/v1/checks", json=question()).status_code == 200
        answers.append(ask(researcher, question(by=["person.carer"])).text)
    server.stop()
    tiles = folder / "tiles"
    command = [program("salthouse-verify"), "export-tiles", server.log, tiles, "--key", server.vkey, "--entries"]
    subprocess.run(command, check=True, capture_output=True)
    return server, answers, tiles


@pytest.fixture(scope="module")
def go_program(tmp_path_factory):
    """Tests/AuditGo, built with the distribution's Go and its packages alone."""
    if shutil.which("go") is None or not (GO_LIBRARIES / "src/golang.org/x/mod/sumdb").exists():
        pytest.skip("Go is missing: apt-get install golang-go golang-golang-x-mod-dev")
    folder = tmp_path_factory.mktemp("go")
    environment = os.environ | {
        "GOPATH": str(GO_LIBRARIES),
        "GO111MODULE": "off",
        "CGO_ENABLED": "0",
        "GOCACHE": str(TOP / ".build" / "go-cache"),
        "GOFLAGS": "",
    }
    command = ["go", "build", "-o", folder / "audit-go", TOP / "Tests" / "AuditGo" / "main.go"]
    built = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    return folder / "audit-go"


def go_check(go_program, tiles, key):
    return subprocess.run([go_program, tiles, key], capture_output=True, text=True, timeout=300)


def test_go_verifies_checkpoint_tiles_inclusion_and_consistency(closed, go_program):
    server, _, tiles = closed
    checked = go_check(go_program, tiles, server.vkey)
    size = (tiles / "checkpoint").read_text().split("\n")[1]
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout.startswith(f"HOLDS: {size} entries")
    assert int(size) > 256


@pytest.mark.parametrize("path", ["tile/0/000", "tile/entries/000", "checkpoint"])
def test_go_refuses_what_was_changed(closed, go_program, tmp_path, path):
    server, _, tiles = closed
    copy = tmp_path / "tiles"
    shutil.copytree(tiles, copy)
    data = bytearray((copy / path).read_bytes())
    data[len(data) // 2] ^= 1
    (copy / path).write_bytes(data)
    assert go_check(go_program, copy, server.vkey).returncode != 0
    command = [program("salthouse-verify"), "tiles", copy, "--key", server.vkey]
    assert subprocess.run(command, capture_output=True).returncode == 1


def script(receipt, key):
    """deploy/check-receipt with nothing on the path but bash, coreutils and openssl."""
    return subprocess.run(
        ["/usr/bin/env", "-i", "PATH=/usr/bin:/bin", TOP / "deploy" / "check-receipt", receipt, key],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def test_a_researcher_checks_an_answer_with_bash_and_openssl(closed, tmp_path):
    server, answers, _ = closed
    for number, answer in enumerate(answers):
        whole, alone = tmp_path / f"answer-{number}.json", tmp_path / f"receipt-{number}.json"
        whole.write_text(answer)
        alone.write_text(json.dumps(json.loads(answer)["receipt"]))
        for file in [whole, alone]:
            checked = script(file, server.vkey)
            assert checked.returncode == 0, checked.stdout + checked.stderr
        receipt = json.loads(alone.read_text())
        leaf = receipt["leaf"]
        receipt["leaf"] = leaf[:200] + ("A" if leaf[200] != "A" else "B") + leaf[201:]
        alone.write_text(json.dumps(receipt))
        assert script(alone, server.vkey).returncode in (1, 2)
