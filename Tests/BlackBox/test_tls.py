"""TLS on the wire: who may speak, how certificates are changed while serving, and that nothing else is different."""

import concurrent.futures
import contextlib
import hashlib
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import time

import pytest
from authorities import Authority, openssl, trusting
from battery import HOSTILE, PLAIN
from deployments import Deployment, run
from wire import PATIENCE, Gateway, connect, read_to_end

NAME = "gateway.test"


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def identity(authority):
    return authority.identity(NAME)


@pytest.fixture(scope="module")
def clients(tmp_path_factory):
    """The authority that vouches for clients."""
    return Authority(tmp_path_factory.mktemp("clients"), "clients")


@contextlib.contextmanager
def serving(folder, identity, *words):
    server = Gateway(folder, "--tls-certificate", identity.certificate, "--tls-key", identity.key, *words)
    try:
        yield server
        server.stop()
    finally:
        if server.process.poll() is None:
            server.kill()


@pytest.fixture(scope="module")
def server(tmp_path_factory, identity, clients):
    words = ["--tls-client-ca", clients.certificate, "--head-seconds", "1"]
    with serving(tmp_path_factory.mktemp("tls"), identity, *words) as server:
        yield server


@contextlib.contextmanager
def speaking(server, context):
    """A TLS connection whose certificate was checked."""
    with connect(server.address) as plain, context.wrap_socket(plain, server_hostname=NAME) as connection:
        yield connection


def ask(server, context, data=PLAIN):
    with speaking(server, context) as connection:
        connection.sendall(data)
        return read_to_end(connection, answers=1)


def test_tls_1_3_and_http_1_1_with_a_certificate_that_fits_the_name(server, authority):
    with speaking(server, trusting(authority)) as connection:
        assert connection.version() == "TLSv1.3"
        assert connection.selected_alpn_protocol() == "http/1.1"
        connection.sendall(PLAIN + PLAIN)
        assert read_to_end(connection, answers=2).statuses == (200, 200)


def test_over_tls_browsers_are_told_to_stay_with_it(server, authority):
    head = ask(server, trusting(authority)).received.split(b"\r\n\r\n")[0]
    for field in (
        b"Strict-Transport-Security: max-age=63072000",
        b"X-Content-Type-Options: nosniff",
        b"Referrer-Policy: no-referrer",
        b"Content-Security-Policy: default-src 'none'; frame-ancestors 'none'",
        b"Cache-Control: no-store",
    ):
        assert field in head


