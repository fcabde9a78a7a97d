"""What an operator installs: a Debian package, and a list of what is in it that is true."""

import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
from urllib.parse import quote

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from debian import bill, call, sbom  # noqa: F401
from deployments import TOP, program


@pytest.fixture(scope="module")
def package(tmp_path_factory) -> pathlib.Path:
    for tool, home in {"dpkg-shlibdeps": "dpkg-dev", "strip": "binutils"}.items():
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is missing: apt install {home}")
    folder = tmp_path_factory.mktemp("package")
    programs = program("salthouse").parent
    return pathlib.Path(call(TOP / "deploy" / "package", "--programs", programs, folder).strip())


@pytest.fixture(scope="module")
def installed(package, tmp_path_factory) -> pathlib.Path:
    root = tmp_path_factory.mktemp("installed")
    call("dpkg-deb", "-x", package, root)
    return root


def test_the_package_holds_what_the_service_needs_and_belongs_to_root(package):
    files = {}
    for line in call("dpkg-deb", "-c", package).splitlines():
        mode, owner, _, _, _, path = line.split(maxsplit=5)
        assert owner == "root/root" and mode[5] == mode[8] == "-" and "s" not in mode.lower(), line
        files[path.removeprefix(".")] = mode
    unit = files["/usr/lib/systemd/system/salthouse.service"]
    assert unit == files["/usr/lib/sysusers.d/salthouse.conf"] == files["/etc/salthouse/salthouse.json"] == "-rw-r--r--"
    for name in ("salthouse", "salthouse-verify", "salthouse-witness"):
        assert files[f"/usr/bin/{name}"] == "-rwxr-xr-x"
    assert {"/usr/share/salthouse/policies/charter.json", "/usr/share/doc/salthouse/OPERATING.md"} <= files.keys()


def test_the_package_asks_for_the_libraries_that_it_links(package, bill):
    said = call("dpkg-deb", "-f", package, "Depends")
    names = {part.split()[0] for part in said.split(", ")}
    assert {"libssl3", "libsqlite3-0", "zlib1g", "libc6", "systemd"} <= names
    owned = {part["name"] for part in json.loads(bill)["components"] if part["bom-ref"].startswith("deb:")}
    assert names - {"systemd"} <= owned
    assert call("dpkg-deb", "-f", package, "Version").strip() == call(program("salthouse"), "version").split()[-1]


def test_what_is_installed_runs_with_its_own_policies(installed):
    salthouse = installed / "usr" / "bin" / "salthouse"
    assert call(salthouse, "version") == call(program("salthouse"), "version")
    call(salthouse, "policy", "check", "--policies", installed / "usr/share/salthouse/policies")
    told = json.loads((installed / "usr/share/doc/salthouse/salthouse.cdx.json").read_text())
    hashes = {part["name"]: part["hashes"][0]["content"] for part in told["metadata"]["component"]["components"]}
    assert hashes["salthouse"] == hashlib.sha256(salthouse.read_bytes()).hexdigest()


def test_the_list_is_cyclonedx(bill):
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill)
    assert fault is None, fault


def test_the_list_names_each_linked_library_once_with_its_version(bill):
    told = json.loads(bill)
    parts = {part["bom-ref"]: part for part in told["components"]}
    assert len(parts) == len(told["components"])
    for library, name in {"libssl.so.3": "libssl3", "libsqlite3.so.0": "libsqlite3-0", "libz.so.1": "zlib1g"}.items():
        assert library in call("readelf", "-d", program("salthouse"))
        version = call("dpkg-query", "-W", "-f=${Version}", name)
        assert parts[f"deb:{name}"]["version"] == version
        assert parts[f"deb:{name}"]["purl"].startswith(f"pkg:deb/debian/{name}@{quote(version, safe='~')}?")
    assert re.fullmatch(r"6\.\d+(\.\d+)?", parts["swift"]["version"])
    uses = {use["ref"]: set(use["dependsOn"]) for use in told["dependencies"]}
    assert "deb:libsqlite3-0" in uses["salthouse"] and "deb:libsqlite3-0" not in uses["salthouse-verify"]
    assert set.union(*(uses[name] for name in uses["product"])) == parts.keys()


def test_the_same_programs_have_the_same_list(bill):
    assert sbom() == bill


def test_a_library_that_no_package_owns_is_refused(tmp_path):
    (tmp_path / "own.c").write_text("int own(void) { return 1; }")
    (tmp_path / "main.c").write_text("int own(void); int main(void) { return own(); }")
    call("gcc", "-shared", "-o", "libown.so", "own.c", cwd=tmp_path)
    call("gcc", "-o", "salthouse-verify", "main.c", "-L.", "-lown", f"-Wl,-rpath,{tmp_path}", cwd=tmp_path)
    for name in ("salthouse", "salthouse-witness"):
        (tmp_path / name).symlink_to(program(name))
    done = subprocess.run(
        [TOP / "deploy" / "sbom", "--programs", tmp_path], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 1 and "libown.so: no package owns it" in done.stderr


def block(heading: str) -> str:
    """The lines to paste under a heading of the page on machines without a network."""
    page = (TOP / "deploy" / "AIRGAPPED.md").read_text()
    return re.search(rf"^## {heading}$.*?^```\n(.*?)^```$", page, re.MULTILINE | re.DOTALL).group(1)


@pytest.fixture
def gap(package, tmp_path):
    """Runs pasted lines in a folder, with an `apt-get` and a `deploy/` that only note what they were asked."""
    (tmp_path / "deploy").mkdir()
    shims = {
        "deploy/test": "true",
        "deploy/package": f'cp {package} "$1"',
        "apt-get": f'echo "$@" >>{tmp_path}/asked; if [ "$1" = download ]; then touch library.deb; fi',
        "salthouse": f'exec {program("salthouse")} "$@"',
    }
    for name, line in shims.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{line}\n")
        (tmp_path / name).chmod(0o755)

    def paste(lines: str, folder: pathlib.Path) -> subprocess.CompletedProcess:
        path = f"{tmp_path}:{os.environ['PATH']}"
        command = ["bash", "-euo", "pipefail", "-c", lines]
        return subprocess.run(
            command, cwd=folder, env=os.environ | {"PATH": path}, capture_output=True, text=True, timeout=120
        )

    return paste


def test_it_is_carried_to_a_machine_without_a_network(gap, tmp_path):
    packed = gap(block("Outside: pack"), tmp_path)
    assert packed.returncode == 0, packed.stderr
    wanted, *_ = (tmp_path / "asked").read_text().splitlines()
    assert re.fullmatch(r"download( [a-z0-9.+-]+)+", wanted) and " libssl3" in wanted
    unpacked = gap(block("Inside: unpack"), tmp_path / "carry")
    assert unpacked.returncode == 0, unpacked.stderr
    assert unpacked.stdout.splitlines()[0] == packed.stdout.splitlines()[-1]
    assert "install --no-download ./library.deb ./salthouse_" in (tmp_path / "asked").read_text()


def test_what_was_changed_on_the_way_is_not_installed(gap, tmp_path):
    assert gap(block("Outside: pack"), tmp_path).returncode == 0
    (tmp_path / "carry" / "library.deb").write_text("something else")
    unpacked = gap(block("Inside: unpack"), tmp_path / "carry")
    assert unpacked.returncode == 1 and "library.deb: FAILED" in unpacked.stdout
    assert "install" not in (tmp_path / "asked").read_text()
