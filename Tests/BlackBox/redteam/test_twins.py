"""Two gateways with the same metadata and other people: whatever is asked, all but the table is the same to the byte.

What may differ, and why:

- the values of a table, with their intervals and stars: they are what is released, after noise;
- `Content-Length` and `ETag`: made of the body, values included;
- `Date`, the times in the log, and which checkpoint is published: the clocks of two servers;
- names that are drawn for a request or a token (`Q-…`, `T-…`, `req`, salts), and digests, chain hashes and signatures;
- the digests of the data: they name a release, by a key that only the gateway has, and a generation to auditors.
"""

import base64
import contextlib
import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from askers import count
from decisions import ALL
from deployments import entries
from offices import AUDITOR, RESEARCHER, STEWARD
from random_queries import RandomQueries
from town import VARIABLES, Region, Town, without_ticks

ASKED = 2000 if ALL else 250
OWN_HEADERS = ("content-length", "etag", "date")
DRAWN = re.compile(
    "|".join(
        [
            r"\b(?:Q-[0-9a-f]{16}|T-[0-9a-f]{12}|\d+-[0-9a-f]{12}|[0-9a-f]{32,64})\b",
            r"\d{4}-\d\d-\d\dT[\d:.]+Z",
            r"[A-Za-z0-9+/_-]{40,}={0,2}",
            r"— \S+ \S+",
        ]
    )
)


def masked(text: str) -> str:
    """The text with each drawn name, time and digest as so many dots: their length still counts."""
    return DRAWN.sub(lambda found: "…" * len(found.group()), text)


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
    if isinstance(body, dict) and "receipt" in body:
        receipt = body.pop("receipt")
        told["leaf"] = masked(base64.b64decode(receipt["leaf"]).decode())
        told["proof"] = masked(receipt["proof"])
        told["disclosures"] = [len(text) for text in receipt["disclosures"]]
    return told | {"body": masked(json.dumps(body))}


class Twin:
    """One of the two, asked by one researcher."""

    def __init__(self, region: Region):
        self.region = region
        region.office.record_people(region.server)
        # The answers of the last one wait for two people before they leave.
        self.projects = [region.project() for _ in range(1 + ASKED // 500)] + [region.project(review="every-answer")]
        self.answers: list[str] = []
        self.client = region.office.client(region.server, RESEARCHER)

    def ask(self, body: bytes) -> dict:
        # Some want a spreadsheet: the same ones of both twins.
        accept = "text/csv" if len(body) % 5 == 0 else "application/json"
        headers = {"Content-Type": "application/json", "Accept": accept}
        reply = self.client.post("/v1/queries", content=body, headers=headers)
        if reply.status_code == 200 and accept == "application/json":
            self.answers.append(f"/v1/queries/{reply.json()['query']}")
        return outward(reply)

    def by(self, variable: str) -> dict:
        return count(by=[variable], precision="scan") | {"project": self.projects[0]}

    def look(self) -> dict[str, dict]:
        """What else can be seen from outside: budgets, checks, lists, health and the log."""
        queries = RandomQueries("looks", self.projects)
        checks = [queries.sound() for _ in range(20)]
        seen = {"checks": outward(self.client.post("/v1/checks", json={"queries": checks}))}
        for path in (
            *(f"/v1/projects/{name}/budget" for name in self.projects),
            *(f"/v1/projects/{name}/queries" for name in self.projects),
            *self.answers[:5],
            *(f"{path}/{part}" for path in self.answers[:5] for part in ("disclosure-record", "receipt")),
            "/v1/me",
            "/v1/datasets",
            "/v1/datasets/resident",
            "/v1/datasets/call",
            "/v1/status",
            "/v1/register",
            "/health/live",
            "/health/ready",
                        "/openapi.json",
        ):
            # An answer's place has a name that was drawn for it.
            seen[masked(f"{len(seen)} {path}")] = outward(self.client.get(path))
        with self.region.office.client(self.region.server, AUDITOR) as auditor:
            seen["entries"] = outward(auditor.get("/v1/audit/entries", params={"limit": "100"}))
        with self.region.office.client(self.region.server, STEWARD) as steward:
            seen["reviews"] = outward(steward.get("/v1/reviews"))
        seen["standard error"] = {"text": masked(self.region.server.errors.read_text()).splitlines()[2:]}
        return seen

    def ledgers(self) -> list:
        """What the log tells of each question, without what was drawn for it."""
        kinds = ("query.intent", "query.outcome", "ledger.debit", "query.check", "request.rejected")
        found = [entry for entry in entries(self.region.office.deployment.log) if entry["type"] in kinds]
        return [(entry["type"], masked(json.dumps(entry["event"]))) for entry in found]


@pytest.fixture(scope="module")
def twins(tmp_path_factory, town, test_seed):
    with contextlib.ExitStack() as stack:
        found = []
        for name, people in (("full", town), ("lonely", Town.lonely(str(test_seed)))):
            folder = tmp_path_factory.mktemp(name)
            office = people.load(folder)
            server = stack.enter_context(office.deployment.serving(without_ticks(folder / "policies")))
            found.append(Twin(Region(people, office, server)))
        yield found
        for twin in found:
            twin.client.close()


def test_thousands_of_questions_do_not_tell_twins_apart(twins, test_seed):
    """Nothing here is left to chance: one difference is a leak."""
    print(f"{ASKED} questions from seed {test_seed}")
    full, lonely = twins
    assert full.projects == lonely.projects
    queries = RandomQueries(f"twins {test_seed}", full.projects)
    bodies = [queries.next() for _ in range(ASKED)]
    with ThreadPoolExecutor(2) as pool:
        heard = list(zip(*pool.map(lambda twin: [twin.ask(body) for body in bodies], twins), strict=True))
    for body, (one, other) in zip(bodies, heard, strict=True):
        assert one == other, f"seed {test_seed}: {body.decode(errors='replace')} tells the twins apart"
    statuses = [one["status"] for one, _ in heard]
    print({status: statuses.count(status) for status in set(statuses)})
    assert {200, 202, 400, 403} <= set(statuses) and statuses.count(200) + statuses.count(202) > ASKED / 5
    for name in VARIABLES:
        one, other = (twin.ask(json.dumps(twin.by(name)).encode()) for twin in twins)
        assert one == other, f"a table by {name} tells the twins apart"
        if "rows" in one:
            assert len(one["rows"]) == len(VARIABLES[name]), f"{name} has other rows than codes"
    one, other = full.look(), lonely.look()
    for place, seen in one.items():
        assert seen == other[place], f"{place} tells the twins apart"
    assert full.ledgers() == lonely.ledgers()
