"""Answers a second over HTTP with 64 clients, CPU seconds of each beside nginx, and what 2,000 idle connections cost."""
# Needs: salthouse

import sys

# This file has the name of a standard module, which must be found before it.
sys.path.append(sys.path.pop(0))

import http.client
import json
import os
import re
import resource
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from _report import KEPT, PROGRAMS, Report, arguments, say

OPTIONS = arguments(
    __doc__, ("--clients", 64, "how many ask at the same time"), ("--seconds", 10, "how long each run takes"),
    ("--idle", 2_000, "how many connections stand idle"), ("--scale", 50, "one in so many people of the made-up region"))
POLICIES = Path(__file__).resolve().parents[2] / "policies"
NEEDED = "wrk and nginx are needed. Run: sudo apt-get install --no-install-recommends wrk nginx-light"
QUESTION = {
    "purpose": "service-improvement", "unit": "person", "asOf": "2026-03", "by": ["person.borough"],
    "measures": {"people": {"count": "unit"}},
}
# One person, one project and one address make the whole load.
UNLIMITED = [
    word for option in ("--requests-per-person", "--questions-per-project", "--strangers-per-address")
    for word in (option, "unlimited")]
AGAIN, ANEW = "the same question under its mark", "the same question, anew"
TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """A program that serves, and what the kernel says of it."""

    def __init__(self, folder, *command):
        self.errors = folder / f"{Path(str(command[0])).name}-{time.monotonic_ns()}.txt"
        self.output = self.errors.with_suffix(".out")
        with self.errors.open("wb") as errors, self.output.open("wb") as output:
            self.process = subprocess.Popen([str(word) for word in command], stdout=output, stderr=errors)

    def said(self, file, pattern):
        """Waits, two minutes at most, until it has said this."""
        for _ in range(1_200):
            if found := re.search(pattern, file.read_text(), re.MULTILINE):
                return found
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise SystemExit(f"{self.process.args[0]} did not start: {self.errors.read_text()[-2000:]}")

    def family(self):
        """Its own number and those of its children: nginx works in them."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [self.process.pid, *map(int, children)]

    def cpu(self):
        """Seconds of processor time until now."""
        fields = [Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split() for pid in self.family()]
        return sum(int(field[11]) + int(field[12]) for field in fields) / TICKS

    def memory(self):
        """What it holds in memory, in MB: each shared page counted in its share."""
        text = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        return int(re.search(r"^Pss: +(\d+) kB$", text, re.MULTILINE).group(1)) * 1024 / 1e6

    def stop(self):
        self.process.terminate()
        self.process.wait(60)


def asked(port, method, path, token, body=None, **headers):
    """One request; the body of its answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers |= {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    text = answer.read()
    if answer.status != 200:
        raise SystemExit(f"{method} {path} was answered with {answer.status}: {text[:500]}")
    return text


def load(folder, server, url, lua):
    """wrk for one run: answers a second, and the server's CPU seconds of each. Every answer must be a good one."""
    script = folder / "wrk.lua"
    script.write_text(lua)
    before = server.cpu()
    command = ["wrk", "-t", "1", "-c", str(OPTIONS.clients), "-d", str(OPTIONS.seconds), "-s", str(script), url]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    spent = server.cpu() - before
    if "Non-2xx" in text:
        raise SystemExit(f"not every answer was a good one:\n{text}")
    answers = int(re.search(r"(\d+) requests in", text).group(1))
    return float(re.search(r"Requests/sec: +([\d.]+)", text).group(1)), spent / max(1, answers)


def lua(method, token, body="", mark=""):
    lines = [f'wrk.method = "{method}"', f'wrk.headers["Authorization"] = "Bearer {token}"']
    if body:
        lines += [f"wrk.body = [=[{body}]=]", 'wrk.headers["Content-Type"] = "application/json"']
    if mark:
        lines += [f'wrk.headers["Idempotency-Key"] = "{mark}"']
    return "\n".join(lines)


def without_ticks(folder):
    """The shipped policies with a tick of no length, as no gateway in front of real people has."""
    target = folder / "policies"
    shutil.copytree(POLICIES, target)
    path = target / "profiles" / "standard.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"tickMilliseconds": 0}))
    return target


def nginx(folder, length):
    """nginx that answers with so many bytes, at once and from memory."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # A directive holds no more than 4 KiB: the answer is put together from pieces.
    piece = "x" * 1_000
    text = "${piece}" * (length // 1_000) + "y" * (length % 1_000)
    configuration = folder / "nginx.conf"
    configuration.write_text(f"""
        daemon off; worker_processes auto; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
        events {{ worker_connections 4096; }}
        http {{
          access_log off; keepalive_requests 1000000000;
          client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
          uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
          server {{ listen 127.0.0.1:{port}; set $piece {piece}; location / {{ return 200 "{text}"; }} }}
        }}""")
    server = Server(folder, "nginx", "-p", folder, "-c", configuration)
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return server, port
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"nginx did not start: {server.errors.read_text()}")


def idle_cost(server, port):
    """MB that the idle connections add."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPTIONS.idle + 200, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    time.sleep(1)
    before = server.memory()
    connections = []
    for _ in range(OPTIONS.idle):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.sendall(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
        if not connection.recv(4096).startswith(b"HTTP/1.1 200"):
            raise SystemExit("a connection was not answered")
        connections.append(connection)
    cost = server.memory() - before
    for connection in connections:
        connection.close()
    return cost


def main():
    if not shutil.which("wrk") or not shutil.which("nginx"):
        say(NEEDED)
        raise SystemExit(3)
    report = Report("http", nginx=subprocess.run(["nginx", "-v"], capture_output=True, text=True).stderr.split("/")[-1].strip())
    with tempfile.TemporaryDirectory(dir=KEPT) as name:
        folder = Path(name)
        data, policies = folder / "demo", without_ticks(folder)
        say("Making a region, and somebody who asks")
        demo = Server(
            folder, PROGRAMS / "salthouse", "demo", "--json", "--scale", OPTIONS.scale, "--listen", "127.0.0.1:0",
            "--directory", data, "--policies", policies)
        told = json.loads(demo.said(demo.output, r"^\{.*\}$").group())
        demo.stop()
        token, project = told["tokens"]["researcher"], told["projects"][0]["id"]
        cap = OPTIONS.idle + 500
        server = Server(
            folder, PROGRAMS / "salthouse", "serve", "--directory", data, "--policies", policies, "--listen",
            "127.0.0.1:0", "--connections", cap, "--connections-per-peer", cap, *UNLIMITED)
        url = server.said(server.errors, r"serving on (\S+)").group(1)
        try:
            measure(report, folder, server, int(url.rsplit(":", 1)[1]), token, project)
        finally:
            server.stop()
    report.finish(OPTIONS.json)


def entries(folder):
    """How many entries the log has."""
    segments = (folder / "demo" / "log" / "segments").iterdir()
    return sum(line.startswith(b"{") for path in segments for line in path.read_bytes().splitlines())


def run_all(report, folder, server, port, ours, proxy, proxy_port):
    """Every run of nginx and of ours, in turn: answers a second, and CPU seconds of each."""
    found = {name: [] for name in [*ours, "nginx"]}
    for run in range(OPTIONS.runs):
        say(f"run {run + 1} of {OPTIONS.runs}")
        found["nginx"].append(load(folder, proxy, f"http://127.0.0.1:{proxy_port}/", lua("GET", "x")))
        for name, (path, script) in ours.items():
            before = entries(folder)
            rate, cpu = load(folder, server, f"http://127.0.0.1:{port}{path}", script)
            found[name].append((rate, cpu))
            if name == ANEW:
                # An intent and an outcome at least.
                told = entries(folder) - before
                report.check("every question asked anew is in the log", told >= 2 * rate * OPTIONS.seconds)
    return found


def measure(report, folder, server, port, token, project):
    # Before any load: what a load has left in the process would hide what connections take.
    idle = idle_cost(server, port)
    body = json.dumps(QUESTION | {"project": project})
    first = asked(port, "POST", "/v1/queries", token, body, **{"Idempotency-Key": "bench"})
    place = f"/v1/queries/{json.loads(first)['query']}"
    ours = {
        AGAIN: ("/v1/queries", lua("POST", token, body, "bench")),
        "the answer at its path": (place, lua("GET", token)),
        ANEW: ("/v1/queries", lua("POST", token, body)),
        "who am I": ("/v1/me", lua("GET", token)),
    }
    proxy, proxy_port = nginx(folder, len(first))
    try:
        found = run_all(report, folder, server, port, ours, proxy, proxy_port)
    finally:
        proxy.stop()
    each = {}
    for name, runs in found.items():
        rate = report.figure(name, "answers a second", [rate for rate, _ in runs])
        each[name] = report.figure(f"{name}: each", "CPU milliseconds", [cpu * 1_000 for _, cpu in runs])
        if name == AGAIN:
            report.ratio(f"{name}: answers a second with {OPTIONS.clients} clients", rate, at_least=3_000)
    for name in ours:
        report.ratio(f"{name}: CPU time to nginx of the same length", each[name] / max(each["nginx"], 1e-9))
    cost = report.figure("idle connections", "MB", [idle])
    report.ratio(f"{OPTIONS.idle:,} idle connections: MB above the idle process", cost, at_most=25)


main()
