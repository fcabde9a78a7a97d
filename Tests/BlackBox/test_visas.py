"""Visas in access tokens: what others say of a person counts where they are declared, and lets nobody in by itself."""

import json
import time

import pytest
from jose import Key
from signin import House

ISSUER = "https://visas.blackbox.example"
VISAS = {
    "issuers": [{"issuer": ISSUER, "jku": f"{ISSUER}/jwks", "keys": "visas.json", "subjects": "same"}],
    "training": [{"type": "ResearcherStatus", "by": "const:so"}],
    "agreements": [{"visa": {"type": "AcceptedTermsAndPolicies", "value": "pattern:https://a.example/*"}, "version": "1"}],
}


class Office:
    """A house whose sign-in service hands on visas."""

    def __init__(self, folder):
        self.key = Key("ES256", folder, "sign-in")
        self.visa_keys = {name: Key(name, folder, f"visa-{name.lower()}") for name in ("RS256", "ES256", "EdDSA")}
        self.stranger = Key("EdDSA", folder, "visa-eddsa-of-another")
        made = folder / "made"
        made.mkdir()
        (made / "keys.json").write_text(json.dumps({"keys": [self.key.public]}))
        (made / "visas.json").write_text(json.dumps({"keys": [key.public for key in self.visa_keys.values()]}))
        self.house = House(made, "https://login.blackbox.example", "keys.json", visas=VISAS)

    def me(self, *visas: str) -> dict:
        said = self.house.me(self.key.token(self.house.claims(ga4gh_passport_v1=list(visas))))
        assert said.status_code == 200, said.text
        return said.json().get("visas", {"counted": [], "refused": []})


def visa(key: Key, kind: str = "ResearcherStatus", header: dict | None = None, **members) -> str:
    now = int(time.time())
    says = {"type": kind, "asserted": now - 60, "value": "https://a.example/x", "source": "https://ror.example", "by": "so"}
    claims = {"iss": ISSUER, "sub": "quillon-rs", "iat": now, "exp": now + 600}
    claims |= {name: members.pop(name) for name in list(members) if name in ("iss", "sub", "exp")}
    head = {"typ": "vnd.ga4gh.visa+jwt", "jku": f"{ISSUER}/jwks"} | (header or {})
    return key.token(claims | {"ga4gh_visa_v1": says | members}, **head)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    office = Office(tmp_path_factory.mktemp("visas"))
    yield office
    office.house.server.stop()


@pytest.mark.parametrize("algorithm", ["RS256", "ES256", "EdDSA"])
def test_a_visa_of_each_algorithm_counts_and_is_shown_to_its_person(office, algorithm):
    said = office.me(visa(office.visa_keys[algorithm]))
    assert [shown["type"] for shown in said["counted"]] == ["ResearcherStatus"] and said["refused"] == []
    assert said["counted"][0]["by"] == "so"


def test_a_token_without_visas_is_shown_none(office):
    assert "visas" not in office.house.me_by(office.key).json()


def test_each_hostile_visa_is_refused_for_its_own_reason_and_takes_no_other_with_it(office):
    key = office.visa_keys["EdDSA"]
    hostile = {
        "SH-I201": "not a visa",
        "SH-I202": visa(key, header={"alg": "none"}),
        "SH-I203": visa(key, header={"alg": "HS256"}),
        "SH-I204": visa(key, header={"jku": "https://evil.example/jwks"}),
        "SH-I205": visa(key, iss="https://evil.example"),
        "SH-I206": visa(office.stranger),
        "SH-I207": visa(office.stranger, header={"kid": key.name}),
        "SH-I208": visa(key, header={"typ": "at+jwt"}),
        "SH-I209": visa(key, sub="mallory"),
        "SH-I210": visa(key, exp=int(time.time()) - 1),
        "SH-I211": visa(key, asserted=int(time.time()) + 3_600),
        "SH-I212": visa(key, conditions=[[{"type": "AffiliationAndRole", "by": "const:so"}]]),
    }
    for code, text in hostile.items():
        said = office.me(text, visa(key))
        assert [refused["code"] for refused in said["refused"]] == [code]
        assert len(said["counted"]) == 1, code


def test_a_condition_is_met_by_another_visa_of_the_same_person(office):
    key = office.visa_keys["ES256"]
    grant = visa(key, "ControlledAccessGrants", conditions=[[{"type": "AffiliationAndRole", "value": "pattern:staff@*"}]])
    role = visa(key, "AffiliationAndRole", value="staff@a.example")
    assert len(office.me(grant, role)["counted"]) == 2
    others = visa(key, "AffiliationAndRole", value="staff@a.example", sub="mallory")
    assert {refused["code"] for refused in office.me(grant, others)["refused"]} == {"SH-I209", "SH-I212"}
