"""The published schema of queries, held to the examples that the resolver's own tests write."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

TOP = Path(__file__).parents[2]
SCHEMA = json.loads((TOP / "policies/schemas/query.schema.json").read_text())
EXAMPLES = [json.loads(line) for line in (TOP / "Tests/Golden/Query/examples.jsonl").read_text().splitlines()]

# Refusals that the form alone may bring: it is wrong (101), a name is in no form of a name (103), a list is empty (113)
# or too long (115), or the words are of a later version (120).
FORM = {"SH-Q101", "SH-Q103", "SH-Q113", "SH-Q115", "SH-Q120"}


def is_valid(query):
    return Draft202012Validator(SCHEMA).is_valid(query)


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_what_the_resolver_understands_is_in_the_schema(example):
    if example["code"] not in FORM:
        assert is_valid(example["query"])


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_what_is_not_in_the_schema_is_refused_for_its_form(example):
    if not is_valid(example["query"]):
        assert example["code"] in FORM


def test_the_schema_sees_what_needs_no_catalogue():
    # The rest is known from the catalogue only: which codes are numbers, what has an order, which bound is declared.
    malformed = [example["query"] for example in EXAMPLES if example["code"] == "SH-Q101"]
    unseen = [query for query in malformed if is_valid(query)]
    assert len(malformed) > 40 and len(unseen) <= 6, unseen
