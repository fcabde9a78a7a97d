"""An auditor with the log's files and one public key sees that it holds, and sees every bit that is changed."""

import base64
import hashlib
import json
import random
import re
import shutil

import pytest
from deployments import DemoServer, entries, run, verify, verify_receipt
from questions import ask, question

FLIPS = 12


@pytest.fixture(scope="module")
def closed(tmp_path_factory):
    """A log with answers and refusals in it, whose gateway has stopped; and the answers as they came."""
    folder = tmp_path_factory.mktemp("log")
    server = DemoServer(folder / "demo", "--scale", "400")
    replies = {}
    with server.client("researcher") as researcher:
        replies["released"] = ask(researcher, question(by=["person.borough"]))
        replies["released again"] = ask(researcher, question(by=["person.borough"], totals=False))
        replies["refused"] = ask(researcher, question(by=["person.ethnicity"]))
        replies["suspended"] = ask(researcher, question("P-0002"))
        replies["unreadable"] = ask(researcher, question(by=["person.shoeSize"]))
    server.stop()
    return server, replies


def test_the_log_of_a_day_holds(closed):
    server, _ = closed
    checked = verify(server.log, server.vkey)
    assert (checked.returncode, checked.stdout.splitlines()[-1]) == (0, "HOLDS"), checked.stdout


def test_the_log_tells_of_every_answer(closed):
    server, replies = closed
    log = entries(server.log)
    by_number = {entry["chain"]["seq"]: entry for entry in log}
    outcomes = [entry["event"] for entry in log if entry["type"] == "query.outcome"]
    assert [event["decision"] for event in outcomes] == ["allow", "allow", "deny", "deny"]
    assert [event["reasons"] for event in outcomes] == [[], [], ["SEC-3"], ["OVR-2"]]
    assert [event["budget"]["spent"] for event in outcomes[:2]] == ["1/50", "0"]
    refused = [replies[name].json()["audit"]["entry"] for name in ("refused", "suspended", "unreadable")]
    assert [by_number[number]["type"] for number in refused] == ["query.outcome", "query.outcome", "request.rejected"]
    assert by_number[refused[2]]["event"]["code"] == "SH-Q103"


def flipped(log, target, rng: random.Random):
    """A copy of the log in which one bit of one file is another; gives the line it is in, from 1."""
    copy = target / "flipped"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(log, copy)
    file = rng.choice(sorted((copy / "segments").iterdir()))
    data = bytearray(file.read_bytes())
    place, bit = rng.randrange(len(data)), rng.randrange(8)
    data[place] ^= 1 << bit
    file.write_bytes(data)
    return copy, file.name, data[:place].count(b"\n") + 1, place, bit


def accused(said: str, name: str) -> set[int]:
    """The lines of a segment in which the verifier says that a change lies."""
    lines = set()
    for place, message in re.findall(rf"{re.escape(name)}:(\d+): (.*)", said):
        numbers = {int(place)}
        if span := re.search(r"lines (\d+) to (\d+)", message):
            numbers = set(range(int(span[1]), int(span[2]) + 1))
        elif line := re.search(r"in line (\d+)", message):
            numbers.add(int(line[1]))
        lines |= numbers
    return lines


def test_every_flipped_bit_is_found_and_its_line_is_named(closed, tmp_path, test_seed):
    server, _ = closed
    rng = random.Random(test_seed)
    for _ in range(FLIPS):
        copy, name, line, place, bit = flipped(server.log, tmp_path, rng)
        checked = verify(copy, server.vkey)
        where = f"seed {test_seed}: byte {place}, bit {bit} of {name}, line {line}"
        assert checked.returncode == 1, f"{where}\n{checked.stdout}"
        assert line in accused(checked.stdout, name), f"{where}\n{checked.stdout}"


@pytest.mark.parametrize("file", ["checkpoint", "tree/0"])
def test_a_flipped_bit_beside_the_entries_is_found(closed, tmp_path, test_seed, file):
    server, _ = closed
    copy = tmp_path / "log"
    shutil.copytree(server.log, copy)
    data = bytearray((copy / file).read_bytes())
    place = random.Random(test_seed).randrange(len(data) - 1)
    data[place] ^= 1
    (copy / file).write_bytes(data)
    checked = verify(copy, server.vkey)
    assert checked.returncode == 1 and file.split("/")[0] in checked.stdout, f"byte {place}\n{checked.stdout}"


