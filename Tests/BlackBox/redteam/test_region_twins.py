"""Two demo regions of the same metadata with other people, asked at random in all that the language can say."""

import json
import random
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from askers import VARIANCE
from decisions import ALL
from deployments import DemoServer
from outward import outward
from questions import question
from town import without_ticks

ASKED = 300 if ALL else 120
PROJECTS = ["P-0001", "P-0003", "P-0004"]
AT = {"at": "2026-03"}
ORIGIN = re.compile(r"salthouse-demo\.example/\d+-\d+")
MONTHS = [f"{year}-{month:02}" for year in (2023, 2024, 2025, 2026) for month in range(1, 13)][3:39]


class RegionQueries:
    """Questions made of what the catalogue tells of its datasets."""

    def __init__(self, seed: str, datasets: dict[str, dict]):
        self.rng = random.Random(seed)
        self.variables = {one["name"]: one for dataset in datasets.values() for one in dataset["variables"]}
        self.people = [name for name in self.variables if name.startswith("person.")]

    def next(self) -> dict:
        rng = self.rng
        measures = {f"m{place}": self.measure() for place in range(rng.choice([1, 1, 2]))}
        members = {"measures": measures, "precision": rng.choice(list(VARIANCE) + ["scan"] * 8)}
        if by := self.dimensions():
            members["by"] = by
            if "care_event.month" in by and rng.random() < 0.5:
                measures["mean"] = {"movingMean": rng.randint(2, 12), "of": "m0"}
        if rng.random() < 0.6:
            members["population"] = self.condition(2)
        return question(rng.choice(PROJECTS), totals=rng.random() < 0.2, **members)

    def grouping(self, name: str) -> dict:
        return self.rng.choice([one for one in self.variables[name]["groupings"] if len(one["groups"]) <= 200])

    def dimension(self, name: str) -> dict:
        told = {"variable": name, "grouping": self.grouping(name)["name"]}
        return told | (AT if self.variables[name]["type"] == "age" else {})

    def dimensions(self) -> list:
        rng = self.rng
        chosen = rng.sample(["person.borough", "person.sex", "person.imdDecile", "person.carer", "person.age"], 3)
        found: list = [self.dimension(name) for name in chosen[: rng.choice([0, 1, 1, 2, 3])]]
        return found + (["care_event.month"] if rng.random() < 0.1 else [])

    def during(self) -> dict:
        first, last = sorted(self.rng.choices(MONTHS, k=2))
        return {"from": first, "to": last}

    def events(self) -> dict:
        rng = self.rng
        types = rng.sample(["AE", "EM", "EL", "OP"], rng.randint(1, 4))
        where = {"variable": "care_event.type", "in": types}
        if rng.random() < 0.3:
            grouping = next(one for one in self.variables["care_event.losDays"]["groupings"] if one["name"] == "bands")
            where = {"all": [where, {"variable": "care_event.losDays", "in": [rng.choice(grouping["groups"])["code"]]}]}
        return {"where": where, "during": self.during()}

    def condition(self, depth: int) -> dict:
        rng = self.rng
        word = rng.choice(["one", "one", "age", "some", *(["all", "any", "not"] if depth else [])])
        if word in ("all", "any"):
            return {word: [self.condition(depth - 1) for _ in range(rng.randint(1, 3))]}
        if word == "not":
            return {"not": self.condition(depth - 1)}
        if word == "age":
            low = rng.randrange(0, 90, 5)
            return {"variable": "person.age", "at": rng.choice(MONTHS), "from": low, "to": low + rng.choice([4, 9, 19])}
        if word == "some":
            return {"some": "care_event", "atLeast": rng.choice([1, 1, 2, 50])} | self.events()
        name = rng.choice(["person.borough", "person.sex", "person.imdDecile", "person.carer", "person.ward"])
        if rng.random() < 0.1:
            return {"variable": name, "missing": True}
        codes = [group["code"] for group in self.grouping(name)["groups"]]
        return {"variable": name, "in": rng.sample(codes, rng.randint(1, min(3, len(codes))))}

    def measure(self) -> dict:
        rng = self.rng
        stays = {"atMost": rng.randint(1, 3), "missing": rng.choice(["exclude", "row"])} | self.events()
        events = {"count": "care_event", "atMost": rng.randint(1, 12)} | self.events()
        ages = {"missing": rng.choice(["exclude", "row"])}
        window = self.during()
        standard = {"method": "indirect", "of": events, "standard": "population"}
        return rng.choice(
            [
                {"count": "unit"},
                {"count": "unit", "where": self.condition(1)},
                events,
                {"proportion": self.condition(1), "missing": rng.choice(["exclude", "asNo", "row"])},
                {"ratio": {"of": events, "to": {"count": "unit"}}, "per": 1000},
                {"ratio": {"of": events, "to": {"personYears": window}}, "per": 1000},
                {"personYears": window},
                {rng.choice(["sum", "mean", "variance"]): "care_event.losDays", "clamp": {"to": 13}} | stays,
                {rng.choice(["sum", "mean", "variance"]): "person.age"} | AT | ages,
                {"quantiles": "care_event.losDays", "at": ["0.1", "0.5", "0.999"], "grouping": "bands"} | stays,
                {"quantiles": "person.age", "ageAt": "2026-03", "at": ["0.5"], "grouping": "tenYear"} | ages,
                {"standardised": standard | {"over": [self.dimension("person.age"), "person.sex"]}},
            ]
        )


@pytest.fixture(scope="module")
def regions(tmp_path_factory, test_seed):
    folder = tmp_path_factory.mktemp("regions")
    policies = without_ticks(folder / "policies")
    # As many digits in both, for the names of their logs.
    seeds = (1_000_000 + test_seed, 2_000_000 + test_seed)
    words = ["--scale", "200", "--policies", policies, "--seed"]
    servers = [DemoServer(folder / name, *words, str(seed)) for name, seed in zip(("one", "other"), seeds, strict=True)]
    yield servers
    for server in servers:
        server.stop()


def test_questions_in_all_words_do_not_tell_regions_apart(regions, test_seed):
    """Nothing here is left to chance: one difference is a leak."""
    print(f"{ASKED} questions from seed {test_seed}")
    clients = [server.client("researcher") for server in regions]
    described = [
        {name: client.get(f"/v1/datasets/{name}") for name in ("person", "care_event")} for client in clients
    ]
    # The two were loaded at different times, which the masks of `outward` hide with all others.
    one, other = ({name: outward(reply) for name, reply in replies.items()} for replies in described)
    assert one == other
    queries = RegionQueries(f"regions {test_seed}", {name: reply.json() for name, reply in described[0].items()})
    bodies = [queries.next() for _ in range(ASKED)]

    def ask_all(client):
        told = [outward(client.post("/v1/queries", json=body)) for body in bodies]
        # A demo's log is named by its seed.
        return [reply | {"proof": ORIGIN.sub("…", reply.get("proof", ""))} for reply in told]

    with ThreadPoolExecutor(2) as pool:
        heard = list(zip(*pool.map(ask_all, clients), strict=True))
    for body, (one, other) in zip(bodies, heard, strict=True):
        assert one == other, f"seed {test_seed}: {json.dumps(body)} tells the regions apart"
    statuses = [one["status"] for one, _ in heard]
    print({status: statuses.count(status) for status in set(statuses)})
    assert statuses.count(200) >= 20
    for path in [f"/v1/projects/{name}/budget" for name in PROJECTS]:
        one, other = (outward(client.get(path)) for client in clients)
        assert one == other, f"{path} tells the regions apart"
    for client in clients:
        client.close()
