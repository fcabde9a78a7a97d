"""The rules and the dashboard for Prometheus hold, and name only numbers that the gateway shows."""

import json
import re
import shutil
import subprocess

import httpx
import pytest
from deployments import TOP, Deployment, client

PROMETHEUS = TOP / "deploy" / "prometheus"
RULES = PROMETHEUS / "salthouse.rules.yml"
CASES = PROMETHEUS / "salthouse.test.yml"
DASHBOARD = json.loads((PROMETHEUS / "salthouse.dashboard.json").read_text())
QUERIES = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]


def promtool(*words) -> subprocess.CompletedProcess:
    if shutil.which("promtool") is None:
        pytest.skip("promtool is missing: it is in Debian's package prometheus")
    return subprocess.run(["promtool", *words], capture_output=True, text=True, cwd=PROMETHEUS, timeout=60)


def test_the_rules_are_well_formed():
    said = promtool("check", "rules", RULES)
    assert said.returncode == 0, said.stdout + said.stderr


def test_each_alert_answers_to_its_trouble_and_to_nothing_else():
    said = promtool("test", "rules", CASES)
    assert said.returncode == 0, said.stdout + said.stderr
    alerts = re.findall(r"- alert: (\w+)", RULES.read_text())
    cases = CASES.read_text()
    assert sorted(re.findall(r'alertname="(\w+)"', cases)) == sorted(alerts), "each is seen to fire"
    assert sorted(re.findall(r"alertname: (\w+), exp_alerts: \[\]", cases)) == sorted(alerts), "each is seen quiet"


def test_each_alert_leads_to_its_part_of_the_runbook():
    alerts = re.findall(r"- alert: (\w+)", RULES.read_text())
    assert re.findall(r"runbook: (\S+)", RULES.read_text()) == [f"RUNBOOK.md#{alert.lower()}" for alert in alerts]
    parts = re.split(r"^## (\w+)\n", (TOP / "deploy" / "RUNBOOK.md").read_text(), flags=re.MULTILINE)
    assert parts[1::2] == alerts and all(len(part.split()) >= 10 for part in parts[2::2])


def test_prometheus_understands_the_dashboard(tmp_path):
    rules = [
        {"record": f"panel:{number}", "expr": query.replace("$instance", ".*")} for number, query in enumerate(QUERIES)
    ]
    file = tmp_path / "panels.yml"
    file.write_text(json.dumps({"groups": [{"name": "panels", "rules": rules}]}))
    said = promtool("check", "rules", file)
    assert said.returncode == 0, said.stdout + said.stderr
    places = [tuple(panel["gridPos"].values()) for panel in DASHBOARD["panels"]]
    assert len(set(places)) == len(places) == len({panel["id"] for panel in DASHBOARD["panels"]})
    assert all(panel["description"].endswith(".") for panel in DASHBOARD["panels"])


@pytest.fixture(scope="module")
def shown(tmp_path_factory) -> str:
    """What a gateway shows that has answered once, and refused once."""
    deployment = Deployment.make(tmp_path_factory.mktemp("monitored") / "deployment")
    with deployment.serving(None, "--metrics", "127.0.0.1:0") as server:
        monitor = server.wait_for(server.errors, r"^metrics on (\S+)$").group(1)
        with client(server.url, "nobody") as stranger:
            assert stranger.get("/health/live").status_code == 200
            assert stranger.get("/v1/me").status_code == 401
        return httpx.get(f"http://{monitor}/metrics", timeout=60).text


# Shown where data are loaded.
LATER = {"salthouse_data_published_timestamp_seconds"}


@pytest.mark.parametrize("file", [RULES, PROMETHEUS / "salthouse.dashboard.json", CASES], ids=lambda file: file.name)
def test_only_numbers_that_the_gateway_shows_are_named(shown, file):
    text = re.sub(r"^ *(#|action:).*$", "", file.read_text(), flags=re.MULTILINE)
    named = set(re.findall(r"\bsalthouse_\w+", text))
    assert len(named) >= 7
    assert named - set(re.findall(r"^(?:# TYPE )?(salthouse_\w+)", shown, re.MULTILINE)) - LATER == set()


def test_the_guide_tells_of_every_number_and_every_line_of_the_journal(shown):
    guide = (TOP / "deploy" / "OPERATING.md").read_text()
    named = set(re.findall(r"^# TYPE (\w+)", shown, re.MULTILINE))
    assert {name for name in named if f"`{name}`" not in guide} == set()
    source = (TOP / "Sources" / "salthouse" / "Observation.swift").read_text()
    events = set(re.findall(r'"event": "(\w+)"', source))
    assert len(events) >= 4 and {event for event in events if f"| `{event}` |" not in guide} == set()


def test_only_states_that_the_gateway_can_be_in_are_named(shown):
    states = set(re.findall(r'salthouse_state\{state="([\w-]+)"', shown))
    assert "serving" in states
    assert set(re.findall(r'state="([\w-]+)"', RULES.read_text())) <= states
