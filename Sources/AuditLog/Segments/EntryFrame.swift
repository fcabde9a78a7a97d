import Linux
import OpenSSL

/// What the frame of an entry says, read without a JSON parser: canonical JSON puts chain, type and version in fixed
/// places.
struct EntryFrame {
    let seq: Int
    let time: AuditTime
    let previous: TreeHash
    let type: Kind

    /// The types that a walk must understand; all others are only counted.
    enum Kind: UInt8 {
        case plain, genesis, keyRotation, recovery, prune
    }

    private static let head = Array(#"{"chain":{"prev":""#.utf8)
    private static let beforeSeq = Array(#"","seq":"#.utf8)
    private static let beforeTime = Array(#","time":""#.utf8)
    private static let afterTime = Array(#""},"event":{"#.utf8)
    private static let beforeType = Array(#"},"type":""#.utf8)
    private static let tail = Array(#"","v":1}"#.utf8)
    private static let hashDigits = 64

    /// Nil where the line has not exactly this frame; then it is no canonical entry.
    init?(_ line: Span<UInt8>) {
        var place = 0
        guard Self.skip(Self.head, in: line, &place), place + Self.hashDigits <= line.count,
            let previous = SHA256Digest(hex: line.extracting(place..<(place + Self.hashDigits)))
        else { return nil }
        place += Self.hashDigits
        guard Self.skip(Self.beforeSeq, in: line, &place), let seq = Self.number(in: line, &place),
            Self.skip(Self.beforeTime, in: line, &place), place + AuditTime.byteCount <= line.count,
            let time = AuditTime(digits: line.extracting(place..<(place + AuditTime.byteCount)))
        else { return nil }
        place += AuditTime.byteCount
        guard Self.skip(Self.afterTime, in: line, &place), let type = Self.kind(of: line, from: place) else {
            return nil
        }
        self.seq = seq
        self.time = time
        self.previous = TreeHash(previous)
        self.type = type
    }

    private static func skip(_ expected: [UInt8], in line: Span<UInt8>, _ place: inout Int) -> Bool {
        let end = place + expected.count
        guard end <= line.count, ByteSearch.areEqual(line.extracting(place..<end), expected.span) else {
            return false
        }
        place = end
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

    private static let kinds: [(Kind, [UInt8])] = [
        (.genesis, Array("genesis".utf8)), (.keyRotation, Array("key.rotate".utf8)),
        (.recovery, Array("recovery".utf8)), (.prune, Array("prune".utf8)),
    ]

    /// The type at the end of the line. A string within the event cannot end like this: its quotes are escaped.
    private static func kind(of line: Span<UInt8>, from start: Int) -> Kind? {
        let end = line.count - tail.count
        guard end > start, ByteSearch.areEqual(line.extracting(end..<line.count), tail.span) else {
            return nil
        }
        var begin = end
        while begin > start, line[begin - 1] != UInt8(ascii: "\"") { begin -= 1 }
        var place = begin - beforeType.count
        guard begin < end, place >= start, skip(beforeType, in: line, &place) else { return nil }
        let word = line.extracting(begin..<end)
        for (kind, name) in kinds where ByteSearch.areEqual(word, name.span) { return kind }
        return .plain
    }
}
