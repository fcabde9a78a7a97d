import Foundation
import Governance
import Testing

/// The charter asks for words that people understand: what we say no with reads at this grade or below.
private let plainGrade = 9

@Suite struct `What we say no with` {
    @Test func `in the name of a clause is plain, in each of its examples, and says what to change and whom to ask`()
        throws
    {
        let reasons = try Fixture.policy().refusalsOfExamples()
        #expect(reasons.count > 30)
        for (example, reason) in reasons {
            #expect(!reason.clause.isEmpty && !reason.change.isEmpty && !reason.ask.isEmpty, "\(example)")
            expectPlain("\(reason.message) \(reason.change)", of: "\(reason.clause), \(example)")
        }
    }

    @Test func `in the name of a clause says nothing in braces that is left open`() throws {
        for (example, reason) in try Fixture.policy().refusalsOfExamples() {
            #expect(!reason.message.contains { "{}".contains($0) }, "\(example)")
        }
    }

    @Test func `in the program's own name is plain, wherever it stands in the sources`() throws {
        let texts = try SpokenTexts.all()
        #expect(texts.count > 100, "the sources are read as they should be")
        for (file, text) in texts { expectPlain(text, of: file) }
    }

    @Test(arguments: [
        (#"let a = "One two three four five six." // no"#, ["One two three four five six."]),
        (#"f("It is \(x.map { "a b c d" } ?? "") of them now.")"#, ["It is {x} of them now."]),
        (#"f("It is so here, " + "and so it is there.")"#, ["It is so here, and so it is there."]),
        (##"let a = #"say `"at": "2025"` here and now please"#"##, [#"say `"at": "2025"` here and now please"#]),
        (#"let a = "SH-A101", b = "name""#, []),
    ])
    func `is found in sources also where it is pieced together`(source: String, texts: [String]) {
        #expect(SpokenTexts.sentences(of: source) == texts)
    }

    private func expectPlain(_ text: String, of place: String) {
        let reading = Reading(text)
        #expect(
            (reading.gradeTenths ?? 0) <= plainGrade * 10,
            "\(place): grade \((reading.gradeTenths ?? 0) / 10) for “\(text)”; hard: \(reading.hardWords)")
    }
}

/// The texts for people that stand in the program's sources.
private enum SpokenTexts {
    /// A file that holds one of these speaks to people who asked for something.
    private static let marks = [
        "HouseRule.", "RefusalReason(", "LimitRefusal(", "extension QueryProblem", "extension Problem",
        "AuthenticationRefusal {", "noDecision(", "aboutPolicies(",
    ]
    private static let fewestWords = 6

    static func all() throws -> [(file: String, text: String)] {
        let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources")
        let names = try FileManager.default.subpathsOfDirectory(atPath: sources.path).filter { $0.hasSuffix(".swift") }
        return try names.sorted().flatMap { name in
            let source = String(decoding: try Data(contentsOf: sources.appending(path: name)), as: UTF8.self)
            return marks.contains(where: source.contains) ? sentences(of: source).map { (name, $0) } : []
        }
    }

    /// The string literals of a source that are of some words, with those that `+` joins as one; `{x}` stands for what
    /// is filled in.
    static func sentences(of source: String) -> [String] {
        var found: [String] = []
        var joined = ""
        for line in source.split(separator: "\n") where !line.drop(while: \.isWhitespace).hasPrefix("//") {
            var scanner = LiteralScanner(line)
            while let (between, literal) = scanner.next() {
                if between.trimmingCharacters(in: .whitespaces) != "+" {
                    found.append(joined)
                    joined = ""
                }
                joined += literal
            }
        }
        return (found + [joined]).filter { $0.split(separator: " ").count >= fewestWords }
    }
}

/// Finds the string literals of one line.
private struct LiteralScanner {
    private var rest: Substring

    init(_ line: Substring) { rest = line }

    /// What stands before the next literal, and the literal.
    mutating func next() -> (before: String, literal: String)? {
        guard let open = rest.firstIndex(of: "\"") else { return nil }
        let isRaw = rest[..<open].last == "#"
        let before = String(rest[..<open].filter { $0 != "#" })
        rest = rest[rest.index(after: open)...]
        var literal = ""
        while let character = rest.popFirst() {
            if character == "\"", !isRaw || rest.first == "#" {
                if isRaw { rest.removeFirst() }
                return (before, literal)
            }
            guard character == "\\", !isRaw, let escaped = rest.popFirst() else {
                literal.append(character)
                continue
            }
            if escaped == "(" {
                skipInterpolation()
                literal += "{x}"
            } else {
                literal.append(escaped == "n" ? " " : escaped)
            }
        }
        return nil
    }

    private mutating func skipInterpolation() {
        var depth = 1
        while depth > 0, let character = rest.popFirst() {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if character == "\"" {
                while let inner = rest.popFirst(), inner != "\"" {}
            }
        }
    }
}
