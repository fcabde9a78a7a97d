"""What one minute may bring: by person and by address, and who is locked out after too many refused tokens."""

import json
import time

import httpx
import pytest
from deployments import Deployment, Server, client, entries, program, run
from test_bad_requests import check_problem

LIMITS = {"perPerson": 6, "perProject": "unlimited", "perAddress": 12, "refusals": 3, "lockMinutes": 1}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A deployment that has nobody but these two."""
    return Deployment.make(tmp_path_factory.mktemp("limited") / "house")


@pytest.fixture(scope="module")
def tokens(made):
    return {name: made.token(name, "operator") for name in ("ann", "bea")}


@pytest.fixture
def server(made, tokens, tmp_path):
    """A gateway that is told its limits by its file."""
    file = tmp_path / "salthouse.json"
    settings = {"directory": str(made.directory), "listen": "127.0.0.1:0", "metrics": "127.0.0.1:0", "limits": LIMITS}
    file.write_text(json.dumps(settings))
    run("check-config", file, expect=0)
    server = Server([program("salthouse"), "serve", "--config", file], tmp_path / "output")
    server.metrics = "http://" + server.wait_for(server.errors, r"^metrics on (\S+)$").group(1) + "/metrics"
    server.url = "http://" + server.wait_for(server.errors, r"^serving on (\S+)$").group(1)
    # Not at the end of a minute: what is counted would be forgotten between two requests.
    time.sleep(max(0, time.time() % 60 - 52) and 60.2 - time.time() % 60)
    yield server
    server.stop()


def reached(server) -> dict[str, int]:
    """How often each limit was reached."""
    page = httpx.get(server.metrics, timeout=30).text
    lines = [line for line in page.splitlines() if line.startswith("salthouse_limits_reached_total{")]
    return {line.split('"')[1]: int(line.rsplit(" ", 1)[1]) for line in lines}


def held(answer, code: str, seconds: int):
    """The answer is that of a limit, and says when to come again."""
    problem = check_problem(answer, 429)
    assert problem["code"] == code and problem["change"] and problem["ask"]
    assert 1 <= int(answer.headers["Retry-After"]) <= seconds
    return problem


def test_a_person_is_held_and_another_goes_on(made, tokens, server):
    with client(server.url, tokens["ann"]) as ann, client(server.url, tokens["bea"]) as bea:
        assert [ann.get("/v1/me").status_code for _ in range(6)] == [200] * 6
        first = held(ann.get("/v1/me"), "SH-A203", 60)
        assert "audit" not in held(ann.get("/v1/nowhere"), "SH-A203", 60)
        assert bea.get("/v1/me").status_code == 200
    assert reached(server) == {"person": 1, "project": 0, "address": 0, "locked-address": 0, "locked-token": 0}
    told = entries(made.log)[first["audit"]["entry"]]
    assert (told["type"], told["event"]["code"], told["event"]["status"]) == ("request.rejected", "SH-A203", 429)


def test_an_address_is_held_and_who_is_signed_in_goes_on(tokens, server):
    with client(server.url) as stranger, client(server.url, tokens["ann"]) as ann:
        assert {stranger.get("/health/live").status_code for _ in range(12)} == {200}
        for path in ("/health/live", "/v1/me", "/v1/nowhere"):
            held(stranger.get(path), "SH-A205", 60)
        assert ann.get("/v1/me").status_code == 200
    assert reached(server)["address"] == 1


def test_who_sends_bad_tokens_is_locked_out_and_people_at_work_are_not(tokens, server):
    with client(server.url, tokens["ann"]) as ann, client(server.url, tokens["bea"]) as bea:
        assert ann.get("/v1/me").status_code == 200
        for number in range(3):
            with client(server.url, f"guess-{number:060}") as stranger:
                check_problem(stranger.get("/v1/me"), 401)
        # Neither a bad token nor a good one of somebody new is told of.
        with client(server.url, "guess-" + "9" * 60) as stranger:
            words = {held(who.get("/v1/me"), "SH-A206", 60)["detail"] for who in (stranger, bea)}
        assert len(words) == 1
        assert ann.get("/v1/me").status_code == 200
    assert reached(server)["locked-address"] == 1


def test_a_token_that_goes_on_being_refused_is_not_read_any_more(server):
    with client(server.url, "guess-" + "7" * 60) as stranger:
        codes = [stranger.get("/v1/me").json()["code"] for _ in range(4)]
    assert codes == ["SH-I102"] * 3 + ["SH-A207"]
    assert reached(server)["locked-token"] == 1


@pytest.mark.parametrize("number", [0, -1, 10_000_001, "none", "Unlimited", None, True])
def test_no_limit_must_be_said_in_the_one_word_for_it(made, tmp_path, number):
    file = tmp_path / "salthouse.json"
    file.write_text(json.dumps({"directory": str(made.directory), "limits": {"perPerson": number}}))
    done = run("check-config", file, "--json")
    (problem,) = json.loads(done.stdout)["problems"]
    assert "/limits/perPerson" in problem and "`unlimited`" in problem and done.returncode == 1


def test_the_command_line_takes_the_word_too(made):
    done = run("serve", "--directory", made.directory, "--refusals", "none", expect=2)
    assert "or the word `unlimited`" in done.stderr
