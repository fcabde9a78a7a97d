import JSON
import Testing

@Suite struct RoundTripTests {
    @Test("what is written compactly, readably or canonically is read back, seed printed")
    func roundTrip() throws {
        var random = TestRandom.fresh("round trip")
        for _ in 0..<2_000 {
            let value = randomValue(&random, depth: 5)
            #expect(try JSONValue(parsing: value.bytes(), limits: .document) == value)
            #expect(try JSONValue(parsing: value.prettyBytes(), limits: .document) == value)
            let canonical = try value.canonicalBytes()
            #expect(JSONValue.isCanonical(canonical))
            let again = try JSONValue(parsing: canonical, limits: .document)
            #expect(try again.canonicalBytes() == canonical)
            #expect(again.bytes() == canonical)
            #expect(JSONValue.isCanonical(value.bytes()) == (value.bytes() == canonical))
        }
    }

    @Test("two values are equal exactly when their bytes are, and equal values have one hash")
    func equality() {
        let values: [JSONValue] = [
            nil, true, false, 0, 1, "", "0", "\u{E9}", "e\u{301}", [], [nil], [[]], [:], ["a": 1], ["a": 2],
            ["a": 1, "b": 2], ["b": 2, "a": 1], ["\u{E9}": 1], ["e\u{301}": 1],
        ]
        for left in values {
            for right in values {
                #expect((left == right) == (left.bytes() == right.bytes()))
                if left == right { #expect(left.hashValue == right.hashValue) }
            }
        }
    }

    @Test(
        "bytes are compact, keep the order of members and escape only what they must",
        arguments: [
            (["b": [1, nil, true], "a": ["c": "x"]], #"{"b":[1,null,true],"a":{"c":"x"}}"#),
            (
                "\"\\/\u{8}\u{9}\u{A}\u{C}\u{D}\u{1}\u{1F}\u{7F}\u{2028}é😀",
                #""\"\\/\b\t\n\f\r\u0001\u001f"# + "\u{7F}\u{2028}é😀\""
            ),
            ([:], "{}"),
            ([], "[]"),
            (-9_007_199_254_740_991, "-9007199254740991"),
        ] as [(JSONValue, String)])
    func compact(value: JSONValue, text: String) {
        #expect(String(decoding: value.bytes(), as: UTF8.self) == text)
    }

    @Test("a person gets one member a line and a line feed at the end")
    func pretty() {
        let value: JSONValue = ["a": [1, 2], "b": [:], "c": ["d": "e"]]
        let text = """
            {
              "a": [
                1,
                2
              ],
              "b": {},
              "c": {
                "d": "e"
              }
            }

            """
        #expect(String(decoding: value.prettyBytes(), as: UTF8.self) == text)
    }

    @Test("an object keeps its order while members change, come and go")
    func objects() {
        var object: JSONObject = ["b": 1, "a": 2, "c": 3]
        object["a"] = 4
        object["d"] = 5
        object["b"] = nil as JSONValue?
        object["absent"] = nil as JSONValue?
        #expect(object == ["a": 4, "c": 3, "d": 5])
        #expect(object.keys == ["a", "c", "d"])
        #expect(object["c"] == 3)
        #expect(object["b"] == nil)
        object["c"] = .some(.null)
        #expect(object["c"] == .some(.null))
    }

    private func randomValue(_ random: inout TestRandom, depth: Int) -> JSONValue {
        switch random.below(depth == 0 ? 4 : 6) {
        case 0: .null
        case 1: .bool(random.below(2) == 0)
        case 2: .integer((Int(truncatingIfNeeded: random.next()) >> 10) >> random.below(54))
        case 3: .string(randomText(&random, scalars: [0...0x7F, 0x80...0xD7FF, 0xE000...0x10FFFF]))
        case 4: .array((0..<random.below(4)).map { _ in randomValue(&random, depth: depth - 1) })
        default:
            .object(
                (0..<random.below(4)).reduce(into: JSONObject()) { object, index in
                    object[randomText(&random, scalars: [1...0x7F]) + "\(index)"] =
                        randomValue(&random, depth: depth - 1)
                })
        }
    }

    private func randomText(_ random: inout TestRandom, scalars: [ClosedRange<Int>]) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<random.below(8) {
            let range = scalars[random.below(scalars.count)]
            let code = UInt32(max(1, range.lowerBound + random.below(range.count)))
            if let scalar = Unicode.Scalar(code) { text.append(scalar) }
        }
        return String(text)
    }
}
