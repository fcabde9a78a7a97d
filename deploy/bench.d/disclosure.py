"""Noise beside OpenDP's, a table answered and debited, one made safe by hiding, and cells held against earlier ones."""
# Needs: salthouse-bench

import statistics
import tempfile
from importlib.metadata import version
from pathlib import Path

import opendp.prelude as dp

from _report import KEPT, Report, arguments, cpu_seconds, program, say

OPTIONS = arguments(
    __doc__, ("--draws", 2_000_000, "how many draws of ours a run takes"),
    ("--reference-draws", 100_000, "how many draws of OpenDP's a run takes"),
    ("--seed", 670, "the seed of the table that is made up"),
    ("--people", 2_600_000, "how many people stand in the released cells that new ones are held against"))
# z squared of the default precision.
VARIANCE = 25
POLICIES = Path(__file__).resolve().parents[2] / "policies"
# Tables asked of one gateway; the first of them also pays for what is prepared once.
TABLES = 10


def opendp_rate(mechanism):
    """Draws in one second of CPU time. One call, so that Python's own share is small."""
    seconds, drawn = cpu_seconds(lambda: mechanism([0] * OPTIONS.reference_draws))
    return len(drawn) / seconds


def our_rate():
    found = program("noise", "--draws", OPTIONS.draws, "--variance", VARIANCE)
    return OPTIONS.draws / found["cpuNanoseconds"] * 1e9


def suppression(areas, codes, more, small):
    return program("suppression", "--seed", OPTIONS.seed, "--areas", areas, "--codes", codes, "--more", more,
                   "--small", small)


def answered_tables():
    """Milliseconds of CPU time that each table of 1,080 cells took after the engine, and what was found."""
    with tempfile.TemporaryDirectory(dir=KEPT) as folder:
        found = program("release", "--directory", folder, "--policies", POLICIES, "--tables", TABLES)
    return [nanoseconds / 1e6 for nanoseconds in found["afterNanoseconds"]], found


def main():
    dp.enable_features("contrib")
    space = dp.vector_domain(dp.atom_domain(T="i64")), dp.l2_distance(T="f64")
    mechanism = dp.m.make_gaussian(*space, scale=float(VARIANCE**0.5))
    report = Report("disclosure", opendp=version("opendp"))
    ours, theirs, hidden, answered, tables, near, large = [], [], [], [], [], [], []
    for run in range(OPTIONS.runs):
        say(f"run {run + 1} of {OPTIONS.runs}")
        ours.append(our_rate())
        theirs.append(opendp_rate(mechanism))
        hidden.append(suppression(6, 9, 0, 348))
        large.append(suppression(8, 9, 5, 1_000))
        milliseconds, found = answered_tables()
        answered.append(statistics.median(milliseconds))
        tables.append(found)
        near.append(program("alias", "--people", OPTIONS.people, "--released", 10_000, "--asked", 999))
    our_median = report.figure("discrete Gaussian, ours", "draws per CPU second", ours)
    their_median = report.figure("discrete Gaussian, OpenDP", "draws per CPU second", theirs)
    seconds = report.figure(
        "670 cells suppressed and audited", "CPU seconds", [found["cpuNanoseconds"] / 1e9 for found in hidden])
    for name in ("primaries", "secondaries", "byAudit", "leastPossible"):
        report.figure(name, "cells" if name != "leastPossible" else "values left", [found[name] for found in hidden])
    largest = report.figure(
        "5,340 cells under 1,964 sums, nearly the most", "CPU seconds",
        [found["cpuNanoseconds"] / 1e9 for found in large])
    answer = report.figure("1,080 cells protected, stored and debited", "CPU milliseconds", answered)
    report.figure("the same, the first table of a gateway", "CPU milliseconds",
                  [found["afterNanoseconds"][0] / 1e6 for found in tables])
    report.figure("the same, before the engine runs", "CPU milliseconds",
                  [statistics.median(found["beforeNanoseconds"]) / 1e6 for found in tables])
    compared = report.figure("a cell held against 10,000 released ones", "CPU milliseconds",
                             [found["nanosecondsPerCell"] / 1e6 for found in near])
    report.figure("a person sketched", "CPU nanoseconds", [found["nanosecondsPerPerson"] for found in near])
    report.ratio("millions of draws per second", our_median / 1e6, at_least=1.5)
    report.ratio("ours to OpenDP", our_median / their_median, at_least=10)
    report.ratio("seconds of suppression", seconds, at_most=1)
    report.ratio("seconds of nearly the largest suppression", largest, at_most=3)
    report.ratio("cells hidden beside the small ones", hidden[0]["secondaries"], at_most=6)
    report.check("670 cells, of which 348 are small", (hidden[0]["cells"], hidden[0]["primaries"]) == (670, 348))
    report.check("the audit left every hidden cell three values", hidden[0]["leastPossible"] >= 3)
    report.check("in the large table too", large[0]["leastPossible"] >= 3)
    report.ratio("milliseconds of a table of 1,080 cells", answer, at_most=20)
    report.ratio("milliseconds of a cell held against others", compared, at_most=1)
    report.check("each of 1,080 cells answered, every table debited",
                 all(found["cells"] == 1_080 and found["debits"] == TABLES for found in tables))
    report.check("every cell that is almost another was found, and none that is not",
                 all(found["found"] == found["near"] for found in near))
    report.check("the same cells every time", len({str(sorted(found["secondaryValues"])) for found in hidden}) == 1)
    report.finish(OPTIONS.json)


main()
