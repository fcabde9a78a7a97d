"""Visas that the token does not hold: the sign-in service is asked for them with it, and without an answer none counts."""

import json

import pytest
from jose import Key
from providers import Provider
from signin import House, Scene, until
from test_visas import VISAS, visa


class Service(Scene):
    """A provider that tells of visas where its discovery document says, and a gateway that asks it."""

    def __init__(self, folder):
        self.provider = Provider().start()
        self.key, self.visa_key = Key("ES256", folder, "sign-in"), Key("ES256", folder, "visa-es256")
        self.provider.discover(self.provider.url, [self.key])
        self.provider.pages["/.well-known/openid-configuration"]["userinfo_endpoint"] = f"{self.provider.url}/userinfo"
        self.provider.pages["/userinfo"] = self.answer
        self.says, self.asked = {"sub": "quillon-rs"}, []
        made = folder / "made"
        made.mkdir()
        (made / "keys.json").write_text(json.dumps({"keys": [self.key.public]}))
        (made / "visas.json").write_text(json.dumps({"keys": [self.visa_key.public]}))
        asking = {"userinfo": {"from": "discovery", "cacheSeconds": 1}}
        self.house = House(made, self.provider.url, "keys.json", visas=VISAS | asking)

    def answer(self, request):
        self.asked.append(request.headers["Authorization"])
        return self.says

    def token(self, **members) -> str:
        """A new one, of which nothing is known yet."""
        return self.key.token(self.house.claims(jti=str(len(self.asked)), **members))

    def visas(self, token: str) -> tuple[int, list[str]]:
        """How many visas count, and why others do not."""
        said = self.me(token)
        assert said.status_code == 200, said.text
        visas = said.json().get("visas", {"counted": [], "refused": []})
        return len(visas["counted"]), [refused["code"] for refused in visas["refused"]]


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with Service(tmp_path_factory.mktemp("userinfo")).standing() as service:
        yield service


def test_visas_are_asked_for_with_the_token_and_kept_for_a_while(service):
    service.says = {"sub": "quillon-rs", "ga4gh_passport_v1": [visa(service.visa_key)]}
    token = service.token()
    assert service.visas(token) == (1, [])
    assert service.asked == [f"Bearer {token}"]
    # What it takes back stops to count once the answer is forgotten.
    service.says = {"sub": "quillon-rs"}
    until(lambda: service.visas(token) == (0, []))


def test_visas_in_the_token_are_not_asked_for_again(service):
    before = len(service.asked)
    assert service.visas(service.token(ga4gh_passport_v1=[visa(service.visa_key)])) == (1, [])
    assert len(service.asked) == before


def test_a_token_that_is_refused_is_shown_to_nobody(service):
    before = len(service.asked)
    assert service.me(service.token(aud="another")).json()["code"] == "SH-I114"
    assert len(service.asked) == before


@pytest.mark.parametrize("subject", ["somebody-else", None, 7, ["quillon-rs", "x"]])
def test_what_is_said_of_somebody_else_is_not_used(service, subject):
    service.says = {"sub": subject, "ga4gh_passport_v1": [visa(service.visa_key)]}
    assert service.visas(service.token()) == (0, ["SH-I209"])


@pytest.mark.parametrize("status", [401, 403])
def test_who_is_given_no_answer_has_no_visas_and_others_have_theirs(service, status):
    service.says = (status, {}, b"{}")
    assert service.visas(service.token()) == (0, [])
    service.says = {"sub": "quillon-rs", "ga4gh_passport_v1": [visa(service.visa_key)]}
    assert service.visas(service.token()) == (1, [])


def test_without_an_answer_people_are_let_in_without_visas(service):
    service.says = {"sub": "quillon-rs", "ga4gh_passport_v1": [visa(service.visa_key)]}
    token = service.token()
    assert service.visas(token) == (1, [])
    service.provider.stop()
    until(lambda: service.visas(token) == (0, ["SH-I213"]))
    service.provider.start()
    until(lambda: service.visas(token) == (1, []))
    assert service.house.told("answers again")
    # What is no JSON object, such as a signed answer, is none either.
    service.says = (200, {}, b"eyJhbGciOiJub25lIn0..")
    until(lambda: service.visas(token) == (0, ["SH-I213"]))
    service.says = {"sub": "quillon-rs"}
    until(lambda: service.visas(token) == (0, []))
