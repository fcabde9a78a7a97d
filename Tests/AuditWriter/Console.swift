import Foundation

/// The two streams of the program, unbuffered: what was written is out.
enum Console {
    /// Throws where nobody can read it any more.
    static func write(_ line: String) throws { try FileHandle.standardOutput.write(contentsOf: Data("\(line)\n".utf8)) }

    static func complain(_ line: String) {
        try? FileHandle.standardError.write(contentsOf: Data("audit-writer: \(line)\n".utf8))
    }
}
