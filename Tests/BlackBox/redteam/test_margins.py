"""Un-picking the margins of true counts: what an attacker with integers makes of one answer of `counts-nhs`."""

import itertools
import random

import numpy
import pytest
from askers import TOTAL, Service, Weak, among, count
from decisions import ALL, Finding, fails, succeeds
from offices import STEWARD
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix
from test_profiles import policies_under
from town import Region

PANEL = "pardew-pn"
FLAGS = ["f00", "f01"]
BY_PLACE = count(*(among(name, ["yes"]) for name in ("f02", "f03", "f04")), by=["ward", *FLAGS], totals=True)
# Stars that are tried, of some hundreds: each costs two searches over the whole table.
TRIED = 400 if ALL else 40


class Reviewed(Service):
    """The gateway under `counts-nhs`; two people let every table out, so that only the rules hold."""

    name = "the gateway under counts-nhs"
    error, least = 2, 1

    def ask(self, query):
        held = self.reply(query)
        assert held.status_code == 202, held.text
        path = held.json()["path"]
        for reviewer in (STEWARD, PANEL):
            with self.region.office.client(self.region.server, reviewer) as desk:
                say = {"decision": "release", "words": "Large groups only."}
                done = desk.post(f"/v1/reviews/{held.json()['query']}/decisions", json=say)
                assert done.status_code == 200, done.text
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def __init__(self, region: Region):
        super().__init__(region, project=region.project(profile="counts-nhs", budget="200"))
        self.region = region


class SmallOnly(Weak):
    """Hides what the rule of ten hides, and nothing for its sake."""

    name = "small cells hidden, the rest exact"
    error, least, most = 0, 1, 9

    def protect(self, query, exact, cell, where):
        return [None if 1 <= value <= 9 else int(value) for value in exact]


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory, town):
    """A gateway with the town under `counts-nhs`."""
    folder = tmp_path_factory.mktemp("reviewed")
    office = town.load(folder)
    office.tokens[PANEL] = office.deployment.token(PANEL, "panel", "")
    with office.deployment.serving(policies_under(folder, "counts-nhs")) as server:
        office.record_people(server)
        yield Region(town, office, server)


def sums(keys: list[tuple]) -> LinearConstraint:
    """Along each dimension a total less its parts is nothing."""
    place = {key: index for index, key in enumerate(keys)}
    rows, columns, signs = [], [], []
    number = 0
    for key, along in itertools.product(keys, range(len(keys[0]))):
        if key[along] != TOTAL:
            continue
        parts = [index for other, index in place.items()
                 if other[along] != TOTAL and other[:along] == key[:along] and other[along + 1 :] == key[along + 1 :]]
        rows += [number] * (len(parts) + 1)
        columns += [place[key], *parts]
        signs += [-1, *[1] * len(parts)]
        number += 1
    return LinearConstraint(csr_matrix((signs, (rows, columns)), shape=(number, len(keys))), 0, 0)


def unpicking(asker, truth, rng: random.Random) -> Finding:
    """For each star the least and the most that whole numbers allow, given every number, margin and zero of the JSON.

    The attacker knows the rules: rounding moves a number by two at most and a zero shows as one, so a star is one or
    more. Nothing is drawn by chance: success is any star of which fewer than three values are left.
    """
    table, exact = asker.ask(BY_PLACE), truth.ask(BY_PLACE)
    names = ["resident.ward", *(f"resident.{name}" for name in FLAGS)]

    def numbers(rows):
        return {tuple(row[name] for name in names): row["people"].get("value") for row in rows["rows"]}

    told, known = numbers(table), numbers(exact)
    keys = list(told)
    most = getattr(asker, "most", numpy.inf)
    low = [asker.least if value is None else max(0, value - asker.error * (value > 0)) for value in told.values()]
    high = [most if value is None else value + asker.error * (value > 0) for value in told.values()]
    stars = [index for index, value in enumerate(told.values()) if value is None]
    found, rules = [], sums(keys)
    for star in rng.sample(stars, min(TRIED, len(stars))):
        ends = []
        for sign in (1, -1):
            aim = numpy.zeros(len(keys))
            aim[star] = sign
            end = milp(aim, constraints=rules, bounds=Bounds(low, high), integrality=numpy.ones(len(keys)))
            # Without a bound above, which is no less than three values.
            ends.append(round(end.x[star]) if end.status == 0 else (0, 1 << 30)[sign < 0])
        assert ends[0] <= known[keys[star]] <= ends[1], f"{asker.name} contradicts what is true"
        found.append(ends[1] - ends[0] + 1)
    assert len(found) >= 10, "there are too few stars to try"
    pinned = sum(left < 3 for left in found)
    says = f"{pinned} of {len(found)} stars keep fewer than three values; the least is {min(found)}"
    return Finding("un-picking margins with whole numbers", asker.name, pinned > 0, says)


def test_true_counts_keep_three_values_under_every_star(reviewed, town, truth, test_seed):
    rng = random.Random(test_seed)
    succeeds(unpicking(SmallOnly(town), truth, rng))
    asker = Reviewed(reviewed)
    fails(unpicking(asker, truth, rng))
    asker.client.close()
