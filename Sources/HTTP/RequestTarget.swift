/// Where a request goes: the origin form of RFC 9112, 3.2.1, taken apart before anything is decoded.
///
/// `/` has no segments; a path that ends in `/` has an empty last one. Dot segments (also `%2e`), empty segments inside,
/// control characters and bytes that are not UTF-8 are refused, so that one path is written in one way.
struct RequestTarget: Sendable, Hashable {
    /// The path as it was sent, without the query.
    let path: String
    let segments: [String]
    let query: [QueryItem]

    init(parsing target: [UInt8]) throws(HTTPRejection) {
        let questionMark = target.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
        let path = target[..<questionMark]
        self.path = String(decoding: path, as: UTF8.self)
        segments = try Self.segments(of: path)
        query = questionMark == target.endIndex ? [] : try Self.items(of: target[(questionMark + 1)...])
    }

    private static func segments(of path: ArraySlice<UInt8>) throws(HTTPRejection) -> [String] {
        guard path.first == UInt8(ascii: "/") else { throw HTTPRejection(.malformedTarget) }
        guard path.count > 1 else { return [] }
        let parts = path.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        var segments: [String] = []
        for (index, part) in parts.enumerated() {
            guard part.allSatisfy({ ASCII.isPathSegment($0) || $0 == UInt8(ascii: "%") }),
                let segment = decoded(part),
                segment != ".", segment != "..",
                !segment.isEmpty || index == parts.count - 1
            else { throw HTTPRejection(.malformedTarget) }
            segments.append(segment)
        }
        return segments
    }

    private static func items(of query: ArraySlice<UInt8>) throws(HTTPRejection) -> [QueryItem] {
        guard !query.isEmpty else { return [] }
        var items: [QueryItem] = []
        for pair in query.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false) {
            guard pair.allSatisfy({ ASCII.isQuery($0) || $0 == UInt8(ascii: "%") }),
                let equals = pair.firstIndex(of: UInt8(ascii: "=")), equals > pair.startIndex,
                let name = decoded(spaced(pair[..<equals])),
                let value = decoded(spaced(pair[(equals + 1)...]))
            else { throw HTTPRejection(.malformedQuery) }
            items.append(QueryItem(name: name, value: value))
        }
        return items
    }

    /// Forms write a space as `+`; a plus sign comes as `%2B`.
    private static func spaced(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        ArraySlice(bytes.map { $0 == UInt8(ascii: "+") ? ASCII.space : $0 })
    }

    /// Percent-decodes once; nil for a broken escape, a control character or bytes that are not UTF-8.
    private static func decoded(_ bytes: ArraySlice<UInt8>) -> String? {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var rest = bytes
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard let high = rest.popFirst().flatMap(ASCII.hexValue),
                    let low = rest.popFirst().flatMap(ASCII.hexValue)
                else { return nil }
                result.append(high << 4 | low)
            } else {
                result.append(byte)
            }
        }
        guard result.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else { return nil }
        return String(validating: result, as: UTF8.self)
    }
}
