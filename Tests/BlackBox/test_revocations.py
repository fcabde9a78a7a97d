"""Certificates of clients that were taken back: the lists (CRL) of their authorities, which are read again on SIGHUP."""

import shutil
import ssl

import pytest
from authorities import Authority, Identity, trusting
from battery import PLAIN
from deployments import Deployment, run
from signin import until
from test_tls import NAME, ask, hang_up, serving, speaking
from wire import Gateway, read_to_end

LONG_AGO = ("-crl_lastupdate", "20200101000000Z", "-crl_nextupdate", "20200102000000Z")
SOME_DAY = ("-crl_lastupdate", "20490101000000Z", "-crl_nextupdate", "20491231000000Z")


def joined(path, *files):
    """These texts in one file."""
    path.write_bytes(b"".join(file.read_bytes() for file in files))
    return path


class Site:
    """An authority for the gateway, one for clients, and two clients."""

    def __init__(self, folder):
        self.servers, self.clients = Authority(folder / "servers"), Authority(folder / "clients", "clients")
        self.gateway = self.servers.identity(NAME)
        self.honest, self.lost = (self.clients.identity(name, "clientAuth") for name in ("honest", "lost"))

    def words(self, lists) -> list:
        return ["--tls-client-ca", self.clients.certificate, "--tls-client-crl", lists]

    def lets_in(self, server, client=None) -> bool:
        try:
            return ask(server, trusting(self.servers, client)).statuses == (200,)
        except (ssl.SSLError, ConnectionError):
            return False


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return Site(tmp_path_factory.mktemp("revocations"))


def test_a_certificate_that_was_taken_back_is_refused_from_the_next_hang_up_on(tmp_path, site):
    lists = shutil.copy(site.clients.revocations(), tmp_path / "lists.pem")
    with serving(tmp_path, site.gateway, *site.words(lists)) as server:
        assert [site.lets_in(server, client) for client in (site.honest, site.lost, None)] == [True, True, True]
        with speaking(server, trusting(site.servers, site.lost)) as kept:
            shutil.copy(site.clients.revocations(site.lost), lists)
            hang_up(server, r"the files of TLS are new")
            assert [site.lets_in(server, client) for client in (site.honest, site.lost, None)] == [True, False, True]
            # Like a new certificate, a new list holds for connections to come.
            kept.sendall(PLAIN)
            assert read_to_end(kept, answers=1).statuses == (200,)
        # A list that is no good takes the place of none.
        shutil.copy(site.clients.revocations(words=LONG_AGO), lists)
        hang_up(server, r"SH-K127.*stays in force")
        assert [site.lets_in(server, client) for client in (site.honest, site.lost, None)] == [True, False, True]


def soon_without_a_list(folder, site) -> Gateway:
    """A gateway whose list runs out soon after the start: on a slow machine that is refused, and gets more time."""
    for seconds in (5, 20, 80):
        lists = shutil.copy(site.clients.revocations(words=("-crlsec", str(seconds))), folder / f"{seconds}.pem")
        words = ["--tls-certificate", site.gateway.certificate, "--tls-key", site.gateway.key, *site.words(lists)]
        try:
            return Gateway(folder / str(seconds), *words)
        except AssertionError as refused:
            assert "SH-K127" in str(refused)
    raise AssertionError("no start in more than a minute")


def test_once_a_list_has_run_out_no_certificate_is_let_in(tmp_path, site):
    server = soon_without_a_list(tmp_path, site)
    try:
        until(lambda: not site.lets_in(server, site.honest))
        assert site.lets_in(server)
    finally:
        server.stop()


def test_an_authority_between_needs_its_list_too(tmp_path, site):
    between = Authority(tmp_path / "between", "between", above=site.clients)
    client = between.identity("below", "clientAuth")
    shown = Identity(joined(tmp_path / "chain.pem", client.certificate, between.certificate), client.key)
    lists = shutil.copy(site.clients.revocations(), tmp_path / "lists.pem")
    with serving(tmp_path, site.gateway, *site.words(lists)) as server:
        # Whom the one above took back, and whom the one between did; None where its list is not there.
        for above, below, expected in [
            ([], [], True),
            ([], [client], False),
            ([Identity(between.certificate, between.key)], [], False),
            ([], None, False),
        ]:
            there = [site.clients.revocations(*above)]
            there += [between.revocations(*below)] if below is not None else []
            joined(lists, *there)
            times = server.errors.read_text().count("are new") + 1
            hang_up(server, rf"(?s)(the files of TLS are new.*){{{times}}}")
            assert site.lets_in(server, shown) == expected, (above, below)


def test_lists_that_are_no_good_stop_the_start_and_say_why(tmp_path, site):
    home = Deployment.make(tmp_path / "home")
    good = shutil.copy(site.clients.revocations(site.lost), tmp_path / "good.pem")
    torn = tmp_path / "torn.pem"
    torn.write_bytes(good.read_bytes()[:200])
    # Of the same name, and of another key.
    others = Authority(tmp_path / "others", "clients")
    both = joined(tmp_path / "both.pem", site.clients.certificate, others.certificate)
    past = shutil.copy(site.clients.revocations(words=LONG_AGO), tmp_path / "past.pem")
    future = shutil.copy(site.clients.revocations(words=SOME_DAY), tmp_path / "future.pem")
    serve = ["serve", "--directory", home.directory, "--listen", "127.0.0.1:0"]
    serve += ["--tls-certificate", site.gateway.certificate, "--tls-key", site.gateway.key]
    mine = site.clients.certificate
    for code, authorities, lists in [
        ("SH-K126", mine, mine),
        ("SH-K126", mine, torn),
        ("SH-K126", mine, joined(tmp_path / "half.pem", good, torn)),
        ("SH-K126", mine, others.revocations()),
        ("SH-K126", both, good),
        ("SH-K127", mine, past),
        ("SH-K127", mine, future),
        ("SH-K127", mine, joined(tmp_path / "old-and-new.pem", good, past)),
        ("no such file", mine, tmp_path / "nowhere"),
    ]:
        done = run(*serve, "--tls-client-ca", authorities, "--tls-client-crl", lists, expect=1)
        assert code in done.stderr, (code, lists, done.stderr)
    run(*serve, "--tls-client-crl", good, expect=2)
