"""Rules that change: files that cannot be obeyed, sets that are compared, tried against the past, and signed by two."""

import json
import shutil

import pytest
from deployments import POLICIES, DemoServer, Deployment, client, entries, run, verify
from questions import ask, question


def copy(folder):
    """The shipped policies, to be changed."""
    shutil.copytree(POLICIES, folder, ignore=shutil.ignore_patterns("declarations"))
    return folder


def changed(folder, file, change):
    """The same with one of the files changed."""
    path = folder / file
    value = json.loads(path.read_text())
    change(value)
    path.write_text(json.dumps(value))
    return folder


def clause(value, name):
    return next(member for member in value["clauses"] if member["id"] == name)


def condition(name, holds):
    """Gives a clause's first check another condition."""

    def change(value):
        clause(value, name)["checks"][0]["holds"] = holds

    return change


def kept_by_nobody(value):
    member = clause(value, "TRU-1")
    del member["checks"]
    member["keptBy"] = "program"


def never_failing(value):
    value["examples"] = [
        example for example in value["examples"] if not str(example["expect"].get("OVR-2")).startswith(("fail", "{"))
    ]


def lower_floor(value):
    value["floors"]["person"]["persons"] = 5


FAULTS = {
    "a misspelt fact": (
        "clauses/trustworthy.json",
        condition("TRU-1", {"is": "project.isInRegistr"}),
        ["clauses/trustworthy.json", "TRU-1", "/clauses/", "/holds/is", "project.isInRegister"],
    ),
    "a fact of another type": (
        "clauses/trustworthy.json",
        condition("TRU-1", {"is": "today"}),
        ["clauses/trustworthy.json", "TRU-1", "/holds/is", "day", "boolean"],
    ),
    "a clause that nobody keeps": (
        "clauses/trustworthy.json",
        kept_by_nobody,
        ["clauses/trustworthy.json", "TRU-1", "/keptBy", "nothing in this program keeps TRU-1"],
    ),
    "a clause without a failing example": (
        "clauses/oversight.examples.json",
        never_failing,
        ["clauses/oversight.json", "OVR-2", "there is no example in which it fails"],
    ),
    "a floor that is lowered": (
        "profiles/standard.json",
        lower_floor,
        ["profiles/standard.json", "/floors/person/persons", "10"],
    ),
}


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """A deployment in which nothing has happened."""
    return Deployment.make(tmp_path_factory.mktemp("rules") / "empty")


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("command", ["policy check", "policy test", "serve", "policy offer"])
def test_policies_that_cannot_be_obeyed_are_refused_by_file_clause_and_place(fault, command, empty, tmp_path):
    file, change, said = FAULTS[fault]
    policies = changed(copy(tmp_path / "policies"), file, change)
    words = [*command.split(), "--policies", policies]
    if command in ("serve", "policy offer"):
        words += ["--directory", empty.directory]
    if command == "serve":
        words += ["--listen", "127.0.0.1:0"]
    done = run(*words, expect=1)
    for words in said:
        assert words in done.stderr + done.stdout, done.stderr + done.stdout


def test_a_difference_is_read_by_clause_and_part(tmp_path):
    old = copy(tmp_path / "old")
    new = copy(tmp_path / "new")
    changed(new, "clauses/trustworthy.json", lambda value: clause(value, "TRU-1").update(says="Reports are in time."))
    changed(new, "clauses/oversight.json", lambda value: value["clauses"].remove(clause(value, "OVR-2")))
    changed(
        new,
        "clauses/governance.json",
        lambda value: clause(value, "GOV-2")["checks"][0].update(holds={"not": {"is": "project.isInRegister"}}),
    )
    changed(new, "purposes.json", lambda value: value["purposes"].pop())
    assert run("policy", "diff", old, old, expect=0).stdout.count("\n") == 2
    said = run("policy", "diff", old, new, expect=3).stdout
    assert "clause OVR-2: removed" in said and "clause TRU-1: changed" in said and "clause GOV-2: changed" in said
    assert "after:  Reports are in time." in said and "file purposes.json: changed" in said
    assert "check 1, condition" in said and "after:  not (project.isInRegister)" in said
    told = json.loads(run("policy", "diff", "--json", old, new, expect=3).stdout)
    assert [(member["clause"], member["change"]) for member in told["clauses"]] == [
        ("GOV-2", "changed"),
        ("OVR-2", "removed"),
        ("TRU-1", "changed"),
    ]
    run("policy", "diff", old, expect=2)


