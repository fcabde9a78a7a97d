"""One dataset, two profiles: the weaker one would undo the stronger, so nobody gets both."""

import json

import pytest
from askers import Asker, CellKey, FreshNoise, Service, cell_values, count
from decisions import fails, precise, succeeds
from deployments import run
from town import without_ticks

EXACT = ["cell-key", "counts-nhs"]
BY_WARD = count(by=["ward"])


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


@pytest.mark.parametrize("profile", EXACT)
def test_a_dataset_has_one_profile(tmp_path, profile):
    """A policy that puts a dataset under two exact profiles, or under one that cannot be kept, does not start."""
    policies = without_ticks(tmp_path / "policies")
    for name in EXACT if profile == EXACT[0] else [profile]:
        path = policies / "profiles" / f"{name}.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | {"datasets": ["resident"]}))
    checked = run("policy", "check", "--policies", policies)
    assert checked.returncode != 0 and "datasets" in checked.stderr, checked.stderr
