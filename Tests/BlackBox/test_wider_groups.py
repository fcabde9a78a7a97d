"""A breakdown by a protected characteristic of which nothing shows: the answer says which wider group to ask for."""

from questions import AGE, ask, question

OLDEST = {"all": [AGE | {"from": 110}]}


def test_a_hidden_breakdown_offers_the_declared_wider_groups(as_role):
    client = as_role("researcher")
    answer = ask(client, question(by=[AGE | {"grouping": "fiveYear"}], population=OLDEST)).json()
    assert all(row["people"] == {"status": "not-shown"} for row in answer["rows"])
    (offer,) = answer["widerGroups"]
    assert (offer["dimension"], offer["grouping"]) == ("person.age", "tenYear")
    assert offer["says"].startswith("Too few people to show by `person.age`. Ask for the wider groups `tenYear`")
    assert {"id": "INC-3", "verdict": "pass"} in answer["clauses"]
    # What is offered can be asked.
    assert ask(client, question(by=[AGE | {"grouping": offer["grouping"]}])).status_code == 200


def test_where_there_is_no_wider_group_it_is_to_be_left_out(as_role):
    answer = ask(as_role("researcher"), question(by=["person.sex"], population=OLDEST)).json()
    (offer,) = answer["widerGroups"]
    assert "grouping" not in offer and "Leave it out" in offer["says"]


def test_what_shows_something_or_is_no_such_characteristic_offers_nothing(as_role):
    client = as_role("researcher")
    shown = ask(client, question(by=["person.sex"])).json()
    places = ask(client, question(by=["person.borough"], population=OLDEST)).json()
    assert all(row["people"] == {"status": "not-shown"} for row in places["rows"])
    for answer in (shown, places):
        assert "widerGroups" not in answer
        assert {"id": "INC-3", "verdict": "not applicable"} in answer["clauses"]
