import AuditLog
import Foundation
import JSON
import Linux
import Testing

@Suite("salthouse-verify", .enabled(if: VerifyProgram.isBuilt, "salthouse-verify is not built beside the tests"))
struct VerifyProgramTests {
    /// Each script: a change to the sample log, a command, and then exit code and output as a text file.
    static let scripts: [Script] = [
        Script("holds", ["LOG", "--key", "KEY"]),
        Script("holds-json", ["LOG", "--key", "@KEYFILE", "--json"]),
        Script("help", ["--help"]),
        Script("chain", ["LOG", "--key", "KEY", "--level", "chain", "--json"]),
        Script(
            "consistency",
            ["consistency", "LOG/checkpoints/000000000001", "LOG/checkpoint", "--log", "LOG", "--key", "KEY"]),
        Script(
            "consistency-swapped",
            ["consistency", "LOG/checkpoint", "LOG/checkpoints/000000000001", "--log", "LOG", "--key", "KEY"]),
        Script("diff-same", ["diff", "LOG", "LOG"]),
        Script("fsck", ["fsck", "LOG", "--repair-derived"]),
        Script("fresh-without-policy", ["LOG", "--key", "KEY", "--fresh", "24h"]),
        Script("no-key", ["LOG"]),
        Script("bad-key", ["LOG", "--key", "tre.example.org/audit+00000000+AAAA"]),
        Script("no-log", ["LOG/nowhere", "--key", "KEY"]),
        Script("unknown-option", ["LOG", "--repair"]),
        Script("receipt", ["receipt", "RECEIPT", "--key", "KEY"]),
        Script("receipt-json", ["receipt", "RECEIPT", "--key", "KEY", "--json"]),
        Script("known-holds", ["LOG", "--key", "KEY", "--known", "LOG/checkpoint", "LOG/checkpoints/000000000001"]),
        Script("changed-entry", ["LOG", "--key", "KEY"]) { try $0.replace("care_event", by: "case_event", line: 5) },
        Script("changed-entry-json", ["LOG", "--key", "KEY", "--json"]) {
            try $0.replace("care_event", by: "case_event", line: 5)
        },
        Script("changed-checkpoint", ["LOG", "--key", "KEY"]) {
            try $0.overwrite("\($0.directory)/checkpoint", Array("tre.example.org/audit\n13\n".utf8))
        },
    ]

    struct Script: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let words: [String]
        let change: @Sendable (TestLog) throws -> Void

