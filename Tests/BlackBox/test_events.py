"""A dozen people fell ill after a night out. No answer shows it, and a second release with one more tells nobody apart."""

import pytest
from declarations import SEX, of_people, written
from deployments import verify
from offices import RESEARCHER, Office
from questions import ask, cells, question, values

AS_OF, NEXT = "2026-03", "2026-06"
BOROUGH = {
    "name": "borough",
    "title": "Borough",
    "type": "area",
    "vintage": "2021",
    "level": "borough",
    "column": "borough",
    "codes": [{"code": "B0"}, {"code": "B1"}],
}
PERSON = of_people("person", "People", SEX, BOROUGH, register=True)
TEST = of_people(
    "covid_test",
    "Covid tests",
    {"name": "day", "title": "Day", "type": "date", "column": "day", "from": "2026-01-01", "to": "2026-06-30"},
    {"name": "result", "title": "Result", "type": "code", "column": "result"}
    | {"codes": [{"code": "negative"}, {"code": "positive"}]},
    {"name": "event", "title": "Event", "type": "code", "column": "event"}
    | {"codes": [{"code": "none"}, {"code": "NIGHTCLUB"}]},
    rowsPerUnit="many",
    time="day",
    bounds={"perCell": 1, "cells": 2},
)
PEOPLE = 1200
PEOPLE_ROWS = "number,sex,borough\n" + "".join(f"n{n},{'FM'[n % 2]},B{n // 2 % 2}\n" for n in range(PEOPLE))
# Of 60 guests, 9 were ill; one more was found later.
GUESTS, ILL, FOUND_LATER = range(60), range(9), 9


def rows_of_tests(ill) -> str:
    """Everybody is tested once, the guests after the night out."""

    def row(number: int) -> str:
        is_guest = number in GUESTS
        is_ill = number in ill or (not is_guest and number % 5 == 2)
        result, event = "positive" if is_ill else "negative", "NIGHTCLUB" if is_guest else "none"
        return f"n{number},2026-02-{1 + number % 28:02},{result},{event}\n"

    return "number,day,result,event\n" + "".join(map(row, range(PEOPLE)))


DURING = {"from": "2026-01", "to": "2026-03"}


def counted(**where) -> dict:
    tests = [{"variable": f"covid_test.{name}", "in": [code]} for name, code in where.items()]
    return {"count": "covid_test", "during": DURING} | ({"where": {"all": tests}} if tests else {})


CASES = {"measures": {"cases": counted(event="NIGHTCLUB", result="positive")}}
ALL = {"measures": {"positive": counted(result="positive"), "tests": counted()}, "by": ["person.borough"]}
# What an attacker asks: the whole and the whole without the guests, so that the guests would be what lies between.
REST = {"measures": {"cases": counted(event="none", result="positive")}}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """1,200 people tested once each, served, and two projects of the same researcher."""
    folder = tmp_path_factory.mktemp("events")
    office = Office.open(folder / "house", written(folder, (PERSON, PEOPLE_ROWS), (TEST, rows_of_tests(ILL))))
    with office.deployment.serving() as server:
        office.record_people(server)
        scope = (
            ["person", "covid_test"],
            ["person.sex", "person.borough", "covid_test.day", "covid_test.result", "covid_test.event"],
        )
        projects = [office.approved(server, *scope, AS_OF, asOf=[AS_OF, NEXT]) for _ in range(2)]
        with office.client(server, RESEARCHER) as who:
            yield folder, office, who, projects
    assert verify(office.deployment.log, office.deployment.key).returncode == 0


def reload(house, as_of: str, ill):
    """Everything again, as a release of this month; the one before stays."""
    folder, office, _, _ = house
    release = {"asOf": as_of}
    for declaration, csv in written(folder, (PERSON | release, PEOPLE_ROWS), (TEST | release, rows_of_tests(ill))):
        office.deployment.load(declaration, csv, "--releases", "2")


def answer(house, project: int, **members) -> dict:
    _, _, who, projects = house
    told = ask(who, question(projects[project], **members))
    assert told.status_code == 200, told.text
    return told.json()


def statuses(told: dict) -> set[str]:
    return {cell["status"] for row in cells(told).values() for cell in row}


def test_one_more_case_cannot_be_seen_in_a_second_release(house):
    """Before and after, nine and ten cases are too few to show; the whole is the same release, or fresh noise for a price."""
    before = answer(house, 0, **CASES)
    assert statuses(before) == {"not-shown"}
    assert statuses(answer(house, 0, by=["person.borough"], **CASES)) == {"not-shown"}
    whole, rest = answer(house, 0, **ALL), answer(house, 0, **REST)
    assert "released" in statuses(whole) & statuses(rest)

    reload(house, NEXT, {*ILL, FOUND_LATER})
    # The first project stays on its release: to the byte, and for nothing.
    for members, told in ((CASES, before), (ALL, whole), (REST, rest)):
        again = answer(house, 0, **members)
        assert values(again) == values(told)
        assert again["budget"]["spent"] == "0"
    # It cannot take the difference: the next release is not its own before the next quarter.
    _, _, who, projects = house
    refused = ask(who, question(projects[0], **ALL, asOf=NEXT))
    assert [reason["clause"] for reason in refused.json()["reasons"]] == ["HOUSE-7"], refused.text
    # Another project that begins on it pays, gets noise of its own, and does not see ten either.
    after = answer(house, 1, asOf=NEXT, **CASES)
    assert statuses(after) == {"not-shown"}
    other = answer(house, 1, asOf=NEXT, **ALL)
    assert other["budget"]["spent"] == whole["budget"]["spent"] != "0"
    assert other["provenance"]["snapshots"] != whole["provenance"]["snapshots"]
    # Neither the two releases nor the whole and its rest can be told apart by one: each number is uncertain by ten and more.
    for told in (whole, rest, other):
        for cell in (cell for row in cells(told).values() for cell in row):
            assert cell["noise95"][1] - cell["noise95"][0] >= 20, cell


def test_corrected_tests_of_the_same_release_are_drawn_anew_and_charged(house):
    """A file loaded again under the same month is other data: nothing is free, and the nightclub does not show."""
    assert statuses(answer(house, 0, **CASES)) == {"not-shown"}
    reload(house, AS_OF, {*ILL, FOUND_LATER})
    corrected = answer(house, 0, **CASES)
    assert statuses(corrected) == {"not-shown"}
    assert corrected["budget"]["spent"] != "0"
