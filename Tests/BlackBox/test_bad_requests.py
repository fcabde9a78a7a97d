"""Requests that do not fit are refused: the place is named, the refusal is recorded, and nothing is changed."""

import datetime
import json
import time

import pytest
from deployments import Deployment, client, entries, run
from questions import AGE, EMERGENCIES, ask, question

JSON = {"Content-Type": "application/json"}


def raw(text: str | bytes):
    return lambda who: who.post("/v1/queries", content=text, headers=JSON)


def asked(**members):
    return lambda who: ask(who, question(**members))


def only(condition):
    return asked(population=condition)


UNREADABLE = {
    "unknown field": (asked(zqcolour="blue"), "SH-Q101", "/zqcolour"),
    "unknown field inside": (asked(measures={"people": {"count": "unit", "zq": 1}}), "SH-Q101", "/measures/people/zq"),
    "duplicate field": (raw('{"project": "P-0001", "project": "P-0001"}'), "SH-A304", "/project"),
    "text for a list": (asked(by="person.sex"), "SH-Q101", "/by"),
    "number for text": (asked(asOf=202603), "SH-Q101", "/asOf"),
    "number for a flag": (asked(totals=1), "SH-Q101", "/totals"),
    "list for an object": (raw("[]"), "SH-Q101", ""),
    "unknown word": (asked(precision="exact"), "SH-Q101", "/precision"),
    "no measures": (asked(measures={}), "SH-Q101", "/measures"),
    "missing field": (raw('{"project": "P-0001"}'), "SH-Q101", ""),
    "undeclared variable": (asked(by=["person.zqshoe"]), "SH-Q103", "/by/0"),
    "undeclared dataset": (asked(measures={"x": {"count": "zqevents"}}), "SH-Q102", "/measures/x/count"),
    "undeclared code": (only({"variable": "person.sex", "in": ["zqother"]}), "SH-Q104", "/population/in/0"),
    "undeclared grouping": (asked(by=[AGE | {"grouping": "zqbands"}]), "SH-Q106", "/by/0/grouping"),
    "undeclared link": (asked(by=[{"variable": "household.tenure", "via": "zqlandlord"}]), "SH-Q107", "/by/0/via"),
    "no link this way": (asked(unit="household", by=["person.sex"]), "SH-Q107", "/by/0"),
    "an edge off every grouping": (
        asked(measures={"x": EMERGENCIES | {"during": {"from": "2025-04-15", "to": "2026-03"}}}),
        "SH-Q105",
        "/measures/x/during",
    ),
    "a birth month that nobody may ask for": (
        only({"variable": "person.birthMonth", "from": "1950-02", "to": "1950-03"}),
        "SH-Q105",
        "/population",
    ),
    "rows without a period": (asked(measures={"x": {"count": "care_event"}}), "SH-Q109", "/measures/x"),
    "an age without its month": (asked(by=["person.age"]), "SH-Q111", "/by/0"),
    "a release that is not open": (asked(asOf="2025-12"), "SH-Q123", "/asOf"),
    "nothing": (raw(""), "SH-A304", ""),
    "half of a text": (raw('{"project": "P-'), "SH-A304", "/project"),
    "text after the end": (raw('{"project": 1} 2'), "SH-A304", ""),
    "not a number": (raw('{"totals": NaN}'), "SH-A304", "/totals"),
    "a number beyond bounds": (raw('{"totals": 1e999}'), "SH-A304", "/totals"),
    "half a character": (raw('{"project": "\\ud800"}'), "SH-A304", "/project"),
    "not UTF-8": (raw(b'{"project": "\xff"}'), "SH-A304", "/project"),
    "too deep": (raw('{"population":' * 40 + "1" + "}" * 40), "SH-A304", "/population" * 32),
    "deeper than any stack": (raw("[" * 30_000 + "]" * 30_000), "SH-A304", "/0" * 32),
}

REFUSED = {
    "an unapproved variable": (asked(by=["person.ethnicity"]), "SEC-3", "person.ethnicity"),
    "an unapproved dataset": (asked(by=["household.tenure"]), "SEC-3", "household"),
    "another purpose": (asked(purpose="research"), "BEN-2", "service-improvement"),
    "somebody else's project": (asked(project="P-0004"), "HOUSE-2", "not part of a project"),
    "a project that is not there": (asked(project="P-9999"), "HOUSE-2", "not part of a project"),
    "a project that waits": (asked(project="P-0005"), "HOUSE-2", "not part of a project"),
    "cells that are too small": (asked(by=["person.area", "person.sex"]), "PRI-4", "fewer than 20"),
}


