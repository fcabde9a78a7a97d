package import AuditLog
package import JSON

/// An answer as it leaves, but for its receipt. It is written once: what is stored, what the log commits to and what is
/// sent are the same bytes.
package struct Answer: Sendable {
    /// Compact JSON: an object with members.
    let bytes: [UInt8]
    /// The public name, such as `Q-0123456789abcdef`.
    package let name: String
    /// Says `synthetic` of an answer about made-up rows; nil of one about people.
    package let tier: String?

    /// Writes an answer; its name, and its tier where it has one, stand before the other members.
    ///
    /// - Parameter kind: what the name is of, a `query` or a `report`.
    init(named name: String, as kind: String = "query", tier: String?, _ members: JSONObject) {
        let first = (tier.map { [("tier", JSONValue.string($0))] } ?? []) + [(kind, .string(name))]
        bytes = JSONValue.object(JSONObject(first + members.members)).bytes()
        self.name = name
        self.tier = tier
    }

    /// Takes the bytes that an answer about people had before. Throws `damagedStore` where they are none.
    init(stored bytes: [UInt8]) throws(GatewayError) {
        let members = try Self.members(of: bytes)
        guard case .string(let name)? = members["query"] ?? members["report"] else { throw .damagedStore }
        self.bytes = bytes
        self.name = name
        tier = nil
    }

    /// The members, read again from the bytes. Throws `damagedStore` for an answer that is too large to be read.
    package func members() throws(GatewayError) -> JSONObject { try Self.members(of: bytes) }

    private static func members(of bytes: [UInt8]) throws(GatewayError) -> JSONObject {
        guard case .object(let members)? = try? JSONValue(parsing: bytes, limits: .document) else {
            throw .damagedStore
        }
        return members
    }

    /// What is sent: the answer with its receipt as the last member.
    package func bytes(with receipt: Receipt) -> [UInt8] {
        let name = ",\"receipt\":".utf8
        let proof = receipt.json.bytes()
        var sent: [UInt8] = []
        sent.reserveCapacity(bytes.count + name.count + proof.count + 1)
        sent += bytes[..<(bytes.count - 1)]
        sent += name
        sent += proof
        sent.append(UInt8(ascii: "}"))
        return sent
    }
}
