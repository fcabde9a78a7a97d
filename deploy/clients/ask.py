#!/usr/bin/env python3
"""Ask a Salthouse gateway from Python. Needs httpx and pandas.

As a program: ask.py URL TOKEN-FILE QUESTION.json FOLDER
In a notebook:

    gateway = Salthouse("https://tre.example.org", "my-token-file")
    gateway.datasets()
    table, receipt = gateway.ask({"project": "P-0001", ...})
"""

import io
import json
import pathlib
import sys
import time

import httpx
import pandas


class Refused(Exception):
    """The gateway said no; the text says why, and what to change."""


class Salthouse:
    def __init__(self, url: str, token_file: str, tries: int = 8):
        # A token in a file does not end up in a notebook that is shared, or in the list of processes.
        token = pathlib.Path(token_file).read_text().strip()
        self._client = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=60)
        self._tries = tries

    def datasets(self) -> pandas.DataFrame:
        """What there is to ask about."""
        return pandas.DataFrame(self._call("GET", "/v1/datasets").json()["datasets"])

    def ask(self, question: dict) -> tuple[pandas.DataFrame, dict]:
        """The table of the answer, and the receipt which proves that the answer stands in the audit log."""
        answer = self._call("POST", "/v1/queries", json=question, headers={"Accept": "text/csv"})
        path = answer.headers.get("location") or answer.headers["content-location"]
        while answer.status_code == 202:  # the answer takes longer, and will be at `path`
            time.sleep(float(answer.headers["retry-after"]))
            answer = self._call("GET", path, headers={"Accept": "text/csv"})
        return read_table(answer.text), self._call("GET", f"{path}/receipt").json()

    def _call(self, method: str, path: str, **request) -> httpx.Response:
        """One request. A gateway that is busy says when to come back, and this comes back then."""
        for _ in range(self._tries):
            answer = self._client.request(method, path, **request)
            if answer.status_code not in (429, 503) or "retry-after" not in answer.headers:
                break
            time.sleep(float(answer.headers["retry-after"]))
        if answer.is_error:
            raise Refused(explain(answer))
        return answer


def read_table(text: str) -> pandas.DataFrame:
    """Codes stay text ("01" is not 1). Numbers become numbers, and what is not shown becomes missing: the column
    `NAME.status` beside each measure says why. Never fill such a gap with 0, and never drop it unsaid."""
    table = pandas.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    measures = [name for name in table if f"{name}.status" in table]
    for column in table:
        words = column.endswith((".status", ".lowReliability"))
        if not words and any(column == name or column.startswith(f"{name}.") for name in measures):
            table[column] = pandas.to_numeric(table[column]).convert_dtypes()
    return table


def explain(answer: httpx.Response) -> str:
    """A problem document in plain words; what a proxy says, as it is."""
    if not answer.headers.get("content-type", "").startswith("application/problem+json"):
        return f"{answer.status_code} {answer.text}"
    problem = answer.json()
    lines = [f"{problem['title']} ({problem.get('code', problem['status'])}): {problem['detail']}"]
    for reason in problem.get("reasons", []):
        lines.append(f"{reason['clause']}: {reason['message']} {reason['change']} Ask {reason['ask']}.")
    return "\n".join(lines)


def main(url: str, token_file: str, question: str, folder: str):
    gateway = Salthouse(url, token_file)
    print(gateway.datasets()[["id", "title"]].to_string(index=False))
    table, receipt = gateway.ask(json.loads(pathlib.Path(question).read_text()))
    print(table.to_string(index=False))
    table.to_csv(pathlib.Path(folder) / "table.csv", index=False)
    (pathlib.Path(folder) / "receipt.json").write_text(json.dumps(receipt))


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit("ask.py URL TOKEN-FILE QUESTION.json FOLDER")
    try:
        main(*sys.argv[1:])
    except Refused as refused:
        sys.exit(str(refused))
