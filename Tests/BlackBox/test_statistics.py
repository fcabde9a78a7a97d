"""Every statistic, asked over HTTP: what comes back is described, is plausible, is paid by its parts, and stays the same."""

from fractions import Fraction

import pytest
from jsonschema import Draft202012Validator
from questions import AGE, EMERGENCIES, ask, question, values

DURING = EMERGENCIES["during"]
INPATIENTS = {"where": {"variable": "care_event.type", "in": ["EM", "EL"]}, "during": DURING}
STAY = {"clamp": {"to": 13}, "atMost": 2, "missing": "exclude"} | INPATIENTS
AGES = AGE | {"grouping": "tenYear"}

# The measure, and its price in one line alone at z² = 25: 1/50 for each part.
STATISTICS = {
    "sum": ({"sum": "care_event.losDays"} | STAY, "1/25"),
    "mean": ({"mean": "care_event.losDays"} | STAY, "3/50"),
    "meanOfUnits": ({"mean": "person.age", "at": "2026-03", "missing": "exclude"}, "1/25"),
    "variance": ({"variance": "care_event.losDays"} | STAY, "2/25"),
    "quantiles": (
        {"quantiles": "care_event.losDays", "at": ["0.25", "0.5", "0.9"], "grouping": "bands", "missing": "exclude"}
        | INPATIENTS,
        "2/25",
    ),
    "quantilesOfUnits": (
        {
            "quantiles": "person.age",
            "ageAt": "2026-03",
            "at": ["0.5"],
            "grouping": "tenYear",
            "missing": "exclude",
        },
        "1/25",
    ),
    "standardised": (
        {
            "standardised": {
                "method": "indirect",
                "of": EMERGENCIES | {"atMost": 2},
                "over": [AGE | {"grouping": "broad"}, "person.sex"],
                "standard": "population",
            }
        },
        "1/10",
    ),
}


def lines(as_role, measure, **members):
    answer = ask(as_role("researcher"), question(measures={"m": measure}, **members))
    assert answer.status_code == 200, answer.text[:2000]
    return answer.json()


def ends(value):
    return [float(end) for end in value["noise95"]]


@pytest.mark.parametrize("name", STATISTICS)
def test_a_statistic_costs_its_parts_is_described_and_stays_the_same(as_role, name):
    measure, price = STATISTICS[name]
    body = question(measures={"m": measure})
    researcher = as_role("researcher")
    check = researcher.post("/v1/checks", json=body)
    assert check.status_code == 200, check.text
    assert check.json()["wouldRun"], check.text
    assert check.json()["price"][0]["rho"] == price
    first = lines(as_role, measure)
    document = researcher.get("/openapi.json").json()
    schema = {"$ref": "#/components/schemas/Answer", "components": document["components"]}
    assert not [error.message[:300] for error in Draft202012Validator(schema).iter_errors(first)]
    assert first["rows"][0]["m"]["status"] == "released", first["rows"]
    again = lines(as_role, measure)
    assert values(again) == values(first)
    assert again["budget"]["spent"] == "0"
    csv = ask(researcher, body, Accept="text/csv").text.splitlines()
    assert len(csv) == 2 and "m.status" in csv[0]
    assert len(csv[0].split(",")) == len(csv[1].split(","))


def test_a_mean_is_its_sum_over_its_count(as_role):
    body = question(
        measures={
            "sum": STATISTICS["sum"][0],
            "mean": STATISTICS["mean"][0],
            "stays": {"count": "care_event", "atMost": 2} | INPATIENTS,
        }
    )
    row = ask(as_role("researcher"), body).json()["rows"][0]
    low, high = ends(row["mean"])
    assert 0 <= low <= float(row["mean"]["value"]) <= high <= 13
    # Stays without a length are left out of the mean, and counted among the stays.
    assert row["mean"]["denominator"]["value"] <= row["stays"]["value"] + 100
    by_hand = row["sum"]["value"] / row["mean"]["denominator"]["value"]
    width = (row["sum"]["noise95"][1] - row["sum"]["noise95"][0]) / 2 / row["mean"]["denominator"]["value"]
    assert abs(float(row["mean"]["value"]) - by_hand) <= 3 * width + 0.01


def test_the_median_age_lies_where_half_of_the_people_are_younger(as_role):
    found = lines(as_role, STATISTICS["quantilesOfUnits"][0])["rows"][0]["m"]["quantiles"][0]
    people = lines(as_role, {"count": "unit"}, by=[AGES])["rows"]
    shown = [row["m"].get("value", 0) for row in people]
    first = next(place for place in range(len(shown)) if 2 * sum(shown[: place + 1]) >= sum(shown))
    assert found["from"] <= 10 * first and 10 * first + 9 <= found["to"]
    assert found["to"] - found["from"] <= 29


