/// Chooses among the formats of an answer by the asker's `Accept` (RFC 9110, 12.5.1).
enum AcceptField {
    /// The offer that is liked best, the first of equals; nil where none is accepted. No field accepts everything.
    static func best(of offers: [String], accepted fields: [String]) -> String? {
        guard !fields.isEmpty else { return offers.first }
        let ranges = fields.flatMap { $0.split(separator: ",") }.compactMap { MediaRange($0) }
        var best: (offer: String, quality: Int)?
        for offer in offers {
            let fitting = ranges.filter { $0.covers(offer) }
            guard let closest = fitting.max(by: { $0.closeness < $1.closeness }), closest.quality > 0 else { continue }
            if closest.quality > best?.quality ?? 0 { best = (offer, closest.quality) }
        }
        return best?.offer
    }
}

/// One range of an `Accept` field, such as `text/*;q=0.5`. Parameters other than `q` are passed over.
private struct MediaRange {
    let type: String
    let subtype: String
    /// Thousandths.
    let quality: Int

    init?(_ text: Substring) {
        let parts = text.split(separator: ";").map { $0.trimmed().lowercased() }
        let names = (parts.first ?? "").split(separator: "/", omittingEmptySubsequences: false)
        guard names.count == 2, !names[0].isEmpty, !names[1].isEmpty else { return nil }
        type = String(names[0])
        subtype = String(names[1])
        var quality = 1000
        for part in parts.dropFirst() where part.hasPrefix("q=") {
            guard let thousandths = Self.thousandths(part.dropFirst(2)) else { return nil }
            quality = thousandths
        }
        self.quality = quality
    }

    func covers(_ offer: String) -> Bool {
        let names = offer.split(separator: "/")
        return (type == "*" && subtype == "*") || (type == names[0] && (subtype == "*" || subtype == names[1]))
    }

    /// A range that names more wins over one that names less.
    var closeness: Int { (type == "*" ? 0 : 1) + (subtype == "*" ? 0 : 1) }

    /// `0`, `1`, or either with a point and at most three digits; not above 1.
    private static func thousandths(_ text: Substring) -> Int? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let digits = parts.count == 2 ? parts[1] : ""
        guard ["0", "1"].contains(parts[0]), digits.utf8.count <= 3,
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let part = Int("0" + digits + String(repeating: "0", count: 3 - digits.utf8.count))
        else { return nil }
        let value = (parts[0] == "1" ? 1000 : 0) + part
        return value <= 1000 ? value : nil
    }
}

extension Substring {
    fileprivate func trimmed() -> Substring {
        let rest = drop { $0 == " " || $0 == "\t" }
        let end = rest.lastIndex { $0 != " " && $0 != "\t" }
        return end.map { rest[...$0] } ?? ""
    }
}
