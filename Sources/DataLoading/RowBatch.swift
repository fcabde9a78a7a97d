import Catalogue
import Snapshots

/// Rows in order, on their way to a segment: column by column.
struct RowBatch {
    private let layout: RowLayout
    private let categories: [Int]
    private var units: [UInt32] = []
    private var columns: [[UInt32]]
    private var links: [[UInt32]]
    /// For each variable, the rows of each kind of missing.
    private(set) var missing: [[Int]]

    private static let rows = 1 << 14

    init(_ plan: RowPlan) {
        layout = RowLayout(plan.dataset)
        categories = plan.variables.map(\.domain.categories.count)
        columns = plan.variables.map { _ in [] }
        links = plan.targets.map { _ in [] }
        missing = plan.variables.map { $0.domain.missing.map { _ in 0 } }
    }

    var isFull: Bool { units.count >= Self.rows }

    /// Adds the packed row at an offset; `known` gives the target of a link that is to be kept.
    mutating func append(_ bytes: [UInt8], _ offset: Int, known: (Int, UInt32) -> UInt32) {
        units.append(layout.unit(at: offset, in: bytes))
        var place = offset + CodeWidth.four.rawValue
        for (index, width) in layout.widths.enumerated() {
            let number = RowLayout.number(at: place, width: width, in: bytes)
            place += width
            if index < layout.columns {
                columns[index].append(number)
                if Int(number) >= categories[index] { missing[index][Int(number) - categories[index]] += 1 }
            } else {
                links[index - layout.columns].append(known(index - layout.columns, number))
            }
        }
    }

    mutating func flush(to writer: RowSegmentWriter) throws(LoadError) {
        do throws(SnapshotError) { try writer.append(unitOfRow: units, columns: columns, links: links) } catch {
            throw .snapshot(error)
        }
        units.removeAll(keepingCapacity: true)
        for index in columns.indices { columns[index].removeAll(keepingCapacity: true) }
        for index in links.indices { links[index].removeAll(keepingCapacity: true) }
    }
}
