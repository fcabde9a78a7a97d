"""A project's life, as the README tells it: its lines are pasted into one bash, and the clock is moved on where it says so."""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess

import pytest
from deployments import TOP, Server, entries, program, slow_policies, verify

TITLE, MARK = "### A project's life", "=== next line ==="


def blocks() -> list[tuple[str, list[str]]]:
    """Each paragraph of the section with its lines of code, in order."""
    text = (TOP / "README.md").read_text()
    section = re.split(r"^##+ ", text[text.index(TITLE) + len(TITLE) :], flags=re.MULTILINE)[0]
    return [
        (words.strip(), code.strip().splitlines()) for words, code in re.findall(r"(.*?)```\n(.*?)```", section, re.S)
    ]


class Clock(Server):
    """The demo, started so many days later than today, and what it prints to paste."""

    def __init__(self, words: list, folder: pathlib.Path, faketime: list[str]):
        self.command = [*faketime, program("salthouse"), "demo", "--listen", "127.0.0.1:0", *words]
        super().__init__(self.command, folder)
        self.wait_for(self.output, r"^  .* --key \"\$KEY\"$")
        printed = self.output.read_text()
        self.exports = re.findall(r"^  (export .*)$", printed, re.MULTILINE)
        self.key = re.search(r" KEY='(\S+)'", printed).group(1)


