import ColumnarEngine
import JSON
import Linux
import QueryEngines
import QueryLanguage
import Snapshots

/// Opens a generation and asks it questions; how long that took, and what was found.
struct EngineBench {
    private let store: GenerationStore
    private let policies: String
    private let questions: [JSONValue]
    private let runs: Int
    private let threads: Int

    init(_ words: Words) throws {
        store = GenerationStore(directory: try words.text("--directory"))
        policies = try words.text("--policies")
        runs = try words.number("--runs")
        threads = try words.number("--threads")
        let text = Array(try words.text("--questions").utf8)
        questions = try JSONCursor(JSONValue(parsing: text, limits: .document)).array().map(\.value)
    }

    func run() throws -> JSONValue {
        let clock = MonotonicClock.system.now()
        let before = CPUClock.process()
        let memoryBefore = Self.anonymousKiB()
        guard let generation = try store.current() else { throw BenchError.failed("there is no generation") }
        let opening = CPUClock.process() - before
        let openingByTheClock = MonotonicClock.system.now().nanoseconds - clock.nanoseconds
        let memory = Self.anonymousKiB() - memoryBefore
        // Everything is verified before it is measured, as a gateway does in the background.
        let verifying = CPUClock.process()
        try generation.sweep { true }
        let verified = CPUClock.process() - verifying
        let permission = try Permission(generation.catalogue, policies: policies)
        let engine = try ColumnarEngine(threads: threads, clock: .system)
        var answers: [JSONValue] = []
        for question in questions {
            let query = try permission.permit(question)
            var nanoseconds: [JSONValue] = []
            var cells: [[[ExactCell]]] = []
            for _ in 0..<runs {
                let start = CPUClock.process()
                let table = try engine.run(query, over: generation, boundingKey: Array(0..<16), listingUnits: false) {
                    false
                }
                nanoseconds.append(.integer(CPUClock.process() - start))
                cells = table.withCells { $0 }
            }
            answers.append([
                "cpuNanoseconds": .array(nanoseconds),
                "values": .array(cells[0].map { .array($0.map { .integer($0.value) }) }),
                "units": .array(cells[0].map { .array($0.map { .integer($0.units) }) }),
            ])
        }
        return [
            "openingNanoseconds": .integer(opening), "openingClockNanoseconds": .integer(Int(openingByTheClock)),
            "openingAnonymousKiB": .integer(memory),
            "verifyingNanoseconds": .integer(verified), "answers": .array(answers),
            "bytes": .integer(try Self.bytes(below: store.directory)),
        ]
    }

    /// Memory of this process that no file is behind, from the kernel.
    private static func anonymousKiB() -> Int {
        guard let bytes = try? FileSystem.readFile("/proc/self/status", maximumBytes: 1 << 16) else { return 0 }
        let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("RssAnon:") }
        return line.flatMap { Int($0.split { !$0.isNumber }.first ?? "") } ?? 0
    }

    private static func bytes(below directory: String) throws -> Int {
        var sum = 0
        for segment in try FileSystem.list("\(directory)/segments") {
            for file in try FileSystem.list("\(directory)/segments/\(segment)") {
                sum += try File.openForReading("\(directory)/segments/\(segment)/\(file)").size()
            }
        }
        return sum
    }
}