        init(_ name: String, _ words: [String], change: @escaping @Sendable (TestLog) throws -> Void = { _ in }) {
            testDescription = name
            self.words = words
            self.change = change
        }
    }

    @Test("answers as its script says", arguments: scripts)
    func script(script: Script) throws {
        let test = try Story.log()
        let log = try test.open()
        let receipt = try log.receipt(for: 5, disclosures: test.vault.rows.filter { $0.seq == 5 }.map(\.disclosure))
        log.stop()
        let parent = FileSystem.parent(of: test.directory)
        try Data(receipt.json.bytes()).write(to: URL(fileURLWithPath: "\(parent)/receipt.json"))
        try Data("\(TestLog.signer().key)\n".utf8).write(to: URL(fileURLWithPath: "\(parent)/log.vkey"))
        try script.change(test)
        let names = [
            ("RECEIPT", "\(parent)/receipt.json"), ("KEYFILE", "\(parent)/log.vkey"), ("LOG", test.directory),
            ("KEY", "\(try TestLog.signer().key)"),
        ]
        let words = script.words.map { word in
            names.reduce(word) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
        }
        let result = try VerifyProgram.run(words)
        let shown = names.reversed().reduce(result) { $0.replacingOccurrences(of: $1.1, with: $1.0) }
        try Golden.check(
            "scripts/\(script.testDescription).txt",
            Array("$ salthouse-verify \(script.words.joined(separator: " "))\n\(shown)".utf8))
    }

    @Test("finds a story that cannot be true, though the log's key signed it", arguments: Lie.all)
    func meaning(lie: Lie) throws {
        let test = try TestLog(segmentSize: 64)
        try test.write(lie.batches)
        let result = try VerifyProgram.run([test.directory, "--key", "\(TestLog.signer().key)"])
        let found = result.split(separator: "\n").filter { $0.hasPrefix("E-") || $0.hasPrefix("W-") }
        #expect(found.compactMap { $0.split(separator: ":").first.map(String.init) } == lie.findings, "\(result)")
        #expect(result.hasPrefix("exit \(lie.findings.contains { $0.hasPrefix("E-") } ? 1 : 0)\n"))
    }

    @Test("lets a budget come back after a year, and not a day before", arguments: [(364, false), (365, true)])
    func year(days: Int, holds: Bool) throws {
        let test = try TestLog(segmentSize: 64)
        try test.write([Story.beginning, [Story.intent(request: "a")], [Lie.good("a")]])
        test.clock.move(byMilliseconds: Int64(days) * 86_400_000)
        try test.write([
            [Story.intent(request: "b")], [Story.outcome(request: "b", spent: "1/18", left: "35/18", intent: 6)],
        ])
        let result = try VerifyProgram.run([test.directory, "--key", "\(TestLog.signer().key)"])
        #expect(result.contains("E-SEM-BUDGET") != holds, "\(result)")
    }

    struct Lie: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// `code file`, in order.
        let findings: [String]
        let batches: [[AuditDraft]]

        private static let file = "segments/000000000000.jsonl"

        init(_ name: String, _ codes: [String], _ later: [AuditDraft]...) {
            testDescription = name
            findings = codes.map { "\($0) \(Self.file)" }
            batches = [Story.beginning] + later
        }

        static let all = [
            Lie("a true one", [], [Story.intent(request: "a")], [good("a")]),
            Lie(
                "T24 the budget understated", ["E-SEM-BUDGET"], [Story.intent(request: "a")],
                [Story.outcome(request: "a", spent: "1/18", left: "2", intent: 4)]),
            Lie(
                "more spent than there was", ["E-SEM-BUDGET"], [Story.intent(request: "a")],
                [Story.outcome(request: "a", spent: "3", left: "0", intent: 4)]),
            Lie(
                "T25 the intent dropped", ["E-SEM-PAIR"],
                [Story.outcome(request: "a", spent: "0", left: "2", intent: 2)]),
            Lie("an outcome of another request", ["E-SEM-PAIR"], [Story.intent(request: "b")], [good("a")]),
            Lie("two outcomes", ["E-SEM-PAIR"], [Story.intent(request: "a")], [good("a")], [good("a")]),
            Lie(
                "T26 a policy that was not active", ["E-SEM-POLICY"],
                [Story.intent(request: "a", policy: ["bundle": "other", "charter": "2026.1"])], [good("a")]),
            Lie(
                "a snapshot that was not registered", ["E-SEM-DATASET"],
                [Story.intent(request: "a", snapshot: "2026-04")], [good("a")]),
            Lie(
                "a project nobody approved", ["E-SEM-PROJECT"], [Story.intent(request: "a", project: "P-9")],
                [good("a")]),
            Lie(
                "an approval that is not in force", ["E-SEM-PROJECT"],
                [Story.intent(request: "a", approval: "old")], [good("a")]),
            Lie(
                "a suspended project", ["E-SEM-PROJECT"],
                [AuditDraft(type: "project.suspend", event: ["project": "P-0007"])], [Story.intent(request: "a")],
                [Story.outcome(request: "a", spent: "1/18", left: "35/18", intent: 5)]),
            Lie(
                "a failure that was charged", [], [Story.intent(request: "a")],
                [Story.outcome(request: "a", decision: "error", spent: "1", left: "1", intent: 4)],
                [Story.intent(request: "b")], [Story.outcome(request: "b", spent: "1", left: "0", intent: 6)]),
            Lie(
                "a second approval, under which the first one's debits count", [], [Story.intent(request: "a")],
                [good("a")], [approval("2")], [Story.intent(request: "b")],
                [Story.outcome(request: "b", spent: "1/18", left: "17/9", intent: 7)]),
            Lie(
                "a second approval that gives the budget back", ["E-SEM-BUDGET"], [Story.intent(request: "a")],
                [good("a")], [approval("2")], [Story.intent(request: "b")],
                [Story.outcome(request: "b", spent: "1/18", left: "35/18", intent: 7)]),
            Lie(
                "a second approval of less than was spent, and a question that costs nothing", [],
                [Story.intent(request: "a")], [good("a")], [approval("1/36")], [Story.intent(request: "b")],
                [Story.outcome(request: "b", spent: "0", left: "0", intent: 7)]),
            Lie(
                "a second approval of less than was spent, and a question that costs something", ["E-SEM-BUDGET"],
                [Story.intent(request: "a")], [good("a")], [approval("1/36")], [Story.intent(request: "b")],
                [Story.outcome(request: "b", spent: "1/36", left: "0", intent: 7)]),
            Lie("a refusal that names what does not exist", [], Story.refusal(request: "a")),
            Lie(
                "an answer behind the suspension of its project", ["E-SEM-PROJECT"], [Story.intent(request: "a")],
                [AuditDraft(type: "project.suspend", event: ["project": "P-0007"])], [good("a")]),
            Lie(
                "an answer behind another approval", ["E-SEM-PROJECT"], [Story.intent(request: "a")],
                [approval("2", "sha256:approval-2")], [good("a")]),
            Lie("a cancelled question", [], [Story.intent(request: "a")], [cancel(4), ended("a")]),
            Lie(
                "a cancelled question that was answered", ["E-SEM-PAIR"], [Story.intent(request: "a")],
                [cancel(4), good("a")]),
            Lie(
                "what is cancelled behind its end", ["E-SEM-PAIR"], [Story.intent(request: "a")], [good("a")],
                [cancel(4)]),
            Lie("an intent without outcome", ["W-OPEN"], [Story.intent(request: "a")]),
            Lie("a question about made-up rows", [], madeUp()),
            Lie("made-up rows that were registered as data", ["E-SEM-DATASET"], madeUp(snapshot: "2026-03")),
            Lie("made-up rows that were charged", ["E-SEM-BUDGET"], madeUp(budget: true)),
            Lie("an answer about people that calls its rows made up", ["E-SEM-PAIR"], madeUp(intent: false)),
            Lie("an answer about made-up rows that does not say so", ["E-SEM-PAIR"], madeUp(outcome: false)),
            Lie("a quality report", [], [quality("intent")], [quality("outcome")]),
            Lie("a quality report that nobody asked for", ["E-SEM-PAIR"], [quality("outcome")]),
            Lie("a quality report without an end", ["W-OPEN"], [quality("intent")]),
            Lie(
                "a quality report of other data", ["E-SEM-DATASET"], [quality("intent", snapshot: "2025-12")],
                [quality("outcome")]),
            Lie(
                "a quality report under other rules", ["E-SEM-POLICY"], [quality("intent", bundle: "other")],
                [quality("outcome")]),
            Lie(
                "a question that ends as a quality report", ["E-SEM-PAIR", "E-SEM-BUDGET"],
                [Story.intent(request: "q")],
                [quality("outcome")]),
        ]

        /// The begin or the end of a quality report.
        private static func quality(
            _ kind: String, snapshot: String = "2026-03", bundle: String? = nil
        ) -> AuditDraft {
            var event: JSONObject = ["req": "q"]
            if kind == "intent" {
                event["policy"] = bundle.map { ["bundle": .string($0), "charter": "1"] } ?? Story.policy
                for (name, value) in [
                    ("actor", "a"), ("dataset", "care_event"), ("asOf", "2026-03"), ("channel", "api"),
                ] {
                    event[name] = .string(value)
                }
                event["datasets"] = [["id": "care_event", "snapshot": .string(snapshot)]]
                event["tables"] = []
                event["optOuts"] = "o-17"
            } else {
                event["intent"] = 4
                event["decision"] = "allow"
                event["reasons"] = []
                event["controls"] = [["id": "noise", "version": "1"]]
            }
            return AuditDraft(type: "quality.\(kind)", event: event, disclosures: [], sameBatch: [:])
        }

        /// A question about made-up rows of no project, told truly unless said otherwise; one about people is of P-0007.
        private static func madeUp(
            snapshot: String = "made up", budget: Bool = false, intent: Bool = true, outcome: Bool = true
        ) -> [AuditDraft] {
            let asked =
                intent
                ? Story.intent(request: "m", project: "none", approval: "none", snapshot: snapshot, ask: "0")
                : Story.intent(request: "m")
            let answered = Story.outcome(
                request: "m", spent: budget || intent ? "0" : "1/18", left: budget || intent ? "0" : "35/18",
                sameBatch: ["intent": 0])
            return [
                marked(asked, intent, keepingBudget: true), marked(answered, outcome, keepingBudget: budget || !intent),
            ]
        }

        private static func marked(_ draft: AuditDraft, _ isMadeUp: Bool, keepingBudget: Bool) -> AuditDraft {
            var event = draft.event
            if isMadeUp { event["tier"] = "synthetic" }
            if !keepingBudget { event["budget"] = nil }
            return AuditDraft(
                type: draft.type, event: event, disclosures: draft.disclosures, sameBatch: draft.sameBatch)
        }

        /// Another approval of the project, which grants so much.
        static func approval(_ budget: String, _ name: String = "sha256:approval-1") -> AuditDraft {
            AuditDraft(
                type: "project.approve",
                event: [
                    "project": "P-0007", "approval": .string(name), "budget": .string(budget),
                    "datasets": ["care_event"], "expires": "2027-03-31",
                ])
        }

        private static func cancel(_ intent: Int) -> AuditDraft {
            AuditDraft(type: "query.cancel", event: ["intent": .integer(intent), "project": "P-0007"])
        }

        private static func ended(_ request: String) -> AuditDraft {
            Story.outcome(request: request, decision: "aborted", spent: "0", left: "2", intent: 4)
        }

        static func good(_ request: String) -> AuditDraft {
            Story.outcome(request: request, spent: "1/18", left: "35/18", intent: 4)
        }
    }
}

/// The program that was built with these tests, run as a process of its own.
enum VerifyProgram {
    private static let path: String? = {
        guard let tests = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
            return nil
        }
        return URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("salthouse-verify").path
    }()

    static var isBuilt: Bool { path.map { FileManager.default.isExecutableFile(atPath: $0) } ?? false }

    /// Exit code, output and complaints, as text.
    static func run(_ words: [String], state: String? = nil) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(path))
        process.arguments = words
        // A memory of its own for every run: the logs of these tests have one key and many histories.
        var environment = ProcessInfo.processInfo.environment
        environment["XDG_STATE_HOME"] = try state ?? FileSystem.makeTemporaryDirectory()
        process.environment = environment
        let (output, complaints) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = complaints
        try process.start()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        let errors = try complaints.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return "exit \(process.terminationStatus)\n" + String(decoding: text + errors, as: UTF8.self)
    }
}
