"""Rows loaded for each second of CPU time, with every check and pseudonym, against wc -l and DuckDB's CSV reader."""
# Needs: salthouse

import json
import shutil
from pathlib import Path

import duckdb

from _report import KEPT, PROGRAMS, Report, arguments, child, cpu_seconds, say

OPTIONS = arguments(
    __doc__, ("--rows", 5_000_000, "how many events the file has"), ("--people", 1_500_000, "how many people they are of"))
FOLDER = KEPT / f"load-{OPTIONS.rows}-{OPTIONS.people}"
PEOPLE, EVENTS = FOLDER / "person.csv", FOLDER / "event.csv"
AREAS = ["E06000006", "E08000011", "E08000012", "E08000013", "E08000014", "E08000015"]
CHAPTERS = [chr(65 + index) for index in range(22)]
PROVIDERS = [f"R{number}" for number in range(10, 50)]
TYPES = ["ae", "emergency", "elective", "outpatient"]
ARRIVED = ["", "n/k", "NULL", ".", "yes", "no"]


def one_of(values, salt, row="r"):
    """SQL for one of some values, chosen by a hash of the row's number."""
    return f"{values}[(1 + hash({row} + {salt}) % {len(values)})::int]"


def make_files():
    """Made-up people with valid NHS numbers, and their events, from hashes: the same files again on every machine."""
    if EVENTS.exists():
        return
    say("Making the files")
    FOLDER.mkdir(parents=True, exist_ok=True)
    sql = duckdb.connect()
    digits = "list_sum(list_transform(range(1, 10), lambda k: ((n // pow(10, 9 - k)::bigint) % 10) * (11 - k)))::bigint"
    sql.execute(f"""
        create table nine as select distinct 400000000 + (hash(r) % 599999999)::bigint n from range({OPTIONS.people}) t(r);
        create table sums as select n, (11 - {digits} % 11) % 11 as digit from nine;
        create table people as
            select row_number() over (order by n) - 1 r, n::varchar || digit::varchar id from sums where digit <> 10;
        copy (select id nhs_number, {one_of(AREAS, 1)} area, {one_of(["F", "M", "", "X"], 2)} sex,
                strftime(date '1930-01-01' + (hash(r + 3) % 34000)::int, '%Y-%m') birth_month
            from people order by hash(r)) to '{PEOPLE}' (header);
        """)
    people = sql.execute("select count(*) from people").fetchone()[0]
    # A plain number, so that the join is by hash and not each with each.
    sql.execute(f"""
        create table events as select r, (hash(r + 10) % {people})::bigint person from range({OPTIONS.rows}) t(r);
        copy (select id patient, strftime(date '2023-01-01' + (hash(e.r + 4) % 1095)::int, '%Y-%m-%d') date,
                {one_of(TYPES, 5, "e.r")} as type, {one_of(CHAPTERS, 6, "e.r")} chapter,
                (hash(e.r + 7) % 30)::int los, {one_of(PROVIDERS, 8, "e.r")} provider,
                {one_of(ARRIVED, 9, "e.r")} arrived
            from events e join people p on p.r = e.person) to '{EVENTS}.new' (header);
        """)
    Path(f"{EVENTS}.new").rename(EVENTS)


def code(name, values, **more):
    return {"name": name, "type": "code", "column": name, "codes": [{"code": value} for value in values], **more}


def declarations():
    """The two datasets, as an operator would declare them."""
    common = {
        "controllers": [{"id": "icb", "name": "ICB", "covers": "everything"}], "tier": "pseudonymised", "unit": "person",
        "population": OPTIONS.people, "asOf": "2026-03"}
    person = {
        **common, "id": "person", "title": "People", "rowsPerUnit": "one", "register": True,
        "key": {"column": "nhs_number", "identifier": "nhsNumber"}, "variables": [
            code("area", AREAS), code("sex", ["F", "M"], missing={"notStated": ["", "X"]}),
            {"name": "birthMonth", "type": "month", "column": "birth_month", "from": "1900-01", "to": "2026-03"}]}
    event = {
        **common, "id": "event", "title": "Events", "rowsPerUnit": "many", "time": "date",
        "bounds": {"perCell": 3, "cells": 2}, "key": {"column": "patient", "identifier": "nhsNumber"}, "variables": [
            {"name": "date", "type": "date", "column": "date", "from": "2020-01-01", "to": "2030-12-31"},
            code("type", TYPES), code("chapter", CHAPTERS), code("provider", PROVIDERS),
            {"name": "losDays", "type": "integer", "measuredIn": "day", "column": "los", "from": 0, "to": 400},
            {"name": "arrived", "type": "flag", "column": "arrived", "missing": {"notStated": ["", "n/k", "NULL", "."]}}]}
    for dataset in (person, event):
        (FOLDER / f"{dataset['id']}.json").write_text(json.dumps(dataset))


def load(deployment, name):
    """CPU seconds and largest memory in MiB of one load."""
    return child([
        PROGRAMS / "salthouse", "load", "--directory", deployment, "--declaration", FOLDER / f"{name}.json", "--csv",
        FOLDER / f"{name}.csv"])[1:]


def duckdb_run():
    """DuckDB reads the same file into a table in memory, all columns as text, and with types that it is told."""
    columns = "{'patient': 'VARCHAR', 'date': 'DATE', 'type': 'VARCHAR', 'chapter': 'VARCHAR', 'los': 'INTEGER', " \
        "'provider': 'VARCHAR', 'arrived': 'VARCHAR'}"
    sql = duckdb.connect()
    seconds, _ = cpu_seconds(lambda: sql.execute(
        f"create table event as select * from read_csv('{EVENTS}', header = true, columns = {columns})"))
    return seconds


def main():
    make_files()
    declarations()
    report = Report("load", duckdb=duckdb.__version__)
    people = sum(1 for _ in PEOPLE.open()) - 1
    ours = {"person": [], "event": []}
    memory, wc, theirs = [], [], []
    for run in range(OPTIONS.runs):
        say(f"run {run + 1} of {OPTIONS.runs}")
        deployment = FOLDER / "deployment"
        shutil.rmtree(deployment, ignore_errors=True)
        child([PROGRAMS / "salthouse", "init", "--directory", deployment, "--origin", "bench.example/log"])
        for name, seconds in ours.items():
            used, largest = load(deployment, name)
            seconds.append(used)
            memory.append(largest)
        shutil.rmtree(deployment)
        wc.append(child(["wc", "-l", EVENTS])[1])
        theirs.append(duckdb_run())
    rows = {"person": people, "event": OPTIONS.rows}
    rates = {
        name: report.figure(f"{name} rows", "for each CPU second", [rows[name] / used for used in seconds])
        for name, seconds in ours.items()}
    event = report.figure("event file", "CPU seconds", ours["event"])
    lines = report.figure("wc -l", "CPU seconds", wc)
    read = report.figure("DuckDB reads it", "CPU seconds", theirs)
    largest = report.figure("largest memory", "MiB", memory)
    report.ratio("million event rows for each CPU second", rates["event"] / 1e6, at_least=0.5)
    report.ratio("ours to wc -l", event / max(lines, 0.001))
    report.ratio("ours to DuckDB's CSV reader", event / read)
    report.check("memory stays below 1 GiB", largest <= 1024)
    report.finish(OPTIONS.json)


main()
