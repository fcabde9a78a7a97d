"""The shipped nginx example, started in front of a gateway."""

import contextlib
import os
import pathlib
import re
import shutil
import socket
import ssl
import subprocess
import time

import pytest
from deployments import TOP

EXAMPLE = TOP / "deploy" / "nginx" / "salthouse.conf"
NAME = "tre.example.org"


class Proxy:
    """A running nginx, on a port of its own, with the certificate of the name in the example."""

    def __init__(
        self, folder: pathlib.Path, upstream: str, declared: bool = False, clients: pathlib.Path | None = None
    ):
        """`declared`: the gateway is told of it. `clients`: the authority that vouches for certificates of clients."""
        self.program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
        if self.program is None:
            pytest.skip("nginx is missing: apt install nginx-light")
        self.folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        make = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
        make += ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
        subprocess.run(
            [*make, "-keyout", folder / "key.pem", "-out", folder / "cert.pem"], check=True, capture_output=True, timeout=60
        )
        text = EXAMPLE.read_text()
        for there, here in {
            "unix:/run/salthouse/gateway.sock": upstream,
            "/etc/ssl/salthouse/fullchain.pem": f"{folder}/cert.pem",
            "/etc/ssl/salthouse/key.pem": f"{folder}/key.pem",
            "/var/log/nginx/salthouse.log": f"{folder}/access.log",
            "listen 443 ssl": f"listen 127.0.0.1:{self.port} ssl",
        }.items():
            assert there in text
            text = text.replace(there, here)
        if not declared:
            text = re.sub("proxy_set_header (Forwarded|Client-Cert) .*", "", text)
        if clients:
            text = text.replace("# ssl_client_certificate /etc/ssl/salthouse/clients.pem", f"ssl_client_certificate {clients}")
            text = text.replace("# ssl_verify_client", "ssl_verify_client")
        (folder / "salthouse.conf").write_text(text)
        temporary = "".join(
            f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (folder / "nginx.conf").write_text(
            f"{'user root; ' if os.getuid() == 0 else ''}pid {folder}/pid; error_log {folder}/error.log; daemon off;\n"
            f"worker_processes 1; events {{ worker_connections 256; }}\n"
            f"http {{ {temporary} include {folder}/salthouse.conf; }}\n"
        )
        self.process = None

    def command(self, *words) -> list:
        return [self.program, "-p", self.folder, "-e", self.folder / "error.log", "-c", self.folder / "nginx.conf", *words]

    @contextlib.contextmanager
    def running(self):
        self.process = subprocess.Popen(self.command(), stderr=subprocess.PIPE)
        try:
            deadline = time.monotonic() + 30
            while not (self.folder / "pid").exists() or not self.answers():
                assert self.process.poll() is None, self.process.stderr.read()
                assert time.monotonic() < deadline, "nginx did not start"
                time.sleep(0.02)
            yield self
        finally:
            self.process.terminate()
            self.process.wait(timeout=30)
            self.process.stderr.close()

    def answers(self) -> bool:
        with contextlib.suppress(OSError):
            self.connect().close()
            return True
        return False

    def trust(self) -> ssl.SSLContext:
        """How a client believes it."""
        return ssl.create_default_context(cafile=str(self.folder / "cert.pem"))

    def connect(self, name: str = NAME) -> ssl.SSLSocket:
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        try:
            return self.trust().wrap_socket(plain, server_hostname=name)
        except OSError:
            plain.close()
            raise

    def send(self, request: bytes) -> bytes:
        """Everything that is answered to these bytes until the connection ends."""
        with self.connect() as connection:
            connection.sendall(request)
            answer = b""
            with contextlib.suppress(ConnectionError, ssl.SSLError):
                while piece := connection.recv(65536):
                    answer += piece
            return answer
