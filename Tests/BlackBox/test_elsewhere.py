"""Data that nobody here made: it loads with the shipped declarations, is asked over HTTP, and is protected."""

import collections
import csv
import json

import pytest
from deployments import POLICIES, policies_with, shared_data, unpacked, verify
from offices import RESEARCHER, Office
from questions import ask, question

OMOP = "omop_synthea_1k"
PEOPLE = {"people": {"count": "unit"}}
BAND = {"variable": "person.birthYear", "grouping": "twentyYear"}
PERIOD = {"from": "1900-01", "to": "2020-12"}


def declaration(name: str):
    return POLICIES / "declarations" / f"{name}.json"


@pytest.fixture(scope="module")
def omop(tmp_path_factory):
    """The three tables in a deployment of their own."""
    folder = tmp_path_factory.mktemp("omop")
    visits = unpacked(shared_data(f"{OMOP}/VISIT_OCCURRENCE.csv.gz"), folder)
    files = [
        (declaration("omop/person"), shared_data(f"{OMOP}/PERSON.csv")),
        (declaration("omop/visit_occurrence"), visits),
        (declaration("omop/condition_occurrence"), shared_data(f"{OMOP}/CONDITION_OCCURRENCE.csv")),
    ]
    return Office.open(folder / "house", files)


@pytest.fixture(scope="module")
def approved(omop):
    """A project that may ask about people, their visits and their conditions."""
    variables = ["person.sex", "person.birthYear", "visit_occurrence.kind"]
    variables += [
        f"{name}.{variable}"
        for name in ("visit_occurrence", "condition_occurrence")
        for variable in ("startDate", "startMonth")
    ]
    variables += ["condition_occurrence.concept"]
    with omop.deployment.serving() as server:
        omop.record_people(server)
        return omop.approved(server, ["person", "visit_occurrence", "condition_occurrence"], variables, "2019-01")


def people_of_the_file() -> dict[str, tuple[str, str]]:
    """Each person's sex and band of birth, as the shipped declaration codes them."""
    starts = [1900, 1921, 1941, 1961, 1981, 2001, 2021]

    def band(year: int) -> str:
        return next(f"{low}-{high - 1}" for low, high in zip(starts, starts[1:], strict=False) if low <= year < high)

    with shared_data(f"{OMOP}/PERSON.csv").open() as file:
        return {
            row["person_id"]: (
                row["gender_concept_id"],
                "_notStated" if row["year_of_birth"] == "2099" else band(int(row["year_of_birth"])),
            )
            for row in csv.DictReader(file)
        }


def conditions_of_the_file() -> collections.Counter:
    """How many people are behind each condition, sex and band of birth."""
    people = people_of_the_file()
    with shared_data(f"{OMOP}/CONDITION_OCCURRENCE.csv").open() as file:
        found = {
            (row["condition_concept_id"], *people[row["person_id"]], row["person_id"]) for row in csv.DictReader(file)
        }
    return collections.Counter(
        (concept if concept != "0" else "_notStated", sex, band) for concept, sex, band, _ in found
    )


def asked(project, **members):
    return question(project, asOf="2019-01", **members)


def test_people_by_sex_and_age_are_answered(omop, approved):
    truth = collections.Counter(people_of_the_file().values())
    with omop.deployment.serving() as server, omop.client(server, RESEARCHER) as who:
        reply = ask(who, asked(approved, by=["person.sex", BAND]))
    assert reply.status_code == 200, reply.text[:2000]
    answer = reply.json()
    shown = 0
    for row in answer["rows"]:
        # The bands' codes are the declaration's own, such as `n1921-1940`.
        band = row["person.birthYear"].lstrip("n")
        true = truth[row["person.sex"], band]
        cell = row["people"]
        if cell["status"] == "released":
            shown += 1
            assert true >= 10 and abs(cell["value"] - true) <= 50, f"{row}: {true}"
        else:
            assert true < 70, f"{row} is hidden though {true} people are in it"
    assert shown >= 10
    assert sum(truth.values()) == 1130


