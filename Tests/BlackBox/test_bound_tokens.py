"""Tokens that belong to a certificate (RFC 8705): worth nothing in the hands of somebody who stole them."""

import hashlib
import json
import ssl

import httpx
import pytest
from authorities import Authority, Identity, trusting
from deployments import run
from jose import Key, text_of
from signin import House

ISSUER = "https://login.blackbox.example"


def thumbprint(client: Identity) -> str:
    der = ssl.PEM_cert_to_DER_cert(client.certificate.read_text())
    return text_of(hashlib.sha256(der).digest())


class Site:
    """A gateway that speaks TLS itself, with an authority for clients and two of its clients."""

    def __init__(self, folder, bound: bool):
        self.key = Key("ES256", folder, "signer")
        (folder / "made").mkdir()
        (folder / "made/keys.json").write_text(json.dumps({"keys": [self.key.public]}))
        self.authority = Authority(folder / "servers")
        clients = Authority(folder / "clients", "clients")
        self.mine, self.thief = (clients.identity(name, "clientAuth") for name in ("mine", "thief"))
        server = self.authority.identity("gateway.test")
        words = ["--tls-certificate", server.certificate, "--tls-key", server.key, "--tls-client-ca", clients.certificate]
        self.house = House(folder / "made", ISSUER, "keys.json", words, certificateBound=bound)

    def token(self, **members) -> str:
        return self.key.token(self.house.claims(**members))

    def me(self, token: str, client: Identity | None):
        headers = {"Authorization": f"Bearer {token}"}
        with httpx.Client(verify=trusting(self.authority, client), headers=headers, timeout=60) as who:
            said = who.get(f"{self.house.url}/v1/me")
        return said.status_code, said.json().get("code", said.json().get("person"))


@pytest.fixture(scope="module", params=[False, True], ids=["may be bound", "must be bound"])
def site(request, tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("bound"), request.param)
    site.bound = request.param
    yield site
    site.house.server.stop()


def test_a_bound_token_is_its_person_only_with_its_certificate(site):
    token = site.token(cnf={"x5t#S256": thumbprint(site.mine)})
    assert site.me(token, site.mine) == (200, "quillon-rs")
    assert site.me(token, site.thief) == (401, "SH-I120")
    assert site.me(token, None) == (401, "SH-I120")


@pytest.mark.parametrize(
    "confirmation",
    [
        {"jkt": "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"},
        {"x5t#S256": 7},
        {"x5t#S256": ""},
        {},
        "mine",
        None,
    ],
)
def test_a_binding_that_cannot_be_checked_is_not_met(site, confirmation):
    assert site.me(site.token(cnf=confirmation), site.mine) == (401, "SH-I120")
    both = {"x5t#S256": thumbprint(site.mine), "jkt": "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"}
    assert site.me(site.token(cnf=both), site.mine) == (401, "SH-I120")


def test_a_token_that_is_not_bound_counts_only_where_the_rules_allow_it(site):
    expected = (401, "SH-I121") if site.bound else (200, "quillon-rs")
    assert site.me(site.token(), site.mine) == expected


def test_a_gateway_that_asks_for_certificates_must_let_clients_show_them(site):
    folder = site.house.folder
    rules = folder / "bound.json"
    rules.write_text(json.dumps(site.house.rules | {"certificateBound": True}))
    done = run("serve", "--directory", folder / "house", "--identity", rules, expect=1)
    assert "--tls-client-ca" in done.stderr
