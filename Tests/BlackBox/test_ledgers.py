"""What was spent, of what, is told by the gateway and can be added up from the log's files by other code, bit for bit."""

import base64
import json
import shutil
import subprocess

import pytest
from deployments import DemoServer, entries, program, run
from questions import ask, question


def add_up(log, key, *words):
    """One call of `salthouse-verify ledgers`."""
    command = [program("salthouse-verify"), "ledgers", log, "--key", key, *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture(scope="module")
def spent(tmp_path_factory):
    """A log in which several projects spent, and what the gateway said of it to an auditor and to a steward."""
    server = DemoServer(tmp_path_factory.mktemp("ledgers") / "demo", "--scale", "400")
    with server.client("researcher") as researcher, server.client("otherResearcher") as other:
        answers = [ask(researcher, question(by=[name])) for name in ["person.borough", "person.sex"]]
        # The same again: free, and a zero in every ledger.
        answers.append(ask(researcher, question(by=["person.sex"], totals=False)))
        answers.append(ask(researcher, question(by=["person.ethnicity"])))
        ask(researcher, question("P-0003", by=["person.sex"]))
        others = next(project["id"] for project in server.projects[1:] if project["id"] != "P-0002")
        ask(other, question(others, by=["person.borough"]))
    with server.client("auditor") as auditor, server.client("steward") as steward:
        tag = {"If-Match": steward.get("/v1/projects/P-0003").headers["etag"]}
        more = {"budget": "1/4", "reason": "More groups are needed."}
        assert steward.post("/v1/projects/P-0003/budget-grants", json=more, headers=tag).status_code == 200
        assert steward.get("/v1/projects/P-0003/budget").json()["granted"] == "3/10"
        told = auditor.get("/v1/audit/ledgers")
        seen = steward.get("/v1/audit/ledgers")
    server.stop()
    return server, answers, told, seen


def test_the_gateway_and_the_files_of_the_log_agree_bit_for_bit(spent):
    server, _, told, _ = spent
    assert told.status_code == 200 and told.headers["cache-control"] == "private, no-store"
    said = told.json()
    found = add_up(server.log, server.vkey, "--entries", str(said["entries"]), "--day", said["day"])
    assert found.returncode == 0, found.stdout + found.stderr
    assert found.stdout == told.text + "\n"
    ledgers = {ledger["ledger"]: ledger for ledger in said["ledgers"]}
    project = ledgers["project P-0001"]
    assert project["limits"][0]["spent"] == "1/25" and project["debits"][0]["entries"] == 2
    assert "of" in project["limits"][0]["says"] and "left" in project["limits"][0]
    assert {"dataset person", "spine person"} <= ledgers.keys()
    granted = ledgers["project P-0003"]["limits"][0]
    assert (granted["cap"], granted["spent"], granted["left"]) == ("3/10", "1/50", "7/25")
    places = {entry["chain"]["seq"]: entry["type"] for entry in entries(server.log)}
    assert places[project["debits"][0]["firstEntry"]] == "query.outcome"
    assert places[ledgers["dataset person"]["debits"][0]["lastEntry"]] == "ledger.debit"


def test_a_day_later_than_the_span_everything_has_come_back(spent):
    server, _, told, _ = spent
    year = str(int(told.json()["day"][:4]) + 2)
    later = json.loads(add_up(server.log, server.vkey, "--day", f"{year}-01-01").stdout)
    assert [ledger["debits"] for ledger in later["ledgers"]] == [[]] * len(later["ledgers"])
    assert all(limit["spent"] == "0" for ledger in later["ledgers"] for limit in ledger["limits"])


def test_a_log_that_does_not_hold_is_not_added_up(spent, tmp_path):
    server, _, _, _ = spent
    copy = tmp_path / "log"
    subprocess.run(["cp", "-r", server.log, copy], check=True)
    segment = copy / "segments" / "000000000000.jsonl"
    segment.chmod(0o640)
    segment.write_bytes(segment.read_bytes().replace(b'"spent":"1/50"', b'"spent":"1/51"', 1))
    found = add_up(copy, server.vkey)
    assert found.returncode == 1 and '"ledgers"' not in found.stdout and "E-" in found.stdout


def test_stewards_see_their_own_and_researchers_nothing(spent):
    server, _, told, seen = spent
    assert seen.status_code == 200
    all_of_them = {ledger["ledger"] for ledger in told.json()["ledgers"]}
    assert {ledger["ledger"] for ledger in seen.json()["ledgers"]} <= all_of_them
    reads = [entry for entry in entries(server.log) if entry["event"].get("what") == "ledgers"]
    assert len(reads) == 2


def test_no_receipt_tells_what_data_were_debited(spent):
    _, answers, _, _ = spent
    for answer in answers[:3]:
        leaf = json.loads(base64.b64decode(answer.json()["receipt"]["leaf"]))
        assert leaf["type"] == "query.outcome"
        assert "ledger" not in json.dumps(leaf["event"]) and "dataset person" not in json.dumps(answer.json()["receipt"])


def test_a_token_is_given_also_once_answers_have_left_and_the_limits_stay(spent, tmp_path):
    server, _, _, _ = spent
    house = tmp_path / "demo"
    shutil.copytree(server.directory, house)
    words = ["tokens", "add", "--directory", house, "--person", "nia", "--roles", "auditor"]
    assert run(*words, expect=0).stdout.startswith("salthouse_")
    told = [entry["event"]["ledgers"] for entry in entries(house / "log") if entry["type"] == "policy.activate"]
    assert len(told) == 1 and told[0]["standard"]["days"] == 365
