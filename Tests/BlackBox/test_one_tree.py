"""The exact profiles take groupings that make one tree; crossing ones are refused by name, at the start and by a load."""

import json
import shutil

import pytest
from deployments import POLICIES, Deployment, Server, program

CODES = [f"l{number}" for number in range(8)]


def groups(name: str, *ends: int) -> dict:
    """The codes up to each end, one group after the other."""
    starts = [0, *ends[:-1]]
    listed = [{"code": f"{name}{end}", "title": name, "of": CODES[start:end]} for start, end in zip(starts, ends)]
    return {"name": name, "groups": listed}


def declared(folder, *groupings: dict):
    """A register with eight codes in these groupings, and its file."""
    folder.mkdir(exist_ok=True)
    codes = [{"code": code, "title": code} for code in CODES]
    declaration = {
        "id": "resident",
        "title": "Residents",
        "controllers": [{"id": "hall", "name": "The town hall", "covers": "its people"}],
        "tier": "pseudonymised",
        "unit": "person",
        "rowsPerUnit": "one",
        "register": True,
        "key": {"column": "number", "identifier": "opaque"},
        "population": 1000,
        "asOf": "2026-03",
        "variables": [
            {"name": "lane", "type": "code", "column": "lane", "codes": codes, "groupings": list(groupings)},
            {"name": "moved", "type": "month", "column": "moved", "from": "2023-01", "to": "2026-03",
             "calendar": ["quarter", "year"]},
        ],
    }
    (folder / "resident.json").write_text(json.dumps(declaration))
    rows = [f"n{number},{CODES[number % 8]},2024-05" for number in range(80)]
    (folder / "resident.csv").write_text("\n".join(["number,lane,moved", *rows]) + "\n")
    return folder / "resident.json", folder / "resident.csv"


@pytest.fixture
def policies(tmp_path):
    """Policies under which `cell-key` protects the register."""
    shutil.copytree(POLICIES, tmp_path / "policies", ignore=shutil.ignore_patterns("declarations"))
    path = tmp_path / "policies" / "profiles" / "cell-key.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"datasets": ["resident"]}))
    return tmp_path / "policies"


TREE = groups("ward", 4, 8), groups("block", 2, 4, 8)
CROSSING = groups("ward", 4, 8), groups("parish", 3, 8)
NAMED = ["SH-G624", "`ward`", "`parish`", "`resident.lane`", "`ward4`", "`parish8`", "`cell-key`", "groupings"]


def test_a_start_refuses_crossing_groupings_by_name(tmp_path, policies):
    deployment = Deployment.make(tmp_path / "house")
    deployment.load(*declared(tmp_path / "data", *CROSSING))
    with deployment.serving():
        pass
    words = ["serve", "--directory", deployment.directory, "--listen", "127.0.0.1:0", "--policies", policies]
    server = Server([program("salthouse"), *words], tmp_path / "output")
    try:
        assert server.process.wait(timeout=60) == 1
    finally:
        server.kill()
    heard = server.errors.read_text()
    assert all(word in heard for word in NAMED), heard
    # What it says to do helps.
    deployment.load(*declared(tmp_path / "data", *TREE))
    with deployment.serving(policies):
        pass


def test_a_load_into_a_running_gateway_is_refused_and_the_old_release_stays(tmp_path, policies):
    deployment = Deployment.make(tmp_path / "house")
    deployment.load(*declared(tmp_path / "data", *TREE))
    before = deployment.generation()[0]
    with deployment.serving(policies):
        done = deployment.load(*declared(tmp_path / "data", *CROSSING), expect=1)
        assert all(word in done.stderr for word in NAMED) and "nothing was changed" in done.stderr, done.stderr
    assert deployment.generation()[0] == before
