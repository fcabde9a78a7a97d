/// Repeatable numbers for one purpose: the blocks SHA-256(purpose ‖ counter), four bytes a number.
///
/// Whoever knows the catalogue and the seed knows them all, and may: they stand for nobody.
struct MadeUpNumbers {
    private let purpose: [UInt8]
    private let hash: ([UInt8]) -> [UInt8]
    private var block: ArraySlice<UInt8> = []
    private var blocks: UInt32 = 0

    init(_ purpose: String, seed: Int, hash: @escaping ([UInt8]) -> [UInt8]) {
        self.purpose = Array("made-up rows \(seed)\u{0}\(purpose)\u{0}".utf8)
        self.hash = hash
    }

    private mutating func next() -> UInt32 {
        if block.count < 4 {
            let counter = (0..<4).map { UInt8(truncatingIfNeeded: blocks >> (8 * $0)) }
            block = hash(purpose + counter)[...]
            blocks += 1
        }
        defer { block = block.dropFirst(4) }
        return block.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// From 0 to one less than `bound`, which is 1 to 2³²; its bias is below `bound` in 2³².
    mutating func below(_ bound: Int) -> Int { Int((UInt64(next()) &* UInt64(bound)) >> 32) }

    /// True `share` times in a hundred.
    mutating func percent(_ share: Int) -> Bool { below(100) < share }
}
