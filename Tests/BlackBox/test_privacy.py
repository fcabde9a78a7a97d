"""What is promised to the people behind the data, each promise with a test that fails where it is broken."""

import concurrent.futures
import csv
import json
import os
import random
import re
from fractions import Fraction

from deployments import entries, policies_with
from offices import OWNER, RESEARCHER, STEWARD, TODAY, YESTERDAY, Office
from questions import ask, question, values

ASKINGS = 1000 if os.environ.get("SALTHOUSE_TEST_ALL") else 200
WORKERS = 40
OWN_HEADERS = ("content-length", "content-location", "date", "etag")
GROUPS = [f"g{number:03}" for number in range(60)]


def declaration() -> dict:
    codes = [{"code": group, "title": f"Group {group}"} for group in GROUPS]
    return {
        "id": "member",
        "title": "Members",
        "description": "People who were made up.",
        "controllers": [{"id": "club", "name": "The club", "covers": "its members"}],
        "tier": "synthetic",
        "unit": "person",
        "rowsPerUnit": "one",
        "register": True,
        "key": {"column": "number", "identifier": "opaque"},
        "population": 20_000,
        "asOf": "2026-03",
        "variables": [
            {"name": "group", "title": "Group", "type": "code", "column": "group", "codes": codes},
            {"name": "left", "title": "Is left-handed", "type": "flag", "column": "left"},
        ],
    }


VISIT = {
    "id": "visit",
    "title": "Visits",
    "description": "Visits of the members.",
    "controllers": [{"id": "club", "name": "The club", "covers": "its members"}],
    "tier": "synthetic",
    "unit": "person",
    "rowsPerUnit": "many",
    "key": {"column": "number", "identifier": "opaque"},
    "population": 20_000,
    "asOf": "2026-03",
    "bounds": {"perCell": 2, "cells": 1},
    "variables": [
        {"name": "kind", "title": "Kind", "type": "code", "column": "kind", "codes": [{"code": "one", "title": "One"}]}
    ],
}


def write(path, rows) -> None:
    with path.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def club(folder, sizes: dict[str, int], opted_out=(), name="house", day=TODAY) -> Office:
    """A deployment in which each group has so many people, with one visit each; with the list of those who said no."""
    people = [(f"{name}-{group}-{number:05}", group) for group, size in sizes.items() for number in range(size)]
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / "member.csv", [("number", "group", "left"), *((who, group, "no") for who, group in people)])
    write(folder / "visit.csv", [("number", "kind"), *((who, "one") for who, _ in people)])
    (folder / "member.json").write_text(json.dumps(declaration()))
    (folder / "visit.json").write_text(json.dumps(VISIT))
    write(folder / "no.csv", [("identifier", "kind", "from", "to"), *opted_out])
    files = [(folder / f"{table}.json", folder / f"{table}.csv") for table in ("member", "visit")]
    return Office.open(folder / name, files, folder / "no.csv", day)


def project(office: Office, server) -> str:
    office.record_people(server)
    return office.approved(server, ["member", "visit"], ["member.group", "member.left", "visit.kind"], "2026-03")


def by_group(office, server, project, **members) -> dict[str, dict]:
    """What is said of each group."""
    with office.client(server, RESEARCHER) as who:
        reply = ask(who, question(project, by=["member.group"], **members))
    assert reply.status_code == 200, reply.text[:2000]
    (measure,) = reply.json()["measures"]
    return {row["member.group"]: row[measure] for row in reply.json()["rows"]}


# Repetition


def test_hundreds_of_askings_give_one_value(gateway):
    """Two researchers, together and in other words: nobody gets a second draw to average."""
    wordings = [
        question(by=["person.borough"], population={"variable": "person.imdDecile", "in": ["3", "4"]}),
        question(
            by=["person.borough"], population={"any": [{"variable": "person.imdDecile", "in": [code]} for code in "43"]}
        ),
        question(by=["person.borough"], population={"variable": "person.imdDecile", "from": "3", "to": "4"}),
    ]
    accounts = [("researcher", "P-0001"), ("otherResearcher", "P-0004")]
    clients = {role: gateway.client(role) for role, _ in accounts}

    def one(number: int):
        role, name = accounts[number % 2]
        reply = ask(clients[role], wordings[number % 3] | {"project": name})
        assert reply.status_code == 200, reply.text[:500]
        return values(reply.json()), role, Fraction(reply.json()["budget"]["spent"])

    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        heard = list(pool.map(one, range(ASKINGS)))
    for held in clients.values():
        held.close()
    assert len({said for said, _, _ in heard}) == 1
    for role, _ in accounts:
        assert sum(spent for _, asker, spent in heard if asker == role) == Fraction(1, 50), "charged twice, or never"


