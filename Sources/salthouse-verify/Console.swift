import Foundation

/// The two places this program writes to.
enum Console {
    static func write(_ text: String) {
        FileHandle.standardOutput.write(Data(text.utf8))
    }

    static func complain(_ message: String) {
        FileHandle.standardError.write(Data("salthouse-verify: \(message)\nTry salthouse-verify --help.\n".utf8))
    }
}
