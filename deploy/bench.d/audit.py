"""The audit log against its own disk: appends, verification, receipts, and the start after a kill."""
# Needs: salthouse-bench salthouse-verify

import shutil
import subprocess
import tempfile
from pathlib import Path

from _report import KEPT, PROGRAMS, Report, arguments, child, program, say

OPTIONS = arguments(
    __doc__, ("--single", 2_000, "entries that one client appends"), ("--many", 64_000, "entries of 64 clients"),
    ("--long", 1_000_000, "entries of the log that is verified"))
SEGMENT = 65_536


def ceiling(folder, clients, entries):
    """The same work in C, without hashes, chain or signatures."""
    out, _, _ = child([folder / "ceiling", folder / "raw", clients, entries])
    (folder / "raw").unlink()
    return parsed(out)


def parsed(text):
    import json

    return json.loads(text)


def ours(folder, name, clients, entries, durable="yes"):
    found = program(
        "audit-append", "--directory", folder / name, "--entries", entries, "--durable", durable, "--clients", clients)
    assert found["entries"] >= entries // 64 * 64 - 64, "entries are missing"
    return found


def verify(log, threads):
    """CPU and elapsed seconds of a verification at the level of the chain."""
    import time

    start = time.monotonic()
    _, cpu, _ = child(
        [PROGRAMS / "salthouse-verify", log, "--key", f"@{log / 'log.vkey'}", "--level", "chain", "--threads", threads,
         "--no-memory"])
    return cpu, time.monotonic() - start


def main():
    report = Report("audit")
    with tempfile.TemporaryDirectory(dir=KEPT) as name:
        folder = Path(name)
        source = Path(__file__).with_name("audit_ceiling.c")
        subprocess.run(["cc", "-O2", "-pthread", "-o", folder / "ceiling", source], check=True)
        raw, one, limit, many = [], [], [], []
        for run in range(OPTIONS.runs):
            say(f"appends, run {run + 1} of {OPTIONS.runs}")
            raw.append(ceiling(folder, 1, OPTIONS.single)["p50"])
            one.append(ours(folder, f"one-{run}", 1, OPTIONS.single)["p50"])
            found = ceiling(folder, 64, OPTIONS.many)
            limit.append(found["entries"] / found["nanoseconds"] * 1e9)
            found = ours(folder, f"many-{run}", 64, OPTIONS.many)
            many.append(found["entries"] / found["nanoseconds"] * 1e9)
            shutil.rmtree(folder / f"many-{run}")
        raw_p50 = report.figure("one append + fdatasync in C, p50", "ns", raw)
        report.ratio(
            "1 client over that", report.figure("1 client, p50", "ns", one) / raw_p50, at_most=2.2)
        most = report.figure("64 clients in C", "entries/s", limit)
        report.ratio("64 clients over that", report.figure("64 clients", "entries/s", many) / most, at_least=0.5)

        say("the start after a kill with a full segment")
        ours(folder, "full", 1, SEGMENT - 64, durable="no")
        starts = []
        for _ in range(OPTIONS.runs):
            kept = folder / "opened"
            shutil.copytree(folder / "full", kept)
            starts.append(
                program("audit-open", "--directory", kept, "--entries", 0, "--durable", "yes")["cpuNanoseconds"] / 1e6)
            shutil.rmtree(kept)
        report.ratio("start after a kill, CPU ms", report.figure("start after a kill", "ms CPU", starts), at_most=300)

        say(f"a log of {OPTIONS.long} entries")
        log = folder / "long"
        ours(folder, "long", 1, OPTIONS.long, durable="no")
        rates, ratios, sums = [], [], []
        segments = sorted((log / "segments").iterdir())
        for _ in range(OPTIONS.runs):
            cpu, elapsed = verify(log, 1)
            _, two = verify(log, 2)
            _, sha, _ = child(["sha256sum", *segments])
            rates.append(OPTIONS.long / cpu)
            ratios.append(elapsed / two)
            sums.append(sha / cpu)
        report.ratio(
            "verified entries a second and core", report.figure("verification", "entries/s", rates),
            at_least=1_200_000)
        report.ratio("two threads over one", report.figure("two threads over one", "times", ratios), at_least=1.6)
        report.ratio("faster than sha256sum", report.figure("sha256sum over verification", "times", sums), at_least=1)
        say("receipts")
        receipts = [
            program("audit-receipts", "--directory", log, "--entries", 0, "--durable", "yes", "--count", 2000)
            for _ in range(OPTIONS.runs)]
        report.ratio(
            "receipt, CPU us",
            report.figure("receipt", "us CPU", [found["cpuNanoseconds"] / 1000 for found in receipts]), at_most=100)
    report.finish(OPTIONS.json)


main()
