"""The exact profiles, and mixing them: one dataset has one profile, for ever."""

import json
import random
from fractions import Fraction

import pytest
from askers import Asker, CellKey, FreshNoise, Service, cell_values, count
from decisions import ALL, fails, precise, succeeds
from deployments import Server, program
from test_averaging import partitions
from test_differencing import companies, nested
from test_signals import ABSENT, RARE, group_keys
from town import Region, without_ticks

EXACT = ["cell-key", "counts-nhs"]
BY_WARD = count(by=["ward"])


def policies_under(folder, profile: str):
    """The shipped policies, with the town under this profile."""
    policies = without_ticks(folder / f"policies-{profile}")
    if profile in EXACT:
        path = policies / "profiles" / f"{profile}.json"
        changed = {"datasets": ["call", "resident"], "tickMilliseconds": 0}
        path.write_text(json.dumps(json.loads(path.read_text()) | changed))
    return policies


@pytest.fixture(scope="module")
def blurred(tmp_path_factory, town):
    """A gateway with the town under cell keys, and its policies."""
    folder = tmp_path_factory.mktemp("blurred")
    office = town.load(folder)
    with office.deployment.serving(policies_under(folder, "cell-key")) as server:
        office.record_people(server)
        yield Region(town, office, server)


def under_cell_keys(region: Region) -> Service:
    return Service(region, project=region.project(profile="cell-key", budget="2000"))


# What cell keys hold against, and what not


def test_cell_keys_hold_against_repetition_and_one_person_left_out(blurred, weak, town, truth, test_seed):
    """Equal people give equal values, and so do almost equal ones: that is more than the cell key alone can do."""
    service = under_cell_keys(blurred)
    tables = {str(cell_values(service.ask(BY_WARD))) for _ in range(5)}
    assert len(tables) == 1
    many = companies(random.Random(test_seed), 3)
    succeeds(nested(weak.cell_key, town, many))
    fails(nested(service, town, many if ALL else many[:1]))
    service.client.close()


def test_partitions_take_the_blur_off_as_security_says(blurred, truth):
    """By design: a true zero shows, each cell is blurred a little, and combinations are not what it holds against."""
    service = under_cell_keys(blurred)
    succeeds(group_keys(service, "job", [ABSENT], [RARE]))
    if not ALL:
        return
    several = [under_cell_keys(blurred) for _ in range(2)]
    succeeds(partitions(Several([service, *several]), truth))


class Several:
    """Some projects that put their answers together: one's budget of cells is soon spent."""

    name = "the gateway under cell keys"

    def __init__(self, services: list[Service]):
        self.services = services

    def ask_all(self, queries):
        return [self.services[place % len(self.services)].ask(query) for place, query in enumerate(queries)]


# Mixing


def mixing(askers: list[Asker], truth: Asker):
    """Asks the same under each profile and believes the one with the least noise.

    False alarm 1e-6: one draw for each of forty cells has a mean squared error of 25 and more, and the limit is the
    chi-squared quantile.
    """
    heard = [table for asker in askers if (table := asker.ask(BY_WARD)) is not None]
    pairs = zip(cell_values(heard[-1]), cell_values(truth.ask(BY_WARD)), strict=True)
    errors = [value - exact for value, exact in pairs if value is not None]
    return precise("profile mixing", " and ".join(asker.name for asker in askers), errors, 25)


class UnderProfile(Service):
    """The gateway, asked for a project that was approved for another profile."""

    def ask(self, query):
        reply = self.reply(query)
        assert (reply.status_code, reply.json()["code"]) == (403, "SH-P406"), reply.text
        return None


def test_two_profiles_do_not_cancel_out(service, region, town, truth):
    succeeds(mixing([FreshNoise(town), CellKey(town)], truth))
    others = [UnderProfile(region, project=region.project(profile=profile)) for profile in EXACT]
    fails(mixing([service, *others], truth))
    assert service.reply(BY_WARD | {"profile": "cell-key"}).status_code == 400


def test_a_dataset_keeps_the_profile_of_its_first_answer(tmp_path, town):
    """Numbers that left under one profile are not undone under another one: such rules do not come into force."""
    office = town.load(tmp_path)
    with office.deployment.serving(policies_under(tmp_path, "standard")) as server:
        office.record_people(server)
        service = Service(Region(town, office, server))
        service.ask(BY_WARD)
        assert service.spent() == Fraction(1, 50)
    for profile in EXACT:
        policies = policies_under(tmp_path, profile)
        # It cannot be proposed, so no two stewards can agree to it.
        with pytest.raises(AssertionError, match="a dataset keeps its profile"):
            office.deployment.put_into_force(policies)
        # Nor does a gateway start with files that nobody signed.
        words = ["serve", "--directory", office.deployment.directory, "--listen", "127.0.0.1:0", "--policies"]
        server = Server([program("salthouse"), *words, policies], tmp_path / "output")
        assert server.process.wait(timeout=60) != 0
        assert "SH-G632" in server.errors.read_text()
