package import Catalogue
package import Linux
package import Snapshots
package import Zlib

/// Why a file is not loaded. Messages name files, rows and columns, never a value.
package enum LoadError: Error, Hashable {
    /// The text is not CSV as RFC 4180 has it.
    case notCSV(file: String, row: Int, reason: String)
    /// The text is packed, and cannot be unpacked to its end.
    case packing(file: String, ZlibError)
    /// Rows cannot be added to what is loaded.
    case append(dataset: String, reason: String)
    /// The first row does not name the declared columns.
    case headings(file: String, reason: String)
    /// Values do not fit their declaration; the report says which columns and rows.
    case values(LoadReport)
    /// The opt-out list has a row that cannot be read.
    case optOuts(file: String, row: Int, reason: String)
    /// A link leads to a dataset that is neither loaded nor in this load.
    case order(dataset: String, needs: String)
    /// The list is older than the one that is loaded, or another one for its day.
    case optOutDay(String, loaded: String)
    /// A reference does not fit the datasets that are loaded.
    case reference(CatalogueError)
    /// There is no reference of this name.
    case noReference(String)
    /// A derived variable does not fit the datasets that are loaded.
    case definition(CatalogueError)
    /// There is no derived variable of this name.
    case noDefinition(String)
    case pseudonymKey(file: String, reason: String)
    case snapshot(SnapshotError)
    case storage(SystemError)

    /// A stable code for logs, never reused or renumbered.
    package var code: String {
        switch self {
        case .notCSV: "SH-V201"
        case .headings: "SH-V202"
        case .values: "SH-V203"
        case .optOuts: "SH-V204"
        case .order: "SH-V205"
        case .pseudonymKey: "SH-V206"
        case .snapshot: "SH-V207"
        case .storage: "SH-V208"
        case .packing: "SH-V209"
        case .append: "SH-V210"
        case .optOutDay: "SH-V211"
        case .reference: "SH-V212"
        case .noReference: "SH-V213"
        case .definition: "SH-V214"
        case .noDefinition: "SH-V215"
        }
    }

    package var message: String {
        switch self {
        case .notCSV(let file, let row, let reason): "`\(file)`, row \(row): \(reason)"
        case .packing(let file, let error): "`\(file)`: \(error.message)"
        case .append(let dataset, let reason): "rows cannot be added to `\(dataset)`: \(reason)"
        case .headings(let file, let reason): "`\(file)`, first row: \(reason)"
        case .values(let report): report.lines.joined(separator: "\n")
        case .optOuts(let file, let row, let reason): "`\(file)`, row \(row): \(reason)"
        case .order(let dataset, let needs): "`\(dataset)` links to `\(needs)`: load `\(needs)` first, or with it"
        case .optOutDay(let day, let loaded):
            "the list of \(day) would replace another one of \(loaded); a day has one list, and days rise, because answers "
                + "are kept under the day of their list. Give a corrected list the next day"
        case .reference(let error):
            "\(error.code): \(error.message). A reference counts by loaded variables; a changed one needs a new version"
        case .noReference(let name): "there is no reference `\(name)`; `salthouse datasets` names those that are loaded"
        case .definition(let error):
            "\(error.code): \(error.message). A derived variable belongs to a loaded register; a changed one needs a new "
                + "version"
        case .noDefinition(let name):
            "there is no derived variable `\(name)`; `salthouse datasets` names those that are loaded"
        case .pseudonymKey(let file, let reason): "the key for pseudonyms, `\(file)`: \(reason)"
        case .snapshot(let error): error.message
        case .storage(let error): error.message
        }
    }
}
