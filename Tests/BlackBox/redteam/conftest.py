"""One town and one gateway for the attacks of a process; each attacker has a project of their own."""

from types import SimpleNamespace

import pytest
from askers import CellKey, ExactThreshold, FreshNoise, Service, SnapshotBudget, Weak
from decisions import ALL
from town import Region, Town, without_ticks


@pytest.fixture(scope="session")
def town(test_seed) -> Town:
    print(f"the town is planted from seed {test_seed}")
    return Town.planted(str(test_seed))


@pytest.fixture(scope="session")
def truth(town) -> Weak:
    """What an attacker wants to know: the exact values."""
    return Weak(town)


@pytest.fixture
def weak(town):
    """Askers that an attack must succeed against."""
    kinds = {"threshold": ExactThreshold, "fresh": FreshNoise, "snapshots": SnapshotBudget, "cell_key": CellKey}
    return SimpleNamespace(**{name: kind(town) for name, kind in kinds.items()})


# One after the other the attacks would spend what a dataset has in a year: with all of them, each file has its own.
@pytest.fixture(scope="module" if ALL else "session")
def region(tmp_path_factory, town):
    """A gateway that serves the town."""
    folder = tmp_path_factory.mktemp("town")
    office = town.load(folder)
    with office.deployment.serving(without_ticks(folder / "policies")) as server:
        region = Region(town, office, server)
        office.record_people(server)
        yield region


@pytest.fixture
def service(region):
    """The gateway, asked by a researcher who has just begun."""
    asker = Service(region)
    yield asker
    asker.client.close()
