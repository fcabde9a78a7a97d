import Catalogue
import DataLoading
import Foundation
import GatewayTesting
import JSON
import Linux
import Snapshots
import Testing

@Suite("A file of any size, packed or not, gives the same rows")
struct LargeFileTests {
    /// Rows of a few people in random order, with the codes that each person's rows must have, in order.
    struct Story {
        var csv = "date,patient\n"
        var codes: [UInt32: [UInt32]] = [:]

        init(rows: Int, seed: UInt64) {
            var random = SeededRandomness(seed: seed)
            var numbers: [String: UInt32] = [:]
            let people = ["9434765919", "9434765870", "9876544012", "4010232137"]
            for _ in 0..<rows {
                let person = people[Int(random.next() % 4)]
                let day = UInt32(random.next() % 28)
                let number = numbers[person] ?? UInt32(numbers.count)
                numbers[person] = number
                codes[number, default: []].append(day)
                let field = random.next() % 3 == 0 ? "\"\(person)\"" : person
                csv += "2025-01-\(day + 1 < 10 ? "0" : "")\(day + 1),\(field)\(random.next() % 2 == 0 ? "\r" : "")\n"
            }
        }
    }

    static func check(_ table: DatasetTable, _ story: Story) throws {
        let days = try #require(try table.codes(of: "date"))
        var found: [UInt32: [UInt32]] = [:]
        for (row, unit) in try table.unitOfRow().enumerated() { found[unit, default: []].append(days[row]) }
        #expect(found == story.codes)
    }

    @Test(
        "rows that do not fit in memory are sorted in runs: each person's rows stand together, in the order of the file",
        arguments: [(1, 1 << 10), (1, 1 << 14), (3, 1 << 10), (3, 1 << 20)])
    func runs(workers: Int, sortBytes: Int) throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("runs: seed \(seed)")
        let story = Story(rows: 4_000, seed: seed)
        let place = try Workplace()
        var builder = try GenerationBuilder(
            store: place.store, key: Workplace.key(), now: UnixTime(seconds: 0, nanoseconds: 0),
            resources: LoadResources(workers: workers, sortBytes: sortBytes))
        #expect(try builder.add(Town.visit, story.csv).rows == 4_000)
        try place.store.publish(builder.stage())
        try Self.check(try place.table("visit"), story)
        #expect(try place.table("visit").segments.count == 1)
    }

    /// Bytes that gzip makes of a text.
    static func packed(_ text: String) throws -> [UInt8] {
        let file = FileManager.default.temporaryDirectory.appending(path: "salthouse-\(UUID().uuidString)")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: "/bin/gzip")
        process.arguments = ["-c", file.path(percentEncoded: false)]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return [UInt8](bytes)
    }

    @Test("a packed file, also of several members")
    func gzip() throws {
        let story = Story(rows: 30_000, seed: 5)
        let half = story.csv.index(story.csv.startIndex, offsetBy: story.csv.count / 2)
        let whole = try Self.packed(story.csv)
        let parts = try Self.packed(String(story.csv[..<half])) + Self.packed(String(story.csv[half...]))
        for bytes in [whole, parts] {
            let place = try Workplace()
            var builder = try place.builder()
            let (declaration, dataset) = try Town.declaration(Town.visit)
            _ = try builder.add(declaration: declaration, dataset, from: .bytes(bytes, name: "visits.csv.gz"))
            try place.store.publish(builder.stage())
            try Self.check(try place.table("visit"), story)
        }
    }

    @Test("a packed file that is changed or cut short loads nothing")
    func brokenGzip() throws {
        let place = try Workplace()
        defer { withExtendedLifetime(place) {} }
        var builder = try place.builder()
        let (declaration, dataset) = try Town.declaration(Town.visit)
        let bytes = try Self.packed(Story(rows: 30_000, seed: 5).csv)
        var changed = bytes
        changed[bytes.count / 2] ^= 4
        var badSum = bytes
        badSum[bytes.count - 6] ^= 1
        for broken in [changed, badSum, Array(bytes.dropLast(9)), Array(bytes.dropLast()), bytes + [1, 2, 3]] {
            #expect(throws: LoadError.self) {
                try builder.add(declaration: declaration, dataset, from: .bytes(broken, name: "visits.csv.gz"))
            }
        }
    }

    @Test("progress is told in bytes of the file as it is stored, and ends at its end")
    func progress() throws {
        let place = try Workplace()
        defer { withExtendedLifetime(place) {} }
        var builder = try place.builder()
        let (declaration, dataset) = try Town.declaration(Town.visit)
        let bytes = Array(Story(rows: 60_000, seed: 6).csv.utf8)
        var told: [LoadProgress] = []
        _ = try builder.add(declaration: declaration, dataset, from: .bytes(bytes, name: "v.csv")) { told.append($0) }
        #expect(told.count > 2)
        #expect(told.last?.bytesRead == bytes.count && told.last?.byteCount == bytes.count)
        #expect(told.last?.rows == 60_000)
        #expect(zip(told, told.dropFirst()).allSatisfy { $0.rows <= $1.rows && $0.bytesRead <= $1.bytesRead })
    }
}