def test_boroughs_are_compared_with_all_of_them(as_role):
    answer = lines(as_role, STATISTICS["standardised"][0], by=["person.borough"])
    assert answer["measures"]["m"]["kind"] == "indirectlyStandardised"
    assert len(answer["rows"]) == 6
    for row in answer["rows"]:
        value = row["m"]
        assert value["status"] == "released"
        ratio = value["observed"]["value"] / float(value["expected"]["value"])
        assert abs(ratio - float(value["value"])) <= 0.01
        low, high = ends(value)
        assert low <= ratio <= high and 0.5 < ratio < 2
    # In each borough events, those who had them, people, and people by stratum; of all of them both strata and both counts.
    assert Fraction(answer["budget"]["spent"]) <= Fraction(8, 50)


def test_a_moving_mean_is_free_and_made_of_what_shows(as_role):
    by = ["care_event.month"]
    count = {"count": "care_event", "where": INPATIENTS["where"], "during": DURING}
    alone = lines(as_role, count, by=by)
    answer = ask(
        as_role("researcher"), question(by=by, measures={"m": count, "mean": {"movingMean": 3, "of": "m"}})
    ).json()
    assert answer["budget"]["spent"] == "0"
    rows = answer["rows"]
    assert [row["m"] for row in rows] == [row["m"] for row in alone["rows"]]
    assert [row["mean"]["status"] for row in rows[:2]] == ["not-defined"] * 2
    seen = 0
    for place in range(2, len(rows)):
        three = [row["m"].get("value") for row in rows[place - 2 : place + 1]]
        mean = rows[place]["mean"]
        if mean["status"] == "not-defined":
            continue
        assert (mean["status"] == "released") == (None not in three)
        if None not in three:
            seen += 1
            assert abs(float(mean["value"]) - sum(three) / 3) < 0.051
    assert seen >= 3


def test_thin_cells_do_not_show_for_any_statistic(as_role):
    by = ["person.ward", AGE | {"grouping": "fiveYear"}]
    population = {"variable": "person.sex", "in": ["F"]}
    for name in ("meanOfUnits", "quantilesOfUnits"):
        measures = {"m": STATISTICS[name][0], "people": {"count": "unit"}}
        answer = ask(as_role("researcher"), question(by=by, measures=measures, population=population))
        if answer.status_code != 200:
            # Too thin for any answer: that is as good.
            assert answer.status_code == 403, answer.text
            continue
        rows = answer.json()["rows"]
        hidden = [row for row in rows if row["people"]["status"] == "not-shown"]
        assert hidden
        assert all(row["m"] == {"status": "not-shown"} for row in hidden)


YEARS = {"personYears": DURING}
# Of people who come and go, and of public numbers: what a project may ask of the register itself.
OF_THE_REGISTER = {
    "years": (YEARS, "1/25"),
    "rate": ({"ratio": {"of": EMERGENCIES | {"atMost": 2}, "to": "personYears"}, "per": 1000}, "2/25"),
    "perYears": (
        {
            "standardised": {
                "method": "direct",
                "of": EMERGENCIES | {"atMost": 2},
                "to": "personYears",
                "over": ["person.borough"],
                "standard": {"reference": "residents@1"},
            },
            "per": 1000,
        },
        "3/25",
    ),
    "uptake": ({"ratio": {"of": {"count": "unit"}, "to": {"reference": "residents@1"}}}, "1/50"),
}


@pytest.mark.parametrize("name", OF_THE_REGISTER)
def test_person_time_and_public_numbers(as_role, name):
    measure, price = OF_THE_REGISTER[name]
    researcher = as_role("researcher")
    check = researcher.post("/v1/checks", json=question(measures={"m": measure})).json()
    assert check["wouldRun"], check
    assert check["price"][0]["rho"] == price
    answer = lines(as_role, measure)
    document = researcher.get("/openapi.json").json()
    schema = {"$ref": "#/components/schemas/Answer", "components": document["components"]}
    assert not [error.message[:300] for error in Draft202012Validator(schema).iter_errors(answer)]
    value = answer["rows"][0]["m"]
    assert value["status"] == "released", value
    low, high = ends(value)
    assert low <= float(value["value"]) <= high
    if name in ("rate", "uptake"):
        by_hand = value["numerator"]["value"] / value["denominator"]["value"] * (1000 if name == "rate" else 1)
        # One decimal is told of the rate, and of person-years the nearest whole one.
        assert abs(by_hand - float(value["value"])) <= 0.05 + by_hand / value["denominator"]["value"]
    if name == "years":
        assert 0.8 * value["units"]["value"] < float(value["value"]) <= 1.01 * value["units"]["value"]


def test_what_stars_betray_is_added_up_for_the_project(as_role):
    researcher = as_role("researcher")
    before = researcher.get("/v1/projects/P-0001/budget").json()["stars"]
    lines(as_role, {"count": "unit"}, by=["person.carer", "person.imdDecile"])
    after = researcher.get("/v1/projects/P-0001/budget").json()["stars"]
    # P[Z ≥ 10] at z = 5, for the one table of people.
    assert Fraction(after["spent"]) - Fraction(before["spent"]) in (0, Fraction(29, 1000))
    assert "granted" not in after
