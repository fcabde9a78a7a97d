package import JSON

/// An entry of the log.
package struct AuditEntry: Sendable, Hashable {
    /// The place in the log, from 0.
    package let seq: Int
    package let type: String
    /// The event with its commitments.
    package let event: JSONObject
    /// UTC with milliseconds: `2026-03-01T09:30:00.250Z`.
    package let time: String
    /// The leaf hash of the entry before this one.
    package let previous: TreeHash
    package let leafHash: TreeHash
    /// The stored line without its line feed.
    package let bytes: [UInt8]
    /// The encoded disclosures in the draft's order; empty for an entry read back, for the vault holds them.
    package let disclosures: [String]

    /// The most bytes that an entry bundle can carry.
    static let maximumStoredBytes = 65_535
    /// The most bytes that this log writes.
    static let maximumWrittenBytes = 16 << 10

    /// The canonical bytes of an entry whose event is canonical already.
    static func encode(seq: Int, time: AuditTime, previous: TreeHash, type: String, event: [UInt8]) -> [UInt8] {
        let head = #"{"chain":{"prev":"\#(previous.hex)","seq":\#(seq),"time":"\#(time)"},"event":"#
        return Array(head.utf8) + event + Array(#","type":"\#(type)","v":1}"#.utf8)
    }
}

/// Why a stored line is not an entry: the code of the check that failed, and words.
struct EntryFault: Error {
    let code: LogFinding.Code
    let message: String
}

extension AuditEntry {
    /// Reads a stored line. Throws `E-CANON` or `E-SCHEMA`; whether it follows the entry before is not checked here.
    /// A leaf hash that is known already saves its computation.
    init(parsing bytes: [UInt8], leafHash: TreeHash?) throws(EntryFault) {
        let value: JSONValue
        do { value = try JSONValue(canonical: bytes, limits: Self.limits) } catch {
            throw EntryFault(code: .canon, message: error.explained)
        }
        do {
            try self.init(bytes: bytes, leafHash: leafHash ?? .leaf(bytes), fields: JSONCursor(value).object())
        } catch {
            throw EntryFault(code: .schema, message: error.explained)
        }
    }

    /// Reads a stored line whose place in the chain and the tree was checked before: whoever wrote it there had checked
    /// its canonical form and its schema, so neither is looked at again. Nil where it is no entry at all.
    init?(checked bytes: [UInt8]) {
        let line = bytes.span
        guard let frame = EntryFrame(line),
            let schema = AuditEventSchema.named(String(decoding: bytes[frame.typeName], as: UTF8.self)),
            case .object(let event)? = try? JSONValue(parsing: Array(bytes[frame.event]), limits: Self.limits)
        else { return nil }
        self.init(
            seq: frame.seq, type: schema.type, event: event, time: frame.time.description, previous: frame.previous,
            leafHash: .leaf(line), bytes: bytes, disclosures: [])
    }

    private static let limits = JSONLimits(bytes: maximumStoredBytes, depth: 64, nodes: maximumStoredBytes)

    private init(bytes: [UInt8], leafHash: TreeHash, fields: JSONFields) throws(JSONError) {
        try fields.allowOnly("chain", "event", "type", "v")
        _ = try fields.required("v").integer(in: 1...1)
        let chain = try fields.required("chain").object()
        try chain.allowOnly("prev", "seq", "time")
        let prev = try chain.required("prev")
        guard let previous = TreeHash(hex: try prev.string()) else { throw prev.fail("is not 64 lower hex digits") }
        let time = try chain.required("time")
        guard AuditTime(parsing: try time.string()) != nil else { throw time.fail("is not a time in UTC with ms") }
        let type = try fields.required("type")
        let event = try fields.required("event")
        guard case .object(let object) = event.value else { throw event.fail("expected an object") }
        guard let schema = AuditEventSchema.named(try type.string()) else { throw type.fail("unknown type of entry") }
        try schema.check(event)
        self.init(
            seq: try chain.required("seq").integer(in: 0...Int.max), type: schema.type, event: object,
            time: try time.string(), previous: previous, leafHash: leafHash, bytes: bytes, disclosures: [])
    }
}

extension JSONError {
    /// The message with its place.
    var explained: String { pointer.isEmpty ? message : "\(pointer): \(message)" }
}
