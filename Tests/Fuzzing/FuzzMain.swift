import CLibFuzzer
import Glibc

/// Runs libFuzzer on one target: `FUZZ_TARGET=json Fuzzing CORPUS -max_total_time=60`. See `deploy/fuzz`.
@main enum FuzzMain {
    /// Chosen by the environment, not by a word of the command line: libFuzzer starts itself again with its own words.
    static let target: any FuzzTarget = {
        let name = unsafe getenv("FUZZ_TARGET").map { unsafe String(cString: $0) } ?? ""
        guard let make = targets[name] else {
            fatalError("FUZZ_TARGET is one of \(targets.keys.sorted().joined(separator: ", "))")
        }
        do { return try make() } catch { fatalError("the target `\(name)` cannot begin: \(error)") }
    }()

    private static let targets: [String: @Sendable () throws -> any FuzzTarget] = [
        "csv": { CSVTarget() }, "http": { HTTPTarget() }, "json": { JSONTarget() }, "log": { try LogTarget() },
        "query": { try QueryTarget() }, "token": { try TokenTarget() },
    ]

    static func main() {
        _ = target
        var count = CommandLine.argc
        var words = unsafe Optional(CommandLine.unsafeArgv)
        exit(unsafe LLVMFuzzerRunDriver(&count, &words, takeInput))
    }
}

/// What libFuzzer calls with each input.
private func takeInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
    FuzzMain.target.take(unsafe Array(UnsafeBufferPointer(start: data, count: size)))
    return 0
}
