package import AuditLog
package import Governance
package import Identity
package import JSON

extension Gateway {
    /// What changing a person's record came to.
    package enum PersonChange: Sendable {
        case done(Person, Receipt)
        /// The body does not read as a record.
        case unreadable(JSONError)
        /// Somebody changed the record since the asker read it, or made it; nil where it is not there.
        case changedMeanwhile(version: Int?)
    }

    /// Makes a person's record, or changes the version that the steward read.
    ///
    /// - Parameter version: the version that was read; nil where the record is to be new.
    package func change(
        _ id: PersonID, from version: Int?, to body: JSONValue, by steward: PersonID
    ) throws(GatewayError) -> PersonChange {
        let change = try changes.holding(["person \(id)"]) { () throws(GatewayError) -> PersonChange in
            let current = try person(id)?.version
            guard current == version else { return .changedMeanwhile(version: current) }
            let next: Person
            do throws(JSONError) { next = try Person(id: id, body: body, version: (version ?? 0) + 1) } catch {
                return .unreadable(error)
            }
            return .done(next, try record(next, by: steward))
        }
        if case .done = change { reconsider { $0.gates.contains("person \(id)") } }
        return change
    }
}
