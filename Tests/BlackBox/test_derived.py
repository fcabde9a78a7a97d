"""Derived variables: loaded with their own tests, seen through a link, approved with all that they read, and paid for."""

import json
from fractions import Fraction

import pytest
from deployments import entries, run, verify
from offices import RESEARCHER, Office
from questions import ask, question

AS_OF = "2026-03"
NAMES = ["household", "person", "stay"]
DURING = {"from": "2025-01", "to": "2025-12"}


def dataset(name: str, unit: str, *variables: dict, **members) -> dict:
    return {
        "id": name,
        "title": name,
        "controllers": [{"id": "icb", "name": "ICB", "covers": "all"}],
        "tier": "pseudonymised",
        "unit": unit,
        "rowsPerUnit": "one",
        "key": {"column": "number", "identifier": "opaque"},
        "population": 100_000,
        "asOf": AS_OF,
        "variables": list(variables),
    } | members


DATASETS = [
    dataset(
        "household",
        "household",
        {"name": "tenure", "type": "code", "column": "tenure", "codes": [{"code": "own"}, {"code": "rent"}]},
        register=True,
    ),
    dataset(
        "person",
        "person",
        {"name": "sex", "type": "code", "column": "sex", "codes": [{"code": "F"}, {"code": "M"}]},
        register=True,
        links=[{"role": "household", "dataset": "household", "column": "home", "maximumPerTarget": 4}],
    ),
    dataset(
        "stay",
        "person",
        {"name": "month", "type": "month", "column": "month", "from": "2025-01", "to": "2025-12"},
        rowsPerUnit="many",
        time="month",
        bounds={"perCell": 4, "cells": 2},
    ),
]


def strained(version: int, at_least: int) -> dict:
    """A rented home whose people had so many stays."""
    stays = [{"month": "2025-05"}] * at_least
    return {
        "id": f"household.strained@{version}",
        "title": "Strained home",
        "description": "A rented home with stays in hospital.",
        "sensitive": False,
        "values": [
            {
                "code": "yes",
                "title": "Strained",
                "when": {
                    "all": [
                        {"variable": "household.tenure", "in": ["rent"]},
                        {"some": "stay", "during": DURING, "atLeast": at_least},
                    ]
                },
            },
            {"code": "no", "title": "Other"},
        ],
        "examples": [
            {"says": "enough stays", "rows": {"household": [{"tenure": "rent"}], "stay": stays}, "value": "yes"},
            {"says": "no stay", "rows": {"household": [{"tenure": "rent"}]}, "value": "no"},
        ],
    }


STRAINED = {"variable": "household.strained@1", "in": ["yes"]}
SHARE = {"share": {"proportion": STRAINED, "missing": "exclude"}}


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Office:
    """300 homes of three people: the first 100 are rented, and one person in each of these stayed once; in 40 twice."""
    folder = tmp_path_factory.mktemp("derived")
    rows = {
        "household": ["number,tenure"] + [f"h{home},{'rent' if home < 100 else 'own'}" for home in range(300)],
        "person": ["number,sex,home"]
        + [f"p{home}-{who},{'FM'[who % 2]},h{home}" for home in range(300) for who in range(3)],
        "stay": ["number,month"]
        + [f"p{home}-0,2025-03" for home in range(200)]
        + [f"p{home}-1,2025-04" for home in range(40)],
    }
    files = []
    for declaration in DATASETS:
        name = declaration["id"]
        (folder / f"{name}.json").write_text(json.dumps(declaration))
        (folder / f"{name}.csv").write_text("\n".join(rows[name]) + "\n")
        files.append((folder / f"{name}.json", folder / f"{name}.csv"))
    office = Office.open(folder / "house", files)
    load(office, [strained(1, 1), strained(2, 2)], expect=0)
    return office


def load(office: Office, definitions, expect: int):
    path = office.deployment.directory.parent / "derived.json"
    path.write_text(json.dumps(definitions))
    return run("load", "--directory", office.deployment.directory, "--derived", path, expect=expect)


@pytest.fixture(scope="module")
def server(office):
    with office.deployment.serving() as server:
        office.record_people(server)
        yield server


@pytest.fixture(scope="module")
def project(office, server) -> str:
    return approved(office, server, NAMES, ["household.strained@1", "household.strained@2", "person.sex"])


def approved(office: Office, server, datasets: list[str], variables: list[str]) -> str:
    links = ["person.household"]
    return office.approved(server, datasets, variables, AS_OF, text={"links": links}, links=links)


def prices(client, body) -> dict[str, Fraction]:
    """What a question would cost each ledger."""
    reply = client.post("/v1/checks", json=body)
    assert reply.status_code == 200, reply.text
    return {line["ledger"]: Fraction(line["rho"]) for line in reply.json()["price"]}


