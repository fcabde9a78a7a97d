/// Random words from a source of bytes that is asked for many at a time, such as the operating system's.
///
/// Each word is wiped from the buffer as it is handed out, and the rest when the buffer ends, so that a later look into
/// memory tells nothing about noise already drawn. It cannot be copied, for a copy would hand out the same noise again.
package struct BufferedRandomness: RandomBits, ~Copyable {
    private let fill: (Int) -> [UInt8]
    private let buffer = WipedBytes()

    private static let bytesAtATime = 4_096

    /// - Parameter fill: gives exactly as many fresh, uniform, secret bytes as asked for, and keeps no copy.
    package init(fill: @escaping (Int) -> [UInt8]) {
        self.fill = fill
    }

    package mutating func nextUInt64() -> UInt64 {
        if buffer.isEmpty {
            buffer.replace(by: fill(Self.bytesAtATime))
            precondition(buffer.count == Self.bytesAtATime, "the source gives as many bytes as asked for")
        }
        return buffer.takeWord()
    }
}

/// Bytes that are zeroed as they are taken, and at the end. A class, because only its `deinit` may still write.
private final class WipedBytes {
    private var bytes: [UInt8] = []
    private var taken = 0

    var count: Int { bytes.count - taken }
    var isEmpty: Bool { count == 0 }

    func replace(by fresh: [UInt8]) {
        bytes = fresh
        taken = 0
    }

    func takeWord() -> UInt64 {
        var word: UInt64 = 0
        for _ in 0..<8 {
            word = word << 8 | UInt64(bytes[taken])
            bytes[taken] = 0
            taken += 1
        }
        return word
    }

    deinit {
        for place in bytes.indices { bytes[place] = 0 }
    }
}
