"""The programs that researchers start from do what they say, also where the gateway is busy."""

import csv
import http.server
import json
import math
import pathlib
import shutil
import subprocess
import sys
import threading
import time

import httpx
import pytest
from deployments import TOP, verify_receipt

CLIENTS = TOP / "deploy" / "clients"
QUESTION = CLIENTS / "question.json"
PROGRAMS = {
    "curl": ["bash", CLIENTS / "ask.sh"],
    "python": [sys.executable, CLIENTS / "ask.py"],
    "R": ["Rscript", CLIENTS / "ask.R"],
}


@pytest.fixture(params=PROGRAMS)
def client(request):
    """The command of each client; R is left out where it, or its package, is not installed."""
    if request.param == "R":
        found = shutil.which("Rscript") and subprocess.run(["Rscript", "-e", "library(httr2)"], capture_output=True)
        if not found or found.returncode != 0:
            pytest.skip("R with httr2 is not installed: apt install r-base-core r-cran-httr2")
    return PROGRAMS[request.param]


@pytest.fixture
def token(gateway, tmp_path):
    path = tmp_path / "token"
    path.write_text(gateway.tokens["researcher"] + "\n")
    return path


def ask(client, url: str, token: pathlib.Path, folder: pathlib.Path, question: pathlib.Path = QUESTION):
    folder.mkdir(exist_ok=True)
    return subprocess.run([*client, url, token, question, folder], capture_output=True, text=True, timeout=60)


def rows(folder: pathlib.Path) -> list[dict]:
    with (folder / "table.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def check(folder: pathlib.Path, gateway):
    """A table with every gap and its reason, and a receipt that holds."""
    table = rows(folder)
    assert len(table) == 6 * 5
    for row in table:
        assert row["person.borough"].startswith("E0") and row["people.status"] in ("released", "not-shown")
        missing = row["people"] in ("", "NA")
        assert missing == (row["people.status"] == "not-shown"), row
        assert missing or float(row["people"]) % 5 == 0
    assert {row["people.status"] for row in table} == {"released", "not-shown"}
    assert verify_receipt(folder / "receipt.json", gateway.vkey).returncode == 0


def test_a_question_becomes_a_table_and_a_receipt(client, gateway, token, tmp_path):
    done = ask(client, gateway.url, token, tmp_path / "answer")
    assert done.returncode == 0, done.stderr
    check(tmp_path / "answer", gateway)
    datasets = done.stdout + "".join(path.read_text() for path in (tmp_path / "answer").glob("datasets.json"))
    assert "care_event" in datasets and "Hospital care" in datasets


def test_a_refusal_is_told_in_plain_words(client, gateway, token, tmp_path):
    question = json.loads(QUESTION.read_text()) | {"by": ["person.ethnicity"]}
    (tmp_path / "question.json").write_text(json.dumps(question))
    done = ask(client, gateway.url, token, tmp_path / "answer", tmp_path / "question.json")
    assert done.returncode == 1
    assert "SEC-3" in done.stderr and "ask for a change of your project" in done.stderr
    assert not (tmp_path / "answer" / "table.csv").exists()
    assert gateway.tokens["researcher"] not in done.stdout + done.stderr


class Busy(http.server.ThreadingHTTPServer):
    """Stands in front of the gateway: turns the first question away, and asks the next one as a job."""

    def __init__(self, gateway):
        super().__init__(("127.0.0.1", 0), Passing)
        self.gateway = gateway
        self.turned_away_at = None
        self.told = []


class Passing(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        self.pass_on(httpx.get)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.server.turned_away_at is None:
            self.server.turned_away_at = time.monotonic()
            return self.answer(503, {"Retry-After": "1"}, b"{}")
        self.server.waited = time.monotonic() - self.server.turned_away_at
        self.pass_on(httpx.post, content=body)

    def pass_on(self, send, **body):
        kept = ("authorization", "accept", "content-type")
        headers = {name: self.headers[name] for name in kept if name in self.headers} | {"Prefer": "respond-async"}
        said = send(self.server.gateway.url + self.path, headers=headers, timeout=60, **body)
        names = ("location", "content-location", "retry-after", "content-type")
        self.answer(said.status_code, {name: said.headers[name] for name in names if name in said.headers}, said.content)

    def answer(self, status: int, headers: dict, body: bytes):
        self.server.told.append((self.command, status))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def test_a_busy_gateway_is_asked_again_when_it_says(client, gateway, token, tmp_path):
    with Busy(gateway) as busy:
        threading.Thread(target=busy.serve_forever, daemon=True).start()
        done = ask(client, f"http://127.0.0.1:{busy.server_port}", token, tmp_path / "answer")
        busy.shutdown()
    assert done.returncode == 0, done.stderr
    check(tmp_path / "answer", gateway)
    assert busy.waited >= 1
    posts = [status for method, status in busy.told if method == "POST"]
    assert posts == [503, 202], "turned away once, then taken as a job"


def test_what_a_proxy_says_is_told_too(client, token, tmp_path):
    class Proxy(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_error(400, "No such thing")

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as proxy:
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        done = ask(client, f"http://127.0.0.1:{proxy.server_port}", token, tmp_path / "answer")
        proxy.shutdown()
    assert done.returncode == 1 and "No such thing" in done.stderr


def test_what_is_not_shown_is_missing_in_a_frame_and_codes_stay_text(monkeypatch):
    monkeypatch.syspath_prepend(str(CLIENTS))
    import ask as client

    text = "area,people,people.status,people.noise95.low\n01,20,released,8\nNA,,not-shown,\n03,0,released,0\n"
    table = client.read_table(text)
    assert list(table["area"]) == ["01", "NA", "03"]
    assert table["people"].isna().tolist() == [False, True, False] and table["people"].sum() == 20
    assert table["people.status"].tolist() == ["released", "not-shown", "released"]
    assert math.isclose(table["people.noise95.low"].sum(), 8)


def test_r_reads_the_same_frame():
    if not shutil.which("Rscript"):
        pytest.skip("R is not installed: apt install r-base-core r-cran-httr2")
    script = (
        'suppressWarnings(try(source("ask.R"), silent = TRUE)); if (!exists("read_table")) quit(status = 3);'
        'table <- read_table("area,people,people.status\\n01,20,released\\nNA,,not-shown\\n");'
        'stopifnot(identical(table$area, c("01", "NA")), identical(table$people, c(20, NA)))'
    )
    done = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, cwd=CLIENTS, timeout=60)
    if done.returncode == 3:
        pytest.skip("httr2 is not installed: apt install r-cran-httr2")
    assert done.returncode == 0, done.stderr