class Shell:
    """One bash that is typed into."""

    def __init__(self):
        self.bash = subprocess.Popen(
            ["bash"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=TOP
        )

    def type(self, line: str) -> str:
        self.bash.stdin.write(f"{line}\necho '{MARK}'\n")
        self.bash.stdin.flush()
        said = ""
        while not said.endswith(f"{MARK}\n"):
            more = self.bash.stdout.readline()
            assert more, f"bash ended at: {line}"
            said += more
        return said.removesuffix(f"{MARK}\n").strip()

    def close(self):
        self.bash.stdin.close()
        self.bash.wait(timeout=10)


class Story:
    """What each line of the README answered."""

    def __init__(self, folder: pathlib.Path):
        policies = slow_policies(folder / "policies")
        words = ["--scale", "200", "--directory", folder / "demo", "--policies", policies]
        self.log = folder / "demo" / "log"
        self.told: dict[str, list[tuple[str, str]]] = {}
        self.shell = Shell()
        self.server = None
        try:
            self.start(words, folder / "output", [])
            for paragraph, lines in blocks():
                for line in lines:
                    if " faketime " in line:
                        self.start(words, folder / "output", ["env", *line.split(" .build/")[0].split()])
                    else:
                        self.told.setdefault(paragraph, []).append((line, self.shell.type(line)))
            self.key = self.server.key
        finally:
            self.stop()
            self.shell.close()

    def start(self, words: list, folder: pathlib.Path, faketime: list[str]):
        self.stop()
        self.server = Clock(words, folder, faketime)
        for line in self.server.exports:
            self.shell.type(line)

    def stop(self):
        """As Ctrl-C does: all that was started in the terminal is told to end."""
        if self.server and self.server.process.poll() is None:
            # `faketime` waits for the program that it started.
            children = pathlib.Path(f"/proc/{self.server.process.pid}/task/{self.server.process.pid}/children")
            ends = [int(pid) for pid in children.read_text().split()] or [self.server.process.pid]
            for pid in ends:
                os.kill(pid, signal.SIGTERM)
            assert self.server.process.wait(timeout=60) == 0, self.server.errors.read_text()[-4000:]

    def of(self, words: str) -> list[dict]:
        """The answers under the paragraph that begins with these words, in order; what answers nothing is left out."""
        (told,) = (told for paragraph, told in self.told.items() if paragraph.startswith(f"**{words}"))
        return [json.loads(answer) for _, answer in told if answer.startswith("{")]


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    if not shutil.which("faketime"):
        pytest.skip("faketime is missing: apt-get install faketime")
    return Story(tmp_path_factory.mktemp("story"))


def reasons(answer: dict) -> set[str]:
    """The clauses that refused, each of which says what to change and whom to ask."""
    assert all(reason["change"] and reason["ask"] and reason["message"] for reason in answer["reasons"])
    assert answer["audit"]["entry"] > 0
    return {reason["clause"] for reason in answer["reasons"]}


def test_it_is_tried_on_made_up_rows_and_a_hard_summary_is_sent_back(story):
    tried, refused, written, handed_in = story.of("Draft and try")
    assert tried["tier"] == "synthetic" and tried["rows"]
    assert (refused["status"], reasons(refused)) == (422, {"TRA-2"})
    assert "operationalise" in json.dumps(refused["reasons"]) or "interoperability" in json.dumps(refused["reasons"])
    assert (written["state"], handed_in["state"]) == ("draft", "submitted")


def test_a_panel_with_too_few_members_of_the_public_cannot_decide(story):
    steps = story.of("Sign, meet, decide")
    signed, refused, approved = steps[:3], steps[5], steps[-1]
    assert [len(step["signatures"]) for step in signed] == [1, 2, 3]
    assert refused["status"] == 422 and "GOV-3" in reasons(refused)
    assert "A member of the public must take part in this decision." in json.dumps(refused)
    assert approved["state"] == "approved"


def test_the_register_shows_it_before_the_first_release(story):
    refused, published, register, answer = story.of("Public first")
    assert (refused["status"], reasons(refused)) == (403, {"TRA-1"})
    listed = {project["id"]: project for project in register["projects"]}
    assert published["id"] in listed
    assert answer["status"] == "released" and answer["rows"]


def test_a_signature_taken_back_acts_on_the_next_question(story):
    _, refused, signed = story.of("Withdraw")
    assert (refused["status"], reasons(refused)) == (403, {"LEG-2"})
    assert signed["state"] == "approved"


def test_a_suspension_stops_the_job_that_runs(story):
    suspended, job, resumed = story.of("Suspend")
    assert suspended["state"] == "suspended"
    assert (job["status"], reasons(job)) == (403, {"OVR-2"})
    assert "suspended" in job["reasons"][0]["message"]
    assert "rows" not in job and resumed["state"] == "approved"


def test_the_old_text_serves_until_the_new_one_is_approved(story):
    steps = story.of("Ten months later")
    answer, approved = steps[-2:]
    assert answer["status"] == "released"
    assert approved["state"] == "approved" and approved["version"] > steps[-3]["version"]


def test_an_overdue_report_stops_questions(story):
    refused, _, still_refused, told, answer = story.of("A year is over")
    assert reasons(refused) == {"SEC-2", "TRU-1"}
    assert reasons(still_refused) == {"TRU-1"}
    assert told["outcomes"] and answer["status"] == "released"


def test_it_is_renewed_by_fewer_people(story):
    *_, approved, listed = story.of("Renew")
    assert approved["state"] == "approved"
    assert listed["entries"]


def test_the_review_is_made_again_from_the_files_of_the_log(story):
    (pack,) = story.of("Review")
    (told,) = (told for paragraph, told in story.told.items() if paragraph.startswith("**Review"))
    assert "HOLDS" in told[-1][1], told[-1][1]
    assert pack["log"]["chainHolds"] and pack["suspensions"]
    assert {"TRA-1", "LEG-2", "TRU-1"} <= {clause["id"] for clause in pack["clauses"] if clause["fail"]}


def test_each_step_is_in_the_log_which_verifies(story):
    log = entries(story.log)
    project = story.of("Public first")[1]["id"]
    of_it = [entry["event"] for entry in log if entry["event"].get("project") == project]
    asked = {event["req"] for event in of_it if "req" in event}
    told = []
    for entry in log:
        event = entry["event"]
        if entry["type"] == "query.outcome" and event["req"] in asked:
            told.append(" ".join([event["decision"], *event["reasons"]]))
        elif entry["type"] != "query.intent" and event.get("project") == project:
            told.append(entry["type"].removeprefix("project."))
    signed = ["sign", "sign", "sign", "meet"]
    assert told == [
        *["create", "edit", "submit", *signed, "vote", "meet", "vote", "vote", "vote", "approve"],
        *["deny TRA-1", "register.publish", "allow", "unsign", "deny LEG-2", "sign"],
        *["suspend", "deny OVR-2", "resume"],
        *["renew", "submit", *signed, "vote", "vote", "vote", "allow", "approve"],
        *["deny SEC-2 TRU-1", "deny TRU-1", "outcome.report", "allow"],
        *["renew", "submit", *signed, "vote", "approve"],
    ]
    verified = verify(story.log, story.key)
    assert verified.returncode == 0, verified.stdout
