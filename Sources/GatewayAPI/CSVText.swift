/// Comma-separated values by RFC 4180: UTF-8, lines that end in CRLF.
enum CSVText {
    /// What `Content-Type` says; the first line names the columns.
    static let type = "text/csv; charset=utf-8; header=present"

    static func line(_ fields: [String]) -> String { fields.map(quoted).joined(separator: ",") + "\r\n" }

    private static func quoted(_ field: String) -> String {
        guard field.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return field }
        return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    /// Words that somebody wrote, made harmless for spreadsheets, which take what begins so for a formula.
    static func words(_ text: String) -> String {
        guard let first = text.utf8.first, Array("=+-@\t\r".utf8).contains(first) else { return text }
        return "'" + text
    }
}
