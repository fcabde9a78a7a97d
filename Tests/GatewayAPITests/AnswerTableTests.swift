import Foundation
import JSON
import Testing

@testable import GatewayAPI

@Suite("A table in another format says what its JSON says")
struct AnswerTableTests {
    @Test("the golden answer becomes the golden CSV")
    func golden() throws {
        let csv = String(decoding: AnswerTable(try Golden.answer()).csv(), as: UTF8.self)
        let file = Golden.folder.appending(path: "answer.csv")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" { try Data(csv.utf8).write(to: file) }
        #expect(csv == String(decoding: try Data(contentsOf: file), as: UTF8.self))
    }

    @Test("the golden answer becomes the golden cube of JSON-stat")
    func goldenCube() throws {
        let cube = AnswerTable(try Golden.answer()).jsonStat(receipt: ["leaf": "x"])
        let file = Golden.folder.appending(path: "answer.json-stat.json")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" { try Data(cube).write(to: file) }
        #expect(cube == Array(try Data(contentsOf: file)))
    }

    @Test("every line has a status beside each value, and nothing where nothing shows")
    func status() throws {
        let lines = String(decoding: AnswerTable(try Golden.answer()).csv(), as: UTF8.self).split(separator: "\r\n")
        let fields = lines.map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        #expect(Set(fields.map(\.count)).count == 1)
        for (column, name) in fields[0].enumerated() where name.hasSuffix(".status") {
            for line in fields.dropFirst() {
                #expect(["released", "not-shown"].contains(line[column]))
                #expect((line[column] == "not-shown") == line[column - 1].isEmpty)
            }
        }
    }

    @Test("made-up rows are marked in each line")
    func madeUp() throws {
        var answer = try Golden.answer()
        let real = String(decoding: AnswerTable(answer).csv(), as: UTF8.self).components(separatedBy: "\r\n")
        answer["tier"] = "synthetic"
        let lines = String(decoding: AnswerTable(answer).csv(), as: UTF8.self).components(separatedBy: "\r\n")
        let ends = [",_tier"] + Array(repeating: ",synthetic", count: real.count - 2) + [""]
        #expect(lines == zip(real, ends).map { $0 + $1 })
    }

    @Test("a code with a comma, a quote or a line end is quoted, and a zero is not the same as nothing")
    func quoting() throws {
        let answer: JSONObject = [
            "dimensions": [["name": "place"]],
            "measures": ["people": ["unit": "person"]],
            "rows": [
                ["place": "a,b", "people": ["value": 0, "status": "released", "noise95": [0, 5]]],
                ["place": "say \"hi\"", "people": ["status": "not-shown"]],
                ["place": "two\nlines", "people": ["status": "not-shown"]],
            ],
        ]
        #expect(
            String(decoding: AnswerTable(answer).csv(), as: UTF8.self) == """
                place,people,people.status,people.noise95.low,people.noise95.high,people.lowReliability\r
                "a,b",0,released,0,5,false\r
                "say ""hi""\",,not-shown,,,\r
                "two\nlines",,not-shown,,,\r\n
                """)
    }
}

/// Files that tests of several rooms share.
enum Golden {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Golden")

    /// The table that disclosure control tells in its own golden test.
    static func answer() throws -> JSONObject {
        let bytes = Array(try Data(contentsOf: folder.appending(path: "answer.json")))
        guard case .object(let answer) = try JSONValue(parsing: bytes, limits: .document) else { throw NotAnAnswer() }
        return answer
    }

    private struct NotAnAnswer: Error {}
}
