"""A request as data-access applications write it, with tables, columns and filters, becomes a draft."""

import proposals

PATH = "/v1/imports"
TEXT = proposals.words("Carers by borough") | {
    "owner": "olive",
    "researchers": ["rosa"],
    "purposes": ["service-improvement"],
}


def request(*tables, **more) -> dict:
    return {"proposal": TEXT | more, "tables": list(tables)}


def table(name="person", columns=("age", "sex"), **more) -> dict:
    return {"name": name, "columns": list(columns)} | more


def refused(client, body) -> tuple[str, str]:
    answer = client.post(PATH, json=body)
    assert answer.status_code == 400, answer.text
    return answer.json()["pointer"], answer.json()["detail"]


def test_tables_columns_and_filters_become_a_draft(as_role):
    older = [{"column": "age", "at": "2026-03", "from": 65}, {"column": "sex", "in": ["F"]}]
    body = request(table(columns=["age", "sex", "borough"], filter=older), table("care_event", ["type", "month"]))
    answer = as_role("researcher").post(PATH, json=body)
    assert answer.status_code == 201, answer.text
    draft = answer.json()
    assert draft["state"] == "draft" and answer.headers["location"] == f"/v1/projects/{draft['id']}"
    proposal = draft["proposal"]
    assert proposal["datasets"] == ["care_event", "person"]
    # What an age and a month are made of comes along.
    assert {"person.age", "person.birthMonth", "person.borough", "care_event.month", "care_event.date"} <= set(
        proposal["variables"]
    )
    assert proposal["rowFilter"] == {
        "all": [
            {"at": "2026-03", "from": 65, "variable": "person.age"},
            {"in": ["F"], "variable": "person.sex"},
        ]
    }
    # It is handed in like any other draft.
    client = as_role("researcher")
    done = client.post(answer.headers["location"] + "/submission", json={}, headers={"If-Match": answer.headers["etag"]})
    assert done.status_code == 200, done.text


def test_an_approval_keeps_the_filter_that_was_asked_for(as_role):
    client, steward = as_role("researcher"), as_role("steward")
    only = [{"column": "age", "at": "2026-03", "from": 65}]
    made = client.post(PATH, json=request(table(filter=only), title="Older people"))
    place = made.headers["location"]
    done = client.post(place + "/submission", json={}, headers={"If-Match": made.headers["etag"]})
    proposal = done.json()["proposal"]
    terms = {key: proposal[key] for key in ["researchers", "purposes", "datasets", "variables", "links"]}
    terms |= {"profile": "standard", "budget": "1", "lastDay": "2027-06-30", "asOf": ["2026-03"]}
    for given, is_named in [(terms, True), (terms | {"rowFilter": proposal["rowFilter"]}, False)]:
        body = {"decision": "approve", "terms": given}
        answer = steward.post(place + "/decisions", json=body, headers={"If-Match": done.headers["etag"]})
        assert answer.status_code == 422
        messages = [reason["message"] for reason in answer.json()["reasons"]]
        assert any("some rows only" in message for message in messages) == is_named, messages


def test_columns_may_be_named_as_in_the_file(as_role):
    answer = as_role("researcher").post(PATH, json=request(table(columns=["imd_decile"])))
    assert answer.json()["proposal"]["variables"] == ["person.imdDecile"]


def test_the_register_comes_along(as_role):
    answer = as_role("researcher").post(PATH, json=request(table("care_event", ["type"])))
    assert answer.json()["proposal"]["datasets"] == ["care_event", "person"]


def test_what_does_not_fit_is_told_with_its_place_and_what_would(as_role):
    client = as_role("researcher")
    place, detail = refused(client, request(table(), table("care_events", ["type"])))
    assert place == "/tables/1/name" and "`care_event`" in detail
    place, detail = refused(client, request(table(columns=["sex", "agee"])))
    assert place == "/tables/0/columns/1" and "`age`" in detail
    place, detail = refused(client, request(table(columns=["nhs_number"])))
    assert place == "/tables/0/columns/0" and "direct identifier" in detail
    crooked = [{"column": "sex", "in": ["F"]}, {"column": "sex", "in": ["Q"]}]
    place, detail = refused(client, request(table(filter=crooked)))
    assert place.startswith("/tables/0/filter/1/in") and "`F`" in detail
    between = [{"column": "borough", "in": ["E08000012"]}, {"column": "losDays", "from": 4}]
    place, detail = refused(client, request(table(filter=between)))
    assert place == "/tables/0/filter/1/column"
    many = table("care_event", ["type"], filter=[{"column": "type", "in": ["EM"]}])
    place, detail = refused(client, request(many))
    assert place == "/tables/0/filter/0" and "`where`" in detail


def test_an_edge_off_every_grouping_is_refused_with_those_near_it(as_role):
    between = [{"column": "birthMonth", "from": "1950-03"}]
    place, detail = refused(as_role("researcher"), request(table(filter=between)))
    assert place.startswith("/tables/0/filter/0") and "declared" in detail, (place, detail)


def test_the_text_itself_names_no_data(as_role):
    client = as_role("researcher")
    assert refused(client, request(table(), variables=["person.sex"]))[0] == "/proposal/variables"
    assert refused(client, request(table(), surprise=1))[0] == "/proposal/surprise"
    assert refused(client, request()) == ("/tables", refused(client, request())[1])
    assert as_role("steward").post(PATH, json=request(table())).status_code == 403
