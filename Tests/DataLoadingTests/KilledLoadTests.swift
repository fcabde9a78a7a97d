import Catalogue
import Foundation
import GatewayTesting
import JSON
import Linux
import Snapshots
import Testing

/// The program beside the tests.
enum SalthouseProgram {
    static let path: String? = {
        guard let tests = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
            return nil
        }
        let program = URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("salthouse").path
        return FileManager.default.isExecutableFile(atPath: program) ? program : nil
    }()

    static func start(_ words: [String]) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: try #require(path))
        process.arguments = words
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }
}

@Suite(
    "A load that is killed", .enabled(if: SalthouseProgram.path != nil, "salthouse is not built beside the tests"))
struct KilledLoadTests {
    private static let rows = 60_000

    private func load(_ name: String, _ place: Workplace) throws -> Process {
        try SalthouseProgram.start([
            "load", "--directory", "\(place.directory)/site", "--declaration", "\(place.directory)/visit.json", "--csv",
            "\(place.directory)/\(name).csv",
        ])
    }

    @Test("leaves the old generation serving, and completes when it is started again, at ten random moments")
    func killed() throws {
        let place = try Workplace()
        let site = "\(place.directory)/site"
        let start = try SalthouseProgram.start(["init", "--directory", site, "--origin", "test.example/log"])
        start.waitUntilExit()
        #expect(start.terminationStatus == 0)
        try Data(Town.visit.utf8).write(to: URL(filePath: "\(place.directory)/visit.json"))
        try Data(Town.visits.utf8).write(to: URL(filePath: "\(place.directory)/old.csv"))
        let rows = (0..<Self.rows).map { "2025-01-\(10 + $0 % 19),\($0 % 2 == 0 ? "9434765919" : "9434765870")\n" }
        try Data(("date,patient\n" + rows.joined()).utf8).write(to: URL(filePath: "\(place.directory)/new.csv"))
        let first = try load("old", place)
        first.waitUntilExit()
        #expect(first.terminationStatus == 0)

        let store = GenerationStore(directory: "\(site)/data")
        let visit = try #require(DatasetID("visit"))
        let begun = MonotonicClock.system.now()
        let whole = try load("new", place)
        whole.waitUntilExit()
        #expect(whole.terminationStatus == 0)
        let milliseconds = max(20, begun.milliseconds(until: MonotonicClock.system.now()))
        var random = SeededRandomness(seed: UInt64.random(in: 0...UInt64.max))
        print("killed loads: seed \(random.seed)")
        var published = 0
        for _ in 0..<10 {
            // Put the old rows back, then kill a load of the new ones somewhere on its way.
            let reset = try load("old", place)
            reset.waitUntilExit()
            #expect(reset.terminationStatus == 0)
            let serving = try #require(try store.current())
            let delay = Int.random(in: 0...(milliseconds * 5 / 4), using: &random)
            let process = try load("new", place)
            Thread.sleep(forTimeInterval: Double(delay) / 1000)
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            // Who is served from the old generation still is, whole.
            try serving.sweep { true }
            #expect(serving.tables[visit]?.rows == 3)
            let generation = try #require(try store.current(), "after \(delay) ms")
            try generation.sweep { true }
            let found = try #require(generation.tables[visit]?.rows)
            #expect([3, Self.rows].contains(found), "after \(delay) ms of \(milliseconds)")
            published += found == 3 ? 0 : 1
            let again = try load("new", place)
            again.waitUntilExit()
            #expect(again.terminationStatus == 0)
            #expect(try store.current()?.tables[visit]?.rows == Self.rows)
            #expect(!FileSystem.exists("\(site)/data/staging"))
        }
        print("killed ten loads of about \(milliseconds) ms; \(published) had published")
    }
}
