"""Sensitive data asks for more: two factors, its own profile, whole months, and the panel's vote for small areas."""

import pytest
from declarations import SEX, of_people, written
from deployments import entries
from offices import PANEL, RESEARCHER, Office
from questions import ask, question

AS_OF = "2026-03"
VARIABLES = ["person.sex", "person.area", "referral.date", "referral.reason"]
PERSON = of_people(
    "person",
    "People",
    SEX,
    {"name": "debt", "title": "Debt", "type": "flag", "column": "debt", "sensitive": True},
    {
        "name": "area",
        "title": "Area",
        "type": "area",
        "vintage": "2021",
        "level": "below-ward",
        "column": "area",
        "codes": [{"code": f"L{area}"} for area in range(4)],
        "groupings": [
            {
                "name": "ward",
                "level": "ward",
                "groups": [{"code": f"W{ward}", "of": [f"L{ward}", f"L{ward + 2}"]} for ward in range(2)],
            }
        ],
    },
    register=True,
)
REFERRAL = of_people(
    "referral",
    "Mental health referrals",
    {"name": "date", "title": "Day", "type": "date", "column": "date", "from": "2026-01-01", "to": "2026-03-31"},
    {"name": "reason", "title": "Reason", "type": "code", "column": "reason", "codes": [{"code": "a"}, {"code": "b"}]},
    controllers=[{"id": "trust", "name": "The trust", "covers": "its patients"}],
    tier="sensitive",
    rowsPerUnit="many",
    time="date",
    bounds={"perCell": 2, "cells": 2},
)
REFERRALS = {"referrals": {"count": "referral", "during": {"from": "2026-01", "to": "2026-03"}, "atMost": 2}}
DEBT = {"debt": {"proportion": {"variable": "person.debt", "in": ["yes"]}}}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """1,200 people with a referral each, served; projects with and without the panel's vote for small areas."""
    folder = tmp_path_factory.mktemp("sensitive")
    people = [f"n{i},{'FM'[i % 2]},{'yes' if i % 3 else 'no'},L{i // 2 % 4}\n" for i in range(1200)]
    referrals = [f"n{i},2026-0{1 + i % 3}-{1 + i % 28:02},{'ab'[i % 2]}\n" for i in range(1200)]
    files = written(
        folder,
        (PERSON, "number,sex,debt,area\n" + "".join(people)),
        (REFERRAL, "number,date,reason\n" + "".join(referrals)),
    )
    office = Office.open(folder / "house", files)
    two = office.deployment.token(RESEARCHER, "researcher", strength="two-factor")
    with office.deployment.serving() as server:
        office.record_people(server)
        office.tokens["one"] = office.tokens[RESEARCHER]
        office.tokens["two"] = two
        yield office, server


@pytest.fixture(scope="module")
def project(house):
    office, server = house
    return office.approved(server, ["person", "referral"], VARIABLES, AS_OF, profile="strict")


def asked(house, token: str, project: str, **members):
    office, server = house
    with office.client(server, token) as client:
        return ask(client, question(project, **({"measures": REFERRALS} | members)))


def reasons(answer) -> list[tuple[str, str]]:
    assert answer.status_code == 403, answer.text
    return [(reason["clause"], reason["message"]) for reason in answer.json()["reasons"]]


def test_one_factor_is_not_enough_and_two_are(house, project):
    """The refusal says what to do and whom to ask."""
    refused = asked(house, "one", project)
    assert reasons(refused) == [
        ("SEC-1", "This question is about sensitive data, and you did not show a second proof of who you are.")
    ]
    assert refused.json()["reasons"][0]["change"] == "Sign in again with a second factor."
    assert "operator" in refused.json()["reasons"][0]["ask"]
    assert asked(house, "two", project).status_code == 200
    # The same person's other questions in the same project need no second factor.
    assert asked(house, "one", project, measures={"people": {"count": "unit"}}).status_code == 200


def test_a_check_says_so_before(house, project):
    office, server = house
    with office.client(server, "one") as client:
        told = client.post("/v1/checks", json=question(project, measures=REFERRALS)).json()
    assert not told["wouldRun"] and [reason["clause"] for reason in told["reasons"]] == ["SEC-1"]


