"""One demo gateway for all black-box tests: started as a user would start it, spoken to over HTTP only."""

import os
import secrets

import pytest
from deployments import DemoServer


def pytest_configure():
    # In the environment, so that processes that share the work share the seed.
    os.environ.setdefault("SALTHOUSE_TEST_SEED", str(secrets.randbelow(1_000_000)))


def pytest_terminal_summary(terminalreporter):
    terminalreporter.write_line(f"SALTHOUSE_TEST_SEED={os.environ['SALTHOUSE_TEST_SEED']}")


@pytest.fixture(scope="session")
def test_seed() -> int:
    """The seed of everything random in the tests; what the gateway draws has none."""
    return int(os.environ["SALTHOUSE_TEST_SEED"])


@pytest.fixture(scope="session")
def gateway(tmp_path_factory):
    """A running demo gateway with everybody's token; stopped when the last test is done."""
    server = DemoServer(tmp_path_factory.mktemp("gateway") / "demo", "--scale", "50")
    yield server
    server.stop()


@pytest.fixture
def as_role(gateway):
    """Hands out clients by role and closes them after the test: `as_role("researcher").get("/v1/me")`."""
    clients = []

    def sign_in(role=None):
        clients.append(gateway.client(role))
        return clients[-1]

    yield sign_in
    for client in clients:
        client.close()
