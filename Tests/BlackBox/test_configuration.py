"""One file says what `serve` is told, and `check-config` says before a start what would be wrong with it."""

import json
import os
import shutil

import httpx
import jsonschema
import pytest
from deployments import TOP, Deployment, Server, entries, program, run

EXAMPLE = TOP / "deploy" / "salthouse.example.json"
SCHEMA = TOP / "deploy" / "salthouse.schema.json"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A deployment that nobody changes."""
    return Deployment.make(tmp_path_factory.mktemp("configured") / "house")


@pytest.fixture
def house(made, tmp_path):
    """A copy of it, to spoil."""
    shutil.copytree(made.directory, tmp_path / "house")
    return Deployment(tmp_path / "house", made.key)


def written(folder, **settings):
    """A configuration file beside the deployment, which it names by a relative path."""
    file = folder / "salthouse.json"
    file.write_text(json.dumps({"directory": "house", **settings}))
    return file


def problems(file, **environment):
    """What `check-config` says: its exit code, and each problem."""
    done = run("check-config", file, "--json", environment=environment)
    verdict = json.loads(done.stdout)
    assert verdict["ok"] == (done.returncode == 0) == (verdict["problems"] == [])
    return verdict["problems"]


def refused(file, folder) -> str:
    """What `serve` says that must not start from a file. One that starts fails the test at once."""
    server = Server([program("salthouse"), "serve", "--config", file], folder / "output")
    ended = server.wait_to_end(unless=r"^serving on")
    assert ended in (1, 2), f"it ended with {ended}:\n{server.errors.read_text()[-4000:]}"
    return server.errors.read_text()


def test_the_published_schema_is_that_of_the_program_and_takes_the_example():
    schema = run("check-config", "--schema", expect=0).stdout
    assert schema == SCHEMA.read_text()
    jsonschema.Draft202012Validator.check_schema(json.loads(schema))
    jsonschema.validate(json.loads(EXAMPLE.read_text()), json.loads(schema))


def test_a_gateway_starts_from_the_file_that_was_checked(house, tmp_path):
    comments = {"$comment": "for people", "jobs": {"$comment": "and here", "threads": 2}}
    file = written(tmp_path, listen="127.0.0.1:0", **comments)
    assert problems(file) == []
    before = sorted((str(path), path.stat().st_mtime_ns) for path in house.directory.rglob("*"))
    assert run("check-config", file, expect=0).stdout.strip().endswith("a gateway would start so")
    assert sorted((str(path), path.stat().st_mtime_ns) for path in house.directory.rglob("*")) == before
    server = Server([program("salthouse"), "serve", "--config", file], tmp_path / "output")
    url = "http://" + server.wait_for(server.errors, r"^serving on (\S+)$").group(1)
    assert httpx.get(url + "/health/live", timeout=30).status_code == 200
    # Beside a gateway that runs, it can be checked too.
    assert problems(file) == []
    server.stop()
    # What was told is in the log by a digest, whoever told it: another file is another digest.
    written(tmp_path, listen="127.0.0.1:0", jobs={"threads": 3})
    server = Server([program("salthouse"), "serve", "--config", file], tmp_path / "output")
    server.wait_for(server.errors, r"^serving on")
    server.stop()
    boots = [entry["event"]["config"] for entry in entries(house.log) if entry["type"] == "boot"]
    assert len(set(boots)) == len(boots) == 2


WRONG = [
    ({"lisen": "127.0.0.1:0"}, ["/lisen", "`listen`"]),
    ({"jobs": {"thread": 2}}, ["/jobs/thread", "`threads`"]),
    ({"jobs": {"threads": 0}}, ["/jobs/threads", "from 1 to 256"]),
    ({"jobs": {"threads": "2"}}, ["/jobs/threads", "expected an integer"]),
    ({"synchronised": "yes"}, ["/synchronised", "true or false"]),
    ({"$comment": 1}, ["/$comment"]),
    ({"directory": "$HOME/house"}, ["/directory", "$CREDENTIALS_DIRECTORY/"]),
    ({"identity": "$CREDENTIALS_DIRECTORY/identity"}, ["/identity", "LoadCredential="]),
    ({"gatewaySecret": "s3same"}, ["/gatewaySecret", "one of its own, mode 0400"]),
    ({"identity": "0123456789abcdef" * 4}, ["/identity", "one of its own, mode 0400"]),
    ({"identity": "-----BEGIN PRIVATE KEY-----"}, ["/identity", "one of its own, mode 0400"]),
    ({"listen": "0.0.0.0:8080"}, ["TLS"]),
    ({"listen": "192.0.2.1:8080"}, ["192.0.2.1:8080"]),
    ({"directory": "nowhere"}, ["nowhere", "salthouse init"]),
    ({"policies": "nowhere"}, ["nowhere"]),
    ({"witnesses": {"hours": 3}}, ["--witnesses"]),
]


@pytest.mark.parametrize(("settings", "words"), WRONG, ids=[json.dumps(row[0])[:48] for row in WRONG])
def test_what_is_wrong_or_unsafe_is_told_with_its_place(made, tmp_path, settings, words):
    found = problems(written(made.directory.parent, **settings))
    assert found and all(any(word in problem for problem in found) for word in words), found
    file = made.directory.parent / "salthouse.json"
    told = refused(file, tmp_path)
    assert words[0] in told
    # A secret that was put in is never said back.
    assert not any("s3same" in text or "0123456789abcdef" in text for text in [told, *found])


def test_broken_json_is_told_with_its_line(made, tmp_path):
    file = tmp_path / "broken.json"
    file.write_text('{\n  "directory": "house",\n  "listen": nobody\n}\n')
    assert "line 3" in problems(file)[0]


@pytest.mark.parametrize(
    ("place", "mode", "word"),
    [
        ("keys/signing.key", 0o444, "chmod 400"),
        ("keys/gateway.secret", 0o440, "chmod 400"),
        ("keys", 0o755, "chmod 700"),
        ("vault", 0o750, "chmod 700"),
        (".", 0o777, "chmod o-w"),
    ],
)
def test_places_that_others_may_read_or_write_stop_the_start(house, tmp_path, place, mode, word):
    file = written(tmp_path, listen="127.0.0.1:0")
    spoilt = house.directory / place
    (house.directory / "vault").mkdir(mode=0o700, exist_ok=True)
    spoilt.chmod(mode)
    [problem] = problems(file)
    assert word in problem and str(spoilt.name or "house") in problem
    assert word in refused(file, tmp_path)
    # Nothing was begun: the log has no word of a start.
    assert "boot" not in [entry["type"] for entry in entries(house.log)]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_key_of_somebody_else_stops_the_start(house, tmp_path):
    os.chown(house.directory / "keys" / "signing.key", 4711, 4711)
    [problem] = problems(written(tmp_path))
    assert "user 4711" in problem and "chown" in problem


def test_several_problems_are_told_together(house, tmp_path):
    (house.directory / "keys" / "signing.key").chmod(0o444)
    found = problems(written(tmp_path, listen="0.0.0.0:1", policies="nowhere"))
    assert len(found) == 3 and any("chmod 400" in problem for problem in found), found


def test_a_setting_is_said_once(made):
    told = run("serve", "--config", written(made.directory.parent, listen="127.0.0.1:0"), "--listen", "127.0.0.1:0")
    assert told.returncode == 2 and "`--listen` is given twice" in told.stderr


def test_keys_may_come_from_the_service_manager(house, tmp_path):
    given = tmp_path / "credentials"
    given.mkdir(mode=0o700)
    for name in ["signing.key", "gateway.secret"]:
        (house.directory / "keys" / name).rename(given / name)
        # As systemd shows them: an access list stands in the place of the group.
        (given / name).chmod(0o440)
    file = written(tmp_path, listen="127.0.0.1:0")
    assert any("signing.key" in problem for problem in problems(file))
    assert problems(file, CREDENTIALS_DIRECTORY=str(given)) == []
    (given / "signing.key").chmod(0o444)
    assert "chmod 400" in problems(file, CREDENTIALS_DIRECTORY=str(given))[0]