def closed_for(purpose):
    """One more clause: no question is answered for a purpose."""

    def change(value):
        value["clauses"].append(
            {
                "id": "OVR-9",
                "provenance": "operator",
                "says": "Some purposes have had their time.",
                "checks": [
                    {
                        "at": ["query"],
                        "holds": {"not": {"equals": [{"fact": "query.purpose"}, purpose]}},
                        "message": "This purpose has had its time.",
                        "change": "Ask for another purpose.",
                        "ask": "operator",
                    }
                ],
            }
        )

    return change


def with_examples(purpose):
    def change(value):
        for name, verdict in [("research", "pass"), (purpose, "fail")]:
            value["examples"].append(
                {
                    "name": f"a question for {name}",
                    "at": "query",
                    "facts": {"query.purpose": name},
                    "expect": {"OVR-9": verdict},
                }
            )

    return change


def closing(folder, purpose="service-improvement"):
    policies = changed(copy(folder), "clauses/oversight.json", closed_for(purpose))
    return changed(policies, "clauses/oversight.examples.json", with_examples(purpose))


@pytest.fixture(scope="module")
def signed(tmp_path_factory):
    """A demo whose rules were changed over HTTP, and what was said on the way; stopped."""
    folder = tmp_path_factory.mktemp("signed")
    server = DemoServer(folder / "demo", "--scale", "400")
    policies = closing(folder / "policies")
    said = run("policy", "offer", "--policies", policies, "--directory", server.directory, expect=0).stdout
    digest = said.split()[1]
    told = {"policies": policies, "hash": digest, "path": f"/v1/policies/{digest}"}
    with server.client("researcher") as researcher, server.client("auditor") as auditor:
        told["answers"] = [ask(researcher, question(by=[name])) for name in ("person.borough", "person.sex")]
        told["marketing"] = ask(researcher, question(purpose="marketing"))
        with server.client("steward") as one, server.client("otherSteward") as two:
            told["before"] = one.get("/v1/policies")
            told["unsigned"] = two.post(f"{told['path']}/signatures", headers={"If-Match": '"1"'})
            told["proposed"] = one.post("/v1/policies", json={"hash": digest, "reason": "The panel asked for it."})
            tag = {"If-Match": told["proposed"].headers["etag"]}
            told["twice"] = one.post(f"{told['path']}/signatures", headers=tag)
            told["unread"] = two.post(f"{told['path']}/signatures", headers={"If-Match": '"1"'})
            told["untold"] = two.post(f"{told['path']}/signatures")
            told["read"] = two.get(told["path"])
            told["replay"] = two.get(f"{told['path']}/replay")
            told["by auditor"] = auditor.post(f"{told['path']}/signatures", headers=tag)
            told["signed"] = two.post(
                f"{told['path']}/signatures", headers={"If-Match": told["read"].headers["etag"]}
            )
            told["after"] = two.get("/v1/policies")
        told["refused"] = ask(researcher, question(by=["person.borough"], totals=False))
        told["charter"] = client(server.url).get("/v1/charter")
    server.stop()
    return server, told


def test_one_steward_proposes_and_another_signs(signed):
    _, told = signed
    offer = next(offer for offer in told["before"].json()["others"] if offer["hash"] == told["hash"])
    assert offer["stage"] == "offered" and offer["from"] == "at-once"
    assert told["unsigned"].status_code == 404, "nobody has proposed it yet"
    assert told["proposed"].status_code == 201 and told["proposed"].json()["stage"] == "proposed"
    assert told["proposed"].headers["location"] == told["path"]
    assert told["twice"].status_code == 409 and told["twice"].json()["reasons"][0]["clause"] == "OVR-3"
    assert told["unread"].status_code == 412 and told["untold"].status_code == 428
    assert told["by auditor"].status_code == 403
    changes = told["read"].json()["changes"]
    assert [member["clause"] for member in changes["clauses"]] == ["OVR-9"]
    assert told["signed"].status_code == 200 and told["signed"].json()["stage"] == "in-force"
    after = told["after"].json()["inForce"]
    assert after["hash"] == told["hash"] and len(after["approvers"]) == 2
    assert after["entry"] == told["signed"].json()["audit"]["entry"]


