"""One question in any words has one answer: the same bytes, paid once."""

from fractions import Fraction

import pytest
from questions import AGE, EMERGENCIES, PEOPLE, ask, question, values

BROAD = AGE | {"grouping": "broad"}
WOMEN = {"variable": "person.sex", "in": ["F"]}
DEPRIVED = {"variable": "person.imdDecile", "in": ["1", "2"]}
OLD = {"variable": "person.age", "at": "2026-03", "from": 65}
BASE = question(by=["person.borough"], population={"all": [WOMEN, DEPRIVED, OLD]})
RATE = question(
    by=["person.imdDecile"], measures={"rate": {"ratio": {"of": EMERGENCIES, "to": {"count": "unit"}}, "per": 1000}}
)

SAME = {
    "members in another order": (BASE, dict(reversed(list(BASE.items())))),
    "clauses in another order": (BASE, BASE | {"population": {"all": [OLD, WOMEN, DEPRIVED]}}),
    "all inside all": (BASE, BASE | {"population": {"all": [{"all": [WOMEN, OLD]}, {"all": [DEPRIVED]}]}}),
    "a set split in two": (
        BASE,
        BASE
        | {
            "population": {
                "all": [
                    WOMEN,
                    OLD,
                    {"any": [{"variable": "person.imdDecile", "in": [code]} for code in ("2", "1")]},
                ]
            }
        },
    ),
    "any inside any": (
        BASE,
        BASE
        | {
            "population": {
                "any": [
                    {"any": [{"all": [WOMEN, OLD, {"variable": "person.imdDecile", "in": ["1"]}]}]},
                    {"all": [{"variable": "person.imdDecile", "in": ["2"]}, WOMEN, OLD]},
                ]
            }
        },
    ),
    "codes twice and in another order": (
        BASE,
        BASE | {"population": {"all": [WOMEN, OLD, {"variable": "person.imdDecile", "in": ["2", "1"]}]}},
    ),
    "not of the others": (
        BASE,
        BASE
        | {
            "population": {
                "all": [
                    {
                        "not": {
                            "any": [
                                {"variable": "person.sex", "in": ["M"]},
                                {"variable": "person.sex", "missing": True},
                            ]
                        }
                    },
                    OLD,
                    DEPRIVED,
                ]
            }
        },
    ),
    "from and to instead of a list": (
        BASE,
        BASE | {"population": {"all": [WOMEN, OLD, {"variable": "person.imdDecile", "from": "1", "to": "2"}]}},
    ),
    "an age edge left to the last band": (
        BASE,
        BASE | {"population": {"all": [WOMEN, DEPRIVED, OLD | {"to": 110}]}},
    ),
    "a clause that everybody meets": (
        BASE,
        BASE
        | {
            "population": {
                "all": [
                    WOMEN,
                    DEPRIVED,
                    OLD,
                    {
                        "any": [
                            {"variable": "person.carer", "in": ["yes", "no"]},
                            {"variable": "person.carer", "missing": True},
                        ]
                    },
                ]
            }
        },
    ),
    "defaults written out": (BASE, BASE | {"precision": "standard", "totals": False}),
    "a measure of another name": (BASE, BASE | {"measures": {"women": {"count": "unit"}}}),
    "a grouping instead of its view": (
        question(by=["person.borough", "person.sex"]),
        question(by=[{"variable": "person.area", "grouping": "borough"}, "person.sex"]),
    ),
    "dimensions in another order": (
        question(by=["person.borough", BROAD]),
        question(by=[BROAD, "person.borough"]),
    ),
    "events by what they are not": (
        RATE,
        question(
            by=[{"variable": "person.imdDecile", "grouping": "finest"}],
            measures={
                "other": {
                    "ratio": {
                        "of": {
                            "count": "care_event",
                            "during": EMERGENCIES["during"],
                            "where": {"not": {"variable": "care_event.type", "in": ["OP", "AE", "EL"]}},
                        },
                        "to": {"count": "unit"},
                    },
                    "per": 1000,
                }
            },
        ),
    ),
}


def without_variable_names(answer: dict) -> str:
    """Values with codes but without the names of dimensions: a view and its grouping are two names of one thing."""
    dimensions = [dimension["name"] for dimension in answer["dimensions"]]
    measure = next(iter(answer["measures"]))
    return repr(sorted((sorted(row[name] for name in dimensions), str(row[measure])) for row in answer["rows"]))


@pytest.mark.parametrize("first, second", SAME.values(), ids=SAME.keys())
def test_other_words_give_the_same_values_and_cost_nothing(as_role, first, second):
    researcher = as_role("researcher")
    one = ask(researcher, first)
    assert one.status_code == 200, one.text
    other = ask(researcher, second)
    assert other.status_code == 200, other.text
    assert without_variable_names(one.json()) == without_variable_names(other.json())
    assert other.json()["budget"]["spent"] == "0"
    assert other.json()["budget"]["left"] == one.json()["budget"]["left"]


def test_another_project_pays_for_itself_and_gets_the_same_values(as_role):
    body = question(by=["person.sex"])
    mine = ask(as_role("researcher"), body).json()
    theirs = ask(as_role("otherResearcher"), body | {"project": "P-0004"}).json()
    assert values(mine) == values(theirs)
    assert Fraction(theirs["budget"]["spent"]) > 0


def test_another_precision_is_another_question(as_role):
    researcher = as_role("researcher")
    body = question(by=["person.imdDecile"], measures=PEOPLE)
    paid = [ask(researcher, body | {"precision": word}).json()["budget"]["spent"] for word in ("scan", "exploratory")]
    assert [Fraction(price) for price in paid] == [Fraction(1, 800), Fraction(1, 200)]


def test_an_idempotency_key_gives_the_same_answer_again(as_role):
    researcher = as_role("researcher")
    body = question(by=["person.carer"])
    first = ask(researcher, body, **{"Idempotency-Key": "once-more"}).json()
    again = ask(researcher, body, **{"Idempotency-Key": "once-more"}).json()
    assert (again["query"], again["rows"], again["budget"]) == (first["query"], first["rows"], first["budget"])
