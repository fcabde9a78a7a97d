import Foundation
import Testing

@Suite(
    "Any system call fails",
    .enabled(if: CrashWriter.isBuilt, "audit-writer is not built beside the tests"),
    .enabled(if: SystemCallTrace.isPossible, "strace is missing or not allowed here"))
struct InjectionTests {
    /// A fault and the log it meets.
    struct Case: Sendable, CustomTestStringConvertible {
        let scene: FaultScene
        let fault: InjectedFault
        var testDescription: String { "\(scene.name): \(fault.testDescription)" }
    }

    private static let scenes = (try? FaultScene.all.get()) ?? []
    static let first = cases(of: scenes.prefix(1))
    static let second = cases(of: scenes.dropFirst())

    /// Every call on every file, failing in every way. Without SALTHOUSE_TEST_ALL a part of them.
    private static func cases(of scenes: some Sequence<FaultScene>) -> [Case] {
        let all = scenes.flatMap { scene in scene.faults.map { Case(scene: scene, fault: $0) } }
        return CrashWriter.runsAll ? all : all.enumerated().filter { $0.offset % 23 == 7 }.map(\.element)
    }

    @Test("The table holds every kind of call, on the first start and in a recovery")
    func table() throws {
        let scenes = try FaultScene.all.get()
        #expect(
            Set(scenes.flatMap(\.faults).map(\.call)) == Set(InjectedFault.calls.split(separator: ",").map(String.init))
        )
        #expect(scenes.map { $0.faults.count > 150 } == [true, true, true])
    }

    @Test("I2, I5: one fault loses nothing, and after it nothing is acknowledged", arguments: first)
    func one(item: Case) throws { try Self.check(item) }

    @Test("I3: nor does a second fault, during the recovery from the first", arguments: second)
    func two(item: Case) throws { try Self.check(item) }

    @Test("A writer that tries again after an error is caught")
    func retry() throws {
        let scene = try #require(try FaultScene.all.get().first)
        let faults = scene.faults.filter { $0.call == "fdatasync" && $0.kind == .inputOutput }
        let caught = try faults.filter { fault in
            try scene.run(fault, options: ["--mutant", "retry"]) { $0.acknowledgedNow > fault.promised }
        }
        #expect(!caught.isEmpty)
    }

    private static func check(_ item: Case) throws {
        try item.scene.run(item.fault) { run in
            #expect(run.wasHit, "the call did not come")
            if item.fault.endsWriting { #expect(run.acknowledgedNow <= item.fault.promised, "acknowledged after it") }
            try CrashWriter.expectKept(run.acknowledged, in: run.directory)
        }
    }
}
