"""Gateways that believe a sign-in service, for the tests of signing in."""

import contextlib
import json
import time

from deployments import TOP, Deployment, Server, client, program
from jose import Key

AUDIENCE = "salthouse-blackbox"
RULES = json.loads((TOP / "deploy/identity.example.json").read_text()) | {"audience": AUDIENCE}


class House:
    """A deployment that believes the provider at an address, as declared under `keys`."""

    def __init__(self, folder, issuer: str, keys: dict | str, words=(), **rules):
        self.folder, self.issuer = folder, issuer
        folder.mkdir(exist_ok=True)
        self.rules = RULES | {"issuer": issuer, "keys": keys} | rules
        (folder / "identity.json").write_text(json.dumps(self.rules))
        made = Deployment.make(folder / "house")
        self.own = made.token("ward-op", "operator")
        command = [program("salthouse"), "serve", "--directory", made.directory, "--listen", "127.0.0.1:0"]
        self.server = Server([*command, "--identity", folder / "identity.json", *words], folder / "output")
        scheme = "https://" if "--tls-key" in words else "http://"
        self.url = scheme + self.server.wait_for(self.server.errors, r"^serving on (\S+)$").group(1)

    def me(self, token: str):
        with client(self.url, token) as who:
            return who.get("/v1/me")

    def me_by(self, key: Key):
        """Somebody of whom the provider says nothing special, signed with a key."""
        return self.me(key.token(self.claims()))

    def claims(self, **members) -> dict:
        now = int(time.time())
        honest = {"iss": self.issuer, "sub": "quillon-rs", "aud": AUDIENCE, "iat": now - 10, "exp": now + 600}
        return honest | {"realm_access": {"roles": ["tre-researcher"]}} | members

    def told(self, words: str) -> bool:
        return words in self.server.errors.read_text()


class Scene:
    """A `provider` and the `house` that believes it."""

    def me(self, token: str):
        return self.house.me(token)

    @contextlib.contextmanager
    def standing(self):
        """Ends both when the tests are done."""
        yield self
        self.house.server.stop()
        self.provider.stop()


def fetched(**members) -> dict:
    return {"from": "discovery", "refreshSeconds": 1, "oldestSeconds": 4} | members


def until(holds):
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline, "it does not come to pass"
        time.sleep(0.1)
