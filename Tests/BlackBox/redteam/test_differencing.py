"""Two numbers that differ by one person, and what an attacker who knows everybody else can tell."""

import itertools
import random
from fractions import Fraction

import numpy
from askers import Asker, CellKey, Service, among, cell_values, count, total
from decisions import ALL, Finding, best_guess, fails, precise, right, succeeds
from offices import TODAY, YESTERDAY
from town import CIRCLES, FLAGS, JOBS, LANE_SIZE, LANES, MARKS, WARDS, Region, Town, without_ticks, write

COMPANIES = 40
STANDARD_VARIANCE = 25
WITH_SECRET = among("secret", ["yes"])


def companies(rng: random.Random, number: int) -> list[list[dict]]:
    """Populations that hold everybody of interest in other company: random halves of the rest of the people."""

    def one():
        half = rng.sample(range(len(WARDS)), len(WARDS) // 2)
        marked = {"not": among("mark", MARKS[:1])}
        in_circle = {"not": among("circle", CIRCLES[:1])}
        return [{"any": [among("ward", [WARDS[place] for place in half]), marked, in_circle]}]

    return [[], *(one() for _ in range(number - 1))]


def all_but(variable: str, code: str, codes: list[str]) -> dict:
    return among(variable, [other for other in codes if other != code])


# Nested differencing


def nested(asker: Asker, town: Town, companies: list[list[dict]]):
    """Does the one person with a mark have the secret? Count those who do, with and without that person.

    Where equal people give equal values a difference tells; else the guess is by the size of the differences together.

    False alarm below 1e-6: the gateway's budget holds one company for sixty marks, so each guess rests on one draw of
    variance 25. Given the value for all, the guesses by size are independent but for the median, and the best rule is
    right with at most 1/2 + 1/(2 · 5 · √(2π)) = 0.54; the limit is the binomial quantile of 0.56. The guess by change
    is right for half of the marks, which was planted, and for one more at most where a value happens to be equal.
    """
    differences: dict[str, list[int]] = {mark: [] for mark in MARKS[1:]}
    for company in companies:
        queries = [count(WITH_SECRET, *company, all_but("mark", mark, MARKS)) for mark in differences]
        base, *others = [total(table) for table in asker.ask_all([count(WITH_SECRET, *company), *queries])]
        for found, other in zip(differences.values(), others, strict=True):
            found.append(base - other)
    secrets = dict(zip(town.columns["mark"].tolist(), town.columns["secret"].tolist(), strict=True))
    truths = [bool(secrets[place]) for place in range(1, len(MARKS))]
    sums = [sum(found) for found in differences.values()]
    middle = numpy.median(sums)
    by_change = [any(found) == truth for found, truth in zip(differences.values(), truths, strict=True)]
    by_size = [(found > middle) == truth for found, truth in zip(sums, truths, strict=True)]
    return right("nested differencing", asker.name, max(by_change, by_size, key=sum), 0.56)


def test_leaving_out_one_person_does_not_tell_their_secret(service, weak, town, test_seed):
    many = companies(random.Random(test_seed), COMPANIES)
    succeeds(nested(weak.threshold, town, many))
    succeeds(nested(weak.cell_key, town, many))
    fails(nested(service, town, many[:1]))
    assert service.spent() == Fraction(len(MARKS), 50)
    # What is left of the budget is not enough for a second company.
    answers = service.ask_all([count(*company) for company in many])
    assert sum(table is not None for table in answers) == 100 - len(MARKS)


# Total minus complement


def complement(asker: Asker, town: Town, companies: list[list[dict]]):
    """How many are in a circle of two to seven? Everybody, less all who are in no or another circle.

    False alarm 1e-6: given the value for everybody, each complement is a draw of variance 25, and the errors of sixty
    circles scatter by that at least around whatever they have in common; the limit is the chi-squared quantile of 59.
    """
    estimates: dict[str, list[int]] = {circle: [] for circle in CIRCLES[1:]}
    for company in companies:
        queries = [count(*company, all_but("circle", circle, CIRCLES)) for circle in estimates]
        base, *others = [total(table) for table in asker.ask_all([count(*company), *queries])]
        for found, other in zip(estimates.values(), others, strict=True):
            found.append(base - other)
    sizes = numpy.bincount(town.columns["circle"], minlength=len(CIRCLES))[1:]
    errors = [sum(found) / len(found) - size for found, size in zip(estimates.values(), sizes, strict=True)]
    return precise("total minus complement", asker.name, errors[1:], STANDARD_VARIANCE)


def test_a_total_less_its_complement_does_not_show_a_small_number(service, weak, town, test_seed):
    many = companies(random.Random(test_seed), COMPANIES)
    assert weak.threshold.ask(count(among("circle", CIRCLES[1:2])))["rows"][0]["people"]["status"] == "not-shown"
    succeeds(complement(weak.threshold, town, many))
    succeeds(complement(weak.cell_key, town, many))
    fails(complement(service, town, many[:1]))
    assert service.spent() == Fraction(len(CIRCLES), 50)


# Membership by likelihood ratio

ROUNDS = 100 if ALL else 40
# Sets of jobs that nobody has: without them the people are the same, and the question is another.
NOBODY = [jobs for size in range(1, 5) for jobs in itertools.combinations(JOBS[3:], size)]


def membership(asker: Asker, town: Town, rounds: int, rho: float):
    """Is a lane's last person there? The attacker knows all the others, and asks for all lanes again and again.

    Each question leaves out other people of no interest, so it is a new question; each is an answer about every lane.
    The likelihood ratio of Gaussian noise is by the mean: above 99.5 says that the person is there.

    False alarm 1e-6: whatever the attacker does with answers of ρ = rounds/50, a guess is right with at most
    Φ(√(ρ ∕ 2)); lanes are independent, and the limit is the binomial quantile.
    """
    queries = [count({"not": among("job", jobs)}, by=["lane"]) for jobs in NOBODY[:rounds]]
    tables = [table for table in asker.ask_all(queries) if table is not None]
    values = numpy.array([cell_values(table) for table in tables], dtype=float)
    present = numpy.bincount(town.columns["lane"], minlength=len(LANES)) == LANE_SIZE
    guesses = (values.mean(axis=0) > LANE_SIZE - 0.5) == present
    return right("membership by likelihood ratio", asker.name, guesses.tolist(), best_guess(rho))


def test_somebody_who_knows_all_others_guesses_no_better_than_the_budget_allows(service, weak, town):
    rho = ROUNDS * Fraction(1, 50)
    succeeds(membership(weak.fresh, town, 2000, float(rho)))
    fails(membership(service, town, ROUNDS, float(rho)))
    assert service.spent() == rho


# A withdrawal between two answers

WITHDRAWN = 30
TABLES = [count(by=["lane"]), *(count(by=["lane", flag]) for flag in FLAGS[:4])]


def withdrawal(asker: str, before: list[dict], after: list[dict], left: set[int]) -> Finding:
    """Thirty people of a hundred and twenty lanes, one in each, have withdrawn. In which lanes do numbers fall most?

    Where equal people give equal values, the lanes are those in which anything has changed.

    False alarm below 1e-6: each of five tables is drawn twice with variance 25, four of them in halves, so a fall by
    one stands √(1/50 + 4/100) = 0.245 deviations out at the most, and a lane of those who left is among the thirty
    largest falls with at most 1 − Φ(0.674 − 0.245) = 0.34. The limit is the binomial quantile of 0.36.
    """
    falls, changes = numpy.zeros(len(LANES)), numpy.zeros(len(LANES), dtype=bool)
    for earlier, later in zip(before, after, strict=True):
        cells = numpy.array([cell_values(earlier), cell_values(later)], dtype=float).reshape(2, len(LANES), -1)
        weight = 1 if cells.shape[2] == 1 else 0.5
        falls += weight * (cells[0] - cells[1]).sum(axis=1)
        changes |= (cells[0] != cells[1]).any(axis=1)
    by_change = changes.sum() <= 2 * WITHDRAWN
    chosen = numpy.flatnonzero(changes) if by_change else numpy.argsort(-falls, kind="stable")[:WITHDRAWN]
    return right("a withdrawal between two answers", asker, [lane in chosen for lane in sorted(left)], 0.36)


def test_a_withdrawal_does_not_show_where_it_was(tmp_path, town, test_seed):
    rng = random.Random(test_seed)
    lanes = set(rng.sample(range(len(LANES)), WITHDRAWN))
    gone = [int(numpy.flatnonzero(town.columns["lane"] == lane)[rng.randrange(50)]) for lane in sorted(lanes)]

    blurred = CellKey(town)
    before = blurred.ask_all(TABLES)
    succeeds(withdrawal(blurred.name, before, blurred.without(gone).ask_all(TABLES), lanes))

    office = town.load(tmp_path, day=YESTERDAY)
    policies = without_ticks(tmp_path / "policies")
    with office.deployment.serving(policies) as server:
        office.record_people(server)
        asker = Service(Region(town, office, server))
        before = asker.ask_all(TABLES)
    said_no = [(town.names[number], "rightToObject", TODAY, "") for number in gone]
    write(tmp_path / "no.csv", [("identifier", "kind", "from", "to"), *said_no])
    office.deployment.opt_outs(tmp_path / "no.csv", TODAY)
    with office.deployment.serving(policies) as server:
        again = Service(Region(town, office, server), project=asker.project)
        fails(withdrawal("the gateway", before, again.ask_all(TABLES), lanes))
        assert again.spent() == Fraction(2 * len(TABLES), 50), "each day's draws are paid"
