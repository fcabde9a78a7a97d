"""/openapi.json is valid, and true: every route answers as it says, to good requests and to bad ones."""

import datetime
import json
import re
import shutil
import uuid

import httpx
import pytest
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for
from openapi_spec_validator import validate

import proposals
from deployments import POLICIES, run

PROBLEM = "application/problem+json"
TIME = "%Y-%m-%dT%H:%M:%SZ"
TOLD_AGAIN = ["etag", "location", "content-type"]
METHODS = {"get", "post", "put", "delete", "patch"}
# What HTTP itself says of every answer, and what the document says once of all.
EVERYWHERE = {"content-type", "content-length", "date", "connection"} | {
    "cache-control",
    "content-security-policy",
    "referrer-policy",
    "x-content-type-options",
}


class Interface:
    """The document, and the answers that were held against it."""

    def __init__(self, document):
        self.document = document
        self.seen = set()
        self.paths = [
            (re.compile("^" + re.sub(r"\\\{[a-z]+\\\}", "[^/]+", re.escape(path)) + "$"), path)
            for path in document["paths"]
        ]

    def operations(self):
        for path, methods in self.document["paths"].items():
            for method, operation in methods.items():
                if method in METHODS:
                    yield method, path, operation

    def takes_mark(self, method, path) -> bool:
        """Whether what it makes is made once under a key; questions have their own tests."""
        for pattern, template in self.paths:
            if method == "POST" and template != "/v1/queries" and pattern.match(path):
                described = self.document["paths"][template].get("post", {}).get("parameters", [])
                return any(parameter["name"] == "Idempotency-Key" for parameter in described)
        return False

    def faults(self, schema, value):
        whole = {"components": self.document["components"], "allOf": [schema]}
        checker = Draft202012Validator.FORMAT_CHECKER
        return [
            f"{error.json_path}: {error.message[:300]}"
            for error in Draft202012Validator(whole, format_checker=checker).iter_errors(value)
        ]

    def check(self, answer: httpx.Response):
        """Fails unless the document describes the answer: status, media type, headers and body."""
        request = answer.request
        path = next(path for pattern, path in self.paths if pattern.match(request.url.path))
        operation = self.document["paths"][path][request.method.lower()]
        place = f"{request.method} {path} → {answer.status_code}"
        described = operation["responses"].get(str(answer.status_code))
        assert described, f"{place} is not described: {answer.text[:300]}"
        for name, header in described.get("headers", {}).items():
            assert name in answer.headers or not header["required"], f"{place} has no {name}"
        told = EVERYWHERE | {name.lower() for name in described.get("headers", {})}
        assert set(answer.headers) <= told, f"{place} has {set(answer.headers) - told}"
        if answer.status_code == 304:
            assert answer.content == b"" and "content-type" not in answer.headers and "content" not in described, place
            return answer
        media = answer.headers["content-type"].split(";")[0]
        assert media in described["content"], f"{place} has the media type {media}"
        if media.endswith("json"):
            faults = self.faults(described["content"][media]["schema"], answer.json())
            assert not faults, f"{place}: " + "; ".join(faults)
        if answer.is_success:
            self.seen.add((request.method.lower(), path))
            if request.content and "requestBody" in operation:
                schema = operation["requestBody"]["content"]["application/json"]["schema"]
                faults = self.faults(schema, json.loads(request.content))
                assert not faults, f"{place} took a body that is not described: " + "; ".join(faults)
        return answer


@pytest.fixture(scope="module")
def interface(gateway):
    with gateway.client() as client:
        return Interface(client.get("/openapi.json").json())


@pytest.fixture
def say(interface, as_role):
    """Asks as somebody, and holds the answer against the document."""
    clients = {}

    def ask(role, method, path, status, **request):
        client = clients.setdefault(role, as_role(role))
        if interface.takes_mark(method, path):
            request["headers"] = request.get("headers", {}) | {"Idempotency-Key": str(uuid.uuid4())}
        answer = interface.check(client.request(method, path, **request))
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        if answer.is_success and interface.takes_mark(method, path):
            again = interface.check(client.request(method, path, **request))
            assert again.status_code == status and again.content == answer.content
            assert [again.headers.get(name) for name in TOLD_AGAIN] == [answer.headers.get(name) for name in TOLD_AGAIN]
        return answer

    return ask


