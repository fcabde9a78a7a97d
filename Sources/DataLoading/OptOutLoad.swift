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
        do {
            var reader = try source.reader()
            guard let first = try reader.nextRow(), (0..<first.count).map(first.text) == Self.headings else {
                throw CSVError(row: 1, reason: "the headings must be \(Self.headings.joined(separator: ","))")
            }
            while let row = try reader.nextRow() {
                let (kind, person) = try read(row)
                if let person { persons[kind, default: []].append(person) }
            }
        } catch let error as CSVError {
            throw .optOuts(file: source.name, row: error.row, reason: error.reason)
        } catch let error as LoadError {
            throw error
        } catch {
            throw .optOuts(file: source.name, row: 0, reason: "it cannot be read")
        }
        return OptOutList(version: version.description, persons: persons)
    }

    /// The kind, and the person where the no holds on the list's day.
    private func read(_ row: CSVRow) throws(CSVError) -> (OptOutKind, Pseudonym?) {
        func fault(_ reason: String) -> CSVError { CSVError(row: row.number, reason: reason) }
        guard row.count == Self.headings.count else { throw fault("four fields are needed") }
        guard let kind = OptOutKind(rawValue: row.text(1)) else {
            throw fault("column `kind` must be one of " + OptOutKind.allCases.map(\.rawValue).joined(separator: ", "))
        }
        guard let person = key.pseudonym(of: row[0], unit: .person, kind: identifier) else {
            throw fault("column `identifier` is not an identifier of the declared form")
        }
        guard let from = CalendarDay(row.text(2)) else { throw fault("column `from` must be a day, YYYY-MM-DD") }
        guard !row[3].isEmpty else { return (kind, from <= version ? person : nil) }
        guard let to = CalendarDay(row.text(3)) else { throw fault("column `to` must be a day or empty") }
        return (kind, from <= version && version < to ? person : nil)
    }
}
