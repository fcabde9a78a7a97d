import DataLoading
import Testing

@Suite("CSV is read as RFC 4180 has it, and what is not CSV is refused at its row without a word of what it holds")
struct CSVTests {
    static let declaration = """
        {"id":"thing","title":"Things","controllers":[{"id":"a","name":"A","covers":"all"}],"tier":"open",
         "unit":"organisation","rowsPerUnit":"one","key":{"column":"id","identifier":"opaque"},
         "ignoredColumns":["note"],"population":10,"asOf":"2026-03",
         "variables":[{"name":"colour","type":"code","column":"colour","codes":[{"code":"red"},{"code":"blue"}]}]}
        """

    static let readable: [(text: String, rows: Int)] = [
        ("id,colour,note\n", 0),
        ("id,colour,note\n1,red,\n2,blue,x\n", 2),
        ("id,colour,note\r\n1,red,\r\n2,blue,x\r\n", 2),
        ("id,colour,note\n1,red,\n2,blue,last line without an end", 2),
        ("note,id,colour\nanother order,1,red\n", 1),
        ("id,colour\n1,red\n", 1),
        ("\"id\",\"colour\",\"note\"\n\"1\",\"red\",\"\"\n", 1),
        ("id,colour,note\n1,red,\"two\nlines, a comma and a \"\"quote\"\"\"\n2,blue,\"\r\n\"\n", 2),
        ("id,colour,note\n1,red,Zoë\n", 1),
    ]

    @Test("good text", arguments: readable)
    func good(text: String, rows: Int) throws {
        let place = try Workplace()
        defer { withExtendedLifetime(place) {} }
        var builder = try place.builder()
        #expect(try builder.add(Self.declaration, text).rows == rows)
    }

    static let unreadable: [(text: String, message: String)] = [
        ("", "row 1: the file is empty"),
        ("\u{FEFF}id,colour,note\n", "row 1: the file begins with a byte order mark; save it as UTF-8 without one"),
        ("\u{FEFF}\"id\",colour\n", "row 1: the file begins with a byte order mark; save it as UTF-8 without one"),
        ("id,colour,note\n1,red\n", "row 2: 2 fields where the headings have 3"),
        ("id,colour,note\n1,red,,secret\n", "row 2: 4 fields where the headings have 3"),
        ("id,colour,note\n1,red,\n\n", "row 3: 1 fields where the headings have 3"),
        ("id,colour,note\n1,red,\"secret\n2,blue,\n", "row 2: a quoted field is never closed"),
        ("id,colour,note\n1,red,\"secret\"x\n", "row 2: text after a closing quote"),
        ("id,colour,note\n1,red,sec\"ret\n", "row 2: a quote inside a field that does not begin with one"),
        ("id,colour,note\n1,red,sec\rret\n", "row 2: a carriage return stands alone"),
        ("id,colour,note\n1,red,\r", "row 2: a carriage return stands alone"),
        ("id,colour,note\n1,red,\u{0}secret\n", "row 2: a zero byte"),
        ("id,colour,note,note\n", "first row: column 4 repeats an earlier heading"),
        ("id,note\n", "first row: no column is headed `colour`"),
        ("note\n", "first row: no column is headed `colour`, `id`"),
        (
            "id,colour,postcode\n",
            "first row: column 3 is not declared; declare it, or list it under `ignoredColumns` (it is headed `postcode`)"
        ),
        (
            "9434765919,red,secret1\n",
            "first row: column 1 is not declared; declare it, or list it under `ignoredColumns`"
        ),
        (
            "Winterbottom,red,secret\n",
            "first row: column 1 is not declared; declare it, or list it under `ignoredColumns`"
        ),
    ]

    @Test("bad text", arguments: unreadable)
    func bad(text: String, message: String) throws {
        let place = try Workplace()
        defer { withExtendedLifetime(place) {} }
        var builder = try place.builder()
        let error = #expect(throws: LoadError.self) { try builder.add(Self.declaration, text, name: "things.csv") }
        #expect(error?.message == "`things.csv`, \(message)")
    }

    @Test("bytes that are not UTF-8, whole or cut in two by a comma", arguments: [[0xFF], [0xC3, 0x2C, 0xA9]])
    func notText(bytes: [UInt8]) throws {
        let place = try Workplace()
        defer { withExtendedLifetime(place) {} }
        var builder = try place.builder()
        let (declaration, dataset) = try Town.declaration(Self.declaration)
        let comma = bytes.contains(0x2C) ? "" : ","
        let text =
            Array("note,id,colour\n".utf8) + bytes + Array("\(comma)1,red\n".utf8.dropFirst(comma.isEmpty ? 2 : 0))
        let error = #expect(throws: LoadError.self) {
            try builder.add(declaration: declaration, dataset, from: .bytes(text, name: "things.csv"))
        }
        #expect(error?.message == "`things.csv`, row 2: not UTF-8")
    }

    @Test("an open quote is noticed before the memory is full")
    func openQuote() throws {
        let place = try Workplace()
        defer { withExtendedLifetime(place) {} }
        var builder = try place.builder()
        let text = "id,colour,note\n1,red,\"" + String(repeating: "x\n", count: 600_000)
        let error = #expect(throws: LoadError.self) { try builder.add(Self.declaration, text, name: "things.csv") }
        #expect(error?.message == "`things.csv`, row 2: longer than a mebibyte; is a quote open?")
    }

    @Test("rows that lie across the pieces in which a file is read stay whole")
    func pieces() throws {
        let place = try Workplace()
        defer { withExtendedLifetime(place) {} }
        var builder = try place.builder()
        let note = "\"" + String(repeating: "é, \"\"\n", count: 50) + "\""
        let rows = (1...1_500).map { "\($0),\($0 % 2 == 0 ? "red" : "blue"),\(note)\r\n" }
        let report = try builder.add(Self.declaration, "id,colour,note\n" + rows.joined())
        #expect(report.rows == 1_500)
        #expect(report.units == 1_500)
    }
}
