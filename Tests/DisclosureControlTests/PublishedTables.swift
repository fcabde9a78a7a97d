import DisclosureControl
import Foundation

/// Tables that statistical offices publish to try suppression on, where a checkout has them beside it.
enum PublishedTables {
    /// `sdc_mit` in the folder of the environment, or in `shared/data` beside the checkout; nil where there is none.
    static let folder: URL? = {
        let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let named = ProcessInfo.processInfo.environment["SALTHOUSE_SHARED_DATA"].map { URL(filePath: $0) }
        let candidates = [named, checkout.deletingLastPathComponent().appending(path: "shared/data")]
        return candidates.compactMap { $0?.appending(path: "sdc_mit") }.first {
            FileManager.default.fileExists(atPath: $0.path)
        }
    }()

    static var isMissing: Bool { folder == nil }

    /// The fields of each line by the names in the first.
    static func rows(_ name: String) throws -> [[String: String]] {
        guard let folder else { return [] }
        let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        let lines = text.split(whereSeparator: \.isNewline).map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: CharacterSet(charactersIn: "\""))
            }
        }
        return lines.dropFirst().map { Dictionary(zip(lines[0], $0)) { first, _ in first } }
    }

    /// A decimal number of at most four places as ten-thousandths, the rest cut off.
    static func tenThousandths(_ text: String) -> Int {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let places = (parts.count > 1 ? String(parts[1]) : "") + "0000"
        return (Int(parts[0]) ?? 0) * 10_000 + (Int(places.prefix(4)) ?? 0)
    }
}

/// A dimension of a published table: its codes, the total first, and which adds to which.
struct PublishedDimension {
    let column: String
    let codes: [String]
    let parents: [Int?]

    /// The codes that occur in the rows; `parents` names the parent of each but the total.
    init(_ column: String, total: String, parents: [String: String], rows: [[String: String]]) {
        let present = Set(rows.compactMap { $0[column] })
        let codes = [total] + present.subtracting([total]).sorted()
        self.column = column
        self.codes = codes
        self.parents = codes.map { code in
            code == total ? nil : parents[code].flatMap { codes.firstIndex(of: $0) } ?? 0
        }
    }
}

/// One published table with everything that its rules need. Cells that no row names are empty.
struct PublishedTable {
    let table: AdditiveTable
    let dimensions: [PublishedDimension]
    let rowOf: [Int: [String: String]]

    init(_ dimensions: [PublishedDimension], rows: [[String: String]]) throws {
        var trees: [CodeTree] = []
        for dimension in dimensions { trees.append(CodeTree(parents: dimension.parents) ?? .flat(1)) }
        table = AdditiveTable(dimensions: trees)
        self.dimensions = dimensions
        var rowOf: [Int: [String: String]] = [:]
        for row in rows {
            let cell = dimensions.reduce(0) { cell, dimension in
                cell * dimension.codes.count + (dimension.codes.firstIndex(of: row[dimension.column] ?? "") ?? 0)
            }
            rowOf[cell] = row
        }
        self.rowOf = rowOf
    }

    /// One number for each cell, and 0 where no row names it.
    func column(_ name: String, _ read: (String) -> Int) -> [Int] {
        (0..<table.cellCount).map { rowOf[$0]?[name].map(read) ?? 0 }
    }
}
