"""A deployment of an older version is brought up to date by a step of its own; a newer one is left untouched."""

import hashlib
import json
import signal
import sqlite3
import subprocess
import time

import pytest
from deployments import Deployment, program, run, verify
from offices import RESEARCHER, Office

CURRENT = 2
OTHER_COMMANDS = [
    ["serve", "--listen", "127.0.0.1:0"],
    ["datasets"],
    ["tokens", "list"],
    ["audit", "head"],
    ["audit", "export", "--out", "nowhere"],
    ["load", "--reference", "none.json"],
]


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    """A deployment with an answer, as the first version left it; its office, project and answer, and a backup of it."""
    folder = tmp_path_factory.mktemp("old")
    office, _, path, said = Office.with_an_answer(folder)
    as_first_version(office.deployment.directory)
    backup(office.deployment.directory, folder)
    return office, path, said, folder


def as_first_version(house):
    """Takes away what the second version brought."""
    (house / "deployment.json").unlink()
    with sqlite3.connect(house / "gateway.db") as database:
        database.execute("DROP TABLE reply")
        database.execute("PRAGMA user_version = 2")
    database.close()


def backup(house, folder, expect=0):
    return run("backup", "--directory", house, "--to", folder / "copy", "--keys-to", folder / "keys", expect=expect)


def contents(folder) -> dict[str, str]:
    passing = ("-wal", "-shm", "writer.lock")  # and a look at the log archives its checkpoint
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(passing) and path.parent.name != "checkpoints"
    }


def restored_as_old(folder, house) -> Deployment:
    """Another deployment of the first version."""
    run("restore", "--from", folder / "copy", "--keys-from", folder / "keys", "--directory", house, expect=0)
    as_first_version(house)
    return house


def version(house) -> int:
    return json.loads((house / "deployment.json").read_text())["version"]


def schema(house) -> int:
    database = sqlite3.connect(house / "gateway.db")
    found = database.execute("PRAGMA user_version").fetchone()[0]
    database.close()
    return found


def answers_the_same(old, house):
    office, path, said, _ = old
    deployment = Deployment(house, office.deployment.key)
    with deployment.serving() as server, office.client(server, RESEARCHER) as who:
        assert who.get(path).content == said
    assert verify(deployment.log, deployment.key, "--no-memory").returncode == 0


def test_a_new_deployment_says_its_version(tmp_path):
    Deployment.make(tmp_path / "house")
    told = json.loads((tmp_path / "house" / "deployment.json").read_text())
    assert told["version"] == CURRENT and told["program"] in run("version", expect=0).stdout


def test_an_older_deployment_is_refused_until_it_is_upgraded(old, tmp_path):
    _, _, _, folder = old
    house = restored_as_old(folder, tmp_path / "house")
    before = contents(house)
    for words in OTHER_COMMANDS:
        refused = run(*words, "--directory", house, expect=1)
        assert "is of version 1" in refused.stderr and "salthouse upgrade" in refused.stderr, refused.stderr
    assert contents(house) == before
    run("upgrade", "--directory", house, expect=2)
    run("upgrade", "--directory", house, "--no-backup", "--backup", folder / "copy", expect=2)
    done = run("upgrade", "--directory", house, "--no-backup", expect=0)
    assert "was of version 1, and is of version 2 now" in done.stdout
    assert version(house) == CURRENT and schema(house) == 3
    assert "already" in run("upgrade", "--directory", house, "--no-backup", expect=0).stdout
    answers_the_same(old, house)


def test_the_backup_that_is_named_must_have_everything(old, tmp_path):
    _, _, _, folder = old
    house = restored_as_old(folder, tmp_path / "house")
    # Its log has grown since: the restore opened it, and a later start would.
    run("upgrade", "--directory", house, "--no-backup", expect=0)
    deployment = Deployment(house, old[0].deployment.key)
    with deployment.serving():
        pass
    as_first_version(house)
    before = contents(house)
    refused = run("upgrade", "--directory", house, "--backup", folder / "copy", expect=1)
    assert "make a new one" in refused.stderr
    assert contents(house) == before
    # A backup of the older version can be made by this program, says so, and is enough.
    backup(house, tmp_path)
    manifest = json.loads((tmp_path / "copy" / "backup.json").read_text())
    assert (manifest["format"], manifest["version"]) == (2, 1)
    assert not (tmp_path / "copy" / "deployment.json").exists()
    run("upgrade", "--directory", house, "--backup", tmp_path / "copy", expect=0)
    answers_the_same(old, house)