# Nothing stands there before the log has 256, 256,000 and 256 million entries.
TILES_OF_LONG_LOGS = {
    ("get", f"/audit/tile/{what}/{{a}}{rest}")
    for what in ["{level}", "entries"]
    for rest in ["", "/{b}/{c}", "/{b}/{c}/{d}"]
}


def query(project, **changes):
    return {
        "project": project,
        "purpose": "service-improvement",
        "unit": "person",
        "asOf": "2026-03",
        "by": ["person.borough"],
        "measures": {"people": {"count": "unit"}},
    } | changes


ADMISSIONS = {
    "count": "care_event",
    "where": {"variable": "care_event.type", "in": ["EM"]},
    "during": {"from": "2025-04", "to": "2026-03"},
}


def test_the_document_is_a_valid_openapi_document(interface):
    validate(interface.document)
    names = [operation["operationId"] for _, _, operation in interface.operations()]
    assert len(names) == len(set(names))


def test_every_schema_is_a_valid_json_schema(interface):
    for name, schema in interface.document["components"]["schemas"].items():
        validator_for(schema, default=Draft202012Validator).check_schema(schema)
        assert name


def test_the_public_parts_answer_as_described(say):
    for path in ["/health/live", "/health/ready", "/v1/status", "/v1/charter", "/v1/register", "/v1/register/answers", "/openapi.json"]:
        say(None, "GET", path, 200)
    assert say(None, "GET", "/audit/checkpoint", 200).text.count("\n— ") == 1


def test_people_and_catalogue_answer_as_described(say):
    for role in ["researcher", "steward", "panel", "auditor", "operator"]:
        assert role in say(role, "GET", "/v1/me", 200).json()["roles"]
    for dataset in say("researcher", "GET", "/v1/datasets", 200).json()["datasets"]:
        say("researcher", "GET", f"/v1/datasets/{dataset['id']}", 200)
        for form in ("hdruk", "croissant"):
            say("researcher", "GET", f"/v1/datasets/{dataset['id']}/metadata/{form}", 200)
    say("researcher", "GET", "/v1/datasets/household/quality", 200)
    say("researcher", "GET", "/v1/datasets/mh_referral/quality", 403)
    say("researcher", "GET", "/v1/datasets/nothing/quality", 404)
    say("researcher", "GET", "/v1/datasets/household/quality?asOf=2026-03", 200)
    say("researcher", "GET", "/v1/datasets/household/quality?asOf=2020-03", 404)
    say("researcher", "GET", "/v1/datasets/household/quality?asOf=spring", 400)
    person = f"/v1/people/p-{uuid.uuid4()}"
    record = {"name": "Nia New", "affiliation": "The demo", "training": {"reference": "C-1", "lastDay": "2027-01-31"}}
    made = say("steward", "PUT", person, 201, json=record, headers={"If-None-Match": "*"})
    assert made.headers["location"] == person
    assert say("steward", "GET", person, 200).headers["etag"] == made.headers["etag"]
    tag = {"If-Match": made.headers["etag"]}
    say("steward", "PUT", person, 200, json=record | {"left": "2026-12-01"}, headers=tag)
    stale = say("steward", "PUT", person, 412, json=record, headers=tag)
    assert stale.headers["etag"] == '"2"'
    say("steward", "PUT", person, 428, json=record)
    say("steward", "GET", "/v1/people?limit=1", 200)


def agree(step, **which):
    """The panel meets and says yes."""
    people = [{"person": person, "conflict": "none"} for person in ["pat", "petra", "paul"]]
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    step("panel", "POST", "/meetings", {"heldOn": today, "attendance": people} | which)
    for role in ["panel", "otherPanel", "thirdPanel"]:
        step(role, "POST", "/votes", {"meeting": 1, "vote": "for"} | which)


