"""The network over TLS and a proxy on this machine over a Unix socket, at once: each gets what is its own."""

import pytest
from authorities import Authority, trusting
from battery import PLAIN
from deployments import Deployment, run
from test_tls import NAME, ask
from wire import Gateway, connect, exchange, read_to_end

FORWARDED = PLAIN.replace(b"\r\n\r\n", b"\r\nForwarded: for=192.0.2.7\r\n\r\n")


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


def test_tls_on_a_port_and_plain_text_on_a_socket(tmp_path, authority):
    identity, socket = authority.identity(NAME), str(tmp_path / "gateway.sock")
    tls = ["--tls-certificate", identity.certificate, "--tls-key", identity.key]
    server = Gateway(tmp_path, *tls, "--proxy-socket", f"unix:{socket}", "--trusted-proxy", "unix")
    try:
        assert server.wait_for(server.errors, rf"^serving on unix:{socket}$")
        over_tls, local = ask(server, trusting(authority)), exchange(socket, PLAIN, answers=1)
        assert over_tls.statuses == local.statuses == (200,)
        assert b"Strict-Transport-Security" in over_tls.received and b"Strict-Transport-Security" not in local.received
        # The port speaks TLS only, and what a proxy may say is believed on the socket only.
        with connect(server.address) as stranger:
            stranger.sendall(PLAIN)
            assert b"HTTP" not in read_to_end(stranger).received
        assert exchange(socket, FORWARDED, answers=1).statuses == (200,)
        refused = ask(server, trusting(authority), FORWARDED)
        assert refused.statuses == (400,) and b"SH-H124" in refused.received
    finally:
        server.stop()
    assert not (tmp_path / "gateway.sock").exists()


def test_the_second_listener_is_a_socket_of_this_machine(tmp_path):
    made = Deployment.make(tmp_path / "made").directory
    done = run("serve", "--directory", made, "--proxy-socket", "127.0.0.1:0", expect=2)
    assert "unix:/path" in done.stderr
