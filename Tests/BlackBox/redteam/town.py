"""The people of a made-up town: each with known attributes, some chosen so that an attacker can name one person."""

import csv
import json
import pathlib
from dataclasses import dataclass, field

import numpy
from deployments import policies_with
from offices import RESEARCHER, TODAY, Office

LANES = [f"l{number:03}" for number in range(120)]
WARDS = [f"w{number:02}" for number in range(40)]
FLAGS = [f"f{number:02}" for number in range(11)]
# Exactly one person bears each mark but the first, and two to seven are in each circle but the first.
MARKS = [f"m{number:02}" for number in range(61)]
CIRCLES = [f"c{number:02}" for number in range(61)]
ASIDE = 14
STREETS = [f"s{number:02}" for number in range(ASIDE)] + ["none"]
DOORS = [f"d{number:02}" for number in range(ASIDE)] + ["none"]
# Of the jobs the first is common, j01 and j02 are rare, and nobody has the others.
JOBS = [f"j{number:02}" for number in range(20)]
# Of the clubs but the first, those with an even number have exactly ten members, the others nine.
CLUBS = [f"k{number:03}" for number in range(101)]
LANE_SIZE = 100
# So many people, each in another lane, had many more and longer calls than anybody else.
BUSY = 30
DECLARED = 20_000
SECOND = "osric-rs"

VARIABLES = {
    "lane": LANES,
    "mark": MARKS,
    "circle": CIRCLES,
    "club": CLUBS,
    "street": STREETS,
    "door": DOORS,
    "job": JOBS,
    **{name: ["no", "yes"] for name in (*FLAGS, "secret")},
}
CONTROLLER = {"id": "hall", "name": "The town hall", "covers": "its people"}
NAMES = [f"resident.{name}" for name in (*VARIABLES, "ward")]


def code_variable(name: str, codes: list[str]) -> dict:
    if codes == ["no", "yes"]:
        return {"name": name, "title": name, "type": "flag", "column": name}
    listed = [{"code": code, "title": f"{name} {code}"} for code in codes]
    variable = {"name": name, "title": name, "type": "code", "column": name, "codes": listed, "ordered": True}
    if name == "lane":
        lanes = {ward: LANES[3 * place : 3 * place + 3] for place, ward in enumerate(WARDS)}
        groups = [{"code": ward, "title": f"Ward {ward}", "of": held} for ward, held in lanes.items()]
        variable["groupings"] = [{"name": "ward", "groups": groups}]
    return variable


def resident() -> dict:
    """The declaration of the people."""
    variables = [code_variable(name, codes) for name, codes in VARIABLES.items()]
    variables.append({"name": "ward", "title": "Ward", "type": "code", "view": {"of": "lane", "grouping": "ward"}})
    return {
        "id": "resident",
        "title": "Residents",
        "description": "People who were made up.",
        "controllers": [CONTROLLER],
        "tier": "pseudonymised",
        "unit": "person",
        "rowsPerUnit": "one",
        "register": True,
        "key": {"column": "number", "identifier": "opaque"},
        "population": DECLARED,
        "asOf": "2026-03",
        "variables": variables,
    }


def call() -> dict:
    """The declaration of the visits that are paid to them."""
    return {
        "id": "call",
        "title": "Calls",
        "description": "Calls on people who were made up.",
        "controllers": [CONTROLLER],
        "tier": "pseudonymised",
        "unit": "person",
        "rowsPerUnit": "many",
        "key": {"column": "number", "identifier": "opaque"},
        "population": DECLARED,
        "asOf": "2026-03",
        "time": "month",
        "bounds": {"perCell": 4, "cells": 2},
        "variables": [
            code_variable("kind", ["one", "two", "rare"]),
            {"name": "month", "title": "Month", "type": "month", "column": "month", "from": "2025-04", "to": "2026-03"},
            {
                "name": "minutes",
                "title": "Minutes",
                "type": "integer",
                "measuredIn": "minute",
                "column": "minutes",
                "from": 0,
                "to": 100,
                "addressable": False,
                "groupings": [{"name": "bands", "edges": [0, 10, 20, 40, 60, 80]}],
            },
        ],
    }


