"""What a proxy says of a client counts where the proxy is declared, and is refused from everybody else."""

import base64
import hashlib
import json
import ssl

import httpx
import pytest
from authorities import Authority
from deployments import run
from jose import Key, text_of
from nginx import NAME, Proxy
from signin import House

ISSUER = "https://login.blackbox.example"
LIMITS = ["--strangers-per-address", "20", "--requests-per-person", "unlimited"]


def der(identity) -> bytes:
    return ssl.PEM_cert_to_DER_cert(identity.certificate.read_text())


class Site:
    """A gateway that knows its proxy, which is the shipped example; a signer of tokens, and two clients."""

    def __init__(self, folder):
        self.key = Key("ES256", folder, "signer")
        (folder / "made").mkdir()
        (folder / "made/keys.json").write_text(json.dumps({"keys": [self.key.public]}))
        authority = Authority(folder / "clients", "clients")
        self.mine, self.thief = (authority.identity(name, "clientAuth", kind) for name, kind in (("mine", "ec"), ("thief", "rsa")))
        self.stranger = Authority(folder / "others").identity("stranger", "clientAuth")
        words = ["--trusted-proxy", "127.0.0.1", *LIMITS]
        self.house = House(folder / "made", ISSUER, "keys.json", words, certificateBound=True)
        (folder / "nginx").mkdir()
        upstream = self.house.url.removeprefix("http://")
        self.proxy = Proxy(folder / "nginx", upstream, declared=True, clients=authority.certificate)

    def token(self, identity) -> str:
        return self.key.token(self.house.claims(cnf={"x5t#S256": text_of(hashlib.sha256(der(identity)).digest())}))

    def me(self, token: str, shown=None, **headers):
        """What the gateway says through the proxy to somebody with a token and perhaps a certificate."""
        context = self.proxy.trust()
        if shown:
            context.load_cert_chain(shown.certificate, shown.key)
        headers |= {"Authorization": f"Bearer {token}", "Host": NAME}
        with httpx.Client(verify=context, headers=headers, timeout=60) as who:
            extensions = {"sni_hostname": NAME}
            said = who.get(f"https://127.0.0.1:{self.proxy.port}/v1/me", extensions=extensions)
        if said.headers["content-type"] == "text/html":
            return said.status_code, None
        return said.status_code, said.json().get("code", said.json().get("person"))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("proxied"))
    with site.proxy.running():
        yield site
    site.house.server.stop()


def test_a_bound_token_works_through_the_proxy_with_its_certificate_alone(site):
    for owner, other in ((site.mine, site.thief), (site.thief, site.mine)):
        token = site.token(owner)
        assert site.me(token, owner) == (200, "quillon-rs")
        assert site.me(token, other) == (401, "SH-I120")
        assert site.me(token) == (401, "SH-I120")
        # The certificate is no secret: who has a copy of it, and not its key, sends it in vain.
        forged = {"Client-Cert": f":{base64.b64encode(der(owner)).decode()}:"}
        assert site.me(token, **forged) == (401, "SH-I120")
        assert site.me(token, other, **forged) == (401, "SH-I120")
    assert site.me(site.token(site.stranger), site.stranger) == (400, None)


def ask(url: str, **headers):
    said = httpx.get(f"{url}/health/live", headers=headers, timeout=60)
    return said.status_code, said.json().get("code")


def test_addresses_are_told_apart_behind_the_proxy(site):
    """Each has its own count. What is sent to the proxy is said as the proxy would say it, which is on this machine."""
    url = site.house.url
    for address in ("198.51.100.1", '"[2001:db8::1]"'):
        assert {ask(url, Forwarded=f"for={address}") for _ in range(20)} == {(200, None)}
        assert ask(url, Forwarded=f"for={address}") == (429, "SH-A205")
    assert ask(url, Forwarded='for="[2001:db8::2]"') == (429, "SH-A205"), "one subscriber"
    assert ask(url, Forwarded='for="198.51.100.2:4711"') == (200, None)


@pytest.mark.parametrize("value", ["for=198.51.100.1, for=198.51.100.2", "for=unknown", "198.51.100.1"])
def test_a_proxy_that_hands_on_what_others_said_is_refused(site, value):
    assert ask(site.house.url, Forwarded=value) == (400, "SH-H125")


@pytest.mark.parametrize("name, value", [("Forwarded", "for=198.51.100.1"), ("Client-Cert", ":MAEC:"), ("Client-Cert-Chain", ":MAEC:")])
def test_whoever_is_not_the_proxy_is_refused_with_such_a_field(gateway, name, value):
    assert ask(gateway.url, **{name: value}) == (400, "SH-H124")
    assert ask(gateway.url, **{"X-Forwarded-For": "198.51.100.1"}) == (200, None), "it is read from nobody"


@pytest.mark.parametrize("proxy, says", [("192.0.2.1", "this machine"), ("unix", "--listen"), ("proxy.example", "this machine")])
def test_a_proxy_that_cannot_be_there_is_no_setting(site, proxy, says):
    directory = site.house.folder / "house"
    done = run("serve", "--directory", directory, "--listen", "127.0.0.1:0", "--trusted-proxy", proxy)
    assert done.returncode in (1, 2) and says in done.stderr
