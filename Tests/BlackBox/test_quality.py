"""How good the data are: told of each dataset once for all, noised like any answer, and charged to the data alone."""

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest
from declarations import SEX, of_people, written
from deployments import DemoServer, entries, program, verify
from offices import AUDITOR, RESEARCHER, STEWARD, TODAY, YESTERDAY, Office
from questions import ask, question

FLOOR = 10
SICK = {
    "name": "sick",
    "title": "Off sick",
    "type": "flag",
    "column": "sick",
    "missing": {"notStated": [""]},
}

FAMILIES = question(
    "P-0009",
    by=["household.tenure"],
    measures={"ill": {"count": "unit", "where": {"some": "gp_condition"}}},
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    server = DemoServer(tmp_path_factory.mktemp("quality") / "demo", "--scale", "50")
    yield server
    server.stop()


def report(server, dataset: str, role="researcher"):
    with server.client(role) as who:
        return who.get(f"/v1/datasets/{dataset}/quality")


def table(body: dict, about: str) -> dict:
    """The rows of a table by their codes, each with its measures."""
    found = next(table for table in body["tables"] if table["about"] == about)
    names = [dimension["name"] for dimension in found["dimensions"]]
    return {
        tuple(row[name] for name in names): {name: row[name] for name in found["measures"]} for row in found["rows"]
    }


def without_receipt(answer) -> dict:
    assert answer.status_code == 200, answer.text
    return {name: value for name, value in answer.json().items() if name != "receipt"}


def values(body) -> list[int]:
    """Every count that a report shows, also beside a share."""
    if isinstance(body, list):
        return [value for element in body for value in values(element)]
    if not isinstance(body, dict):
        return []
    own = [body["value"]] if isinstance(body.get("value"), int) and not isinstance(body["value"], bool) else []
    return own + [value for element in body.values() for value in values(element)]


def test_most_people_were_never_asked_for_their_work(demo):
    shares = table(without_receipt(report(demo, "person")), "completeness")
    assert {code for (code,) in shares} == {
        "E06000006", "E08000011", "E08000012", "E08000013", "E08000014", "E08000015", "_total",
    }  # fmt: skip
    low, high = (float(end) for end in shares["_total",]["workStatus"]["noise95"])
    assert low - 0.01 < 0.14 < high + 0.01


def test_boroughs_differ_in_how_many_say_their_ethnic_category(demo):
    shares = table(without_receipt(report(demo, "person")), "completeness")
    shown = [share["ethnicity"] for share in shares.values() if share["ethnicity"]["status"] == "released"]
    lows = [float(share["noise95"][0]) for share in shown]
    highs = [float(share["noise95"][1]) for share in shown]
    assert max(lows) > min(highs), "two boroughs differ by more than noise"


def test_a_return_that_never_came_is_not_shown_beside_those_that_did(demo):
    returns = table(without_receipt(report(demo, "early_years_child")), "rounds")
    assert len(returns) == 5 and returns["2024",]["knowsley"] == {"status": "not-shown"}
    councils = {name for row in returns.values() for name in row} - {"person"}
    others = [
        row[council]["status"]
        for (year,), row in returns.items()
        for council in councils
        if (year, council) != ("2024", "knowsley")
    ]
    assert len(others) == 29 and others.count("released") > 20


def test_the_last_quarters_of_dated_rows_are_told_by_borough(demo):
    body = without_receipt(report(demo, "care_event"))
    quarters = {quarter for quarter, _ in table(body, "timeliness")}
    assert len(quarters) == 8 and "2026-Q1" in quarters
    assert {variable["completeness"] for variable in body["variables"]} >= {"counted"}


def test_everybody_reads_the_same_also_when_all_come_at_once(demo):
    roles = ["researcher", "otherResearcher", "steward", "auditor", "panel", "operator"]
    with ThreadPoolExecutor(len(roles)) as many:
        told = [without_receipt(answer) for answer in many.map(lambda role: report(demo, "household", role), roles)]
    assert all(body == told[0] for body in told)
    drawn = [entry for entry in entries(demo.log) if entry["type"] == "quality.intent"]
    assert len([entry for entry in drawn if entry["event"]["dataset"] == "household"]) == 1


def test_the_data_pay_and_no_project_does(demo):
    body = without_receipt(report(demo, "person"))
    with demo.client("auditor") as auditor:
        ledgers = {ledger["ledger"] for ledger in auditor.get("/v1/audit/ledgers").json()["ledgers"]}
    assert {"dataset person", "spine person"} <= ledgers
    assert not any(ledger.startswith("project") for ledger in ledgers)
    assert {line["ledger"] for line in body["price"]} >= {"dataset person", "spine person"}


def test_sensitive_data_tell_strangers_nothing(demo):
    refused = report(demo, "mh_referral", "steward")
    assert refused.status_code == 403
    assert "HOUSE-6" in [reason["clause"] for reason in refused.json()["reasons"]]


def test_what_is_not_there_has_no_report(demo):
    assert report(demo, "nothing").status_code == 404


def test_the_log_holds_and_proves_each_report(demo, tmp_path):
    answer = report(demo, "person")
    assert without_receipt(answer)["report"] == "quality-person-2026-03"
    assert verify(demo.log, demo.vkey).returncode == 0
    proof = tmp_path / "receipt.json"
    proof.write_text(json.dumps(answer.json()["receipt"]))
    command = [program("salthouse-verify"), "receipt", proof, "--key", demo.vkey]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def houses(tmp_path_factory):
    """Two deployments with the same 1,200 people, of whom nine of one kind; each with its folder, office and token."""
    return [house(tmp_path_factory.mktemp(f"house-{number}")) for number in range(2)]


def house(folder):
    person = of_people("person", "People", SEX, SICK, register=True, population=1200)
    visit = of_people(
        "visit",
        "Visits",
        {"name": "kind", "title": "Kind", "type": "flag", "column": "kind", "missing": {"notStated": [""]}},
        controllers=[{"id": "trust", "name": "The trust", "covers": "its patients"}],
        tier="sensitive",
        population=1200,
    )
    rows = {
        "person": ["number,sex,sick"] + [f"n{i},{'FM'[i % 2]},{'' if i < 9 else 'no'}" for i in range(1200)],
        "visit": ["number,kind"] + [f"n{i},{'yes' if i % 2 else ''}" for i in range(800)],
    }
    tables = [(declaration, "\n".join([*rows[declaration["id"]], ""])) for declaration in (person, visit)]
    office = Office.open(folder / "house", written(folder, *tables), day=YESTERDAY)
    office.tokens["two"] = office.deployment.token(RESEARCHER, "researcher", strength="two-factor")
    return office


def read(office, server, dataset, person=STEWARD):
    with office.client(server, person) as who:
        return who.get(f"/v1/datasets/{dataset}/quality")


def test_the_same_data_look_different_elsewhere_and_small_numbers_nowhere(houses):
    """Exact numbers would be the same in both, and would show the nine."""
    told = []
    for office in houses:
        with office.deployment.serving() as server:
            told.append(without_receipt(read(office, server, "person")))
    assert [body["tables"] for body in told][0] != told[1]["tables"]
    for body in told:
        assert table(body, "completeness")[()]["sick"] == {"status": "not-shown"}
        rows = [row for table in body["tables"] for row in table["rows"]]
        assert values(rows) and min(values(rows)) >= FLOOR


def test_a_report_outlives_restarts_and_days(houses):
    office = houses[0]
    with office.deployment.serving() as server:
        first = read(office, server, "person").json()
    later = office.deployment.directory.parent / "later.csv"
    later.write_text("identifier,kind,from,to\n" + "".join(f"n{i},local,2026-01-01,\n" for i in range(100)))
    office.deployment.opt_outs(later, TODAY)
    with office.deployment.serving() as server:
        again = read(office, server, "person", AUDITOR).json()
    assert {**first, "receipt": None} == {**again, "receipt": None}
    assert first["provenance"]["optOuts"]["version"] == YESTERDAY


def test_sensitive_data_are_told_of_in_a_project_that_was_approved_for_them(houses):
    office = houses[0]
    with office.deployment.serving() as server:
        office.record_people(server)
        before = read(office, server, "visit", "two")
        assert before.status_code == 403 and [reason["clause"] for reason in before.json()["reasons"]] == ["HOUSE-6"]
        office.approved(server, ["person", "visit"], ["person.sex", "visit.kind"], "2026-03", profile="strict")
        # One factor is not enough for sensitive data.
        assert read(office, server, "visit", RESEARCHER).status_code == 403
        body = without_receipt(read(office, server, "visit", "two"))
        assert read(office, server, "visit", STEWARD).status_code == 403
    assert {found["protection"]["profile"] for found in body["tables"]} == {"strict"}
    share = table(body, "completeness")[()]["kind"]
    low, high = (float(end) for end in share["noise95"])
    assert low < 0.5 < high
    assert verify(office.deployment.log, office.deployment.key).returncode == 0


def test_answers_quote_what_the_reports_say_of_whole_datasets(demo):
    """Practices without an agreement are left out, and the answer says what share they are, once that is known."""
    with demo.client("researcherTwoFactor") as who:
        def told() -> tuple[dict, dict]:
            answer = ask(who, FAMILIES)
            assert answer.status_code == 200, answer.text
            provenance = answer.json()["provenance"]
            (left_out,) = provenance["coverage"]["gp_condition"]["leftOut"]
            assert left_out["controller"] == "practices_without_agreement"
            return left_out["share"], provenance["linkage"]["person.household"]

        assert told()[0] == {"status": "not-drawn"}
        check = who.post("/v1/checks", json=FAMILIES).json()
        assert check["coverage"]["gp_condition"]["leftOut"][0]["share"] == {"status": "not-drawn"}
        reports = {name: without_receipt(report(demo, name)) for name in ("gp_condition", "person")}
        share, linked = told()
    assert share == table(reports["gp_condition"], "coverage")["_total",]["practices_without_agreement"]
    low, high = (float(end) for end in share["noise95"])
    assert low < 5 and high > 2, "about three in a hundred"
    assert linked == table(reports["person"], "linkage")["_total",]["household"]
