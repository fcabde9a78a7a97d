import Catalogue

/// One of the charter's principles as a project keeps it: all of its clauses at once.
package struct Light: Sendable, Hashable {
    package enum Colour: String, Sendable, Hashable, CaseIterable {
        /// Every clause that applies was looked at, and holds.
        case green
        /// Something was not looked at yet, or nothing applies: no light is green by default.
        case grey
        /// At least one clause does not hold.
        case red
    }

    package let principle: String
    package let title: String
    package let colour: Colour
    package let clauses: [(clause: String, standing: ClauseStanding)]

    package static func == (left: Light, right: Light) -> Bool {
        left.principle == right.principle && left.colour == right.colour
            && left.clauses.elementsEqual(right.clauses) { $0 == $1 }
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(principle)
        hasher.combine(colour)
    }
}

/// How a project stands to one clause.
package enum ClauseStanding: String, Sendable, Hashable, CaseIterable {
    case holds, fails
    case notApplicable = "not applicable"
    case notYetChecked = "not yet checked"

    /// Both at once: what fails stays failed, what is open stays open.
    func and(_ other: ClauseStanding) -> ClauseStanding {
        let order: [ClauseStanding] = [.fails, .notYetChecked, .holds, .notApplicable]
        return order.first { self == $0 || other == $0 } ?? .notYetChecked
    }
}

extension Project {
    /// The charter's principles in their order, as the project keeps them today.
    ///
    /// What the project alone decides is decided anew. A check that needs a question, or its answer, holds once an answer
    /// has left: none leaves that fails one. A clause of approval is open until there is one. How an approved text reads
    /// is not measured again while the policy is the one that it was approved under.
    ///
    /// - Parameter hasAnswered: whether at least one answer of the project has left.
    package func lights(in context: ProjectContext, hasAnswered: Bool) -> [Light] {
        let isRead = approval?.policy.hash == context.policy.identity.hash
        let facts = standingFacts(context, isRead: isRead)
        let knows = { (fact: String) in
            guard !(isRead && Proposal.readingFactNames.contains(fact)) else { return false }
            return fact == "today" || fact.hasPrefix("policy.") || fact.hasPrefix("project.")
                || (fact.hasPrefix("approval.") && approval != nil)
        }
        var past: Set<PolicyMoment> = hasAnswered ? [.query, .release] : []
        if isRead { past.insert(.submission) }
        return context.policy.charter.principles.map { principle in
            let clauses = context.policy.clauses.filter { $0.principle == principle.id }.map { clause in
                (clause: clause.id, standing: clause.standing(facts, knows: knows, has: past))
            }
            return Light(
                principle: principle.id, title: principle.title, colour: Self.colour(clauses.map(\.standing)),
                clauses: clauses)
        }
    }

    private static func colour(_ standings: [ClauseStanding]) -> Light.Colour {
        let all: ClauseStanding = standings.reduce(.notApplicable) { $0.and($1) }
        return switch all {
        case .holds: .green
        case .fails: .red
        case .notApplicable, .notYetChecked: .grey
        }
    }
}

extension Clause {
    /// How a project stands to the clause, from the facts that it alone tells.
    ///
    /// - Parameter past: the moments that the project has passed, where every check held.
    fileprivate func standing(_ facts: Facts, knows: (String) -> Bool, has past: Set<PolicyMoment>) -> ClauseStanding {
        // What the program keeps says nothing about this project, and makes no light green.
        if isKeptByProgram { return .notApplicable }
        return checks.reduce(ClauseStanding.notApplicable) { standing, check in
            standing.and(check.standing(facts, knows: knows, has: past))
        }
    }
}

extension Check {
    fileprivate func standing(_ facts: Facts, knows: (String) -> Bool, has past: Set<PolicyMoment>) -> ClauseStanding {
        guard factNames.allSatisfy(knows) else {
            return moments.isSubset(of: past) ? .holds : .notYetChecked
        }
        do throws(EvaluationError) {
            if let guardCondition, try guardCondition.holds(facts) == false { return .notApplicable }
            return try condition.holds(facts) ? .holds : .fails
        } catch {
            return .fails
        }
    }

    private var factNames: Set<String> {
        condition.factNames.union(guardCondition?.factNames ?? [])
    }
}

extension Condition {
    /// Every fact that it reads.
    fileprivate var factNames: Set<String> {
        switch self {
        case .all(let parts), .any(let parts): parts.reduce(into: []) { $0.formUnion($1.factNames) }
        case .not(let part): part.factNames
        case .isTrue(let name), .present(let name): [name]
        case .empty(let operand): operand.factNames
        case .equals(let left, let right), .contained(let left, let right), .subset(let left, let right),
            .atLeast(let left, let right), .before(let left, let right):
            left.factNames.union(right.factNames)
        }
    }
}

extension Operand {
    fileprivate var factNames: Set<String> {
        switch self {
        case .fact(let name), .monthsAfter(let name, _): [name]
        case .literal: []
        }
    }
}