def test_a_project_lives_as_described(say):
    proposal = proposals.words("Carers by place") | {
        "owner": "omar",
        "researchers": ["rosa"],
        "purposes": ["research"],
        "datasets": ["person"],
        "variables": ["person.carer", "person.borough"],
        "links": [],
    }
    project = say("researcher", "POST", "/v1/projects", 201, json=proposal)
    place = project.headers["location"]

    def step(role, method, path, body, status=200):
        nonlocal project
        answer = say(role, method, place + path, status, json=body, headers={"If-Match": project.headers["etag"]})
        if answer.is_success:
            project = answer
        return answer

    parts = {name: proposal[name] for name in proposal if name not in ("datasets", "variables", "links")}
    imported = {"proposal": parts, "tables": [{"name": "person", "columns": ["sex"]}]}
    say("researcher", "POST", "/v1/imports", 201, json=imported)
    say("researcher", "POST", "/v1/imports", 400, json=imported | {"tables": []})
    step("researcher", "PUT", "", proposal | {"title": "Carers by borough"})
    step("researcher", "POST", "/decisions", {"decision": "publish"}, 409)
    step("researcher", "POST", "/submission", {"note": "please"})
    assert any(place.endswith(p["id"]) for p in say("steward", "GET", "/v1/projects?awaiting=me", 200).json()["projects"])
    step("steward", "POST", "/signatures", {"as": "accountableOwner"}, 403)
    step("otherResearcher", "POST", "/signatures", {"as": "accountableOwner"})
    step("steward", "POST", "/signatures", {"as": "controller", "controller": "icb", "reference": "A-7"})
    terms = {key: proposal[key] for key in ["researchers", "purposes", "datasets", "variables", "links"]}
    terms |= {"profile": "standard", "budget": "1/2", "lastDay": "2027-06-30", "asOf": ["2026-03"]}
    terms |= {"review": "every-answer"}
    step("steward", "POST", "/decisions", {"decision": "approve", "terms": terms}, 422)
    agree(step)
    step("steward", "POST", "/decisions", {"decision": "approve", "terms": terms | {"profile": "none"}}, 422)
    step("steward", "POST", "/decisions", {"decision": "approve", "terms": terms})
    step("steward", "POST", "/decisions", {"decision": "publish"})
    step("steward", "POST", "/budget-grants", {"budget": "1/4", "reason": "More groups are needed."})
    step("otherResearcher", "POST", "/researchers", {"person": "stella", "step": "join"})
    step("steward", "POST", "/researchers", {"person": "stella", "step": "admit"})
    step("researcher", "POST", "/renewals", {}, 422)
    step("researcher", "POST", "/renewals", {"proposal": proposal | {"title": "Carers by borough, and why"}})
    changes = say("researcher", "GET", place + "/changes", 200).json()["changes"]
    assert [change["pointer"] for change in changes] == ["/title"]
    step("researcher", "POST", "/submission", {"of": "amendment"})
    step("otherResearcher", "POST", "/signatures", {"as": "accountableOwner", "of": "amendment"})
    step("steward", "POST", "/signatures", {"as": "controller", "controller": "icb", "of": "amendment"})
    agree(step, of="amendment")
    step("steward", "POST", "/decisions", {"decision": "approve", "terms": terms, "of": "amendment"})
    assert project.json()["proposal"]["title"].endswith("and why") and "amendment" not in project.json()
    step("researcher", "POST", "/outcomes", {"kind": "yearly", "report": "We found carers who had no help."})
    question = query(place.removeprefix("/v1/projects/"), purpose="research", by=["person.carer"])
    held = say("researcher", "POST", "/v1/queries", 202, json=question)
    assert held.headers["location"] == held.json()["path"]
    review = "/v1/reviews/" + held.json()["query"]
    assert review in [review["href"] for review in say("steward", "GET", "/v1/reviews", 200).json()["reviews"]]
    for role in ["steward", "panel"]:
        say("researcher", "GET", held.json()["path"], 202)
        seen = say(role, "GET", review, 200).json()["answer"]
        say(role, "POST", review + "/decisions", 200, json={"decision": "release", "words": "Large groups only."})
    answer = say("researcher", "GET", held.json()["path"], 200).json()
    assert seen == {name: value for name, value in answer.items() if name != "receipt"}
    recall = {"query": held.json()["query"], "reason": "One practice had sent its rows twice."}
    say("researcher", "GET", "/v1/recalls", 403)
    say("steward", "POST", "/v1/recalls", 404, json=recall | {"query": "Q-nothing"})
    say("steward", "POST", "/v1/recalls", 201, json=recall)
    say("steward", "POST", "/v1/recalls", 409, json=recall)
    assert "salthouse-recalled" in say("researcher", "GET", held.json()["path"], 200).headers
    assert say("auditor", "GET", "/v1/recalls", 200).json()["recalls"][0]["reason"] == recall["reason"]
    assert say("researcher", "GET", place + "/queries", 200).json()["queries"][0]["recalled"] == recall["reason"]
    say("panel", "POST", review + "/decisions", 409, json={"decision": "refuse", "words": "On second thoughts, no."})
    step("steward", "POST", "/decisions", {"decision": "mark", "mark": "warned", "reason": "A report is late."})
    step("steward", "POST", "/signatures", {"as": "controller", "controller": "icb", "withdrawn": True, "reason": "no"})
    step("steward", "POST", "/decisions", {"decision": "end", "reason": "It is done."})
    assert say("researcher", "GET", place, 200).json()["state"] == "ended"
    for path in ["/budget", "/queries"]:
        say("researcher", "GET", place + path, 200)
    say("panel", "GET", "/v1/projects?limit=2", 200)


