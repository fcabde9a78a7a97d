"""Answers in every format, and to who has them already."""

import csv
import io
import json
from decimal import Decimal

import pytest
from deployments import client
from questions import EMERGENCIES, ask, question

CUBE = "application/json-stat+json"
PUBLIC = ["/v1/charter", "/v1/register", "/openapi.json", "/health/live", "/audit/checkpoint"]


@pytest.fixture(scope="module")
def answer(gateway):
    """Two measures over two dimensions: numbers, decimals, and cells that are not shown."""
    asked = question(
        by=["person.borough", "person.sex"], measures={"people": {"count": "unit"}, "admissions": EMERGENCIES}
    )
    with gateway.client("researcher") as who:
        reply = ask(who, asked)
    assert reply.status_code == 200, reply.text
    return reply.json()


@pytest.fixture(scope="module")
def read(gateway, answer):
    def read(media):
        with gateway.client("researcher") as who:
            reply = who.get(f"/v1/queries/{answer['query']}", headers={"Accept": media})
        assert reply.status_code == 200 and reply.headers["content-type"].split(";")[0] == media
        return reply

    return read


def cells(cube) -> dict:
    """Each cell of a JSON-stat cube by its codes, read as the format says and in no other way."""
    assert (cube["version"], cube["class"]) == ("2.0", "dataset")
    axes = [cube["dimension"][name]["category"]["index"] for name in cube["id"]]
    assert [len(axis) for axis in axes] == cube["size"]
    for name in cube["id"]:
        category = cube["dimension"][name]["category"]
        assert set(category.get("label", {})) <= set(category["index"]) and len(set(category["index"])) == len(
            category["index"]
        )
    assert set(cube["role"]["metric"]) <= set(cube["id"])
    total = 1
    for size in cube["size"]:
        total *= size
    found = {}
    for place in set(cube["status"]) | set(cube["value"]):
        rest, codes = int(place), []
        assert 0 <= rest < total
        for axis in reversed(axes):
            rest, index = divmod(rest, len(axis))
            codes.insert(0, axis[index])
        found[tuple(codes)] = (cube["value"].get(place), cube["status"].get(place))
    return found


def test_json_stat_holds_what_csv_holds(read, answer):
    found = cells(json.loads(read(CUBE).content, parse_int=Decimal, parse_float=Decimal))
    rows = list(csv.DictReader(io.StringIO(read("text/csv").text)))
    dimensions = [dimension["name"] for dimension in answer["dimensions"]]
    wanted = {}
    for row in rows:
        place = tuple(row[name] for name in dimensions)
        for measure in answer["measures"]:
            status = "low-reliability" if row[f"{measure}.lowReliability"] == "true" else row[f"{measure}.status"]
            for column in (measure, f"{measure}.noise95.low", f"{measure}.noise95.high"):
                wanted[(*place, column)] = (Decimal(row[column]) if row[column] else None, status)
    assert found == wanted
    assert (None, "not-shown") in found.values(), "something must be hidden for this to say much"


def test_json_stat_carries_what_makes_an_answer_one(read, answer):
    cube = read(CUBE).json()
    assert cube["label"] == answer["says"] and cube["note"] == answer["protection"]["notes"]
    for name in ("query", "unit", "provenance", "protection"):
        assert cube["extension"][name] == answer[name]
    assert cube["extension"]["receipt"]["leaf"] == answer["receipt"]["leaf"]


def test_made_up_rows_say_so_in_json_stat_too(as_role):
    asked = question(by=["person.sex"], tier="synthetic")
    asked.pop("project")
    reply = as_role("researcher").post("/v1/queries", json=asked, headers={"Accept": CUBE})
    assert reply.status_code == 200, reply.text
    assert reply.json()["extension"]["tier"] == "synthetic" and reply.headers["salthouse-tier"] == "synthetic"


@pytest.mark.parametrize("path", PUBLIC)
def test_who_has_it_already_is_told_so_and_nothing_more(gateway, path):
    with client(gateway.url) as anybody:
        first = anybody.get(path)
        tag = first.headers["etag"]
        for names in (tag, f"W/{tag}", "*", f'"other", {tag}', f'"a,b" , W/{tag}, "c"'):
            again = anybody.get(path, headers={"If-None-Match": names})
            assert (again.status_code, again.content) == (304, b""), names
            assert again.headers["etag"] == tag and "content-type" not in again.headers
            assert again.headers["cache-control"] == first.headers["cache-control"]
        for names in ('"other"', "nonsense", tag.strip('"'), '"', tag[:-2] + '"'):
            again = anybody.get(path, headers={"If-None-Match": names})
            assert (again.status_code, again.content) == (200, first.content), names
        assert anybody.head(path).headers["etag"] == tag
        assert anybody.head(path, headers={"If-None-Match": tag}).status_code == 304


def test_an_answer_has_a_tag_for_each_format(read, answer, gateway):
    tags = {media: read(media).headers["etag"] for media in ("application/json", "text/csv", CUBE)}
    assert len(set(tags.values())) == 3
    with gateway.client("researcher") as who:
        for media, tag in tags.items():
            again = who.get(f"/v1/queries/{answer['query']}", headers={"Accept": media, "If-None-Match": tag})
            assert again.status_code == 304 and again.headers["vary"] == "Accept"
    with client(gateway.url) as stranger:
        reply = stranger.get(f"/v1/queries/{answer['query']}", headers={"If-None-Match": "*"})
    assert reply.status_code == 401, "a tag opens nothing"


def test_what_has_a_version_keeps_it_as_its_tag(gateway):
    with gateway.client("researcher") as who:
        first = who.get("/v1/projects/P-0001")
        assert first.headers["etag"] == f'"{first.json()["version"]}"'
        assert who.get("/v1/projects/P-0001", headers={"If-None-Match": first.headers["etag"]}).status_code == 200
