import Foundation
import JSON
import Testing

@Suite struct CanonicalTests {
    @Test("members are sorted at every level, arrays are not")
    func sorted() throws {
        let value: JSONValue = ["b": [["z": 1, "y": 2], 1, 0], "a": nil, "B": "x", "a b": 0, "a!": 0, "~": 1]
        let text = #"{"B":"x","a":null,"a b":0,"a!":0,"b":[{"y":2,"z":1},1,0],"~":1}"#
        #expect(try String(decoding: value.canonicalBytes(), as: UTF8.self) == text)
    }

    @Test(
        "what lies outside the canonical subset has no canonical bytes",
        arguments: [
            (["a": ["": 1]], "/a/", .keyNotPlain),
            (["é": 1], "/é", .keyNotPlain),
            (["a\u{0}": 1], "/a\u{0}", .keyNotPlain),
            (["a": [0, 9_007_199_254_740_992]], "/a/1", .notAnExactInteger),
            (["a": [0, -9_007_199_254_740_992]], "/a/1", .notAnExactInteger),
            (["a": "\u{0}"], "/a", .nulCharacter),
        ] as [(JSONValue, String, JSONError.Problem)])
    func outside(value: JSONValue, pointer: String, problem: JSONError.Problem) {
        let error = #expect(throws: JSONError.self) { try value.canonicalBytes() }
        #expect(error == JSONError(pointer: pointer, problem: problem))
    }

    @Test("a text that is another spelling of the same value is not canonical, and is named so")
    func otherSpelling() {
        let error = #expect(throws: JSONError.self) {
            try JSONValue(canonical: Array(#"{"b":1,"a":1}"#.utf8), limits: .request)
        }
        #expect(error?.problem == .notCanonical)
    }

    /// A published vector: is this byte string canonical?
    private struct Vector: Decodable {
        let desc: String
        let hex: String
        let wantErr: Bool
    }

    /// The shared vectors lie beside the checkout, or where SALTHOUSE_SHARED_DATA says.
    private static let vectorFile: String? = {
        let beside = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../shared/data")
        let folders = [ProcessInfo.processInfo.environment["SALTHOUSE_SHARED_DATA"], beside.standardized.path()]
        return folders.compactMap { $0 }.map { $0 + "/audit_vectors/jcs.json" }
            .first { FileManager.default.fileExists(atPath: $0) }
    }()

    @Test("every public vector is judged as published", .enabled(if: vectorFile != nil, "shared data is not here"))
    func vectors() throws {
        let file = try #require(Self.vectorFile)
        let vectors = try JSONDecoder().decode([Vector].self, from: Data(contentsOf: URL(filePath: file)))
        #expect(vectors.count >= 30)
        for vector in vectors {
            #expect(JSONValue.isCanonical(try bytes(hex: vector.hex)) == !vector.wantErr, "\(vector.desc)")
        }
    }

    private func bytes(hex: String) throws -> [UInt8] {
        let digits = Array(hex)
        return try stride(from: 0, to: digits.count, by: 2).map { place in
            try #require(UInt8(String(digits[place...place + 1]), radix: 16))
        }
    }
}