def test_the_catalogue_says_what_it_is_made_of(office, server):
    with office.client(server, RESEARCHER) as who:
        variables = who.get("/v1/datasets/household").json()["variables"]
    shown = {variable["name"]: variable for variable in variables}
    assert list(shown) == ["household.tenure", "household.strained@1", "household.strained@2"]
    derived = shown["household.strained@1"]["derived"]
    assert derived["version"] == 1
    assert derived["values"] == strained(1, 1)["values"]
    assert derived["reads"]["datasets"] == ["household", "person", "stay"]
    assert derived["reads"]["links"] == ["person.household"]
    assert "household.tenure" in derived["reads"]["variables"]
    assert "derived" not in shown["household.tenure"]


def test_people_are_counted_by_what_their_home_is(office, server, project):
    """One stay makes a home strained for all three of its people; without rent none does."""
    body = question(project, measures=SHARE)
    with office.client(server, RESEARCHER) as who:
        reply = ask(who, body)
        assert reply.status_code == 200, reply.text
        (row,) = reply.json()["rows"]
        share = row["share"]
        assert share["status"] == "released"
        assert abs(share["numerator"]["value"] - 300) <= 40
        assert abs(share["denominator"]["value"] - 900) <= 40
        says = who.post("/v1/checks", json=question(project, population=STRAINED)).json()["says"]
        assert "Strained home, version 1" in says
        divided = ask(who, question(project, by=["household.strained@2"]))
        assert divided.status_code == 200, divided.text
        by_code = {row["household.strained@2"]: row["people"]["value"] for row in divided.json()["rows"][:2]}
    assert abs(by_code["yes"] - 120) <= 40
    assert abs(by_code["no"] - 780) <= 40


def test_a_person_may_change_a_whole_home(office, server, project):
    """At most four share a home: the person spine pays 16 times, and 16 + 9 where the others move to another cell."""
    with office.client(server, RESEARCHER) as who:
        plain = prices(who, question(project))["spine person"]
        condition = question(project, population=STRAINED)
        assert prices(who, condition)["spine person"] == 16 * plain
        assert prices(who, condition)["spine household"] == 16 * plain
        divided = prices(who, question(project, by=["household.strained@1"]))
        assert divided["spine person"] == 25 * plain
        homes = prices(who, question(project, unit="household", population=STRAINED))
        assert homes["spine person"] == plain


def test_each_version_is_a_question_of_its_own(office, server, project):
    """The second version is drawn and charged; its meaning in other words is the same question, and costs nothing more."""
    population = {"unit": "household", "population": STRAINED | {"variable": "household.strained@2"}}
    written = {"unit": "household", "population": strained(2, 2)["values"][0]["when"]}
    first = {"unit": "household", "population": STRAINED}
    with office.client(server, RESEARCHER) as who:
        answers = [ask(who, question(project, **members)) for members in (first, population)]
        assert all(answer.status_code == 200 for answer in answers)
        spent = who.get(f"/v1/projects/{project}/budget").json()
        values = [answer.json()["rows"] for answer in answers]
        assert values[0] != values[1]
    office_variables = ["household.tenure", "household.strained@2", "stay.month"]
    other = approved(office, server, NAMES, office_variables)
    with office.client(server, RESEARCHER) as who:
        named = ask(who, question(other, **population))
        before = who.get(f"/v1/projects/{other}/budget").json()
        said = ask(who, question(other, **written))
        assert said.status_code == 200, said.text
        assert named.json()["rows"] == said.json()["rows"] == values[1]
        assert who.get(f"/v1/projects/{other}/budget").json() == before != spent


def test_an_approval_must_hold_all_that_it_reads(office, server):
    """A project without the stays, or without the variable itself, may not ask for it."""
    without_stays = approved(office, server, ["household", "person"], ["household.strained@1"])
    without_variable = approved(office, server, NAMES, ["household.tenure", "stay.month"])
    with office.client(server, RESEARCHER) as who:
        for project in (without_stays, without_variable):
            reply = ask(who, question(project, population=STRAINED))
            assert reply.status_code == 403, reply.text


def test_a_definition_that_fails_its_own_example_changes_nothing(office, server):
    untrue = strained(3, 1)
    untrue["examples"].append(untrue["examples"][0] | {"says": "one stay", "value": "no"})
    said = load(office, untrue, expect=1).stderr
    assert "the example `one stay` comes out as `yes`, not as `no`" in said
    assert "nothing was changed" in said
    said = load(office, strained(1, 3), expect=1).stderr
    assert "SH-C109" in said
    wrong = strained(3, 1)
    wrong["values"][0]["when"]["all"][0]["variable"] = "household.tenor"
    said = load(office, wrong, expect=1).stderr
    assert "/values/0/when/all/0/variable" in said and "`household.tenure`" in said


def test_the_log_tells_of_each_definition(office, server):
    told = [entry["event"] for entry in entries(office.deployment.log) if entry.get("type") == "definition.register"]
    assert [event["variable"] for event in told] == ["household.strained@1", "household.strained@2"]
    assert verify(office.deployment.log, office.deployment.key).returncode == 0
    listed = run("datasets", "--directory", office.deployment.directory, expect=0).stdout
    assert f"household.strained@1\tderived\t{told[0]['digest'][:16]}\tStrained home" in listed
