import OpenSSL

/// Hashes that new leaves add to the stored tile levels, by level.
struct TreeGrowth: Sendable {
    private(set) var levels: [[TreeHash]] = []

    /// Adds one hash. Levels are begun in order.
    mutating func add(_ hash: TreeHash, level: Int) {
        if level == levels.count { levels.append([]) }
        levels[level].append(hash)
    }

    /// Adds later hashes.
    mutating func add(_ later: TreeGrowth) {
        for (level, hashes) in later.levels.enumerated() {
            if level == levels.count { levels.append([]) }
            levels[level] += hashes
        }
    }

    /// The hashes as they are stored: 32 bytes each.
    func bytes(level: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(levels[level].count * TreeHash.byteCount)
        for hash in levels[level] { hash.digest.append(to: &bytes) }
        return bytes
    }

    /// Takes back what was added since there were so many hashes at each level.
    mutating func cut(to counts: [Int]) {
        for level in levels.indices {
            levels[level].removeLast(levels[level].count - (level < counts.count ? counts[level] : 0))
        }
    }

    var counts: [Int] { levels.map(\.count) }
}
