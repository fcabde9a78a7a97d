"""The sign-in rules are read again while the gateway serves; what is no good leaves those of before in force."""

import json
import signal

import pytest
from jose import Key
from providers import Provider
from signin import House, fetched, until


@pytest.fixture
def house(tmp_path):
    key = Key("ES256", tmp_path, "signer")
    (tmp_path / "made").mkdir()
    (tmp_path / "made/keys.json").write_text(json.dumps({"keys": [key.public]}))
    house = House(tmp_path / "made", "https://login.blackbox.example", "keys.json")
    house.key = key
    yield house
    house.server.stop()


def again(house, rules: str):
    """Writes the file, and asks the gateway to read it; what it says of it."""
    before = len(house.server.errors.read_text())
    (house.folder / "identity.json").write_text(rules)
    house.server.process.send_signal(signal.SIGHUP)
    until(lambda: "the sign-in rules" in house.server.errors.read_text()[before:])
    return house.server.errors.read_text()[before:]


def test_other_rules_are_in_force_from_the_next_request_on(house):
    assert house.me_by(house.key).json()["roles"] == ["researcher"]
    roles = {"claim": house.rules["roles"]["claim"], "meaning": {"tre-researcher": "auditor"}}
    assert "read again: the sign-in rules" in again(house, json.dumps(house.rules | {"roles": roles}))
    assert house.me_by(house.key).json()["roles"] == ["auditor"]
    assert "read again" in again(house, json.dumps(house.rules | {"audience": "another"}))
    assert house.me_by(house.key).json()["code"] == "SH-I114"


@pytest.mark.parametrize("change", [{"audience": 7}, {"keys": "nowhere.json"}, {"certificateBound": True}, None])
def test_rules_that_are_no_good_leave_those_of_before_in_force(house, change):
    rules = "{" if change is None else json.dumps(house.rules | change)
    said = again(house, rules)
    assert "the sign-in rules of before stays in force" in said and "read again: the sign-in rules" not in said
    assert house.me_by(house.key).status_code == 200


def test_rules_that_everybody_may_write_are_not_read_again(house):
    (house.folder / "identity.json").chmod(0o666)
    assert "of before stays in force" in again(house, json.dumps(house.rules | {"audience": "another"}))
    assert house.me_by(house.key).status_code == 200


def test_keys_are_fetched_by_the_new_rules_and_no_more_by_the_old(house, tmp_path):
    first, second = Provider().start(), Provider().start()
    other = Key("EdDSA", tmp_path, "other")
    try:
        for provider, key in ((first, house.key), (second, other)):
            provider.discover(house.issuer, [key])
            again(house, json.dumps(house.rules | {"keys": fetched(**{"from": f"{provider.url}/jwks"})}))
            until(lambda: house.me_by(key).status_code == 200)
        assert house.me_by(house.key).json()["code"] == "SH-I111"
        asked = len(first.asked)
        seen = len(second.asked)
        until(lambda: len(second.asked) > seen + 1)
        assert len(first.asked) == asked
    finally:
        first.stop()
        second.stop()
