import Glibc
import JSON

/// What was asked for on the command line, or did not work.
enum BenchError: Error {
    case usage(String)
    case failed(String)
}

/// A command and its options, each a name and a whole number or a text.
struct Words {
    let command: String
    private let options: [String: String]

    init(_ words: some Collection<String>) throws(BenchError) {
        let words = Array(words)
        command = words.first ?? ""
        guard words.count % 2 == 1 else { throw .usage("each option has one value") }
        options = Dictionary(
            stride(from: 1, to: words.count, by: 2).map { (words[$0], words[$0 + 1]) }, uniquingKeysWith: { $1 })
    }

    func text(_ name: String) throws(BenchError) -> String {
        guard let text = options[name] else { throw .usage("`\(name)` is missing") }
        return text
    }

    func number(_ name: String) throws(BenchError) -> Int {
        guard let number = Int(try text(name)) else { throw .usage("`\(name)` is no whole number") }
        return number
    }
}

/// CPU time, as the kernel counts it.
enum CPUClock {
    /// Nanoseconds of this thread alone.
    static func thread() -> Int { read(CLOCK_THREAD_CPUTIME_ID) }
    /// Nanoseconds of every thread of this process.
    static func process() -> Int { read(CLOCK_PROCESS_CPUTIME_ID) }

    private static func read(_ clock: clockid_t) -> Int {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}

/// Says what was found: one JSON object on standard output.
func report(_ found: JSONValue) { print(String(decoding: found.bytes(), as: UTF8.self)) }
