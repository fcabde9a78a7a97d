"""The shipped nginx example: TLS in front of the gateway, and nothing of a client's own making behind it."""

import http.server
import json
import subprocess
import threading

import pytest
from nginx import NAME, Proxy
from questions import question

CLOSE = f"Host: {NAME}\r\nConnection: close\r\n"


@pytest.fixture(scope="module")
def proxy(gateway, tmp_path_factory):
    proxy = Proxy(tmp_path_factory.mktemp("nginx"), gateway.url.removeprefix("http://"))
    with proxy.running():
        yield proxy


def head_and_body(answer: bytes) -> tuple[str, bytes]:
    head, _, body = answer.partition(b"\r\n\r\n")
    return head.decode(), body


def test_nginx_accepts_the_example(proxy):
    said = subprocess.run(proxy.command("-t"), capture_output=True, text=True, timeout=60)
    assert said.returncode == 0 and "warn" not in said.stderr, said.stderr


@pytest.mark.parametrize("framing", ["length", "chunked"])
def test_a_question_is_answered_through_it(proxy, gateway, framing):
    body = json.dumps(question(by=["person.sex"])).encode()
    lines = f"POST /v1/queries HTTP/1.1\r\n{CLOSE}Authorization: Bearer {gateway.tokens['researcher']}\r\n"
    lines += "Content-Type: application/json\r\n"
    if framing == "length":
        request = f"{lines}Content-Length: {len(body)}\r\n\r\n".encode() + body
    else:
        request = f"{lines}Transfer-Encoding: chunked\r\n\r\n{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n"
    head, answer = head_and_body(proxy.send(request))
    assert head.startswith("HTTP/1.1 200") and json.loads(answer)["status"] == "released"
    assert "Strict-Transport-Security: max-age=31536000" in head and "Cache-Control: no-store" in head
    assert not [line for line in head.splitlines() if line.startswith("Server: ") and line != "Server: nginx"]


@pytest.mark.parametrize(
    "lines",
    [
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: 5\r\nContent-Length: 40\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Content-Length: +5\r\n",
    ],
)
def test_no_second_request_is_smuggled_through_it(proxy, lines):
    hidden = "0\r\n\r\nGET /openapi.json HTTP/1.1\r\n" + CLOSE + "\r\n"
    answer = proxy.send(f"POST /v1/queries HTTP/1.1\r\nHost: {NAME}\r\n{lines}\r\n{hidden}".encode())
    assert answer.count(b"HTTP/1.1 ") == 1 and b'"openapi"' not in answer
    assert answer.split()[1][:1] in (b"4", b"5")


def test_another_name_gets_no_certificate(proxy):
    with pytest.raises(OSError):
        proxy.connect("other.example.org")


def test_more_than_a_question_is_refused_before_the_gateway(proxy):
    head, _ = head_and_body(proxy.send(f"POST /v1/queries HTTP/1.1\r\n{CLOSE}Content-Length: 70000\r\n\r\n".encode()))
    assert head.startswith("HTTP/1.1 413")


def test_whoever_asks_too_fast_is_told_when_to_come_back(proxy):
    request = f"GET /health/live HTTP/1.1\r\nHost: {NAME}\r\n\r\n".encode() * 80
    last = f"GET /health/live HTTP/1.1\r\n{CLOSE}\r\n".encode()
    answer = proxy.send(request + last).decode()
    assert answer.count("HTTP/1.1 200") >= 40
    head = answer[answer.index("HTTP/1.1 429") :].partition("\r\n\r\n")[0]
    assert "Retry-After: 2" in head and "application/problem+json" in head


class Recording(http.server.BaseHTTPRequestHandler):
    """Stands where the gateway would, and keeps what arrives."""

    def do_GET(self):
        self.server.heard.append(self.headers)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def test_only_fields_that_the_gateway_reads_go_on(tmp_path):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recording) as upstream:
        upstream.heard = []
        threading.Thread(target=upstream.serve_forever, daemon=True).start()
        with Proxy(tmp_path, f"127.0.0.1:{upstream.server_port}", declared=True).running() as proxy:
            forged = "X-Remote-User: root\r\nX-Forwarded-For: 10.0.0.1\r\nForwarded: for=10.0.0.1\r\nCookie: a=b\r\n"
            kept = "Authorization: Bearer t\r\nAccept: text/csv\r\nPrefer: respond-async\r\n"
            forged += "Client-Cert: :MAEC:\r\n"
            proxy.send(f"GET /v1/me?token=secret HTTP/1.1\r\n{CLOSE}{forged}{kept}\r\n".encode())
            log = (tmp_path / "access.log").read_text()
        upstream.shutdown()
    (heard,) = upstream.heard
    assert {name.lower() for name in heard} == {"host", "authorization", "accept", "prefer", "forwarded"}
    assert heard.get_all("Forwarded") == ["for=127.0.0.1"]
    assert '"GET /v1/me" 204' in log and "secret" not in log and "Bearer" not in log


def test_where_the_gateway_is_not_there_it_says_when_to_come_back(tmp_path):
    with Proxy(tmp_path, f"unix:{tmp_path}/nobody.sock").running() as proxy:
        head, body = head_and_body(proxy.send(f"GET /v1/me HTTP/1.1\r\n{CLOSE}\r\n".encode()))
    assert head.startswith("HTTP/1.1 503") and "Retry-After: 10" in head and "Strict-Transport-Security" in head
    assert json.loads(body)["status"] == 503
