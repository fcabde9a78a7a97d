"""What the benches share: running and timing, the facts of the machine, and one form of report."""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROGRAMS = Path(os.environ["SALTHOUSE_BIN_DIR"])
KEPT = Path(os.environ["SALTHOUSE_BENCH_DIR"])


def arguments(text, *options):
    """The command line: `--json`, `--runs` and what the bench itself takes, as (name, default, help)."""
    parser = argparse.ArgumentParser(prog="deploy/bench", description=text)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--runs", type=int, default=5, help="how often each figure is measured")
    for name, default, help_text in options:
        parser.add_argument(name, type=type(default), default=default, help=f"{help_text} ({default})")
    return parser.parse_args()


def say(text):
    """Progress, on standard error."""
    print(text, file=sys.stderr, flush=True)


def child(command, **options):
    """Runs a program; its standard output, and its CPU seconds and largest memory in MiB as the kernel counted them."""
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen([str(word) for word in command], stdout=out, **options)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode()
        if process.returncode != 0:
            raise SystemExit(f"{Path(str(command[0])).name} ended with code {process.returncode}: {text}")
        return text, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def program(*words):
    """Runs salthouse-bench; the JSON object that it prints."""
    return json.loads(child([PROGRAMS / "salthouse-bench", *words])[0])


def cpu_seconds(work):
    """The CPU time of the whole process, every thread of it, while `work` runs; and what `work` returned."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def machine(**versions):
    """Where this was measured."""
    model = platform.processor() or "unknown"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    memory = next(line for line in Path("/proc/meminfo").read_text().splitlines() if line.startswith("MemTotal"))
    swift = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout.splitlines()
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "memoryGiB": round(int(memory.split()[1]) / 2**20, 1),
        "kernel": platform.release(),
        "load": round(os.getloadavg()[0], 2),
        "swift": swift[0] if swift else "unknown",
        "python": platform.python_version(),
        **versions,
    }


class Report:
    """Figures with every run, ratios with their bars, checks that must hold."""

    def __init__(self, bench, **versions):
        self.bench = bench
        self.machine = machine(**versions)
        self.figures = []
        self.ratios = []
        self.checks = []

    def figure(self, name, unit, runs):
        """Adds a figure from its runs; returns the median."""
        median = statistics.median(runs)
        self.figures.append(
            {"name": name, "unit": unit, "min": min(runs), "median": median, "max": max(runs), "runs": runs})
        return median

    def ratio(self, name, value, at_most=None, at_least=None):
        """Adds a ratio and, where there is one, the bar that it must keep to."""
        holds = (at_most is None or value <= at_most) and (at_least is None or value >= at_least)
        bar = {"atMost": at_most} if at_most is not None else {"atLeast": at_least} if at_least is not None else None
        self.ratios.append({"name": name, "value": value, "bar": bar, "holds": holds})

    def check(self, name, holds):
        """Adds something that is true or false, such as equal answers."""
        self.checks.append({"name": name, "holds": bool(holds)})

    def finish(self, as_json):
        """Prints everything and ends the program: 1 where a bar or a check does not hold."""
        if as_json:
            print(json.dumps(vars(self), indent=1))
        else:
            self._print()
        held = all(item["holds"] for item in self.ratios + self.checks)
        raise SystemExit(0 if held else 1)

    def _print(self):
        print(f"{self.bench}, on {', '.join(f'{key} {value}' for key, value in self.machine.items())}\n")
        width = max(len(item["name"]) for item in self.figures + self.ratios + self.checks)
        print(f"{'':{width}}  {'min':>12} {'median':>12} {'max':>12}")
        for item in self.figures:
            numbers = " ".join(f"{short(item[key]):>12}" for key in ("min", "median", "max"))
            print(f"{item['name']:{width}}  {numbers}  {item['unit']}")
        for item in self.ratios:
            bar = "".join(
                f"  ({'at most' if key == 'atMost' else 'at least'} {value}: {'held' if item['holds'] else 'MISSED'})"
                for key, value in (item["bar"] or {}).items())
            print(f"{item['name']:{width}}  {short(item['value']):>12}{bar}")
        for item in self.checks:
            print(f"{item['name']:{width}}  {'yes' if item['holds'] else 'NO':>12}")


def short(number):
    """A number with as many digits as a reader wants."""
    if isinstance(number, int) or number >= 1000:
        return f"{number:,.0f}"
    return f"{number:.3g}" if number < 1 else f"{number:.2f}"
