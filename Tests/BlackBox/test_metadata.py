"""Datasets are described to other catalogues in their own formats, from declarations alone."""

import json
import os
import pathlib

import pytest
from declarations import SEX, of_people
from deployments import Deployment, client
from jsonschema import Draft202012Validator

ABOUT = {
    "publisher": {"id": "Z0009", "name": "A council", "contact": "data@council.example"},
    "abstract": "People of a small town, for a test.",
    "page": "https://council.example/people",
    "licence": "https://council.example/terms",
    "accessRights": "https://council.example/access",
    "version": "1.2.0",
    "issued": "2026-04-01",
}
# What hdr_schemata/models/HDRUK/4.0.0/schema.json of https://github.com/HDRUK/schemata calls for.
COMPULSORY = [
    "identifier",
    "version",
    "revisions",
    "issued",
    "modified",
    "summary/title",
    "summary/abstract",
    "summary/populationSize",
    "summary/contactPoint",
    "summary/dataCustodian/identifier",
    "summary/dataCustodian/name",
    "summary/dataCustodian/contactPoint",
    "accessibility/access/accessRights",
    "observations",
]
# What https://mlcommons.org/croissant/1.1 calls for.
CROISSANT = "@context @type conformsTo name description url license creator datePublished distribution".split()


def member(value, path: str):
    for name in path.split("/"):
        value = value[name]
    return value


@pytest.fixture
def everything(as_role):
    """Every dataset of the demo by name, with both of its descriptions."""
    researcher = as_role("researcher")

    def read(path: str):
        reply = researcher.get(path)
        assert reply.status_code == 200, reply.text
        return reply.json()

    found = {}
    for dataset in read("/v1/datasets")["datasets"]:
        path = f"/v1/datasets/{dataset['id']}"
        found[dataset["id"]] = (read(path), read(f"{path}/metadata/hdruk"), read(f"{path}/metadata/croissant"))
    assert len(found) >= 10
    return found


def test_the_entry_for_health_data_research_uk_has_all_that_it_must_have(everything):
    for name, (dataset, entry, _) in everything.items():
        for path in COMPULSORY:
            assert member(entry, path) not in (None, ""), f"{name} has no {path}"
        columns = {column["name"]: column for column in entry["structuralMetadata"]["tables"][0]["columns"]}
        variables = {variable["name"].split(".")[1]: variable for variable in dataset["variables"]}
        assert columns.keys() == variables.keys()
        assert all(columns[name]["sensitive"] == variables[name]["sensitive"] for name in columns)
        assert entry["accessibility"]["access"]["dataController"] == "; ".join(
            controller["name"] for controller in dataset["controllers"]
        )
    assert everything["person"][1]["coverage"]["spatial"] == "Liverpool City Region, England"


def test_the_entry_fits_the_schema_of_health_data_research_uk(everything):
    named = os.environ.get("SALTHOUSE_HDRUK_SCHEMA")
    if not named:
        pytest.skip("SALTHOUSE_HDRUK_SCHEMA does not name a copy of HDRUK/4.0.0/schema.json")
    checker = Draft202012Validator.FORMAT_CHECKER
    schema = Draft202012Validator(json.loads(pathlib.Path(named).read_text()), format_checker=checker)
    for name, (_, entry, _) in everything.items():
        assert [f"{name}{fault.json_path}: {fault.message}" for fault in schema.iter_errors(entry)] == []


def test_the_croissant_has_all_that_it_must_have_and_its_references_lead_somewhere(everything):
    for name, (dataset, _, document) in everything.items():
        for key in CROISSANT:
            assert document.get(key) not in (None, "", []), f"{name} has no {key}"
        assert document["conformsTo"] == "http://mlcommons.org/croissant/1.1"
        names = {file["@id"] for file in document["distribution"]}
        fields = [field for records in document["recordSet"] for field in records["field"]]
        keys = {field["@id"] for field in fields}
        assert len(keys) == len(fields)
        assert len(document["recordSet"][-1]["field"]) == len(dataset["variables"])
        for field in document["recordSet"][-1]["field"]:
            assert field["source"]["fileObject"]["@id"] in names
            assert "references" not in field or field["references"]["field"]["@id"] in keys


def test_the_croissant_is_one_to_the_tool_that_reads_them(everything, tmp_path):
    croissant = pytest.importorskip("mlcroissant", reason="mlcroissant of deploy/requirements-test.txt is not installed")
    for name, (_, _, document) in everything.items():
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(document))
        assert croissant.Dataset(path).metadata.name == name


def test_the_only_number_of_people_is_the_declared_one_and_it_says_so(everything):
    for name, (dataset, entry, document) in everything.items():
        for observation in entry["observations"]:
            assert observation["measuredValue"] == dataset["declaredUnits"]
            assert observation["disambiguatingDescription"].startswith("Declared by hand")
        people = dataset["unit"] == "person"
        assert bool(entry["observations"]) == people
        assert entry["summary"]["populationSize"] == (dataset["declaredUnits"] if people else -1), name
        assert numbers(entry) <= {dataset["declaredUnits"], -1}
        assert numbers(document) == set()


def numbers(value) -> set:
    """Every number in a document."""
    if isinstance(value, dict):
        return set().union(*(numbers(inner) for inner in value.values()))
    if isinstance(value, list):
        return set().union(*(numbers(inner) for inner in value))
    return {value} if isinstance(value, int | float) and not isinstance(value, bool) else set()


def test_other_rows_change_no_byte_and_nobody_is_described_who_was_not_declared(tmp_path):
    deployment = Deployment.make(tmp_path / "house")
    token = deployment.token("quillon-rs", "researcher")
    declaration, csv = tmp_path / "person.json", tmp_path / "person.csv"

    def load(about: dict, rows: int):
        declaration.write_text(json.dumps(of_people("person", "People", SEX, register=True, **about)))
        csv.write_text("number,sex\n" + "".join(f"p{n},{'F' if n < 7 else 'M'}\n" for n in range(rows)))
        deployment.load(declaration, csv)

    with deployment.serving() as server, client(server.url, token) as researcher:

        def read() -> list[bytes]:
            replies = [researcher.get(f"/v1/datasets/person/metadata/{form}") for form in ("hdruk", "croissant")]
            assert [reply.status_code for reply in replies] == [200, 200], replies
            assert replies[1].headers["content-type"] == "application/ld+json"
            return [reply.content for reply in replies]

        load({"about": ABOUT}, rows=4_711)
        first = read()
        load({"about": ABOUT}, rows=815)
        assert read() == first
        assert all(b"4711" not in text and b"815" not in text for text in first)
        load({"about": ABOUT | {"keywords": ["town"]}}, rows=815)
        assert read() != first
        load({}, rows=815)
        for form in ("hdruk", "croissant"):
            problem = researcher.get(f"/v1/datasets/person/metadata/{form}")
            assert (problem.status_code, problem.json()["code"]) == (404, "SH-A108")
            assert researcher.get(f"/v1/datasets/nobody/metadata/{form}").json()["code"] == "SH-A105"
            with client(server.url) as stranger:
                assert stranger.get(f"/v1/datasets/person/metadata/{form}").status_code == 401