def test_everybody_can_try_the_question_on_made_up_rows(house):
    office, server = house
    body = {"tier": "synthetic", "unit": "person", "asOf": AS_OF, "by": ["person.sex"], "measures": REFERRALS}
    with office.client(server, "one") as client:
        assert ask(client, body).status_code == 200


def test_who_i_am_says_how_surely(house):
    office, server = house
    for token, strength in [("one", "one-factor"), ("two", "two-factor")]:
        with office.client(server, token) as client:
            assert client.get("/v1/me").json()["token"]["strength"] == strength
    given = [entry["event"] for entry in entries(office.deployment.log) if entry["type"] == "role.change"]
    assert [event["strength"] for event in given].count("two-factor") == 1


def test_its_numbers_are_told_by_months_at_the_finest(house, project):
    by_week = {"variable": "referral.date", "grouping": "isoWeek", "during": REFERRALS["referrals"]["during"]}
    said = "Numbers about Mental health referrals are shown for whole months, not for weeks or days."
    assert reasons(asked(house, "two", project, by=[by_week])) == [("PRI-5", said)]
    week = {"from": "2026-03-02", "to": "2026-03-08"}
    of_a_week = {"measures": {"referrals": REFERRALS["referrals"] | {"during": week}}}
    assert reasons(asked(house, "two", project, **of_a_week)) == [("PRI-5", said)]
    assert asked(house, "two", project, by=[by_week | {"grouping": "month"}]).status_code == 200


def test_it_leaves_under_its_own_profile_alone(house):
    """For a sensitive dataset, and for a sensitive variable of another one."""
    office, server = house
    # The trust's steward signs for every project of this office, so each touches the trust's data.
    for variables in (VARIABLES, ["person.sex", "person.debt"]):
        datasets = ["person", "referral"]
        with pytest.raises(AssertionError, match="The profile `standard` is not for sensitive data"):
            office.approved(server, datasets, variables, AS_OF)
    debts = office.approved(server, ["person", "referral"], ["person.sex", "person.debt"], AS_OF, profile="strict")
    assert [clause for clause, _ in reasons(asked(house, "one", debts, measures=DEBT))] == ["SEC-1"]
    assert asked(house, "two", debts, measures=DEBT).status_code == 200


def test_small_areas_need_the_vote_of_the_panel(house, project):
    """The steward's word alone does not do, nor does a minority of the panel."""
    office, server = house
    ask_for = (server, ["person", "referral"], VARIABLES, AS_OF)
    by_area = {"by": ["person.area"]}
    assert [clause for clause, _ in reasons(asked(house, "two", project, **by_area))] == ["PRI-5"]
    assert asked(house, "two", project, by=[{"variable": "person.area", "grouping": "ward"}]).status_code == 200
    for votes in ([{}, {}, {}], [{"smallAreas": "for"}, {}, {"smallAreas": "against"}]):
        with pytest.raises(AssertionError, match="The panel has not voted to show sensitive numbers for areas below ward"):
            office.approved(*ask_for, votes=votes, profile="strict", smallAreas=True)
    voted = office.approved(
        *ask_for, votes=[{"smallAreas": "for"}, {"smallAreas": "for"}, {}], profile="strict", smallAreas=True
    )
    assert asked(house, "two", voted, **by_area).status_code == 200
    # The panel's yes is not enough either: what was not granted does not hold.
    ungranted = office.approved(*ask_for, votes=[{"smallAreas": "for"}] * 3, profile="strict")
    assert [clause for clause, _ in reasons(asked(house, "two", ungranted, **by_area))] == ["PRI-5"]


def test_a_vote_is_read_strictly(house):
    office, server = house
    with office.client(server, next(iter(PANEL))) as client:
        body = {"meeting": 1, "vote": "for", "smallAreas": True}
        done = client.post("/v1/projects/P-0001/votes", json=body, headers={"If-Match": '"1"'})
    assert done.status_code == 400 and done.json()["pointer"] == "/smallAreas", done.text