def test_incidents_are_reported_as_described(say):
    now = datetime.datetime.now(datetime.UTC)
    report = {"what": "A laptop was lost.", "severity": "high", "knownAt": (now - datetime.timedelta(hours=5)).strftime(TIME)}
    later = (now + datetime.timedelta(hours=5)).strftime(TIME)
    assert say("researcher", "POST", "/v1/incidents", 400, json=report | {"knownAt": later}).json()["pointer"] == "/knownAt"
    made = say("researcher", "POST", "/v1/incidents", 201, json=report)
    assert made.json()["clock"]["hoursLeft"] in [66, 67]
    place, tag = made.headers["location"], {"If-Match": made.headers["etag"]}
    say("researcher", "GET", place, 403)
    told = {"step": "regulator", "words": "Told, reference 17."}
    stepped = say("operator", "POST", place + "/steps", 200, json=told, headers=tag)
    assert "hoursLeft" not in stepped.json()["clock"] and stepped.json()["clock"]["open"]
    say("operator", "POST", place + "/steps", 412, json=told, headers=tag)
    over = {"step": "closed", "words": "It was found, and was locked."}
    closed = say("steward", "POST", place + "/steps", 200, json=over, headers={"If-Match": stepped.headers["etag"]})
    assert not closed.json()["clock"]["open"]
    assert say("panel", "GET", place, 200).json()["steps"][0]["words"] == told["words"]
    assert say("auditor", "GET", "/v1/incidents", 200).json()["incidents"]