def test_curl_speaks_to_it(server, authority):
    port = server.address[1]
    words = ["--cacert", authority.certificate, "--resolve", f"{NAME}:{port}:127.0.0.1"]
    done = subprocess.run(
        ["curl", "--silent", "--show-error", "--fail", *words, f"https://{NAME}:{port}/openapi.json"],
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["openapi"].startswith("3.1")


def old(authority, newest: ssl.TLSVersion) -> ssl.SSLContext:
    context = trusting(authority)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.maximum_version = newest
    return context


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_tls_1_2_is_spoken_where_it_was_asked_for_and_nothing_older_ever(tmp_path, server, authority, identity):
    with pytest.raises((ssl.SSLError, ConnectionError)):
        ask(server, old(authority, ssl.TLSVersion.TLSv1_2))
    with serving(tmp_path, identity, "--tls-minimum", "1.2") as lenient:
        assert ask(lenient, old(authority, ssl.TLSVersion.TLSv1_2)).statuses == (200,)
        assert ask(lenient, trusting(authority)).statuses == (200,)
        with pytest.raises((ssl.SSLError, ConnectionError)):
            ask(lenient, old(authority, ssl.TLSVersion.TLSv1_1))
        weak = old(authority, ssl.TLSVersion.TLSv1_2)
        weak.set_ciphers("ECDHE-ECDSA-AES128-SHA:ECDHE-ECDSA-AES128-SHA256:@SECLEVEL=0")
        with pytest.raises((ssl.SSLError, ConnectionError)):
            ask(lenient, weak)


def test_a_client_that_speaks_another_protocol_is_sent_away(server, authority):
    with pytest.raises(ssl.SSLError, match="(?i)no.application.protocol"):
        ask(server, trusting(authority, protocols=["h2"]))
    assert ask(server, trusting(authority, protocols=["h2", "http/1.1"])).statuses == (200,)
    assert ask(server, trusting(authority, protocols=[])).statuses == (200,)


def test_who_speaks_without_tls_gets_no_word_of_http(server):
    with connect(server.address) as connection:
        connection.sendall(PLAIN)
        got = read_to_end(connection)
    assert got.ended and b"HTTP" not in got.received


def test_nothing_is_resumed(server, authority):
    """There is no ticket, so there is no key of tickets that could open what was recorded."""
    context = trusting(authority)
    with speaking(server, context) as first:
        first.sendall(PLAIN)
        read_to_end(first, answers=1)
        session = first.session
        assert not session.has_ticket
    with connect(server.address) as plain, context.wrap_socket(
        plain, server_hostname=NAME, session=session
    ) as connection:
        assert not connection.session_reused


def test_the_battery_is_refused_over_tls_as_well(server, authority):
    context = trusting(authority)

    def one(row):
        with speaking(server, context) as connection:
            try:
                connection.sendall(row.followed)
            except (ssl.SSLError, ConnectionError):
                pass  # It was refused before all was sent.
            return row.name, read_to_end(connection)

    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        for name, got in threads.map(one, HOSTILE):
            assert len(got.statuses) == 1 and got.statuses[0] >= 400 and got.ended, (name, got)


@pytest.mark.parametrize("start", [b"", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc"], ids=["no byte", "half a greeting"])
def test_a_handshake_that_does_not_end_is_ended_at_the_deadline_of_heads(server, start):
    with connect(server.address) as connection:
        connection.sendall(start)
        got = read_to_end(connection)
    assert got.ended and got.received == b""


def test_a_client_may_show_a_certificate_and_only_a_good_one(server, authority, clients, tmp_path):
    mine = clients.identity("researcher", "clientAuth")
    assert ask(server, trusting(authority, mine)).statuses == (200,)
    assert ask(server, trusting(authority)).statuses == (200,)
    refused = {
        "of nobody we know": Authority(tmp_path / "others", "others").identity("stranger", "clientAuth"),
        "a server's": clients.identity("server", "serverAuth"),
        "run out": clients.identity("late", "clientAuth", days=-1),
    }
    for why, client in refused.items():
        with pytest.raises((ssl.SSLError, ConnectionError)):
            got = ask(server, trusting(authority, client))
            assert got.statuses, why  # closed without an answer: the alert came with the end
            pytest.fail(why)


def shown(server, context) -> str:
    """The hash of the certificate that a new connection is shown."""
    with speaking(server, context) as connection:
        return hashlib.sha256(connection.getpeercert(binary_form=True)).hexdigest()


def hang_up(server, pattern: str):
    """Asks it to read its files again, and waits until it says that it has."""
    server.process.send_signal(signal.SIGHUP)
    server.wait_for(server.errors, pattern)


def test_a_certificate_is_changed_on_sighup_and_no_connection_ends(tmp_path, authority):
    context = trusting(authority)
    others, used = authority.identity("others"), authority.identity("in-use")

    def use(made):
        shutil.copy(made.certificate, used.certificate)
        shutil.copy(made.key, used.key)

    use(authority.identity(NAME, kind="rsa"))
    with serving(tmp_path, used) as server, speaking(server, context) as kept:
        before = shown(server, context)
        kept.sendall(PLAIN)
        assert read_to_end(kept, answers=1).statuses == (200,)

        shutil.copy(others.certificate, used.certificate)  # which does not fit the key
        hang_up(server, r"SH-K12\d.*stays in force")
        assert shown(server, context) == before

        use(authority.identity(NAME))
        hang_up(server, r"the files of TLS are new")
        assert shown(server, context) != before
        kept.sendall(PLAIN)
        assert read_to_end(kept, answers=1).statuses == (200,)


def broken_files(authority, folder):
    good, other = authority.identity("good"), authority.identity("other")
    locked = folder / "locked.key"
    openssl("pkey", "-in", good.key, "-aes256", "-passout", "pass:secret", "-out", locked)
    no_key = folder / "no-key.pem"
    shutil.copy(good.certificate, no_key)
    no_key.chmod(0o600)
    open_key = folder / "open.key"
    shutil.copy(good.key, open_key)
    open_key.chmod(0o644)
    torn = folder / "torn.pem"
    torn.write_bytes(good.certificate.read_bytes()[:200])
    late, weak = authority.identity("late", days=-1), authority.identity("weak", kind="weak")
    return {
        "SH-K121": [(torn, good.key), (weak.certificate, weak.key), (good.key, good.key)],
        "SH-K122": [(good.certificate, locked), (good.certificate, no_key)],
        "SH-K123": [(good.certificate, other.key)],
        "SH-K124": [(late.certificate, late.key)],
        "lets others in": [(good.certificate, open_key)],
        "no such file": [(folder / "nowhere", good.key)],
    }


def test_files_that_are_no_good_stop_the_start_and_say_why(tmp_path, authority):
    home = Deployment.make(tmp_path / "home")
    serve = ["serve", "--directory", home.directory, "--listen", "127.0.0.1:0"]
    for code, pairs in broken_files(authority, tmp_path).items():
        for certificate, key in pairs:
            done = run(*serve, "--tls-certificate", certificate, "--tls-key", key, expect=1)
            assert code in done.stderr, (code, done.stderr)
    good = authority.identity("good")
    whole = [*serve, "--tls-certificate", good.certificate, "--tls-key", good.key]
    done = run(*whole, "--tls-client-ca", good.key, expect=1)
    assert "SH-K125" in done.stderr
    for words in (
        [*serve, "--tls-certificate", good.certificate],
        [*serve, "--tls-key", good.key],
        [*serve, "--tls-client-ca", good.certificate],
        [*whole, "--tls-minimum", "1.1"],
    ):
        run(*words, expect=2)


def test_beyond_this_machine_it_listens_with_tls_only(tmp_path, identity, authority):
    home = Deployment.make(tmp_path / "home")
    done = run("serve", "--directory", home.directory, "--listen", "0.0.0.0:0", expect=1)
    assert "SH-H202" in done.stderr
    server = Gateway(
        tmp_path, "--tls-certificate", identity.certificate, "--tls-key", identity.key, listen="0.0.0.0:0"
    )
    try:
        assert ask(server, trusting(authority)).statuses == (200,)
    finally:
        server.stop()


def test_a_deaf_client_of_tls_is_ended(tmp_path, identity, authority):
    """One connection is all there is: another is answered once it has been taken from the one who does not read."""
    with serving(tmp_path, identity, "--connections", "1", "--response-seconds", "1") as server:
        deaf = socket.socket()
        deaf.settimeout(PATIENCE)
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.connect(server.address)
        with trusting(authority).wrap_socket(deaf, server_hostname=NAME) as connection:
            connection.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n" * 100)
            assert ask(server, trusting(authority)).statuses == (200,)


def test_what_the_kernel_takes_in_pieces_arrives_whole(server, authority):
    """Forty large answers through a small window: what is sent is more than the kernel keeps for one connection."""
    context = trusting(authority)
    request = b"GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n"
    body = ask(server, context, request).received.split(b"\r\n\r\n", 1)[1]
    with socket.socket() as plain:
        plain.settimeout(PATIENCE)
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        plain.connect(server.address)
        with context.wrap_socket(plain, server_hostname=NAME) as connection:
            connection.sendall(request * 39 + request.replace(b"Host", b"Connection: close\r\nHost"))
            received = b"".join(iter(lambda: connection.recv(1 << 20), b""))
    answers = received.split(b"HTTP/1.1 200 OK\r\n")[1:]
    assert [answer.split(b"\r\n\r\n", 1)[1] == body for answer in answers] == [True] * 40


@pytest.mark.skipif(not os.environ.get("SALTHOUSE_TEST_ALL"), reason="takes minutes: deploy/test --all")
def test_testssl_finds_no_weakness(tmp_path, authority, identity):
    found = shutil.which("testssl") or shutil.which("testssl.sh")
    if not found:
        pytest.skip("testssl.sh is not installed (Debian: testssl.sh)")
    with serving(tmp_path, identity, "--tls-minimum", "1.2") as server:
        report = tmp_path / "report.json"
        words = ["--jsonfile", report, "--warnings", "off", "--color", "0", "--quiet", "--add-ca", authority.certificate]
        subprocess.run([found, *words, f"127.0.0.1:{server.address[1]}"], capture_output=True, timeout=900)
    findings = json.loads(report.read_text())
    assert len(findings) > 50
    # What it says of the certificate and its name is about this test's, not about the gateway.
    ours = [finding for finding in findings if not finding["id"].startswith(("cert_", "DNS_"))]
    bad = [finding for finding in ours if finding["severity"] in ("LOW", "MEDIUM", "HIGH", "CRITICAL", "FATAL")]
    assert not bad, json.dumps(bad, indent=1)
    offered = {finding["id"]: finding["finding"] for finding in ours if finding["id"].startswith(("SSL", "TLS"))}
    assert [offered[name] for name in ("SSLv2", "SSLv3", "TLS1", "TLS1_1")] == ["not offered"] * 4
    assert offered["TLS1_2"].startswith("offered") and offered["TLS1_3"].startswith("offered")
