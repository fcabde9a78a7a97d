/// Hashes that new leaves add to the stored tile levels: 32 bytes each, concatenated, by level.
struct TreeGrowth: Sendable {
    private(set) var levels: [[UInt8]] = []

    /// Takes what `CompactRange.append` completed.
    mutating func add(_ completed: [TreeHash]) {
        for (level, hash) in completed.enumerated() {
            if level == levels.count { levels.append([]) }
            levels[level] += hash.bytes
        }
    }

    /// Adds later hashes.
    mutating func add(_ later: TreeGrowth) {
        for (level, bytes) in later.levels.enumerated() {
            if level == levels.count { levels.append([]) }
            levels[level] += bytes
        }
    }
}
