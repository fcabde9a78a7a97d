"""Parts of a dataset whose controller has not agreed are left out, and every answer says so."""

import json

import pytest
from declarations import SEX, of_people
from deployments import Deployment, client, entries, verify
from offices import LAST_DAY, OWNER, PANEL, RESEARCHER, STEWARD, TODAY, Office
from proposals import words
from questions import ask, question

AS_OF = "2026-03"
COUNCILS = {"north": ["N"], "south": ["S", "_notStated"]}
HOMES = {"N": 400, "S": 300, "": 100}
BY_PLACE = {"by": ["home.place"], "unit": "household", "measures": {"homes": {"count": "unit"}}}


def declaration(councils=COUNCILS) -> dict:
    """Homes of two councils, which say by a variable whose is whose, and a clerk who answers for all of them in words."""
    divided = [
        {"id": name, "name": f"{name.capitalize()} Council", "covers": f"homes in the {name}"}
        | {"rows": {"variable": "place", "in": codes}}
        for name, codes in councils.items()
    ]
    return {
        "id": "home",
        "title": "Homes",
        "controllers": [*divided, {"id": "clerk", "name": "The clerk", "covers": "the lists"}],
        "tier": "pseudonymised",
        "unit": "household",
        "rowsPerUnit": "one",
        "register": True,
        "key": {"column": "number", "identifier": "opaque"},
        "population": 100_000,
        "asOf": AS_OF,
        "variables": [
            {
                "name": "place",
                "title": "Place",
                "type": "code",
                "column": "place",
                "codes": [{"code": "N"}, {"code": "S"}],
                "missing": {"notStated": [""]},
            },
        ],
    }


PERSON = of_people(
    "person",
    "People",
    SEX,
    register=True,
    links=[{"role": "home", "dataset": "home", "column": "home", "maximumPerTarget": 12}],
)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("parts")
    homes = [f"h{place}{i},{place}" for place, count in HOMES.items() for i in range(count)]
    people = [f"p{i}{j},{'FM'[j]},{home.split(',')[0]}" for i, home in enumerate(homes) for j in range(2)]
    rows = {"home": ["number,place", *homes], "person": ["number,sex,home", *people]}
    files = []
    for declared in (declaration(), PERSON):
        name = declared["id"]
        (folder / f"{name}.json").write_text(json.dumps(declared))
        (folder / f"{name}.csv").write_text("\n".join(rows[name]) + "\n")
        files.append((folder / f"{name}.json", folder / f"{name}.csv"))
    office = Office.open(folder / "house", files)
    with office.deployment.serving() as server:
        office.record_people(server)
        yield office, server


class Life:
    """A project whose steps a test takes one by one."""

    def __init__(self, house, signers):
        self.office, self.server = house
        scope = {
            "purposes": ["service-improvement"],
            "datasets": ["home", "person"],
            "variables": ["home.place", "person.sex"],
            "links": ["person.home"],
        }
        text = words("Homes") | scope | {"owner": OWNER, "researchers": [RESEARCHER]}
        with self.office.client(self.server, RESEARCHER) as researcher:
            started = researcher.post("/v1/projects", json=text)
        assert started.status_code == 201, started.text
        self.id, self.version = started.json()["id"], started.headers["etag"]
        self.take(RESEARCHER, "submission", {})
        self.take(OWNER, "signatures", {"as": "accountableOwner"})
        for controller in signers:
            self.sign(controller)
        meeting = {"heldOn": TODAY, "attendance": [{"person": one, "conflict": "none"} for one in PANEL]}
        self.take(next(iter(PANEL)), "meetings", meeting)
        for person in PANEL:
            self.take(person, "votes", {"meeting": 1, "vote": "for"})
        terms = {"researchers": [RESEARCHER], "profile": "standard", "budget": "2", "lastDay": LAST_DAY}
        self.terms = scope | terms | {"asOf": [AS_OF]}

    def take(self, person: str, step: str, body: dict, expect=200):
        with self.office.client(self.server, person) as one:
            done = one.post(f"/v1/projects/{self.id}/{step}", json=body, headers={"If-Match": self.version})
        assert done.status_code == expect, done.text
        self.version = done.headers.get("etag", self.version)
        return done.json()

    def sign(self, controller: str, **more):
        return self.take(STEWARD, "signatures", {"as": "controller", "controller": controller} | more)

    def approve(self, expect=200):
        return self.take(STEWARD, "decisions", {"decision": "approve", "terms": self.terms}, expect)

    def published(self) -> "Life":
        self.approve()
        self.take(STEWARD, "decisions", {"decision": "publish"})
        return self

    def ask(self, **members):
        with self.office.client(self.server, RESEARCHER) as researcher:
            return ask(researcher, question(self.id, **members))

    def check(self, **members):
        with self.office.client(self.server, RESEARCHER) as researcher:
            return researcher.post("/v1/checks", json=question(self.id, **members)).json()


def shown(answer) -> dict[str, dict]:
    """What a table by place says of each place."""
    assert answer.status_code == 200, answer.text
    return {row["home.place"]: row["homes"] for row in answer.json()["rows"]}


def left_out(coverage: dict) -> list[str]:
    return [part["controller"] for part in coverage["home"]["leftOut"]]


