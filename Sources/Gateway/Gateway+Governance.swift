package import AuditLog
import DisclosureControl
package import Governance
package import Identity
import JSON
import Snapshots

/// People and projects: every change is told to the log before anybody sees it.
extension Gateway {
    package func person(_ id: PersonID) throws(GatewayError) -> Person? {
        try document(.person, id.description, documents.people) { json throws(JSONError) in try Person(json: json) }
    }

    package func people() throws(GatewayError) -> [Person] {
        try documents(.person) { json throws(JSONError) in try Person(json: json) }
    }

    package func project(_ id: String) throws(GatewayError) -> Project? {
        let told = versions.now
        let project = try document(.project, id, documents.projects) { json throws(JSONError) in try Project(json: json)
        }
        try ToldVersions.check(project, id, told: told)
        return project
    }

    package func projects() throws(GatewayError) -> [Project] {
        let told = versions.now
        let projects = try documents(.project) { json throws(JSONError) in try Project(json: json) }
        for id in told.keys { try ToldVersions.check(projects.first { $0.id == id }, id, told: told) }
        return projects
    }

    /// What will soon end or fall due of a project, in words.
    package func warnings(of project: Project) throws(GatewayError) -> [String] {
        var people: [PersonID: Person] = [:]
        for id in project.approvedResearchers { people[id] = try person(id) }
        return project.warnings(on: parts.now.day, people: people)
    }

    package func token(hash: String) throws(GatewayError) -> TokenRecord? {
        try document(.token, hash, documents.tokens) { json throws(JSONError) in try TokenRecord(json: json) }
    }

    package func tokens() throws(GatewayError) -> [TokenRecord] {
        try documents(.token) { json throws(JSONError) in try TokenRecord(json: json) }
    }

    /// Records a person as a steward knows them. Throws where the record cannot be kept.
    package func record(_ person: Person, by steward: PersonID) throws(GatewayError) -> Receipt {
        try tell(
            person.recorded(by: steward), subject: person.id.description,
            [.document(.person, id: person.id.description, body: person.json.bytes())])
    }

    /// Keeps a token's record, new or taken back.
    package func record(_ token: TokenRecord, by operator: String) throws(GatewayError) -> Receipt {
        let event = GovernanceEvent(
            type: "role.change",
            fields: [
                "change": token.revoked == nil ? "token given" : "token taken back",
                "role": .string(token.roles.sorted().map(\.rawValue).joined(separator: " ")),
                "strength": .string(token.strength.rawValue),
            ],
            disclosed: [
                "by": .string(`operator`), "token": .string(token.id), "person": .string(token.person.description),
            ])
        return try tell(
            event, subject: token.person.description,
            [.document(.token, id: token.hash, body: token.json.bytes())])
    }

    /// Starts a draft under the next free id.
    package func start(
        _ proposal: Proposal, by principal: AuthenticatedPrincipal,
        keeping: Keeping<Project> = keepNothing
    ) throws(GatewayError) -> (project: Project, receipt: Receipt) {
        try changes.holding(["projects"]) { () throws(GatewayError) in
            let id = Self.nextID("P-", after: try projects().map(\.id))
            let (project, event) = Project.starting(id: id, proposal: proposal, by: principal, at: parts.now)
            return (project, try keep(project, event, principal, try keeping(project)))
        }
    }

    /// The next free id behind a prefix: `P-0007` after `P-0006`.
    static func nextID(_ prefix: String, after ids: [String]) -> String {
        let number = String((ids.compactMap { Int($0.dropFirst(prefix.count)) }.max() ?? 0) + 1)
        return prefix + String(repeating: "0", count: max(0, 4 - number.utf8.count)) + number
    }

    /// What taking a step came to.
    package enum Step: Sendable {
        case done(Project, Receipt)
        case refused(ProjectRefusal, Receipt)
        /// Somebody changed the project since the asker read it; this is its version now.
        case changedMeanwhile(version: Int)
        /// No such project, or none that the asker may see.
        case notThere
    }

    /// Takes a step of a project's life, on the version that the asker read.
    package func take(
        _ step: ProjectStep, on id: String, version: Int, by principal: AuthenticatedPrincipal,
        keeping: Keeping<Project> = keepNothing
    ) throws(GatewayError) -> Step {
        let step = try changes.holding(["project \(id)"]) { () throws(GatewayError) -> Step in
            guard let project = try project(id), project.mayBeRead(by: principal, in: catalogue) else {
                return .notThere
            }
            guard project.version == version else { return .changedMeanwhile(version: project.version) }
            switch project.applying(step, by: principal, in: try context()) {
            case .refused(let refusal):
                let event = refusal.event(
                    at: step.action.kind, by: parts.pseudonym("actor", "", principal.person.description),
                    principal.person)
                return .refused(refusal, try tell(event, subject: "\(id)/\(principal.person)", []))
            case .done(let next, let event):
                return .done(next, try keep(next, event, principal, try keeping(next)))
            }
        }
        if case .done = step { reconsider { $0.agreed.project.id == id } }
        return step
    }

    /// What projects are decided on now: the catalogue, the policy and everybody who is known.
    func context() throws(GatewayError) -> ProjectContext {
        guard let generation = parts.generation() else { throw .noData }
        var people: [PersonID: Person] = [:]
        for person in try self.people() { people[person.id] = person }
        return ProjectContext(
            catalogue: generation.catalogue, policy: policy, profiles: Set(parts.profiles.keys),
            sensitiveProfiles: Set(parts.profiles.filter { $1.protectsSensitive }.keys), people: people, now: parts.now,
            digest: GatewayParts.digest)
    }

    private func keep(
        _ project: Project, _ event: GovernanceEvent, _ principal: AuthenticatedPrincipal, _ more: [StagedRow]
    ) throws(GatewayError) -> Receipt {
        try tell(
            event, subject: "\(project.id)/\(principal.person)",
            [.document(.project, id: project.id, body: project.json.bytes())] + more)
    }

    /// Stages, logs and applies one change; its receipt shows that it happened.
    func tell(
        _ event: GovernanceEvent, subject: String, _ rows: [StagedRow]
    ) throws(GatewayError) -> Receipt {
        let request = parts.requestName()
        var fields = event.fields
        fields["req"] = .string(request)
        let draft = AuditDraft(
            type: event.type, event: fields,
            disclosures: event.disclosed.members.map { Disclosed(name: $0.key, value: $0.value, subject: subject) },
            sameBatch: [:])
        let entries = try tell([draft], showing: rows, after: 0, under: request)
        return try receipt(entries[0].seq, disclosures: [])
    }

    func document<Value>(
        _ kind: DocumentKind, _ id: String, _ known: Remembered<[UInt8], Value>,
        _ read: (JSONValue) throws(JSONError) -> Value
    ) throws(GatewayError) -> Value? {
        guard let bytes = try storing({ () throws(StoreError) in try parts.store.document(kind, id) }) else {
            return nil
        }
        do throws(JSONError) {
            return try known.value(of: id, from: bytes) { () throws(JSONError) in
                try read(try JSONValue(parsing: bytes, limits: .document))
            }
        } catch { throw .damagedStore }
    }

    func documents<Value>(
        _ kind: DocumentKind, _ read: (JSONValue) throws(JSONError) -> Value
    ) throws(GatewayError) -> [Value] {
        var values: [Value] = []
        for bytes in try storing({ () throws(StoreError) in try parts.store.documents(kind) }) {
            do throws(JSONError) { values.append(try read(try JSONValue(parsing: bytes, limits: .document))) } catch {
                throw .damagedStore
            }
        }
        return values
    }
}
