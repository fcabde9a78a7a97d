"""Nobody, few and many look alike in everything but a table that shows: no star, refusal, error or header tells."""

import json
import re

import pytest
from askers import ExactThreshold, Service, Weak, among, count
from decisions import Finding, fails, succeeds
from outward import outward
from questions import question
from town import JOBS, VARIABLES, WARDS

# Few people have the first, nobody has the second.
RARE, ABSENT = JOBS[1], JOBS[3]
YEAR = {"from": "2025-04", "to": "2026-03"}
RARE_CALLS = {"count": "call", "where": {"variable": "call.kind", "in": ["rare"]}, "during": YEAR}


# What a table shows of a group


class GroupedByData(ExactThreshold):
    """Has a row for each group that somebody is in, as databases do."""

    name = "rows from the data"

    def ask(self, query):
        table = super().ask(query)
        table["rows"] = [row for row in table["rows"] if row["people"].get("value") != 0]
        return table


def group_keys(asker, variable: str, absent: list[str], rare: list[str]) -> Finding:
    """Does a table by this variable tell a group of few from a group of nobody? Nothing is left to chance: the floor
    is held against true numbers, so neither may show."""
    rows = {row[f"resident.{variable}"]: row for row in asker.ask(count(by=[variable]))["rows"]}
    seen = [{json.dumps(rows.get(code, {}).get("people")) for code in codes} for codes in (absent, rare)]
    says = f"nobody is {seen[0]}, few are {seen[1]}"
    return Finding(f"group keys of {variable}", asker.name, seen[0] != seen[1], says)


def test_a_group_of_nobody_looks_like_a_group_of_few(service, weak, town):
    succeeds(group_keys(weak.threshold, "job", [ABSENT], [RARE]))
    succeeds(group_keys(GroupedByData(town), "job", [ABSENT], [RARE]))
    fails(group_keys(service, "job", JOBS[3:], JOBS[1:3]))
    # In the other fields no group is empty; each of few looks like an absent job.
    for variable in ("mark", "circle"):
        fails(group_keys(service, variable, [], []))
        rows = service.ask(count(by=[variable]))["rows"]
        assert [row[f"resident.{variable}"] for row in rows] == VARIABLES[variable]
        assert {json.dumps(row["people"]) for row in rows[1:]} == {'{"status": "not-shown"}'}


# Everything else of a reply

PAIRS = {
    "a count": {"measures": {"people": {"count": "unit"}}},
    "a table": {"by": ["resident.ward"]},
    "events": {"measures": {"calls": {"count": "call", "during": YEAR}}},
    "a proportion": {"measures": {"part": {"proportion": among("secret", ["yes"])}}},
    "a ratio to units": {
        "measures": {"rate": {"ratio": {"of": RARE_CALLS, "to": {"count": "unit"}}, "per": 1000}},
    },
    "a ratio to nothing": {
        "measures": {"rate": {"ratio": {"of": {"count": "unit"}, "to": RARE_CALLS}, "per": 1000}},
    },
    "a mean": {"measures": {"mean": {"mean": "call.minutes", "during": YEAR, "atMost": 2}}},
    "a variance": {"measures": {"variance": {"variance": "call.minutes", "during": YEAR, "atMost": 2}}},
    "quantiles": {
        "measures": {
            "middle": {"quantiles": "call.minutes", "at": ["0.5"], "grouping": "bands", "during": YEAR, "atMost": 2}
        }
    },
    "too dear": {"by": ["resident.ward", "resident.f00", "resident.f01"], "totals": True, "precision": "high"},
    "too fine": {"by": ["resident.lane", "resident.mark"]},
    "another purpose": {"purpose": "research"},
}


def without_codes(seen: dict) -> str:
    """The reply without the code and the project that were asked for, and without places in the log."""
    text = json.dumps(seen, sort_keys=True)
    return re.sub(r"\bj0[13]\b|\bP-\d{4}\b|\b(entry|intent|seq|index)\W+\d+", "…", text)


@pytest.mark.parametrize("words", PAIRS)
def test_a_reply_about_nobody_is_like_a_reply_about_few(region, words):
    """Status, headers, shape, price and receipt of two questions that differ by one code; nothing is left to chance."""
    seen = []
    for code in (RARE, ABSENT):
        asker = Service(region)
        body = question("", population={"all": [among("job", [code])]}) | PAIRS[words]
        reply = asker.reply(body)
        told = outward(reply)
        told.pop("proof", None)
        if reply.status_code == 200:
            assert reply.text.count('"not-shown"') >= len(reply.json()["rows"]), "something of a few people is shown"
        seen.append((without_codes(told), asker.spent()))
        asker.client.close()
    assert seen[0] == seen[1], f"{words} tells few from nobody"


