"""The lines that `salthouse demo` prints are pasted into a shell, and every one does what it says."""

import json
import re
import subprocess
from fractions import Fraction

import pytest
from deployments import TOP, Server, entries, program
from questions import cells, values

MARK = "=== next line ==="


class Hour:
    """A demo whose printed lines were pasted, one after the other, into one bash; with what each one answered."""

    def __init__(self, folder):
        command = [
            program("salthouse"),
            "demo",
            "--listen",
            "127.0.0.1:0",
            "--scale",
            "50",
            "--directory",
            folder / "demo",
        ]
        self.server = Server(command, folder / "output")
        self.server.wait_for(self.server.output, r"^  .* --key \"\$KEY\"$")
        self.log = folder / "demo" / "log"
        self.story = self.server.output.read_text()
        self.lines = [line for line in self.story.splitlines() if line.startswith("  ")]
        typed = "".join(f"{line}\necho '{MARK}'\n" for line in self.lines)
        done = subprocess.run(["bash"], input=typed, capture_output=True, text=True, timeout=120)
        self.errors = done.stderr
        self.answers = [text.strip() for text in done.stdout.split(MARK)]

    def of(self, words: str, number: int = 0) -> dict:
        """The answer of the `number`th line under the paragraph that begins with these words."""
        paragraph = self.story.index(words)
        line = [line for line in self.story[paragraph:].splitlines() if line.startswith("  ")][number]
        return json.loads(self.answers[self.lines.index(line)])


@pytest.fixture(scope="module")
def hour(tmp_path_factory):
    hour = Hour(tmp_path_factory.mktemp("hour"))
    yield hour
    hour.server.stop()


def test_every_line_is_understood_by_the_shell(hour):
    assert hour.errors == ""
    assert len(hour.lines) >= 12


def test_who_am_i_and_what_data_are_there(hour):
    me = hour.of("Who am I")
    assert me["person"] == "rosa" and me["roles"] == ["researcher"]
    listed = {dataset["id"]: dataset for dataset in hour.of("Who am I", 1)["datasets"]}
    assert {"person", "household", "care_event"} <= set(listed)


def check_whole(answer):
    """What every answer carries beside its table."""
    provenance = answer["provenance"]
    assert provenance["asOf"] == "2026-03"
    assert all(len(digest) == 64 for digest in provenance["snapshots"].values())
    assert provenance["coverage"] and provenance["optOuts"]["version"] and provenance["policy"]["hash"]
    assert answer["protection"]["profile"] == "standard" and answer["protection"]["guarantee"]
    budget = answer["budget"]
    assert Fraction(budget["left"]) <= Fraction(budget["of"]) == 2
    assert re.search(r"\d+ % of this year's privacy budget is spent; \d+ % is left", budget["says"])
    assert set(answer["receipt"]) >= {"leaf", "proof", "disclosures"}
    assert answer["receipt"]["proof"].startswith("c2sp.org/tlog-proof@v1")


def test_people_by_borough_age_and_sex(hour):
    answer = hour.of("People by borough, age and sex")
    check_whole(answer)
    assert answer["unit"] == "person" and answer["measures"]["people"]["unit"] == "person"
    boroughs, ages, sexes = (list(dimension["codes"].values()) for dimension in answer["dimensions"])
    assert boroughs == ["Halton", "Knowsley", "Liverpool", "St. Helens", "Sefton", "Wirral"]
    assert {"Female", "Male"} <= set(sexes) and {"0 to 17", "18 to 64", "65 and over"} <= set(ages)
    assert len(answer["rows"]) == len(boroughs) * len(ages) * len(sexes)
    shown = [row["people"] for row in answer["rows"] if row["people"]["status"] == "released"]
    hidden = [row["people"] for row in answer["rows"] if row["people"]["status"] != "released"]
    assert len(shown) >= 36 and hidden
    for cell in shown:
        low, high = cell["noise95"]
        assert cell["value"] % 5 == 0 and (low, high) == (cell["value"] - 12, cell["value"] + 12)
        assert cell["value"] >= 20
    assert all(cell == {"status": "not-shown"} for cell in hidden)
    # One in fifty of 1.55 million people, less those who have said no.
    assert 25_000 < sum(cell["value"] for cell in shown) < 32_000
    assert answer["budget"]["spent"] == "1/50"


def test_a_question_is_tried_on_made_up_rows_first(hour):
    tried, real = hour.of("Try a question on made-up rows"), hour.of("Ask for them")
    assert tried["tier"] == "synthetic" and tried["says"].startswith("Made-up rows") and tried["budget"]["spent"] == "0"
    assert set(tried) == set(real) | {"tier"}
    assert tried["dimensions"] == real["dimensions"] and tried["measures"] == real["measures"]
    assert cells(tried).keys() == cells(real).keys()


