package import Catalogue
package import Identity
import JSON

/// What a step of a project's life came to.
package enum ProjectDecision: Sendable, Hashable {
    /// The project as it stands now, and what the audit log must hold before anybody hears of it.
    case done(Project, GovernanceEvent)
    case refused(ProjectRefusal)
}

/// A no to a step of a project's life, every reason at once.
package struct ProjectRefusal: Sendable, Hashable {
    package let kind: Kind
    /// At least one.
    package let reasons: [RefusalReason]
    /// What it rests on, where clauses were asked.
    var basis: DecisionBasis?

    /// The event of the refusal, for the audit log, of a step at this place.
    package func event(at place: ProjectAction.Kind, by actor: String, _ person: PersonID) -> GovernanceEvent {
        var disclosed: JSONObject = ["researcher": .string(person.description)]
        disclosed["decision"] = basis?.json
        return GovernanceEvent(
            type: "request.rejected",
            fields: [
                "code": .string(code), "place": .string(place.rawValue), "actor": .string(actor),
                "reasons": .array(reasons.map { .string($0.clause) }),
            ],
            disclosed: disclosed)
    }

    package enum Kind: Sendable, Hashable {
        /// To this person the project does not exist.
        case notFound
        /// The project is not in a state for this step.
        case wrongState
        /// Somebody else must take this step.
        case notYours
        /// What was asked does not fit the project or the charter.
        case doesNotFit
    }

    /// A stable code for clients and logs, never reused or renumbered.
    package var code: String {
        switch kind {
        case .wrongState: "SH-G201"
        case .notYours: "SH-G202"
        case .doesNotFit: "SH-G203"
        case .notFound: "SH-G204"
        }
    }
}

/// Rules of this program about the order of steps. They are not residents' words, and are never shown as such.
enum HouseRule: String {
    case order = "HOUSE-1"
    case whoMayAct = "HOUSE-2"
    case insideProposal = "HOUSE-3"
    case inCatalogue = "HOUSE-4"
    case knownPeople = "HOUSE-5"
    case insideApproval = "HOUSE-6"
    case oneRelease = "HOUSE-7"
    case review = "HOUSE-8"
    case panel = "HOUSE-9"

    func reason(_ message: String, change: String, ask: Adviser) -> RefusalReason {
        RefusalReason(clause: rawValue, message: message, change: change, ask: ask.words(owner: nil))
    }

    /// The same words for a project that is not there and for one that is not the asker's.
    static let noSuchProject = whoMayAct.reason(
        "You are not part of a project with this id.", change: "Check the id, or ask the project's owner to add you.",
        ask: .steward)
}

/// What a step of a project's life is decided on, beside the project itself.
package struct ProjectContext: Sendable {
    package let catalogue: Catalogue
    package let policy: PolicySet
    /// The names of the protection profiles that exist.
    package let profiles: Set<String>
    /// Those among them that may protect sensitive data.
    package let sensitiveProfiles: Set<String>
    /// The records of the owner and of every researcher named, where there are any.
    package let people: [PersonID: Person]
    package let now: Moment
    /// The 64 hexadecimal digits of SHA-256.
    let digest: @Sendable ([UInt8]) -> String

    package init(
        catalogue: Catalogue, policy: PolicySet, profiles: Set<String>, sensitiveProfiles: Set<String>,
        people: [PersonID: Person], now: Moment,
        digest: @escaping @Sendable ([UInt8]) -> String
    ) {
        self.catalogue = catalogue
        self.policy = policy
        self.profiles = profiles
        self.sensitiveProfiles = sensitiveProfiles
        self.people = people
        self.now = now
        self.digest = digest
    }

    var today: CivilDay { now.day }
}

extension RefusalReason {
    /// The rule that answers for a project which is not there, or not the asker's.
    package static let noSuchProject = HouseRule.noSuchProject.clause
}
