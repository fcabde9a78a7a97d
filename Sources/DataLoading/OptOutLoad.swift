import Catalogue
import Snapshots

/// Reads a list of those who have said no: `identifier,kind,from,to`, a row for each no. An empty `to` has no end.
struct OptOutLoad {
    let key: Pseudonymiser
    let identifier: IdentifierKind
    /// The day that the list describes: a no counts from `from` to the day before `to`.
    let version: CalendarDay

    private static let headings = ["identifier", "kind", "from", "to"]

    func run(_ source: CSVSource) throws(LoadError) -> OptOutList {
        var persons: [OptOutKind: [Pseudonym]] = [:]
        let pieces = try source.pieces()
        var splitter = CSVSplitter { () throws(LoadError) in try pieces.next() }
        var isFirst = true
        while let block = try splitter.nextBlock() {
            var rows = CSVRows(block)
            do throws(CSVError) {
                while try rows.next() {
                    if isFirst {
                        try check(headings: rows)
                        isFirst = false
                    } else {
                        let (kind, person) = try read(rows)
                        if let person { persons[kind, default: []].append(person) }
                    }
                }
            } catch {
                throw .optOuts(file: source.name, row: error.row, reason: error.reason)
            }
        }
        guard !isFirst else { throw .optOuts(file: source.name, row: 1, reason: Self.needed) }
        return OptOutList(version: version.description, persons: persons)
    }

    private static let needed = "the headings must be \(headings.joined(separator: ","))"

    private func check(headings rows: CSVRows) throws(CSVError) {
        guard rows.fields.indices.map({ rows.text($0) }) == Self.headings else {
            throw CSVError(row: 1, reason: Self.needed)
        }
    }

    /// The kind, and the person where the no holds on the list's day.
    private func read(_ row: CSVRows) throws(CSVError) -> (OptOutKind, Pseudonym?) {
        func fault(_ reason: String) -> CSVError { CSVError(row: row.row, reason: reason) }
        guard row.fields.count == Self.headings.count else { throw fault("four fields are needed") }
        guard let kind = OptOutKind(rawValue: row.text(1)) else {
            throw fault("column `kind` must be one of " + OptOutKind.allCases.map(\.rawValue).joined(separator: ", "))
        }
        guard let person = key.pseudonym(of: row.bytes[row.fields[0]], unit: .person, kind: identifier) else {
            throw fault("column `identifier` is not an identifier of the declared form")
        }
        guard let from = CalendarDay(row.text(2)) else { throw fault("column `from` must be a day, YYYY-MM-DD") }
        guard !row.fields[3].isEmpty else { return (kind, from <= version ? person : nil) }
        guard let to = CalendarDay(row.text(3)) else { throw fault("column `to` must be a day or empty") }
        return (kind, from <= version && version < to ? person : nil)
    }
}
