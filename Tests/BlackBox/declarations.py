"""Declarations of small made-up datasets about people."""

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
