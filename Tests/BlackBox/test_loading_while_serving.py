"""Data arrive while the gateway serves: the log is told first, then queries see them; nothing else is ever served."""

import json
import shutil

import pytest
from deployments import Deployment, client, entries, run, verify

PEOPLE = {
    "id": "person",
    "title": "People",
    "controllers": [{"id": "icb", "name": "ICB", "covers": "all"}],
    "tier": "pseudonymised",
    "unit": "person",
    "rowsPerUnit": "one",
    "register": True,
    "key": {"column": "id", "identifier": "opaque"},
    "population": 1000,
    "asOf": "2026-03",
    "variables": [{"name": "sex", "type": "code", "column": "sex", "codes": [{"code": "F"}, {"code": "M"}]}],
}
CENSUS = {
    "id": "census@1",
    "title": "Residents by sex",
    "source": "The census",
    "counts": "person",
    "dimensions": [{"variable": "person.sex", "grouping": "finest"}],
    "numbers": [["F", 700000], ["M", 680000]],
}


@pytest.fixture
def files(tmp_path):
    """The declaration and rows of people, and a reference."""
    declaration, csv, census = (tmp_path / name for name in ("person.json", "person.csv", "census.json"))
    declaration.write_text(json.dumps(PEOPLE))
    csv.write_text("id,sex\n" + "".join(f"p{n},{'FM'[n % 2]}\n" for n in range(100)))
    census.write_text(json.dumps(CENSUS))
    return declaration, csv, census


def registered(deployment: Deployment) -> set[tuple[str, str]]:
    """What the log tells of, by name and digest."""
    found = set()
    for entry in entries(deployment.log):
        event = entry.get("event", {})
        if entry.get("type") in ("dataset.register", "reference.register"):
            found.add((event.get("dataset") or event["reference"], event.get("snapshot") or event["digest"]))
    return found


def test_a_running_gateway_serves_what_is_loaded(tmp_path, files):
    declaration, csv, census = files
    deployment = Deployment.make(tmp_path / "house")
    token = deployment.token("quillon-rs", "researcher")
    with deployment.serving() as server:
        assert datasets(server, token) == {"datasets": [], "references": [], "lookups": []}
        said = deployment.load(declaration, csv)
        assert "the running gateway serves generation 1-" in said.stdout
        assert [dataset["id"] for dataset in datasets(server, token)["datasets"]] == ["person"]
        run("load", "--directory", deployment.directory, "--reference", census, expect=0)
        (reference,) = datasets(server, token)["references"]
        assert reference == {key: CENSUS[key] for key in CENSUS if key != "numbers"} | {"description": "", "addsUp": True}
        assert {name for name, _ in registered(deployment)} == {"person", "census@1"}
        run("load", "--directory", deployment.directory, "--drop-reference", "census@1", expect=0)
        assert datasets(server, token)["references"] == []
        # A wrong file changes nothing for anybody.
        csv.write_text("id,sex\np1,Q\n")
        assert "nothing was changed" in deployment.load(declaration, csv, expect=1).stderr
        assert [dataset["id"] for dataset in datasets(server, token)["datasets"]] == ["person"]
    assert verify(deployment.log, deployment.key).returncode == 0
    with deployment.serving() as server:
        assert [dataset["id"] for dataset in datasets(server, token)["datasets"]] == ["person"]


def datasets(server, token):
    """What `/v1/datasets` shows."""
    with client(server.url, token) as who:
        reply = who.get("/v1/datasets")
    assert reply.status_code == 200, reply.text
    return reply.json()


def test_data_that_the_log_does_not_tell_of_are_not_served(tmp_path, files):
    declaration, csv, _ = files
    deployment, other = Deployment.make(tmp_path / "house"), Deployment.make(tmp_path / "other")
    deployment.load(declaration, csv)
    csv.write_text("id,sex\np1,F\n")
    other.load(declaration, csv)
    shutil.rmtree(deployment.directory / "data")
    shutil.copytree(other.directory / "data", deployment.directory / "data")
    done = run("serve", "--directory", deployment.directory, "--listen", "127.0.0.1:0", expect=1)
    assert "SH-G620" in done.stderr and "`person`" in done.stderr
