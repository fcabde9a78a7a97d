/// Random words from a source of bytes that is asked for many at a time, such as the operating system's.
///
/// Each word is wiped from the buffer as it is handed out, and the rest when the buffer ends, so that a later look into
/// memory tells nothing about noise already drawn. It cannot be copied, for a copy would hand out the same noise again.
package struct BufferedRandomness: RandomBits, ~Copyable {
    private let fill: (Int) -> [UInt8]
    private let buffer = WipedWords()

    private static let bytesAtATime = 4_096

    /// - Parameter fill: gives exactly as many fresh, uniform, secret bytes as asked for, and keeps no copy.
    package init(fill: @escaping (Int) -> [UInt8]) {
        self.fill = fill
    }

    /// What is left of a word that was cut. It belongs to no draw yet, and is shifted out as it is handed out.
    private var rest: UInt64 = 0
    private var quartersLeft = 0

    package mutating func nextUInt16() -> UInt16 {
        if quartersLeft == 0 {
            rest = nextUInt64()
            quartersLeft = 4
        }
        let quarter = UInt16(truncatingIfNeeded: rest)
        rest >>= 16
        quartersLeft -= 1
        return quarter
    }

    package mutating func nextUInt64() -> UInt64 {
        if buffer.isEmpty {
            let fresh = fill(Self.bytesAtATime)
            precondition(fresh.count == Self.bytesAtATime, "the source gives as many bytes as asked for")
            buffer.replace(by: fresh)
        }
        return buffer.takeWord()
    }
}

/// Words that are zeroed as they are taken, and at the end. A class, because only its `deinit` may still write.
private final class WipedWords {
    private var words: [UInt64] = []
    private var taken = 0

    var isEmpty: Bool { taken == words.count }

    /// Eight bytes make a word; the bytes are wiped.
    func replace(by fresh: consuming [UInt8]) {
        words = Array(repeating: 0, count: fresh.count / 8)
        for place in words.indices {
            var word: UInt64 = 0
            for byte in 8 * place..<8 * place + 8 {
                word = word << 8 | UInt64(fresh[byte])
                fresh[byte] = 0
            }
            words[place] = word
        }
        taken = 0
    }

    func takeWord() -> UInt64 {
        let word = words[taken]
        words[taken] = 0
        taken += 1
        return word
    }

    deinit {
        for place in words.indices { words[place] = 0 }
    }
}
