"""Files that do not fit are refused: the place is named, no value is repeated, and nothing is changed."""

import json
import re

import pytest
from deployments import Deployment

# Each value below is found nowhere else, so that one that leaks is noticed.
GOOD = [
    ["number", "town", "born", "visitor"],
    ["id-alfa-81", "Speke", "1971-04", "no"],
    ["id-beta-82", "Speke", "1982-05", "yes"],
    ["id-gama-83", "Garston", "1993-06", "no"],
    ["id-delt-84", "Garston", "2004-07", ""],
]
DECLARATION = {
    "id": "resident",
    "title": "Residents",
    "description": "Four people who were made up.",
    "controllers": [{"id": "town", "name": "The town", "covers": "its residents"}],
    "tier": "synthetic",
    "unit": "person",
    "rowsPerUnit": "one",
    "register": True,
    "key": {"column": "number", "identifier": "opaque"},
    "population": 1000,
    "asOf": "2026-03",
    "variables": [
        {
            "name": "town",
            "title": "Town",
            "type": "code",
            "column": "town",
            "codes": [{"code": "Speke", "title": "Speke"}, {"code": "Garston", "title": "Garston"}],
        },
        {
            "name": "born",
            "title": "Month of birth",
            "type": "month",
            "column": "born",
            "from": "1900-01",
            "to": "2026-03",
            "addressable": False,
        },
        {
            "name": "visitor",
            "title": "Is a visitor",
            "type": "flag",
            "column": "visitor",
            "missing": {"notStated": [""]},
        },
    ],
}


def text(rows) -> str:
    return "".join(",".join(row) + "\n" for row in rows)


def changed(row: int, column: int, value: str) -> str:
    rows = [list(row) for row in GOOD]
    rows[row][column] = value
    return text(rows)


BAD = {
    "a wrong code": (changed(2, 1, "Zqxtown"), ["`town`", "rows 3"]),
    "a wrong month": (changed(3, 2, "1993-13"), ["`born`", "rows 4"]),
    "a month that is too early": (changed(3, 2, "1799-12"), ["`born`", "rows 4"]),
    "an empty field where none may be": (changed(4, 1, ""), ["`town`", "rows 5"]),
    "an empty identifier": (changed(1, 0, ""), ["`number`", "rows 2"]),
    "a short row": (text(GOOD[:2] + [GOOD[2][:3]] + GOOD[3:]), ["row 3", "3 fields", "4"]),
    "a long row": (text(GOOD[:2] + [GOOD[2] + ["Zqxmore"]] + GOOD[3:]), ["row 3", "5 fields", "4"]),
    "an empty line": (text(GOOD[:2] + [[""]] + GOOD[2:]), ["row 3"]),
    "a quote that is never closed": (changed(2, 1, '"Speke'), ["row 3", "never closed"]),
    "text after a quote": (changed(2, 1, '"Spe"ke'), ["row 3", "after a closing quote"]),
    "a quote inside a field": (changed(2, 1, 'Spe"ke'), ["row 3", "quote inside"]),
    "a duplicate key": (changed(4, 0, "id-beta-82"), ["`number`", "rows 5", "second row"]),
    "an undeclared column": (changed(0, 1, "village"), ["first row", "column 2", "`village`"]),
    "a missing column": (text([row[:3] for row in GOOD]), ["first row", "`visitor`"]),
    "a repeated column": (changed(0, 3, "town"), ["first row", "column 4"]),
    "no headings": (text(GOOD[1:]), ["first row", "column 1"]),
    "a byte order mark": ("\ufeff" + text(GOOD), ["byte order mark"]),
    "a zero byte": (changed(2, 1, "Spe\0ke"), ["row 3", "zero byte"]),
    "nothing at all": ("", ["empty"]),
    "text that is not UTF-8": (text(GOOD).encode().replace(b"Garston", b"G\xffrston"), ["row 4", "UTF-8"]),
}


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    declaration = folder / "resident.json"
    declaration.write_text(json.dumps(DECLARATION))
    deployment = Deployment.make(folder / "house")
    (folder / "good.csv").write_text(text(GOOD))
    deployment.load(declaration, folder / "good.csv")
    return deployment, declaration


def leaks(said: str, csv: str) -> set[str]:
    """The data values of a file that stand in a text; headings and declared codes are no secrets."""
    fields = {field for row in csv.splitlines() for field in re.split(r'[,"]', row)}
    public = set(GOOD[0]) | {"", "village", "no", "yes", "Speke", "Spe", "ke", "Garston"}
    return {field for field in fields - public if field in said}


@pytest.mark.parametrize("csv, named", BAD.values(), ids=BAD.keys())
def test_a_bad_file_is_refused_by_its_place_and_changes_nothing(town, tmp_path, csv, named):
    deployment, declaration = town
    before = deployment.generation()
    file = tmp_path / "people.csv"
    file.write_bytes(csv if isinstance(csv, bytes) else csv.encode())
    done = deployment.load(declaration, file, "--report", tmp_path / "report.json", expect=1)
    said = done.stdout + done.stderr
    for words in ["people.csv", *named]:
        assert words in said, f"`{words}` is not in: {said}"
    report = tmp_path / "report.json"
    said += report.read_text() if report.exists() else ""
    assert not leaks(said, file.read_text(errors="replace"))
    assert deployment.generation() == before


def test_a_good_file_with_quotes_and_carriage_returns_is_taken(town, tmp_path):
    deployment, declaration = town
    file = tmp_path / "people.csv"
    file.write_bytes(
        text([GOOD[0]] + [[f'"{field}"' for field in row] for row in GOOD[1:]]).replace("\n", "\r\n").encode()
    )
    said = deployment.load(declaration, file)
    assert "4 rows of 4 units" in said.stderr


def test_headings_that_are_data_are_not_repeated(town, tmp_path):
    """A file without headings whose first value looks like a word."""
    deployment, declaration = town
    file = tmp_path / "people.csv"
    file.write_text(text([["Winterbottom", *row[1:]] for row in GOOD[1:]]))
    done = deployment.load(declaration, file, expect=1)
    assert "Winterbottom" not in done.stdout + done.stderr


DECLARATIONS = {
    "an unknown member": lambda made: made | {"colour": "blue"},
    "no key": lambda made: {name: value for name, value in made.items() if name != "key"},
    "no codes": lambda made: (
        made | {"variables": [{"name": "town", "title": "Town", "type": "code", "column": "town"}]}
    ),
    "a population that is no number": lambda made: made | {"population": "many"},
}


@pytest.mark.parametrize("change", DECLARATIONS.values(), ids=DECLARATIONS.keys())
def test_a_bad_declaration_is_refused_by_its_place(town, tmp_path, change):
    deployment, declaration = town
    before = deployment.generation()
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps(change(DECLARATION)))
    good = tmp_path / "people.csv"
    good.write_text(text(GOOD))
    done = deployment.load(bad, good, expect=1)
    assert "bad.json" in done.stderr
    assert deployment.generation() == before


def test_no_identifier_is_written(town, tmp_path):
    """Nothing of a good load, nor of a bad one, holds an identifier of the file."""
    deployment, _ = town
    for path in deployment.directory.rglob("*"):
        if path.is_file():
            found = [row[0] for row in GOOD[1:] if row[0].encode() in path.read_bytes()]
            assert not found, f"{path} holds an identifier"
