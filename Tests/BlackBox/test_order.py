"""No answer leaves before its outcome is durable, and no noise is drawn before its intent is: seen from outside."""

import shutil

import pytest
from deployments import DemoServer
from questions import ask, question
from traces import calls, faults, traced

DIMENSIONS = ["person.borough", "person.imdDecile", "person.sex", "person.carer"]


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """Answers of one gateway, one after the other, and the system calls that made them."""
    if shutil.which("strace") is None:
        pytest.skip("strace is missing: install it to see the order of system calls")
    folder = tmp_path_factory.mktemp("order")
    server = DemoServer(folder / "demo", "--scale", "400")
    answers = []
    try:
        with server.client("researcher") as researcher:
            with traced(server.process, folder / "trace"):
                for dimension in DIMENSIONS:
                    reply = ask(researcher, question(by=[dimension]))
                    assert reply.status_code == 200, reply.text
                    answers.append(reply.json())
    finally:
        server.stop()
    return calls(folder / "trace"), answers


def test_i9_and_i10_no_byte_and_no_noise_comes_too_early(seen):
    trace, answers = seen
    assert faults(trace, answers) == []


def test_a_trace_in_which_something_comes_too_early_is_refused(seen):
    trace, answers = seen
    unsynchronised = [call for call in trace if not call.is_sync_of_segment]
    assert len(faults(unsynchronised, answers)) == len(answers)
    # The last synchronisation before each answer is late by one.
    for answer in answers:
        sent = next(call for call in trace if call.is_to_socket and answer["query"] in call.text)
        syncs = [call for call in trace if call.is_sync_of_segment and call.ended < sent.began]
        late = [call for call in trace if call is not syncs[-1]]
        assert any("sent before" in fault or "outcome None" in fault for fault in faults(late, answers))
    noiseless = [call for call in trace if not call.is_noise]
    assert len([fault for fault in faults(noiseless, answers) if "no noise" in fault]) == len(answers)
