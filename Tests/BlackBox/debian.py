"""What Debian's own tools say of the built programs."""

import shutil
import subprocess

import pytest
from deployments import TOP, program


def call(*command, **options) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def sbom() -> str:
    """What deploy/sbom writes of the built programs."""
    if shutil.which("dpkg-query") is None:
        pytest.skip("dpkg is missing: the list is made on Debian and what comes of it")
    return call(TOP / "deploy" / "sbom", "--programs", program("salthouse").parent)


@pytest.fixture(scope="module")
def bill() -> str:
    return sbom()
