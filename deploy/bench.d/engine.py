"""Counting over linked data: CPU time of our engine against DuckDB and SQLite, answers compared."""
# Needs: salthouse-bench

import json
import os
import shutil
import sqlite3
import statistics
import time
from pathlib import Path

import duckdb

from _report import KEPT, Report, arguments, program, say

OPTIONS = arguments(
    __doc__, ("--people", 10_000_000, "how many people; each has about three events"),
    ("--sqlite-runs", 1, "how often SQLite is measured, which takes minutes; 0 leaves it out"),
    ("--growth", 1, "0 leaves out growth and segments"), ("--keep", 0, "1 keeps the data, for the next time"))
FOLDER = KEPT / "engine"
POLICIES = Path(__file__).resolve().parents[2] / "policies"
THREADS = os.cpu_count()
# C, in how many cells one person may count. Nobody has more events than the first, so that answers can be compared; one
# in two hundred people is in more cells than the second, one in eight in more than the third.
FREE, TIGHT, TIGHTER = 24, 12, 6

PERSON = "i AS id, i*7919%10007%6 AS borough, i*6101%10009%10 AS age, i*5303%10037%2 AS sex"
EVENTS = "CASE WHEN h<380 THEN 0 WHEN h<580 THEN 1 WHEN h<730 THEN 3 WHEN h<865 THEN 6 WHEN h<995 THEN 11 ELSE 24 END"
MONTH, TYPE = "e%1000003*(e%1000003)%1000003%36", "e*99991%1000033%4"
EVENT = f"e/32 AS person, {MONTH} AS month, {TYPE} AS type"
WHERE = "type = 1 AND month BETWEEN 6 AND 17"
DURING = {"from": "2023-10", "to": "2024-09"}
ALWAYS = {"from": "2023-04", "to": "2026-03"}
EMERGENCIES = {"variable": "event.type", "in": ["1"]}

LINKED, DISTINCT, COUNT = "three-dimension linked count", "filtered distinct people", "filtered count"
QUESTIONS = {
    LINKED: (
        {"by": ["person.borough", "person.age", {"variable": "event.month", "during": ALWAYS}],
         "measures": {"m": {"count": "event", "during": ALWAYS}}},
        "SELECT borough, age, month, count(*) FROM {} GROUP BY borough, age, month", ["borough", "age", "month"]),
    DISTINCT: (
        {"by": [], "measures": {"m": {"count": "unit"}},
         "population": {"some": "event", "where": EMERGENCIES, "during": DURING}},
        "SELECT count(DISTINCT person) FROM {} WHERE " + WHERE, []),
    COUNT: (
        {"by": [], "measures": {"m": {"count": "event", "where": EMERGENCIES, "during": DURING, "atMost": 24}},
         "population": {"variable": "person.sex", "in": ["1"]}},
        "SELECT count(*) FROM {} WHERE sex = 1 AND " + WHERE, []),
}
JOINED, PREJOINED = "(event JOIN person ON person = id)", "joined"
BARS = {LINKED: 0.5, DISTINCT: 0.25, COUNT: 1.0}


def questions():
    """The questions as a gateway would get them."""
    common = {"project": "P-0001", "purpose": "research", "unit": "person", "asOf": "2026-03"}
    return json.dumps([{**common, **ours} for ours, _, _ in QUESTIONS.values()])


def made(name, make):
    """A folder of data that is made once: it gets its name when it is whole."""
    place = FOLDER / name
    if not place.exists():
        say(f"making {name}")
        unfinished = FOLDER / f"{name}.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        make(unfinished)
        unfinished.rename(place)
    return place


def published(people, cells, segments=1):
    """A generation of so many people. The bound is part of the declaration, so it is published anew for each bound."""
    def make(directory):
        program("make", "--directory", directory, "--people", people, "--cells", cells, "--segments", segments)
    place = made(f"ours-{people}-{segments}", make)
    make(place)
    return place


