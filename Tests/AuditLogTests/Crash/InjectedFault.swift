import Testing

/// One call of a writer that goes wrong.
///
/// strace counts calls for each thread by itself: the number is that of the first thread that comes so far.
struct InjectedFault: Sendable, CustomTestStringConvertible {
    enum Kind: String, Sendable, CaseIterable {
        case inputOutput = "error=EIO"
        case noSpace = "error=ENOSPC"
        case kill = "signal=KILL"
    }

    let call: String
    /// The file or directory it is about, within the log; empty for the log's directory itself.
    let path: String
    /// From 1, among the calls of this name on this path.
    let number: Int
    let kind: Kind
    /// How many acknowledgements stand before this call where nothing goes wrong.
    let promised: Int
    /// Whether the program's first thread makes this call, before it is ready to write.
    let isAtStart: Bool

    /// Every call that changes files or names, or opens them.
    static let calls = [
        "write", "fdatasync", "fsync", "rename", "openat", "ftruncate", "fchmod", "mkdir", "unlink",
    ].joined(separator: ",")

    /// Whether it hits the writing of a segment, also of one that is not yet in its place. Then nothing more may be
    /// acknowledged. What fails at a start stops that start, or is mended: the segment is written anew.
    var endsWriting: Bool { path.hasPrefix("segment") && !isAtStart }

    var testDescription: String { "\(kind.rawValue) at \(call) \(number) of \(path.isEmpty ? "the log" : path)" }

    /// Every call on a file of the log that a trace tells of, each failing in every way.
    static func all(in trace: SystemCallTrace, of directory: String) -> [InjectedFault] {
        var counts: [[String]: Int] = [:]
        var known: Set<[String]> = []
        var promised = 0
        var faults: [InjectedFault] = []
        for call in trace.calls {
            if call.isAcknowledgement { promised += 1 }
            guard let path = call.path, path == directory || path.hasPrefix("\(directory)/") else { continue }
            let place = String(path.dropFirst(directory.count + 1))
            let number = counts[[call.thread, call.name, place], default: 0] + 1
            counts[[call.thread, call.name, place]] = number
            guard known.insert([call.name, place, String(number)]).inserted else { continue }
            faults += Kind.allCases.map {
                InjectedFault(
                    call: call.name, path: place, number: number, kind: $0, promised: promised,
                    isAtStart: call.thread == trace.calls.first?.thread)
            }
        }
        return faults
    }
}