def test_visits_are_counted_with_their_unit(omop, approved):
    with omop.deployment.serving() as server, omop.client(server, RESEARCHER) as who:
        measures = {
            "visits": {"count": "visit_occurrence", "during": PERIOD},
            "rate": {"ratio": {"of": {"count": "visit_occurrence", "during": PERIOD}, "to": {"count": "unit"}}},
        }
        reply = ask(who, asked(approved, by=["person.sex"], measures=measures))
    assert reply.status_code == 200, reply.text[:2000]
    answer = reply.json()
    assert answer["measures"]["visits"]["unit"] == "visit_occurrence"
    assert (answer["measures"]["rate"]["unit"], answer["measures"]["rate"]["of"]) == ("visit_occurrence", "person")
    shown = [row for row in answer["rows"] if row["visits"]["status"] == "released"]
    assert {row["person.sex"] for row in shown} == {"8507", "8532"}
    # About 32,000 visits of 1,130 people, of whom none counts for more than 50.
    assert 10_000 < sum(row["visits"]["value"] for row in shown) < 33_000


def by_condition(approved):
    return asked(
        approved,
        by=[{"variable": "condition_occurrence.concept", "during": PERIOD}, "person.sex", BAND],
        precision="high",
    )


def test_conditions_by_sex_and_age_are_refused_for_density(omop, approved):
    with omop.deployment.serving() as server, omop.client(server, RESEARCHER) as who:
        reply = ask(who, by_condition(approved))
    problem = reply.json()
    assert (reply.status_code, problem["code"]) == (403, "SH-P403"), reply.text[:2000]
    (reason,) = problem["reasons"]
    assert reason["clause"] == "PRI-4" and "1130 declared persons" in reason["message"]
    assert reason["change"] == "Ask for `condition_occurrence.concept` by `any`: that table would pass."


def test_the_grouping_that_would_pass_does_pass(omop, approved):
    """People with any condition, by sex and age: no cell of it is far from the file."""
    truth = collections.Counter()
    people = people_of_the_file()
    with shared_data(f"{OMOP}/CONDITION_OCCURRENCE.csv").open() as file:
        rows = csv.DictReader(file)
        truth.update(people[name] for name in {row["person_id"] for row in rows if row["condition_concept_id"] != "0"})
    body = by_condition(approved)
    body["by"][0]["grouping"] = "any"
    with omop.deployment.serving() as server, omop.client(server, RESEARCHER) as who:
        reply = ask(who, body)
    assert reply.status_code == 200, reply.text[:2000]
    shown = 0
    for row in reply.json()["rows"]:
        if row["condition_occurrence.concept"] == "any" and row["people"]["status"] == "released":
            shown += 1
            true = truth[row["person.sex"], row["person.birthYear"].lstrip("n")]
            # Noise of variance 9, and rounding.
            assert abs(row["people"]["value"] - true) <= 35
    assert shown >= 10


def test_every_cell_under_ten_people_is_hidden(omop, approved, tmp_path):
    """With the limit of density lowered, the floor alone stands between 668 small cells and their reader."""
    truth = conditions_of_the_file()
    assert (len(truth), sum(count < 10 for count in truth.values())) == (818, 668)
    policies = policies_with(tmp_path / "policies", lambda profile: profile["limits"].update(unitsPerCell=0))
    with omop.deployment.serving(policies) as server, omop.client(server, RESEARCHER) as who:
        reply = ask(who, by_condition(approved))
    assert reply.status_code == 200, reply.text[:2000]
    small = large = shown = 0
    for row in reply.json()["rows"]:
        key = (row["condition_occurrence.concept"], row["person.sex"], row["person.birthYear"].lstrip("n"))
        true = truth.pop(key, 0)
        small += 0 < true < 10
        large += true >= 10
        if true < 10:
            assert row["people"] == {"status": "not-shown"}, f"{key} has {true} people and is shown"
        shown += row["people"]["status"] == "released"
    assert not truth, "some cells of the file are no rows of the answer"
    assert (small, large) == (668, 150)
    assert shown > 20, "nearly everything is hidden, so that hiding says nothing"