def test_emergency_admissions_are_checked_and_then_asked(hour):
    check = hour.of("What would emergency admissions per 1,000 people cost")
    assert check["wouldRun"] is True and check["budget"]["cost"] == "3/50"
    answer = hour.of("Ask for them")
    check_whole(answer)
    assert answer["budget"]["spent"] == check["budget"]["cost"]
    measure = answer["measures"]["admissions"]
    assert (measure["unit"], measure["of"], measure["per"]) == ("care_event", "person", 1000)
    assert len(answer["rows"]) == 10
    shown = [row["admissions"] for row in answer["rows"] if row["admissions"]["status"] == "released"]
    assert len(shown) >= 8
    for cell in shown:
        rate = Fraction(1000 * cell["numerator"]["value"], cell["denominator"]["value"])
        assert abs(Fraction(cell["value"]) - rate) <= Fraction(1, 20)
        low, high = map(Fraction, cell["noise95"])
        assert low <= Fraction(cell["value"]) <= high and low < high


def test_the_same_question_in_other_words_is_free_and_equal(hour):
    first, again = hour.of("Ask for them"), hour.of("The same question in other words")
    assert values(first) == values(again)
    assert again["budget"]["spent"] == "0" and again["budget"]["left"] == first["budget"]["left"]


@pytest.mark.parametrize(
    "number, clause, words",
    [
        (0, "SEC-3", ["person.ethnicity", "not part of your approval"]),
        (1, "OVR-2", ["suspended"]),
        (2, "PRI-6", ["privacy budget"]),
    ],
    ids=["a variable without approval", "a suspended project", "a spent budget"],
)
def test_three_are_refused_in_plain_words(hour, number, clause, words):
    refusal = hour.of("Three that are refused", number)
    assert refusal["status"] == 403 and refusal["title"] and refusal["audit"]["entry"] > 0
    (reason,) = refusal["reasons"]
    assert reason["clause"] == clause
    assert all(word in reason["message"] for word in words)
    assert reason["change"].endswith(".") and reason["ask"]
    assert "rows" not in refusal


def test_the_readme_shows_the_lines_that_the_demo_prints(hour):
    readme = (TOP / "README.md").read_text()
    section = readme[readme.index("## The first hour") : readme.index("## Load your own data")]
    shown = {line for line in section.splitlines() if line.startswith("curl")}
    assert len(shown) >= 8
    assert shown <= {line.strip() for line in hour.lines}


def test_the_steward_sees_what_waits(hour):
    waiting = hour.of("What waits for a data steward")["projects"]
    assert [project["state"] for project in waiting] == ["submitted"]


def test_a_table_comes_as_csv_too(hour):
    paragraph = hour.story.index("Its table for a spreadsheet")
    line = next(line for line in hour.story[paragraph:].splitlines() if line.startswith("  "))
    heading, *rows = hour.answers[hour.lines.index(line)].splitlines()
    assert heading.split(",")[:3] == ["person.imdDecile", "rate", "rate.status"]
    assert len(rows) == len(hour.of("The same question in other words")["rows"])


def test_means_and_rates_are_told_with_their_intervals(hour):
    answer = hour.of("The mean age")
    assert {name: told["kind"] for name, told in answer["measures"].items()} == {
        "age": "mean",
        "admissions": "ratio",
        "registered": "ratio",
    }
    for row in answer["rows"]:
        for name, least, most in [("age", 30, 50), ("admissions", -1, 300), ("registered", 900, 1000)]:
            low, high = (float(end) for end in row[name]["noise95"])
            assert least < low <= float(row[name]["value"]) <= high < most, row


def test_the_public_register_needs_no_token(hour):
    listed = hour.of("What the public sees")["projects"]
    assert "Emergency care and where people live" in [project["title"] for project in listed]


def test_all_of_it_stands_in_the_log(hour):
    told = hour.of("What waits for a data steward", 1)["entries"]
    assert told[0]["entry"]["type"] == "genesis" and all(entry["leafHash"] for entry in told)
    outcomes = [entry["event"] for entry in entries(hour.log) if entry["type"] == "query.outcome"]
    assert [event["decision"] for event in outcomes] == ["allow"] * 6 + ["deny"] * 3
    assert [event.get("tier") for event in outcomes] == ["synthetic"] + [None] * 8
    assert [event["reasons"] for event in outcomes[6:]] == [["SEC-3"], ["OVR-2"], ["PRI-6"]]
    checks = [entry for entry in entries(hour.log) if entry["type"] == "query.check"]
    assert len(checks) == 1


def test_the_verifier_says_that_the_log_holds(hour):
    said = next(answer for answer in hour.answers if answer.endswith("HOLDS") or "HOLDS," in answer)
    assert "the newest signed checkpoint covers" in said


def test_a_project_shows_its_words_and_its_lights(hour):
    project = hour.of("A project's text")
    lights = {light["principle"]: light["light"] for light in project["lights"]}
    assert len(lights) == 11 and "red" not in lights.values()
    assert lights["privacy"] == lights["beneficial"] == "green"
    assert all(float(words["grade"]) <= 9 for words in project["reading"].values())
