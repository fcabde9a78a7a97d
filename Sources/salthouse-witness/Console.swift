import Foundation

/// The two streams of this program.
enum Console {
    static func write(_ text: String) { FileHandle.standardOutput.write(Data("\(text)\n".utf8)) }
    static func complain(_ text: String) { FileHandle.standardError.write(Data("salthouse-witness: \(text)\n".utf8)) }
}
