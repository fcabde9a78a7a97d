"""The wire under attack: what is not legal is refused and closed, once, and nobody can make the gateway wait or spin."""

import concurrent.futures
import shutil
import socket
import tempfile
import time
from pathlib import Path

import pytest
from battery import FRAMING, HOSTILE, LEGAL, PLAIN
from wire import PATIENCE, Gateway, Nginx, can_limit_files, connect, exchange, read_to_end

CHARTER = b'"principles"'
LIVE = b'{"status":"live"}'
SHORT = ["--head-seconds", "1", "--body-seconds", "1", "--response-seconds", "1", "--idle-seconds", "1"]


@pytest.fixture(scope="module")
def short_folder():
    """A folder whose path leaves room for the name of a Unix socket."""
    folder = Path(tempfile.mkdtemp(prefix="wire-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def open_port(tmp_path_factory):
    server = Gateway(tmp_path_factory.mktemp("raw"), *SHORT)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def behind_nginx(short_folder):
    """nginx with the gateway behind it, on a Unix socket."""
    server = Gateway(short_folder / "gateway", listen=f"unix:{short_folder}/socket")
    try:
        proxy = Nginx(short_folder / "nginx", server.address)
        yield proxy
        proxy.stop()
    finally:
        server.stop()


def all_at_once(address, sent: dict[str, bytes]) -> dict:
    """What came back for each. After each an innocent request must get its own answer, over whatever connection."""

    def one(data):
        got = exchange(address, data)
        innocent = exchange(address, PLAIN, answers=1)
        return got, innocent.statuses == (200,) and innocent.received.endswith(LIVE)

    with concurrent.futures.ThreadPoolExecutor(16) as threads:
        return dict(zip(sent, threads.map(one, sent.values())))


@pytest.fixture(scope="module")
def raw(open_port):
    sent = {row.name: row.followed for row in HOSTILE} | {row.name: row.request for row in LEGAL}
    return all_at_once(open_port.address, sent)


@pytest.fixture(scope="module")
def proxied(behind_nginx):
    sent = {row.name: row.request for row in HOSTILE + LEGAL} | {row.name: row.followed for row in FRAMING}
    return all_at_once(behind_nginx.address, sent)


def test_the_battery_is_long_and_no_name_stands_twice():
    assert len(HOSTILE) >= 90
    assert len({row.name for row in HOSTILE + LEGAL}) == len(HOSTILE + LEGAL)


@pytest.mark.parametrize("row", HOSTILE, ids=lambda row: row.name)
def test_what_is_not_legal_is_refused_once_and_closed(raw, row):
    got, innocent = raw[row.name]
    assert innocent
    assert len(got.statuses) == 1 and got.statuses[0] >= 400 and got.ended, got
    assert CHARTER not in got.received and b"\r\nConnection: close\r\n" in got.received


@pytest.mark.parametrize("row", LEGAL, ids=lambda row: row.name)
def test_what_is_legal_is_answered_as_often_as_it_was_asked(raw, row):
    got, _ = raw[row.name]
    assert got.statuses == row.legal and CHARTER not in got.received, got


@pytest.mark.parametrize("row", HOSTILE, ids=lambda row: row.name)
def test_behind_nginx_nothing_is_smuggled(proxied, row):
    """What nginx mends is a sound request for the gateway, and as many as nginx takes it for; all else is refused."""
    got, innocent = proxied[row.name]
    assert innocent, "somebody else got the wrong answer"
    if row.mended:
        assert got.statuses == row.mended, got
    else:
        assert len(got.statuses) <= 1 and all(status >= 400 for status in got.statuses) and got.ended, got
        assert CHARTER not in got.received


@pytest.mark.parametrize("row", LEGAL, ids=lambda row: row.name)
def test_behind_nginx_what_is_legal_is_answered_as_often(proxied, row):
    got, innocent = proxied[row.name]
    assert got.statuses == row.legal and innocent, got


SLOW = {
    "a head by the byte": (b"GET /health/live HTTP/1.1\r\nHost: a\r\nX: ", b"y", (408,)),
    "a line by the byte": (b"", b"G", (408,)),
    "fields by the line": (b"GET /health/live HTTP/1.1\r\nHost: a\r\n", b"X: y\r\n", (408,)),
    "a body by the byte": (b"POST /v1/checks HTTP/1.1\r\nHost: a\r\nContent-Length: 4000\r\n\r\n", b"y", (408,)),
    "a body that was asked for": (
        b"POST /v1/checks HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4000\r\n\r\n",
        b"y",
        (408,),
    ),
    "nothing at all": (b"", b"", ()),
    "nothing behind an answer": (PLAIN, b"", (200,)),
    "a slow head behind an answer": (PLAIN, b"G", (200, 408)),
}


@pytest.mark.parametrize("start, drop, statuses", SLOW.values(), ids=SLOW.keys())
def test_who_is_slow_is_ended_at_the_deadline(open_port, start, drop, statuses):
    """However steadily it drips: the deadline is of the whole head and of the whole body."""
    with connect(open_port.address) as connection:
        connection.sendall(start)
        connection.settimeout(0.1)
        received, deadline = b"", time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                connection.sendall(drop)
                part = connection.recv(65536)
            except TimeoutError:
                continue
            except ConnectionError:
                break
            if not part:
                break
            received += part
        else:
            pytest.fail("it was still listened to")
    found = [int(part[:3]) for part in received.split(b"HTTP/1.1 ")[1:]]
    assert tuple(status for status in found if status != 100) == statuses


def test_who_never_reads_is_ended_too(tmp_path):
    """One connection is all there is: another is answered once it has been taken from the one who does not read."""
    server = Gateway(tmp_path, *SHORT, "--connections", "1")
    try:
        deaf = socket.socket()
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.connect(server.address)
        deaf.setblocking(False)
        asked = b"GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n" * 100
        deaf.send(asked)
        assert exchange(server.address, PLAIN, answers=1).statuses == (200,)
        deaf.close()
    finally:
        server.stop()


@pytest.mark.skipif(not can_limit_files(), reason="prlimit is not installed (Debian: util-linux)")
def test_120_connections_where_64_files_may_be_open_neither_spin_nor_stop_it(tmp_path):
    """Half of the files are for connections; the rest of the connections wait in the kernel."""
    server = Gateway(tmp_path, files=64)
    try:
        assert "at most 32 connections, because only 64 files may be open" in server.errors.read_text()
        crowd = [connect(server.address) for _ in range(120)]
        for connection in crowd:
            connection.sendall(PLAIN)
        first = read_to_end(crowd[0], answers=1)
        assert first.statuses == (200,)
        before = server.processor_seconds
        time.sleep(1)  # what it uses while nothing happens is to be seen
        assert server.processor_seconds - before < 0.25
        for connection in crowd[:100]:
            connection.close()
        assert read_to_end(crowd[119], answers=1).statuses == (200,)
        for connection in crowd[100:]:
            connection.close()
        assert exchange(server.address, PLAIN, answers=1).statuses == (200,)
    finally:
        server.stop()
