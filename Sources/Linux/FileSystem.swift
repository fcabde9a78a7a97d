import CLinux
import Glibc

/// What stands at a path, without following a symbolic link.
package enum FileKind: Sendable, Hashable {
    case file, directory, symbolicLink, socket, other
}

/// Paths: what stands there, and changes that survive a crash.
package enum FileSystem {
    /// Reads a whole file; one longer than `maximumBytes` throws `EFBIG`.
    package static func readFile(_ path: String, maximumBytes: Int) throws(SystemError) -> [UInt8] {
        let file = try File.openForReading(path)
        let bytes = try file.read(count: min(try file.size(), maximumBytes) + 1, at: 0)
        guard bytes.count <= maximumBytes else { throw SystemError.tooLong(path) }
        return bytes
    }

    /// Replaces a file so that a crash leaves either the old or the new contents, whole: written beside it as
    /// `path.tmp`, synchronised, renamed, and the directory synchronised. One writer a path at a time.
    package static func writeAtomically(
        _ bytes: [UInt8], to path: String, permissions: UInt32
    ) throws(SystemError) {
        let temporary = path + ".tmp"
        let file = try File.open(
            temporary, [.readWrite, .create, .truncate, .noFollow], permissions: permissions)
        try file.setPermissions(permissions)
        try file.writeAll(bytes)
        try file.synchronize()
        try file.close()
        try rename(from: temporary, to: path)
        try synchronizeDirectory(parent(of: path))
    }

    /// Makes the entries of a directory durable: names created, renamed or removed in it.
    package static func synchronizeDirectory(_ path: String) throws(SystemError) {
        let directory = try File.openForReading(path)
        try directory.synchronize()
        try directory.close()
    }

    /// Renames, replacing what stands at the target.
    package static func rename(from source: String, to target: String) throws(SystemError) {
        guard unsafe Glibc.rename(source, target) == 0 else { throw SystemError.last("rename", source) }
    }

    /// The directory that holds a path; `.` for a bare name.
    package static func parent(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// What stands at a path; nil where nothing does or it cannot be seen.
    package static func kind(_ path: String) -> FileKind? {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return nil }
        return switch status.st_mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .directory
        case S_IFLNK: .symbolicLink
        case S_IFSOCK: .socket
        default: .other
        }
    }

    /// True where anything stands at the path.
    package static func exists(_ path: String) -> Bool { kind(path) != nil }

    /// The bytes that an unprivileged process may still write on the device that holds a path.
    package static func freeBytes(at path: String) throws(SystemError) -> Int {
        try space(at: path).free
    }

    /// The bytes that an unprivileged process may still write on the device that holds a path, and all of its bytes.
    package static func space(at path: String) throws(SystemError) -> (free: Int, total: Int) {
        var status = statvfs()
        guard unsafe statvfs(path, &status) == 0 else { throw SystemError.last("statvfs", path) }
        func bytes(_ blocks: UInt) -> Int {
            let (bytes, overflow) = Int(clamping: blocks).multipliedReportingOverflow(
                by: Int(clamping: status.f_frsize))
            return overflow ? Int.max : bytes
        }
        return (bytes(UInt(status.f_bavail)), bytes(UInt(status.f_blocks)))
    }

    /// The user whom what stands at a path belongs to, and who may read and write it; symbolic links are followed.
    package static func ownership(_ path: String) throws(SystemError) -> (owner: UInt32, permissions: UInt32) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw SystemError.last("stat", path) }
        return (status.st_uid, status.st_mode & 0o7777)
    }

    /// When a file was last changed; symbolic links are followed.
    package static func modified(_ path: String) throws(SystemError) -> UnixTime {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw SystemError.last("stat", path) }
        return UnixTime(seconds: Int64(status.st_mtim.tv_sec), nanoseconds: Int32(status.st_mtim.tv_nsec))
    }

    /// The user as whom this process opens files.
    package static var user: UInt32 { geteuid() }

    /// Changes who may read and write what stands at a path, such as `0o440`.
    package static func setPermissions(_ path: String, _ permissions: UInt32) throws(SystemError) {
        guard unsafe chmod(path, permissions) == 0 else { throw SystemError.last("chmod", path) }
    }
}
