"""A request that makes something is sent again after the gateway was killed: it is made once, with one answer."""

import concurrent.futures
import random
import threading
import time

import httpx
from deployments import Deployment, Server, client, entries, program, verify

KILLS, CLIENTS = 6, 4
REPORT = {"what": "A laptop was lost.", "severity": "high", "knownAt": "2026-01-01T07:00:00Z"}


def start(house: Deployment) -> Server:
    words = ["serve", "--directory", house.directory, "--listen", "127.0.0.1:0"]
    server = Server([program("salthouse"), *words], house.directory.parent / "output")
    server.url = "http://" + server.wait_for(server.errors, r"serving on ([^\s\"]+)").group(1)
    return server


def send(who: httpx.Client, key: str) -> httpx.Response:
    body = REPORT | {"what": f"Laptop {key} was lost."}
    return who.post("/v1/incidents", json=body, headers={"Idempotency-Key": key})


def test_what_was_sent_before_a_kill_is_made_once(tmp_path, test_seed):
    print(f"seed {test_seed}")
    rng = random.Random(test_seed)
    house = Deployment.make(tmp_path / "house")
    token = house.token("rosa", "steward")
    sent, heard, lock = [], {}, threading.Lock()

    def work(server: Server, kill: int, number: int):
        with client(server.url, token) as who:
            for count in range(10_000):
                key = f"{kill}-{number}-{count}"
                with lock:
                    sent.append(key)
                try:
                    answer = send(who, key)
                except httpx.TransportError:
                    return
                assert answer.status_code == 201, answer.text
                with lock:
                    heard[key] = answer.content

    for kill in range(KILLS):
        server = start(house)
        try:
            with concurrent.futures.ThreadPoolExecutor() as pool:
                tasks = [pool.submit(work, server, kill, number) for number in range(CLIENTS)]
                enough, deadline = len(heard) + rng.randint(1, 20), time.monotonic() + 20
                while len(heard) < enough and time.monotonic() < deadline:
                    time.sleep(0.001)
                server.kill()
                for task in tasks:
                    task.result(timeout=60)
        finally:
            if server.process.poll() is None:
                server.kill()
    assert len(heard) > KILLS

    server = start(house)
    try:
        with client(server.url, token) as who:
            for key in sent:
                answer = send(who, key)
                assert answer.status_code == 201, answer.text
                assert heard.setdefault(key, answer.content) == answer.content
                assert answer.headers["location"] == f"/v1/incidents/{answer.json()['id']}"
            found = []
            page = {"next": ""}
            while "next" in page:
                after = f"&after={page['next']}" if page["next"] else ""
                page = who.get(f"/v1/incidents?limit=200{after}").json()
                found += [incident["what"] for incident in page["incidents"]]
        assert sorted(found) == sorted(f"Laptop {key} was lost." for key in sent)
        server.stop()
    finally:
        if server.process.poll() is None:
            server.kill()
    told = [entry for entry in entries(house.log) if entry["type"] == "incident"]
    assert len(told) == len(sent)
    assert verify(house.log, house.key, "--no-memory").returncode == 0


def test_two_at_once_make_one(tmp_path):
    house = Deployment.make(tmp_path / "house")
    token = house.token("rosa", "steward")
    with house.serving() as server, client(server.url, token) as who:
        with concurrent.futures.ThreadPoolExecutor() as pool:
            answers = list(pool.map(lambda _: send(who, "once"), range(8)))
        made = {answer.content for answer in answers if answer.status_code == 201}
        waiting = [answer for answer in answers if answer.status_code != 201]
        assert len(made) == 1
        assert all(answer.status_code == 409 and answer.headers["retry-after"] == "1" for answer in waiting)
        assert len(who.get("/v1/incidents").json()["incidents"]) == 1
