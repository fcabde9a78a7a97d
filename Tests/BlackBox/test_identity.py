"""Signing in with tokens of another service: who is let in, and each way of not being let in for its own reason."""

import base64
import hashlib
import hmac
import json
import time

import pytest
from deployments import TOP, Deployment, Server, client, program
from jose import Key, text_of

ISSUER, AUDIENCE = "https://login.blackbox.example", "salthouse-blackbox"
RULES = json.loads((TOP / "deploy/identity.example.json").read_text()) | {
    "issuer": ISSUER,
    "audience": AUDIENCE,
    "keys": "keys.json",
    "twoFactors": {"acr": ["urn:blackbox:two"], "amr": ["otp"]},
}


class House:
    """A deployment that believes a sign-in service, with the keys of that service."""

    def __init__(self, folder):
        self.folder = folder
        self.keys = {name: Key(name, folder, f"key-{name.lower()}") for name in ("RS256", "ES256", "EdDSA")}
        self.stranger = Key("RS256", folder, "stranger")
        self.publish(self.keys.values())
        (folder / "identity.json").write_text(json.dumps(RULES))
        self.deployment = Deployment.make(folder / "house")
        command = [program("salthouse"), "serve", "--directory", self.deployment.directory, "--listen", "127.0.0.1:0"]
        self.server = Server([*command, "--identity", folder / "identity.json"], folder / "output")
        self.url = "http://" + self.server.wait_for(self.server.errors, r"^serving on (\S+)$").group(1)

    def publish(self, keys):
        (self.folder / "keys.json").write_text(json.dumps({"keys": [key.public for key in keys]}))

    def me(self, token: str):
        with client(self.url, token) as who:
            return who.get("/v1/me")


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("identity"))
    yield house
    house.server.stop()


def claims(**members) -> dict:
    """An honest token's claims; members that are None are left out."""
    now = int(time.time())
    honest = {"iss": ISSUER, "sub": "quillon-rs", "aud": AUDIENCE, "iat": now - 10, "exp": now + 600}
    honest |= {"realm_access": {"roles": ["tre-researcher", "something-else"]}} | members
    return {name: value for name, value in honest.items() if value is not None}


@pytest.mark.parametrize("algorithm", ["RS256", "ES256", "EdDSA"])
def test_a_token_of_each_algorithm_is_its_person(house, algorithm):
    key = house.keys[algorithm]
    for header in ({}, {"kid": None}, {"typ": "application/AT+JWT"}):
        said = house.me(key.token(claims(), **header))
        assert said.status_code == 200, said.text
        assert (said.json()["person"], said.json()["roles"]) == ("quillon-rs", ["researcher"])
    assert house.me(key.token(claims(aud=["another", AUDIENCE]))).status_code == 200


def test_what_the_claims_say_is_what_is_known(house):
    key = house.keys["ES256"]
    steward = claims(sub="tarrow-st", realm_access={"roles": ["tre-steward"]}, controllers=["club", "ward"])
    said = house.me(key.token(steward)).json()
    assert (said["roles"], said["controllers"]) == (["steward"], ["club", "ward"])
    # Controllers are a steward's alone.
    assert house.me(key.token(claims(controllers=["club"]))).json().get("controllers", []) == []
    # Words that the rules do not know give no role, and without a role nothing is open.
    assert house.me(key.token(claims(realm_access={"roles": ["admin", "operator"]}))).status_code == 403


@pytest.mark.parametrize(
    "members, strength",
    [
        ({}, "one-factor"),
        ({"acr": "urn:blackbox:one"}, "one-factor"),
        ({"acr": "urn:blackbox:two"}, "two-factor"),
        ({"amr": ["pwd", "otp"]}, "two-factor"),
        ({"amr": ["pwd"]}, "one-factor"),
    ],
)
def test_how_surely_somebody_signed_in_is_read(house, members, strength):
    assert house.me(house.keys["EdDSA"].token(claims(**members))).json()["token"]["strength"] == strength


