"""Every key is listed, and each that can be changed is, at no risk to what it closes."""

import json
import signal
import sqlite3
import subprocess
import time

import pytest
from declarations import SEX, of_people
from deployments import Deployment, entries, program, run, verify
from offices import AUDITOR, RESEARCHER, STEWARD, Office
from questions import ask, question


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A deployment with people, a project and an answer: its office, the answer's path and bytes, and a backup."""
    folder = tmp_path_factory.mktemp("keys")
    office, project, path, said = Office.with_an_answer(folder)
    words = ["--directory", office.deployment.directory, "--to", folder / "copy", "--keys-to", folder / "kept"]
    run("backup", *words, expect=0)
    return office, project, path, said, folder


@pytest.fixture
def house(kept, tmp_path):
    """A deployment of its own, made from the backup."""
    office, _, _, _, folder = kept
    words = ["--from", folder / "copy", "--keys-from", folder / "kept", "--directory", tmp_path / "house"]
    run("restore", *words, expect=0)
    return Deployment(tmp_path / "house", office.deployment.key)


def rotate(house, name, *more, expect=0):
    return run("keys", "rotate", name, "--directory", house.directory, *more, expect=expect)


def stays_sound(kept, house):
    """Everything is there, old tokens are good, names can be opened, and the log holds."""
    office, project, path, said, _ = kept
    with house.serving() as server:
        with office.client(server, RESEARCHER) as who:
            assert who.get(path).content == said
            repeated = ask(who, question(project, by=["resident.sex"])).json()
            assert repeated["rows"] == json.loads(said)["rows"] and repeated["budget"]["spent"] == "0"
        with office.client(server, STEWARD) as steward:
            assert steward.get(f"/v1/projects/{project}").status_code == 200
        intent = next(entry for entry in entries(house.log) if entry["type"] == "query.intent")["chain"]["seq"]
        with office.client(server, AUDITOR) as auditor, office.client(server, "corbin-pa") as panel:
            wish = {"entries": [intent], "reason": "A test."}
            asked = auditor.post("/v1/audit/unmaskings", json=wish).json()["entry"]
            agreed = panel.post(f"/v1/audit/unmaskings/{asked}/agreement").json()["entry"]
            opened = auditor.get(f"/v1/audit/unmaskings/{agreed}").json()["entries"][0]["values"]
            assert {"name": "researcher", "value": RESEARCHER} in opened
    assert verify(house.log, house.key, "--no-memory").returncode == 0


def seals(house):
    database = sqlite3.connect(house.directory / "gateway.db")
    found = [
        row
        for table in ("document", "draw", "paid", "released", "answer", "reply", "applied")
        for row in database.execute(f"SELECT seal FROM {table}")
    ]
    database.close()
    return set(found)


def vault(house):
    values = sqlite3.connect(house.directory / "vault" / "vault.db")
    sealed = {row for row in values.execute("SELECT digest, sealed FROM disclosure")}
    values.close()
    keys = sqlite3.connect(house.directory / "vault" / "keys.db")
    held = dict(keys.execute("SELECT subject, key FROM subject_key"))
    keys.close()
    return sealed, held


def test_every_key_is_listed_with_its_age_and_its_way(house):
    listed = json.loads(run("keys", "list", "--directory", house.directory, "--json", expect=0).stdout)["keys"]
    names = [key["key"] for key in listed]
    assert names[:7] == ["signing", "next", "gateway", "database", "vault", "pseudonym", "dominance"]
    assert all(key["whoeverHoldsIt"] and key["change"] for key in listed)
    ages = {key["key"]: key["days"] for key in listed}
    assert ages["signing"] == ages["vault"] == ages["pseudonym"] == 0
    # It was restored without the next key, and its database was sealed by the gateway's secret so far.
    assert ages["next"] is None and ages["database"] is None
    said = run("keys", "list", "--directory", house.directory, expect=0).stdout
    assert all(name in said for name in names)
    for file in (house.directory / "keys").iterdir():
        assert file.read_text().strip() not in said


def test_what_has_another_way_is_refused_with_it(house):
    size = len(entries(house.log))
    for name in ["gateway", "next", "tokens", "certificate", "sign-in", "witness", "dominance"]:
        refused = rotate(house, name, expect=1)
        assert f"this is not how `{name}` is changed" in refused.stderr
    assert len(entries(house.log)) == size
    rotate(house, "nothing", expect=2)


