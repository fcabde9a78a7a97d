"""The gateway is killed at random moments under load, and nothing that was promised is lost or doubled."""

import collections
import json
import os
import random
import shutil
import threading
import time
from fractions import Fraction

import httpx
import pytest
from deployments import DemoServer, entries, policies_with, verify
from questions import AGE, ask, question, values

KILLS = 100 if os.environ.get("SALTHOUSE_TEST_ALL") else 20
CLIENTS = 8
ACCOUNTS = [("researcher", "P-0001"), ("otherResearcher", "P-0004")]
SCAN_PRICE = Fraction(1, 2 * 400)
DIMENSIONS = ["person.borough", "person.imdDecile", "person.sex", "person.carer", AGE | {"grouping": "broad"}]


class Questions:
    """Mixed questions without end: some are new, most were asked before, by anybody."""

    def __init__(self):
        self.asked: list[dict] = []
        self.lock = threading.Lock()

    def next(self, rng: random.Random) -> dict:
        with self.lock:
            if not self.asked or rng.random() < 0.4:
                self.asked.append(self.new(rng))
                return self.asked[-1]
            return rng.choice(self.asked[-20:] if rng.random() < 0.5 else self.asked)

    @staticmethod
    def new(rng: random.Random) -> dict:
        # Five years apart would be one question: 10 to 14 in 2024 and 5 to 9 in 2019 are the same people.
        low = rng.randint(0, 14) * 5
        born = {"variable": "person.age", "at": f"20{rng.randint(20, 24)}-{rng.randint(1, 12):02}"}
        by = rng.sample(DIMENSIONS, rng.randint(0, 1))
        return question(by=by, population=born | {"from": low, "to": low + 4 + 5 * rng.randint(0, 3)}, precision="scan")

    def all(self) -> dict[str, dict]:
        """Every question that was ever asked, once."""
        return {json.dumps(body, sort_keys=True): body for body in self.asked}


class Witness:
    """What the clients were told: nothing of it may ever be unsaid."""

    def __init__(self):
        self.lock = threading.Lock()
        self.heard = 0
        self.values: dict[str, str] = {}
        self.paid: dict[str, Fraction] = {}
        self.other: collections.Counter = collections.Counter()
        self.complaints: list[str] = []

    def hear(self, body: dict, reply: httpx.Response):
        with self.lock:
            if reply.status_code != 200:
                self.other[reply.status_code, reply.text[:200]] += 1
                return
            answer = reply.json()
            name = json.dumps(body, sort_keys=True)
            said = values(answer)
            if self.values.setdefault(name, said) != said:
                self.complaints.append(f"another value for {name}")
            self.heard += 1
            self.paid[answer["query"]] = Fraction(answer["budget"]["spent"])


def load(
    server: DemoServer, witness: Witness, source: Questions, rngs: list[random.Random], stop: threading.Event
) -> list[threading.Thread]:
    """Clients that ask until the gateway is gone."""

    def work(number, rng):
        role, project = ACCOUNTS[number % len(ACCOUNTS)]
        with server.client(role) as client:
            while not stop.is_set():
                body = source.next(rng)
                try:
                    witness.hear(body, ask(client, body | {"project": project}))
                except httpx.TransportError:
                    return

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(rngs)]
    for thread in threads:
        thread.start()
    return threads


def wait(witness: Witness, log, rng: random.Random):
    """Until some more answers were heard, however slow the machine is, and then a moment longer.

    Every second time that is the moment after the log has grown, when the database does not show yet what the log tells.
    """
    enough, deadline = witness.heard + rng.randint(0, 12), time.monotonic() + 20
    while witness.heard < enough and time.monotonic() < deadline:
        time.sleep(0.002)
    if rng.random() < 0.5:
        time.sleep(rng.uniform(0.0, 0.05))
        return
    segment = max((log / "segments").iterdir())
    size = segment.stat().st_size
    while segment.stat().st_size == size and time.monotonic() < deadline:
        pass
    time.sleep(rng.uniform(0.0, 0.003))


def charged(log) -> tuple[dict[str, Fraction], Fraction]:
    """What each allowed answer cost its project, by the answer's public name, and what the dataset was debited."""
    answers, dataset = {}, Fraction(0)
    for entry in entries(log):
        event = entry["event"]
        if entry["type"] == "query.outcome" and event["decision"] == "allow":
            answers[f"Q-{event['req'][:16]}"] = Fraction(event["budget"]["spent"])
        if entry["type"] == "ledger.debit":
            dataset += Fraction(event["ledgers"].get("dataset person", "0"))
    return answers, dataset


def check_a_copy(server: DemoServer, folder):
    """The log as the kill left it holds, before any new start mends it."""
    copy = folder / "copy"
    shutil.copytree(server.log, copy)
    checked = verify(copy, server.vkey)
    shutil.rmtree(copy)
    assert checked.returncode == 0 and "HOLDS" in checked.stdout, checked.stdout


@pytest.fixture(scope="module")
def quick_policies(tmp_path_factory):
    """The shipped policies with a short tick, so that more happens between two kills."""
    return policies_with(
        tmp_path_factory.mktemp("policies") / "policies", lambda profile: profile.update(tickMilliseconds=10)
    )


def test_kills_at_random_moments_lose_and_double_nothing(tmp_path, test_seed, quick_policies):
    print(f"{KILLS} kills, seed {test_seed}")
    rng = random.Random(test_seed)
    rngs = [random.Random(f"{test_seed} {number}") for number in range(CLIENTS)]
    source, witness = Questions(), Witness()
    words = ["--scale", "400", "--policies", quick_policies]
    for kill in range(KILLS):
        server = DemoServer(tmp_path / "demo", *words)
        stop = threading.Event()
        threads = load(server, witness, source, rngs, stop)
        wait(witness, server.log, rng)
        server.kill()
        stop.set()
        for thread in threads:
            thread.join()
        check_a_copy(server, tmp_path)
        assert not witness.complaints, f"after kill {kill}: {witness.complaints}"
    heard, told = len(witness.paid), len(witness.values)

    # Everything that was ever asked is asked again, whether an answer was heard or not.
    server = DemoServer(tmp_path / "demo", *words)
    try:
        budgets = []
        for role, project in ACCOUNTS:
            with server.client(role) as client:
                for body in source.all().values():
                    witness.hear(body, ask(client, body | {"project": project}))
                budgets.append(client.get(f"/v1/projects/{project}/budget").json())
    finally:
        server.stop()
    checked = verify(server.log, server.vkey)
    assert checked.returncode == 0 and "no outcome yet" not in checked.stdout, checked.stdout
    assert not witness.complaints
    assert not witness.other, witness.other

    answers, dataset = charged(server.log)
    for name, spent in witness.paid.items():
        assert answers.get(name) == spent, f"{name} was told to cost {spent}; the log says {answers.get(name)}"
    # Each question was paid exactly once by each project, and once by the dataset.
    price = SCAN_PRICE * len(source.all())
    assert [Fraction(budget["spent"]) for budget in budgets] == [price] * len(ACCOUNTS)
    assert sum(answers.values()) == price * len(ACCOUNTS)
    assert dataset == price
    print(f"{heard} answers to {told} questions were heard before a kill; {len(source.all())} were asked")
    assert told > KILLS / 2, "the load was too light to say anything"
