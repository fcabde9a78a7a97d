"""Raw connections to a server, by TCP or Unix socket: bytes out, bytes in, and how it ended."""

import pathlib
import re
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass

import pytest
from deployments import Deployment, Server, program

PATIENCE = 20
"""Seconds after which a connection that neither answers nor ends counts as hanging."""


@dataclass(frozen=True)
class Exchange:
    """What came back on one connection."""

    received: bytes
    ended: bool
    """Whether the server ended the connection."""

    @property
    def statuses(self) -> tuple[int, ...]:
        """The final statuses, in order."""
        found = (int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", self.received))
        return tuple(status for status in found if status != 100)


def connect(address: str | tuple[str, int]) -> socket.socket:
    """A connection to a port, or to a Unix socket by its path."""
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    connection = socket.socket(family, socket.SOCK_STREAM)
    connection.settimeout(PATIENCE)
    connection.connect(address)
    return connection


def read_to_end(connection: socket.socket, answers: int | None = None) -> Exchange:
    """Reads until the server ends the connection, or has given so many answers with their bodies."""
    received = b""
    while True:
        try:
            part = connection.recv(65536)
        except ConnectionError:
            return Exchange(received, True)
        except TimeoutError:
            return Exchange(received, False)
        if not part:
            return Exchange(received, True)
        received += part
        if answers and answered(received) >= answers:
            return Exchange(received, False)


def answered(received: bytes) -> int:
    """How many whole answers these bytes hold."""
    count = 0
    while b"\r\n\r\n" in received:
        head, received = received.split(b"\r\n\r\n", 1)
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        size = int(length.group(1)) if length else 0
        if len(received) < size:
            break
        received = received[size:]
        count += 1
    return count


def exchange(address, data: bytes, answers: int | None = None) -> Exchange:
    """Sends these bytes on a connection of their own."""
    with connect(address) as connection:
        try:
            connection.sendall(data)
        except ConnectionError:
            pass  # It was refused before all was sent: the answer is there to be read.
        return read_to_end(connection, answers)


class Gateway(Server):
    """`salthouse serve` on an empty deployment, with options of the test."""

    def __init__(self, folder: pathlib.Path, *words, listen: str = "127.0.0.1:0", files: int | None = None):
        self.deployment = Deployment.make(folder / "deployment")
        limit = ["prlimit", f"--nofile={files}:{files}"] if files else []
        serve = [program("salthouse"), "serve", "--directory", self.deployment.directory, "--listen", listen, *words]
        super().__init__(limit + serve, folder / "output")
        said = self.wait_for(self.errors, r"^serving on (\S+)$").group(1)
        if said.startswith("unix:"):
            self.address = said.removeprefix("unix:")
        else:
            host, port = said.rsplit(":", 1)
            self.address = (host, int(port))

    @property
    def processor_seconds(self) -> float:
        """What the process has used of the processor, by its user and the kernel."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / 100


class Nginx(Server):
    """nginx in front of a Unix socket, listening on another; its connections to the gateway are used again."""

    CONFIGURATION = """
        daemon off; master_process off; worker_processes 1; pid {folder}/pid; error_log stderr crit;
        events {{ worker_connections 512; }}
        http {{
            access_log off;
            client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
            uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
            client_header_timeout 1s; client_body_timeout 1s; keepalive_timeout 300ms; lingering_close off;
            upstream gateway {{ server unix:{socket}; keepalive 2; }}
            server {{
                listen unix:{folder}/front;
                location / {{ proxy_pass http://gateway; proxy_http_version 1.1; proxy_set_header Connection ""; }}
            }}
        }}
    """

    def __init__(self, folder: pathlib.Path, socket_path: str):
        found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
        if not found:
            pytest.skip("nginx is not installed (Debian: nginx-light)")
        folder.mkdir(parents=True)
        configuration = folder / "nginx.conf"
        configuration.write_text(self.CONFIGURATION.format(folder=folder, socket=socket_path))
        super().__init__([found, "-c", configuration, "-p", folder], folder / "output")
        self.address = str(folder / "front")
        deadline = time.monotonic() + PATIENCE
        while not is_listening(self.address):
            assert time.monotonic() < deadline and self.process.poll() is None, self.errors.read_text()
            time.sleep(0.01)


def is_listening(path: str) -> bool:
    """Whether somebody takes connections at a socket, which is there before that."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(path)
        except OSError:
            return False
    return True


def can_limit_files() -> bool:
    return shutil.which("prlimit") is not None


def run_quietly(*command, timeout=PATIENCE) -> subprocess.CompletedProcess:
    """One call of a program of the distribution."""
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout)
