import CZlib

/// Why bytes cannot be unpacked.
package enum ZlibError: Error, Hashable {
    /// The bytes are not gzip, or were changed: a check sum does not hold.
    case damaged
    /// The bytes end before the text does.
    case cutShort

    /// A stable code for logs, never reused or renumbered.
    package var code: String {
        switch self {
        case .damaged: "SH-Z101"
        case .cutShort: "SH-Z102"
        }
    }

    package var message: String {
        switch self {
        case .damaged: "the gzip data is damaged"
        case .cutShort: "the gzip data ends too early"
        }
    }
}

/// Unpacks gzip (RFC 1952) that arrives in pieces: one member or several after one another, each with its check sum.
///
/// Not `Sendable`: one owner feeds it. Memory stays bounded however far a piece unpacks, because what is unpacked is
/// handed on a mebibyte at a time.
@safe package final class Gunzip {
    private let stream: UnsafeMutablePointer<z_stream>
    private var output = [UInt8](repeating: 0, count: 1 << 20)
    /// Whether a member has begun and not ended.
    private var isInside = false

    package init() {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let status = unsafe salthouse_inflate_begin(stream)
        precondition(status == Z_OK, "there is memory for unpacking")
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Unpacks a piece and hands on what came out, in pieces of at most a mebibyte.
    package func unpack(_ packed: [UInt8], _ handOn: (ArraySlice<UInt8>) -> Void) throws(ZlibError) {
        var position = 0
        var isFull = false
        while position < packed.count || isFull {
            if !isInside {
                guard position < packed.count else { return }
                unsafe inflateReset(stream)
                isInside = true
            }
            let step = step(packed, from: position)
            guard step.status == Z_OK || step.status == Z_STREAM_END || step.status == Z_BUF_ERROR else {
                throw .damaged
            }
            position += step.read
            isFull = step.written == output.count
            if step.written > 0 { handOn(output[..<step.written]) }
            if step.status == Z_STREAM_END {
                isInside = false
                isFull = false
            } else if step.read == 0, step.written == 0 {
                // Nothing came of it: with input left that is a fault, without it the next piece is needed.
                guard position == packed.count else { throw .damaged }
                return
            }
        }
    }

    /// Must be called after the last piece; throws `cutShort` inside a member.
    package func finish() throws(ZlibError) {
        guard !isInside else { throw .cutShort }
    }

    private func step(_ packed: [UInt8], from position: Int) -> (status: Int32, read: Int, written: Int) {
        unsafe packed.withUnsafeBufferPointer { input in
            unsafe output.withUnsafeMutableBufferPointer { output in
                let left = input.count - position
                unsafe stream.pointee.next_in = UnsafeMutablePointer(
                    mutating: input.baseAddress.map { unsafe $0 + position })
                unsafe stream.pointee.avail_in = UInt32(left)
                unsafe stream.pointee.next_out = output.baseAddress
                unsafe stream.pointee.avail_out = UInt32(output.count)
                let status = unsafe inflate(stream, Z_NO_FLUSH)
                let read = unsafe left - Int(stream.pointee.avail_in)
                let written = unsafe output.count - Int(stream.pointee.avail_out)
                return (status, read, written)
            }
        }
    }
}
