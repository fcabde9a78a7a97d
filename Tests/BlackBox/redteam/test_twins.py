"""Two gateways with the same metadata and other people: whatever is asked, all but the table is the same to the byte.

What may differ, and why, stands in `outward.py`.
"""

import contextlib
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from askers import count
from decisions import ALL
from deployments import entries
from offices import AUDITOR, RESEARCHER, STEWARD
from outward import masked, outward
from random_queries import RandomQueries
from town import VARIABLES, Region, Town, without_ticks

ASKED = 2000 if ALL else 250


class Twin:
    """One of the two, asked by one researcher."""

    def __init__(self, region: Region, **terms):
        self.region = region
        region.office.record_people(region.server)
        # The answers of the last one wait for two people before they leave.
        self.projects = [region.project(**terms) for _ in range(1 + ASKED // 500)]
        self.projects.append(region.project(review="every-answer", **terms))
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
        made_up = count(by=["ward"]) | {"tier": "synthetic"}
        seen["made-up rows"] = outward(self.client.post("/v1/queries", json=made_up))
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


def answered_alike(twins, bodies: list[bytes], test_seed) -> list[int]:
    """Asks both the same; gives the statuses. Nothing here is left to chance: one difference is a leak."""
    with ThreadPoolExecutor(2) as pool:
        heard = list(zip(*pool.map(lambda twin: [twin.ask(body) for body in bodies], twins), strict=True))
    for body, (one, other) in zip(bodies, heard, strict=True):
        assert one == other, f"seed {test_seed}: {body.decode(errors='replace')} tells the twins apart"
    statuses = [one["status"] for one, _ in heard]
    print({status: statuses.count(status) for status in set(statuses)})
    return statuses


def look_alike(full: Twin, lonely: Twin):
    one, other = full.look(), lonely.look()
    for place, seen in one.items():
        assert seen == other[place], f"{place} tells the twins apart"
    assert full.ledgers() == lonely.ledgers()


def test_thousands_of_questions_do_not_tell_twins_apart(twins, test_seed):
    """Nothing here is left to chance: one difference is a leak."""
    print(f"{ASKED} questions from seed {test_seed}")
    full, lonely = twins
    assert full.projects == lonely.projects
    queries = RandomQueries(f"twins {test_seed}", full.projects)
    bodies = [queries.next() for _ in range(ASKED)]
    statuses = answered_alike(twins, bodies, test_seed)
    assert {200, 202, 400, 403} <= set(statuses) and statuses.count(200) + statuses.count(202) > ASKED / 5
    for name in VARIABLES:
        one, other = (twin.ask(json.dumps(twin.by(name)).encode()) for twin in twins)
        assert one == other, f"a table by {name} tells the twins apart"
        if "rows" in one:
            assert len(one["rows"]) == len(VARIABLES[name]), f"{name} has other rows than codes"
    look_alike(full, lonely)
