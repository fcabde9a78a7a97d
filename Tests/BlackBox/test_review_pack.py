"""The review of the charter: what the gateway says of how it was kept, made again from the log's files, and counted by hand."""

import collections
import datetime
import json
import subprocess

import pytest
from deployments import DemoServer, entries, program
from questions import ask, question

PATH = "/v1/reports/charter-review"
TODAY = datetime.datetime.now(datetime.UTC).date().isoformat()


def check(log, pack, key):
    """One call of `salthouse-verify review`."""
    command = [program("salthouse-verify"), "review", log, pack, "--key", key]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory):
    """A log in which much happened, and the review that an auditor exported of it."""
    folder = tmp_path_factory.mktemp("review")
    server = DemoServer(folder / "demo", "--scale", "400")
    with server.client("researcher") as researcher, server.client("steward") as steward:
        answer = ask(researcher, question(by=["person.borough"]))
        assert ask(researcher, question(purpose="risk-stratification")).status_code == 403
        ask(researcher, {key: value for key, value in question().items() if key != "project"} | {"tier": "synthetic"})
        researcher.post("/v1/checks", json=question(by=["person.sex"]))
        recall = {"query": answer.json()["query"], "reason": "The file had a fault."}
        assert steward.post("/v1/recalls", json=recall).status_code == 201
        known = datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=1)
        report = {"what": "A list was lost.", "severity": "low", "knownAt": known.strftime("%Y-%m-%dT%H:%M:%SZ")}
        incident = steward.post("/v1/incidents", json=report)
        steps = {"step": "regulator", "words": "It need not be told."}
        told = steward.post(
            incident.headers["location"] + "/steps", json=steps, headers={"If-Match": incident.headers["etag"]}
        )
        assert told.status_code == 200, told.text
        decide(steward, "P-0001", {"decision": "mark", "mark": "warned", "reason": "A report is late."})
        decide(steward, "P-0001", {"decision": "suspend", "reason": "We look into a report."})
        # A step that a clause refuses.
        draft = {"title": "A thing", "summary": "We count.", "benefit": "Good.", "owner": "olu-owner"} | {
            "researchers": [], "purposes": [], "datasets": [], "variables": [], "links": []
        }
        started = researcher.post("/v1/projects", json=draft)
        refused = researcher.post(
            started.headers["location"] + "/submission", json={}, headers={"If-Match": started.headers["etag"]}
        )
        assert refused.status_code in (403, 409, 422), refused.text
    with server.client("auditor") as auditor:
        told = auditor.get(PATH)
        assert told.status_code == 200 and told.headers["cache-control"] == "private, no-store"
    server.stop()
    pack = folder / "pack.json"
    pack.write_bytes(told.content)
    return server, pack, told.json()


def decide(steward, project, decision):
    tag = steward.get(f"/v1/projects/{project}").headers["etag"]
    done = steward.post(f"/v1/projects/{project}/decisions", json=decision, headers={"If-Match": tag})
    assert done.status_code == 200, done.text


def test_the_files_of_the_log_give_the_same_bytes(reviewed):
    server, pack, _ = reviewed
    found = check(server.log, pack, server.vkey)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "HOLDS" in found.stdout


def test_a_review_that_says_something_else_is_found_out(reviewed, tmp_path):
    server, pack, said = reviewed
    clauses = [clause | {"fail": 0} for clause in said["clauses"]]
    suspended = [{key: value for key, value in row.items() if key != "reason"} for row in said["suspensions"]]
    changes = [
        ("clauses", clauses),
        ("recalls", []),
        ("suspensions", []),
        ("suspensions", suspended),
        ("suspensions", [row | {"reason": "Nothing much."} for row in said["suspensions"]]),
    ]
    for name, value in changes:
        false = tmp_path / "false.json"
        false.write_text(json.dumps(said | {name: value}, separators=(",", ":"), ensure_ascii=False))
        found = check(server.log, false, server.vkey)
        assert found.returncode == 1 and "E-REVIEW" in found.stdout, (name, found.stdout, found.stderr)


