import AuditLog
import Foundation
import JSON
import Linux
import Synchronization
import Testing

@Suite("Signs of life")
struct LifeSignTests {
    /// Seconds that a test sets.
    private final class Ticks: Sendable {
        private let seconds = Mutex<Int64>(0)
        var clock: MonotonicClock {
            MonotonicClock { MonotonicInstant(nanoseconds: self.seconds.withLock { $0 } * 1_000_000_000) }
        }
        func move(_ step: Int64) { seconds.withLock { $0 += step } }
    }

    private static func signs(in log: AuditLog, _ ticks: Ticks, every seconds: Int = 3600) -> LifeSigns {
        LifeSigns(
            in: log, of: LifeSigns.Writer(version: "1.2.3", build: "b", configuration: "c"), every: seconds,
            ticks: ticks.clock
        ) {
            LifeSigns.Surroundings(bootID: "3f0c", secondsSinceBoot: 77, isClockSynchronised: true)
        }
    }

    @Test("a boot, a heartbeat when an hour has passed and not before, and a shutdown")
    func hourly() throws {
        let test = try TestLog(segmentSize: 64)
        let log = try test.open()
        let ticks = Ticks()
        let signs = Self.signs(in: log, ticks)
        try signs.boot()
        for minutes in [59, 1, 1, 58, 1] {
            ticks.move(Int64(minutes) * 60)
            #expect(try signs.beat() > ticks.clock.now())
        }
        try signs.shutdown(because: "it was told to stop")
        var types: [String] = []
        var requests: Set<JSONValue> = []
        try log.scan(from: 1, to: log.size) { entry in
            types.append(entry.type)
            requests.insert(entry.event["req"] ?? .null)
            #expect(entry.event["version"] == "1.2.3" && entry.event["build"] == "b" && entry.event["config"] == "c")
            #expect(entry.event["boot_id"] == "3f0c" && entry.event["uptime"] == 77)
            #expect(entry.event["synchronised"] == true)
            #expect((entry.event["every"] == 3600) == (entry.type != "shutdown"))
            return true
        }
        #expect(types == ["boot", "heartbeat", "heartbeat", "shutdown"])
        #expect(requests.count == 4)
        log.stop()
        #expect(try test.verify().codes == [])
    }

    @Test("the machine tells its boot, the time since, and of its clock")
    func machine() throws {
        #expect(try #require(Machine.bootID).utf8.count == 36)
        #expect(Machine.secondsSinceBoot > 0)
        _ = Machine.isClockSynchronised
    }

    struct Day: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Seconds that pass, and what is written then.
        let steps: [(seconds: Int64, type: String)]
        let silences: Int
    }

    private static let days = [
        Day(
            testDescription: "every hour in time, then shut down for a week",
            steps: [(0, "boot"), (3600, "heartbeat"), (3600, "heartbeat"), (9, "shutdown"), (604_800, "boot")],
            silences: 0),
        Day(
            testDescription: "any entry is a sign of life",
            steps: [(0, "boot"), (7000, "anchor"), (7000, "anchor"), (7000, "heartbeat")], silences: 0),
        Day(testDescription: "three hours without one", steps: [(0, "boot"), (10_800, "heartbeat")], silences: 1),
        Day(
            testDescription: "killed, and started again the next day",
            steps: [(0, "boot"), (3600, "heartbeat"), (86_400, "boot"), (9, "shutdown")], silences: 1),
        Day(
            testDescription: "a log that promised nothing", steps: [(86_400, "anchor"), (86_400, "anchor")], silences: 0
        ),
    ]

    @Test(
        "salthouse-verify tells of a silence longer than twice what was promised", .enabled(if: VerifyProgram.isBuilt),
        arguments: days)
    func silence(day: Day) throws {
        let test = try TestLog(segmentSize: 64)
        let log = try test.open()
        for step in day.steps {
            test.clock.move(byMilliseconds: step.seconds * 1000)
            let event: JSONObject =
                switch step.type {
                case "anchor": ["size": 1, "digest": "d"]
                case "shutdown": ["reason": "r"]
                default: ["every": 3600]
                }
            _ = try log.append([AuditDraft(type: step.type, event: event)])
        }
        log.stop()
        let said = try VerifyProgram.run([test.directory, "--key", "\(TestLog.signer().key)"])
        #expect(said.components(separatedBy: "W-SILENCE").count - 1 == day.silences, "\(said)")
        #expect(said.contains("HOLDS"), "a silence is worth knowing, and proves nothing wrong")
    }
}
