"""Families of a study take their yes back, and mothers say no: what is answered from then on is without them."""

import pytest
from declarations import SEX, of_people, written
from deployments import verify
from offices import RESEARCHER, TODAY, YESTERDAY, Office
from questions import ask, cells, question

AS_OF = "2026-03"
CHILDREN, WITHDRAWN, MOTHERS_OUT = 400, 150, 100
# The noise of a number has a standard deviation of 5: twelve of them, and rounding.
FAR = 65
YES_AND_NO = [{"code": "yes"}, {"code": "no"}]
PERSON = of_people(
    "person",
    "People",
    SEX,
    register=True,
    links=[{"role": "mother", "dataset": "person", "column": "mother", "maximumPerTarget": 1}],
)
STAY = of_people("stay", "Stays", {"name": "ward", "type": "code", "column": "ward", "codes": [{"code": "a"}]})
STUDY = of_people(
    "study",
    "A study",
    {"name": "records", "type": "code", "column": "records", "codes": YES_AND_NO},
    consents=[{"variable": "study.records", "granted": ["yes"], "covers": ["stay"]}],
)
IN_STUDY = {"variable": "study.records", "in": ["yes", "no"]}
TAKING_PART = {"population": IN_STUDY}
WITH_CARE = {"population": {"all": [IN_STUDY, {"variable": "stay.ward", "in": ["a"]}]}}
BY_MOTHER = {"population": IN_STUDY, "by": [{"variable": "person.sex", "via": "mother"}]}


def study(withdrawn: int) -> str:
    return "number,records\n" + "".join(f"c{n},{'no' if n < withdrawn else 'yes'}\n" for n in range(CHILDREN))


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """400 children of a study with a mother and a stay each, served, and a project that may ask about them."""
    folder = tmp_path_factory.mktemp("withdrawal")
    people = "number,sex,mother\n" + "".join(f"c{n},{'FM'[n % 2]},m{n}\nm{n},F,\n" for n in range(CHILDREN))
    stays = "number,ward\n" + "".join(f"c{n},a\n" for n in range(CHILDREN))
    files = written(folder, (PERSON, people), (STAY, stays), (STUDY, study(0)))
    office = Office.open(folder / "house", files, day=YESTERDAY)
    with office.deployment.serving() as server:
        office.record_people(server)
        link = {"links": ["person.mother"]}
        project = office.approved(
            server,
            ["person", "stay", "study"],
            ["person.sex", "stay.ward", "study.records"],
            AS_OF,
            text=link,
            **link,
        )
        with office.client(server, RESEARCHER) as who:
            yield folder, office, who, project
    assert verify(office.deployment.log, office.deployment.key).returncode == 0


def counted(house, **members) -> dict[str, int]:
    """The number of each row by its code, 0 where it is not shown; all in one row is `everybody`."""
    _, _, who, project = house
    told = ask(who, question(project, **members))
    assert told.status_code == 200, told.text
    rows = cells(told.json())
    return {row[0][1] if row else "everybody": cell[0].get("value", 0) for row, cell in rows.items()}


def near(value: int, truth: int) -> bool:
    return abs(value - truth) <= FAR


def test_a_yes_that_was_taken_back_ends_what_it_covered_and_nothing_else(house):
    folder, office, _, _ = house
    office.deployment.load(folder / "study.json", folder / "study.csv")
    assert near(counted(house, **TAKING_PART)["everybody"], CHILDREN)
    assert near(counted(house, **WITH_CARE)["everybody"], CHILDREN)
    (folder / "later.csv").write_text(study(WITHDRAWN))
    office.deployment.load(folder / "study.json", folder / "later.csv")
    assert near(counted(house, **TAKING_PART)["everybody"], CHILDREN)
    assert near(counted(house, **WITH_CARE)["everybody"], CHILDREN - WITHDRAWN)


def test_a_mother_who_says_no_is_not_reached_from_her_child(house):
    """Her child stays: it did not say no."""
    folder, office, _, _ = house
    before = counted(house, **BY_MOTHER)
    assert near(before["F"], CHILDREN) and before["_notLinked"] == 0
    noes = "".join(f"m{n},local,2020-01-01,\n" for n in range(MOTHERS_OUT))
    (folder / "noes.csv").write_text(f"identifier,kind,from,to\n{noes}")
    office.deployment.opt_outs(folder / "noes.csv", TODAY)
    after = counted(house, **BY_MOTHER)
    assert near(after["F"], CHILDREN - MOTHERS_OUT) and near(after["_notLinked"], MOTHERS_OUT)


def test_no_mother_was_asked_for_her_child(house):
    """So care cannot be looked at by what is known of her."""
    _, _, who, project = house
    refused = ask(who, question(project, **BY_MOTHER | WITH_CARE))
    assert refused.status_code == 400 and refused.json()["code"] == "SH-Q138", refused.text
