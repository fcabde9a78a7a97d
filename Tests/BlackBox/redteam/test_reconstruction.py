"""Many answers as equations: a secret column, and what stands under stars, are solved for."""

import itertools
import random
from fractions import Fraction

import numpy
from askers import VARIANCE, Asker, ExactThreshold, among, count, total
from decisions import ALL, Finding, best_guess, fails, most_hits, right, succeeds
from scipy.optimize import linprog
from town import ASIDE, DOORS, LANES, STREETS, Town

# With so many the attack finds everybody's secret in exact answers, whatever the seed: with 1,500 nine tenths in some.
FOR_EXACT = 5000
# What a project's budget of 2 holds: many coarse answers, or as much in a few precise ones.
AFFORDED, PRECISION = (1500, "scan") if ALL else (99, "standard")


# A secret column


def corners(rng: random.Random, number: int) -> list[tuple[int, int, int, int]]:
    def side():
        first, beyond = sorted(rng.sample(range(ASIDE + 1), 2))
        return first, beyond - 1

    return [(*side(), *side()) for _ in range(number)]


def rectangle(first: int, last: int, left: int, to: int, precision: str) -> dict:
    return count(
        {"variable": "resident.street", "from": STREETS[first], "to": STREETS[last]},
        {"variable": "resident.door", "from": DOORS[left], "to": DOORS[to]},
        among("secret", ["yes"]),
        precision=precision,
    )


def least_squares(rows: numpy.ndarray, values: numpy.ndarray, variance: float) -> numpy.ndarray:
    """The best linear guess where each secret is a fair coin and each answer is off by this variance."""
    weight = rows.T @ rows / variance + 4 * numpy.eye(rows.shape[1])
    return numpy.linalg.solve(weight, rows.T @ (values - rows.sum(axis=1) / 2) / variance) + 0.5


def within(rows: numpy.ndarray, values: numpy.ndarray, reach: float) -> numpy.ndarray | None:
    """Any column whose answers all are within reach of what was said; nothing where there is none."""
    found = linprog(
        numpy.zeros(rows.shape[1]),
        A_ub=numpy.concatenate([rows, -rows]),
        b_ub=numpy.concatenate([values + reach, reach - values]),
        bounds=(0, 1),
        method="highs",
    )
    return found.x


def reconstruction(asker: Asker, town: Town, rectangles: list[tuple], precision: str, variance: float, reach: float):
    """Which of the people in a square of houses have the secret? Rectangles of houses are counted, and solved for.

    False alarm far below 1e-6: whatever an attacker does with answers of ρ = 2, a guess is right with at most
    Φ(√(ρ ∕ 2)) = 0.84. The limit is the binomial quantile of that. Guesses share noise and so scatter more than
    independent ones, but least squares on such noise alone are right for 0.59 ± 0.035 of the people (300 simulations),
    ten deviations below the limit.
    """
    tables = asker.ask_all([rectangle(*corner, precision) for corner in rectangles])
    rows, values = [], []
    for (first, last, left, to), table in zip(rectangles, tables, strict=True):
        if total(table) is not None:
            houses = numpy.zeros((ASIDE, ASIDE))
            houses[first : last + 1, left : to + 1] = 1
            rows.append(houses.ravel())
            values.append(total(table))
    lives = town.columns["street"] < ASIDE
    house = town.columns["street"][lives] * ASIDE + town.columns["door"][lives]
    secrets = numpy.zeros(ASIDE * ASIDE, dtype=bool)
    secrets[house] = town.columns["secret"][lives] == 1
    rows, values = numpy.array(rows), numpy.array(values, dtype=float)
    guesses = [least_squares(rows, values, variance), within(rows, values, reach)]
    scores = [((guess > 0.5) == secrets).tolist() for guess in guesses if guess is not None]
    return right("reconstruction from rectangles", asker.name, max(scores, key=sum), best_guess(2))