def test_the_database_is_sealed_anew(kept, house, tmp_path):
    before = seals(house)
    rotate(house, "database")
    assert not before & seals(house)
    assert (house.directory / "keys" / "database.key").stat().st_mode & 0o777 == 0o400
    assert [entry["event"]["key"] for entry in entries(house.log) if entry["type"] == "key.change"] == ["database"]
    stays_sound(kept, house)
    rotate(house, "database")
    stays_sound(kept, house)
    # A backup has the key, and is restored with it.
    words = ["--directory", house.directory, "--to", tmp_path / "to", "--keys-to", tmp_path / "keys-to"]
    run("backup", *words, expect=0)
    words = ["--from", tmp_path / "to", "--keys-from", tmp_path / "keys-to", "--directory", tmp_path / "again"]
    run("restore", *words, expect=0)
    # Without it nothing opens.
    (house.directory / "keys" / "database.key").unlink()
    assert "SH-G612" in run("serve", "--directory", house.directory, "--listen", "127.0.0.1:0", expect=1).stderr


def test_the_vault_is_sealed_anew(kept, house):
    sealed, keys = vault(house)
    rotate(house, "vault")
    sealed_now, keys_now = vault(house)
    assert {digest for digest, _ in sealed} == {digest for digest, _ in sealed_now} and not sealed & sealed_now
    assert keys.keys() == keys_now.keys() and not set(keys.values()) & set(keys_now.values())
    stays_sound(kept, house)


@pytest.mark.parametrize("name", ["database", "vault"])
def test_a_change_that_is_killed_leaves_the_old_key_or_the_new(kept, house, name):
    words = [program("salthouse"), "keys", "rotate", name, "--directory", house.directory]
    for number in range(10):
        started = subprocess.Popen(words, stdout=subprocess.DEVNULL)
        time.sleep(0.006 * number)
        started.send_signal(signal.SIGKILL)
        started.wait(timeout=60)
    stays_sound(kept, house)
    assert not (house.directory / "keys" / "database.key.next").exists()
    assert not any(subject.startswith("next key") for subject in vault(house)[1])


def test_a_start_settles_which_key_the_rows_are_under(kept, house):
    keys = house.directory / "keys"
    (keys / "database.key.next").write_text("ab" * 32)
    (keys / "database.key.next").chmod(0o400)
    stays_sound(kept, house)
    assert not (keys / "database.key.next").exists() and not (keys / "database.key").exists()
    rotate(house, "database")
    # As a kill leaves it between the last row and the new name of the key.
    (keys / "database.key").rename(keys / "database.key.next")
    stays_sound(kept, house)
    assert not (keys / "database.key.next").exists() and (keys / "database.key").exists()


def test_pseudonyms_have_one_key_for_all_data(house, tmp_path):
    key = house.directory / "keys" / "pseudonym.key"
    before = key.read_text()
    refused = rotate(house, "pseudonym", expect=1)
    assert "load every file again" in refused.stderr and key.read_text() == before
    (house.directory / "data").rename(tmp_path / "data-of-before")
    rotate(house, "pseudonym")
    assert key.read_text() != before and key.stat().st_mode & 0o777 == 0o400
    declaration = tmp_path / "resident.json"
    declaration.write_text(json.dumps(of_people("resident", "Residents", SEX, register=True)))
    (tmp_path / "resident.csv").write_text("\n".join(["number,sex", *[f"n{n},F" for n in range(40)], ""]))
    house.load(declaration, tmp_path / "resident.csv")
    with house.serving():
        pass
    assert verify(house.log, house.key, "--no-memory").returncode == 0


def test_the_signing_key_is_changed_by_the_promised_one(tmp_path):
    house = Deployment.make(tmp_path / "house")
    words = ["--next-key", house.directory / "keys" / "next.key", "--following", tmp_path / "following.key"]
    done = rotate(house, "signing", *words)
    assert "the log is signed by" in done.stdout
    assert [entry["type"] for entry in entries(house.log)][-1] == "key.rotate"
    with house.serving():
        pass
    assert verify(house.log, house.key, "--no-memory").returncode == 0


def test_nothing_is_changed_under_a_gateway(house):
    with house.serving():
        for name in ("database", "vault"):
            assert "a gateway is running" in rotate(house, name, expect=1).stderr
