"""The SATRE table accounts for every id of the specification, and its evidence is there."""

import re

from deployments import TOP

TABLE = (TOP / "deploy" / "SATRE.md").read_text()
ROW = re.compile(r"^\| (\d\.\d\.\d\d) \| [^|]+ \| (meets|helps) \| [^|]+ \| ([^|]+) \|$", re.MULTILINE)

# How many statements each capability of SATRE 2.0.1 has.
STATEMENTS = {
    "1.1": 3, "1.2": 12, "1.3": 5, "1.4": 7, "1.5": 6, "1.6": 9, "1.7": 4,
    "2.1": 18, "2.2": 15, "2.3": 4, "2.4": 5, "2.5": 3, "2.6": 5, "2.7": 6, "2.8": 5, "2.9": 1,
    "3.1": 20, "3.2": 6, "3.3": 9, "3.4": 4,
    "4.1": 2, "4.2": 2, "4.3": 3, "4.4": 4, "4.5": 1, "4.6": 1, "4.7": 1, "4.8": 3,
    "5.1": 10, "5.2": 1, "5.3": 2, "5.4": 4, "5.5": 1, "5.6": 2, "5.7": 1,
}  # fmt: skip


def test_every_id_is_accounted_for_once():
    every = [f"{group}.{number:02}" for group, count in STATEMENTS.items() for number in range(1, count + 1)]
    assert sorted(re.findall(r"\b\d\.\d\.\d\d\b", TABLE)) == every


def test_each_row_has_evidence_that_is_there():
    rows = ROW.findall(TABLE)
    assert len(rows) == len(re.findall(r"^\| \d\.\d\.\d\d ", TABLE, re.MULTILINE)) > 80
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    for number, _, evidence in rows:
        files = re.findall(r"`([^`]+)`", evidence)
        assert files, number
        assert [file for file in files if not (TOP / file).exists()] == [], number
