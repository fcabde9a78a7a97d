import CLinux
import Glibc
import Synchronization

/// An open file: one descriptor with one owner, closed when the last reference goes.
///
/// Calls on one file take turns, so that no thread can use a descriptor that another thread has closed; for parallel
/// reading map the file. A call on a closed file throws `EBADF`.
package final class File: Sendable {
    /// How a file is opened. Every file is closed on `exec`.
    package struct Options: OptionSet, Sendable, Hashable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }

        package static let readOnly = Options([])
        package static let readWrite = Options(rawValue: 1)
        /// Reading, and writing only at the end.
        package static let appendOnly = Options(rawValue: 2)
        package static let create = Options(rawValue: 4)
        /// Together with `create`: fails with `EEXIST` where the file exists.
        package static let exclusive = Options(rawValue: 8)
        package static let truncate = Options(rawValue: 16)
        /// Past the page cache: what the device holds. Offsets and counts must be multiples of 4,096.
        package static let direct = Options(rawValue: 32)
        /// Fails with `ELOOP` where the last part of the path is a symbolic link.
        package static let noFollow = Options(rawValue: 64)

        var flags: Int32 {
            var flags = O_CLOEXEC
            if contains(.appendOnly) {
                flags |= O_RDWR | O_APPEND
            } else {
                flags |= contains(.readWrite) ? O_RDWR : O_RDONLY
            }
            if contains(.create) { flags |= O_CREAT }
            if contains(.exclusive) { flags |= O_EXCL }
            if contains(.truncate) { flags |= O_TRUNC }
            if contains(.direct) { flags |= clinux_o_direct }
            if contains(.noFollow) { flags |= O_NOFOLLOW }
            return flags
        }
    }

    package let path: String
    let options: Options
    private let descriptor: Mutex<Int32?>

    init(path: String, options: Options, descriptor: Int32) {
        self.path = path
        self.options = options
        self.descriptor = Mutex(descriptor)
    }

    deinit {
        if let open = descriptor.withLock({ $0 }) { _ = Glibc.close(open) }
    }

    /// Opens a file; `permissions` (such as `0o600`) count only where the file is created, and the umask is applied.
    package static func open(_ path: String, _ options: Options, permissions: UInt32) throws(SystemError) -> File {
        while true {
            let descriptor = unsafe clinux_open(path, options.flags, permissions)
            if descriptor >= 0 { return File(path: path, options: options, descriptor: descriptor) }
            guard errno == EINTR else { throw SystemError.last("open", path) }
        }
    }

    /// Opens an existing file for reading.
    package static func openForReading(_ path: String) throws(SystemError) -> File {
        try open(path, .readOnly, permissions: 0)
    }

    /// Closes the file; a failure may be the only news of a lost write. A second close does nothing.
    package func close() throws(SystemError) {
        let result: Int32 = descriptor.withLock { state in
            guard let open = state else { return 0 }
            state = nil
            return Glibc.close(open)
        }
        if result != 0 { throw SystemError.last("close", path) }
    }

    /// Runs a call on the open descriptor; a negative result becomes the error of that operation.
    @discardableResult
    func perform<Result: SignedInteger & Sendable>(
        _ operation: String, _ call: (Int32) -> Result
    ) throws(SystemError) -> Result {
        let (result, code): (Result, Int32) = descriptor.withLock { state in
            guard let open = state else { return (-1, EBADF) }
            let result = call(open)
            return (result, result < 0 ? errno : 0)
        }
        guard result >= 0 else { throw SystemError(operation: operation, path: path, errno: code) }
        return result
    }
}