def test_questions_are_answered_as_described(say, interface, as_role, gateway):
    project = gateway.projects[0]["id"]
    measures = {
        "people": {"count": "unit"},
        "carers": {"proportion": {"variable": "person.carer", "in": ["yes"]}, "missing": "row"},
        "rate": {"ratio": {"of": ADMISSIONS, "to": {"count": "unit"}}, "per": 1000},
    }
    whole = query(project, measures=measures, totals=True, precision="scan")
    say("researcher", "POST", "/v1/checks", 200, json=whole)
    batch = {"queries": [whole, query(project, by=["person.ethnicity"]), {"unit": 7}]}
    checks = say("researcher", "POST", "/v1/checks", 200, json=batch).json()["checks"]
    assert [check["wouldRun"] for check in checks] == [True, False, False]
    answer = say("researcher", "POST", "/v1/queries", 200, json=whole)
    place = answer.headers["content-location"]
    say("researcher", "POST", "/v1/queries", 200, json=whole, headers={"Accept": "text/csv"})
    made_up = {name: value for name, value in whole.items() if name not in ("project", "purpose")}
    made_up["tier"] = "synthetic"
    for role in ("researcher", "steward", "auditor"):
        assert say(role, "POST", "/v1/checks", 200, json=made_up).json()["wouldRun"] is True
        assert say(role, "POST", "/v1/queries", 200, json=made_up).json()["tier"] == "synthetic"
    say("steward", "POST", "/v1/queries", 200, json=made_up, headers={"Accept": "text/csv"})
    say("steward", "POST", "/v1/queries", 403, json=whole)
    say("steward", "POST", "/v1/checks", 403, json={"queries": [made_up, whole]})
    told = say("researcher", "POST", "/v1/queries", 202, json=whole, headers={"Prefer": "respond-async"})
    # On a slow machine its tick is over first.
    while interface.check(as_role("researcher").delete(told.headers["location"])).status_code == 409:
        told = say("researcher", "POST", "/v1/queries", 202, json=whole, headers={"Prefer": "respond-async"})
    say("researcher", "GET", told.headers["location"], 410)
    say("researcher", "DELETE", told.headers["location"], 409)
    assert say("researcher", "GET", place, 200).json()["rows"] == answer.json()["rows"]
    say("researcher", "GET", place, 200, headers={"Accept": "text/csv"})
    say("researcher", "GET", place + "/disclosure-record", 200)
    say("researcher", "GET", place + "/receipt", 200)
    say("researcher", "GET", f"/v1/projects/{project}/queries?limit=1", 200)
    say("researcher", "POST", "/v1/queries", 403, json=query(project, by=["person.ethnicity"]))
    say("researcher", "POST", "/v1/queries", 400, json=query(project, by=["person.nothing"]))
    say("researcher", "POST", "/v1/queries", 406, json=whole, headers={"Accept": "image/png"})
    say("otherResearcher", "GET", place, 404)


def test_the_log_answers_as_described(say):
    page = say("auditor", "GET", "/v1/audit/entries?limit=200", 200).json()
    while "next" in page:
        page = say("auditor", "GET", f"/v1/audit/entries?limit=200&after={page['next']}", 200).json()
    say("auditor", "GET", "/v1/audit/entries?project=P-0001&dataset=person&from=2026-01-01&to=2099-12-31", 200)
    say("auditor", "GET", "/v1/audit/entries?type=boot&before=99&person=nobody", 200)
    say("auditor", "GET", "/v1/audit/entries?from=yesterday", 400)
    for role in ["auditor", "steward"]:
        assert say(role, "GET", "/v1/audit/ledgers", 200).json()["entries"] > 0
    say("researcher", "GET", "/v1/audit/ledgers", 403)
    assert say("auditor", "GET", "/v1/reports/charter-review?from=2026-01-01", 200).json()["clauses"]
    say("steward", "GET", "/v1/reports/charter-review", 403)


def test_what_the_log_does_not_say_is_opened_by_two(say):
    entries = say("auditor", "GET", "/v1/audit/entries?project=P-0001&limit=200", 200).json()["entries"]
    intents = [found["entry"]["chain"]["seq"] for found in entries if found["entry"]["type"] == "query.intent"][:2]
    wish = {"entries": intents or [1], "reason": "A complaint."}
    asked = say("auditor", "POST", "/v1/audit/unmaskings", 200, json=wish).json()["entry"]
    say("auditor", "POST", f"/v1/audit/unmaskings/{asked}/agreement", 409)
    say("panel", "GET", f"/v1/audit/unmaskings/{asked}", 404)
    agreed = say("panel", "POST", f"/v1/audit/unmaskings/{asked}/agreement", 200).json()["entry"]
    for role in ["auditor", "panel"]:
        opened = say(role, "GET", f"/v1/audit/unmaskings/{agreed}", 200).json()["entries"]
        assert [entry["entry"] for entry in opened] == wish["entries"]
    say("auditor", "POST", "/v1/audit/unmaskings", 400, json=wish | {"entries": []})


