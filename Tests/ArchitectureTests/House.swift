import Foundation

/// A Swift file of the tree, cut into tokens.
struct SwiftFile {
    let path: String
    let tokens: [Token]
    let commentedLines: Set<Int>
    let lineCount: Int

    init(path: String, text: String) {
        self.path = path
        (tokens, commentedLines) = SwiftLexer.read(text)
        lineCount =
            text.utf8.count(where: { $0 == UInt8(ascii: "\n") }) + (text.hasSuffix("\n") || text.isEmpty ? 0 : 1)
    }

    /// The folder below `Sources` or `Tests`, which is the target's name.
    var target: String { String(path.split(separator: "/").dropFirst().first ?? "") }
    var name: String { String(path.split(separator: "/").last ?? "") }
}

/// The tree as the rules see it: every file as text, and the plan that `Package.swift` states.
struct House {
    /// Text by path, relative to the top of the checkout.
    let files: [String: String]
    let plan: Plan
    /// The Swift files below `Sources`, and those below `Tests`, by path.
    let sources: [SwiftFile]
    let tests: [SwiftFile]

    init(files: [String: String]) {
        self.files = files
        plan = Plan(packageManifest: files["Package.swift"] ?? "")
        func swiftFiles(below folder: String) -> [SwiftFile] {
            files.filter { $0.key.hasPrefix(folder) && $0.key.hasSuffix(".swift") }
                .sorted { $0.key < $1.key }
                .map { SwiftFile(path: $0.key, text: $0.value) }
        }
        sources = swiftFiles(below: "Sources/")
        tests = swiftFiles(below: "Tests/")
    }

    /// Reads the checkout that this test file belongs to: everything but dot-folders at the top and what a build leaves.
    static func thisCheckout() throws -> House {
        let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        var files: [String: String] = [:]
        for entry in try FileManager.default.contentsOfDirectory(atPath: top.path) where entry != ".git" {
            guard !entry.hasPrefix(".build") else { continue }
            try read(entry, of: top, into: &files)
        }
        return House(files: files)
    }

    private static func read(_ path: String, of top: URL, into files: inout [String: String]) throws {
        let url = top.appendingPathComponent(path)
        guard try url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true else {
            files[path] = String(decoding: try Data(contentsOf: url), as: UTF8.self)
            return
        }
        let ignored: Set = ["__pycache__", ".pytest_cache", ".hypothesis"]
        for entry in try FileManager.default.contentsOfDirectory(atPath: url.path) where !ignored.contains(entry) {
            try read(path + "/" + entry, of: top, into: &files)
        }
    }
}
