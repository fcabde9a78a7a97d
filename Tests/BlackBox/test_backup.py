"""A backup is one moment of a gateway at work; what is restored from it answers the same, or does not stand at all."""

import concurrent.futures
import hashlib
import json
import os
import shutil
import signal
import subprocess
import time

import pytest
from declarations import SEX, of_people
from deployments import Deployment, entries, program, run, verify
from offices import RESEARCHER, STEWARD, Office
from questions import ask, question


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A deployment with answers, what each of them said, and a backup that was made while more were asked for."""
    folder = tmp_path_factory.mktemp("kept")
    declaration = folder / "resident.json"
    band = {"name": "band", "title": "Band", "type": "code", "column": "band", "codes": [{"code": c} for c in "abc"]}
    declaration.write_text(json.dumps(of_people("resident", "Residents", SEX, band, register=True)))
    rows = [f"n{number},{'FM'[number % 2]},{'abc'[number % 3]}" for number in range(600)]
    (folder / "resident.csv").write_text("\n".join(["number,sex,band", *rows, ""]))
    office = Office.open(folder / "house", [(declaration, folder / "resident.csv")])
    with office.deployment.serving() as server:
        office.record_people(server)
        project = office.approved(server, ["resident"], ["resident.sex", "resident.band"], "2026-03")
        with office.client(server, RESEARCHER) as who, concurrent.futures.ThreadPoolExecutor() as pool:
            first = [ask(who, question(project, by=[by])) for by in ("resident.sex", "resident.band")]
            assert [answer.status_code for answer in first] == [200, 200]
            said = {f"/v1/queries/{one.json()['query']}": None for one in first}
            for path in said:
                said[path] = who.get(path).content
            stop = []

            def go_on():
                codes = ["F", "M"]
                while not stop:
                    ask(who, question(project, population={"variable": "resident.sex", "in": [codes[0]]}))
                    codes.reverse()

            busy = pool.submit(go_on)
            made = backup(office.deployment, folder / "copy", folder / "keys", expect=0)
            stop.append(True)
            busy.result(timeout=60)
    assert "keep them apart" in made.stdout
    return office, project, said, folder


def backup(deployment, to, keys, expect=None):
    return run("backup", "--directory", deployment.directory, "--to", to, "--keys-to", keys, expect=expect)


def restore(folder, directory, *words, copy="copy", keys="keys", expect=None):
    words = ["--from", folder / copy, "--keys-from", folder / keys, "--directory", directory, *words]
    return run("restore", *words, expect=expect)


def contents(folder) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_what_is_restored_answers_the_same_to_the_byte_and_verifies(kept, tmp_path):
    office, project, said, folder = kept
    said_of_it = restore(folder, tmp_path / "house", expect=0).stdout
    assert not (tmp_path / "house.restoring").exists()
    again = Deployment(tmp_path / "house", office.deployment.key)
    # Nothing was erased, so every commitment of the log has its value, and each was held against it.
    commitments = sum(len(entry["event"].get("sd", {})) for entry in entries(folder / "copy" / "log"))
    assert f"{commitments} values of the vault are what the log commits to" in said_of_it
    held = verify(again.log, again.key, "--known", office.deployment.log / "checkpoint", "--no-memory")
    # The checkpoint of the old place is newer: an auditor who saw it is told that entries are missing, and no more.
    assert "E-ROLLBACK" in held.stdout
    assert verify(again.log, again.key, "--no-memory").returncode == 0
    assert verify(folder / "copy" / "log", again.key, "--no-memory").returncode == 0
    with again.serving() as server, office.client(server, RESEARCHER) as who, office.client(server, STEWARD) as steward:
        for path, bytes_before in said.items():
            assert who.get(path).content == bytes_before
        # The same question is the same answer, and costs nothing: the drawn values came along, and the budget with them.
        repeated = ask(who, question(project, by=["resident.sex"]))
        before = json.loads(said[next(iter(said))])
        assert repeated.json()["rows"] == before["rows"] and repeated.json()["budget"]["spent"] == "0"
        assert steward.get(f"/v1/projects/{project}").status_code == 200
    assert verify(again.log, again.key, "--no-memory").returncode == 0


def test_keys_lie_apart_and_the_next_key_in_neither(kept):
    _, _, _, folder = kept
    copied, keys = contents(folder / "copy"), contents(folder / "keys")
    assert set(keys) == {
        "backup.json",
        "keys/dominance.json",
        "keys/gateway.secret",
        "keys/pseudonym.key",
        "keys/signing.key",
        "vault/keys.db",
    }
    assert not any("key" in name or "secret" in name for name in copied)
    assert {"backup.json", "gateway.db", "log/checkpoint", "origin", "vault/vault.db"} <= set(copied)
    assert not any(name.endswith(("-wal", "-shm")) for name in [*copied, *keys])
    assert all((folder / "keys" / name).stat().st_mode & 0o077 == 0 for name in keys if name.startswith("keys/"))


@pytest.mark.parametrize("name", ["gateway.db", "log/segments/000000000000.jsonl", "vault/vault.db", "origin"])
def test_a_damaged_backup_is_refused_by_name(kept, tmp_path, name):
    _, _, _, folder = kept
    shutil.copytree(folder / "copy", tmp_path / "copy")
    shutil.copytree(folder / "keys", tmp_path / "keys")
    path = tmp_path / "copy" / name
    path.chmod(0o600)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    refused = restore(tmp_path, tmp_path / "house", expect=1)
    assert f"{name}` is damaged" in refused.stderr
    assert not (tmp_path / "house").exists() or not any((tmp_path / "house").iterdir())
    assert not (tmp_path / "house.restoring").exists()


def test_a_backup_that_was_changed_with_its_digests_is_refused_by_the_log(kept, tmp_path):
    """Whoever can write the backup can write its digests too, but not what the log has signed."""
    _, _, _, folder = kept
    shutil.copytree(folder / "copy", tmp_path / "copy")
    shutil.copytree(folder / "keys", tmp_path / "keys")
    path = tmp_path / "copy" / "log/segments/000000000000.jsonl"
    path.chmod(0o600)
    path.write_bytes(path.read_bytes().replace(b'"outcome":"released"', b'"outcome":"releasee"', 1).replace(b'"for"', b'"for"'))
    text = path.read_bytes()
    place = text.index(b'"seq":5')
    path.write_bytes(text[:place] + b'"seq":6' + text[place + 7 :])
    manifest = tmp_path / "copy" / "backup.json"
    told = json.loads(manifest.read_text())
    for file in told["files"]:
        if file["path"] == "log/segments/000000000000.jsonl":
            file["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
            file["bytes"] = path.stat().st_size
    manifest.chmod(0o600)
    manifest.write_text(json.dumps(told))
    refused = restore(tmp_path, tmp_path / "house", expect=1)
    assert "SH-L703" in refused.stderr, refused.stderr
    assert not (tmp_path / "house.restoring").exists()


def test_a_backup_that_is_older_than_the_pin_is_refused(kept, tmp_path):
    office, _, _, folder = kept
    pin = tmp_path / "pin"
    shutil.copy(office.deployment.log / "checkpoint", pin)
    refused = restore(folder, tmp_path / "house", "--pin", pin, expect=1)
    assert "SH-L704" in refused.stderr, refused.stderr
    # With the checkpoint of its own time it is as new as it should be.
    shutil.copy(folder / "copy" / "log" / "checkpoint", pin)
    restore(folder, tmp_path / "house", "--pin", pin, expect=0)


def test_nothing_is_overwritten(kept, tmp_path):
    office, _, _, folder = kept
    full = tmp_path / "full"
    full.mkdir()
    (full / "note").write_text("mine")
    assert "not empty" in restore(folder, full, expect=1).stderr
    assert "not empty" in backup(office.deployment, full, tmp_path / "keys", expect=1).stderr
    assert [path.name for path in full.iterdir()] == ["note"]
    assert backup(office.deployment, tmp_path / "a", tmp_path / "a" / "keys", expect=2)
    (tmp_path / "half").mkdir()
    assert "no finished backup" in restore(tmp_path, tmp_path / "house", copy="half", expect=1).stderr


def test_keys_of_another_deployment_are_refused(kept, tmp_path):
    _, _, _, folder = kept
    run("init", "--directory", tmp_path / "other", "--origin", "other.example/log", expect=0)
    other = Deployment(tmp_path / "other", "")
    with other.serving():
        pass
    backup(other, tmp_path / "copy", tmp_path / "keys", expect=0)
    shutil.copytree(folder / "copy", tmp_path / "mine")
    assert "another log" in restore(tmp_path, tmp_path / "house", copy="mine", expect=1).stderr


def test_a_killed_backup_leaves_the_served_folder_as_it_was(kept, tmp_path):
    office, _, _, _ = kept
    house = office.deployment.directory
    before = contents(house)
    for number in range(4):
        words = ["--directory", house, "--to", tmp_path / f"to{number}", "--keys-to", tmp_path / f"keys{number}"]
        started = subprocess.Popen([program("salthouse"), "backup", *words], stdout=subprocess.DEVNULL)
        time.sleep(0.02 * number * number)
        started.send_signal(signal.SIGKILL)
        started.wait(timeout=60)
        left = {name: held for name, held in contents(house).items() if not name.endswith(("-wal", "-shm"))}
        assert left == {name: held for name, held in before.items() if not name.endswith(("-wal", "-shm"))}
    with office.deployment.serving() as server, office.client(server, RESEARCHER) as who:
        assert who.get("/v1/me").status_code == 200
    assert os.listdir(house)
