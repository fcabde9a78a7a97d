"""Tokens that say nothing themselves: the sign-in service is asked, an answer is kept for so long as declared, and without
an answer nobody is let in."""

import base64
import json
import time
import urllib.parse

import pytest
from jose import Key
from providers import Provider
from signin import House, Scene, until

CLIENT, SECRET = "salt house", "a secret: with/signs"
LIVE = {token: token.ljust(24, "x") for token in ("honest", "gone", "other", "nobody", "late", "foreign", "strong")}


class Service(Scene):
    """A provider that knows tokens, and a gateway that asks it."""

    def __init__(self, folder):
        self.provider = Provider().start()
        self.provider.pages["/introspect"] = self.answer
        self.key = Key("EdDSA", folder, "key")
        self.says, self.asked, self.wrong = {}, [], []
        made = folder / "made"
        made.mkdir()
        (made / "keys.json").write_text(json.dumps({"keys": [self.key.public]}))
        (made / "client.secret").write_text(f"{SECRET}\n")
        (made / "client.secret").chmod(0o400)
        self.rules = {"url": f"{self.provider.url}/introspect", "client": CLIENT, "secret": "client.secret"}
        self.house = House(
            made, "https://login.blackbox.example", "keys.json", introspection=self.rules | {"cacheSeconds": 2}
        )

    def answer(self, request):
        kind, _, pair = request.headers["Authorization"].partition(" ")
        known = [urllib.parse.unquote(part) for part in base64.b64decode(pair).decode().split(":")]
        if (kind, known) != ("Basic", [CLIENT, SECRET]):
            self.wrong.append(known)
            return 401, {}, b"{}"
        form = urllib.parse.parse_qs(request.form, strict_parsing=True)
        self.asked.append(form["token"][0])
        return self.says.get(form["token"][0], {"active": False})


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with Service(tmp_path_factory.mktemp("introspection")).standing() as service:
        yield service


def test_what_it_says_of_a_token_is_who_somebody_is_and_is_asked_for_once(service):
    service.says[LIVE["honest"]] = {"active": True, "username": "x"} | service.house.claims()
    said = service.me(LIVE["honest"])
    assert said.status_code == 200, said.text
    assert (said.json()["person"], said.json()["roles"]) == ("quillon-rs", ["researcher"])
    assert LIVE["honest"] not in said.text
    before = len(service.asked)
    assert service.me(LIVE["honest"]).status_code == 200
    assert len(service.asked) <= before + 1 and not service.wrong
    # Taken back: it works on for so long as was declared, and no longer.
    service.says[LIVE["honest"]] = {"active": False}
    until(lambda: service.me(LIVE["honest"]).status_code == 401)
    assert service.me(LIVE["honest"]).json()["code"] == "SH-I119"


@pytest.mark.parametrize(
    "name, members, code",
    [
        ("gone", {"active": False}, "SH-I119"),
        ("other", {"aud": "another"}, "SH-I114"),
        ("nobody", {"sub": None}, "SH-I117"),
        ("late", {"iat": 1, "exp": 600}, "SH-I104"),
        ("foreign", {"iss": "https://evil.example"}, "SH-I110"),
    ],
)
def test_what_it_says_is_judged_as_a_signed_token_is(service, name, members, code):
    says = {"active": True} | service.house.claims() | members
    service.says[LIVE[name]] = {key: value for key, value in says.items() if value is not None}
    said = service.me(LIVE[name])
    assert (said.status_code, said.json()["code"]) == (401, code), said.text


def test_texts_that_no_service_gives_out_are_not_asked_about(service):
    before = len(service.asked)
    for text in ["short", "with,comma" * 5, "x" * 4_097, f"salthouse_{'0' * 63}"]:
        assert service.me(text).json()["code"] == "SH-I102"
    assert len(service.asked) == before


def test_without_an_answer_nobody_is_let_in(service):
    token = LIVE["strong"]
    service.says[token] = {"active": True} | service.house.claims()
    assert service.me(token).status_code == 200
    service.provider.stop()
    until(lambda: service.me(token).status_code == 503)
    began = time.monotonic()
    said = service.me(token)
    assert (said.status_code, said.json()["code"]) == (503, "SH-I118") and time.monotonic() - began < 30
    assert service.me(service.key.token(service.house.claims())).status_code == 200
    service.provider.start()
    until(lambda: service.me(token).status_code == 200)
    assert service.house.told("answers again")
    for page in [(200, {}, b"{}"), (200, {}, b'{"active": "yes"}'), (302, {"Location": "/introspect"}, b"")]:
        service.provider.pages["/introspect"] = page
        until(lambda: service.me(token).status_code == 503)
    service.provider.pages["/introspect"] = service.answer
    until(lambda: service.me(token).status_code == 200)
