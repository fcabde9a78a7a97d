import AuditLog
import Linux

/// What the command line asks for.
struct WriterPlan {
    let directory: String
    private(set) var origin = "tre.example.org/audit"
    private(set) var segmentSize = 65_536
    private(set) var pin: String?
    private(set) var publishEvery = 1
    private(set) var mutant = Mutant.none
    /// So far behind its time the program believes to be.
    private(set) var daysAgo = 0
    /// What is older than this is taken out at the end.
    private(set) var retention: RetentionDays?

    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    init(_ arguments: [String]) throws(Fault) {
        var words: [String] = []
        var rest = arguments[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("--") else {
                words.append(word)
                continue
            }
            guard let value = rest.popFirst() else { throw Fault(description: "\(word) needs a value") }
            switch word {
            case "--segment":
                guard let size = Int(value) else { throw Fault(description: "--segment takes a number") }
                segmentSize = size
            case "--pin": pin = value
            case "--publish-every":
                guard let seconds = Int(value) else { throw Fault(description: "--publish-every takes seconds") }
                publishEvery = seconds
            case "--days-ago":
                guard let days = Int(value), (0...10_000).contains(days) else {
                    throw Fault(description: "--days-ago takes a number of days")
                }
                daysAgo = days
            case "--prune":
                guard let days = Int(value).flatMap(RetentionDays.init) else {
                    throw Fault(description: "--prune takes a number of days from 400")
                }
                retention = days
            case "--mutant":
                guard let named = Mutant(rawValue: value) else {
                    throw Fault(description: "--mutant takes \(Mutant.allCases.map(\.rawValue))")
                }
                mutant = named
            default: throw Fault(description: "there is no option \(word)")
            }
        }
        guard (1...2).contains(words.count) else { throw Fault(description: "audit-writer DIR [ORIGIN]") }
        directory = words[0]
        if words.count == 2 { origin = words[1] }
    }
}

/// Mistakes that a log must not make. A test that does not catch them proves nothing.
enum Mutant: String, CaseIterable {
    case none
    /// Entries are acknowledged before they are on the disk.
    case noSync = "no-sync"
    /// A new segment's name is not made durable.
    case noDirectorySync = "no-directory-sync"
    /// A failed write or synchronisation is tried again, as if the kernel remembered what was lost.
    case retry

    var disk: LogDisk {
        switch self {
        case .none: .real
        case .noSync: LogDisk(append: { Careless(file: $0) }, settle: FileSystem.synchronizeDirectory)
        case .noDirectorySync: LogDisk(append: { $0 }, settle: { _ in })
        case .retry: LogDisk(append: { Stubborn(file: $0) }, settle: FileSystem.synchronizeDirectory)
        }
    }

    private struct Careless: AppendFile {
        let file: File
        func writeAll(_ bytes: [UInt8]) throws(SystemError) { try file.writeAll(bytes) }
        func synchronizeData() throws(SystemError) {}
    }

    private struct Stubborn: AppendFile {
        let file: File

        func writeAll(_ bytes: [UInt8]) throws(SystemError) {
            do throws(SystemError) { try file.writeAll(bytes) } catch { try file.writeAll(bytes) }
        }

        func synchronizeData() throws(SystemError) {
            do throws(SystemError) { try file.synchronizeData() } catch { try file.synchronizeData() }
        }
    }
}
