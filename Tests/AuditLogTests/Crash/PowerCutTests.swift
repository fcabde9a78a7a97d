import Foundation
import Linux
import Testing

@Suite(
    "The power is cut", .serialized,
    .enabled(if: CrashWriter.isBuilt, "audit-writer is not built beside the tests"),
    .enabled(if: CrashWriter.runsAll, "these mount file systems: deploy/test --all runs them"),
    .enabled(if: LoopDisk.isAllowed, "loop mounts are not allowed here"))
struct PowerCutTests {
    @Test("I1: what was acknowledged is there when the power is back", arguments: ["ext4", "xfs"])
    func cuts(fileSystem: String) throws {
        guard try command("which", "mkfs.\(fileSystem)") == 0 else { return print("no mkfs.\(fileSystem): skipped") }
        let disk = try LoopDisk(fileSystem: fileSystem)
        try #require(disk.isMounted)
        var acknowledged: [CrashWriter.Acknowledgement] = []
        for round in 0..<(fileSystem == "ext4" ? 25 : 12) {
            acknowledged += try disk.writeAndCut(round: round, options: [])
        }
        #expect(acknowledged.count > 100)
        try CrashWriter.expectKept(acknowledged, in: disk.log)
    }

    @Test("A writer without fdatasync loses what it promised, and is caught")
    func mutant() throws {
        let disk = try LoopDisk(fileSystem: "ext4")
        try #require(disk.isMounted)
        var lost = 0
        for round in 0..<6 {
            let promised = try disk.writeAndCut(round: round, options: ["--mutant", "no-sync"])
            let again = try CrashWriter.run(disk.log, [], ["--segment", "8"])
            if (again.ready ?? 0) <= promised.last?.seq ?? 0 { lost += 1 }
            try? FileSystem.removeTree(disk.log)
        }
        #expect(lost >= 3)
    }

    @Test("I8: a full disk stops the log, loses nothing, and with room it goes on")
    func full() throws {
        let parent = try FileSystem.makeTemporaryDirectory()
        defer {
            _ = try? command("umount", parent)
            try? FileSystem.removeTree(parent)
        }
        try #require(command("mount", "-t", "tmpfs", "-o", "size=1m", "none", parent) == 0)
        let directory = "\(parent)/audit"
        let first = try CrashWriter.run(directory, CrashWriter.batches(0..<4000), ["--segment", "64"])
        #expect(first.status == 1)
        #expect(first.acknowledged.count > 100)
        try #require(command("mount", "-o", "remount,size=8m", parent) == 0)
        let second = try CrashWriter.run(directory, CrashWriter.batches(0..<10, round: 1), ["--segment", "64"])
        #expect(second.status == 0)
        try CrashWriter.expectKept(first.acknowledged + second.acknowledged, in: directory)
    }
}

/// A file system in a file, whose power can be cut: what was not written out is gone.
private final class LoopDisk {
    static let isAllowed: Bool = {
        guard CrashWriter.runsAll, let disk = try? LoopDisk(fileSystem: "ext4") else { return false }
        return disk.isMounted
    }()

    private let folder: String
    private var mountPoint: String { "\(folder)/mount" }
    private var image: String { "\(folder)/image" }
    private(set) var isMounted = false
    var log: String { "\(mountPoint)/audit" }

    init(fileSystem: String) throws {
        folder = try FileSystem.makeTemporaryDirectory()
        try FileSystem.makeDirectory(mountPoint, permissions: 0o755, intermediate: true)
        guard try command("truncate", "-s", fileSystem == "xfs" ? "512M" : "64M", image) == 0,
            try command("mkfs.\(fileSystem)", "-q", image) == 0
        else { return }
        try mount()
    }

    deinit {
        _ = try? command("umount", mountPoint)
        try? FileSystem.removeTree(folder)
    }

    private func mount() throws { isMounted = try command("mount", "-o", "loop", image, mountPoint) == 0 }

    /// Writes for a moment, cuts the power (the file system's own ioctl, without writing its journal), and mounts again.
    func writeAndCut(round: Int, options: [String]) throws -> [CrashWriter.Acknowledgement] {
        let writer = try CrashWriter(
            log, CrashWriter.batches(0..<3000, round: round), ["--segment", "8"] + options)
        while writer.text.split(separator: "\n").count < 20 { usleep(1000) }
        usleep(UInt32(20_000 + round * 3_000))
        let shutdown = "import fcntl,os,struct,sys;fcntl.ioctl(os.open(sys.argv[1],0),0x8004587d,struct.pack('I',2))"
        #expect(try command("python3", "-c", shutdown, mountPoint) == 0)
        let promised = try writer.finish().acknowledged
        #expect(try command("umount", mountPoint) == 0)
        try mount()
        #expect(isMounted)
        return promised
    }
}