def test_rectangles_do_not_give_a_secret_column(service, weak, town, test_seed):
    rectangles = corners(random.Random(test_seed), FOR_EXACT)
    succeeds(reconstruction(weak.threshold, town, rectangles, "standard", 2, 2))
    variance = VARIANCE[PRECISION]
    fails(reconstruction(service, town, rectangles[:AFFORDED], PRECISION, variance, 3 * variance**0.5))
    # What is left of the budget does not hold the rest.
    left = 2 - service.spent()
    more = service.ask_all([count(among("lane", [lane])) for lane in LANES])
    assert sum(table is not None for table in more) == left // Fraction(1, 50) < len(LANES)


# Stars

BY_PAIR = count(among("f02", ["yes"]), among("f03", ["yes"]), by=["lane", "f00", "f01"], totals=True)


def reaches(row: dict, asker: Asker) -> tuple[float, float]:
    """Between which numbers the truth lies, by what is told of a cell."""
    told = row["people"]
    if "value" not in told:
        return (1, 7) if isinstance(asker, ExactThreshold) else (0, numpy.inf)
    return tuple(told["noise95"]) if "noise95" in told else (max(0, told["value"] - 2), told["value"] + 2)


def unpicking(asker: Asker, truth: Asker):
    """Each lane is a table of two by two with its totals; what may stand under each star is solved for.

    A claim says that a star has one value, or one of two. Success is more right claims than one in a hundred stars.
    False alarm below 1e-6: of the gateway's numbers the least interval is 25 wide, and only numbers that contradict
    one another, or luck, leave so little; the limit is the binomial quantile of one in a hundred.
    """
    table, exact = asker.ask(BY_PAIR), truth.ask(BY_PAIR)
    assert table is not None and exact is not None
    names = ["resident.lane", "resident.f00", "resident.f01"]
    # By codes, never by place: the two may be in different orders.
    told, known = ({tuple(row[name] for name in names): row for row in rows["rows"]} for rows in (table, exact))
    assert told.keys() == known.keys()
    inner = list(itertools.product(("no", "yes"), repeat=2))
    claims = []
    for lane in LANES:
        rows, low, high = [], [], []
        for first, second in itertools.product(("no", "yes", "_total"), repeat=2):
            rows.append([first in (one, "_total") and second in (other, "_total") for one, other in inner])
            least, most = reaches(told[lane, first, second], asker)
            low.append(least)
            high.append(most)
        for place, (first, second) in enumerate(inner):
            if "value" in told[lane, first, second]["people"]:
                continue
            ends = span(numpy.array(rows, dtype=float), numpy.array(low), numpy.array(high), place)
            pinned = ends is not None and ends[1] - ends[0] <= 1
            claims.append(pinned and ends[0] <= known[lane, first, second]["people"]["value"] <= ends[1])
    limit = most_hits(0.01, len(claims))
    says = f"{sum(claims)} of {len(claims)} stars are pinned to two values or one, chance stays at or below {limit}"
    return Finding("un-picking margins", asker.name, sum(claims) > limit, says)


def span(rows, low, high, place) -> tuple[int, int] | None:
    """The least and the most that a cell may be; nothing where the numbers contradict one another."""
    bounded = numpy.isfinite(high)
    ends = []
    for sign in (1, -1):
        aim = numpy.zeros(4)
        aim[place] = sign
        limits = numpy.concatenate([rows[bounded], -rows]), numpy.concatenate([high[bounded], -low])
        found = linprog(aim, A_ub=limits[0], b_ub=limits[1], bounds=(0, None), method="highs")
        if found.status != 0:
            return None if found.status == 2 else (0, 1 << 30)
        ends.append(found.x[place])
    return int(numpy.ceil(ends[0] - 1e-6)), int(numpy.floor(ends[1] + 1e-6))


def test_margins_do_not_show_what_stands_under_a_star(service, weak, truth):
    succeeds(unpicking(weak.threshold, truth))
    fails(unpicking(service, truth))
