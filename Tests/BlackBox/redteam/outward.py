"""What of a reply, or of a log, must not depend on the people.

What may differ, and why:

- the values of a table, with their intervals and stars: they are what is released, after noise;
- the wider groups that are offered where nothing of a breakdown shows, and the verdict of INC-3 on it: both are made of
  these values;
- `Content-Length` and `ETag`: made of the body, values included;
- `Date`, the times in the log, and which checkpoint is published: the clocks of two servers;
- `uptime` in the log's signs of life, the seconds since the machine started: a clock as well, and the servers start one
  after the other;
- names that are drawn for a request or a token (`Q-…`, `S-…`, `T-…`, `req`, salts), digests, chain hashes, signatures;
- the digests of the data: they name a release, by a key that only the gateway has, and a generation to auditors.
"""

import base64
import json
import re

OWN_HEADERS = ("content-length", "etag", "date")
SIGNS_OF_LIFE = ("boot", "heartbeat", "shutdown")
DRAWN = re.compile(
    "|".join(
        [
            r"\b(?:[QS]-[0-9a-f]{16}|T-[0-9a-f]{12}|\d+-[0-9a-f]{12}|[0-9a-f]{32,64})\b",
            r"\d{4}-\d\d-\d\dT[\d:.]+Z",
            r"[A-Za-z0-9+/_-]{40,}={0,2}",
            r"— \S+ \S+",
        ]
    )
)
# INC-3 is judged by the released table alone: whether a breakdown shows nothing is told by its values.
OF_TABLE = re.compile(r'"INC-3", ?"verdict": ?"(?:pass|not applicable)"')


def masked(text: str) -> str:
    """The text with each drawn name, time and digest as so many dots: their length still counts."""
    return DRAWN.sub(lambda found: "…" * len(found.group()), OF_TABLE.sub('"INC-3"', text))


def stop_clocks(entries: list[dict]):
    """The seconds that a sign of life tells give way to dots; that it tells them still counts."""
    for entry in (held["entry"] for held in entries):
        if entry["type"] in SIGNS_OF_LIFE and "uptime" in entry["event"]:
            entry["event"]["uptime"] = "…"


def outward(reply) -> dict:
    """Everything of a reply that must not depend on the people."""
    headers = {name: masked(held) for name, held in reply.headers.items() if name not in OWN_HEADERS}
    told = {"status": reply.status_code, "headers": headers}
    if reply.headers.get("content-type", "").startswith("text/csv"):
        lines = reply.text.splitlines()
        return told | {"columns": lines[0], "lines": len(lines)}
    body = reply.json() if "json" in reply.headers.get("content-type", "") else {"text": reply.text}
    if isinstance(body, dict) and "rows" in body:
        measures = set(body["measures"])
        told["rows"] = [{name: code for name, code in row.items() if name not in measures} for row in body.pop("rows")]
        body.pop("widerGroups", None)
    if isinstance(body, dict) and "receipt" in body:
        receipt = body.pop("receipt")
        told["leaf"] = masked(base64.b64decode(receipt["leaf"]).decode())
        told["proof"] = masked(receipt["proof"])
        told["disclosures"] = [len(text) for text in receipt["disclosures"]]
    if isinstance(body, dict) and "entries" in body:
        stop_clocks(body["entries"])
    return told | {"body": masked(json.dumps(body))}
