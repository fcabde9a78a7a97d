"""Questions of the demo region, and how to read what comes back."""

import json
import time

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


def submitted(client, body, **headers):
    """Asks without waiting: what is told of the job."""
    told = ask(client, body, Prefer="respond-async", **headers)
    assert told.status_code == 202, told.text
    return told


def finished(client, told):
    """What the job came to, once it has."""
    deadline = time.monotonic() + 60
    while (read := client.get(told.headers["location"])).status_code == 202:
        assert time.monotonic() < deadline, "it has not ended in a minute"
        time.sleep(0.05)
    return read


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
