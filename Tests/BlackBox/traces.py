"""What strace saw of a running program, and what an answer promises about the order of it."""

import contextlib
import re
import shutil
import subprocess
import time
from dataclasses import dataclass

import pytest

NOISE_BYTES = 4096
CALLS = "write,writev,sendto,sendmsg,fdatasync,fsync,getrandom"


@dataclass(frozen=True)
class Call:
    """One system call. `began` and `ended` are places in the trace: another thread's calls may lie between them."""

    name: str
    text: str
    began: int
    ended: int

    @property
    def is_to_segment(self):
        return self.name == "write" and re.match(r"\d+<[^>]*/segments/", self.text) is not None

    @property
    def is_to_socket(self):
        return re.match(r"\d+<(TCP|socket|UNIX)", self.text) is not None

    @property
    def is_sync_of_segment(self):
        return self.name in ("fdatasync", "fsync") and "/segments/" in self.text

    @property
    def is_noise(self):
        return self.name == "getrandom" and self.text.rstrip().endswith(f", {NOISE_BYTES}, 0")


@contextlib.contextmanager
def traced(process, output):
    """Follows every thread of a running process while the block runs. Skips where that is not possible."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is missing: install it to see the order of system calls")
    command = [strace, "-f", "-yy", "-s", "65536", "-e", f"trace={CALLS}", "-e", "signal=none", "-o", output, "-p"]
    tracer = subprocess.Popen([*command, str(process.pid)], stderr=subprocess.PIPE, text=True)
    try:
        said = tracer.stderr.readline()
        if "attached" not in said:
            pytest.skip(f"strace may not look at other processes here: {said}")
        time.sleep(0.2)
        yield
        time.sleep(0.2)
    finally:
        tracer.terminate()
        tracer.wait(timeout=60)
        tracer.stderr.close()


def calls(output) -> list[Call]:
    """Every call of a trace, in the order in which they ended."""
    found, unfinished = [], {}
    for place, line in enumerate(output.read_text(errors="replace").splitlines()):
        thread, _, body = line.partition(" ")
        body = body.strip()
        if body.endswith("<unfinished ...>"):
            unfinished[thread] = (place, body.removesuffix("<unfinished ...>").rstrip())
            continue
        began = place
        if resumed := re.match(r"<\.\.\. \w+ resumed>", body):
            began, start = unfinished.pop(thread, (place, ""))
            body = start + body[resumed.end() :]
        if (called := re.match(r"(\w+)\((.*)\)\s+= (-?\d+)", body)) and not called[3].startswith("-"):
            found.append(Call(called[1], called[2], began, place))
    return found


def faults(seen: list[Call], answers: list[dict]) -> list[str]:
    """What is wrong with the order of calls: for each answer intent, its synchronisation, noise, outcome, its
    synchronisation, and only then the answer's first byte.
    """
    complaints = []

    def entry_durable(kind, request):
        """Where in the trace an entry was durable: the end of the first synchronisation that began after its write."""
        mark = f'\\"req\\":\\"{request}'
        end = f'\\"type\\":\\"{kind}\\"'
        for call in seen:
            if call.is_to_segment and any(mark in line and end in line for line in call.text.split("\\n")):
                syncs = [sync.ended for sync in seen if sync.is_sync_of_segment and sync.began > call.ended]
                return min(syncs, default=None)
        return None

    last_answer = -1
    for answer in answers:
        request = answer["query"].rpartition("-")[2]
        sent = [call for call in seen if call.is_to_socket and f'\\"query\\":\\"{answer["query"]}\\"' in call.text]
        intent, outcome = entry_durable("query.intent", request), entry_durable("query.outcome", request)
        if not sent or intent is None or outcome is None:
            complaints.append(f"{answer['query']}: sent {len(sent)} times, intent {intent}, outcome {outcome}")
            continue
        if min(call.began for call in sent) < outcome:
            complaints.append(f"{answer['query']}: sent before its outcome was durable")
        noise = [call.began for call in seen if call.is_noise and last_answer < call.began < sent[0].began]
        if not noise:
            complaints.append(f"{answer['query']}: no noise was drawn")
        if any(place < intent for place in noise):
            complaints.append(f"{answer['query']}: noise was drawn before its intent was durable")
        last_answer = sent[0].ended
    return complaints
