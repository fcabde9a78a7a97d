"""The profile `dp`: no floor on true numbers, so that not even a star, a refusal or a missing row hangs on them."""

import contextlib
import json

import httpx
import numpy
import pytest
from askers import VARIANCE, Asker, Service, Weak, cell_values, count
from decisions import ALL, best_guess, fails, most_hits, right, succeeds
from deployments import Deployment, Server, program
from random_queries import RandomQueries
from scipy import stats
from test_twins import Twin, answered_alike, look_alike
from town import CLUBS, VARIABLES, Region, Town, without_ticks

ASKED = 400 if ALL else 80
EXEMPTION = {
    "id": "EX-2026-01",
    "clause": "PRI-4",
    "reason": "A trial of noise alone.",
    "grantedBy": "the residents' panel of 3 March 2026",
}
TERMS = {"profile": "dp", "budget": "1", "exemption": EXEMPTION}
# T of the Gaussian by precision, as SECURITY.md has it: what a cell without anybody reaches once in a thousand draws.
LEAST = {"high": 10, "standard": 16, "exploratory": 32, "scan": 63}
FAMILIES = ["gaussian", "laplace"]


def policies_without_floor(folder, family="gaussian", **budget):
    """The shipped policies, with the town under `dp`."""
    policies = without_ticks(folder / f"policies-{family}")
    path = policies / "profiles" / "dp.json"
    profile = json.loads(path.read_text())
    profile.update(datasets=["call", "resident"], tickMilliseconds=0)
    profile["noise"]["family"] = family
    profile["budget"].update(budget)
    path.write_text(json.dumps(profile))
    return policies


def serving(stack, people: Town, folder, family="gaussian") -> Region:
    office = people.load(folder)
    server = stack.enter_context(office.deployment.serving(policies_without_floor(folder, family)))
    return Region(people, office, server)


@pytest.fixture(scope="module")
def private(tmp_path_factory, town):
    """A gateway with the town under `dp`."""
    with contextlib.ExitStack() as stack:
        region = serving(stack, town, tmp_path_factory.mktemp("private"))
        region.office.record_people(region.server)
        yield region


@pytest.fixture(scope="module", params=FAMILIES)
def twins(request, tmp_path_factory, town, test_seed):
    """The town and one lonely person, under either noise."""
    with contextlib.ExitStack() as stack:
        found = []
        for name, people in (("full", town), ("lonely", Town.lonely(str(test_seed)))):
            folder = tmp_path_factory.mktemp(f"{name}-{request.param}")
            found.append(Twin(serving(stack, people, folder, request.param), **TERMS))
        yield found
        for twin in found:
            twin.client.close()


def test_twins_without_a_floor_are_refused_answered_and_charged_alike(twins, test_seed):
    """Nothing here is left to chance: one difference is a leak. Of one of the twins all cells but one are empty."""
    full, lonely = twins
    queries = RandomQueries(f"private twins {test_seed}", full.projects)
    bodies = [queries.next() for _ in range(ASKED)]
    bodies += [json.dumps(full.by(name)).encode() for name in VARIABLES]
    statuses = answered_alike(twins, bodies, test_seed)
    assert {200, 400} <= set(statuses) and statuses.count(200) > len(bodies) / 10
    look_alike(full, lonely)


# A star as a signal


class TrueFloor(Weak):
    """The noise and the threshold of `dp`, and a floor of ten true people under them: what `dp` must not have."""

    name = "a floor under the noise"

    def protect(self, query, exact, cell, where):
        deviation = VARIANCE[query["precision"]] ** 0.5
        noisy = exact + numpy.rint(self.rng.normal(0, deviation, len(exact))).astype(int)
        return [int(b) if a >= 10 else None for a, b in zip(exact, noisy, strict=True)]


def stars(asker: Asker):
    """Guesses that a club has its tenth member where its number shows; half of the clubs have.

    False alarm 1e-6: one answer of ρ = 1/18 lets the best guess be right with a probability of Φ(√(ρ / 2)).
    """
    shown = [value is not None for value in cell_values(asker.ask(count(by=["club"], precision="high")))[1:]]
    guesses = [seen == (number % 2 == 0) for number, seen in enumerate(shown, start=1)]
    assert len(guesses) == len(CLUBS) - 1
    return right("stars at the limit", asker.name, guesses, best_guess(1 / 18))


