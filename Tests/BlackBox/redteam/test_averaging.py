"""The same number asked again, in other words, in other parts, by other people, on other days: nothing averages out."""

import datetime
import random
from fractions import Fraction

from askers import Asker, Service, among, cell_values, count, total
from decisions import ALL, fails, precise, succeeds
from offices import NOW, RESEARCHER
from questions import ask
from town import FLAGS, LANES, SECOND, WARDS, Region, without_ticks

ASKINGS = 200
TOGETHER = 100 if ALL else 20
WORDINGS = 60 if ALL else 40
DAYS = 30 if ALL else 6
STANDARD_VARIANCE = 25


def means(tables: list[dict]) -> list[float]:
    """Of each cell the mean of all that was said of it; cells that were hidden once are left out."""
    columns = zip(*(cell_values(table) for table in tables), strict=True)
    return [sum(column) / len(column) if None not in column else None for column in columns]


def errors(estimates: list[float | None], exact: dict) -> list[float]:
    pairs = zip(estimates, cell_values(exact), strict=True)
    return [estimate - value for estimate, value in pairs if estimate is not None]


# Repetition

BY_WARD = count(by=["ward"])


def repetition(askers: list[Asker], truth: Asker, askings: int):
    """The mean of two hundred answers to one question.

    False alarm 1e-6: one draw for each of forty cells has a mean squared error of 25 and more, a mean of 200 draws one
    of 0.125; the limit is the chi-squared quantile of the first.
    """
    shares = [asker.ask_all([BY_WARD] * askings) for asker in askers]
    tables = [table for share in shares for table in share]
    return precise("repetition", askers[0].name, errors(means(tables), truth.ask(BY_WARD)), STANDARD_VARIANCE)


def test_asking_two_hundred_times_gives_no_better_value(service, weak, truth):
    succeeds(repetition([weak.fresh], truth, ASKINGS))
    fails(repetition([service], truth, ASKINGS))
    assert service.spent() == Fraction(1, 50)


def test_two_colluding_projects_have_one_value_between_them(region, weak, truth):
    """Two researchers put their answers together. The weak asker draws for each; the gateway's values are one draw."""
    succeeds(repetition([weak.fresh, weak.fresh], truth, TOGETHER))
    mine, theirs = Service(region), Service(region, SECOND)
    fails(repetition([mine, theirs], truth, TOGETHER))
    assert (mine.spent(), theirs.spent()) == (Fraction(1, 50), Fraction(1, 50))


# Rewriting


