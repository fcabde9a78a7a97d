"""Making and loading the whole made-up region, and the processor time of each question of deploy/QUESTIONS.md."""
# Needs: salthouse

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from _report import KEPT, PROGRAMS, Report, arguments, say

OPTIONS = arguments(
    __doc__, ("--scale", "full", "one in so many people, or all of them"), ("--seed", 1, "which region"))
TOP = Path(__file__).resolve().parents[2]
PAGE = (TOP / "deploy" / "QUESTIONS.md").read_text()
ENDS = "Answered|Refused|Too few to show|Cannot be asked"
QUESTION = re.compile(rf"^\*\*(.+?)\*\* ({ENDS})\.\n```\n(curl .+)\n```$", re.MULTILINE)
# The names that the demo gives its tokens when it prints them for people.
TOKENS = {
    "TOKEN": "researcher", "TOKEN2": "researcherTwoFactor", "STEWARD": "steward", "AUDITOR": "auditor", "OWNER": "owner",
    "PANEL": "panel", "PANEL2": "otherPanel"}
MOST_MILLISECONDS, MOST_GIB = 250, 2
# A process that used less than this in a fifth of a second has nothing to do.
IDLE_SECONDS = 0.002


def questions():
    """Each question of the page: short name of the work, words, how it must end, and the line to paste."""
    short = dict(re.findall(r"^\| \[(.+?)\]\(.+?\) \| .+? \| (.+?) \|$", PAGE, re.MULTILINE))
    found = []
    for question in QUESTION.finditer(PAGE):
        work = re.findall(r"^## (.+)$", PAGE[:question.start()], re.MULTILINE)[-1]
        found.append((short.get(work, work), *question.groups()))
    return found


class Demo:
    """A demo that serves, and what the kernel says of it."""

    def __init__(self, folder, directory):
        self.errors = folder / f"errors-{time.monotonic_ns()}"
        self.output = self.errors.with_suffix(".out")
        words = ["demo", "--json", "--scale", OPTIONS.scale, "--seed", str(OPTIONS.seed), "--listen", "127.0.0.1:0"]
        start = time.monotonic()
        with self.errors.open("wb") as errors, self.output.open("wb") as output:
            words += ["--directory", directory, "--policies", TOP / "policies"]
            self.process = subprocess.Popen([PROGRAMS / "salthouse", *words], stdout=output, stderr=errors)
        self.told = json.loads(self.first_line())
        self.seconds = time.monotonic() - start

    def first_line(self):
        """Waits, ten minutes at most, until it says where it serves."""
        for _ in range(12_000):
            if (text := self.output.read_text()).endswith("\n"):
                return text
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise SystemExit(f"the demo did not start: {self.errors.read_text()[-2000:]}")

    def cpu(self):
        """Seconds of processor time until now, of all threads, by the kernel's clock of that process."""
        return time.clock_gettime((~self.process.pid << 3) | 2)

    def largest(self):
        """The most memory that it held at any time, in GiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE).group(1)) / 2**20

    def rest(self):
        """Waits, a minute at most, until it has nothing to do: it reads its files through after each start."""
        for _ in range(300):
            before = self.cpu()
            time.sleep(0.2)
            if self.cpu() - before < IDLE_SECONDS:
                return
        raise SystemExit("the demo does not come to rest")

    def ask(self, line):
        """Pastes one line; the seconds of processor time that its answer took, and the answer."""
        names = {name: self.told["tokens"][role] for name, role in TOKENS.items()} | {"URL": self.told["url"]}
        before = self.cpu()
        done = subprocess.run(["bash", "-c", line], env=os.environ | names, capture_output=True, text=True, timeout=300)
        self.rest()
        return self.cpu() - before, json.loads(done.stdout)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


def came_to(answer):
    """What an answer is, in the words of the page."""
    if answer.get("status") != "released":
        return {403: "Refused", 400: "Cannot be asked"}.get(answer.get("status"), f"status {answer.get('status')}")
    shown = any(row[name]["status"] == "released" for row in answer["rows"] for name in answer["measures"])
    return "Answered" if shown else "Too few to show"


def measure(report, folder, directory):
    """Every question once for each run, each run on a fresh copy: a question that was asked before costs nothing."""
    asked = questions()
    seconds, wrong = [[] for _ in asked], []
    for run in range(OPTIONS.runs):
        say(f"run {run + 1} of {OPTIONS.runs}")
        copy = folder / "copy"
        shutil.copytree(directory, copy)
        demo = Demo(folder, copy)
        try:
            demo.rest()
            for place, (row, words, end, line) in enumerate(asked):
                used, answer = demo.ask(line)
                seconds[place].append(used)
                if (found := came_to(answer)) != end:
                    say(f"`{words}` came to: {found}")
                    wrong.append(words)
        finally:
            demo.stop()
        shutil.rmtree(copy)
    medians = [
        report.figure(f"{row}: {words.rstrip('.')}", "CPU ms", [value * 1e3 for value in used])
        for (row, words, _, _), used in zip(asked, seconds)]
    report.ratio("the dearest question, CPU ms", max(medians), at_most=MOST_MILLISECONDS)
    report.check("every question comes to what the page says", not wrong)


def main():
    report = Report("region")
    with tempfile.TemporaryDirectory(dir=KEPT) as name:
        folder = Path(name)
        say("Making the region")
        demo = Demo(folder, folder / "demo")
        try:
            report.figure("making, loading and serving it", "CPU s", [demo.cpu()])
            report.figure("making, loading and serving it", "s by the clock", [demo.seconds])
            largest = report.figure("the most memory on the way", "GiB", [demo.largest()])
        finally:
            demo.stop()
        report.ratio("GiB of memory", largest, at_most=MOST_GIB)
        size = sum(path.stat().st_size for path in (folder / "demo").rglob("*") if path.is_file())
        report.figure("its folder", "MiB", [size / 2**20])
        measure(report, folder, folder / "demo")
    report.finish(OPTIONS.json)


main()