class State:
    """What a refused request must leave as it was."""

    def __init__(self, gateway, who):
        self.budget = who.get("/v1/projects/P-0001/budget").json()
        self.generation = (gateway.directory / "data" / "CURRENT").read_bytes()
        self.register = who.get("/v1/register").json()

    def __eq__(self, other):
        return vars(self) == vars(other)


def recorded(gateway, problem) -> dict:
    """The log's entry that a problem names."""
    number = problem["audit"]["entry"]
    return next(entry for entry in entries(gateway.log) if entry["chain"]["seq"] == number)


def check_problem(reply, status):
    problem = reply.json()
    assert (reply.status_code, problem["status"]) == (status, status), reply.text[:2000]
    assert reply.headers["content-type"] == "application/problem+json"
    assert problem["type"] and problem["title"] and problem["detail"][-1] == "." and problem["code"].startswith("SH-")
    assert "zq" not in reply.text.replace("/zqcolour", "").replace("/zq", ""), "what was sent is repeated"
    return problem


@pytest.mark.parametrize("send, code, pointer", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_cannot_be_read_is_refused_at_its_place(gateway, as_role, send, code, pointer):
    who = as_role("researcher")
    before = State(gateway, who)
    problem = check_problem(send(who), 400)
    assert problem["code"] == code
    assert problem["pointer"].startswith(pointer)
    entry = recorded(gateway, problem)
    assert (entry["type"], entry["event"]["code"], entry["event"]["status"]) == ("request.rejected", code, 400)
    assert State(gateway, who) == before


@pytest.mark.parametrize("send, clause, words", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_allowed_is_refused_by_its_clause(gateway, as_role, send, clause, words):
    who = as_role("researcher")
    before = State(gateway, who)
    problem = check_problem(send(who), 403)
    reason = next(reason for reason in problem["reasons"] if reason["clause"] == clause)
    assert words in reason["message"] and reason["change"] and reason["ask"]
    entry = recorded(gateway, problem)
    assert (entry["type"], entry["event"]["decision"]) == ("query.outcome", "deny")
    assert clause in entry["event"]["reasons"] and "budget" not in entry["event"]
    assert State(gateway, who) == before


def test_an_edge_off_every_grouping_names_the_nearest_edges(as_role):
    during = {"from": "2025-04-15", "to": "2026-03"}
    problem = ask(as_role("researcher"), question(measures={"x": EMERGENCIES | {"during": during}})).json()
    assert "2025-04" in problem["change"] or "2025-04" in problem["detail"]


def test_a_table_that_is_too_fine_is_told_what_would_pass(as_role):
    problem = ask(as_role("researcher"), question(by=["person.area", "person.sex"])).json()
    assert problem["reasons"][0]["change"] == "Ask for `person.area` by `ward`: that table would pass."
    assert ask(as_role("researcher"), question(by=["person.ward", "person.sex"], precision="scan")).status_code == 200


def test_another_content_type_is_refused(gateway, as_role):
    who = as_role("researcher")
    for headers in ({"Content-Type": "text/plain"}, {}):
        reply = who.post("/v1/queries", content=json.dumps(question()), headers=headers)
        assert recorded(gateway, check_problem(reply, 415))["type"] == "request.rejected"


def test_another_role_is_refused(gateway, as_role):
    for role in ("steward", "panel", "auditor", "operator"):
        problem = check_problem(ask(as_role(role), question()), 403)
        assert recorded(gateway, problem)["event"]["code"] == problem["code"]


def test_a_body_that_is_too_large_is_refused_unread(gateway, as_role):
    who = as_role("researcher")
    before = State(gateway, who)
    problem = check_problem(who.post("/v1/queries", content=b'{"project":"' + b"x" * 70_000 + b'"}', headers=JSON), 413)
    assert problem["code"] == "SH-H116"
    entry = recorded(gateway, problem)
    assert (entry["type"], entry["event"]["code"], entry["event"]["status"]) == ("request.rejected", "SH-H116", 413)
    with client(gateway.url) as stranger:
        unknown = stranger.post("/v1/queries", content=b"x" * 70_000, headers=JSON)
    assert "audit" not in check_problem(unknown, 413)
    assert State(gateway, who) == before


def test_a_stranger_learns_nothing(gateway):
    """Without a token every question has the same answer, whatever it is."""
    with client(gateway.url) as stranger:
        replies = [ask(stranger, question(project=project)) for project in ("P-0001", "P-9999")]
        replies.append(stranger.post("/v1/queries", content="{", headers=JSON))
        replies.append(stranger.get("/v1/projects/P-0001"))
    assert len({reply.text for reply in replies}) == 1
    assert check_problem(replies[0], 401)["code"] == "SH-I101"
    assert "audit" not in replies[0].json()


def test_expired_foreign_and_withdrawn_tokens(tmp_path):
    home, abroad = Deployment.make(tmp_path / "home"), Deployment.make(tmp_path / "abroad")
    end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=5)
    valid = home.token("ann", "researcher")
    expired = home.token("ben", "researcher", until=end)
    withdrawn = home.token("cas", "researcher")
    foreign = abroad.token("ann", "researcher")
    listed = [line.split("\t") for line in run("tokens", "list", "--directory", home.directory).stdout.splitlines()]
    assert {fields[1] for fields in listed} == {"ann", "ben", "cas"}
    (name,) = (fields[0] for fields in listed if fields[1] == "cas")
    run("tokens", "revoke", name, "--directory", home.directory, expect=0)
    assert "taken back" in run("tokens", "list", "--directory", home.directory, expect=0).stdout
    while datetime.datetime.now(datetime.timezone.utc) <= end:
        time.sleep(0.1)
    with home.serving() as server:
        told = {}
        for word in (valid, expired, withdrawn, foreign, "nonsense"):
            with client(server.url, word) as who:
                told[word] = who.get("/v1/me")
    assert told[valid].status_code == 200 and told[valid].json()["person"] == "ann"
    codes = [check_problem(told[word], 401)["code"] for word in (expired, withdrawn, foreign, "nonsense")]
    assert codes == ["SH-I104", "SH-I105", "SH-I103", "SH-I102"]
    # Strangers do not fill the log: their failures are counted by minute and source.
    counted = [entry["event"] for entry in entries(home.log) if entry["type"] == "auth.failures"]
    assert sum(event["count"] for event in counted) == 4
    assert {reason for event in counted for reason in event["reasons"]} == set(codes)


WRONG_WORDS = {
    "no command": [],
    "an unknown command": ["zqfly"],
    "an unknown option": ["serve", "--zqcolour", "blue"],
    "an unknown role": ["tokens", "add", "--directory", ".", "--person", "ann", "--roles", "zqking"],
    "no person": ["tokens", "add", "--directory", ".", "--roles", "researcher"],
    "a person's name": ["tokens", "add", "--directory", ".", "--person", "Ann Other", "--roles", "researcher"],
    "days and an end": [
        *"tokens add --directory . --person ann --roles panel --days 1 --until".split(),
        "2030-01-01T00:00:00Z",
    ],
    "an end that is no moment": [*"tokens add --directory . --person ann --roles panel --until".split(), "tomorrow"],
    "no token named": ["tokens", "revoke", "--directory", "."],
    "a scale of nothing": ["demo", "--scale", "0"],
    "a value twice": ["serve", "--directory", "a", "--directory", "b"],
}


@pytest.mark.parametrize("words", WRONG_WORDS.values(), ids=WRONG_WORDS.keys())
def test_wrong_words_end_with_code_2(words):
    done = run(*words, expect=2)
    assert done.stdout == "" and "salthouse --help" in done.stderr


def test_what_cannot_be_done_ends_with_code_1(tmp_path):
    done = run("serve", "--directory", tmp_path / "nowhere", expect=1)
    assert "no deployment" in done.stderr
    home = Deployment.make(tmp_path / "home")
    done = run("init", "--directory", home.directory, "--origin", "other.example/log", expect=1)
    assert "already" in done.stderr
    run("serve", "--directory", home.directory, "--listen", "0.0.0.0:0", expect=1)
    run("tokens", "revoke", "T-000000000000", "--directory", home.directory, expect=1)
    with home.serving():
        done = run("tokens", "list", "--directory", home.directory, expect=1)
        assert "stop it first" in done.stderr