def test_an_approval_needs_one_controller_of_each_dataset_and_everybody_who_cannot_be_left_out(house):
    for signers, missing in [
        (["icb", "clerk"], "North Council and South Council have not agreed yet."),
        (["icb", "north"], "The clerk has not agreed yet."),
        (["north", "clerk"], "ICB has not agreed yet."),
    ]:
        refused = Life(house, signers).approve(expect=422)
        assert [(r["clause"], r["message"]) for r in refused["reasons"]] == [("LEG-2", missing)]
    Life(house, ["icb", "clerk", "south"]).approve()


def test_rows_of_who_has_not_agreed_are_not_there_and_the_answer_says_so(house):
    life = Life(house, ["icb", "clerk", "north"]).published()
    told = life.check(**BY_PLACE)
    assert told["wouldRun"] and left_out(told["coverage"]) == ["south"]
    answer = life.ask(**BY_PLACE)
    homes = shown(answer)
    assert abs(homes["N"]["value"] - HOMES["N"]) < 60
    assert all(homes[place] == {"status": "not-shown"} for place in ("S", "_notStated") if place in homes)
    coverage = answer.json()["provenance"]["coverage"]
    assert left_out(coverage) == ["south"]
    assert coverage["home"]["included"] == ["North Council: homes in the north", "The clerk: the lists"]
    assert "agreement" in coverage["home"]["leftOut"][0]["why"]
    # A person of the south is still counted; what is not there is the home.
    people = life.ask(by=["person.sex"])
    assert all(abs(row["people"]["value"] - 800) < 60 for row in people.json()["rows"])
    at_home = life.ask(by=["home.place"])
    assert left_out(at_home.json()["provenance"]["coverage"]) == ["south"]
    assert at_home.json()["provenance"]["coverage"]["person"]["leftOut"] == []
    told = {row["home.place"]: row["people"]["status"] for row in at_home.json()["rows"]}
    assert told["N"] == "released" and told["S"] == "not-shown"
    intent = [entry["event"] for entry in entries(life.office.deployment.log) if entry["type"] == "query.intent"]
    assert {"id": "home", "controllers": ["south"]} in [part for event in intent for part in event.get("leftOut", [])]


def test_a_signature_counts_from_the_next_question_on_and_so_does_its_withdrawal(house):
    """Each set of parts is a question of its own: it is drawn anew and paid for; the same set again is free."""
    life = Life(house, ["icb", "clerk", "north"]).published()
    alone = life.ask(**BY_PLACE)
    life.sign("south")
    both = life.ask(**BY_PLACE)
    assert left_out(both.json()["provenance"]["coverage"]) == []
    assert abs(shown(both)["S"]["value"] - HOMES["S"]) < 60 and abs(shown(both)["_notStated"]["value"] - 100) < 60
    assert both.json()["budget"]["spent"] == alone.json()["budget"]["spent"] != "0"
    life.sign("south", withdrawn=True, reason="another decision of the council")
    again = life.ask(**BY_PLACE)
    assert left_out(again.json()["provenance"]["coverage"]) == ["south"]
    assert again.json()["budget"]["spent"] == "0" and shown(again) == shown(alone)
    life.sign("north", withdrawn=True, reason="another decision of the council")
    refused = life.ask(**BY_PLACE)
    assert [(reason["clause"], reason["message"]) for reason in refused.json()["reasons"]] == [
        ("LEG-2", "North Council and South Council have not agreed yet.")
    ]
    life.sign("north")
    life.sign("clerk", withdrawn=True, reason="another decision of the clerk")
    assert life.ask(**BY_PLACE).json()["reasons"][0]["message"] == "The clerk has not agreed yet."


def test_made_up_rows_need_nobodys_agreement(house):
    office, server = house
    body = {"tier": "synthetic", "asOf": AS_OF} | BY_PLACE
    with office.client(server, RESEARCHER) as researcher:
        answer = ask(researcher, body)
    assert answer.status_code == 200 and left_out(answer.json()["provenance"]["coverage"]) == []


def test_who_covers_what_is_public_to_everybody_signed_in(house):
    office, server = house
    with office.client(server, RESEARCHER) as researcher:
        told = researcher.get("/v1/datasets/home").json()["controllers"]
    assert told[0]["rows"] == {"variable": "home.place", "in": ["N"]} and "rows" not in told[2]
    with client(server.url) as nobody:
        assert nobody.get("/v1/datasets/home").status_code == 401


@pytest.mark.parametrize(
    ("councils", "says"),
    [
        ({"north": ["N"], "south": ["S"]}, "no controller has the rows with `_notStated` of `place`"),
        ({"north": ["N", "S"], "south": ["S", "_notStated"]}, "two controllers have the rows with `S` of `place`"),
        ({"north": ["N", "X"], "south": ["S", "_notStated"]}, "`place` has no such code"),
        ({"north": ["N"], "south": []}, "name at least one code"),
    ],
)
def test_a_declaration_that_leaves_a_row_to_nobody_or_to_two_does_not_load(tmp_path, councils, says):
    deployment = Deployment.make(tmp_path / "house")
    (tmp_path / "home.json").write_text(json.dumps(declaration(councils)))
    (tmp_path / "home.csv").write_text("number,place\nh1,N\n")
    done = deployment.load(tmp_path / "home.json", tmp_path / "home.csv", expect=None)
    assert done.returncode == 1 and says in done.stdout + done.stderr, done.stdout + done.stderr


def test_the_log_still_verifies(house):
    office, _ = house
    assert verify(office.deployment.log, office.deployment.key).returncode == 0
