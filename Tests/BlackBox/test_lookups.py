"""Areas of two vintages are brought together by look-ups that are loaded, and never mixed without one."""

import json

import pytest
from declarations import SEX, of_people
from deployments import POLICIES, Deployment, client, entries, run
from jsonschema import Draft202012Validator

LOOKUP = {
    "id": "old_new@1",
    "title": "Areas of 2011 to areas of 2021",
    "source": "A test",
    "from": "2011",
    "to": "2021",
    "level": "below-ward",
    "relation": "best-fit",
    "targets": [{"code": "N1", "title": "North"}, {"code": "N2", "title": "South"}],
    "areas": [["O1", "N1"], ["O2", "N2"], ["O3", "N2"]],
}
RESIDENTS = {
    "id": "residents@1",
    "title": "Residents",
    "source": "A test",
    "counts": "person",
    "addsUp": False,
    "dimensions": [{"variable": "person.home", "grouping": "finest", "lookup": "old_new@1"}],
    "numbers": [["O1", 4000], ["O2", 3000], ["O3", 1000]],
}


def area(name: str, vintage: str, codes: str, **members) -> dict:
    codes = [{"code": code} for code in codes.split()]
    return {"name": name, "type": "area", "vintage": vintage, "column": "area", "codes": codes} | members


