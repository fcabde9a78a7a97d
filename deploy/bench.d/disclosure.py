"""Noise beside OpenDP's, and a table of 670 cells with 348 small ones made safe by hiding more."""
# Needs: salthouse-bench

from importlib.metadata import version

import opendp.prelude as dp

from _report import Report, arguments, cpu_seconds, program, say

OPTIONS = arguments(
    __doc__, ("--draws", 2_000_000, "how many draws of ours a run takes"),
    ("--reference-draws", 100_000, "how many draws of OpenDP's a run takes"),
    ("--seed", 670, "the seed of the table that is made up"))
# z squared of the default precision.
VARIANCE = 25


def opendp_rate(mechanism):
    """Draws in one second of CPU time. One call, so that Python's own share is small."""
    seconds, drawn = cpu_seconds(lambda: mechanism([0] * OPTIONS.reference_draws))
    return len(drawn) / seconds


def our_rate():
    found = program("noise", "--draws", OPTIONS.draws, "--variance", VARIANCE)
    return OPTIONS.draws / found["cpuNanoseconds"] * 1e9


def main():
    dp.enable_features("contrib")
    space = dp.vector_domain(dp.atom_domain(T="i64")), dp.l2_distance(T="f64")
    mechanism = dp.m.make_gaussian(*space, scale=float(VARIANCE**0.5))
    report = Report("disclosure", opendp=version("opendp"))
    ours, theirs, hidden = [], [], []
    for run in range(OPTIONS.runs):
        say(f"run {run + 1} of {OPTIONS.runs}")
        ours.append(our_rate())
        theirs.append(opendp_rate(mechanism))
        hidden.append(program("suppression", "--seed", OPTIONS.seed))
    our_median = report.figure("discrete Gaussian, ours", "draws per CPU second", ours)
    their_median = report.figure("discrete Gaussian, OpenDP", "draws per CPU second", theirs)
    seconds = report.figure(
        "670 cells suppressed and audited", "CPU seconds", [found["cpuNanoseconds"] / 1e9 for found in hidden])
    for name in ("primaries", "secondaries", "byAudit", "leastPossible"):
        report.figure(name, "cells" if name != "leastPossible" else "values left", [found[name] for found in hidden])
    report.ratio("millions of draws per second", our_median / 1e6, at_least=1.5)
    report.ratio("ours to OpenDP", our_median / their_median, at_least=10)
    report.ratio("seconds of suppression", seconds, at_most=1)
    report.ratio("cells hidden beside the small ones", hidden[0]["secondaries"], at_most=6)
    report.check("670 cells, of which 348 are small", (hidden[0]["cells"], hidden[0]["primaries"]) == (670, 348))
    report.check("the audit left every hidden cell three values", hidden[0]["leastPossible"] >= 3)
    report.check("the same cells every time", len({str(sorted(found["secondaryValues"])) for found in hidden}) == 1)
    report.finish(OPTIONS.json)


main()
