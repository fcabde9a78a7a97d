"""Declarations of small made-up datasets about people."""

import json
import pathlib

SEX = {"name": "sex", "title": "Sex", "type": "code", "column": "sex", "codes": [{"code": "F"}, {"code": "M"}]}


def of_people(name: str, title: str, *variables: dict, **members) -> dict:
    """A dataset of persons under one controller, one row for each where nothing else is said."""
    base = {
        "id": name,
        "title": title,
        "controllers": [{"id": "icb", "name": "ICB", "covers": "everybody"}],
        "tier": "pseudonymised",
        "unit": "person",
        "rowsPerUnit": "one",
        "key": {"column": "number", "identifier": "opaque"},
        "population": 100_000,
        "asOf": "2026-03",
        "variables": list(variables),
    }
    return base | members


def written(folder: pathlib.Path, *tables: tuple[dict, str]) -> list[tuple[pathlib.Path, pathlib.Path]]:
    """The files of declarations with their rows, in the order in which they are to be loaded."""
    files = []
    for declaration, rows in tables:
        name = declaration["id"]
        (folder / f"{name}.json").write_text(json.dumps(declaration))
        (folder / f"{name}.csv").write_text(rows)
        files.append((folder / f"{name}.json", folder / f"{name}.csv"))
    return files