def test_the_next_question_is_judged_by_the_new_rules(signed):
    _, told = signed
    assert [answer.status_code for answer in told["answers"]] == [200, 200]
    assert all(answer.json()["provenance"]["policy"]["hash"] != told["hash"] for answer in told["answers"])
    assert told["refused"].status_code == 403
    assert [reason["clause"] for reason in told["refused"].json()["reasons"]] == ["OVR-9"]
    assert told["charter"].json()["policy"]["hash"] == told["hash"]


def test_a_steward_sees_what_the_new_rules_would_have_turned(signed):
    _, told = signed
    replay = told["replay"].json()
    entries_of_answers = [answer.json()["receipt"]["leaf"] for answer in told["answers"]]
    assert replay["otherwise"] == len(entries_of_answers) == 2 and replay["notReplayable"] == {}
    turned = [decision for decision in replay["decisions"] if decision["before"] != decision["after"]]
    assert [(one["before"], one["after"], one["moment"]) for one in turned] == [("yes", "no", "query")] * 2
    assert all(one["clauses"] == [{"clause": "OVR-9", "before": None, "after": "fail"}] for one in turned)
    assert replay["read"] == replay["unchanged"] + replay["otherReasons"] + replay["otherwise"]


def test_each_step_stands_in_the_log_and_the_log_holds(signed):
    server, told = signed
    steps = [entry for entry in entries(server.log) if entry["type"].startswith("policy.")]
    assert [step["type"] for step in steps] == ["policy.activate", "policy.propose", "policy.activate"]
    assert steps[0]["event"]["approvers"] == [] and len(set(steps[2]["event"]["approvers"])) == 2
    assert steps[2]["event"]["bundle"] == told["hash"]
    assert verify(server.log, server.vkey).returncode == 0


def test_the_rules_survive_a_restart_and_others_are_refused(signed, tmp_path):
    server, told = signed
    again = DemoServer(server.directory, "--scale", "400")
    with again.client("researcher") as researcher:
        refused = ask(researcher, question(by=["person.borough"], totals=False))
        assert [reason["clause"] for reason in refused.json()["reasons"]] == ["OVR-9"]
    again.stop()
    swapped = closing(tmp_path / "swapped", "public-health-protection")
    words = ["serve", "--directory", server.directory, "--listen", "127.0.0.1:0", "--policies", swapped]
    done = run(*words, expect=1)
    assert "SH-G632" in done.stderr and told["hash"] in done.stderr and "OVR-3" in done.stderr
    path = server.directory / "policies" / f"{told['hash']}.json"
    path.rename(tmp_path / "kept.json")
    done = run("serve", "--directory", server.directory, "--listen", "127.0.0.1:0", expect=1)
    assert str(path) in done.stderr and "missing" in done.stderr
    shutil.copy(tmp_path / "kept.json", path)
    path.chmod(0o640)
    path.write_bytes(path.read_bytes().replace(b"OVR-9", b"OVR-8"))
    done = run("serve", "--directory", server.directory, "--listen", "127.0.0.1:0", expect=1)
    assert str(path) in done.stderr and "hash" in done.stderr
    shutil.copy(tmp_path / "kept.json", path)


def test_the_past_is_tried_from_the_command_line(signed, tmp_path):
    server, told = signed
    words = ["policy", "replay", "--policies", told["policies"], "--directory", server.directory]
    done = run(*words, expect=3)
    lines = [line for line in done.stdout.splitlines() if line.startswith("entry ")]
    assert len(lines) == 2 and all("yes → no" in line and "OVR-9" in line and "has had its time" in line for line in lines)
    assert "otherwise: 2" in done.stdout
    reply = json.loads(run(*words, "--json", expect=3).stdout)
    outcomes = {entry["chain"]["seq"]: entry for entry in entries(server.log) if entry["type"] == "query.outcome"}
    assert [outcomes[decision["entry"]]["event"]["decision"] for decision in reply["decisions"]] == ["allow"] * 2
    # The rules that were in force say of every decision under them what was decided; of the last one too.
    same = json.loads(run(*words[:3], POLICIES, *words[4:], "--json", expect=3).stdout)
    assert [(one["before"], one["after"]) for one in same["decisions"]] == [("no", "yes")] * len(same["decisions"])
    assert all(one["clauses"][0]["clause"] == "OVR-9" for one in same["decisions"])
