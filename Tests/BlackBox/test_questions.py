"""The questions of deploy/QUESTIONS.md are pasted into a shell one by one, and each comes to what the page says."""

import json
import os
import re
import subprocess

import pytest
from deployments import TOP

PAGE = (TOP / "deploy" / "QUESTIONS.md").read_text()
README = (TOP / "README.md").read_text()
ENDS = "Answered|Refused|Too few to show|Cannot be asked"
QUESTIONS = re.findall(rf"^\*\*(.+?)\*\* ({ENDS})\.\n```\n(curl .+)\n```$", PAGE, re.MULTILINE)


def test_every_block_of_the_page_is_a_question_with_its_end():
    assert len(QUESTIONS) == PAGE.count("```") // 2 >= 26


@pytest.mark.parametrize(("words", "end", "line"), QUESTIONS, ids=[words for words, _, _ in QUESTIONS])
def test_it_comes_to_what_the_page_says(gateway, words, end, line):
    tokens = {"TOKEN": gateway.tokens["researcher"], "TOKEN2": gateway.tokens["researcherTwoFactor"]}
    place = tokens | {"URL": gateway.url}
    done = subprocess.run(["bash", "-c", line], env=os.environ | place, capture_output=True, text=True, timeout=120)
    answer = json.loads(done.stdout)
    if end == "Refused":
        assert answer["status"] == 403 and answer["reasons"][0]["message"], answer
        return
    if end == "Cannot be asked":
        assert answer["status"] == 400 and answer["detail"] and answer["change"], answer
        return
    assert answer["status"] == "released", answer
    shown = [cell["status"] for row in answer["rows"] for cell in measures(answer, row)]
    assert shown and ("released" in shown) == (end == "Answered"), shown


def test_each_question_that_the_readme_names_is_in_the_part_that_it_links_to():
    lines = re.findall(r"^\| T-\w+ \| \[(.+)\]\(deploy/QUESTIONS\.md#([a-z-]+)\) \|$", README, re.MULTILINE)
    parts = {
        re.sub(r"[^a-z -]", "", part.split("\n", 1)[0].lower()).replace(" ", "-"): part for part in PAGE.split("\n## ")
    }
    assert len(lines) >= 9
    for words, part in lines:
        assert f"**{words}.** " in parts[part], words


def measures(answer, row):
    """The cells of a row."""
    return [row[name] for name in answer["measures"]]