class Naive(Weak):
    """Lets the people decide about more than the table: each way tells whether there is anybody."""

    def __init__(self, town, way: str):
        super().__init__(town)
        self.name, self.way, self.spent = way, way, 0

    def status(self, query: dict) -> tuple:
        people = int(self.matches(query["population"]).sum())
        match self.way:
            case "not found where there is nobody":
                return (404 if people == 0 else 200,)
            case "an error where a ratio has no denominator":
                return (500 if people == 0 else 200,)
            case "refused where a cell is small":
                return (403 if 1 <= people <= 7 else 200,)
            case "what shows nothing is free":
                self.spent += people > 0
                return (200, self.spent)
        raise AssertionError(self.way)


@pytest.mark.parametrize(
    "way",
    [
        "not found where there is nobody",
        "an error where a ratio has no denominator",
        "refused where a cell is small",
        "what shows nothing is free",
    ],
)
def test_signals_are_found_where_they_are(town, way):
    naive = Naive(town, way)
    seen = [naive.status(count(among("job", [code]))) for code in (ABSENT, RARE)]
    succeeds(Finding("signals", way, seen[0] != seen[1], f"{seen}"))


# Quantiles, least and most, and edges from the data

EDGES = [
    {"measures": {"least": {"min": "call.minutes", "during": YEAR}}},
    {"measures": {"most": {"max": "call.minutes", "during": YEAR}}},
    {"measures": {"most": {"quantiles": "call.minutes", "at": ["1.0"], "grouping": "bands", "during": YEAR}}},
    {"measures": {"most": {"quantiles": "call.minutes", "at": ["0"], "grouping": "bands", "during": YEAR}}},
    {"population": {"variable": "call.minutes", "from": 0}},
    {"population": {"some": "call", "where": {"variable": "call.minutes", "from": 99.5}, "during": YEAR}},
    {"population": {"variable": "resident.lane", "in": ["l00*"]}},
    {"by": [{"variable": "call.minutes", "grouping": "quartiles"}]},
    {"measures": {"mean": {"mean": "call.minutes", "during": YEAR, "clamp": {"to": 37}}}},
]


@pytest.mark.parametrize("members", EDGES, ids=range(len(EDGES)))
def test_no_edge_comes_from_the_data(service, members):
    """Least, most, extreme quantiles, raw values and edges between declared ones are no questions."""
    reply = service.reply(question("") | members)
    assert reply.status_code == 400, reply.text
    assert service.spent() == 0


# Bytes

NUMBER = re.compile(rb'(?<=[:\[,])-?[\d][\d.eE+-]*(?=[,\]}])')
DECIMAL = re.compile(r"(0|[1-9]\d*)\.\d{1,3}")


def test_bytes_tell_nothing_of_the_order_of_rows_or_of_arithmetic(service):
    """Rows stand in the order of the code lists; whole numbers are multiples of five; ratios have fixed decimals."""
    measures = {"calls": {"count": "call", "during": YEAR}, "part": {"proportion": among("secret", ["yes"])}}
    reply = service.reply(question("", by=["resident.ward", "resident.f00"], measures=measures, totals=True))
    assert reply.status_code == 200, reply.text
    table = reply.json()
    rows = [(row["resident.ward"], row["resident.f00"]) for row in table["rows"]]
    inner = [pair for pair in rows if "_total" not in pair]
    flags = [code for code in table["dimensions"][1]["codes"] if code != "_total"]
    assert inner == [(ward, flag) for ward in WARDS for flag in flags]
    for number in NUMBER.findall(reply.content):
        assert re.fullmatch(rb"-?(0|[1-9]\d*)", number) and number != b"-0", number
    for row in table["rows"]:
        if "value" in row["calls"]:
            assert type(row["calls"]["value"]) is int and row["calls"]["value"] % 5 == 0
        if "value" in row["part"]:
            assert DECIMAL.fullmatch(row["part"]["value"])
            assert len(row["part"]["value"].split(".")[1]) == 3
            assert row["part"]["numerator"]["value"] % 5 == row["part"]["denominator"]["value"] % 5 == 0


