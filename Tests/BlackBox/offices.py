"""People and projects of a deployment, recorded and approved over HTTP, each step by the person whose step it is."""

import datetime
import json
import pathlib
from dataclasses import dataclass, field

import proposals
from declarations import SEX, of_people
from deployments import Deployment, client
from questions import ask, question

# Names that stand nowhere else, so that one that leaks is noticed.
RESEARCHER, OWNER, STEWARD, AUDITOR = "quillon-rs", "marbeck-ow", "tarrow-st", "ennis-au"
PANEL = {"corbin-pa": "publicMember", "delphy-pa": "publicMember", "everly-pa": "professional"}
NOW = datetime.datetime.now(datetime.UTC).date()
TODAY, YESTERDAY = NOW.isoformat(), (NOW - datetime.timedelta(days=1)).isoformat()
LAST_DAY = (NOW + datetime.timedelta(days=300)).isoformat()


@dataclass
class Office:
    """A deployment with data, and the tokens of its people."""

    deployment: Deployment
    controllers: set[str]
    tokens: dict[str, str] = field(default_factory=dict)

    @classmethod
    def open(
        cls, directory: pathlib.Path, files: list[tuple[pathlib.Path, pathlib.Path]], opt_outs=None, day=TODAY
    ) -> "Office":
        """Loads declarations with their files, and gives everybody a token. Without a list nobody has opted out."""
        deployment = Deployment.make(directory)
        controllers: set[str] = set()
        for declaration, csv in files:
            deployment.load(declaration, csv)
            controllers |= {holder["id"] for holder in json.loads(declaration.read_text())["controllers"]}
        if opt_outs is None:
            opt_outs = directory.parent / f"{directory.name}-opt-outs.csv"
            opt_outs.write_text("identifier,kind,from,to\n")
        deployment.opt_outs(opt_outs, day)
        office = cls(deployment, controllers)
        for person, role in [
            (RESEARCHER, "researcher"),
            (OWNER, "researcher"),
            (STEWARD, "steward"),
            (AUDITOR, "auditor"),
            *((person, "panel") for person in PANEL),
        ]:
            held = ",".join(sorted(controllers)) if role == "steward" else ""
            office.tokens[person] = deployment.token(person, role, held)
        return office

    @classmethod
    def with_an_answer(cls, folder: pathlib.Path) -> tuple["Office", str, str, bytes]:
        """A small deployment that has answered once: with its project, the answer's path, and its bytes."""
        declaration = folder / "resident.json"
        declaration.write_text(json.dumps(of_people("resident", "Residents", SEX, register=True)))
        rows = [f"n{number},{'FM'[number % 2]}" for number in range(400)]
        (folder / "resident.csv").write_text("\n".join(["number,sex", *rows, ""]))
        office = cls.open(folder / "house", [(declaration, folder / "resident.csv")])
        with office.deployment.serving() as server:
            office.record_people(server)
            project = office.approved(server, ["resident"], ["resident.sex"], "2026-03")
            with office.client(server, RESEARCHER) as who:
                path = f"/v1/queries/{ask(who, question(project, by=['resident.sex'])).json()['query']}"
                return office, project, path, who.get(path).content

    def client(self, server, person: str):
        return client(server.url, self.tokens[person])

    def record_people(self, server):
        """What a steward keeps about each person."""
        with self.client(server, STEWARD) as steward:
            agreement = steward.get("/v1/charter").json()["researcherAgreement"]
            for person in set(self.tokens) - {STEWARD, AUDITOR}:
                record = {
                    "name": person.capitalize(),
                    "affiliation": "The office",
                    "agreement": agreement,
                    "training": {"reference": "T-1", "lastDay": LAST_DAY},
                }
                if person in PANEL:
                    record["seat"] = PANEL[person]
                done = steward.put(f"/v1/people/{person}", json=record, headers={"If-None-Match": "*"})
                assert done.status_code == 201, done.text

    def approved(
        self,
        server,
        datasets: list[str],
        variables: list[str],
        as_of: str,
        researcher=RESEARCHER,
        votes=({}, {}, {}),
        text: dict | None = None,
        **terms,
    ) -> str:
        """A new project that may ask about these; gives its id.

        `votes` says what each vote says beside its yes, and `text` what the proposal says in other words.
        """
        scope = {
            "purposes": ["service-improvement", "public-health-protection"],
            "datasets": datasets,
            "variables": variables,
            "links": [],
        }
        proposal = scope | proposals.words("How many are there") | {
            "owner": OWNER,
            "researchers": [researcher],
        } | (text or {})
        granted = scope | {
            "researchers": [researcher],
            "profile": "standard",
            "budget": "2",
            "lastDay": LAST_DAY,
            "asOf": [as_of],
        }
        people = {name: self.client(server, name) for name in (researcher, OWNER, STEWARD, *PANEL)}
        meeting = {"heldOn": TODAY, "attendance": [{"person": one, "conflict": "none"} for one in PANEL]}
        started = people[researcher].post("/v1/projects", json=proposal)
        assert started.status_code == 201, started.text
        path, version = started.headers["location"], started.headers["etag"]
        steps = [
            (researcher, "submission", {}),
            (OWNER, "signatures", {"as": "accountableOwner"}),
            *((STEWARD, "signatures", {"as": "controller", "controller": held}) for held in sorted(self.controllers)),
            (next(iter(PANEL)), "meetings", meeting),
            *(
                (person, "votes", {"meeting": 1, "vote": "for"} | more)
                for person, more in zip(PANEL, votes, strict=True)
            ),
            (STEWARD, "decisions", {"decision": "approve", "terms": granted | terms}),
            (STEWARD, "decisions", {"decision": "publish"}),
        ]
        for person, step, body in steps:
            done = people[person].post(f"{path}/{step}", json=body, headers={"If-Match": version})
            assert done.status_code == 200, f"{person} could not take {step}: {done.text}"
            version = done.headers["etag"]
        for one in people.values():
            one.close()
        return done.json()["id"]
