"""Witnesses that others run see what nothing inside a log can show, and a pin sees it too."""

import hashlib
import json
import shutil
import subprocess

import httpx
import pytest
from deployments import Deployment, Server, program, verify

ORIGIN = "blackbox.example/log"


class Witness(Server):
    """`salthouse-witness` with one configuration file."""

    def __init__(self, folder, name, log_key):
        folder.mkdir(parents=True, exist_ok=True)
        self.configuration = folder / "witness.json"
        self.configuration.write_text(
            json.dumps(
                {
                    "name": f"{name}.example",
                    "listen": "127.0.0.1:0",
                    "keyFile": "witness.key",
                    "stateDirectory": "state",
                    "logs": [{"key": log_key, "title": "A log <of> tests"}],
                }
            )
        )
        super().__init__([program("salthouse-witness"), self.configuration], folder / "output")
        said = self.wait_for(self.output, r"^(\S+) listens on (\S+)$")
        self.key, self.url = said[1], f"http://{said[2]}"

    def get(self, path):
        return httpx.get(self.url + path, timeout=30)


@pytest.fixture
def house(tmp_path):
    """A deployment, three witnesses, and a policy that wants two of them."""
    deployment = Deployment.make(tmp_path / "house")
    witnesses = [Witness(tmp_path / name, name, deployment.key) for name in ["council", "university", "health"]]
    policy = tmp_path / "policy"
    names = [f"w{number}" for number in range(3)]
    lines = [f"witness {name} {witness.key} {witness.url}" for name, witness in zip(names, witnesses, strict=True)]
    policy.write_text("\n".join([*lines, f"group all 2 {' '.join(names)}", "quorum all", ""]))
    yield deployment, witnesses, policy
    for witness in witnesses:
        if witness.process.poll() is None:
            witness.stop()


def serve(deployment, *words):
    command = [program("salthouse"), "serve", "--directory", deployment.directory, "--listen", "127.0.0.1:0", *words]
    return Server(command, deployment.directory.parent / "served")


def seen_by_witnesses(deployment, policy, *words):
    """Serves until the witnesses have been asked; gives what was said about them."""
    server = serve(deployment, "--witnesses", policy, *words)
    for name in ["w0", "w1", "w2"]:
        server.wait_for(server.errors, f"^witness `{name}`: ")
    server.stop()
    return server.errors.read_text()


def test_witnesses_show_a_log_that_was_put_back(house, tmp_path):
    deployment, witnesses, policy = house
    old = Deployment(tmp_path / "old", deployment.key)
    shutil.copytree(deployment.directory, old.directory)
    deployment.token("rosa", "researcher")
    assert seen_by_witnesses(deployment, policy).count("it has seen this log") == 3
    checked = verify(deployment.log, deployment.key, "--policy", policy, "--fresh", "1h", "--no-memory")
    assert checked.returncode == 0 and "enough witnesses have seen" in checked.stdout, checked.stdout
    kept = witnesses[0].get(f"/{hashlib.sha256(ORIGIN.encode()).hexdigest()}/checkpoint")
    assert kept.status_code == 200 and kept.text.count("\n— ") == 2
    # The page tells people, and nothing of it is taken from a log without being made harmless.
    page = witnesses[0].get("/").text
    assert "A log &lt;of&gt; tests" in page and kept.text.split("\n")[2] in page
    # The older state is sound in itself. A witness's checkpoint shows what it is, and the witnesses say so.
    (tmp_path / "kept").write_text(kept.text)
    assert verify(old.log, old.key, "--no-memory").returncode == 0
    shown = verify(old.log, old.key, "--known", tmp_path / "kept", "--no-memory")
    assert shown.returncode == 1 and "E-ROLLBACK" in shown.stdout
    assert "E-WITNESS" in verify(old.log, old.key, "--policy", policy, "--no-memory").stdout
    assert seen_by_witnesses(old, policy).count("ALARM: it has seen") == 3


def test_a_witness_that_was_killed_remembers(house, tmp_path):
    deployment, witnesses, policy = house
    deployment.token("rosa", "researcher")
    seen_by_witnesses(deployment, policy)
    place = f"/{hashlib.sha256(ORIGIN.encode()).hexdigest()}/checkpoint"
    before = witnesses[1].get(place).text
    witnesses[1].kill()
    again = Witness(tmp_path / "university", "university", deployment.key)
    try:
        assert again.get(place).text == before
        body = f"old 0\n\n{(deployment.log / 'checkpoint').read_text()}"
        answer = httpx.post(again.url + "/add-checkpoint", content=body)
        assert (answer.status_code, answer.text) == (409, before.split("\n")[1] + "\n")
        assert answer.headers["content-type"] == "text/x.tlog.size"
        assert httpx.post(again.url + "/add-checkpoint", content="nonsense").status_code == 400
        foreign = body.replace(ORIGIN, "another.example/log")
        assert httpx.post(again.url + "/add-checkpoint", content=foreign).status_code == 404
        # A second process on the same memory could sign a second history.
        second = subprocess.run([program("salthouse-witness"), again.configuration], capture_output=True, timeout=60)
        assert second.returncode == 1 and b"another witness runs" in second.stderr
    finally:
        again.stop()
    # A memory that does not read is no reason to begin anew.
    for file in (tmp_path / "university" / "state").iterdir():
        if file.name != "lock":
            file.write_text("forgotten")
    forgetful = subprocess.run([program("salthouse-witness"), again.configuration], capture_output=True, timeout=60)
    assert forgetful.returncode == 1 and b"is not a checkpoint" in forgetful.stderr


def test_one_witness_of_three_is_no_quorum(house):
    deployment, witnesses, policy = house
    for witness in witnesses[1:]:
        witness.stop()
    said = seen_by_witnesses(deployment, policy)
    assert said.count("it has seen this log") == 1 and said.count("it cannot be reached") == 2
    assert "E-WITNESS" in verify(deployment.log, deployment.key, "--policy", policy, "--no-memory").stdout


def test_a_pin_on_another_device_refuses_an_older_state(house, tmp_path):
    deployment, _, _ = house
    old = Deployment(tmp_path / "old", deployment.key)
    shutil.copytree(deployment.directory, old.directory)
    pin = tmp_path / "pin"
    deployment.token("rosa", "researcher")
    server = serve(deployment, "--pin", pin)
    server.wait_for(server.errors, "^serving on ")
    server.stop()
    refused = serve(old, "--pin", pin)
    assert refused.process.wait(timeout=60) == 1
    assert "SH-L704" in refused.errors.read_text()
