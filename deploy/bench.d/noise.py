"""Draws of the discrete Gaussian for each second of CPU time, ours against OpenDP's."""
# Needs: salthouse-bench

from importlib.metadata import version

import opendp.prelude as dp

from _report import Report, arguments, cpu_seconds, program, say

OPTIONS = arguments(
    __doc__, ("--draws", 1_000_000, "how many draws of ours a run takes"),
    ("--reference-draws", 100_000, "how many draws of OpenDP's a run takes"),
    ("--variance", 25, "the variance, a square number"))
# OpenDP names the mechanism by its standard deviation, as a float.
SCALE = round(OPTIONS.variance**0.5)
assert SCALE * SCALE == OPTIONS.variance, "the variance is not a square number"


def opendp_run(mechanism):
    """Draws in one second of CPU time, and the mean of their squares. One call, so that Python's own share is small."""
    zeros = [0] * OPTIONS.reference_draws
    seconds, drawn = cpu_seconds(lambda: mechanism(zeros))
    return len(drawn) / seconds, sum(value * value for value in drawn) / len(drawn)


def our_run():
    found = program("noise", "--draws", OPTIONS.draws, "--variance", OPTIONS.variance)
    return OPTIONS.draws / found["cpuNanoseconds"] * 1e9, found["sumOfSquares"] / OPTIONS.draws


def main():
    dp.enable_features("contrib")
    space = dp.vector_domain(dp.atom_domain(T="i64")), dp.l2_distance(T="f64")
    mechanism = dp.m.make_gaussian(*space, scale=float(SCALE))
    report = Report("noise", opendp=version("opendp"))
    ours, theirs = [], []
    for run in range(OPTIONS.runs):
        say(f"run {run + 1} of {OPTIONS.runs}")
        ours.append(our_run())
        theirs.append(opendp_run(mechanism))
    our_rate = report.figure("ours", "draws per CPU second", [rate for rate, _ in ours])
    their_rate = report.figure("OpenDP", "draws per CPU second", [rate for rate, _ in theirs])
    report.figure("ours, mean square", f"should be near {OPTIONS.variance}", [square for _, square in ours])
    report.figure("OpenDP, mean square", f"should be near {OPTIONS.variance}", [square for _, square in theirs])
    report.ratio("ours to OpenDP", our_rate / their_rate, at_least=1.0)
    report.finish(OPTIONS.json)


main()