PERSON = of_people("person", "People", SEX, area("home", "2021", "N1 N2"), register=True)
BORN = of_people(
    "born",
    "Births",
    area("place", "2011", "O1 O2 O3", groupings=[{"name": "now", "title": "Areas of today", "lookup": "old_new@1"}]),
)
NOW = {"variable": "born.place", "grouping": "now"}


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A gateway with people, where they were born, and public numbers of older areas; and a way to load more."""
    folder = tmp_path_factory.mktemp("lookups")
    deployment = Deployment.make(folder / "house")
    token = deployment.token("quillon-rs", "researcher")

    def load(kind: str, content: dict, expect=0, csv: str = ""):
        path, rows = folder / f"{content['id'].split('@')[0]}.json", folder / "rows.csv"
        path.write_text(json.dumps(content))
        rows.write_text(csv)
        more = ["--csv", rows] if csv else []
        return run("load", "--directory", deployment.directory, f"--{kind}", path, *more, expect=expect)

    load("declaration", PERSON, csv="number,sex,area\n" + "".join(f"p{n},F,N{n % 2 + 1}\n" for n in range(90)))
    born = "number,area\n" + "".join(f"p{n},O{n % 3 + 1}\n" for n in range(90))
    early = load("declaration", BORN, expect=1, csv=born)
    assert "names no look-up that is loaded: load it first" in early.stderr
    assert "lookup old_new@1" in load("lookup", LOOKUP).stderr
    load("declaration", BORN, csv=born)
    load("reference", RESIDENTS)
    with deployment.serving() as server, client(server.url, token) as researcher:
        yield deployment, researcher, load


def ask(researcher, **members):
    question = {"tier": "synthetic", "unit": "person", "asOf": "2026-03", "measures": {"people": {"count": "unit"}}}
    return researcher.post("/v1/queries", json=question | members)


def test_the_published_schemas_take_what_the_reader_takes():
    for name, examples in {"lookup": [LOOKUP], "reference": [RESIDENTS], "dataset": [PERSON, BORN]}.items():
        schema = json.loads((POLICIES / "schemas" / f"{name}.schema.json").read_text())
        for example in examples:
            Draft202012Validator(schema).validate(example)


def test_everybody_reads_what_leads_where(served):
    _, researcher, _ = served
    said = researcher.get("/v1/datasets").json()
    (lookup,) = said["lookups"]
    shown = {key: LOOKUP[key] for key in LOOKUP if key not in ("targets", "areas")}
    assert lookup == shown | {"description": ""}
    (residents,) = said["references"]
    assert (residents["addsUp"], residents["dimensions"][0]["lookup"]) == (False, "old_new@1")
    (place,) = researcher.get("/v1/datasets/born").json()["variables"]
    grouping = next(grouping for grouping in place["groupings"] if grouping["name"] == "now")
    assert grouping["lookup"] == {"id": "old_new@1", "vintage": "2021", "relation": "best-fit"}
    assert [group["code"] for group in grouping["groups"]] == ["N1", "N2"]


def test_two_vintages_are_refused_by_the_name_of_the_lookup_and_one_is_answered(served):
    _, researcher, _ = served
    mixed = ask(researcher, by=["person.home", "born.place"])
    assert (mixed.status_code, mixed.json()["code"]) == (400, "SH-Q140"), mixed.text
    assert "`old_new@1`" in mixed.json()["change"] and mixed.json()["pointer"] == "/by/1"
    together = ask(researcher, by=["person.home", NOW])
    assert together.status_code == 200, together.text


def test_public_numbers_of_older_areas_serve_both_variables(served):
    _, researcher, _ = served
    measures = {"share": {"ratio": {"of": {"count": "unit"}, "to": {"reference": "residents@1"}}, "per": 1000}}
    for dimension in ("person.home", NOW):
        answer = ask(researcher, by=[dimension], measures=measures)
        assert answer.status_code == 200, answer.text
        assert sorted(answer.json()["provenance"]["publicFiles"], key=lambda file: file["id"]) == [
            {"id": "old_new@1", "source": "A test", "relation": "best-fit"},
            {"id": "residents@1", "source": "A test", "addsUp": False},
        ]
    refused = ask(researcher, by=["born.place"], measures=measures)
    assert refused.json()["code"] == "SH-Q140", refused.text


def test_a_load_is_refused_by_the_first_area_without_a_target_and_what_is_used_stays(served):
    deployment, researcher, load = served
    unknown = json.loads(json.dumps(BORN))
    unknown["variables"][0]["codes"] += [{"code": "O4"}, {"code": "O5"}]
    said = load("declaration", unknown, expect=1, csv="number,area\np1,O4\n").stderr
    assert "it has no target for `O4`" in said and "O5" not in said
    wrong = load("reference", LOOKUP, expect=1).stderr
    assert "is not a reference" in wrong
    words = ["load", "--directory", deployment.directory, "--drop-reference", "old_new@1"]
    assert "nothing was changed" in run(*words, expect=1).stderr
    assert len(researcher.get("/v1/datasets").json()["lookups"]) == 1
    told = [entry["event"]["reference"] for entry in entries(deployment.log) if entry["type"] == "reference.register"]
    assert sorted(told) == ["old_new@1", "residents@1"]
    assert "old_new@1\tlookup" in run("datasets", "--directory", deployment.directory, expect=0).stdout


def test_the_demo_has_residents_by_age_and_sex_and_answers_tell_that_they_do_not_add_up(as_role):
    researcher = as_role("researcher")
    (told,) = [file for file in researcher.get("/v1/datasets").json()["references"] if file["id"] == "residents_by_age@1"]
    assert not told["addsUp"] and len(told["dimensions"]) == 3
    reference = {"reference": "residents_by_age@1"}
    old = reference | {"where": {"variable": "person.age", "from": 65}}
    ages = {"variable": "person.age", "at": "2026-03", "grouping": "fiveYear"}
    standard = {"method": "direct", "of": {"count": "unit"}, "over": [ages, "person.sex"], "standard": reference}
    for measure in (
        {"ratio": {"of": {"count": "unit"}, "to": old}, "per": 1000},
        {"standardised": standard, "per": 1000},
    ):
        answer = ask(researcher, by=["person.borough"], measures={"m": measure})
        assert answer.status_code == 200, answer.text
        (file,) = answer.json()["provenance"]["publicFiles"]
        assert (file["id"], file["addsUp"]) == ("residents_by_age@1", False)
    wards = ask(researcher, by=["person.ward"])
    assert [(file["id"], file["relation"]) for file in wards.json()["provenance"]["publicFiles"]] == [
        ("demo_area_ward@1", "exact")
    ]
    assert "publicFiles" not in ask(researcher, by=["person.borough"]).json()["provenance"]
