"""Somebody who knows every row but one tries both values for it: no digest in a reply says which is right."""

import json
import re

import numpy
from askers import Service, count
from decisions import Finding, fails, succeeds
from town import VARIABLES, Region, Town, random_calls, without_ticks

DIGEST = re.compile(r"\b[0-9a-f]{16,}\b")
PEOPLE = 30


def village(seed: str, secret: int) -> Town:
    """A few people; of the last one the secret is what is asked."""
    rng = numpy.random.default_rng(list(seed.encode()))
    columns = {name: rng.integers(0, len(codes), PEOPLE) for name, codes in VARIABLES.items()}
    columns["secret"][-1] = secret
    return Town(columns, random_calls(numpy.random.default_rng(0), PEOPLE, 0), seed)


def digests(folder, people: Town) -> tuple[set[str], set[str]]:
    """What a deployment with these people shows as a digest: to its researchers, and to its operator."""
    office = people.load(folder)
    with office.deployment.serving(without_ticks(folder / "policies")) as server:
        office.record_people(server)
        service = Service(Region(people, office, server))
        answer = service.ask(count(by=["ward"]))
        seen = [answer["provenance"], answer["record"], service.client.get("/v1/datasets/resident").json()]
        service.client.close()
    return set(DIGEST.findall(json.dumps(seen))), set(DIGEST.findall(office.deployment.generation()[0]))


def confirmation(asker: str, real: set[str], guesses: list[set[str]]) -> Finding:
    """The attacker loads both candidates into a Salthouse of their own. Success is a digest that one of them shares
    with the real one, and the other does not; nothing is left to chance."""
    shared = [len(real & (mine - other)) for mine, other in (guesses, guesses[::-1])]
    return Finding("confirming a guess by digest", asker, max(shared) > 0, f"digests shared with each guess: {shared}")


def test_no_digest_confirms_a_guess(tmp_path, test_seed):
    real = digests(tmp_path / "real", village(str(test_seed), 1))
    guesses = [digests(tmp_path / f"guess{secret}", village(str(test_seed), secret)) for secret in (0, 1)]
    # What stands in the operator's list is a plain digest, and tells.
    succeeds(confirmation("the operator's list", real[1], [operator for _, operator in guesses]))
    fails(confirmation("the gateway", real[0], [researcher for researcher, _ in guesses]))
