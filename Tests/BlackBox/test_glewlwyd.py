"""A real provider: Glewlwyd, as Debian packages it. Its tokens let in, follow its keys, and end with it; what is made to look
like them is refused for its own reason."""

import gzip
import json
import pathlib
import shutil
import socket
import sqlite3
import subprocess
import time

import httpx
import pytest
from jose import Key, text_of
from signin import House, Scene, fetched, until
from test_identity import with_secret, without_signature

SAMPLES = pathlib.Path("/usr/share/doc/glewlwyd")
PERSON, PASSWORD, SECRET = "quillon-rs", "a-long-password", "client-secret"

pytestmark = pytest.mark.skipif(not shutil.which("glewlwyd"), reason="the Debian package glewlwyd is not installed")


class Glewlwyd:
    """A provider with one user and one client, and an OpenID Connect plugin that signs with the keys that it is given."""

    def __init__(self, folder: pathlib.Path):
        self.folder, self.port = folder, free_port()
        database = sqlite3.connect(folder / "provider.db")
        database.executescript(gzip.open(SAMPLES / "database/init.sqlite3.sql.gz", "rt").read())
        database.close()
        sample = gzip.open(SAMPLES / "glewlwyd.conf.sample.gz", "rt").read()
        for before, after in [
            ("port=4593", f"port={self.port}"),
            ("http://localhost:4593", f"http://localhost:{self.port}"),
            ("/var/cache/glewlwyd/glewlwyd.db", str(folder / "provider.db")),
            ("cookie_secure=1", "cookie_secure=0"),
        ]:
            assert before in sample
            sample = sample.replace(before, after)
        (folder / "provider.conf").write_text(f'{sample}\nbind_address="127.0.0.1"\n')
        self.api = f"http://localhost:{self.port}/api"
        self.issuer = f"{self.api}/oidc"

    def start(self):
        output = (self.folder / "provider.log").open("ab")
        command = ["glewlwyd", "-c", self.folder / "provider.conf"]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        until(self.answers)
        return self

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=60)

    def answers(self) -> bool:
        try:
            return httpx.get(f"{self.api}/").status_code > 0
        except httpx.TransportError:
            return False

    def administrator(self) -> httpx.Client:
        said = httpx.post(f"{self.api}/auth/", json={"username": "admin", "password": "password"})
        return httpx.Client(base_url=self.api, headers={"Cookie": said.headers["set-cookie"].split(";")[0]})

    def settle(self, keys: list[Key]):
        with self.administrator() as admin:
            client = {
                **{"client_id": "tre", "name": "tre", "enabled": True, "confidential": True, "password": SECRET},
                **{"redirect_uri": ["http://localhost:1/"], "scope": ["openid"]},
                **{"authorization_type": ["password", "client_credentials"]},
                **{"token_endpoint_auth_method": ["client_secret_basic"]},
            }
            person = {"username": PERSON, "name": PERSON, "password": PASSWORD, "enabled": True, "scope": ["openid"]}
            plugin = {"module": "oidc", "name": "oidc", "display_name": "oidc", "enabled": True}
            for path, body in [
                ("/user/", person),
                ("/client/", client),
                ("/mod/plugin/", plugin | {"parameters": self.parameters(keys)}),
            ]:
                said = admin.post(path, json=body)
                assert said.status_code == 200, said.text

    def sign_with(self, keys: list[Key]):
        """From now on it signs with the first of these keys, and publishes all of them."""
        with self.administrator() as admin:
            body = {"module": "oidc", "display_name": "oidc", "parameters": self.parameters(keys)}
            assert admin.put("/mod/plugin/oidc", json=body).status_code == 200
            assert admin.put("/mod/plugin/oidc/reset").status_code == 200

    def parameters(self, keys: list[Key]) -> dict:
        offered = {"password": True, "client": True}
        ways = ["code", "token", "none", "password", "client", "device", "refresh", "implicit"]
        return {
            "iss": self.issuer,
            **{"jwks-private": json.dumps({"keys": [key.private for key in keys]}), "jwks-show": True},
            **{"default-kid": keys[0].name, "jwt-type": "rsa", "jwt-key-size": "256", "subject-type": "public"},
            **{"access-token-duration": 600, "refresh-token-duration": 600, "code-duration": 600},
            **{f"auth-type-{way}-enabled": offered.get(way, False) for way in ways},
            **{"allow-non-oidc": True, "refresh-token-rolling": False},
            "additional-parameters": [{"user-parameter": "name", "token-parameter": "person"}],
            **{"introspection-revocation-allowed": True, "introspection-revocation-allow-target-client": True},
        }

    def tokens(self, **form) -> dict:
        form = form or {"grant_type": "password", "username": PERSON, "password": PASSWORD}
        said = httpx.post(f"{self.issuer}/token", data=form | {"scope": "openid"}, auth=("tre", SECRET))
        assert said.status_code == 200, said.text
        return said.json()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Stage(Scene):
    """The provider, its keys, and a gateway that finds them by discovery."""

    def __init__(self, folder: pathlib.Path):
        self.keys = {name: Key(name, folder, f"of-{name.lower()}") for name in ("RS256", "ES256")}
        self.stranger = Key("RS256", folder, "stranger")
        self.provider = Glewlwyd(folder).start()
        self.provider.settle([self.keys["RS256"]])
        self.house = House(
            folder / "made",
            self.provider.issuer,
            fetched(),
            audience="openid",
            person="person",
            roles={"claim": "scope", "meaning": {"openid": "researcher"}},
        )

    def claims(self, **members) -> dict:
        """What the provider's own tokens say, with changes; members that are None are left out."""
        now = int(time.time())
        honest = {"iss": self.provider.issuer, "sub": "VB8zeWcq", "person": PERSON, "aud": "openid", "scope": "openid"}
        honest |= {"type": "access_token", "iat": now, "nbf": now, "exp": now + 600} | members
        return {name: value for name, value in honest.items() if value is not None}


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    with Stage(tmp_path_factory.mktemp("glewlwyd")).standing() as stage:
        yield stage


