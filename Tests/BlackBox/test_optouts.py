"""Who said no is left out, each in the way they said it, and nobody else is: seen over HTTP, group by group.

Each group of people said one thing. A table by group shows a group that counts by its number, give or take the noise, and
never shows one that is out: so it tells exactly whom a question left out.
"""

import datetime
import json
import time

import pytest
from deployments import entries
from offices import NOW, RESEARCHER, TODAY, Office
from questions import ask, question

AS_OF = "2026-03"
SIZE = 200
TOMORROW = (NOW + datetime.timedelta(days=1)).isoformat()
# What each group said: a kind, from and to; the last groups said something to the study alone, or nothing.
SAID = {
    "everywhere": ("rightToObject", "2020-01-01", ""),
    "national": ("nationalDataOptOut", "2020-01-01", ""),
    "practice": ("type1", "2020-01-01", ""),
    "here": ("local", "2020-01-01", ""),
    "machines": ("artificialIntelligence", "2020-01-01", ""),
    "until_today": ("local", "2020-01-01", TODAY),
    "until_tomorrow": ("local", "2020-01-01", TOMORROW),
    "from_tomorrow": ("local", TOMORROW, ""),
    "study": None,
    "study_linkage": None,
    "nothing": None,
}
GROUPS = list(SAID)
SHARED = {
    "controllers": [{"id": "icb", "name": "ICB", "covers": "everybody"}],
    "tier": "pseudonymised",
    "unit": "person",
    "key": {"column": "number", "identifier": "opaque"},
    "population": 100_000,
    "asOf": AS_OF,
}
DATASETS = [
    SHARED
    | {
        "id": "person",
        "title": "People",
        "rowsPerUnit": "one",
        "register": True,
        "variables": [
            {"name": "group", "type": "code", "column": "group", "codes": [{"code": group} for group in GROUPS]},
            {"name": "smoker", "type": "flag", "column": "smoker", "source": "generalPractice"},
        ],
    },
    SHARED
    | {
        "id": "condition",
        "title": "Conditions",
        "rowsPerUnit": "many",
        "source": "generalPractice",
        "bounds": {"perCell": 1, "cells": 1},
        "variables": [{"name": "kind", "type": "code", "column": "kind", "codes": [{"code": "a"}]}],
    },
    SHARED
    | {
        "id": "stay",
        "title": "Stays in hospital",
        "rowsPerUnit": "many",
        "bounds": {"perCell": 1, "cells": 1},
        "variables": [{"name": "kind", "type": "code", "column": "kind", "codes": [{"code": "a"}]}],
    },
    SHARED
    | {
        "id": "trial",
        "title": "A study",
        "rowsPerUnit": "one",
        "consents": [
            {"variable": "trial.agreed", "granted": ["all", "own"]},
            {"variable": "trial.agreed", "granted": ["all"], "covers": ["stay"]},
        ],
        "variables": [
            {
                "name": "agreed",
                "type": "code",
                "column": "agreed",
                "codes": [{"code": "all"}, {"code": "own"}, {"code": "none"}],
            },
            {"name": "arm", "type": "code", "column": "arm", "codes": [{"code": "a"}]},
        ],
    },
]
VARIABLES = ["person.group", "person.smoker", "condition.kind", "stay.kind", "trial.arm", "trial.agreed"]
PROTECTION = "public-health-protection"
SMOKERS = {"variable": "person.smoker", "in": ["yes"]}
ALWAYS_OUT = {"everywhere", "here", "until_tomorrow"}


def some(dataset: str) -> dict:
    return {"some": dataset, "where": {"variable": f"{dataset}.kind", "in": ["a"]}, "atLeast": 1}


def opt_out_list(path):
    rows = [
        ",".join([f"{group}{number}", *said])
        for group, said in SAID.items()
        if said
        for number in range(SIZE)
    ]
    path.write_text("\n".join(["identifier,kind,from,to", *rows]) + "\n")
    return path


def csv_of(dataset: str) -> str:
    def row(group: str, number: int) -> str:
        agreed = {"study": "none", "study_linkage": "own"}.get(group, "all")
        values = {"person": f"{group},yes", "trial": f"{agreed},a"}.get(dataset, "a")
        return f"{group}{number},{values}"

    heading = {"person": "number,group,smoker", "trial": "number,agreed,arm"}.get(dataset, "number,kind")
    return "\n".join([heading, *(row(group, number) for group in GROUPS for number in range(SIZE))]) + "\n"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """Served, with one project that uses AI and one that does not."""
    folder = tmp_path_factory.mktemp("optouts")
    files = []
    for declaration in DATASETS:
        name = declaration["id"]
        titled = [{"title": one["name"]} | one for one in declaration["variables"]]
        (folder / f"{name}.json").write_text(json.dumps(declaration | {"variables": titled}))
        (folder / f"{name}.csv").write_text(csv_of(name))
        files.append((folder / f"{name}.json", folder / f"{name}.csv"))
    path, too_old = opt_out_list(folder / "list.csv"), (NOW - datetime.timedelta(days=8)).isoformat()
    office = Office.open(folder / "house", files, opt_outs=path, day=too_old)
    with office.deployment.serving() as server:
        office.record_people(server)
        names = [declaration["id"] for declaration in DATASETS]
        ai = {"used": True, "where": "It sorts the letters of those who wait.", "deployed": False}
        projects = {
            "plain": office.approved(server, names, VARIABLES, AS_OF),
            "ai": office.approved(server, names, VARIABLES, AS_OF, text={"ai": ai}),
        }
        old = asked_of_old_lists(office, server, projects["plain"], path)
        yield office, server, projects, folder, old


