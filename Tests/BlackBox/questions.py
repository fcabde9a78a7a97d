"""Questions of the demo region, and how to read what comes back."""

import json

PEOPLE = {"people": {"count": "unit"}}
EMERGENCIES = {
    "count": "care_event",
    "where": {"variable": "care_event.type", "in": ["EM"]},
    "during": {"from": "2025-04", "to": "2026-03"},
}
AGE = {"variable": "person.age", "at": "2026-03"}


def question(project="P-0001", **members) -> dict:
    """A question of the first project; members of its own come on top."""
    base = {"project": project, "purpose": "service-improvement", "unit": "person", "asOf": "2026-03"}
    return base | {"measures": PEOPLE} | members


def ask(client, body, **headers):
    return client.post("/v1/queries", json=body, headers=headers)


def cells(answer: dict) -> dict[tuple, dict]:
    """What each measure says for each row, by the row's codes; a measure's own name does not count."""
    names = [dimension["name"] for dimension in answer["dimensions"]]
    measures = list(answer["measures"])
    return {
        tuple(sorted((name, row[name]) for name in names)): tuple(row[measure] for measure in measures)
        for row in answer["rows"]
    }


def values(answer: dict) -> str:
    """The values as text, so that equal means equal to the byte, whatever the order of the dimensions."""
    return json.dumps(sorted(cells(answer).items()))