def test_a_shortened_or_rewritten_log_is_found_by_a_checkpoint_from_before(closed, tmp_path):
    server, _ = closed
    kept = tmp_path / "kept.checkpoint"
    shutil.copy(server.log / "checkpoint", kept)
    assert verify(server.log, server.vkey, "--known", kept).returncode == 0
    copy = tmp_path / "log"
    shutil.copytree(server.log, copy)
    segment = sorted((copy / "segments").iterdir())[-1]
    lines = segment.read_text().splitlines(keepends=True)
    segment.write_text("".join(lines[: len(lines) // 2]))
    assert verify(copy, server.vkey, "--known", kept).returncode == 1


def test_the_log_of_another_key_does_not_hold(closed):
    server, _ = closed
    name, digest, key = server.vkey.split("+", 2)
    other = base64.b64encode(b"\x01" + hashlib.sha256(b"another").digest()).decode()
    assert verify(server.log, f"{name}+{digest}+{other}").returncode in (1, 2)


@pytest.mark.parametrize("name", ["released", "released again"])
def test_a_receipt_holds_offline_and_is_of_this_answer(closed, tmp_path, name):
    server, replies = closed
    answer = replies[name].json()
    receipt = answer.pop("receipt")
    file = tmp_path / "receipt.json"
    file.write_text(json.dumps(receipt))
    checked = verify_receipt(file, server.vkey)
    assert checked.returncode == 0 and checked.stdout.splitlines()[-1].startswith("HOLDS"), checked.stdout
    # The digest that the entry commits to is the answer's, as it was sent but for its receipt.
    sent = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
    assert f'result: "{hashlib.sha256(sent).hexdigest()}"' in checked.stdout


@pytest.mark.parametrize("part", ["leaf", "proof", "disclosures"])
def test_a_changed_receipt_does_not_hold(closed, tmp_path, test_seed, part):
    server, replies = closed
    receipt = replies["released"].json()["receipt"]
    old = receipt[part] if part != "disclosures" else receipt[part][0]
    place = random.Random(test_seed).randrange(len(old) // 4, len(old) * 3 // 4)
    new = old[:place] + ("A" if old[place] != "A" else "B") + old[place + 1 :]
    receipt[part] = new if part != "disclosures" else [new]
    file = tmp_path / "receipt.json"
    file.write_text(json.dumps(receipt))
    checked = verify_receipt(file, server.vkey)
    assert checked.returncode in (1, 2), f"place {place} of {part}\n{checked.stdout}"


def test_no_name_token_or_question_stands_in_the_log(closed):
    server, _ = closed
    told = b"".join(path.read_bytes() for path in server.log.rglob("*") if path.is_file())
    # With what stands around a name, because three letters alone are found in any digest.
    people = ["rosa", "omar", "sam", "stella", "pat", "ada", "otto", "olive"]
    names = [f'"{person}"' for person in people] + [f"{person.capitalize()} " for person in people]
    for word in [*names, *server.tokens.values(), "salthouse_", "127.0.0.1", "shoeSize"]:
        assert word.encode() not in told, f"`{word}` stands in the log"


def test_a_person_can_be_erased_and_every_proof_stays(closed, tmp_path):
    server, replies = closed
    house = tmp_path / "demo"
    shutil.copytree(server.directory, house)
    words = ["audit", "erase", "--directory", house, "--person", "rosa", "--reason", "request", "--authority", "DPO-17"]
    assert "erased under entry" in run(*words, expect=0).stdout
    assert "holds nothing about this person" in run(*words, expect=0).stdout
    assert entries(house / "log")[-1]["type"] == "vault.erase"
    assert verify(house / "log", server.vkey, "--no-memory").returncode == 0
    again = DemoServer(house, "--scale", "400")
    with again.client("researcher") as researcher:
        answer = researcher.get(replies["released"].headers["content-location"])
        assert answer.json()["receipt"] == replies["released"].json()["receipt"]
    again.stop()
