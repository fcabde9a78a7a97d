import Testing

@testable import GatewayAPI

@Suite struct `A line of comma-separated values` {
    @Test(arguments: [
        (["a", "b"], "a,b\r\n"), (["a,b", "c\"d", "e\nf"], "\"a,b\",\"c\"\"d\",\"e\nf\"\r\n"), (["", ""], ",\r\n"),
    ])
    func `quotes what would break it`(fields: [String], line: String) {
        #expect(CSVText.line(fields) == line)
    }

    @Test(arguments: ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
    func `holds no words that a spreadsheet takes for a formula`(words: String) {
        #expect(CSVText.words(words) == "'" + words)
        #expect(CSVText.words("x" + words) == "x" + words)
    }
}
