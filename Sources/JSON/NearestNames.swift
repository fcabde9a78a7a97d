/// The known names that a misspelt one may have meant: at most three, nearest first; all of a short list if none is
/// near.
package func nearestNames(to name: String, in known: [String]) -> [String] {
    let written = Array(name.utf8.prefix(64))
    let near =
        known
        .map { (name: $0, distance: editDistance(written, Array($0.utf8))) }
        .filter { $0.distance <= max(2, $0.name.utf8.count / 3) }
        .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
        .prefix(3)
        .map(\.name)
    return near.isEmpty && known.count <= 12 ? known : near
}

/// The fewest insertions, deletions and replacements of bytes that turn one name into the other (Levenshtein).
private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var row = Array(0...right.count)
    for (i, byte) in left.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, other) in right.enumerated() {
            let cost = min(row[j] + 1, row[j + 1] + 1, diagonal + (byte == other ? 0 : 1))
            diagonal = row[j + 1]
            row[j + 1] = cost
        }
    }
    return row[right.count]
}
