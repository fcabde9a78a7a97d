"""The words of a project's text that every clause of the shipped policies lets pass: the example that operators start from."""

import datetime
import json
import pathlib

EXAMPLE = json.loads((pathlib.Path(__file__).parents[2] / "deploy/project.example.json").read_text())
ASKED = {"owner", "researchers", "purposes", "datasets", "variables", "links"}
TODAY = datetime.datetime.now(datetime.UTC).date()


def words(title: str) -> dict:
    """Everything that a text says, but who is part of it and what it asks for."""
    text = {key: value for key, value in EXAMPLE.items() if key not in ASKED} | {"title": title}
    last_day = (TODAY + datetime.timedelta(days=700)).isoformat()
    legal = text["legal"]
    return text | {
        "legal": legal | {"confidentiality": legal["confidentiality"] | {"lastDay": last_day}},
        "risks": [risk | {"reviewed": TODAY.isoformat()} for risk in text["risks"]],
    }
