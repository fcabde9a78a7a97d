"""The faults of real feeds in the demo region: which tests show that each is coped with, and those over HTTP."""

import re

import pytest
from deployments import TOP
from questions import AGE, ask, cells, question

DURING = {"from": "2025-04", "to": "2026-03"}
HERE, REGION, TABLES, PLANTED = (
    "Tests/BlackBox/test_faults.py",
    "Tests/DataLoadingTests/DemoRegionTests.swift",
    "Tests/DataLoadingTests/DemoTablesTests.swift",
    "Tests/DataLoadingTests/DemoFaultsTests.swift",
)
# What is wrong, and the tests, each by its file and the name of its function.
FAULTS = {
    "practices without a sharing agreement": [
        (PLANTED, "practices"),
        (HERE, "test_an_answer_says_whose_practices_share_nothing"),
        (HERE, "test_the_share_of_people_whose_practice_shares_can_be_asked"),
    ],
    "one person under eight column names, and numbers with spaces": [(PLANTED, "identifiers"), (TABLES, "clean")],
    "null dates of 1754": [(PLANTED, "missing"), (HERE, "test_149_is_90_and_over_and_a_null_date_is_not_stated")],
    "five spellings of not stated": [(PLANTED, "missing"), (HERE, "test_not_stated_is_one_row_however_it_was_spelt")],
    "ethnicity not stated for 3 to 14 people in a hundred": [(PLANTED, "ethnicity")],
    "ages to 149": [(PLANTED, "ages"), (HERE, "test_149_is_90_and_over_and_a_null_date_is_not_stated")],
    "work known of one person in seven": [(TABLES, "missing"), (HERE, "test_most_people_s_work_is_a_row_of_its_own")],
    "a feed that numbers tests where people should be": [(TABLES, "wrongKey")],
    "two areas for one person": [(PLANTED, "twoAreas"), (HERE, "test_where_two_tables_disagree_the_question_names_one")],
    "over a thousand contacts": [(TABLES, "contacts"), (HERE, "test_a_thousand_contacts_count_as_the_clamp")],
    "a council that did not submit": [(TABLES, "missingReturn"), (HERE, "test_a_return_that_never_came_shows_nothing")],
    "tickets and visitors that no register knows": [
        (TABLES, "events"),
        (REGION, "reports"),
        (HERE, "test_who_is_on_no_register_is_in_no_borough"),
    ],
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_has_its_tests(fault):
    for file, name in FAULTS[fault]:
        assert re.search(rf"\b(func|def) {name}\(", (TOP / file).read_text()), f"{file} has no `{name}`"


def answered(as_role, project, role="researcher", **members):
    """The answer to a question about the region, of a project of the demo."""
    answer = ask(as_role(role), question(project, **members))
    assert answer.status_code == 200, answer.text[:2000]
    return answer.json()


def counted(answer):
    """The shown counts, by the codes of their row."""
    return {
        tuple(code for _, code in row): values[0]["value"]
        for row, values in cells(answer).items()
        if values[0]["status"] == "released"
    }


def test_149_is_90_and_over_and_a_null_date_is_not_stated(as_role):
    people = counted(answered(as_role, "P-0012", by=[AGE | {"grouping": "tenYear"}]))
    bands = [f"a{first}-{first + 9}" for first in range(0, 90, 10)] + ["a90+"]
    # Nobody is older than the last band, and one person in 400 has no date.
    assert set(people) == {(band,) for band in [*bands, "_notStated"]}
    assert people["_notStated",] < people["a90+",] < people["a80-89",]


def test_not_stated_is_one_row_however_it_was_spelt(as_role):
    """Of a hundred people in Liverpool 14 were not asked, in Sefton 3."""
    by = ["person.borough", {"variable": "person.ethnicity", "grouping": "fiveGroups"}]
    answer = answered(as_role, "P-0012", by=by)
    groups = {row["person.ethnicity"] for row in answer["rows"]}
    assert groups == {"white", "mixed", "asian", "black", "other", "_notStated"}
    people = counted(answer)
    for borough, percent in [("E08000012", 14), ("E08000014", 3)]:
        of_borough = {group: count for (place, group), count in people.items() if place == borough}
        share = 100 * of_borough["_notStated"] / sum(of_borough.values())
        assert abs(share - percent) < 2, (borough, share)


def test_most_people_s_work_is_a_row_of_its_own(as_role):
    people = counted(answered(as_role, "P-0012", by=["person.workStatus"]))
    assert 83 < 100 * people["_notStated",] / sum(people.values()) < 89


def test_an_answer_says_whose_practices_share_nothing(as_role):
    ill = {"proportion": {"some": "gp_condition"}, "missing": "exclude"}
    answer = answered(as_role, "P-0012", measures={"ill": ill})
    coverage = answer["provenance"]["coverage"]["gp_condition"]
    assert [gone["controller"] for gone in coverage["leftOut"]] == ["practices_without_agreement"]
    assert "about 3 people in 100" in coverage["leftOut"][0]["covers"]


def test_the_share_of_people_whose_practice_shares_can_be_asked(as_role):
    sharing = {"proportion": {"variable": "person.sharingAgreement", "in": ["yes"]}, "missing": "exclude"}
    shown = answered(as_role, "P-0012", measures={"sharing": sharing})["rows"][0]["sharing"]
    assert 0.955 < float(shown["value"]) < 0.985


def test_where_two_tables_disagree_the_question_names_one(as_role):
    """The area of the register and that of the household differ for one person in a hundred."""
    registered = {"variable": "person.imdDecile", "grouping": "quintile"}
    home = {"variable": "household.imdDecile", "via": "household", "grouping": "quintile"}
    answer = answered(as_role, "P-0012", by=[registered, home])
    assert {dimension["name"] for dimension in answer["dimensions"]} == {"person.imdDecile", "household.imdDecile"}
    people = {
        (row["person.imdDecile"], row["household.imdDecile"]): row["people"].get("value", 0) for row in answer["rows"]
    }
    same = sum(count for (first, second), count in people.items() if first == second)
    assert same > 0.98 * sum(people.values())
    assert all(count < 100 for (first, second), count in people.items() if first != second)


def test_a_thousand_contacts_count_as_the_clamp(as_role):
    mean = {"mean": "mh_referral.contacts", "clamp": {"to": 100}, "atMost": 2, "missing": "exclude", "during": DURING}
    answer = answered(as_role, "P-0010", "researcherTwoFactor", purpose="research", measures={"mean": mean})
    assert 3 < float(answer["rows"][0]["mean"]["value"]) < 10


def test_a_return_that_never_came_shows_nothing(as_role):
    """Liverpool's years are all there; other councils have few children at the scale of the tests."""
    answer = answered(as_role, "P-0006", by=["early_years_child.council", "early_years_child.year"])
    children = counted(answer)
    assert ("knowsley", "2024") not in children and ("knowsley", "2023") in children
    assert {year for council, year in children if council == "liverpool"} == {str(year) for year in range(2021, 2026)}


def test_who_is_on_no_register_is_in_no_borough(as_role):
    """Tickets of strangers and care of visitors are in the tables, and in no count of people who live here."""
    tickets = {"count": "covid_test", "where": {"variable": "covid_test.event", "in": ["STADIUM"]}, "during": DURING}
    care = {"count": "care_event", "during": DURING}
    for project, measure in [("P-0008", tickets), ("P-0001", care)]:
        rows = answered(as_role, project, by=["person.borough"], measures={"rows": measure})["rows"]
        assert len([row for row in rows if row["person.borough"].startswith("E0")]) == len(rows) == 6
