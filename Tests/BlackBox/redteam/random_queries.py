"""Random queries about a town: sound ones, and sound ones with something broken."""

import copy
import json
import random

from town import FLAGS, JOBS, MARKS, VARIABLES, WARDS

CODES = VARIABLES | {"ward": WARDS}
ORDERED = ["lane", "mark", "circle", "club", "street", "door", "job", "ward"]
SMALL = ["job", "ward", *FLAGS, "secret"]
YEAR = {"from": "2025-04", "to": "2026-03"}
KINDS = ["one", "two", "rare"]


class RandomQueries:
    """A stream of bodies for some projects, the same for the same seed."""

    def __init__(self, seed: str, projects: list[str]):
        self.rng, self.projects = random.Random(seed), projects

    def next(self) -> bytes:
        body = self.sound()
        if self.rng.random() < 0.5:
            return json.dumps(body).encode()
        return self.broken(body)

    # What may be asked

    def sound(self) -> dict:
        rng = self.rng
        body = {
            "project": rng.choice(self.projects),
            "purpose": "service-improvement",
            "unit": "person",
            "asOf": "2026-03",
            "measures": {f"m{number}": self.measure() for number in range(rng.choice([1, 1, 1, 2, 3]))},
            # Mostly cheap, so that there is budget for many, and then none.
            "precision": rng.choice(["scan"] * 60 + ["exploratory", "standard", "high"]),
        }
        if dimensions := self.dimensions():
            body["by"] = dimensions
        if rng.random() < 0.7:
            body["population"] = self.condition(2)
        if rng.random() < 0.2:
            body["totals"] = True
        return body

    def dimensions(self) -> list:
        rng = self.rng
        chosen = rng.choice([[], [rng.choice(list(CODES))], rng.sample(SMALL, 2), ["ward", *rng.sample(FLAGS, 2)]])
        found: list = [f"resident.{name}" for name in chosen]
        if rng.random() < 0.1:
            found.append({"variable": "call.kind", "during": YEAR})
        if rng.random() < 0.1:
            found.append({"variable": "resident.lane", "grouping": "ward"})
        return found

    def condition(self, depth: int) -> dict:
        rng = self.rng
        word = rng.choice(["in", "in", "in", "from", "some", *(["all", "any", "not"] if depth else [])])
        if word in ("all", "any"):
            return {word: [self.condition(depth - 1) for _ in range(rng.randint(1, 3))]}
        if word == "not":
            return {"not": self.condition(depth - 1)}
        if word == "some":
            bounds = rng.choice([{}, {"atLeast": 1}, {"atLeast": 3}, {"atMost": 0}, {"atLeast": 1, "atMost": 2}])
            return {"some": "call", "where": self.about_calls(), "during": YEAR} | bounds
        name = rng.choice(list(CODES) if word == "in" else ORDERED)
        codes = CODES[name]
        if word == "in":
            return {"variable": f"resident.{name}", "in": rng.sample(codes, rng.randint(1, min(6, len(codes))))}
        first, last = sorted(rng.sample(range(len(codes)), 2))
        return {"variable": f"resident.{name}", "from": codes[first], "to": codes[last]}

    def about_calls(self) -> dict:
        return {"variable": "call.kind", "in": self.rng.sample(KINDS, self.rng.randint(1, 2))}

    def events(self) -> dict:
        return {"count": "call", "where": self.about_calls(), "during": YEAR, "atMost": self.rng.randint(1, 4)}

    def measure(self) -> dict:
        rng = self.rng
        minutes = {"during": YEAR, "atMost": rng.randint(1, 4)}
        return rng.choice(
            [
                lambda: {"count": "unit"},
                lambda: {"count": "unit"},
                lambda: {"count": "unit", "where": self.condition(1)},
                lambda: self.events(),
                lambda: {"proportion": self.condition(1)},
                lambda: {"ratio": {"of": self.events(), "to": {"count": "unit"}}, "per": rng.choice([1, 100, 1000])},
                lambda: {"ratio": {"of": self.events(), "to": self.events()}},
                lambda: {rng.choice(["sum", "mean", "variance"]): "call.minutes"} | minutes,
                lambda: {"quantiles": "call.minutes", "at": ["0.25", "0.5"], "grouping": "bands"} | minutes,
            ]
        )()

    # What may not

    def broken(self, body: dict) -> bytes:
        """The query with one thing wrong, somewhere; sometimes it is still sound."""
        rng = self.rng
        body = copy.deepcopy(body)
        way = rng.randrange(6)
        if way == 0:
            body |= rng.choice(self.members())
        elif way == 1:
            del body[rng.choice(list(body))]
        elif way == 2:
            places = list(leaves(body))
            holder, key = rng.choice(places)
            holder[key] = rng.choice(VALUES)
        elif way == 3:
            places = list(leaves(body))
            holder, key = rng.choice(places)
            if isinstance(holder, dict):
                holder[rng.choice(["via", "at", "during", "where", "in", "nonsense", "missing"])] = rng.choice(VALUES)
            else:
                holder.append(rng.choice(VALUES))
        elif way == 4:
            text = json.dumps(body).encode()
            place = rng.randrange(len(text))
            other = rng.choice([b"", b"}", b'"', b"\xff", b"1e999", b"-0", b"\\u0000"])
            return text[:place] + other + text[place + 1 :]
        else:
            for _ in range(rng.choice([1, 5, 100])):
                body["population"] = {rng.choice(["not", "all"]): body.get("population", self.condition(0))}
        return json.dumps(body).encode()

    def members(self) -> list[dict]:
        """Parts of a query that are wrong in their meaning, or too much."""
        return [
            {"project": "P-9999"},
            {"project": "P-0002"},
            {"purpose": "research"},
            {"purpose": "commerce"},
            {"unit": "household"},
            {"asOf": "2019-12"},
            {"by": ["resident.lane", "resident.mark"]},
            {"by": ["resident.lane", "resident.lane"]},
            {"by": [f"resident.{name}" for name in FLAGS[:5]]},
            {"by": [f"resident.{name}" for name in ("ward", "job", "secret", "f00")], "totals": True},
            {"by": ["call.kind"]},
            {"by": ["resident.number"]},
            {"population": {"variable": "resident.job", "in": [JOBS[1], "j99"]}},
            {"population": {"variable": "resident.job", "in": [JOBS[1]]}},
            {"population": {"variable": "resident.mark", "in": [MARKS[self.rng.randrange(len(MARKS))]]}},
            {"population": {"some": "call", "where": self.about_calls(), "during": YEAR, "atLeast": 1_000_000}},
            {"population": {"variable": "resident.job", "from": JOBS[2], "to": JOBS[1]}},
            {"measures": {"m": {"min": "call.minutes", "during": YEAR}}},
            {"measures": {"m": {"max": "call.minutes", "during": YEAR}}},
            {"measures": {"m": {"count": "call", "during": YEAR, "atMost": 10_000}}},
            {"measures": {"m": {"ratio": {"of": {"count": "unit"}, "to": {"count": "unit"}}, "per": 0}}},
            {"measures": {"m": {"personYears": YEAR}}},
        ]


VALUES = [None, True, -1, 0, 2**63, 1.5, "", "j01", "resident.job", "\u0000", "x" * 5000, [], {}, [[]], {"in": []}]


def leaves(value):
    """Each place of a body, as the holder and the key in it."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, held in list(pairs):
        yield value, key
        if isinstance(held, dict | list):
            yield from leaves(held)
