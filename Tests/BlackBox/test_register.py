"""The public register as a table: the columns of a data use register, and the charter's own."""

import csv
import io


def table(client, **parameters) -> tuple[list[str], list[dict]]:
    reply = client.get("/v1/register", params=parameters, headers={"Accept": "text/csv"})
    assert reply.status_code == 200 and reply.headers["content-type"].startswith("text/csv")
    assert reply.headers["vary"] == "Accept"
    reader = csv.DictReader(io.StringIO(reply.text, newline=""))
    return reply.headers.get("link"), list(reader)


def test_each_published_project_is_a_row_of_a_data_use_register(as_role):
    public = as_role()
    entries = {entry["id"]: entry for entry in public.get("/v1/register").json()["projects"]}
    link, rows = table(public)
    assert link is None and [row["project_id_text"] for row in rows] == list(entries)
    for row in rows:
        entry = entries[row["project_id_text"]]
        assert (row["project_title"], row["lay_summary"]) == (entry["title"], entry["summary"])
        assert row["public_benefit_statement"] == entry["benefit"]
        assert row["datasets"] == "; ".join(dataset["title"] for dataset in entry["datasets"])
        assert row["latest_approval_date"] == entry["approvedOn"]
        # A project may end before its last day.
        assert row["project_end_date"] == entry["lastDay"] or row["state"] == "ended"
        assert row["uses_ai"] == "no" and row["charter_mark"] == entry["mark"] and row["state"] == entry["state"]
        greens = [light["principle"] for light in entry["lights"] if light["light"] == "green"]
        assert row["lights_green"].split("; ") == greens
        assert row["working_days_waited"] == str(entry["waits"][-1]["workingDays"])
        assert (row["organisation_name"], row["access_type"]) == ("The demo", "TRE")
        assert row["national_data_optout"] == "applied"
        # Nobody is named but by the project's own words.
        said = "".join(value for name, value in row.items() if name not in ("lay_summary", "public_benefit_statement"))
        assert "rosa" not in said.lower() and "olive" not in said.lower()


def test_the_table_comes_in_pages(as_role):
    public = as_role()
    whole = [row["project_id_text"] for row in table(public)[1]]
    link, rows = table(public, limit=1)
    assert [row["project_id_text"] for row in rows] == whole[:1]
    assert link == f'</v1/register?after={whole[0]}>; rel="next"'
    assert [row["project_id_text"] for row in table(public, after=whole[0])[1]] == whole[1:]