def private_service(region: Region, **terms) -> Service:
    service = Service(region, project=region.project(**(TERMS | terms)))
    service.name = "the gateway without a floor"
    return service


def test_a_star_tells_no_more_than_its_noise(private, town):
    succeeds(stars(TrueFloor(town)))
    service = private_service(private)
    fails(stars(service))
    service.client.close()


def test_cells_of_nobody_show_as_seldom_as_promised_and_those_of_few_as_often(private):
    """False alarm 1e-6 each: of a cell with n people the probability to show is that of noise of at least T - n."""
    service = private_service(private)
    by_job = cell_values(service.ask(count(by=["job"], precision="high")))
    assert sum(value is not None for value in by_job[3:]) <= most_hits(1e-3, len(by_job) - 3)
    for name, people in (("mark", 1), ("club", 9)):
        shown = cell_values(service.ask(count(by=[name], precision="high")))[1:]
        held = shown[::2] if name == "club" else shown
        lifted = stats.norm.sf(LEAST["high"] - people - 0.5, scale=3)
        assert sum(value is not None for value in held) <= most_hits(lifted * 1.05, len(held)), name
        assert all(value is None or value >= LEAST["high"] for value in shown)
    # Nine people show somewhere: no floor holds them back. That none of fifty does has a probability of 1e-12.
    assert any(value is not None for value in held)
    service.client.close()


# Whom it is for


def refused(reply: httpx.Response) -> dict:
    assert reply.status_code == 403, reply.text
    (reason,) = reply.json()["reasons"]
    return reason


def test_without_the_exemption_it_answers_nobody(private):
    """And an exemption lowers no floor but the one of `dp`."""
    query = count(by=["ward"])
    bare = Service(private, project=private.project(profile="dp", budget="1"))
    reason = refused(bare.reply(query))
    assert reason["clause"] == "PRI-4" and "exemption" in reason["message"] and reason["change"] and reason["ask"]
    check = bare.client.post("/v1/checks", json=query | {"project": bare.project}).json()
    assert not check["wouldRun"] and [reason["clause"] for reason in check["reasons"]] == ["PRI-4"]
    bare.client.close()
    other = Service(private, project=private.project())
    assert other.reply(query).json()["code"] == "SH-P406"
    other.client.close()
    with pytest.raises(AssertionError, match="can be exempt"):
        private.project(exemption=EXEMPTION)


def test_an_exempt_project_reads_what_it_is_promised(private):
    service = private_service(private)
    answer = service.ask(count(by=["ward"]))
    assert "differentially private" in answer["protection"]["guarantee"]
    client = service.client
    record = client.get(answer["protection"]["record"]).json()
    assert record["parameters"]["noisyUnitsAtLeast"] == LEAST["standard"]
    assert "leastPersons" not in record["parameters"] and record["statement"]["starLeak"] == "0"
    budget = client.get(f"/v1/projects/{service.project}/budget").json()
    assert (budget["granted"], budget["spent"]) == ("1", "1/50")
    approval = client.get(f"/v1/projects/{service.project}").json()["approval"]
    assert approval["terms"]["exemption"] == EXEMPTION
    entries = client.get("/v1/register", params={"limit": "100"}).json()["projects"]
    assert {entry["id"]: entry for entry in entries}[service.project]["exemption"] == EXEMPTION
    client.close()


@pytest.mark.parametrize(("member", "value"), [("project", "2"), ("dataset", "3")])
def test_a_gateway_does_not_start_with_budgets_above_its_caps(tmp_path, member, value):
    deployment = Deployment.make(tmp_path / "deployment")
    words = ["serve", "--directory", deployment.directory, "--listen", "127.0.0.1:0", "--policies"]
    policies = policies_without_floor(tmp_path, **{member: value})
    server = Server([program("salthouse"), *words, policies], tmp_path / "output")
    assert server.process.wait(timeout=60) != 0
    told = server.errors.read_text()
    assert "dp.json" in told and f"/budget/{member}" in told and "SH-P101" in told
