import Catalogue
import Foundation
import GatewayTesting
import Governance
import Identity
import JSON

@testable import QueryLanguage

/// A small region: two datasets, two controllers, one project, and the people around it.
enum Fixture {
    static let today = "2026-04-01"
    static let now = Moment("2026-04-01T09:00:00Z")!

    static func person(_ text: String) -> PersonID { PersonID(text)! }

    /// Not SHA-256: tests only need different bytes to have different names.
    static func digestBytes(_ bytes: [UInt8]) -> [UInt8] {
        (0..<32).map { lane in
            let hash = bytes.reduce(UInt64(lane) &+ 14_695_981_039_346_656_037) {
                ($0 ^ UInt64($1)) &* 1_099_511_628_211
            }
            return UInt8(truncatingIfNeeded: hash >> 24)
        }
    }

    static func digest(_ bytes: [UInt8]) -> String {
        digestBytes(bytes).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// A signed-in person, through the one door there is.
    static func principal(_ name: String, _ roles: Set<Role>, for controllers: Set<String> = [])
        -> AuthenticatedPrincipal
    {
        let token = BearerToken(randomBytes: digestBytes(Array(name.utf8)))
        let record = TokenRecord(
            id: "token-of-\(name)", hash: token.storedHash(sha256: digestBytes), person: person(name), roles: roles,
            controllers: controllers, expires: Moment("2027-01-01T00:00:00Z")!, strength: .oneFactor, revoked: nil)
        let decision = CredentialChecker(sha256: digestBytes, issuers: []).authenticate(
            header: "Bearer \(token.reveal())", certificate: nil, now: now, lookUp: { _ in record })
        guard case .authenticated(let principal) = decision else { fatalError("the token of \(name) is refused") }
        return principal
    }

    static let rita = principal("rita", [.researcher])
    static let olaf = principal("olaf", [.researcher])
    static let stew = principal("stew", [.steward], for: ["icb", "council"])
    /// The panel: two members of the public and one professional.
    static let panel = ["paula", "peggy", "piotr"].map { principal($0, [.panel]) }
    static let stranger = principal("stranger", [.researcher])

    static func record(
        _ id: String, name: String, training: String? = "2027-01-31", seat: PanelSeat? = nil, left: String? = nil
    ) -> Person {
        Person(
            id: person(id), name: name, affiliation: "University of Example", accreditation: nil,
            training: training.map { Person.Term(reference: "C-1", lastDay: CivilDay($0)!) }, agreement: "2026-1",
            seat: seat, left: left.map { CivilDay($0)! }, version: 1)
    }

    static let people: [PersonID: Person] = Dictionary(
        uniqueKeysWithValues: [
            record("rita", name: "Rita Research"), record("olaf", name: "Olaf Owner"),
            record("paula", name: "Paula Public", seat: .publicMember),
            record("peggy", name: "Peggy Public", seat: .publicMember),
            record("piotr", name: "Piotr Professional", seat: .professional),
        ].map { ($0.id, $0) })

    static let catalogue = Catalogue([
        dataset("person", .person, variables: ["sex", "carer"], controllers: ["icb"], links: ["household"]),
        dataset("household", .household, variables: ["tenure"], controllers: ["council"], links: []),
    ])

    static func context(
        now: Moment = now, policy: PolicySet, people: [PersonID: Person] = people
    ) -> ProjectContext {
        ProjectContext(
            catalogue: catalogue, policy: policy, profiles: ["standard", "strict", "dp"], sensitiveProfiles: ["strict"],
            people: people, now: now,
            digest: { digest($0) })
    }

    private static let yesAndNo = [Category(code: "yes", title: "yes"), Category(code: "no", title: "no")]

    private static func dataset(
        _ id: String, _ unit: StatisticalUnit, variables: [String], controllers: [String], links: [String]
    ) -> Dataset {
        Dataset(
            id: DatasetID(id)!, title: id, description: "",
            controllers: controllers.map { Controller(id: $0, name: "The \($0)", covers: "everybody", rows: nil) },
            tier: .pseudonymised, unit: unit, rowsPerUnit: .one, isRegister: true, keyHeading: "id",
            identifier: .opaque, ignoredHeadings: [],
            links: links.map { Link(role: $0, dataset: DatasetID($0)!, heading: $0, maximumPerTarget: 12) },
            declaredUnits: 1000, asOf: Month("2026-03")!, timeVariable: nil, presence: nil,
            isFromGeneralPractice: false, consents: [],
            bounds: ContributionBounds(perCell: 1, cells: 1),
            variables: variables.map {
                Variable(
                    name: $0, title: $0, description: "", type: .flag, source: .column(heading: $0),
                    domain: Domain(categories: yesAndNo, missing: [], isOrdered: false),
                    groupings: [
                        Grouping(
                            name: "finest", title: "finest", groups: yesAndNo, groupOf: [0, 1], isAddressable: true)
                    ],
                    missingSpellings: [:], isSensitive: false, isFromGeneralPractice: false, vintage: nil,
                    measuredIn: nil)
            })
    }
}

extension Fixture {
    static func draft(changing change: (inout JSONObject) -> Void = { _ in }) -> JSONValue {
        var object = SampleProposal.words
        object["owner"] = "olaf"
        object["researchers"] = ["rita"]
        object["purposes"] = ["research"]
        object["datasets"] = ["person"]
        object["variables"] = ["person.sex", "person.carer"]
        object["links"] = []
        change(&object)
        return .object(object)
    }

