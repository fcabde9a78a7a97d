import Linux
import OpenSSL

/// What the frame of an entry says, read without a JSON parser: canonical JSON puts chain, type and version in fixed
/// places.
struct EntryFrame {
    let seq: Int
    let time: AuditTime
    let previous: TreeHash
    let type: Kind
    /// Where the event stands in the line, and the name of its type without its quotes.
    let event: Range<Int>
    let typeName: Range<Int>

    /// The types that a walk must understand; all others are only counted.
    enum Kind: UInt8 {
        case plain, genesis, keyRotation, recovery, prune
    }

    private static let hashDigits = 64

    /// Nil where the line has not exactly this frame; then it is no canonical entry.
    init?(_ line: Span<UInt8>) {
        var place = 0
        guard Self.skip(#"{"chain":{"prev":""#, in: line, &place), place + Self.hashDigits <= line.count,
            let previous = SHA256Digest(hex: line.extracting(place..<(place + Self.hashDigits)))
        else { return nil }
        place += Self.hashDigits
        guard Self.skip(#"","seq":"#, in: line, &place), let seq = Self.number(in: line, &place),
            Self.skip(#","time":""#, in: line, &place), place + AuditTime.byteCount <= line.count,
            let time = AuditTime(digits: line.extracting(place..<(place + AuditTime.byteCount)))
        else { return nil }
        place += AuditTime.byteCount
        guard Self.skip(#""},"event":{"#, in: line, &place), let name = Self.typeName(in: line, from: place) else {
            return nil
        }
        event = (place - 1)..<(name.lowerBound - Self.beforeType.utf8CodeUnitCount + 1)
        typeName = name
        self.seq = seq
        self.time = time
        self.previous = TreeHash(previous)
        type = Self.kind(in: line, at: name.lowerBound)
    }

    private static func skip(_ expected: StaticString, in line: Span<UInt8>, _ place: inout Int) -> Bool {
        guard ByteSearch.stands(expected, in: line, at: place) else { return false }
        place += expected.utf8CodeUnitCount
        return true
    }

    /// A plain decimal of at most 16 digits.
    private static func number(in bytes: Span<UInt8>, _ place: inout Int) -> Int? {
        let start = place
        var number = 0
        while place < bytes.count, place - start <= 16 {
            let digit = bytes[place] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            number = number * 10 + Int(digit)
            place += 1
        }
        let count = place - start
        guard (1...16).contains(count), count == 1 || bytes[start] != UInt8(ascii: "0") else { return nil }
        return number
    }

    private static let tail: StaticString = #"","v":1}"#
    private static let beforeType: StaticString = #"},"type":""#

    /// Where the type stands, at the end of the line. A string within the event cannot end like this: its quotes are
    /// escaped.
    private static func typeName(in line: Span<UInt8>, from start: Int) -> Range<Int>? {
        let end = line.count - tail.utf8CodeUnitCount
        guard end > start, ByteSearch.stands(tail, in: line, at: end) else { return nil }
        var begin = end
        while begin > start, line[begin - 1] != UInt8(ascii: "\"") { begin -= 1 }
        let before = begin - beforeType.utf8CodeUnitCount
        guard begin < end, before >= start, ByteSearch.stands(beforeType, in: line, at: before) else { return nil }
        return begin..<end
    }

    private static func kind(in line: Span<UInt8>, at begin: Int) -> Kind {
        // With the quote that ends it, so that no other type begins like one of these.
        if ByteSearch.stands(#"genesis""#, in: line, at: begin) { return .genesis }
        if ByteSearch.stands(#"key.rotate""#, in: line, at: begin) { return .keyRotation }
        if ByteSearch.stands(#"recovery""#, in: line, at: begin) { return .recovery }
        if ByteSearch.stands(#"prune""#, in: line, at: begin) { return .prune }
        return .plain
    }
}
