import Glibc

/// A call of the kernel that failed: what was tried, on which path, and the kernel's number for the reason.
///
/// The path is for the operator's eyes: never show this message to a caller of the gateway.
package struct SystemError: Error, Hashable, CustomStringConvertible {
    /// The system call, such as `open`.
    package let operation: String
    package let path: String?
    /// The kernel's error number, such as `ENOENT`.
    package let errno: Int32

    package init(operation: String, path: String?, errno: Int32) {
        self.operation = operation
        self.path = path
        self.errno = errno
    }

    /// The error that the last call on this thread left behind.
    static func last(_ operation: String, _ path: String? = nil) -> SystemError {
        SystemError(operation: operation, path: path, errno: Glibc.errno)
    }

    /// A file that is longer than whoever reads it allows.
    package static func tooLong(_ path: String) -> SystemError {
        SystemError(operation: "read", path: path, errno: EFBIG)
    }

    /// The error in words, lower case and without a full stop.
    package var message: String {
        var text = [CChar](repeating: 0, count: 256)
        let status = unsafe text.withUnsafeMutableBufferPointer { buffer in
            unsafe strerror_r(errno, buffer.baseAddress!, buffer.count)
        }
        let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        let reason = status == 0 ? String(decoding: bytes, as: UTF8.self).lowercased() : "error \(errno)"
        guard let path else { return "\(operation) failed: \(reason)" }
        return "\(operation) of `\(path)` failed: \(reason)"
    }

    package var description: String { message }
}

// Reasons that callers decide by, so that they need not know the kernel's numbers.
extension SystemError {
    /// Nothing stands at the path.
    package var isMissing: Bool { errno == ENOENT }

    /// Something stands at the path already.
    package var isAlreadyThere: Bool { errno == EEXIST }

    /// The device or the user's share of it is full.
    package var isOutOfSpace: Bool { errno == ENOSPC || errno == EDQUOT }

    /// Another socket is bound to the address.
    package var isAddressInUse: Bool { errno == EADDRINUSE }

    /// Nobody listens at the address.
    package var isConnectionRefused: Bool { errno == ECONNREFUSED }
}
