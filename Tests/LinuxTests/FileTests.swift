import Linux
import Testing

/// A directory that is gone when the test is over.
final class Scratch {
    let path: String
    init() throws { path = try FileSystem.makeTemporaryDirectory() }
    deinit { try? FileSystem.removeTree(path) }
}

@Suite("Files")
struct FileTests {
    @Test("what is appended is read back, and the size counts it")
    func appendAndRead() throws {
        let scratch = try Scratch()
        let path = scratch.path + "/log"
        let file = try File.open(path, [.appendOnly, .create, .exclusive], permissions: 0o600)
        try file.writeAll(Array("hello ".utf8))
        try file.writeAll(Array("world".utf8))
        try file.synchronizeData()
        #expect(try file.size() == 11)
        #expect(try file.read(count: 5, at: 6) == Array("world".utf8))
        #expect(try file.read(count: 100, at: 6) == Array("world".utf8))
        #expect(try file.read(count: 5, at: 100) == [])
        try file.truncate(to: 5)
        #expect(try FileSystem.readFile(path, maximumBytes: 5) == Array("hello".utf8))
    }

    @Test("an error names the operation, the path and the reason")
    func errorsSpeak() throws {
        let error = #expect(throws: SystemError.self) { try File.openForReading("/nowhere/at/all") }
        #expect(error == SystemError(operation: "open", path: "/nowhere/at/all", errno: 2))
        #expect(error?.message == "open of `/nowhere/at/all` failed: no such file or directory")
    }

    @Test("a closed file refuses every call, and a second close is harmless")
    func closedFile() throws {
        let scratch = try Scratch()
        let file = try File.open(scratch.path + "/f", [.readWrite, .create], permissions: 0o600)
        try file.close()
        try file.close()
        #expect(throws: SystemError.self) { try file.writeAll([1]) }
        #expect(throws: SystemError.self) { try file.size() }
    }

    @Test("a second opener does not get the exclusive lock until the first is closed")
    func locks() throws {
        let scratch = try Scratch()
        let first = try File.open(scratch.path + "/lock", [.readWrite, .create], permissions: 0o600)
        let second = try File.open(scratch.path + "/lock", .readWrite, permissions: 0)
        #expect(try first.tryLockExclusive())
        #expect(try !second.tryLockExclusive())
        #expect(try first.tryLockContentsExclusive())
        #expect(try !second.tryLockContentsExclusive())
        try first.close()
        #expect(try second.tryLockExclusive())
        #expect(try second.tryLockContentsExclusive())
    }

    @Test("exclusive creation refuses an existing file")
    func exclusiveCreation() throws {
        let scratch = try Scratch()
        let path = scratch.path + "/f"
        _ = try File.open(path, [.readWrite, .create, .exclusive], permissions: 0o600)
        #expect(throws: SystemError(operation: "open", path: path, errno: 17)) {
            try File.open(path, [.readWrite, .create, .exclusive], permissions: 0o600)
        }
    }

    @Test("a direct read yields what was synchronised, unaligned tail included")
    func directRead() throws {
        let scratch = try Scratch()
        let path = scratch.path + "/f"
        let bytes = (0..<9000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let file = try File.open(path, [.appendOnly, .create], permissions: 0o600)
        try file.writeAll(bytes)
        try file.synchronize()
        // Some file systems cannot read past the page cache and say so when the file is opened.
        guard let direct = try? File.open(path, [.readOnly, .direct], permissions: 0) else { return }
        #expect(try direct.read(count: 12_288, at: 0) == bytes)
        #expect(try direct.read(count: 4096, at: 4096) == Array(bytes[4096..<8192]))
    }

    @Test("a mapped file lends its bytes; an empty one lends none")
    func mapping() throws {
        let scratch = try Scratch()
        let path = scratch.path + "/f"
        try FileSystem.writeAtomically([7, 8, 9], to: path, permissions: 0o440)
        let mapped = try MappedFile(path: path)
        #expect(mapped.count == 3)
        #expect(mapped.withBytes { unsafe $0.unsafeLoad(fromByteOffset: 2, as: UInt8.self) } == 9)
        try FileSystem.writeAtomically([], to: path, permissions: 0o440)
        #expect(try MappedFile(path: path).withBytes { $0.byteCount } == 0)
    }
}

@Suite("The file system")
struct FileSystemTests {
    @Test("an atomic write replaces the file, sets its permissions and leaves nothing beside it")
    func atomicWrite() throws {
        let scratch = try Scratch()
        let path = scratch.path + "/checkpoint"
        try FileSystem.writeAtomically(Array("one".utf8), to: path, permissions: 0o600)
        try FileSystem.writeAtomically(Array("two".utf8), to: path, permissions: 0o440)
        #expect(try FileSystem.readFile(path, maximumBytes: 10) == Array("two".utf8))
        #expect(try FileSystem.list(scratch.path) == ["checkpoint"])
    }

    @Test("a file longer than allowed is refused, one of exactly that length is read")
    func maximumBytes() throws {
        let scratch = try Scratch()
        let path = scratch.path + "/f"
        try FileSystem.writeAtomically([1, 2, 3], to: path, permissions: 0o600)
        #expect(try FileSystem.readFile(path, maximumBytes: 3) == [1, 2, 3])
        #expect(throws: SystemError(operation: "read", path: path, errno: 27)) {
            try FileSystem.readFile(path, maximumBytes: 2)
        }
    }

    @Test("directories are made, listed in byte order, renamed and removed")
    func directories() throws {
        let scratch = try Scratch()
        let deep = scratch.path + "/a/b/c"
        #expect(throws: SystemError.self) {
            try FileSystem.makeDirectory(deep, permissions: 0o700, intermediate: false)
        }
        try FileSystem.makeDirectory(deep, permissions: 0o700, intermediate: true)
        try FileSystem.makeDirectory(deep, permissions: 0o700, intermediate: true)
        for name in ["z", "é", "B", "a10", "a9"] {
            try FileSystem.makeDirectory("\(deep)/\(name)", permissions: 0o700, intermediate: false)
        }
        #expect(try FileSystem.list(deep) == ["B", "a10", "a9", "z", "é"])
        try FileSystem.rename(from: deep, to: scratch.path + "/d")
        try FileSystem.synchronizeDirectory(scratch.path)
        #expect(FileSystem.kind(scratch.path + "/d") == .directory)
        #expect(!FileSystem.exists(deep))
        try FileSystem.removeTree(scratch.path + "/d")
        #expect(FileSystem.kind(scratch.path + "/d") == nil)
        #expect(try FileSystem.freeBytes(at: scratch.path) > 0)
    }

    @Test(
        "the parent of a path",
        arguments: [("/a/b", "/a"), ("/a", "/"), ("a", "."), ("a/b/c", "a/b")])
    func parents(path: String, parent: String) {
        #expect(FileSystem.parent(of: path) == parent)
    }
}

@Suite("Random bytes of the kernel")
struct KernelRandomTests {
    @Test("are as many as asked for, and never the same", arguments: [0, 1, 16, 257, 4096, 100_000])
    func bytes(count: Int) {
        let (one, other) = (KernelRandom.bytes(count), KernelRandom.bytes(count))
        #expect(one.count == count)
        #expect(count < 16 || one != other)
        #expect(count < 4096 || Set(one).count == 256)
    }
}
