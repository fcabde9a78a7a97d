import Foundation
import Glibc
import Synchronization

/// The two streams of a command: results go to standard output, everything else to standard error.
enum Console {
    /// Writes a line of a result.
    static func say(_ line: String) {
        FileHandle.standardOutput.write(Data("\(line)\n".utf8))
    }

    /// Writes a result that is whole lines.
    static func write(_ bytes: [UInt8]) { FileHandle.standardOutput.write(Data(bytes)) }

    /// Writes a line for the person who watches, or into the journal where one is kept.
    static func tell(_ line: String) { note(.said(line)) }

    private static let journal = Mutex<ConsoleJournal?>(nil)

    /// From now on what is told goes into a journal; nil for lines of text.
    static func keep(_ kept: ConsoleJournal?) { journal.withLock { $0 = kept } }

    /// Writes an observation into the journal. Without one only what is said, and what failed, is shown.
    static func note(_ observation: Observation) {
        if let journal = journal.withLock({ $0 }) { return journal.write(observation) }
        switch observation {
        case .said(let line): show(line)
        case .undecided(let code, let message): show("\(code): \(message)")
        case .stage, .answered, .limited, .logSynchronised: return
        }
    }

    private static func show(_ line: String) { FileHandle.standardError.write(Data("\(line)\n".utf8)) }

    /// Whether somebody watches standard error as it comes.
    static let isTerminal = isatty(STDERR_FILENO) == 1

    /// Writes over the line that the cursor is in, on a terminal.
    static func redraw(_ text: String) { FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8)) }
}

/// Why a command stopped: one line for the person who typed it, and the exit code.
struct CommandError: Error {
    let message: String
    let exitCode: Int32

    /// The command itself is wrong: exit code 2.
    static func usage(_ message: String) -> CommandError {
        CommandError(message: "\(message)\nsalthouse --help shows how.", exitCode: 2)
    }

    /// What was asked cannot be done: exit code 1.
    static func failed(_ message: String) -> CommandError { CommandError(message: message, exitCode: 1) }
}