def wordings(rng: random.Random) -> list[dict]:
    """One question in many words: order, split sets, complements, clauses that everybody meets, other names."""
    kept = set(WARDS[:30])

    def wards():
        codes = rng.sample(sorted(kept), len(kept))
        cut = rng.randrange(1, len(codes))
        by_lane = [lane for place, lane in enumerate(LANES) if WARDS[place // 3] in kept]
        return rng.choice(
            [
                among("ward", codes),
                among("lane", rng.sample(by_lane, len(by_lane))),
                {"any": [among("ward", codes[:cut]), among("ward", codes[cut:])]},
                {"not": among("ward", set(WARDS) - kept)},
                {"variable": "resident.ward", "from": WARDS[0], "to": WARDS[29]},
                {"variable": "resident.lane", "from": LANES[0], "to": LANES[89]},
            ]
        )

    def one():
        flag = rng.choice([among(FLAGS[0], ["yes"]), {"not": among(FLAGS[0], ["no"])}])
        clauses = [wards(), flag]
        if rng.random() < 0.5:
            clauses.append(among(rng.choice(FLAGS), rng.sample(["no", "yes"], 2)))
        if rng.random() < 0.3:
            clauses.append(wards())
        rng.shuffle(clauses)
        body = count(*clauses, by=["ward"])
        if rng.random() < 0.5:
            body |= {"measures": {f"name{rng.randrange(100)}": {"count": "unit"}}}
        if rng.random() < 0.3:
            body |= {"population": {"all": [body["population"]]}}
        return dict(rng.sample(sorted(body.items(), key=repr), len(body)))

    return [one() for _ in range(WORDINGS)]


def rewriting(asker: Asker, truth: Asker, rng: random.Random):
    """The mean over wordings. False alarm 1e-6, as for repetition, over the cells that show."""
    queries = wordings(rng)
    said = means(asker.ask_all(queries))
    return precise("rewriting", asker.name, errors(said, truth.ask(queries[0])), STANDARD_VARIANCE)


def test_other_words_give_no_better_value(service, weak, truth, test_seed):
    succeeds(rewriting(weak.fresh, truth, random.Random(test_seed)))
    fails(rewriting(service, truth, random.Random(test_seed)))
    assert service.spent() == Fraction(1, 50)


# Partitions


def partitions(asker: Asker, truth: Asker):
    """Each lane's number is the sum of two parts, in eleven ways; the mean of the eleven sums is the attacker's.

    False alarm 1e-6: the parts carry 22 draws of variance 25, so the mean of the sums has a variance of 50/11, and the
    limit is its chi-squared quantile over 120 lanes. Rounding to 5 alone leaves 4/11, the cell key 6/11.
    """
    exact = truth.ask(count(by=["lane"]))
    sums: list[list[float]] = [[] for _ in LANES]
    for table in asker.ask_all([count(by=["lane", flag]) for flag in FLAGS]):
        values = cell_values(table)
        for lane, (first, second) in enumerate(zip(values[::2], values[1::2], strict=True)):
            if first is not None and second is not None:
                sums[lane].append(first + second)
    estimates = [sum(found) / len(found) if len(found) == len(FLAGS) else None for found in sums]
    variance = 2 * STANDARD_VARIANCE / len(FLAGS)
    return precise("averaging over partitions", asker.name, errors(estimates, exact), variance)


def test_eleven_partitions_give_no_exact_total(service, weak, truth):
    succeeds(partitions(weak.threshold, truth))
    succeeds(partitions(weak.cell_key, truth))
    fails(partitions(service, truth))
    assert service.spent() == Fraction(11, 50), "parts are paid each"


# Days


def test_a_budget_for_each_snapshot_gives_exact_values(weak, truth):
    """Three thousand days: the mean's deviation is 5/√3000 = 0.09, so a false alarm is below 1e-6 (5.4 σ)."""
    query = count(among("ward", WARDS[:20]))
    heard = []
    for _ in range(3000):
        weak.snapshots.next_day()
        heard.append(total(weak.snapshots.ask(query)))
    assert abs(sum(heard) / len(heard) - total(truth.ask(query))) < 0.5 + 1e-9


def test_daily_snapshots_bring_no_new_budget(tmp_path, town):
    """Each new day is a new draw, and paid: what a year's budget holds is all there is. Nothing here is left to chance.

    One researcher's project holds two standard tables, the data four, whoever asks; the other's project holds many.
    """
    first = NOW - datetime.timedelta(days=7)
    office = town.load(tmp_path, day=first.isoformat())
    policies = without_ticks(tmp_path / "policies", lambda profile: profile["budget"].update(dataset="2/25"))
    projects, heard, refusals = {}, {RESEARCHER: [], SECOND: []}, []
    for day in range(DAYS):
        with office.deployment.serving(policies) as server:
            if not projects:
                office.record_people(server)
                for who, budget in ((RESEARCHER, "1/25"), (SECOND, "2")):
                    projects[who] = Region(town, office, server).project(who, budget=budget)
            for who, project in projects.items():
                with office.client(server, who) as client:
                    reply = ask(client, BY_WARD | {"project": project})
                if reply.status_code == 200:
                    heard[who].append(str(cell_values(reply.json())))
                else:
                    refusals += [reason["clause"] for reason in reply.json()["reasons"]]
        today = first + datetime.timedelta(days=day + 1)
        office.deployment.opt_outs(tmp_path / "no.csv", today.isoformat())
    assert len(heard[RESEARCHER]) == 2
    # A question that others have asked costs the data nothing, but is let in only where it could be paid.
    assert len(heard[SECOND]) == 4
    assert len({*heard[RESEARCHER], *heard[SECOND]}) == 4, "the draws of all together are more than the data's budget"
    assert len(refusals) == 2 * DAYS - 6 and set(refusals) == {"PRI-6"}