def ask(place, runs):
    """What our engine says, from a process of its own, and the CPU time of each run but the first, which warms it up."""
    found = program(
        "engine", "--directory", place, "--policies", POLICIES, "--threads", THREADS, "--runs", runs + 1,
        "--questions", questions())
    found["seconds"] = [[run / 1e9 for run in answer["cpuNanoseconds"][1:]] for answer in found["answers"]]
    return found


def in_duckdb(directory):
    base = duckdb.connect(str(directory / "data"))
    base.execute(f"CREATE TABLE person AS SELECT {PERSON} FROM range({OPTIONS.people}) r(i)")
    base.execute("CREATE TABLE small AS SELECT id::UINTEGER AS id, borough::UTINYINT AS borough, age::UTINYINT AS age, "
                 "sex::UTINYINT AS sex FROM person")
    base.execute("DROP TABLE person; ALTER TABLE small RENAME TO person")
    base.execute(
        f"CREATE TABLE event AS SELECT (e//32)::UINTEGER AS person, ({MONTH})::UTINYINT AS month, "
        f"({TYPE})::UTINYINT AS type FROM (SELECT i*32+unnest(range({EVENTS})) AS e "
        f"FROM (SELECT i, i*4201%10039%1000 AS h FROM range({OPTIONS.people}) r(i)))")
    base.execute(f"CREATE TABLE joined AS SELECT person, month, type, borough, age, sex FROM {JOINED} ORDER BY person")
    base.close()


def in_sqlite(directory):
    base = sqlite3.connect(directory / "data")
    base.executescript(f"""
        PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
        CREATE TABLE person (id INTEGER PRIMARY KEY, borough INTEGER, age INTEGER, sex INTEGER);
        INSERT INTO person WITH RECURSIVE r(i) AS (SELECT 0 UNION ALL SELECT i+1 FROM r WHERE i+1 < {OPTIONS.people})
            SELECT {PERSON} FROM r;
        CREATE TABLE joined (person INTEGER, month INTEGER, type INTEGER, borough INTEGER, age INTEGER, sex INTEGER);
        INSERT INTO joined WITH RECURSIVE n(k) AS (SELECT 0 UNION ALL SELECT k+1 FROM n WHERE k < 23)
            SELECT {EVENT}, borough, age, sex FROM
            (SELECT i*32+k AS e, borough, age, sex FROM
                (SELECT id AS i, borough, age, sex, id*4201%10039%1000 AS h FROM person) JOIN n ON k < {EVENTS});
        """)
    base.commit()
    base.close()


def sql(base, query, runs):
    """CPU seconds of each run, every thread counted, and the rows."""
    seconds = []
    for _ in range(runs):
        start = time.process_time()
        rows = base.execute(query).fetchall()
        seconds.append(time.process_time() - start)
    return seconds, rows


def flat(rows, by):
    """Rows of a grouped count in the order of our cells."""
    sizes = {"borough": 6, "age": 10, "month": 36}
    cells = 1
    for name in by:
        cells *= sizes[name]
    values = [0] * cells
    for *groups, count in rows:
        place = 0
        for name, group in zip(by, groups):
            place = place * sizes[name] + group
        values[place] = count
    return values


