import Glibc

extension FileSystem {
    /// Makes a directory; with `intermediate` also the missing ones above it, and one that exists is no error.
    package static func makeDirectory(
        _ path: String, permissions: UInt32, intermediate: Bool
    ) throws(SystemError) {
        if unsafe mkdir(path, permissions) == 0 { return }
        let error = SystemError.last("mkdir", path)
        guard intermediate else { throw error }
        if error.errno == EEXIST, kind(path) != .file { return }
        let parent = parent(of: path)
        guard error.errno == ENOENT, parent != path else { throw error }
        try makeDirectory(parent, permissions: permissions, intermediate: true)
        try makeDirectory(path, permissions: permissions, intermediate: false)
    }

    /// Makes a new, empty directory of a name nobody can guess, for this user alone, in the system's temporary place.
    package static func makeTemporaryDirectory() throws(SystemError) -> String {
        let place = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
        var template = Array("\(place)/salthouse-XXXXXX".utf8CString)
        let made = unsafe template.withUnsafeMutableBufferPointer { unsafe mkdtemp($0.baseAddress!) != nil }
        guard made else { throw SystemError.last("mkdtemp", place) }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The names in a directory, sorted by their bytes, without `.` and `..`. Names that are not UTF-8 are repaired.
    package static func list(_ path: String) throws(SystemError) -> [String] {
        guard let directory = unsafe opendir(path) else { throw SystemError.last("opendir", path) }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(directory) else {
                if errno != 0 { throw SystemError.last("readdir", path) }
                break
            }
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Removes a file, a symbolic link, a socket or an empty directory.
    package static func remove(_ path: String) throws(SystemError) {
        guard unsafe Glibc.remove(path) == 0 else { throw SystemError.last("remove", path) }
    }

    /// Removes a directory with all that is in it; symbolic links are removed, never followed.
    package static func removeTree(_ path: String) throws(SystemError) {
        if kind(path) == .directory {
            for name in try list(path) { try removeTree("\(path)/\(name)") }
        }
        try remove(path)
    }
}
