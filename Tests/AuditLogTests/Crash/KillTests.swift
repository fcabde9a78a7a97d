import Foundation
import Linux
import Testing

@Suite("Killed at any moment", .enabled(if: CrashWriter.isBuilt, "audit-writer is not built beside the tests"))
struct KillTests {
    @Test(
        "I1: everything acknowledged is at its place with its bytes after any number of kills", .timeLimit(.minutes(20))
    )
    func kills() throws {
        let directory = try FileSystem.makeTemporaryDirectory() + "/audit"
        defer { try? FileSystem.removeTree(FileSystem.parent(of: directory)) }
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SplitMix(seed: seed)
        var acknowledged: [CrashWriter.Acknowledgement] = []
        for round in 0..<(CrashWriter.runsAll ? 60 : 8) {
            let writer = try CrashWriter(
                directory, CrashWriter.batches(0..<2000, round: round), ["--segment", "8"])
            usleep(UInt32.random(in: 20_000...200_000, using: &random))
            writer.kill()
            let result = try writer.finish()
            if let ready = result.ready, let last = acknowledged.last {
                #expect(ready > last.seq, "round \(round), seed \(seed)")
            }
            acknowledged += result.acknowledged
        }
        #expect(!acknowledged.isEmpty)
        try CrashWriter.expectKept(acknowledged, in: directory, "seed \(seed)")
    }

    @Test("I11: a second process cannot open the log, and changes nothing of it")
    func secondWriter() throws {
        let directory = try FileSystem.makeTemporaryDirectory() + "/audit"
        defer { try? FileSystem.removeTree(FileSystem.parent(of: directory)) }
        let go = "\(FileSystem.parent(of: directory))/go"
        let script = "(echo a; while [ ! -e '\(go)' ]; do sleep 0.02; done; echo c) | \"$0\" \"$@\""
        let first = try CrashWriter(directory, [], below: ["/bin/sh", "-c", script])
        while !first.text.contains("ACK 1 ") { usleep(1000) }
        let second = try CrashWriter.run(directory, ["b"])
        #expect(second.ready == nil)
        #expect(second.acknowledged == [])
        #expect(second.status == 1)
        try Data().write(to: URL(fileURLWithPath: go))
        let result = try first.finish()
        #expect(result.acknowledged.map(\.request) == ["a", "c"])
        #expect(result.status == 0)
    }

    @Test("A request that no log may hold ends the program, and what was promised before stays")
    func refused() throws {
        let directory = try FileSystem.makeTemporaryDirectory() + "/audit"
        defer { try? FileSystem.removeTree(FileSystem.parent(of: directory)) }
        let result = try CrashWriter.run(directory, ["a|b", String(repeating: "x", count: 20_000), "c"])
        #expect(result.acknowledged.map(\.request) == ["a", "b"])
        #expect(result.acknowledged.map(\.seq) == [1, 2])
        #expect(result.status == 1)
        try CrashWriter.expectKept(result.acknowledged, in: directory)
    }
}
