package import Identity
package import JSON
import Synchronization

/// A request that may be sent again under the asker's own mark: whose it is, and what it asks.
package struct MarkedRequest: Sendable, Hashable {
    let person: String
    /// SHA-256 of the mark, hexadecimal.
    let mark: String
    /// SHA-256 of place and body, hexadecimal.
    let asked: String

    /// - Parameters:
    ///   - key: the asker's own mark, as it was sent.
    ///   - place: what was asked for, such as `POST /v1/projects`.
    package init(key: String, place: String, body: JSONValue, by person: PersonID) {
        self.person = person.description
        mark = GatewayParts.digest(Array(key.utf8))
        asked = GatewayParts.digest(Array(place.utf8) + [0] + body.bytes())
    }
}

/// What becomes of a request under a mark.
package enum MarkedOutcome<Value> {
    /// Something was made, now or before: what was said of it then, and the entry that tells of it.
    case made(JSONValue, entry: Int)
    /// Nothing was made, so the same may be sent again.
    case nothingMade(Value)
    /// The mark was used for another request.
    case otherRequest
    /// The first request under the mark is still being worked on.
    case underWay
}

/// What is kept of an answer, for a retry, with the thing that is about to be made: no rows where nobody asked for that.
package typealias Keeping<Made> = (Made) throws(GatewayError) -> [StagedRow]

/// Keeps nothing of an answer: for what nobody sends again.
package func keepNothing<Made>(of made: Made) throws(GatewayError) -> [StagedRow] { [] }

/// Requests that make or change something happen once under one mark, whatever is lost on the way.
///
/// The answer is staged with the change, under the same entry of the log. So after a crash there are both or neither,
/// and whoever sends the request again is told what was made then.
extension Gateway {
    /// Runs `body` unless something was made under this mark before.
    package func once<Value>(
        _ request: MarkedRequest, _ body: () throws(GatewayError) -> Value
    ) throws(GatewayError) -> MarkedOutcome<Value> {
        guard marksUnderWay.withLock({ $0.insert(request.name).inserted }) else { return .underWay }
        defer { _ = marksUnderWay.withLock { $0.remove(request.name) } }
        if let earlier = try made(by: request) {
            return earlier.reply.asked == request.asked ? try told(earlier) : .otherRequest
        }
        let value = try body()
        guard let now = try made(by: request) else { return .nothingMade(value) }
        return try told(now)
    }

    /// The row that keeps what will be said of what is about to be made.
    package func row(keeping reply: JSONValue, of request: MarkedRequest) -> StagedRow {
        .reply(
            KeptReply(
                person: request.person, mark: request.mark, asked: request.asked, made: parts.now.seconds,
                body: reply.bytes()))
    }

    private func made(by request: MarkedRequest) throws(GatewayError) -> PlacedReply? {
        let found = try storing { () throws(StoreError) in
            try parts.store.reply(person: request.person, mark: request.mark)
        }
        return found.flatMap { parts.now.seconds - $0.reply.made < KeptReply.keptSeconds ? $0 : nil }
    }

    private func told<Value>(_ placed: PlacedReply) throws(GatewayError) -> MarkedOutcome<Value> {
        guard let reply = try? JSONValue(parsing: placed.reply.body, limits: .document) else { throw .damagedStore }
        return .made(reply, entry: placed.sequence)
    }
}

extension MarkedRequest {
    /// One person's marks are theirs alone.
    fileprivate var name: String { "\(person) \(mark)" }
}
