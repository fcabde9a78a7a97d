import Glibc

/// Looks through bytes as fast as the machine can.
package enum ByteSearch {
    /// The first place of a byte at or behind `start`; nil where there is none.
    package static func first(_ byte: UInt8, in bytes: Span<UInt8>, from start: Int) -> Int? {
        precondition((0...bytes.count).contains(start), "the search starts inside the bytes")
        return unsafe bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress, start < buffer.count,
                let found = unsafe memchr(base + start, Int32(byte), buffer.count - start)
            else { return nil }
            return unsafe UnsafeRawPointer(found) - base
        }
    }

    /// Whether a text of ASCII stands at a place of some bytes.
    package static func stands(_ text: StaticString, in bytes: Span<UInt8>, at place: Int) -> Bool {
        let count = text.utf8CodeUnitCount
        guard place >= 0, place <= bytes.count, count <= bytes.count - place else { return false }
        return unsafe bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return count == 0 }
            return unsafe memcmp(base + place, text.utf8Start, count) == 0
        }
    }

    /// Whether two runs of bytes are the same.
    package static func areEqual(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        return unsafe left.withUnsafeBytes { left in
            unsafe right.withUnsafeBytes { right in
                guard let first = left.baseAddress, let second = right.baseAddress else { return true }
                return unsafe memcmp(first, second, left.count) == 0
            }
        }
    }
}
