import JSON
import Testing

@Suite struct CursorTests {
    private let root = JSONCursor([
        "title": "x", "count": 7, "flag": true, "none": nil, "list": [1, "two", ["deep/key": 3]],
    ])

    @Test("values of the right kind are handed out")
    func right() throws {
        let fields = try root.object()
        #expect(fields.names == ["title", "count", "flag", "none", "list"])
        #expect(try fields.required("title").string() == "x")
        #expect(try fields.required("count").integer() == 7)
        #expect(try fields.required("count").integer(in: 1...7) == 7)
        #expect(try fields.required("flag").bool())
        #expect(try fields.required("title").oneOf([("y", 1), ("x", 2)]) == 2)
        #expect(try fields.required("list").array()[2].object().required("deep/key").pointer == "/list/2/deep~1key")
        #expect(fields.optional("none")?.value == .null)
        #expect(fields["absent"] == nil)
    }

    @Test("each fault names its place and what was wanted")
    func faults() throws {
        let fields = try root.object()
        let list = try fields.required("list")
        func problem(_ body: () throws(JSONError) -> Void) -> (String, JSONError.Problem)? {
            do { try body() } catch { return (error.pointer, error.problem) }
            return nil
        }
        let cases: [((String, JSONError.Problem)?, String, JSONError.Problem)] = [
            (
                problem { () throws(JSONError) in _ = try list.string() }, "/list",
                .wrongKind(expected: "a string", found: "an array")
            ),
            (
                problem { () throws(JSONError) in _ = try list.array()[1].integer() }, "/list/1",
                .wrongKind(expected: "an integer", found: "a string")
            ),
            (
                problem { () throws(JSONError) in _ = try list.array()[0].integer(in: 2...3) }, "/list/0",
                .outOfRange(2...3)
            ),
            (problem { () throws(JSONError) in _ = try fields.required("titel") }, "/titel", .missingMember),
            (
                problem { () throws(JSONError) in _ = try fields.required("title").oneOf([("y", 1), ("z", 2)]) },
                "/title", .notOneOf(["y", "z"])
            ),
            (problem { () throws(JSONError) in throw list.fail("is too long") }, "/list", .other("is too long")),
            (
                problem { () throws(JSONError) in _ = try list.object() }, "/list",
                .wrongKind(expected: "an object", found: "an array")
            ),
            (
                problem { () throws(JSONError) in _ = try fields.required("none").bool() }, "/none",
                .wrongKind(expected: "true or false", found: "null")
            ),
            (
                problem { () throws(JSONError) in _ = try fields.required("flag").array() }, "/flag",
                .wrongKind(expected: "an array", found: "true or false")
            ),
        ]
        for (found, pointer, expected) in cases {
            #expect(found?.0 == pointer)
            #expect(found?.1 == expected)
        }
    }

    @Test(
        "an unknown member is told the nearest known ones",
        arguments: [
            ("mesures", ["measures"]),
            ("datset", ["dataset"]),
            ("x", ["dataset", "measures", "groupBy", "filters"]),
            (String(repeating: "z", count: 60_000), ["dataset", "measures", "groupBy", "filters"]),
        ])
    func unknownMembers(name: String, nearest: [String]) throws {
        let object = JSONObject([("dataset", 1), (name, 2)])
        let fields = try JSONCursor(.object(object)).object()
        let error = #expect(throws: JSONError.self) {
            try fields.allowOnly("dataset", "measures", "groupBy", "filters")
        }
        #expect(error?.pointer == "/" + name)
        #expect(error?.problem == .unknownMember(nearest: nearest))
        #expect(throws: Never.self) { try fields.allowOnly("dataset", name) }
    }
}
