"""Questions that nobody waits for: told of at once, read later, cancelled, and ended by whatever speaks against them."""

import json
import time

import pytest
from deployments import DemoServer, entries, slow_policies, verify
from questions import ask, finished, question, submitted

SEX = {"by": ["person.sex"]}
SUSPEND = {"decision": "suspend", "reason": "A report is late."}
RESUME = {"decision": "resume", "reason": "It came."}


@pytest.fixture(scope="module")
def slow(tmp_path_factory):
    """A demo gateway whose answers leave a few seconds after they were asked for."""
    folder = tmp_path_factory.mktemp("slow")
    server = DemoServer(folder / "demo", "--scale", "400", "--policies", slow_policies(folder / "policies"))
    yield server
    server.stop()
    checked = verify(server.log, server.vkey)
    assert checked.returncode == 0 and "no outcome yet" not in checked.stdout, checked.stdout


@pytest.fixture
def people(slow):
    """Clients by role, closed after the test."""
    clients = {role: slow.client(role) for role in ["researcher", "otherResearcher", "steward", "auditor"]}
    yield clients
    for one in clients.values():
        one.close()


def decide(people, body):
    project = people["steward"].get("/v1/projects/P-0001")
    done = people["steward"].post("/v1/projects/P-0001/decisions", json=body, headers={"If-Match": project.headers["etag"]})
    assert done.status_code == 200, done.text


def story(log, answer: str) -> list[dict]:
    """The entries about one question, by the public name of its answer."""
    found = entries(log)
    intent = next(e for e in found if e["type"] == "query.intent" and answer == f"Q-{e['event']['req'][:16]}")
    number = intent["chain"]["seq"]
    return [intent] + [entry for entry in found if entry["event"].get("intent") == number]


def test_the_answer_is_read_where_the_first_one_said(slow, people):
    started = time.monotonic()
    told = submitted(people["researcher"], question(**SEX))
    assert told.headers["preference-applied"] == "respond-async"
    assert told.json()["status"] in ("waiting", "running") and told.json()["path"] == told.headers["location"]
    early = people["researcher"].get(told.headers["location"])
    assert early.status_code == 202 and early.json()["query"] == told.json()["query"]
    assert 1 <= int(early.headers["retry-after"]) <= 5
    assert set(early.json()["progress"]) == {"place", "tickMilliseconds", "nextMilliseconds"}
    for rest in ["/receipt", "/disclosure-record"]:
        assert people["researcher"].get(told.headers["location"] + rest).status_code == 404
    listed = people["researcher"].get("/v1/projects/P-0001/queries").json()["queries"]
    assert told.json()["query"] not in json.dumps(listed)
    answer = finished(people["researcher"], told)
    assert answer.status_code == 200 and answer.json()["query"] == told.json()["query"]
    assert time.monotonic() - started > 2
    again = ask(people["researcher"], question(**SEX))
    assert again.json()["rows"] == answer.json()["rows"] and again.json()["budget"]["spent"] == "0"
    csv = people["researcher"].get(told.headers["location"], headers={"Accept": "text/csv"})
    assert csv.status_code == 200 and csv.headers["content-type"].startswith("text/csv")
    intent, outcome = story(slow.log, told.json()["query"])
    assert intent["event"]["job"] is True and outcome["event"]["decision"] == "allow"


@pytest.mark.parametrize("prefer", ["respond-async, wait=10", "Respond-Async", 'a="b, c", respond-async;x=y'])
def test_the_preference_is_one_of_a_list(people, prefer):
    told = ask(people["researcher"], question(by=["person.carer"]), Prefer=prefer)
    assert told.status_code == 202, told.text
    assert finished(people["researcher"], told).status_code == 200


@pytest.mark.parametrize("prefer", ["wait=1", 'x="respond-async"', "respond-asynchronously", "respond-async=no", ",;="])
def test_other_preferences_are_passed_over(people, prefer):
    answer = ask(people["researcher"], question(by=["person.carer"]), Prefer=prefer)
    assert answer.status_code == 200 and "preference-applied" not in answer.headers


def test_what_can_be_decided_is_decided_at_once(people):
    assert ask(people["researcher"], question(by=["person.ethnicity"]), Prefer="respond-async").status_code == 403
    assert ask(people["researcher"], question(by=["person.nothing"]), Prefer="respond-async").status_code == 400
    made_up = {"tier": "synthetic", "unit": "person", "asOf": "2026-03", "measures": {"people": {"count": "unit"}}}
    assert ask(people["steward"], made_up, Prefer="respond-async").status_code == 200