def test_a_file_that_is_broken_is_refused_well(omop, tmp_path):
    """More values than headings: no row of it means anything."""
    made = json.loads(declaration("omop/visit_occurrence").read_text())
    with shared_data(f"{OMOP}/DEVICE_EXPOSURE.csv").open() as file:
        headings = file.readline().strip().split(",")
    made["id"] = "device_exposure"
    made["variables"] = [
        {
            "name": "concept",
            "title": "Device",
            "type": "code",
            "column": "device_concept_id",
            "codes": [{"code": "1", "title": "One"}],
        }
    ]
    del made["time"]
    made["ignoredColumns"] = [name for name in headings if name not in ("person_id", "device_concept_id")]
    path = tmp_path / "device_exposure.json"
    path.write_text(json.dumps(made))
    before = omop.deployment.generation()
    done = omop.deployment.load(path, shared_data(f"{OMOP}/DEVICE_EXPOSURE.csv"), expect=1)
    assert "DEVICE_EXPOSURE.csv`, row 2: 19 fields where the headings have 15" in done.stderr, done.stderr
    assert "nothing was changed" in done.stderr and "21332862" not in done.stderr
    assert omop.deployment.generation() == before


def test_no_raw_identifier_is_in_anything_that_was_written(tmp_path):
    """NHS-like numbers and postcodes go in; no byte of them comes out, by file, answer or message."""
    source = shared_data("odi_ae/hospital_ae_data.csv")
    with source.open() as file:
        rows = list(csv.DictReader(file))
    office = Office.open(tmp_path / "house", [(declaration("odi_ae/attendance"), source)])
    heard = b""
    with office.deployment.serving() as server:
        office.record_people(server)
        variables = ["attendance.age", "attendance.hospital", "attendance.arrivalDate", "attendance.arrivalWeek"]
        project = office.approved(server, ["attendance"], variables, "2019-04")
        with office.client(server, RESEARCHER) as who:
            some = {"some": "attendance", "during": {"from": "2019-04", "to": "2019-04"}}
            paths = [
                "/v1/me",
                "/v1/datasets",
                "/v1/datasets/attendance",
                f"/v1/projects/{project}",
                "/openapi.json",
                "/register",
            ]
            replies = [who.get(path) for path in paths]
            replies.append(ask(who, question(project, asOf="2019-04", population=some)))
            first = rows[0]["Health Service ID"]
            replies.append(ask(who, question(project, asOf="2019-04", population={"variable": first, "in": [first]})))
        for reply in replies:
            heard += reply.content + repr(reply.headers).encode()
    written = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert any(path.name.startswith("stderr") for path in written) and any("data" in path.parts for path in written)
    assert verify(office.deployment.log, office.deployment.key).returncode == 0

    everything = b"\0".join([heard, *written.values()])
    numbers = {row["Health Service ID"] for row in rows}
    assert len(numbers) > 9_000
    for spelling in (numbers, {number.replace("-", "") for number in numbers}):
        found = forms_in(everything, {number.encode() for number in spelling})
        assert not found, f"{len(found)} identifiers are found"
    postcodes = {row["Postcode"].encode() for row in rows if len(row["Postcode"]) >= 6}
    assert postcodes and not forms_in(everything, postcodes)


def forms_in(text: bytes, words: set[bytes]) -> set[bytes]:
    """Those of many words that stand in a text: by one look at each place for each length."""
    found = set()
    for length in {len(word) for word in words}:
        wanted = {word for word in words if len(word) == length}
        found |= {piece for place in range(len(text) - length + 1) if (piece := text[place : place + length]) in wanted}
    return found
