/// How much JSON a reader accepts.
package struct JSONLimits: Sendable, Hashable {
    /// The most bytes of text.
    package let bytes: Int
    /// The most arrays and objects inside one another, at most 128.
    package let depth: Int
    /// The most values: scalars, arrays and objects counted one each.
    package let nodes: Int

    /// Limits of the caller's own. `depth` is 0...128, so that reading, writing and freeing fit a stack of 1 MiB.
    package init(bytes: Int, depth: Int, nodes: Int) {
        precondition(
            (0...128).contains(depth) && bytes >= 0 && nodes >= 0, "limits are not negative, depth is at most 128")
        self.bytes = bytes
        self.depth = depth
        self.nodes = nodes
    }

    /// What strangers send: 64 KiB, depth 32, 16,384 values.
    package static let request = JSONLimits(bytes: 64 << 10, depth: 32, nodes: 16_384)
    /// What stewards and installers supply: 16 MiB, depth 64, a million values.
    package static let document = JSONLimits(bytes: 16 << 20, depth: 64, nodes: 1_000_000)
}
