"""The keys of a sign-in service that are fetched: from whom they are believed, and what an outage does."""

import json
import ssl

import pytest
from authorities import Authority
from deployments import Deployment, Server, program
from jose import Key
from providers import Provider
from signin import RULES, House, fetched, until


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    return [Key("ES256", folder, "first"), Key("EdDSA", folder, "second")]


def test_discovery_over_tls_follows_the_keys_and_outlives_an_outage_for_so_long_as_declared(tmp_path, keys):
    authority = Authority(tmp_path / "authority")
    provider = Provider(authority.identity("localhost")).start()
    first, second = keys
    provider.discover(provider.url, [first])
    # Named from the file with the rules, like every other file.
    house = House(tmp_path / "made", provider.url, fetched(certificates="../authority/authority.pem"))
    try:
        assert house.me_by(first).status_code == 200
        # The key that is new is not known until the next fetch, and the old one is forgotten with it.
        assert house.me_by(second).json()["code"] == "SH-I111"
        provider.discover(provider.url, [second])
        until(lambda: house.me_by(second).status_code == 200)
        assert house.me_by(first).json()["code"] == "SH-I111"
        # Another issuer's document says nothing about this one: that is an outage like any other.
        provider.discover("https://evil.example", [first])
        until(lambda: house.told("is another issuer"))
        assert house.me_by(first).json()["code"] == "SH-I111"
        provider.discover(provider.url, [second])
        provider.stop()
        assert house.me_by(second).status_code == 200
        until(lambda: house.me_by(second).status_code == 503)
        said = house.me_by(second)
        assert (said.json()["code"], said.headers["retry-after"]) == ("SH-I118", "60")
        # Our own tokens need nobody else.
        assert house.me(house.own).status_code == 200
        provider.start()
        until(lambda: house.me_by(second).status_code == 200)
        assert house.told("are there again")
    finally:
        house.server.stop()
        provider.stop()


ANSWERS = {
    "a redirect": ((302, {"Location": "/elsewhere"}, b""), "status 302"),
    "too much": ((200, {}, b" " * (300 << 10)), "too large"),
    "no JSON": ((200, {}, b"<html>"), "/jwks"),
    "a secret key": ({"keys": [{"kty": "oct", "k": "AAAA"}]}, "is secret"),
    "no key": ({"keys": []}, "no key for"),
}


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_keys_come_from_whom_they_should_or_nobody_is_let_in(tmp_path, keys):
    authority, stranger = Authority(tmp_path / "authority"), Authority(tmp_path / "stranger")
    honest = authority.identity("localhost")
    wrong = {
        "a stranger's certificate": (stranger.identity("localhost"), None, "unable to get local issuer"),
        "another name": (authority.identity("other.example"), None, "ostname mismatch"),
        "TLS 1.1": (honest, ssl.TLSVersion.TLSv1_1, "TLS 1.2"),
        "it has run out": (authority.identity("localhost", days=-1), None, "not believed (certificate has expired"),
    }
    provider = Provider(honest).start()
    provider.pages["/jwks"], words = next(iter(ANSWERS.values()))
    place = fetched(**{"from": f"{provider.url}/jwks", "certificates": str(authority.certificate)})
    house = House(tmp_path / "made", "https://login.blackbox.example", place)
    try:
        for page, words in ANSWERS.values():
            provider.pages["/jwks"] = page
            until(lambda words=words: house.told(words))
            assert house.me_by(keys[0]).json()["code"] == "SH-I118"
        provider.discover(provider.url, keys)
        for certificate, version, words in wrong.values():
            provider.stop()
            provider.certificate, provider.versions = certificate, version
            provider.start()
            until(lambda words=words: house.told(words))
            assert house.me_by(keys[0]).json()["code"] == "SH-I118"
        provider.stop()
        provider.certificate, provider.versions = honest, None
        provider.start()
        until(lambda: house.me_by(keys[0]).status_code == 200)
    finally:
        house.server.stop()
        provider.stop()


def test_a_key_set_may_come_in_chunks_and_from_this_machine_in_plain_text(tmp_path, keys):
    provider = Provider().start()
    body = json.dumps({"keys": [key.public for key in keys]}).encode()
    half = len(body) // 2
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:half], body[half:], b""))
    provider.pages["/jwks?p=1"] = (200, {"Transfer-Encoding": "chunked"}, chunks)
    place = fetched(**{"from": f"http://127.0.0.1:{provider.port}/jwks?p=1"})
    house = House(tmp_path / "made", "https://login.blackbox.example", place)
    try:
        assert [house.me_by(key).status_code for key in keys] == [200, 200]
    finally:
        house.server.stop()
        provider.stop()


@pytest.mark.parametrize(
    "place, words",
    [
        ({"from": "discovery", "refreshSeconds": 60}, "/keys/oldestSeconds"),
        (fetched(**{"from": "http://login.example.org/jwks"}), "only https://"),
        (fetched(**{"from": "ftp://login.example.org/jwks"}), "only https://"),
        (fetched(certificates="nowhere.pem"), "nowhere.pem"),
        (fetched(certificates="identity.json"), "no certificate"),
    ],
)
def test_a_place_of_keys_that_does_not_fit_stops_the_start(tmp_path, place, words):
    rules = RULES | {"issuer": "https://login.blackbox.example", "keys": place}
    (tmp_path / "identity.json").write_text(json.dumps(rules))
    made = Deployment.make(tmp_path / "house")
    command = [program("salthouse"), "serve", "--directory", made.directory, "--listen", "127.0.0.1:0"]
    server = Server([*command, "--identity", tmp_path / "identity.json"], tmp_path / "output")
    assert server.process.wait(timeout=60) == 1
    assert words in server.errors.read_text()
