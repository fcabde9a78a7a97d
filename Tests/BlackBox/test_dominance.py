"""The rules of dominance are the site's own: a private file, read where it is needed, and told to nobody."""

import hashlib
import json
import shutil

import pytest
from deployments import POLICIES, Deployment, Server, client, entries, program, run

NUMBERS = {"dominance": {"contributors": 2, "percent": 83}, "percent": 37}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """An empty deployment, and policies under which `counts-nhs` protects a dataset."""
    folder = tmp_path_factory.mktemp("dominance")
    deployment = Deployment.make(folder / "house")
    shutil.copytree(POLICIES, folder / "policies", ignore=shutil.ignore_patterns("declarations"))
    path = folder / "policies" / "profiles" / "counts-nhs.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"datasets": ["person"]}))
    return deployment, folder / "policies"


def own(path, **changes):
    """A site's file with numbers of its own."""
    rules = json.loads(path.read_text()) | NUMBERS | changes
    path.unlink()
    path.write_text(json.dumps(rules))
    path.chmod(0o400)
    return rules


def refused(deployment, policies, *words) -> str:
    """What a gateway says that does not start."""
    command = ["serve", "--directory", deployment.directory, "--listen", "127.0.0.1:0", "--policies", policies, *words]
    server = Server([program("salthouse"), *command], deployment.directory.parent / "output")
    try:
        assert server.process.wait(timeout=60) == 1
    finally:
        server.kill()
    return server.errors.read_text()


def test_init_writes_the_defaults_for_the_gateway_alone(tmp_path):
    path = Deployment.make(tmp_path / "house").directory / "keys" / "dominance.json"
    rules = json.loads(path.read_text())
    assert path.stat().st_mode & 0o777 == 0o400
    assert rules.pop("salt") != json.loads(
        (Deployment.make(tmp_path / "other").directory / "keys" / "dominance.json").read_text()
    )["salt"]
    assert rules == {"dominance": {"contributors": 2, "percent": 90}, "percent": 10}


def test_a_start_refuses_a_file_that_is_missing_open_or_wrong(house, tmp_path):
    deployment, policies = house
    path = tmp_path / "rules.json"
    words = ["--dominance", path]
    log = len(entries(deployment.log))

    def says(*told):
        heard = refused(deployment, policies, *words)
        assert all(word in heard for word in [str(path), *told]), heard

    says("SH-P102", "counts-nhs", "is missing", "OPERATING.md")
    path.mkdir()
    says("SH-P102", "plain file")
    path.rmdir()
    shutil.copy(deployment.directory / "keys" / "dominance.json", path)
    for mode in (0o440, 0o404, 0o602, 0o410):
        path.chmod(mode)
        says("SH-P102", f"mode {mode:o}", "chmod 400")
    path.chmod(0o600)
    path.write_text("x" * 5000)
    says("SH-P102", "longer")
    path.write_text("{}")
    says("SH-P103", "/dominance")
    shutil.copy(deployment.directory / "keys" / "dominance.json", path)
    own(path, percent=9)
    says("SH-P103", "/percent")
    link = tmp_path / "link.json"
    link.symlink_to(path)
    assert "SH-P102" in refused(deployment, policies, "--dominance", link)
    assert len(entries(deployment.log)) == log, "nothing was started"


def test_a_gateway_that_does_not_need_it_does_not_look(house):
    deployment, _ = house
    path = deployment.directory / "keys" / "dominance.json"
    kept = path.read_bytes()
    path.unlink()
    try:
        with deployment.serving():
            pass
        run("policy", "check", expect=0)
    finally:
        path.write_bytes(kept)
        path.chmod(0o400)


def test_the_numbers_are_told_to_nobody(house):
    """Two starts with other numbers differ in nothing that anybody can read, but for the digest in the log."""
    deployment, policies = house
    path = deployment.directory / "keys" / "dominance.json"
    with deployment.serving(policies) as server:
        before = [server_get(server, place) for place in ("/openapi.json", "/v1/charter")]
    heard = [server.errors.read_text(), server.output.read_text()]
    own(path)
    with deployment.serving(policies) as server:
        after = [server_get(server, place) for place in ("/openapi.json", "/v1/charter")]
    assert before == after
    heard += [server.errors.read_text(), server.output.read_text()]
    told = [entry["event"] for entry in entries(deployment.log) if entry["type"] == "policy.activate"]
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert told[-1]["dominance"] == digest != told[-2]["dominance"]
    assert {**told[-1], "dominance": "", "req": ""} == {**told[-2], "dominance": "", "req": ""}
    salt = json.loads(path.read_text())["salt"]
    text = json.dumps(entries(deployment.log)) + "".join(heard)
    assert salt not in text and "contributors" not in text
    with deployment.serving(policies):
        pass
    again = [entry for entry in entries(deployment.log) if entry["type"] == "policy.activate"]
    assert len(again) == len(told), "the same rules are announced once"


def server_get(server, place: str) -> bytes:
    with client(server.url) as anybody:
        reply = anybody.get(place)
    assert reply.status_code == 200, reply.text
    return reply.content
