"""Who answers an attacker: the real gateway, and weak stand-ins over the same people."""

import itertools
import json
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from typing import Protocol

import httpx
import numpy
from offices import RESEARCHER
from questions import ask, question
from town import VARIABLES, WARDS, Region, Town

TOTAL = "_total"
SIMULTANEOUS = 6
VARIANCE = {"high": 9, "standard": 25, "exploratory": 100, "scan": 400}


class Asker(Protocol):
    """Answers queries with tables, or with nothing where the budget is spent."""

    name: str

    def ask(self, query: dict) -> dict | None: ...

    def ask_all(self, queries: list[dict]) -> list[dict | None]: ...


def cell_values(table: dict) -> list[int | None]:
    """The values of a table's only measure by the codes of its rows, rising, the first dimension first: two tables can be
    compared whatever the order of their rows is. Nothing where a star stands."""
    (measure,) = table["measures"]
    rows = sorted(table["rows"], key=lambda row: [code for name, code in row.items() if name != measure])
    return [row[measure].get("value") for row in rows]


def total(table: dict | None) -> int | None:
    """The value of a table of one cell; nothing where it is a star, or refused."""
    return cell_values(table)[0] if table else None


def count(*conditions, by=(), **members) -> dict:
    """A question that counts people who meet all conditions."""
    population = {"population": {"all": list(conditions)}} if conditions else {}
    return question("", by=[f"resident.{name}" for name in by], **population, **members)


def among(name: str, codes) -> dict:
    return {"variable": f"resident.{name}", "in": list(codes)}


class Service:
    """The real gateway, asked over HTTP by one researcher for one project."""

    name = "the gateway"

    def __init__(self, region: Region, researcher=RESEARCHER, project: str | None = None):
        self.project = project or region.project(researcher)
        self.client = region.office.client(region.server, researcher)

    def reply(self, query: dict, **headers) -> httpx.Response:
        return ask(self.client, query | {"project": self.project}, **headers)

    def ask(self, query: dict) -> dict | None:
        reply = self.reply(query)
        if reply.status_code == 403:
            assert [reason["clause"] for reason in reply.json()["reasons"]] == ["PRI-6"], reply.text
            return None
        assert reply.status_code == 200, f"{json.dumps(query)} {reply.text[:1000]}"
        return reply.json()

    def ask_all(self, queries: list[dict]) -> list[dict | None]:
        with ThreadPoolExecutor(SIMULTANEOUS) as pool:
            return list(pool.map(self.ask, queries))

    def spent(self) -> Fraction:
        return Fraction(self.client.get(f"/v1/projects/{self.project}/budget").json()["spent"])


class Weak:
    """Counts people as they are; how the numbers are protected is the business of each kind. No budget holds it."""

    name = "exact values"

    def __init__(self, town: Town):
        self.town = town
        self.rng = numpy.random.default_rng(list(f"weak {town.seed}".encode()))
        self.columns = {name: column for name, column in town.columns.items()}
        self.columns["ward"] = town.columns["lane"] // 3
        self.codes = VARIABLES | {"ward": WARDS}

    def ask(self, query: dict) -> dict | None:
        mask = self.matches(query.get("population", {"all": []}))
        names = [name.removeprefix("resident.") for name in query.get("by", [])]
        sizes = [len(self.codes[name]) for name in names]
        shapes = itertools.product((True, False), repeat=len(names)) if query.get("totals") else [(True,) * len(names)]
        rows = []
        for kept in shapes:
            held = [size if keep else None for size, keep in zip(sizes, kept, strict=True)]
            rows += self.marginal(query, mask, names, held)
        (measure,) = query["measures"]
        return {"dimensions": names, "measures": {measure: {}}, "rows": rows}

    def ask_all(self, queries: list[dict]) -> list[dict | None]:
        return [self.ask(query) for query in queries]

    def marginal(self, query, mask, names, sizes) -> list[dict]:
        """The rows of one marginal; a dimension without a size is summed over."""
        cell = numpy.zeros(self.town.size, dtype=int)
        for name, size in zip(names, sizes, strict=True):
            if size:
                cell = cell * size + self.columns[name]
        counted = int(numpy.prod([size for size in sizes if size], dtype=int))
        where = numpy.flatnonzero(mask)
        exact = numpy.bincount(cell[where], minlength=counted)
        (measure,) = query["measures"]
        shown = self.protect(query, exact, cell[where], where)
        codes = itertools.product(
            *(self.codes[name] if size else [TOTAL] for name, size in zip(names, sizes, strict=True))
        )
        rows = []
        for held, value in zip(codes, shown, strict=True):
            told = {"status": "not-shown"} if value is None else {"value": value, "status": "released"}
            rows.append({f"resident.{name}": code for name, code in zip(names, held, strict=True)} | {measure: told})
        return rows

    def protect(self, query, exact, cell, where) -> list[int | None]:
        """What is told of each cell. `cell` has the cell of each person in `where`."""
        return [int(value) for value in exact]

    def matches(self, condition: dict) -> numpy.ndarray:
        """Who meets a condition."""
        match condition:
            case {"all": parts}:
                return numpy.all([numpy.ones(self.town.size, dtype=bool), *map(self.matches, parts)], axis=0)
            case {"any": parts}:
                return numpy.any([self.matches(part) for part in parts], axis=0)
            case {"not": part}:
                return ~self.matches(part)
            case {"variable": name, "in": codes}:
                name = name.removeprefix("resident.")
                return numpy.isin(self.columns[name], [self.codes[name].index(code) for code in codes])
            case {"variable": name, "from": first, "to": last}:
                name = name.removeprefix("resident.")
                places = self.codes[name].index(first), self.codes[name].index(last)
                return (self.columns[name] >= places[0]) & (self.columns[name] <= places[1])
        raise AssertionError(f"the weak askers do not know {condition}")


