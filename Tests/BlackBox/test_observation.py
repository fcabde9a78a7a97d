"""What an operator sees of a running gateway: metrics, a journal, readiness; and what no monitor may see of people."""

import json
import re
import shutil
import signal
import subprocess
import time

import httpx
import pytest
from declarations import SEX, of_people
from deployments import Deployment, client
from offices import RESEARCHER, Office
from questions import ask, question

LOCAL = "--metrics", "127.0.0.1:0"
OPEN_METRICS = {"Accept": "application/openmetrics-text; version=1.0.0"}
# What two runs may differ in although nobody is different: moments, what the device took, how much room it has.
TIME = re.compile(r"^salthouse_(log_sync_seconds|data_published_timestamp|disk_free|http_)")


def local(server) -> str:
    """The address of the listener for monitors."""
    return "http://" + server.wait_for(server.errors, r"metrics on ([^\s\"]+)").group(1)


def eventually(look, seconds=30):
    """What `look` gives once it is true."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.02)
    return found


def samples(page: str) -> dict[str, str]:
    return dict(line.rsplit(" ", 1) for line in page.splitlines() if not line.startswith("#"))


def office(folder, people: int) -> Office:
    """A deployment about so many people, every third of them a man."""
    folder.mkdir()
    declaration = folder / "resident.json"
    declaration.write_text(json.dumps(of_people("resident", "Residents", SEX, register=True)))
    rows = [f"n{number},{'M' if number % 3 == 0 else 'F'}" for number in range(people)]
    (folder / "resident.csv").write_text("\n".join(["number,sex", *rows, ""]))
    return Office.open(folder / "house", [(declaration, folder / "resident.csv")])


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """A deployment without data."""
    return Deployment.make(tmp_path_factory.mktemp("observed") / "house")


def test_metrics_of_twin_regions_differ_in_nothing_but_time(tmp_path):
    """One person more or less, and the same requests: no monitor can tell which."""
    pages, journals = [], []
    for name, people in [("with", 201), ("without", 200)]:
        house = office(tmp_path / name, people)
        with house.deployment.serving(None, *LOCAL, "--journal", "json") as server:
            house.record_people(server)
            project = house.approved(server, ["resident"], ["resident.sex"], "2026-03")
            with house.client(server, RESEARCHER) as who:
                for body in [{"by": ["resident.sex"]}, {}, {"by": ["resident.nothing"]}, {"purpose": "research"}]:
                    ask(who, question(project, **body))
                who.get("/nothing/here")
            with client(server.url, "sht_" + "x" * 43) as stranger:
                assert stranger.get("/v1/me").status_code == 401
            pages.append(httpx.get(local(server) + "/metrics", headers=OPEN_METRICS, timeout=30).text)
            plain = httpx.get(local(server) + "/metrics", timeout=30)
        journals.append([json.loads(line) for line in server.errors.read_text().splitlines()])
        for secret in [project, RESEARCHER, *house.tokens.values()]:
            assert secret not in pages[-1] and secret not in server.errors.read_text()
    first, second = (samples(page) for page in pages)
    assert first.keys() == second.keys()
    assert {name for name in first if first[name] != second[name] and not TIME.match(name)} == set()
    # It did count: each refusal by its class, and the stranger.
    assert first['salthouse_requests_total{route="POST /v1/queries",status="2xx"}'] == "2"
    assert first['salthouse_requests_total{route="none",status="4xx"}'] == "1"
    assert first['salthouse_state{state="serving"}'] == "1"
    assert any(name.startswith('salthouse_failed_sign_ins_total{code="SH-I') for name in first), first
    assert int(first["salthouse_log_sync_seconds_count"]) > 10
    assert pages[0].endswith("# EOF\n")
    check_by_promtool(plain.text)
    # The journal says the same in lines: what was asked by route, and nothing of who asked what.
    lines = [[(line["event"], line.get("route"), line.get("status"), line.get("code")) for line in one] for one in journals]
    answered = [[line for line in one if line[0] == "answered"] for one in lines]
    assert answered[0] == answered[1] and ("answered", "POST /v1/queries", 200, None) in answered[0]


def check_by_promtool(page: str):
    if shutil.which("promtool"):
        done = subprocess.run(["promtool", "check", "metrics"], input=page, text=True, capture_output=True, timeout=60)
        assert done.returncode == 0 and done.stderr + done.stdout == "", done.stderr + done.stdout
    else:
        # What it looks for first: help and a type before the samples of each, and no name twice.
        named = re.findall(r"^# TYPE (\S+) (?:counter|gauge|histogram)$", page, re.MULTILINE)
        assert len(named) == len(set(named)) and re.findall(r"^# HELP (\S+) \S", page, re.MULTILINE) == named


def test_readiness_tells_serving_draining_and_why_not(empty, tmp_path):
    with empty.serving(None, *LOCAL, "--drain-seconds", "60") as server:
        place = local(server)
        # Without data nothing can be answered, and both listeners say so.
        assert httpx.get(server.url + "/health/ready", timeout=30).json()["code"] == "SH-A502"
        assert eventually(lambda: httpx.get(place + "/health/ready").json()["status"] == "no-data")
        assert httpx.get(place + "/health/live").status_code == 200
        assert httpx.get(place + "/nothing").status_code == 404
        assert httpx.post(place + "/metrics").status_code == 405
        server.process.send_signal(signal.SIGTERM)
        eventually(lambda: httpx.get(place + "/health/ready").json()["status"] == "draining")
        told = httpx.get(server.url + "/health/ready", timeout=30)
        assert (told.status_code, told.json()["code"]) == (503, "SH-A503")
        # Whoever has not heard of it yet is still answered; the second signal, at the end, does not wait.
        assert httpx.get(server.url + "/v1/charter", timeout=30).status_code == 200


def test_one_state_is_shown_and_no_other(empty):
    with empty.serving(None, *LOCAL) as server:
        page = samples(httpx.get(local(server) + "/metrics").text)
        assert sum(int(held) for name, held in page.items() if name.startswith("salthouse_state")) == 1
        assert page['salthouse_state{state="no-data"}'] == "1"


def test_a_hang_up_reads_files_again_and_keeps_what_was_in_force(empty, tmp_path):
    policy = tmp_path / "witnesses.policy"
    policy.write_text("quorum none\n")
    with empty.serving(None, "--witnesses", policy) as server:
        server.process.send_signal(signal.SIGHUP)
        server.wait_for(server.errors, r"^read again: the witness policy$")
        policy.write_text("nonsense\n")
        server.process.send_signal(signal.SIGHUP)
        server.wait_for(server.errors, r"witnesses\.policy.*line 1.*stays in force$")
        assert httpx.get(server.url + "/health/live", timeout=30).status_code == 200