def test_rules_are_proposed_tried_and_signed_as_described(say, gateway, tmp_path):
    """Other words of a clause, so that nothing else in this session is decided otherwise."""
    policies = tmp_path / "policies"
    shutil.copytree(POLICIES, policies, ignore=shutil.ignore_patterns("declarations"))
    path = policies / "clauses" / "trustworthy.json"
    clauses = json.loads(path.read_text())
    clauses["clauses"][0]["says"] = "The same in other words."
    path.write_text(json.dumps(clauses))
    said = run("policy", "offer", "--policies", policies, "--directory", gateway.directory, expect=0).stdout
    digest = said.split()[1]
    place = f"/v1/policies/{digest}"
    wish = {"hash": digest, "reason": "The words were hard to read."}
    assert [offer["hash"] for offer in say("steward", "GET", "/v1/policies", 200).json()["others"]] == [digest]
    say("steward", "POST", "/v1/policies", 404, json=wish | {"hash": "0" * 64})
    say("steward", "POST", "/v1/policies", 400, json=wish | {"hash": "none"})
    say("researcher", "POST", "/v1/policies", 403, json=wish)
    tag = {"If-Match": say("steward", "POST", "/v1/policies", 201, json=wish).headers["etag"]}
    say("steward", "POST", "/v1/policies", 409, json=wish)
    assert say("auditor", "GET", place, 200).json()["stage"] == "proposed"
    tried = say("otherSteward", "GET", f"{place}/replay", 200).json()
    assert tried["otherwise"] == 0 and tried["read"] > 0
    say("otherSteward", "GET", f"{place}/replay?from=yesterday", 400)
    say("steward", "POST", f"{place}/signatures", 409, headers=tag)
    say("otherSteward", "POST", f"{place}/signatures", 412, headers={"If-Match": '"1"'})
    say("otherSteward", "POST", f"{place}/signatures", 200, headers=tag)
    assert say("operator", "GET", "/v1/policies", 200).json()["inForce"]["hash"] == digest


def test_the_tree_of_the_log_answers_as_described(say):
    size = int(say(None, "GET", "/audit/checkpoint", 200).text.split("\n")[1])
    width = min(size, 255)
    assert len(say(None, "GET", f"/audit/tile/0/000.p/{width}", 200).content) == 32 * width
    say(None, "GET", "/audit/tile/0/999", 404)
    assert say("auditor", "GET", f"/audit/tile/entries/000.p/{width}", 200).headers["cache-control"].startswith("private")
    say("auditor", "GET", "/audit/tile/entries/999", 404)
    say("researcher", "GET", f"/audit/tile/entries/000.p/{width}", 403)
    say(None, "GET", f"/audit/tile/entries/000.p/{width}", 401)
    say(None, "GET", f"/audit/consistency?from=1&to={size}", 200)
    say(None, "GET", f"/audit/consistency?from=1&to={size + 99}", 404)


def test_bad_requests_to_every_operation_are_answered_as_described(interface, as_role):
    clients = {role: as_role(role) for role in [None, "researcher", "steward", "operator"]}
    for method, path, operation in interface.operations():
        place = path.replace("{id}", "nothing")
        wants_body = "requestBody" in operation
        for role, client in clients.items():
            interface.check(client.request(method, place, params={"surprise": "1"}))
            if not wants_body:
                interface.check(client.request(method, place))
                continue
            tag = {"If-Match": '"1"'}
            interface.check(client.request(method, place, json={"surprise": 1}, headers=tag))
            interface.check(client.request(method, place, json={"surprise": 1}))
            interface.check(client.request(method, place, content=b"{", headers=tag | {"Content-Type": "application/json"}))
            interface.check(client.request(method, place, content=b"a=1", headers=tag | {"Content-Type": "text/plain"}))
        interface.check(clients[None].request(method, place, headers={"Authorization": "Bearer nothing"}))


def test_every_operation_was_seen_to_succeed(interface):
    assert {(method, path) for method, path, _ in interface.operations()} - interface.seen == TILES_OF_LONG_LOGS


def test_other_requests_are_refused_as_the_headers_say(interface, as_role):
    client = as_role(None)
    for method, path, _ in interface.operations():
        place = path.replace("{id}", "nothing")
        answer = client.request("PATCH", place)
        assert answer.status_code == 405 and answer.headers["content-type"] == PROBLEM
        assert method.upper() in answer.headers["allow"].split(", ")
        if method == "get":
            head, get = client.head(place), client.get(place)
            assert head.status_code == get.status_code and head.content == b""
            assert "HEAD" in answer.headers["allow"].split(", ")
            assert head.headers["content-type"] == get.headers["content-type"]