# Twins


QUESTIONS = {
    "a table": {"by": ["member.group"]},
    "a total": {},
    "a rate": {"measures": {"rate": {"ratio": {"of": {"count": "visit"}, "to": {"count": "unit"}}}}},
    "nobody of the first group": {"population": {"variable": "member.group", "in": ["g000"]}},
    "nobody of the last group": {"population": {"variable": "member.group", "in": ["g059"]}},
    "everybody who is left-handed": {"population": {"variable": "member.left", "in": ["yes"]}},
    "too fine": {"by": ["member.group", "member.left", {"variable": "visit.kind"}], "totals": True},
    "twice the same": {"by": ["member.group", "member.group"]},
    "unknown code": {"population": {"variable": "member.group", "in": ["g999"]}},
    "another purpose": {"purpose": "research"},
    "another release": {"asOf": "2020-01"},
    "too dear": {"by": ["member.group"], "precision": "high", "totals": True},
}


def outward(reply) -> dict:
    """Everything of a reply but its values, digests of data, the time of the load and names that are drawn for it."""
    body = reply.json()
    rows = body.pop("rows", [])
    for name in ("receipt", "audit"):
        body.pop(name, None)
    text = re.sub(r"\b([0-9a-f]{64}|Q-[0-9a-f]{16}|entry\W+\d+|\d{4}-\d\d-\d\dT[\d:.]+Z)\b", "…", json.dumps(body))
    table = [({name: code for name, code in row.items() if isinstance(code, str)}, sorted(row)) for row in rows]
    headers = {name: held for name, held in reply.headers.items() if name not in OWN_HEADERS}
    return {"status": reply.status_code, "text": text, "table": table, "headers": headers}


def test_twins_with_other_people_refuse_alike(tmp_path, test_seed):
    """Two gateways with the same metadata and other people: status, reasons, prices, rows and headers are the same."""
    rng = random.Random(test_seed)
    empty = {group: 0 for group in GROUPS} | {"g059": 1}
    full = {group: rng.randint(0, 200) for group in GROUPS} | {"g000": 300, "g059": 0}
    heard = []
    for name, sizes in (("empty", empty), ("full", full)):
        office = club(tmp_path / name, sizes)
        with office.deployment.serving() as server:
            mine = project(office, server)
            with office.client(server, RESEARCHER) as who:
                heard.append({words: outward(ask(who, question(mine, **body))) for words, body in QUESTIONS.items()})
                checks = [question(mine, **body) for body in QUESTIONS.values()]
                heard[-1]["checks"] = outward(who.post("/v1/checks", json={"queries": checks}))
                heard[-1]["budget"] = outward(who.get(f"/v1/projects/{mine}/budget"))
                heard[-1]["dataset"] = outward(who.get("/v1/datasets/member"))
    first, second = heard
    for words in first:
        assert first[words] == second[words], f"seed {test_seed}: {words} tells the twins apart"
    statuses = {reply["status"] for reply in first.values()}
    assert {200, 400, 403} <= statuses


# Small numbers


def test_no_cell_under_the_floor_is_ever_shown(tmp_path):
    """Groups of nine people and fewer, drawn hundreds of times: not one is shown, whatever its noise."""
    sizes = {group: 9 for group in GROUPS[:-1]} | {f"g{number:03}": number for number in range(9)} | {GROUPS[-1]: 500}
    office = club(tmp_path, sizes)
    policies = policies_with(tmp_path / "policies", lambda profile: profile.update(tickMilliseconds=0))
    with office.deployment.serving(policies) as server:
        mine = project(office, server)
        for number in range(12):
            # Another population is another draw: the small groups are drawn again, while one more of them is left out.
            population = {"variable": "member.group", "in": [*GROUPS[: 59 - number], GROUPS[-1]]}
            for group, cell in by_group(office, server, mine, population=population, precision="high").items():
                if group != GROUPS[-1]:
                    assert cell == {"status": "not-shown"}, f"{group} with {sizes[group]} people is shown"
                else:
                    assert abs(cell["value"] - 500) <= 35


