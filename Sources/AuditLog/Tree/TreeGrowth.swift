import OpenSSL

/// Hashes that new leaves add: at the stored tile levels, and in the middle of each tile.
struct TreeGrowth: Sendable {
    /// By level: the hashes of C2SP tlog-tiles, at heights that are multiples of 8.
    private(set) var levels: [[TreeHash]] = []
    /// By level: those four heights above. They are kept in memory alone and make proofs ten times cheaper.
    private(set) var middles: [[TreeHash]] = []

    /// How many hashes there are.
    struct Counts {
        var levels: [Int] = []
        var middles: [Int] = []
    }

    static let middleHeight = Tile.height / 2

    /// Makes room for so many leaves, before the first.
    mutating func reserve(leaves: Int) {
        levels = [[]]
        levels[0].reserveCapacity(leaves)
    }

    /// Adds the root of a full subtree, if its height is one that is kept. Levels are begun in order.
    mutating func add(_ hash: TreeHash, height: Int) {
        let level = height / Tile.height
        switch height % Tile.height {
        case 0: Self.add(hash, at: level, of: &levels)
        case Self.middleHeight: Self.add(hash, at: level, of: &middles)
        default: break
        }
    }

    /// Adds later hashes.
    mutating func add(_ later: TreeGrowth) {
        for (level, hashes) in later.levels.enumerated() { Self.add(hashes, at: level, of: &levels) }
        addMiddles(later)
    }

    /// Adds the later hashes of the middles alone.
    mutating func addMiddles(_ later: TreeGrowth) {
        for (level, hashes) in later.middles.enumerated() { Self.add(hashes, at: level, of: &middles) }
    }

    /// The hashes of one level as they are stored: 32 bytes each.
    func bytes(level: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(levels[level].count * TreeHash.byteCount)
        for hash in levels[level] { hash.digest.append(to: &bytes) }
        return bytes
    }

    /// The first place from `start` on where a stored run of hashes of one level differs; nil where it does not.
    func firstDifference(from stored: Span<UInt8>, level: Int, at start: Int) -> Int? {
        let hashes = levels[level]
        for place in 0..<min(stored.count / TreeHash.byteCount, hashes.count - start) {
            let bytes = stored.extracting((place * TreeHash.byteCount)..<((place + 1) * TreeHash.byteCount))
            if TreeHash(SHA256Digest(bytes)) != hashes[start + place] { return start + place }
        }
        return nil
    }

    /// Takes back what was added since there were so many hashes.
    mutating func cut(to counts: Counts) {
        Self.cut(&levels, to: counts.levels)
        Self.cut(&middles, to: counts.middles)
    }

    var counts: Counts { Counts(levels: levels.map(\.count), middles: middles.map(\.count)) }

    /// What is kept in the middle of the tiles of a level; nil where there is not so much.
    func middles(level: Int, range: Range<Int>) -> ArraySlice<TreeHash>? {
        guard middles.indices.contains(level), range.upperBound <= middles[level].count else { return nil }
        return middles[level][range]
    }

    private static func add(_ hash: TreeHash, at level: Int, of all: inout [[TreeHash]]) {
        if level == all.count { all.append([]) }
        all[level].append(hash)
    }

    private static func add(_ hashes: [TreeHash], at level: Int, of all: inout [[TreeHash]]) {
        if level == all.count { all.append([]) }
        all[level] += hashes
    }

    private static func cut(_ all: inout [[TreeHash]], to counts: [Int]) {
        for level in all.indices {
            all[level].removeLast(all[level].count - (level < counts.count ? counts[level] : 0))
        }
    }
}
