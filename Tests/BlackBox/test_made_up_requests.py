"""Requests that a tool makes up from /openapi.json, as everybody there is: no answer is a server error, none is undescribed."""

import os
import subprocess
import sys

import pytest

from deployments import DemoServer

ROLES = ["researcher", "steward", "panel", "auditor", "operator", None]
ALL = "SALTHOUSE_TEST_ALL" in os.environ


@pytest.fixture(scope="module")
def everybody(tmp_path_factory):
    """A gateway of its own: what is made up here may end projects and change rules."""
    server = DemoServer(tmp_path_factory.mktemp("everybody") / "demo", "--scale", "2000")
    yield server
    server.stop()


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role or "nobody")
def test_no_answer_is_a_server_error_or_undescribed(everybody, role):
    """schemathesis, with the same seed each time: one request an operation, and under `deploy/test --all` every way in
    which a schema can be met or missed. What no schema can say (a name that exists) may be refused, and a body may be
    refused before the method is looked at.
    """
    effort = ["--phases", "coverage,fuzzing", "--max-examples", "2"] if ALL else ["--phases", "fuzzing", "--max-examples", "1"]
    command = [
        *[sys.executable, "-m", "schemathesis.cli", "run", f"{everybody.url}/openapi.json", *effort],
        *["--seed", "7", "--generation-database", "none", "--request-timeout", "60", "--no-shrink"],
        *["--exclude-checks", "positive_data_acceptance,unsupported_method", "--no-color"],
    ]
    if role:
        command += ["--header", f"Authorization: Bearer {everybody.tokens[role]}"]
    run = subprocess.run(
        command, cwd=everybody.directory.parent, capture_output=True, text=True, timeout=1800 if ALL else 300, check=False)
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