def with_secret(house, secret: bytes) -> str:
    """The algorithm confused: signed with what everybody knows, as if it were a shared secret."""
    signed = f"{text_of(json.dumps({'alg': 'HS256', 'typ': 'at+jwt'}).encode())}.{text_of(json.dumps(claims()).encode())}"
    return f"{signed}.{text_of(hmac.new(secret, signed.encode(), hashlib.sha256).digest())}"


def without_signature(name: str) -> str:
    header = text_of(json.dumps({"alg": name, "typ": "at+jwt"}).encode())
    return f"{header}.{text_of(json.dumps(claims()).encode())}."


def changed(token: str) -> str:
    """Other claims under the signature of honest ones."""
    header, _, signature = token.split(".")
    return f"{header}.{text_of(json.dumps(claims(sub='somebody-else')).encode())}.{signature}"


NOW = int(time.time())
HOSTILE = {
    "no signature": (lambda h: without_signature("none"), "SH-I106"),
    "no signature, spelled otherwise": (lambda h: without_signature("nOnE"), "SH-I106"),
    "a public key as a secret": (
        lambda h: with_secret(h, json.dumps(h.keys["RS256"].public).encode()),
        "SH-I107",
    ),
    "an algorithm of no key": (lambda h: h.keys["RS256"].token(claims(), alg="PS256"), "SH-I107"),
    "the algorithm of another key": (lambda h: h.keys["RS256"].token(claims(), alg="ES256"), "SH-I107"),
    "the name of another key": (
        lambda h: h.keys["RS256"].token(claims(), kid="key-eddsa", alg="EdDSA"),
        "SH-I112",
    ),
    "its own key": (lambda h: h.stranger.token(claims(), jwk=h.stranger.public), "SH-I108"),
    "the address of its own keys": (lambda h: h.stranger.token(claims(), jku="https://evil.example/k"), "SH-I108"),
    "its own certificate": (lambda h: h.stranger.token(claims(), x5c=["MIIB"]), "SH-I108"),
    "an extension": (lambda h: h.keys["RS256"].token(claims(), crit=["b64"], b64=False), "SH-I109"),
    "another issuer": (lambda h: h.keys["RS256"].token(claims(iss=f"{ISSUER}/")), "SH-I110"),
    "no issuer": (lambda h: h.keys["RS256"].token(claims(iss=None)), "SH-I110"),
    "an unknown key": (lambda h: h.stranger.token(claims()), "SH-I111"),
    "an unknown key without a name": (lambda h: h.stranger.token(claims(), kid=None), "SH-I112"),
    "other claims": (lambda h: changed(h.keys["ES256"].token(claims())), "SH-I112"),
    "an ID token": (lambda h: h.keys["ES256"].token(claims(), typ="JWT"), "SH-I113"),
    "no type": (lambda h: h.keys["ES256"].token(claims(), typ=None), "SH-I113"),
    "another audience": (lambda h: h.keys["EdDSA"].token(claims(aud="another")), "SH-I114"),
    "no audience": (lambda h: h.keys["EdDSA"].token(claims(aud=None)), "SH-I114"),
    "it has run out": (lambda h: h.keys["EdDSA"].token(claims(iat=NOW - 900, exp=NOW - 300)), "SH-I104"),
    "it is of tomorrow": (lambda h: h.keys["EdDSA"].token(claims(iat=NOW + 86_400, exp=NOW + 87_000)), "SH-I115"),
    "not before tomorrow": (lambda h: h.keys["EdDSA"].token(claims(nbf=NOW + 86_400)), "SH-I115"),
    "it lasts a year": (lambda h: h.keys["EdDSA"].token(claims(exp=NOW + 31_536_000)), "SH-I116"),
    "it never ends": (lambda h: h.keys["EdDSA"].token(claims(exp=None)), "SH-I102"),
    "nobody": (lambda h: h.keys["EdDSA"].token(claims(sub=None)), "SH-I117"),
    "a name of another alphabet": (lambda h: h.keys["EdDSA"].token(claims(sub="Quillon RS")), "SH-I117"),
    "two parts and an end": (lambda h: "a.b.", "SH-I102"),
    "not base64": (lambda h: "!!.??.**", "SH-I102"),
    "much too long": (lambda h: h.keys["EdDSA"].token(claims(note="x" * 20_000))[:17_000], None),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_each_hostile_token_is_refused_for_its_own_reason(house, name):
    make, code = HOSTILE[name]
    said = house.me(make(house))
    if code is None:
        # The head of the request ends it before the token is looked at.
        assert said.status_code in (401, 431)
        return
    assert (said.status_code, said.json()["code"]) == (401, code), said.text
    assert said.json()["change"] and "Bearer" in said.headers["www-authenticate"]


def test_keys_may_change_while_it_serves_and_a_broken_file_changes_nothing(house):
    new = Key("EdDSA", house.folder, "key-new")
    old = house.keys["RS256"].token(claims())
    assert house.me(new.token(claims())).json()["code"] == "SH-I111"
    house.publish([*house.keys.values(), new])
    until(lambda: house.me(new.token(claims())).status_code == 200)
    house.publish([new])
    until(lambda: house.me(old).status_code == 401)
    (house.folder / "keys.json").write_text('{"keys": [')
    told = house.server.errors
    until(lambda: house.me(new.token(claims())).status_code == 200 and "keys of before stay in force" in told.read_text())
    house.publish(house.keys.values())
    until(lambda: house.me(old).status_code == 200)


def until(holds):
    """The file of the keys is looked at once a second, when somebody signs in."""
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline, "the change is not seen"
        time.sleep(0.2)


BROKEN = {
    "a misspelt member": (RULES | {"audiense": "x"}, "/audiense"),
    "no audience": ({key: value for key, value in RULES.items() if key != "audience"}, "/audience"),
    "a role that is none": (RULES | {"roles": {"claim": "r", "meaning": {"x": "king"}}}, "/roles/meaning/x"),
    "an hour of leeway": (RULES | {"leewaySeconds": 3600}, "/leewaySeconds"),
    "a key set that is missing": (RULES | {"keys": "nowhere.json"}, "nowhere.json"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_rules_that_do_not_fit_stop_the_start(house, tmp_path, name):
    rules, place = BROKEN[name]
    (tmp_path / "identity.json").write_text(json.dumps(rules))
    (tmp_path / "keys.json").write_text(json.dumps({"keys": [house.keys["EdDSA"].public]}))
    assert place in refusal(tmp_path)


def test_secret_and_damaged_keys_stop_the_start(house, tmp_path):
    (tmp_path / "identity.json").write_text(json.dumps(RULES))
    good = house.keys["EdDSA"].public
    short = text_of(base64.urlsafe_b64decode(good["x"] + "=")[:31])
    weak = Key("RS256", tmp_path, "weak").public | {"n": text_of(b"\xc5" + b"\x01" * 127)}
    for key, words in [
        (good | {"d": "AAAA"}, "is secret"),
        (good | {"x": short}, "is not a whole key"),
        (weak, "is not a whole key"),
        ({"kty": "oct", "k": "AAAA"}, "is secret"),
        ({"kty": "RSA", "use": "enc"}, "no key for"),
    ]:
        (tmp_path / "keys.json").write_text(json.dumps({"keys": [key]}))
        assert words in refusal(tmp_path), key


def refusal(folder) -> str:
    """What a start with these rules says; it must fail."""
    deployment = folder / "house"
    made = Deployment(deployment, "") if deployment.exists() else Deployment.make(deployment)
    command = [program("salthouse"), "serve", "--directory", made.directory, "--listen", "127.0.0.1:0"]
    server = Server([*command, "--identity", folder / "identity.json"], folder / "output")
    assert server.process.wait(timeout=60) == 1
    return server.errors.read_text()