def test_a_review_under_another_checkpoint_is_found_out(reviewed, tmp_path):
    server, _, said = reviewed
    lines = said["log"]["checkpoint"].split("\n")
    lines[1] = str(int(lines[1]) - 1)
    false = tmp_path / "false.json"
    false.write_text(json.dumps(said | {"log": said["log"] | {"checkpoint": "\n".join(lines)}}, separators=(",", ":")))
    found = check(server.log, false, server.vkey)
    assert found.returncode == 1 and "E-SIG" in found.stdout, found.stdout + found.stderr


def test_what_it_counts_is_what_stands_in_the_log(reviewed):
    server, _, said = reviewed
    counted = [entry for entry in entries(server.log) if entry["chain"]["seq"] < said["log"]["entries"]]
    assert said["log"]["pruned"] == 0 and said["log"]["chainHolds"]
    outcomes = [
        entry["event"] for entry in counted if entry["type"] == "query.outcome" and "tier" not in entry["event"]
    ]
    decisions = collections.Counter(outcome["decision"] for outcome in outcomes)
    assert said["questions"]["answered"] == decisions["allow"] >= 1
    assert said["questions"]["refused"] == decisions["deny"] >= 1
    assert said["questions"]["ofMadeUpRows"] >= 1 and said["questions"]["checkedInAdvance"] >= 1
    verdicts = collections.Counter((one["id"], one["verdict"]) for outcome in outcomes for one in outcome["clauses"])
    for clause in said["clauses"]:
        told = tuple(clause[name] for name in ("pass", "fail", "notApplicable"))
        assert told == tuple(verdicts[clause["id"], word] for word in ("pass", "fail", "not applicable")), clause
    refusals = collections.Counter(
        reason for outcome in outcomes if outcome["decision"] == "deny" for reason in set(outcome["reasons"])
    )
    assert {one["id"]: one["questionsRefused"] for one in said["clauses"] if one["questionsRefused"]} == refusals
    assert refusals["BEN-2"] == 1
    steps = {one["id"]: one["stepsRefused"] for one in said["clauses"] if one["stepsRefused"]}
    assert "BEN-1" in steps, steps


def test_it_tells_what_those_did_who_watch_over_the_charter(reviewed):
    _, _, said = reviewed
    suspension = next(row for row in said["suspensions"] if row["project"] == "P-0001")
    assert suspension["reason"] == "We look into a report." and "until" not in suspension
    assert {"project": "P-0001", "on": TODAY, "mark": "warned", "reason": "A report is late."} in said["marks"]
    assert [recall["reason"] for recall in said["recalls"]] == ["The file had a fault."]
    assert [incident["clock"] for incident in said["incidents"]] == ["kept"]
    assert {"what": "charter review", "count": 1} in said["readings"]
    decisions = [wait for wait in said["timesToDecision"] if wait["step"] == "approve"]
    assert {"P-0001"} <= {wait["project"] for wait in decisions} and all(wait["asPromised"] for wait in decisions)
    assert {"accountableOwner", "controller", "meeting"} <= {wait["step"] for wait in said["timesToDecision"]}


def test_nothing_in_it_counts_people(reviewed):
    _, _, said = reviewed
    assert said["optOuts"] and all(set(one) == {"version", "loadedOn"} for one in said["optOuts"])


def test_days_in_the_wrong_order_and_other_roles_are_turned_away(as_role):
    wrong = as_role("auditor").get(PATH, params={"from": "2026-05-01", "to": "2026-04-30"})
    assert wrong.status_code == 400 and wrong.json()["code"] == "SH-A302"
    for role in ["researcher", "steward", "panel", "operator"]:
        assert as_role(role).get(PATH).status_code == 403
    empty = as_role("auditor").get(PATH, params={"from": "2020-01-01", "to": "2020-01-02"}).json()
    assert empty["clauses"] == [] and empty["questions"]["answered"] == 0


def test_machine_time_is_told_by_month_and_never_by_question(as_role, tmp_path):
    status = as_role().get("/v1/status").json()
    assert all(set(month) <= {"month", "answers", "cpuHours"} and month["month"] < TODAY[:7] for month in status["machineUse"])
    server = DemoServer(tmp_path / "demo", "--scale", "400")
    server.stop()
    told = [entry["event"] for entry in entries(server.log) if entry["type"] == "machine.use"]
    assert [event["month"] for event in told] == [TODAY[:7]] and told[0]["cpuMinutes"] >= 1