def test_a_backup_of_the_first_format_is_restored_and_upgraded(old, tmp_path):
    _, _, _, folder = old
    for name in ("copy", "keys"):
        subprocess.run(["cp", "-r", folder / name, tmp_path / name], check=True)
        manifest = tmp_path / name / "backup.json"
        told = json.loads(manifest.read_text())
        told["format"] = 1
        del told["version"]
        manifest.chmod(0o600)
        manifest.write_text(json.dumps(told))
    words = ["--from", tmp_path / "copy", "--keys-from", tmp_path / "keys", "--directory", tmp_path / "house"]
    run("restore", *words, expect=0)
    assert version(tmp_path / "house") == CURRENT and schema(tmp_path / "house") == 3
    answers_the_same(old, tmp_path / "house")


def test_a_newer_deployment_or_backup_is_left_untouched(old, tmp_path):
    _, _, _, folder = old
    run("restore", "--from", folder / "copy", "--keys-from", folder / "keys", "--directory", tmp_path / "house", expect=0)
    house = tmp_path / "house"
    backup(house, tmp_path)
    (house / "deployment.json").write_text('{"version": 3, "program": "7.8.9", "also": "unknown"}')
    before = contents(house)
    upgrade = ["upgrade", "--no-backup"]
    for words in [*OTHER_COMMANDS, upgrade, ["backup", "--to", tmp_path / "a", "--keys-to", tmp_path / "b"]]:
        refused = run(*words, "--directory", house, expect=1)
        assert "is of version 3" in refused.stderr and "use salthouse 7.8.9 or newer" in refused.stderr
        assert "nothing was changed" in refused.stderr
    assert contents(house) == before
    for name in ("copy", "keys"):
        manifest = tmp_path / name / "backup.json"
        told = json.loads(manifest.read_text()) | {"version": 3, "program": "7.8.9"}
        manifest.chmod(0o600)
        manifest.write_text(json.dumps(told))
    words = ["--from", tmp_path / "copy", "--keys-from", tmp_path / "keys", "--directory", tmp_path / "other"]
    assert "use salthouse 7.8.9 or newer" in run("restore", *words, expect=1).stderr


def test_an_upgrade_that_is_killed_is_run_again(old, tmp_path):
    _, _, _, folder = old
    house = restored_as_old(folder, tmp_path / "house")
    for number in range(8):
        started = subprocess.Popen(
            [program("salthouse"), "upgrade", "--directory", house, "--no-backup"], stdout=subprocess.DEVNULL
        )
        time.sleep(0.004 * number)
        started.send_signal(signal.SIGKILL)
        started.wait(timeout=60)
        # The version is noted last: where it stands, everything else does.
        if (house / "deployment.json").exists():
            assert version(house) == CURRENT and schema(house) == 3
            as_first_version(house)
        assert schema(house) in (2, 3)
    # The database is up to date and the version is not noted: nobody works on it, and the step is finished.
    run("upgrade", "--directory", house, "--no-backup", expect=0)
    (house / "deployment.json").unlink()
    assert "salthouse upgrade" in run("serve", "--directory", house, expect=1).stderr
    run("upgrade", "--directory", house, "--no-backup", expect=0)
    answers_the_same(old, house)


def test_a_deployment_is_not_upgraded_under_a_gateway(old, tmp_path):
    office, _, _, folder = old
    run("restore", "--from", folder / "copy", "--keys-from", folder / "keys", "--directory", tmp_path / "house", expect=0)
    deployment = Deployment(tmp_path / "house", office.deployment.key)
    with deployment.serving():
        (deployment.directory / "deployment.json").unlink()
        refused = run("upgrade", "--directory", deployment.directory, "--no-backup", expect=1)
        assert "a gateway is running" in refused.stderr
