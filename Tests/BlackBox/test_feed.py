"""A feed adds rows while questions are asked: answers of the release before it stay, and the time of the load is told."""

import datetime
import json
import time

import pytest
from declarations import SEX, of_people, written
from deployments import verify
from offices import RESEARCHER, Office
from questions import ask, question, values

AS_OF, NEXT = "2026-03", "2026-06"
PERSON = of_people("person", "People", SEX, register=True)
VISIT = of_people(
    "visit",
    "Visits",
    {"name": "date", "title": "Day", "type": "date", "column": "date", "from": "2026-01-01", "to": "2026-06-30"},
    rowsPerUnit="many",
    time="date",
    bounds={"perCell": 4, "cells": 4},
)
BY_SEX = {
    "by": ["person.sex"],
    "measures": {"visits": {"count": "visit", "during": {"from": "2026-01", "to": "2026-03"}, "atMost": 4}},
}


def visits(month: str, people) -> str:
    return "number,date\n" + "".join(f"n{number},{month}-{1 + number % 28:02}\n" for number in people)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """400 people with a visit each, served, and a project that may ask about two releases."""
    folder = tmp_path_factory.mktemp("feed")
    people = "number,sex\n" + "".join(f"n{number},{'FM'[number % 2]}\n" for number in range(400))
    files = written(folder, (PERSON, people), (VISIT, visits("2026-02", range(400))))
    (folder / "feed.json").write_text(json.dumps(VISIT | {"asOf": NEXT}))
    office = Office.open(folder / "house", files)
    with office.deployment.serving() as server:
        office.record_people(server)
        scope = (["person", "visit"], ["person.sex", "visit.date"])
        project = office.approved(server, *scope, AS_OF, asOf=[AS_OF, NEXT])
        with office.client(server, RESEARCHER) as who:
            yield folder, office, who, project
    assert verify(office.deployment.log, office.deployment.key).returncode == 0


def described(who) -> dict:
    reply = who.get("/v1/datasets/visit")
    assert reply.status_code == 200, reply.text
    return reply.json()


def append(folder, office, csv: str):
    (folder / "more.csv").write_text(csv)
    # Times are told to the second: the next load is of the next one.
    time.sleep(1 - time.time() % 1)
    done = office.deployment.load(folder / "feed.json", folder / "more.csv", "--append", "--releases", "2")
    assert "the running gateway serves generation" in done.stdout


def test_each_append_is_told_by_its_time_and_changes_no_answer_of_the_release_before(house):
    folder, office, who, project = house
    before = described(who)
    assert before["releases"] == [AS_OF]
    body = question(project, **BY_SEX)
    first = ask(who, body).json()
    assert first["status"] == "released" and first["budget"]["spent"] != "0", first
    times = [datetime.datetime.fromisoformat(before["lastLoaded"])]
    # The second has no rows: that none came may not be told from the time.
    for csv in [visits("2026-04", range(0, 400, 3)), visits("2026-04", []), visits("2026-03", range(5))]:
        append(folder, office, csv)
        now = described(who)
        times.append(datetime.datetime.fromisoformat(now["lastLoaded"]))
        assert now["releases"] == [AS_OF, NEXT]
        again = ask(who, body).json()
        assert values(again) == values(first)
        assert again["budget"]["spent"] == "0"
        assert again["provenance"]["snapshots"] == first["provenance"]["snapshots"]
    assert times == sorted(set(times)), times
    assert times[-1] <= datetime.datetime.now(datetime.UTC)
    # But for the month, its releases and the time, nothing that anybody is told follows from the rows.
    assert before | {key: now[key] for key in ("asOf", "releases", "lastLoaded")} == now


def test_what_grows_is_not_asked_before_the_register_has_a_release_of_its_month(house):
    """Not by a project that is approved for that month, either."""
    folder, office, who, project = house
    append(folder, office, visits("2026-04", range(9)))
    assert described(who)["releases"] == [AS_OF, NEXT]
    refused = ask(who, question(project, **BY_SEX, asOf=NEXT))
    assert refused.status_code == 400 and refused.json()["code"] == "SH-Q123", refused.text
    assert refused.json()["detail"] == "`person` is not open at this release."