def test_a_retry_finds_the_same_one(people):
    mark = {"Idempotency-Key": "a-mark-of-jobs", "Prefer": "respond-async"}
    first = ask(people["researcher"], question(by=["person.imdDecile"]), **mark)
    again = ask(people["researcher"], question(by=["person.imdDecile"]), **mark)
    assert first.status_code == again.status_code == 202
    assert first.headers["location"] == again.headers["location"]
    assert ask(people["researcher"], question(), **mark).json()["code"] == "SH-G621"
    answer = finished(people["researcher"], first)
    assert ask(people["researcher"], question(by=["person.imdDecile"]), **mark).content == answer.content


@pytest.mark.parametrize("role", ["researcher", "steward"])
def test_it_is_cancelled_by_who_asked_or_by_a_steward(slow, people, role):
    spent = people["researcher"].get("/v1/projects/P-0001/budget").json()["spent"]
    told = submitted(people["researcher"], question(by=["person.borough"], precision="high"))
    place, name = told.headers["location"], told.json()["query"]
    assert people["otherResearcher"].delete(place).status_code == 404
    done = people[role].delete(place)
    assert done.status_code == 200 and done.json()["status"] == "cancelled", done.text
    read = people["researcher"].get(place)
    assert read.status_code == 410 and read.json()["code"] == "SH-G408"
    assert people[role].delete(place).status_code == 409
    intent, cancel, outcome = story(slow.log, name)
    assert cancel["type"] == "query.cancel" and cancel["event"]["project"] == "P-0001"
    # The asker's pseudonym in the project is that of the intent, and nobody else's is.
    assert (cancel["event"]["by"] == intent["event"]["actor"]) == (role == "researcher")
    assert outcome["event"]["decision"] == "aborted" and outcome["event"]["reasons"] == ["SH-G408"]
    assert read.json()["audit"]["entry"] == outcome["chain"]["seq"]
    assert people["researcher"].get("/v1/projects/P-0001/budget").json()["spent"] == spent


def test_an_answer_that_left_is_not_cancelled(people):
    answer = finished(people["researcher"], submitted(people["researcher"], question(**SEX)))
    late = people["researcher"].delete(answer.headers["content-location"])
    assert late.status_code == 409 and late.json()["code"] == "SH-A311"
    assert people["researcher"].get(answer.headers["content-location"]).status_code == 200


def test_a_suspension_ends_what_runs(slow, people):
    told = submitted(people["researcher"], question(by=["person.borough", "person.sex"]))
    decide(people, SUSPEND)
    read = people["researcher"].get(told.headers["location"])
    assert read.status_code == 403 and read.json()["code"] == "SH-G402", read.text
    assert "OVR-2" in {reason["clause"] for reason in read.json()["reasons"]}
    intent, outcome = story(slow.log, told.json()["query"])
    suspended = [
        e for e in entries(slow.log) if e["type"] == "project.suspend" and e["event"]["project"] == "P-0001"
    ][-1]
    assert intent["chain"]["seq"] < suspended["chain"]["seq"] < outcome["chain"]["seq"]
    assert outcome["event"]["decision"] == "deny" and "OVR-2" in outcome["event"]["reasons"]
    assert "budget" not in outcome["event"]
    decide(people, RESUME)
    assert finished(people["researcher"], submitted(people["researcher"], question(**SEX))).status_code == 200
    assert people["researcher"].get(told.headers["location"]).status_code == 403, "it stays what it was"


def test_who_asks_too_much_is_told_to_wait(people):
    jobs = [ask(people["researcher"], question(**SEX), Prefer="respond-async") for _ in range(9)]
    assert [job.status_code for job in jobs] == [202] * 8 + [429]
    assert jobs[-1].json()["code"] == "SH-G409" and int(jobs[-1].headers["retry-after"]) > 0
    assert jobs[-1].json()["audit"]["entry"] > 0
    for job in jobs[:-1]:
        assert people["researcher"].delete(job.headers["location"]).status_code == 200


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_a_stop_and_a_kill_end_it_with_nothing_charged(tmp_path, end):
    words = ["--scale", "400", "--policies", slow_policies(tmp_path / "policies")]
    server = DemoServer(tmp_path / "demo", *words)
    with server.client("researcher") as researcher:
        told = submitted(researcher, question(**SEX))
    getattr(server, end)()
    server = DemoServer(tmp_path / "demo", *words)
    with server.client("researcher") as researcher:
        read = researcher.get(told.headers["location"])
        assert read.status_code == 410 and read.json()["code"] == "SH-G405"
        assert "nothing was charged" in read.json()["detail"]
        assert researcher.get("/v1/projects/P-0001/budget").json()["spent"] == "0"
        assert finished(researcher, submitted(researcher, question(**SEX))).status_code == 200
    server.stop()
    outcomes = [entry["event"]["decision"] for entry in entries(server.log) if entry["type"] == "query.outcome"]
    assert outcomes == ["aborted", "allow"]
    checked = verify(server.log, server.vkey)
    assert checked.returncode == 0 and "no outcome yet" not in checked.stdout, checked.stdout