def asked_of_old_lists(office, server, project: str, path) -> dict:
    """What is heard on the eighth day of a list, and on the seventh; the list of today follows."""
    made_up = {"tier": "synthetic", "unit": "person", "asOf": AS_OF, "by": ["person.group"]}
    with office.client(server, RESEARCHER) as researcher:
        heard = {
            "asked": ask(researcher, question(project)),
            "checked": researcher.post("/v1/checks", json=question(project)),
            "tried": ask(researcher, made_up | {"measures": {"people": {"count": "unit"}}}),
        }
        for name, day in [("a week", (NOW - datetime.timedelta(days=7)).isoformat()), ("today", TODAY)]:
            office.deployment.opt_outs(path, day)
            deadline = time.monotonic() + 30
            while time.monotonic() < deadline:
                heard[name] = ask(researcher, question(project, precision="scan"))
                if heard[name].json().get("provenance", {}).get("optOuts", {}).get("version") == day:
                    break
    return heard


def asked(house, project="plain", **members):
    office, server, projects, *_ = house
    with office.client(server, RESEARCHER) as researcher:
        return ask(researcher, question(projects[project], **({"by": ["person.group"]} | members)))


def groups_left_out(answer) -> set[str]:
    """The groups that a table does not show; every other one is there as a whole."""
    assert answer.status_code == 200, answer.text
    rows = {row["person.group"]: row["people"] for row in answer.json()["rows"]}
    assert set(rows) >= set(GROUPS)
    for group in GROUPS:
        if rows[group]["status"] == "released":
            assert abs(rows[group]["value"] - SIZE) <= 50, (group, rows[group])
    return {group for group in GROUPS if rows[group]["status"] != "released"}


@pytest.mark.parametrize(
    ("project", "members", "gone"),
    [
        ("plain", {}, ALWAYS_OUT | {"national"}),
        ("plain", {"purpose": PROTECTION}, ALWAYS_OUT),
        ("ai", {}, ALWAYS_OUT | {"national", "machines"}),
        ("ai", {"purpose": PROTECTION}, ALWAYS_OUT | {"machines"}),
        ("plain", {"population": some("condition")}, ALWAYS_OUT | {"national", "practice"}),
        ("plain", {"population": SMOKERS}, ALWAYS_OUT | {"national", "practice"}),
        ("plain", {"population": SMOKERS, "purpose": PROTECTION}, ALWAYS_OUT | {"practice"}),
        ("plain", {"population": some("stay")}, ALWAYS_OUT | {"national"}),
        (
            "plain",
            {"population": {"variable": "trial.arm", "in": ["a"]}},
            ALWAYS_OUT | {"national", "study"},
        ),
        (
            "plain",
            {"population": {"all": [{"variable": "trial.arm", "in": ["a"]}, some("stay")]}},
            ALWAYS_OUT | {"national", "study", "study_linkage"},
        ),
    ],
    ids=[
        "planning leaves out the National Data Opt-out",
        "protection does not",
        "AI leaves out those who said no to it",
        "AI for protection too",
        "rows of general practice",
        "an attribute of general practice",
        "an attribute of general practice, for protection",
        "rows of a hospital",
        "the study",
        "the study with stays",
    ],
)
def test_each_no_takes_out_whom_it_should_and_nobody_else(house, project, members, gone):
    assert groups_left_out(asked(house, project, **members)) == gone


@pytest.mark.parametrize("dataset", ["condition", "stay"])
def test_rows_of_those_who_are_out_are_not_counted_either(house, dataset):
    """Events and people behind them, not only who is selected."""
    measures = {
        "people": {"count": dataset, "where": {"variable": f"{dataset}.kind", "in": ["a"]}, "atMost": 1},
    }
    gone = ALWAYS_OUT | {"national"} | ({"practice"} if dataset == "condition" else set())
    assert groups_left_out(asked(house, measures=measures)) == gone


def test_the_version_of_the_list_is_in_the_answer_in_its_record_and_in_the_log(house):
    office, server, *_ = house
    answer = asked(house).json()
    assert answer["provenance"]["optOuts"]["version"] == TODAY
    with office.client(server, RESEARCHER) as researcher:
        record = researcher.get(answer["protection"]["record"])
    assert record.status_code == 200 and TODAY in record.text
    intents = [entry["event"] for entry in entries(office.deployment.log) if entry["type"] == "query.intent"]
    assert intents[-1]["optOuts"] == TODAY
    loads = [entry["event"]["version"] for entry in entries(office.deployment.log) if entry["type"] == "optout.load"]
    assert loads == [(NOW - datetime.timedelta(days=days)).isoformat() for days in (8, 7, 0)]


def test_a_list_is_good_for_seven_days_and_stops_every_question_on_the_eighth(house):
    """Made-up rows go on meanwhile; a newer list makes questions run again."""
    old = house[4]
    assert [reason["clause"] for reason in old["asked"].json()["reasons"]] == ["PRI-1"]
    assert old["asked"].json()["reasons"][0]["message"].startswith("The opt-out list is out of date.")
    assert [reason["clause"] for reason in old["checked"].json()["reasons"]] == ["PRI-1"]
    assert old["tried"].status_code == 200
    assert old["a week"].status_code == 200
