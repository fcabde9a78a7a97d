"""One person with many and long calls does not stand out, whatever statistic is asked."""

import math
from fractions import Fraction

import numpy
import pytest
from askers import count
from decisions import Finding, fails, right, succeeds
from scipy import stats
from town import BUSY, LANES, WARDS, Town

CALLS = {"during": {"from": "2025-04", "to": "2026-03"}, "atMost": 4}
STATISTICS = {
    "count": {"count": "call"} | CALLS,
    "sum": {"sum": "call.minutes"} | CALLS,
    "mean": {"mean": "call.minutes"} | CALLS,
    "variance": {"variance": "call.minutes"} | CALLS,
    "quantiles": {"quantiles": "call.minutes", "at": ["0.9"], "grouping": "bands"} | CALLS,
}


def exact(town: Town, statistic: str) -> list[float]:
    """The statistic of each lane as anybody would compute it who has the rows."""
    lanes, found = town.columns["lane"][town.calls["who"]], []
    for lane in range(len(LANES)):
        minutes = town.calls["minutes"][lanes == lane]
        match statistic:
            case "count":
                found.append(len(minutes))
            case "sum":
                found.append(minutes.sum())
            case "mean":
                found.append(minutes.mean())
            case "variance":
                found.append(minutes.var())
            case "quantiles":
                found.append(numpy.quantile(minutes, 0.9))
    return found


def standing_out(asker: str, statistic: str, told: list[float], town: Town, rho: Fraction) -> Finding:
    """Thirty people in thirty of a hundred and twenty lanes had two hundred long calls each. In which lanes? Where the
    number is highest.

    False alarm below 1e-6: numbers that cost ρ move by √(2ρ) deviations of their noise at most if one person comes or
    goes, whatever that person had. So a lane is among the thirty highest with at most 1 − Φ(0.674 − √(2ρ)), and the
    limit is the binomial quantile of that.
    """
    lanes = town.columns["lane"][town.busy]
    highest = numpy.argsort(-numpy.array(told), kind="stable")[:BUSY]
    probability = float(stats.norm.sf(stats.norm.isf(BUSY / len(LANES)) - math.sqrt(2 * rho)))
    return right(f"standing out by {statistic}", asker, [lane in highest for lane in lanes], probability)


def number(told: dict) -> float:
    """What a cell says, as a number; less than all others where it says nothing."""
    if "quantiles" in told:
        return (told["quantiles"][0]["from"] + told["quantiles"][0]["to"]) / 2
    return float(told.get("value", -math.inf))


@pytest.mark.parametrize("statistic", STATISTICS)
def test_one_person_does_not_stand_out(service, town, statistic):
    rows = service.ask(count(by=["lane"]) | {"measures": {"m": STATISTICS[statistic]}})["rows"]
    rho = service.spent()
    succeeds(standing_out("exact statistics", statistic, exact(town, statistic), town, rho))
    told = [number(row["m"]) for row in rows]
    assert sum(math.isfinite(value) for value in told) > len(LANES) / 2, f"too little is shown: {rows[:3]}"
    fails(standing_out("the gateway", statistic, told, town, rho))


# The least and the most

EDGES = {0, 10, 20, 40, 60, 80}, {9, 19, 39, 59, 79, 100}
ENDS = {"quantiles": "call.minutes", "at": ["0.001", "0.999"], "grouping": "bands"} | CALLS


def probing(asker: str, told: list[tuple[float, float]], most: list[float]) -> Finding:
    """How long was the longest call of each ward? The quantile at 0.999 says so where values are told as they are.

    Success is one ward whose longest call is told exactly. Nothing is left to chance: the gateway tells whole declared
    bins, and none of these is a single value.
    """
    exact = sum(low == high == value for (low, high), value in zip(told, most, strict=True))
    return Finding("probing the most", asker, exact > 0, f"{exact} of {len(most)} are told exactly")


def test_quantiles_at_the_ends_tell_no_value(service, town):
    wards = town.columns["lane"][town.calls["who"]] // 3
    minutes = [town.calls["minutes"][wards == ward] for ward in range(len(WARDS))]
    most = [float(found.max()) for found in minutes]
    succeeds(probing("exact quantiles", [(float(numpy.quantile(found, 1)),) * 2 for found in minutes], most))
    rows = service.ask(count(by=["ward"]) | {"measures": {"m": ENDS}})["rows"]
    quantiles = [row["m"].get("quantiles", [{}, {}]) for row in rows]
    shown = [found for pair in quantiles for found in pair if found]
    assert len(shown) > len(WARDS)
    assert {found["from"] for found in shown} <= EDGES[0] and {found["to"] for found in shown} <= EDGES[1]
    fails(probing("the gateway", [(pair[1].get("from", 0), pair[1].get("to", 100)) for pair in quantiles], most))
