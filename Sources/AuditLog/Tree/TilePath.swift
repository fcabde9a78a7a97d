/// Where a tile stands in C2SP tlog-tiles: `tile/<level>/<index>[.p/<width>]`, the index in groups of three digits, all
/// but the last with an `x`: 1,234,067 is `x001/x234/067`.
package struct TilePath: Sendable, Hashable {
    package enum Content: Sendable, Hashable {
        case hashes(level: Int)
        case entries
    }

    package let content: Content
    package let index: Int
    /// Hashes or entries in it: 256, or less where the tile is the last and partial.
    package let width: Int

    package init(_ content: Content, index: Int, width: Int) {
        self.content = content
        self.index = index
        self.width = width
    }

    /// The path, without the log's own prefix.
    package var description: String {
        let part =
            switch content {
            case .hashes(let level): "\(level)"
            case .entries: "entries"
            }
        return "tile/\(part)/\(Self.groups(index))" + (width == Tile.width ? "" : ".p/\(width)")
    }

    /// Reads the parts of a path behind `tile`: `["0", "x001", "234.p", "5"]`. Nil for any other than the one way to
    /// write a tile.
    package init?(segments: some Collection<String>) {
        var parts = Array(segments)
        guard parts.count >= 2 else { return nil }
        let first = parts.removeFirst()
        let content: Content
        if first == "entries" {
            content = .entries
        } else if let level = plainDecimal(first), level < 64 / Tile.height {
            content = .hashes(level: level)
        } else {
            return nil
        }
        var width = Tile.width
        if parts.count >= 2, parts[parts.count - 2].hasSuffix(".p") {
            guard let partial = plainDecimal(parts.removeLast()), (1..<Tile.width).contains(partial) else { return nil }
            width = partial
            parts[parts.count - 1].removeLast(2)
        }
        // At most five groups: an index beyond 10¹⁵ is no tile of any log.
        guard (1...5).contains(parts.count) else { return nil }
        let digits = parts.map { $0.hasPrefix("x") ? String($0.dropFirst()) : $0 }.joined()
        guard digits.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains), let index = Int(digits) else {
            return nil
        }
        self.init(content, index: index, width: width)
        // Writing it again settles groups, marks and leading zeros.
        let written = Self.groups(index)
        guard written.utf8.elementsEqual(parts.joined(separator: "/").utf8) else { return nil }
    }

    private static func groups(_ index: Int) -> String {
        var rest = index
        var text = threeDigits(rest % 1000)
        rest /= 1000
        while rest > 0 {
            text = "x\(threeDigits(rest % 1000))/\(text)"
            rest /= 1000
        }
        return text
    }

    private static func threeDigits(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: 3 - digits.utf8.count) + digits
    }
}