def test_a_rate_over_few_people_is_hidden_with_all_its_parts(tmp_path):
    office = club(tmp_path, {"g000": 9, "g001": 400})
    rate = {"rate": {"ratio": {"of": {"count": "visit"}, "to": {"count": "unit"}}}}
    with office.deployment.serving() as server:
        cells = by_group(office, server, project(office, server), measures=rate)
    assert cells["g000"] == cells["g002"] == {"status": "not-shown"}
    assert cells["g001"]["status"] == "released" and cells["g001"]["denominator"]["value"] > 300


# Opt-outs


def test_those_who_said_no_are_in_no_number(tmp_path):
    """Whole groups and parts of groups say no; what is left is counted, and their visits are not."""
    sizes = {"g000": 400, "g001": 400, "g002": 1000, "g003": 400, "g004": 400, "g005": 400}

    def who(group, count):
        return [f"house-{group}-{number:05}" for number in range(count)]

    no = [(name, "rightToObject", "2020-01-01", "") for name in who("g000", 400)]
    no += [(name, "nationalDataOptOut", "2020-01-01", "") for name in who("g001", 400)]
    no += [(name, "rightToObject", "2020-01-01", "") for name in who("g002", 600)]
    no += [(name, "rightToObject", "2020-01-01", "2021-01-01") for name in who("g003", 400)]
    no += [(name, "rightToObject", "2999-01-01", "") for name in who("g004", 400)]
    office = club(tmp_path, sizes, no)
    visits = {"visits": {"count": "visit", "where": {"variable": "visit.kind", "in": ["one"]}}}
    with office.deployment.serving() as server:
        mine = project(office, server)
        people = by_group(office, server, mine)
        events = by_group(office, server, mine, measures=visits)
        emergency = by_group(office, server, mine, purpose="public-health-protection")
    for cells, deviation in ((people, 5), (events, 10)):
        assert cells["g000"] == {"status": "not-shown"}, "a group that said no is counted"
        assert cells["g001"] == {"status": "not-shown"}, "the National Data Opt-out is not applied"
        for group, left in (("g002", 400), ("g003", 400), ("g004", 400), ("g005", 400)):
            assert abs(cells[group]["value"] - left) <= 8 * deviation + 5, f"{group}: {cells[group]}, {left} are left"
    # To protect public health the national opt-out does not count; the right to object always does.
    assert emergency["g000"] == {"status": "not-shown"}
    assert abs(emergency["g001"]["value"] - 400) <= 45


def test_a_new_list_counts_from_its_load_and_makes_every_question_new(tmp_path):
    office = club(tmp_path, {"g000": 400, "g001": 400}, day=YESTERDAY)
    with office.deployment.serving() as server:
        mine = project(office, server)
        before = by_group(office, server, mine)
    assert before["g000"]["status"] == "released"
    no = [(f"house-g000-{number:05}", "rightToObject", TODAY, "") for number in range(400)]
    write(tmp_path / "more.csv", [("identifier", "kind", "from", "to"), *no])
    office.deployment.opt_outs(tmp_path / "more.csv", TODAY)
    with office.deployment.serving() as server:
        after = by_group(office, server, mine)
        with office.client(server, RESEARCHER) as who:
            spent = who.get(f"/v1/projects/{mine}/budget").json()["spent"]
    assert after["g000"] == {"status": "not-shown"} and after["g001"]["status"] == "released"
    assert Fraction(spent) == Fraction(2, 50)


# Names


def test_no_name_of_a_researcher_stands_in_a_leaf(tmp_path):
    office = club(tmp_path, {"g000": 400})
    with office.deployment.serving() as server:
        names = [project(office, server), office.approved(server, ["member"], ["member.group"], "2026-03")]
        for name in names:
            with office.client(server, RESEARCHER) as who:
                assert ask(who, question(name, by=["member.group"])).status_code == 200
    log = b"".join(path.read_bytes() for path in office.deployment.log.rglob("*") if path.is_file())
    for name in (RESEARCHER, OWNER, STEWARD, *office.tokens.values()):
        for spelling in (name, name.capitalize(), name.encode().hex()):
            assert spelling.encode() not in log, f"`{spelling}` stands in the log"
    # One person is another stranger in each project.
    actors = [entry["event"]["actor"] for entry in entries(office.deployment.log) if entry["type"] == "query.intent"]
    assert len(set(actors)) == 2
