"""Made-up rows: anybody signed in tries a question on them, and the same question then runs on real rows."""

import csv
import io

import pytest
from deployments import DemoServer, verify
from questions import AGE, EMERGENCIES, ask, cells, question

ROLES = ["researcher", "otherResearcher", "steward", "auditor"]
TABLE = {
    "by": ["person.borough", AGE | {"grouping": "broad"}],
    "measures": {
        "people": {"count": "unit"},
        "admissions": {"ratio": {"of": EMERGENCIES, "to": {"count": "unit"}}, "per": 1000},
    },
}


def made_up(**members) -> dict:
    return {"tier": "synthetic", "unit": "person", "asOf": "2026-03"} | TABLE | members


@pytest.mark.parametrize("role", ROLES)
def test_anybody_signed_in_may_ask_without_a_project(as_role, role):
    reply = ask(as_role(role), made_up())
    assert reply.status_code == 200, reply.text[:1000]
    answer = reply.json()
    assert answer["tier"] == reply.headers["salthouse-tier"] == "synthetic"
    assert answer["says"].startswith("Made-up rows") and "content-location" not in reply.headers
    assert answer["budget"]["spent"] == "0" and answer["project"] == "none"
    assert {cell["status"] for row in cells(answer).values() for cell in row} <= {"released", "not-shown"}
    assert any(row[0]["status"] == "released" for row in cells(answer).values())


def test_nobody_else_may(as_role):
    assert ask(as_role(None), made_up()).status_code == 401


@pytest.mark.parametrize("role", ["steward", "auditor"])
def test_of_real_rows_only_researchers_ask(as_role, role):
    for body in (question(**TABLE), question(**TABLE, tier="real"), {"queries": [made_up(), question()]}):
        path = "/v1/checks" if "queries" in body else "/v1/queries"
        refusal = as_role(role).post(path, json=body)
        assert refusal.status_code == 403 and refusal.json()["code"] == "SH-A201"


def test_each_line_of_a_spreadsheet_is_marked(as_role):
    reply = ask(as_role("steward"), made_up(), Accept="text/csv")
    assert reply.headers["salthouse-tier"] == "synthetic"
    rows = list(csv.DictReader(io.StringIO(reply.text)))
    assert rows and all(row["_tier"] == "synthetic" for row in rows)


def test_it_is_kept_nowhere_and_the_same_question_has_the_same_values(as_role):
    first, again = (ask(as_role(role), made_up()).json() for role in ("steward", "researcher"))
    assert first["rows"] == again["rows"] and first["query"] != again["query"]
    assert as_role("researcher").get(f"/v1/queries/{first['query']}").status_code == 404


def test_the_same_question_with_a_project_runs_on_real_rows(as_role):
    client = as_role("researcher")
    tried = ask(client, made_up(project="P-0001", purpose="service-improvement"))
    real = ask(client, question(**TABLE))
    assert tried.status_code == real.status_code == 200
    one, other = tried.json(), real.json()
    assert set(one) == set(other) | {"tier"} and "salthouse-tier" not in real.headers
    assert one["dimensions"] == other["dimensions"] and one["measures"] == other["measures"]
    assert cells(one).keys() == cells(other).keys()
    assert one["query"].startswith("S-") and other["query"].startswith("Q-")
    assert one["provenance"]["snapshots"] != other["provenance"]["snapshots"]


def test_no_budget_is_touched_and_the_log_holds(gateway, as_role):
    client = as_role("researcher")
    before = client.get("/v1/projects/P-0001/budget").json()
    for precision in ("high", "scan"):
        assert ask(client, made_up(precision=precision, project="P-0001")).status_code == 200
    assert client.get("/v1/projects/P-0001/budget").json() == before
    entries = as_role("auditor").get("/v1/audit/entries", params={"dataset": "care_event", "limit": "100"}).json()
    events = [entry["entry"] for entry in entries["entries"]]
    tried = [entry for entry in events if entry["event"].get("tier") == "synthetic"]
    assert {entry["type"] for entry in tried} >= {"query.intent", "query.outcome"}
    assert not any("budget" in entry["event"] for entry in tried)
    checked = verify(gateway.log, gateway.vkey, "--no-memory")
    assert checked.returncode == 0, checked.stdout[-2000:]


def test_an_unknown_tier_is_refused_in_its_place(as_role):
    refusal = ask(as_role("researcher"), question(tier="open"))
    assert refusal.status_code == 400 and refusal.json()["pointer"] == "/tier"


def test_not_a_byte_of_the_data_is_read(tmp_path):
    """With every column spoilt the real question fails, and the one about made-up rows does not."""
    server = DemoServer(tmp_path / "demo", "--scale", "200")
    try:
        files = [path for path in (server.directory / "data" / "segments").rglob("*") if path.is_file()]
        for path in files:
            path.chmod(0o640)
            with path.open("r+b") as file:
                file.write(bytes(byte ^ 0xFF for byte in path.read_bytes()))
        with server.client("researcher") as client:
            assert ask(client, made_up()).status_code == 200
            spoilt = ask(client, question(**TABLE))
            assert files and spoilt.status_code >= 500, spoilt.text[:1000]
            assert ask(client, made_up(by=["person.sex"])).status_code == 200
    finally:
        server.stop()