    static func terms(changing change: (inout JSONObject) -> Void = { _ in }) -> JSONValue {
        var object: JSONObject = [
            "researchers": ["rita"], "purposes": ["research"], "datasets": ["person"], "variables": ["person.sex"],
            "links": [], "profile": "standard", "budget": "2", "lastDay": "2027-03-31", "asOf": ["2026-03"],
        ]
        change(&object)
        return .object(object)
    }

    static func approve(changing change: (inout JSONObject) -> Void = { _ in }) throws -> ProjectAction {
        try ProjectStep.decision(body: ["decision": "approve", "terms": terms(changing: change)]).action
    }

    /// The project in a state, by the shortest honest way.
    static func project(
        in state: ProjectState, policy: PolicySet, terms change: (inout JSONObject) -> Void = { _ in }
    ) throws -> Project {
        var project = Project.starting(id: "P-0007", proposal: try Proposal(json: draft()), by: rita, at: now).project
        let context = context(policy: policy)
        let steps: [(ProjectAction, AuthenticatedPrincipal)] =
            switch state {
            case .draft: []
            case .submitted: toSubmitted
            case .withdrawn: [(.withdraw(reason: "No longer needed."), rita)]
            case .returned: toSubmitted + [(.return([.init(pointer: "/benefit", comment: "Say more.")]), stew)]
            case .refused: toSubmitted + [(.refuse(reason: "No benefit."), stew)]
            case .approved: try toApproved(change)
            case .suspended: try toApproved(change) + [(.suspend(reason: "A report is late."), stew)]
            case .ended: try toApproved(change) + [(.end(reason: "It is done."), stew)]
            }
        for (action, principal) in steps {
            project = try project.applying(action, by: principal, in: context).expectDone().project
        }
        return project
    }

    private static let toSubmitted: [(ProjectAction, AuthenticatedPrincipal)] = [(.submit(note: nil), rita)]

    private static func toApproved(
        _ change: (inout JSONObject) -> Void
    ) throws -> [(ProjectAction, AuthenticatedPrincipal)] {
        let plain = SignatureTerms(reference: nil, lastDay: nil)
        return toSubmitted + [
            (.sign(.accountableOwner, plain), olaf), (.sign(.controller("icb"), plain), stew),
        ] + agreement + [
            (try approve(changing: change), stew), (.publish, stew),
        ]
    }
}

extension Fixture {
    /// A meeting of the whole panel that agrees.
    static let agreement: [(ProjectAction, AuthenticatedPrincipal)] =
        [(.meet(meeting()), panel[0])] + panel.map { (.vote(meeting: 1, .agree, smallAreas: nil), $0) }

    /// A meeting with these people; a conflict of interest where one is named.
    static func meeting(
        _ people: [String] = ["paula", "peggy", "piotr"], on day: String = today, conflicts: [String: String] = [:]
    ) -> MeetingRecord {
        let attendance = people.map { name -> JSONValue in
            ["person": .string(name), "conflict": .string(conflicts[name] ?? "none")]
        }
        let body: JSONValue = ["heldOn": .string(day), "attendance": .array(attendance)]
        guard case .meet(let record)? = try? ProjectStep.meeting(body: body).action else {
            fatalError("the meeting does not read")
        }
        return record
    }
}

extension Project {
    /// A step about the project's own text.
    func applying(
        _ action: ProjectAction, by principal: AuthenticatedPrincipal, in context: ProjectContext
    ) -> ProjectDecision {
        applying(ProjectStep(action, of: .project), by: principal, in: context)
    }
}

/// A decision that should have been a yes.
struct UnexpectedRefusal: Error, CustomStringConvertible {
    let description: String
}

extension ProjectDecision {
    func expectDone() throws -> (project: Project, event: GovernanceEvent) {
        switch self {
        case .done(let project, let event): return (project, event)
        case .refused(let refusal):
            throw UnexpectedRefusal(description: refusal.reasons.map(\.message).joined(separator: " "))
        }
    }

    var refusal: ProjectRefusal? { if case .refused(let refusal) = self { refusal } else { nil } }
}

extension Fixture {
    /// The policies of this repository.
    static func policyFiles() throws -> [PolicyFile] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "policies")
        let names = try FileManager.default.subpathsOfDirectory(atPath: root.path)
        return try names.filter { $0.hasSuffix(".json") }.sorted().map { name in
            PolicyFile(name: name, bytes: Array(try Data(contentsOf: root.appending(path: name))))
        }
    }

    static func policy() throws -> PolicySet { try PolicySet.read(files: try policyFiles(), digest: digest) }

    static func query(
        purpose: String = "research", variables: [String] = ["person.sex"], datasets: [String] = ["person"],
        links: [LinkUse] = [], asOf: String = "2026-03", unit: StatisticalUnit = .person, project: String = "P-0007"
    ) -> ResolvedQuery {
        ResolvedQuery(
            tier: .real, project: project, purpose: purpose, unit: unit, asOf: Month(asOf)!, population: .everyone,
            canonicalPopulation: .null, dimensions: [], measures: [], parts: [.units(.everyone)], canonicalParts: [],
            precision: .standard, totals: false, variables: Set(variables.map { VariableName($0)! }),
            variablesToApprove: Set(variables.map { VariableName($0)! }),
            datasets: Set(datasets.map { DatasetID($0)! }), links: Set(links), says: "People.", canonical: [])
    }
}
