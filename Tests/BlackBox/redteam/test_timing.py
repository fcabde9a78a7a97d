"""The time of a reply tells nothing of the people: pairs of calls that differ in who is counted take equally long."""

import random
import time

import pytest
from askers import Service, Weak, among, count
from decisions import ALL, FALSE_ALARM, Finding, fails, succeeds
from deployments import POLICIES
from scipy import stats
from town import CIRCLES, FLAGS, JOBS, MARKS, Region

PAIRS = 100 if ALL else 20


@pytest.fixture(scope="module")
def ticking(tmp_path_factory, town):
    """A gateway with the policies as they are shipped, ticks and all."""
    folder = tmp_path_factory.mktemp("ticking")
    office = town.load(folder)
    with office.deployment.serving(POLICIES) as server:
        office.record_people(server)
        yield Region(town, office, server)


class Slow(Weak):
    """Takes five microseconds for each person that it counts, and replies when it is done."""

    name = "a reply when it is done"

    def ask(self, query):
        time.sleep(5e-6 * int(self.matches(query["population"]).sum()))
        return super().ask(query)


class Hasty(Weak):
    """Replies at once to what was asked before, by anybody."""

    name = "a reply at once to what is known"

    def __init__(self, town):
        super().__init__(town)
        self.known: dict[str, dict] = {}

    def ask(self, query):
        if str(query) not in self.known:
            time.sleep(0.03)
            self.known[str(query)] = super().ask(query)
        return self.known[str(query)]


def timing(attack: str, asker, pairs: list[tuple[dict, dict]], rng: random.Random) -> Finding:
    """Do the two questions of a pair take equally long? Pairs are asked one after the other, in random order.

    False alarm below 2e-6: if the two questions of a pair take alike, which of them was which is a fair coin for each
    pair, whatever else the machine does, and the tests by Student (paired) and Kolmogorov and Smirnov each fail once
    in a million. Student's is exact for normal differences; for other ones it is close, and errs to the safe side for
    heavy tails.
    """
    taken: tuple[list[float], list[float]] = ([], [])
    for pair in pairs:
        for which in rng.sample((0, 1), 2):
            start = time.perf_counter()
            asker.ask(pair[which])
            taken[which].append(time.perf_counter() - start)
    student = float(stats.ttest_rel(*taken).pvalue)
    smirnov = float(stats.ks_2samp(*taken).pvalue)
    middle = [sorted(found)[len(found) // 2] * 1000 for found in taken]
    says = f"{middle[0]:.1f} and {middle[1]:.1f} ms, p = {student:.2g} (t), {smirnov:.2g} (KS)"
    return Finding(attack, asker.name, min(student, smirnov) < FALSE_ALARM, says)


def few_and_many(number: int) -> tuple[dict, dict]:
    """Two new questions of the same form: about people with some marks, one for each, and about nearly everybody."""
    mark, job = MARKS[1 + number % 60], JOBS[3 + number % 16]
    flags = [among(FLAGS[number // 60], ["yes"])] if number >= 60 else []
    few = count(among("mark", [mark]), *flags, precision="scan")
    many = count({"not": among("job", [job])}, {"not": among("mark", [mark])}, *flags, precision="scan")
    return few, many


def test_time_does_not_tell_how_many_there_are(ticking, town, test_seed):
    rng = random.Random(test_seed)
    pairs = [few_and_many(number) for number in range(PAIRS)]
    succeeds(timing("timing", Slow(town), pairs, rng))
    service = Service(ticking)
    try:
        fails(timing("timing", service, pairs, rng))
    finally:
        service.client.close()


def test_time_does_not_tell_whether_others_have_asked(ticking, town, test_seed):
    """One question of each pair was answered to somebody else before."""
    rng = random.Random(test_seed)
    pairs = [
        tuple(count({"not": among("circle", [CIRCLES[10 + number + 25 * old]])}, precision="scan") for old in (0, 1))
        for number in range(25 if ALL else 15)
    ]
    hasty = Hasty(town)
    hasty.ask_all([old for _, old in pairs])
    succeeds(timing("timing of what others asked", hasty, pairs, rng))
    other = Service(ticking)
    other.ask_all([old for _, old in pairs])
    service = Service(ticking)
    fails(timing("timing of what others asked", service, pairs, rng))
    for one in (service, other):
        one.client.close()


