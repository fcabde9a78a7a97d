"""What is left for an attacker: the numbers in SECURITY.md are those that the product and its mathematics give."""

import itertools
import json
import math
from fractions import Fraction

import pytest
from askers import VARIANCE, FreshNoise, Service, among, count
from decisions import ALL, Finding, best_guess, fails, most_hits, succeeds
from deployments import POLICIES, TOP
from questions import PEOPLE, question
from town import CLUBS, FLAGS, JOBS, Region, without_ticks

ROUNDS = 100 if ALL else 20
SECTION = (TOP / "SECURITY.md").read_text().split("## Residual risk, in numbers")[1].split("\n## ")[0]


def leak(variance: int, multiple: int) -> float:
    """q = P[Z ≥ multiple · z] of a discrete Gaussian of this variance: that a cell of exactly t shows."""
    weights = {k: math.exp(-k * k / (2 * variance)) for k in range(-40 * variance, 40 * variance + 1)}
    return sum(held for k, held in weights.items() if k >= multiple * math.isqrt(variance)) / sum(weights.values())


def row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def up(number: float, digits: int = 3) -> str:
    """Rounded up to so many significant digits, without an exponent: a bound must not get smaller."""
    scale = 10 ** (digits - 1 - math.floor(math.log10(number)))
    return f"{math.ceil(number * scale - 1e-9) / scale:.{max(0, round(math.log10(scale)))}f}"


# What the product says of a price


def calls(number: int) -> dict:
    """One of thirty-six different counts of calls: of one kind in one month."""
    months = [f"2025-{month:02}" for month in range(4, 13)] + ["2026-01", "2026-02", "2026-03"]
    where = {"variable": "call.kind", "in": [("one", "two", "rare")[number % 3]]}
    return {"count": "call", "where": where, "during": {"from": months[number // 3], "to": months[number // 3]}}


def statement(service: Service, body: dict) -> dict:
    reply = service.client.post("/v1/checks", json={"queries": [body | {"project": service.project}]})
    assert reply.status_code == 200, reply.text
    (check,) = reply.json()["checks"]
    return check["statement"] if "statement" in check else pytest.fail(json.dumps(check))


def test_a_fully_spent_project_is_told_right(service):
    """Nine counts with the totals of two dimensions, at 1/18 each, are a whole project's budget."""
    counts = {f"m{place}": {"count": "unit", "where": among(flag, ["yes"])} for place, flag in enumerate(FLAGS[:9])}
    body = question("", by=["resident.ward", f"resident.{FLAGS[9]}"], measures=counts, totals=True)
    told = statement(service, body | {"precision": "high"})
    assert Fraction(told["rho"]) == 2
    simple, tight = told["epsilon"]["simple"], told["epsilon"]["tight"]
    assert float(simple) == pytest.approx(2 + 2 * math.sqrt(2 * math.log(1e7)), abs=0.01)
    advantage = 2 * best_guess(2) - 1
    assert float(told["membershipAdvantageOfFullBudget"]) == pytest.approx(advantage, abs=1e-3)
    assert row("a project", "2", simple, tight, up(advantage), up(best_guess(2))) in SECTION


def test_a_coalition_that_spent_a_lineage_is_told_right(service):
    """Eleven ratios of four numbers each, and a count, with the totals of two dimensions at 1/18: ten in all."""
    ratios = {f"m{place}": {"ratio": {"of": calls(2 * place), "to": calls(2 * place + 1)}} for place in range(11)}
    body = question("", by=["resident.ward", "resident.secret"], measures=ratios | PEOPLE, totals=True)
    told = statement(service, body | {"precision": "high"})
    assert Fraction(told["rho"]) == 10
    simple, tight = told["epsilon"]["simple"], told["epsilon"]["tight"]
    assert row("a coalition", "10", simple, tight, up(2 * best_guess(10) - 1), up(best_guess(10))) in SECTION


@pytest.mark.parametrize("precision", VARIANCE)
def test_the_leak_of_stars_is_told_right(service, precision):
    """What the product says of one table's star is q, and a fully spent project has 4z² such tables."""
    variance = VARIANCE[precision]
    q, tables = leak(variance, 2), 4 * variance
    told = statement(service, count(precision=precision))
    assert q <= float(told["starLeak"]) <= q + 1.1e-3
    known = 1 - (1 - q) ** tables
    strict = leak(variance, 5)
    told_strict = f"{math.ceil(strict * 1e8) / 1e8:.1e}"
    cells = (f"`{precision}`", str(variance), str(tables), up(q), up(q * tables), up(known), told_strict)
    assert row(*cells) in SECTION


def test_the_weakness_of_cell_keys_is_told_right():
    """Of a pair of tables that differ by one person, how often do the values differ, by the table that ships?"""
    table = json.loads((POLICIES / "profiles" / "perturbation" / "d5-v3-js2.json").read_text())
    weights = {entry["change"]: entry["weight"] for entry in table["rows"][-1]}
    total = sum(weights.values())
    equal = sum(weight * weights.get(change + 1, 0) for change, weight in weights.items()) / total**2
    assert f"{1 - equal:.2f}" in SECTION


# What stars tell in fact


def boundary(asker, rounds: int, leak_of_one: float) -> Finding:
    """Of a hundred clubs half have nine members and half ten, the least that may show. Which have ten?

    A club that shows has ten. False alarm 1e-6: one of ten shows in a round with probability q, draws are independent,
    and the limit is the binomial quantile. That is the leak that the gateway tells of, no more; a club of nine may
    never show.
    """
    nobody = [jobs for size in (1, 2, 3) for jobs in itertools.combinations(JOBS[3:], size)]
    queries = [count({"not": among("job", jobs)}, by=["club"]) for jobs in nobody[:rounds]]
    shown = []
    for table in asker.ask_all(queries):
        shown += [row["resident.club"] for row in table["rows"][1:] if "value" in row["people"]]
    assert not set(shown) & set(CLUBS[1::2]), "a club of nine is shown"
    trials = rounds * (len(CLUBS) // 2)
    limit = most_hits(leak_of_one, trials)
    says = f"{len(shown)} of {trials} cells of ten show, {leak_of_one * trials:.1f} are expected, at most {limit}"
    return Finding("stars at the limit", asker.name, len(shown) > limit, says)


class FloorOnly(FreshNoise):
    """Shows what has ten people, whatever its noise."""

    name = "a floor without a threshold"

    def protect(self, query, exact, cell, where):
        return [int(value) if value >= 10 else None for value in exact]


def test_stars_at_the_limit_leak_no_more_than_is_told(service, town):
    succeeds(boundary(FloorOnly(town), ROUNDS, leak(25, 2)))
    fails(boundary(service, ROUNDS, leak(25, 2)))


def test_a_higher_threshold_leaves_nearly_no_leak(tmp_path, town):
    """Five deviations instead of two: the same attack finds nobody."""
    office = town.load(tmp_path)
    policies = without_ticks(tmp_path / "policies", lambda profile: profile.update(thresholdMultiple=5))
    with office.deployment.serving(policies) as server:
        office.record_people(server)
        strict = Service(Region(town, office, server))
        fails(boundary(strict, ROUNDS, leak(25, 5)))
        strict.client.close()


