"""Many at once, and a gateway that is killed: nobody gets a second draw of one number."""

import random
import threading
from fractions import Fraction

import httpx
from askers import FreshNoise, Service, cell_values, count
from decisions import ALL, Finding, fails, precise, succeeds
from deployments import client, entries
from offices import RESEARCHER
from questions import ask
from test_averaging import STANDARD_VARIANCE, errors, means
from town import FLAGS, SECOND, Region, Town, without_ticks

TOGETHER = 64
KILLS = 20 if ALL else 4
TICK = 120

# Sixty-four at once


def at_once(askers: list, query: dict, truth) -> Finding:
    """The mean of what sixty-four hear who ask in one moment.

    False alarm 1e-6: one draw for each of forty cells has a mean squared error of 25 and more; the limit is the
    chi-squared quantile.
    """
    barrier, heard = threading.Barrier(len(askers)), []

    def work(asker):
        barrier.wait()
        heard.append(asker.ask(query))

    threads = [threading.Thread(target=work, args=(asker,)) for asker in askers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(heard) == len(askers)
    return precise("asking at once", askers[0].name, errors(means(heard), truth.ask(query)), STANDARD_VARIANCE)


def test_sixty_four_at_once_hear_one_draw(region, weak, truth):
    query = count(by=["ward"])
    query["population"] = {"all": [{"variable": "resident.job", "in": ["j00"]}]}
    succeeds(at_once([weak.fresh] * TOGETHER, query, truth))
    before = debits(region.office.deployment.log)
    mine, theirs = Service(region), Service(region, SECOND)
    fails(at_once([mine, theirs] * (TOGETHER // 2), query, truth))
    assert (mine.spent(), theirs.spent()) == (Fraction(1, 50), Fraction(1, 50))
    assert debits(region.office.deployment.log) - before == Fraction(1, 50), "the data paid for more than one draw"


def debits(log) -> Fraction:
    found = [entry["event"]["ledgers"] for entry in entries(log) if entry["type"] == "ledger.debit"]
    return sum((Fraction(ledgers["dataset resident"]) for ledgers in found), Fraction(0))


# Killed between draw and reply


class Forgetful(FreshNoise):
    """Keeps its draws in memory until the day is over: a crash brings a new draw."""

    name = "draws in memory"

    def __init__(self, town: Town):
        super().__init__(town)
        self.drawn: dict[str, dict] = {}

    def ask(self, query):
        return self.drawn.setdefault(str(query), super().ask(query))

    def crash(self):
        self.drawn.clear()


def several_draws(asker: str, heard: list[list]) -> Finding:
    """Success is two values of one number, at any time; nothing is left to chance."""
    most = max(len({str(values) for values in told}) for told in heard)
    return Finding("asking around a crash", asker, most > 1, f"at most {most} values of one table were heard")


def test_a_crash_brings_no_second_draw(tmp_path, town, test_seed):
    """Killed before, at and after the end of the tick in which an answer waits; then everything is asked again."""
    weak, heard = Forgetful(town), []
    for _ in range(KILLS):
        heard.append(cell_values(weak.ask(count(by=["ward"]))))
        weak.crash()
    succeeds(several_draws(weak.name, [heard]))

    rng = random.Random(test_seed)
    office = town.load(tmp_path)
    policies = without_ticks(tmp_path / "policies", lambda profile: profile.update(tickMilliseconds=TICK))
    questions = [count(by=["ward", flag]) for flag in FLAGS[: 3 + KILLS // 4]]
    told: dict[int, list] = {number: [] for number in range(len(questions))}
    with office.deployment.serving(policies) as server:
        office.record_people(server)
        project = Region(town, office, server).project(RESEARCHER)

    def work(url: str, numbers: list[int]):
        with client(url, office.tokens[RESEARCHER]) as who:
            for number in numbers:
                try:
                    reply = ask(who, questions[number] | {"project": project})
                except httpx.TransportError:
                    return
                assert reply.status_code == 200, reply.text
                told[number].append(cell_values(reply.json()))

    for kill in range(KILLS):
        number = rng.randrange(len(questions))
        try:
            with office.deployment.serving(policies) as server:
                thread = threading.Thread(target=work, args=(server.url, [number, number]))
                thread.start()
                thread.join(rng.uniform(0.3, 1.6) * TICK / 1000)
                server.kill()
                thread.join()
        except AssertionError as error:
            assert "stopped by itself" in str(error), f"kill {kill}: {error}"
    with office.deployment.serving(policies) as server:
        work(server.url, list(told))
        with office.client(server, RESEARCHER) as who:
            spent = Fraction(who.get(f"/v1/projects/{project}/budget").json()["spent"])
    fails(several_draws("the gateway", list(told.values())))
    assert spent == Fraction(len(questions), 50) == debits(office.deployment.log)
