"""The gateway's log is checked by tools that nobody here wrote: Go's own code for such logs, and openssl."""

import json
import os
import pathlib
import shutil
import subprocess

import pytest
from deployments import TOP, DemoServer, entries, program
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
    mirror(server, folder / "mirror")
    server.stop()
    tiles = folder / "tiles"
    command = [program("salthouse-verify"), "export-tiles", server.log, tiles, "--key", server.vkey, "--entries"]
    subprocess.run(command, check=True, capture_output=True)
    return server, answers, tiles


def mirror(server, folder):
    """Takes the log over HTTP as an auditor: the checkpoint, and every tile and bundle that it promises."""

    def paths(what, count):
        for index in range((count + 255) // 256):
            width = min(256, count - index * 256)
            yield f"tile/{what}/{index:03}" + ("" if width == 256 else f".p/{width}")

    with server.client("auditor") as auditor:
        checkpoint = auditor.get("/audit/checkpoint").text
        size = int(checkpoint.split("\n")[1])
        wanted = list(paths("entries", size))
        level, count = 0, size
        while count > 0:
            wanted += paths(level, count)
            level, count = level + 1, count // 256
        for path in wanted:
            answer = auditor.get(f"/audit/{path}")
            assert answer.status_code == 200, f"{path}: {answer.text}"
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(answer.content)
    (folder / "checkpoint").write_text(checkpoint)


def test_what_an_auditor_takes_over_http_is_the_log(closed, go_program):
    server, _, tiles = closed
    taken = tiles.parent / "mirror"
    checked = go_check(go_program, taken, server.vkey)
    assert (checked.returncode, checked.stderr) == (0, ""), checked.stdout
    command = [program("salthouse-verify"), "tiles", taken, "--key", server.vkey]
    assert subprocess.run(command, capture_output=True).returncode == 0
    # Reading was itself recorded, behind what was read.
    full = "tile/entries/000"
    assert (taken / full).read_bytes() == (tiles / full).read_bytes()
    reads = [e["event"] for e in entries(server.log) if e["type"] == "export"]
    assert [(event["from"], event["to"]) for event in reads][0] == (0, 256)


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