def compare(report):
    """The three questions on the whole data, ours and DuckDB's in turn, so that both meet the same machine."""
    free = ask(published(OPTIONS.people, FREE), OPTIONS.runs)
    tighter = ask(published(OPTIONS.people, TIGHTER), OPTIONS.runs)
    base = duckdb.connect(str(made(f"duckdb-{OPTIONS.people}", in_duckdb) / "data"), read_only=True)
    base.execute(f"SET threads = {THREADS}")
    place = published(OPTIONS.people, TIGHT)
    mine = {name: [] for name in QUESTIONS}
    theirs = {(name, source): [] for name in QUESTIONS for source in (PREJOINED, JOINED)}
    rows = {}
    for run in range(OPTIONS.runs + 1):
        say(f"run {run} of {OPTIONS.runs}" if run else "warming up")
        found = ask(place, 1)
        for name, seconds in zip(QUESTIONS, found["seconds"]):
            mine[name] += seconds if run else []
        for name, source in theirs:
            seconds, rows[name] = sql(base, QUESTIONS[name][1].format(source), 1)
            theirs[name, source] += seconds if run else []
    lite = sqlite3.connect(made(f"sqlite-{OPTIONS.people}", in_sqlite) / "data") if OPTIONS.sqlite_runs else None
    for place, (name, (_, query, by)) in enumerate(QUESTIONS.items()):
        ours = report.figure(f"{name}: ours", "CPU s", mine[name])
        prejoined = report.figure(f"{name}: DuckDB, pre-joined", "CPU s", theirs[name, PREJOINED])
        joined = report.figure(f"{name}: DuckDB, joined", "CPU s", theirs[name, JOINED])
        report.ratio(f"{name}: ours to DuckDB's best", ours / min(prejoined, joined), at_most=BARS[name])
        report.ratio(
            f"{name}: the same, of the least of all runs",
            min(mine[name]) / min(theirs[name, PREJOINED] + theirs[name, JOINED]))
        values = flat(rows[name], by)
        report.check(
            f"{name}: the answers are the same", free["answers"][place]["values"][0][:len(values)] == values)
        if lite:
            say(f"SQLite: {name}")
            seconds, lite_rows = sql(lite, query.format(PREJOINED), OPTIONS.sqlite_runs)
            report.figure(f"{name}: SQLite, pre-joined", "CPU s", seconds)
            report.ratio(f"{name}: ours to SQLite", ours / min(seconds))
            report.check(f"{name}: SQLite's answers are the same", sorted(lite_rows) == sorted(rows[name]))
    report.figure(f"{LINKED}: ours, nobody above the bound", "CPU s", free["seconds"][0])
    report.figure(f"{LINKED}: ours, one in eight above it", "CPU s", tighter["seconds"][0])


def grow(report):
    """The same per person for fewer and more people, and for data that arrived in a hundred segments."""
    per_person = []
    for millions in 1, 3, 10, 30:
        found = ask(published(millions * 1_000_000, TIGHT), OPTIONS.runs)
        median = report.figure(f"{LINKED}: {millions} M people", "CPU s", found["seconds"][0])
        per_person.append(median / millions)
        report.ratio(f"{LINKED}: {millions} M people, CPU ns for each person", per_person[-1] * 1e3)
    report.ratio("30 M people to 1 M, for each person", per_person[-1] / per_person[0], at_most=1.5)
    report.figure("size of the generation of 30 M people", "MiB", [found["bytes"] / 2**20])
    report.figure("opening it", "CPU ms", [found["openingNanoseconds"] / 1e6])
    report.figure("opening it", "ms by the clock", [found["openingClockNanoseconds"] / 1e6])
    report.figure("anonymous memory after opening it", "MiB more", [found["openingAnonymousKiB"] / 1024])
    report.figure("verifying all of it", "CPU s", [found["verifyingNanoseconds"] / 1e9])
    report.ratio("opening, in ms by the clock", found["openingClockNanoseconds"] / 1e6, at_most=50)
    report.ratio("anonymous memory, in MiB", found["openingAnonymousKiB"] / 1024, at_most=4)
    places = published(OPTIONS.people, TIGHT), published(OPTIONS.people, TIGHT, segments=100)
    one, many = ([[] for _ in QUESTIONS] for _ in places)
    for _ in range(OPTIONS.runs):
        for place, runs in zip(places, (one, many)):
            for question, seconds in enumerate(ask(place, 1)["seconds"]):
                runs[question] += seconds
    for question, name in enumerate(QUESTIONS):
        ratio = report.figure(f"{name}: after 100 loads", "CPU s", many[question]) / statistics.median(one[question])
        report.ratio(f"{name}: after 100 loads to after one", ratio, at_most=1.2)


def main():
    report = Report("engine", duckdb=duckdb.__version__, sqlite=sqlite3.sqlite_version)
    compare(report)
    if OPTIONS.growth:
        grow(report)
    if not OPTIONS.keep:
        shutil.rmtree(FOLDER)
    report.finish(OPTIONS.json)


main()
