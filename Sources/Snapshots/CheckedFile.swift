import Linux
import OpenSSL
import Synchronization

/// A published file, mapped: each mebibyte is verified before it is lent for the first time.
///
/// Verified is: the SHA-256 that the manifest names, and codes that keep the column's rule, so that no reader has to
/// look again. Two threads that meet at a new piece both verify it, which does no harm.
final class CheckedFile: Sendable {
    /// The length of a piece in bytes. A multiple of every width.
    static let chunkBytes = 1 << 20

    let path: String
    let byteCount: Int
    private let file: MappedFile
    private let digests: [UInt8]
    private let rule: CodeRule
    private let health: GenerationHealth
    private let verified: [VerifiedChunks]

    /// One bit for each of 64 chunks.
    private final class VerifiedChunks: Sendable {
        let bits = Atomic<UInt64>(0)
    }

    /// - Throws: `storage` where the file cannot be mapped, `damaged` where its length is not the one that is named.
    init(
        path: String, byteCount: Int, digests: [UInt8], rule: CodeRule, health: GenerationHealth
    ) throws(SnapshotError) {
        self.path = path
        self.byteCount = byteCount
        self.digests = digests
        self.rule = rule
        self.health = health
        file = try storing { () throws(SystemError) in try MappedFile(path: path) }
        let chunks = Self.chunks(of: byteCount)
        guard file.count == byteCount, digests.count == chunks * SHA256.byteCount else {
            throw health.report(.damaged(file: path, chunk: nil))
        }
        verified = (0..<((chunks + 63) / 64)).map { _ in VerifiedChunks() }
    }

    static func chunks(of byteCount: Int) -> Int { (byteCount + chunkBytes - 1) / chunkBytes }

    func withNumbers<Number: FixedWidthInteger & UnsignedInteger & BitwiseCopyable, Result>(
        of type: Number.Type, _ range: Range<Int>, _ body: (Span<Number>) throws(SnapshotError) -> Result
    ) throws(SnapshotError) -> Result {
        let width = MemoryLayout<Number>.size
        try verify(bytes: (range.lowerBound * width)..<(range.upperBound * width))
        return try file.withNumbers(of: type, in: range, body)
    }

    /// Verifies the pieces of a stretch that have not been verified.
    func verify(bytes: Range<Int>) throws(SnapshotError) {
        try health.check()
        guard !bytes.isEmpty else { return }
        for chunk in (bytes.lowerBound / Self.chunkBytes)...((bytes.upperBound - 1) / Self.chunkBytes)
        where verified[chunk / 64].bits.load(ordering: .acquiring) & (1 << UInt64(chunk % 64)) == 0 {
            try verify(chunk: chunk)
        }
    }

    /// How many pieces there are, for a sweep over all of them.
    var chunks: Int { Self.chunks(of: byteCount) }

    /// Verifies one piece, even where that was done before.
    func verify(chunk: Int) throws(SnapshotError) {
        let start = chunk * Self.chunkBytes
        let range = start..<min(start + Self.chunkBytes, byteCount)
        let hasher = SHA256Hasher()
        file.withBytes { bytes in hasher.update(bytes.extracting(range)) }
        let expected = digests[(chunk * SHA256.byteCount)..<((chunk + 1) * SHA256.byteCount)]
        guard hasher.finish().elementsEqual(expected), rule.isKept(in: range, of: file) else {
            throw health.report(.damaged(file: path, chunk: chunk))
        }
        verified[chunk / 64].bits.bitwiseOr(1 << UInt64(chunk % 64), ordering: .acquiringAndReleasing)
    }
}