def rounded(value: int) -> int:
    return 5 * round(value / 5)


class ExactThreshold(Weak):
    """One to seven are hidden, everything else is rounded to five, as many publishers do; a zero shows."""

    name = "suppress 1-7, round to 5"

    def protect(self, query, exact, cell, where):
        return [None if 1 <= value <= 7 else rounded(int(value)) for value in exact]


class FreshNoise(Weak):
    """The noise, floor and threshold of `standard`, but drawn anew whenever somebody asks."""

    name = "fresh noise"
    deviation = 5

    def protect(self, query, exact, cell, where):
        noisy = exact + numpy.rint(self.rng.normal(0, self.deviation, len(exact))).astype(int)
        least = 10 + 2 * self.deviation
        return [rounded(int(b)) if a >= 10 and b >= least else None for a, b in zip(exact, noisy, strict=True)]


class SnapshotBudget(FreshNoise):
    """As `standard`, one draw for each question of a snapshot, but each new snapshot brings a new budget."""

    name = "a budget for each snapshot"

    def __init__(self, town: Town):
        super().__init__(town)
        self.next_day()

    def next_day(self):
        self.drawn: dict[str, dict] = {}
        self.left = Fraction(2)

    def ask(self, query):
        key = json.dumps(query)
        if key not in self.drawn:
            price = Fraction(1, 2 * VARIANCE[query.get("precision", "standard")])
            if price > self.left:
                return None
            self.left -= price
            self.drawn[key] = super().ask(query)
        return self.drawn[key]


class CellKey(Weak):
    """Blurs each cell by at most five, by its people's keys: equal people, equal blur. Below ten is hidden."""

    name = "cell key"
    # Variance 3, and no bias.
    changes = numpy.arange(-5, 6)

    def __init__(self, town: Town):
        super().__init__(town)
        self.keys = self.rng.integers(0, 1 << 63, town.size, dtype=numpy.uint64)
        weights = numpy.exp(-(self.changes**2) / 6.3)
        self.steps = numpy.cumsum(weights / weights.sum())

    def without(self, gone: list[int]) -> "CellKey":
        """The same, when these people have left."""
        kept = numpy.setdiff1d(numpy.arange(self.town.size), gone)
        other = CellKey(Town({name: column[kept] for name, column in self.town.columns.items()}, {}, self.town.seed))
        other.keys = self.keys[kept]
        return other

    def protect(self, query, exact, cell, where):
        sums = numpy.zeros(len(exact), dtype=numpy.uint64)
        numpy.add.at(sums, cell, self.keys[where])
        parts = (sums % numpy.uint64(1 << 63)).astype(float) / float(1 << 63)
        change = self.changes[numpy.searchsorted(self.steps, parts).clip(0, 10)]
        return [int(a + b) if a >= 10 else None for a, b in zip(exact, change, strict=True)]