@dataclass
class Town:
    """People as columns of places in code lists, and calls on them."""

    columns: dict[str, numpy.ndarray]
    calls: dict[str, numpy.ndarray]
    seed: str
    busy: numpy.ndarray = field(default_factory=lambda: numpy.zeros(0, dtype=int))
    names: list[str] = field(init=False)

    def __post_init__(self):
        self.names = [f"n-{self.seed}-{number:05}" for number in range(self.size)]

    @property
    def size(self) -> int:
        return len(self.columns["secret"])

    @classmethod
    def planted(cls, seed: str) -> "Town":
        """Twelve thousand people, a hundred in a lane, of whom half have a secret; all from the seed."""
        rng = numpy.random.default_rng(list(seed.encode()))
        size = LANE_SIZE * len(LANES)
        lane = numpy.repeat(numpy.arange(len(LANES)), LANE_SIZE)
        columns = {name: rng.integers(0, 2, size) for name in (*FLAGS, "secret")}
        # Whether a lane's last person is there is the question of the membership attack.
        kept = numpy.ones(size, dtype=bool)
        kept[LANE_SIZE - 1 :: LANE_SIZE] = rng.permutation(len(LANES)) % 2 == 0
        mark, circle = numpy.zeros(size, dtype=int), numpy.zeros(size, dtype=int)
        chosen = rng.permutation(numpy.flatnonzero(kept))
        marked, chosen = chosen[: len(MARKS) - 1], chosen[len(MARKS) - 1 :]
        mark[marked] = numpy.arange(1, len(MARKS))
        # Of the marked half have the secret, so that guessing blindly is right half of the time.
        columns["secret"][marked] = numpy.arange(len(marked)) % 2
        for place in range(1, len(CIRCLES)):
            members, chosen = chosen[: 2 + place % 6], chosen[2 + place % 6 :]
            circle[members] = place
        street, door = numpy.full(size, ASIDE), numpy.full(size, ASIDE)
        grid, chosen = chosen[: ASIDE * ASIDE], chosen[ASIDE * ASIDE :]
        street[grid], door[grid] = numpy.divmod(numpy.arange(ASIDE * ASIDE), ASIDE)
        club = numpy.zeros(size, dtype=int)
        for place in range(1, len(CLUBS)):
            members, chosen = chosen[: 10 - place % 2], chosen[10 - place % 2 :]
            club[members] = place
        job = numpy.zeros(size, dtype=int)
        job[chosen[:5]], job[chosen[5:9]] = 1, 2
        columns |= {"lane": lane, "mark": mark, "circle": circle, "club": club, "street": street, "door": door}
        columns["job"] = job
        # In another order than the lanes, as files are.
        order = rng.permutation(numpy.flatnonzero(kept))
        columns = {name: column[order] for name, column in columns.items()}
        marked = numpy.flatnonzero(columns["mark"])
        _, first = numpy.unique(columns["lane"][marked], return_index=True)
        busy = marked[first[:BUSY]]
        return cls(columns, random_calls(rng, len(order), 0.3, busy), seed, busy)

    @classmethod
    def lonely(cls, seed: str) -> "Town":
        """The same declarations with one person and no call."""
        columns = {name: numpy.zeros(1, dtype=int) for name in VARIABLES}
        return cls(columns, random_calls(numpy.random.default_rng(0), 1, 0), seed)

    def write(self, folder: pathlib.Path):
        """Declarations and files, as an operator has them."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "resident.json").write_text(json.dumps(resident()))
        (folder / "call.json").write_text(json.dumps(call()))
        columns = [[VARIABLES[name][place] for place in self.columns[name]] for name in VARIABLES]
        write(folder / "resident.csv", [("number", *VARIABLES), *zip(self.names, *columns, strict=True)])
        kinds = ["one", "two", "rare"]
        months = [f"2025-{month:02}" for month in range(4, 13)] + ["2026-01", "2026-02", "2026-03"]
        rows = zip(*(self.calls[name] for name in ("who", "kind", "month", "minutes")), strict=True)
        told = [(self.names[who], kinds[kind], months[month], minutes) for who, kind, month, minutes in rows]
        write(folder / "call.csv", [("number", "kind", "month", "minutes"), *told])

    def load(self, folder: pathlib.Path, opted_out=(), day=TODAY) -> Office:
        """A deployment with these people in it."""
        self.write(folder)
        write(folder / "no.csv", [("identifier", "kind", "from", "to"), *opted_out])
        files = [(folder / f"{name}.json", folder / f"{name}.csv") for name in ("resident", "call")]
        office = Office.open(folder / "deployment", files, folder / "no.csv", day)
        office.tokens[SECOND] = office.deployment.token(SECOND, "researcher")
        return office


def random_calls(rng, people: int, share: float, busy=()) -> dict[str, numpy.ndarray]:
    """Short calls for a share of the people, and for the busy ones two hundred long ones each."""
    who = numpy.sort(numpy.concatenate([rng.integers(0, people, int(people * share)), numpy.repeat(busy, 200)]))
    who, count = who.astype(int), len(who)
    kind = (rng.random(count) < 0.3).astype(int)
    minutes = numpy.where(numpy.isin(who, busy), 100, rng.integers(0, 61, count))
    return {"who": who, "kind": kind, "month": rng.integers(0, 12, count), "minutes": minutes}


def write(path: pathlib.Path, rows):
    with path.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


@dataclass
class Region:
    """A gateway that serves a town, and its office."""

    town: Town
    office: Office
    server: object

    def project(self, researcher=RESEARCHER, **terms) -> str:
        """A new project of one researcher, with a full budget."""
        return self.office.approved(
            self.server,
            ["resident", "call"],
            [*NAMES, "call.kind", "call.month", "call.minutes"],
            "2026-03",
            researcher=researcher,
            **terms,
        )


def without_ticks(folder: pathlib.Path, change=lambda profile: None) -> pathlib.Path:
    """The shipped policies with a tick of nothing, as time is not what is attacked."""

    def changed(profile):
        profile.update(tickMilliseconds=0)
        change(profile)

    return policies_with(folder, changed)


