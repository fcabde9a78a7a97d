import JSON
import Testing

/// A text that must be refused, with the place and the problem that must be named.
struct HostileText: Sendable, CustomTestStringConvertible {
    let text: [UInt8]
    let pointer: String
    let problem: JSONError.Problem

    init(_ text: String, _ pointer: String, _ problem: JSONError.Problem) {
        self.init(Array(text.utf8), pointer, problem)
    }

    init(_ text: [UInt8], _ pointer: String, _ problem: JSONError.Problem) {
        self.text = text
        self.pointer = pointer
        self.problem = problem
    }

    var testDescription: String { String(decoding: text.prefix(60), as: UTF8.self) }

    static let all: [HostileText] = [
        // Duplicate keys, plain, escaped and under Unicode normalisation.
        HostileText(#"{"a":1,"a":2}"#, "/a", .duplicateMember),
        HostileText(#"{"a":1,"\u0061":2}"#, "/a", .duplicateMember),
        HostileText(#"{"x":[{"a":{},"a":0}]}"#, "/x/0/a", .duplicateMember),
        HostileText("{\"\u{E9}\":1,\"e\u{301}\":2}", "/e\u{301}", .duplicateMember),
        // Surrogates and U+0000.
        HostileText(#"["\ud83d"]"#, "/0", .loneSurrogate),
        HostileText(#"["\ud83dx"]"#, "/0", .loneSurrogate),
        HostileText(#"["\ud83d\n"]"#, "/0", .loneSurrogate),
        HostileText(#"["\ud83d\ud83d"]"#, "/0", .loneSurrogate),
        HostileText(#"["\ude00\ud83d"]"#, "/0", .loneSurrogate),
        HostileText(#""\u0000""#, "", .nulCharacter),
        HostileText([0x22, 0x00, 0x22], "", .controlCharacter),
        // Bytes that are not UTF-8: stray, overlong, surrogate, too large, cut off before an escape.
        HostileText([0x22, 0xFF, 0x22], "", .notUTF8),
        HostileText([0x22, 0xC0, 0xAF, 0x22], "", .notUTF8),
        HostileText([0x22, 0xED, 0xA0, 0x80, 0x22], "", .notUTF8),
        HostileText([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], "", .notUTF8),
        HostileText([0x22, 0xC3] + Array(#"\u00a9""#.utf8), "", .notUTF8),
        HostileText([0xEF, 0xBB, 0xBF] + Array("{}".utf8), "", .byteOrderMark),
        HostileText([0xFF, 0xFE, 0x7B, 0x00], "", .expected("a value")),
        // Commas, comments, quotes, words.
        HostileText("[1,]", "/1", .expected("a value")),
        HostileText("[,1]", "/0", .expected("a value")),
        HostileText(#"{"a":1,}"#, "", .expected("a member name in quotes")),
        HostileText("{a:1}", "", .expected("a member name in quotes")),
        HostileText("{'a':1}", "", .expected("a member name in quotes")),
        HostileText(#"{"a" 1}"#, "/a", .expected("`:`")),
        HostileText("[1 2]", "", .expected("`,` or `]`")),
        HostileText(#"{"a":1 "b":2}"#, "", .expected("`,` or `}`")),
        HostileText("[1}", "", .expected("`,` or `]`")),
        HostileText("/**/{}", "", .expected("a value")),
        HostileText("{}{}", "", .expected("the end of the text")),
        HostileText("{}\u{0}", "", .expected("the end of the text")),
        HostileText("[True]", "/0", .expected("a value")),
        HostileText("[truer]", "", .expected("`,` or `]`")),
        HostileText("NaN", "", .expected("a value")),
        HostileText("Infinity", "", .expected("a value")),
        HostileText("\u{A0}1", "", .expected("a value")),
        HostileText("\u{0B}1", "", .expected("a value")),
        HostileText("\"a\tb\"", "", .controlCharacter),
        HostileText(#""\x41""#, "", .unknownEscape),
        HostileText(#""\u00g0""#, "", .expected("four hexadecimal digits")),
        HostileText("", "", .endedEarly),
        HostileText("  ", "", .endedEarly),
        // Numbers.
        HostileText(#"{"n":1.0}"#, "/n", .notAnExactInteger),
        HostileText("1e3", "", .notAnExactInteger),
        HostileText("1E3", "", .notAnExactInteger),
        HostileText("-0", "", .notAnExactInteger),
        HostileText("-0.5", "", .notAnExactInteger),
        HostileText("01", "", .notAnExactInteger),
        HostileText("-01", "", .notAnExactInteger),
        HostileText("9007199254740992", "", .notAnExactInteger),
        HostileText("-9007199254740992", "", .notAnExactInteger),
        HostileText("18446744073709551617", "", .notAnExactInteger),
        HostileText(String(repeating: "9", count: 5_000), "", .notAnExactInteger),
        HostileText("+1", "", .expected("a value")),
        HostileText(".5", "", .expected("a value")),
        HostileText("-", "", .endedEarly),
        HostileText("-a", "", .expected("a digit")),
        HostileText("0x10", "", .expected("the end of the text")),
        // Limits.
        HostileText(String(repeating: "[", count: 60_000), String(repeating: "/0", count: 32), .tooDeep(limit: 32)),
        HostileText(
            String(repeating: #"{"a":"#, count: 5_000), String(repeating: "/a", count: 32), .tooDeep(limit: 32)),
        HostileText("[" + String(repeating: "0,", count: 20_000) + "0]", "/16383", .tooManyValues(limit: 16_384)),
        HostileText(String(repeating: " ", count: 65_535) + "{}", "", .tooManyBytes(limit: 65_536)),
        // A pointer escapes what RFC 6901 tells it to.
        HostileText(#"{"a/b~c":01}"#, "/a~1b~0c", .notAnExactInteger),
    ]
}

@Suite struct HostileJSONTests {
    @Test("hostile text is refused with its place and its problem", arguments: HostileText.all)
    func refused(hostile: HostileText) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: hostile.text, limits: .request) }
        #expect(error?.pointer == hostile.pointer)
        #expect(error?.problem == hostile.problem)
        #expect((0...hostile.text.count).contains(error?.offset ?? -1))
    }

    @Test("every truncation of a text with everything in it is refused, and so is every deep truncation")
    func truncations() throws {
        let text = Array(#"{"é":[null,true,false,-12,"\ud83d\ude00\n\\x"],"b":{"c":{},"d":[[]]}}"#.utf8)
        #expect(throws: Never.self) { try JSONValue(parsing: text, limits: .request) }
        for length in 0..<text.count {
            #expect(throws: JSONError.self, "\(length) bytes") {
                try JSONValue(parsing: Array(text[..<length]), limits: .request)
            }
        }
    }

    @Test("no single changed byte of a text does worse than an error or another value, seed printed")
    func mutations() {
        var random = TestRandom.fresh("mutations")
        let text = Array(#"{"é":[null,true,-12,"\ud83d\ude00\n\\x"],"b":{"c":{},"d":[[]]}}"#.utf8)
        for _ in 0..<20_000 {
            var changed = text
            for _ in 0...random.below(3) { changed[random.below(changed.count)] = UInt8(random.below(256)) }
            guard let value = try? JSONValue(parsing: changed, limits: .request) else { continue }
            #expect((try? JSONValue(parsing: value.bytes(), limits: .request)) == value)
        }
    }

    @Test("the deepest text allowed is read, written and freed on a stack of the usual size")
    func deepest() throws {
        let limits = JSONLimits(bytes: 4_096, depth: 128, nodes: 4_096)
        let text = Array((String(repeating: #"[{"a":"#, count: 64) + "0" + String(repeating: "}]", count: 64)).utf8)
        let value = try JSONValue(parsing: text, limits: limits)
        #expect(value.bytes() == text)
        #expect(try value.canonicalBytes() == text)
    }

    @Test("an object of ten thousand keys is read and still checked for repeats")
    func manyKeys() throws {
        let members = (0..<10_000).map { "\"\($0)\":0" }
        let limits = JSONLimits(bytes: 1 << 20, depth: 1, nodes: 20_000)
        let good = Array("{\(members.joined(separator: ","))}".utf8)
        #expect(throws: Never.self) { try JSONValue(parsing: good, limits: limits) }
        let bad = Array("{\((members + ["\"77\":1"]).joined(separator: ","))}".utf8)
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: bad, limits: limits) }
        #expect(error?.pointer == "/77")
    }

    @Test("no message repeats a value that was sent")
    func messagesAreClean() {
        for hostile in HostileText.all {
            let error = #expect(throws: JSONError.self) { try JSONValue(parsing: hostile.text, limits: .request) }
            let message = error?.message ?? ""
            #expect(message.first?.isLowercase == true && message.last != ".", "\(message)")
            #expect(!message.contains("18446744073709551617"))
        }
    }
}
