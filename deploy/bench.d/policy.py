"""Other policies tried against a log of decisions that a whole gateway took: CPU seconds, and whether exactly those turn."""
# Needs: salthouse-bench

import tempfile
from pathlib import Path

from _report import KEPT, Report, arguments, program, say

OPTIONS = arguments(__doc__, ("--decisions", 10_000, "how many questions are decided"))
POLICIES = Path(__file__).resolve().parents[2] / "policies"


def main():
    report = Report("policy")
    found = []
    for run in range(OPTIONS.runs):
        say(f"run {run + 1} of {OPTIONS.runs}")
        with tempfile.TemporaryDirectory(dir=KEPT) as folder:
            found.append(program("policy", "--directory", folder, "--policies", POLICIES,
                                 "--decisions", OPTIONS.decisions))
    for name in ("withoutTraining", "withoutResearch"):
        figures = [run[name] for run in found]
        seconds = report.figure(
            f"{name}: every decision tried", "CPU seconds", [figure["cpuNanoseconds"] / 1e9 for figure in figures])
        report.figure(f"{name}: decisions", "read", [figure["read"] for figure in figures])
        report.figure(f"{name}: turned", "decisions", [figure["turned"] for figure in figures])
        report.ratio(f"{name}: seconds of {OPTIONS.decisions:,} decisions", seconds, at_most=10)
        report.check(f"{name}: exactly those that it had to", all(figure["isExact"] for figure in figures))
    report.finish(OPTIONS.json)


main()