def test_its_tokens_of_two_algorithms_are_their_person_and_follow_its_keys(stage):
    old = stage.provider.tokens()["access_token"]
    said = stage.me(old)
    assert said.status_code == 200, said.text
    assert (said.json()["person"], said.json()["roles"]) == (PERSON, ["researcher"])
    # The new key signs beside the old one, and then alone.
    stage.provider.sign_with([stage.keys["ES256"], stage.keys["RS256"]])
    new = stage.provider.tokens()["access_token"]
    until(lambda: stage.me(new).status_code == 200)
    assert stage.me(old).status_code == 200
    stage.provider.sign_with([stage.keys["ES256"]])
    until(lambda: stage.me(old).status_code == 401)
    assert stage.me(old).json()["code"] == "SH-I111"
    assert stage.me(new).status_code == 200
    stage.provider.sign_with(list(stage.keys.values()))
    until(lambda: stage.me(old).status_code == 200)


def about(claims: dict, token: str) -> str:
    """Other claims under the provider's signature."""
    header, _, signature = token.split(".")
    return f"{header}.{text_of(json.dumps(claims).encode())}.{signature}"


HOSTILE = {
    "no signature": (lambda s: without_signature("none"), "SH-I106"),
    "a wrong key": (lambda s: s.stranger.token(s.claims(), kid="of-rs256"), "SH-I112"),
    "an unknown key": (lambda s: s.stranger.token(s.claims()), "SH-I111"),
    "another issuer": (lambda s: s.keys["RS256"].token(s.claims(iss="https://evil.example")), "SH-I110"),
    "another subject": (lambda s: about(s.claims(person="mallory"), s.provider.tokens()["access_token"]), "SH-I112"),
    "nobody's": (lambda s: s.provider.tokens(grant_type="client_credentials")["access_token"], "SH-I117"),
    "run out": (lambda s: s.keys["ES256"].token(s.claims(iat=1, nbf=1, exp=600)), "SH-I104"),
    "a wrong audience": (lambda s: s.keys["ES256"].token(s.claims(aud="another")), "SH-I114"),
    "its ID token": (lambda s: s.provider.tokens()["id_token"], "SH-I113"),
    "its refresh token": (lambda s: s.provider.tokens()["refresh_token"], "SH-I102"),
    "the algorithm confused": (
        lambda s: with_secret(None, json.dumps(s.keys["RS256"].public).encode()),
        "SH-I107",
    ),
    "an embedded key": (lambda s: s.stranger.token(s.claims(), jwk=s.stranger.public), "SH-I108"),
    "huge": (lambda s: s.keys["RS256"].token(s.claims(note="x" * 20_000)), "SH-H119"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_only_looks_like_its_tokens_is_refused_for_its_own_reason(stage, name):
    make, code = HOSTILE[name]
    said = stage.me(make(stage))
    assert (said.status_code, said.json()["code"]) == (431 if code == "SH-H119" else 401, code), said.text


def test_when_it_is_out_its_keys_serve_for_a_while_and_no_longer(stage):
    token = stage.provider.tokens()["access_token"]
    assert stage.me(token).status_code == 200
    stage.provider.stop()
    assert stage.me(token).status_code == 200
    until(lambda: stage.me(token).status_code == 503)
    assert stage.me(token).json()["code"] == "SH-I118"
    stage.provider.start()
    until(lambda: stage.me(token).status_code == 200)
