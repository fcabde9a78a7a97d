import QueryEngines
import QueryLanguage
import Snapshots

/// A plan with everything found that it names, ready to run over blocks of units. It is one object, which threads share:
/// copies of all its lists for each block would cost more than a block's work.
final class CompiledPlan: Sendable {
    /// Unit numbers run from 0 to below this.
    let unitCount: Int
    /// How many units a block has.
    let blockSize: Int
    let presence: UnitPresence
    let selected: UnitTest
    let cells: CellPlan
    /// The rows that put units into cells, by the place of their selection; nil where the table is of units only.
    let placedBy: Int?
    let parts: [PartPlan]
    let marginals: [MarginalPlan]
    let tables: [RowTable]
    let selections: [Selection]
    /// The persons behind each unit; nil where units are persons.
    let members: [UInt32]?
    /// The links whose targets are counted behind each number.
    let links: [UnitValues<LinkTargets>]
    /// Whether the units behind the cells of the whole table are listed.
    let listsUnits: Bool

    init(
        unitCount: Int, blockSize: Int, presence: UnitPresence, selected: UnitTest, cells: CellPlan, placedBy: Int?,
        parts: [PartPlan], marginals: [MarginalPlan], tables: [RowTable], selections: [Selection], members: [UInt32]?,
        links: [UnitValues<LinkTargets>], listsUnits: Bool
    ) {
        self.unitCount = unitCount
        self.blockSize = blockSize
        self.presence = presence
        self.selected = selected
        self.cells = cells
        self.placedBy = placedBy
        self.parts = parts
        self.marginals = marginals
        self.tables = tables
        self.selections = selections
        self.members = members
        self.links = links
        self.listsUnits = listsUnits
    }
}

/// Which units are in the register and have not said no.
struct UnitPresence: Sendable {
    let segments: [Segment]
    /// Units that are not there all the same, rising.
    let absent: [[UInt32]]

    func mask(of block: UnitBlock) throws(EngineError) -> Mask {
        var found = [UInt8](repeating: 0, count: block.count)
        var isWhole = false
        for segment in segments {
            let places = try segment.places(of: block)
            isWhole = isWhole || places.count == block.count
            guard !isWhole, !places.isEmpty else { continue }
            try reading { () throws(SnapshotError) in
                try segment.withUnits(places, in: block) { _, unit in found[unit] = 1 }
            }
        }
        var mask = isWhole ? Mask.all : Mask.each(found)
        for list in absent { mask.remove(block.places(of: list), of: block.count) }
        return mask
    }
}

/// What puts units, or their rows, into cells of the whole table: each dimension adds its group times its stride.
struct CellPlan: Sendable {
    /// How many cells the whole table has.
    let count: Int
    let ofUnit: [UnitValues<CodeTable<UInt32>>]
    let ofRow: [(column: RowColumn, groups: CodeTable<UInt32>)]

    /// Stands for a code that no group takes. The sum of the few that can meet stays below 2³².
    static let outside: UInt32 = 1 << 28
    /// The most cells, or entries, of one table.
    static let largest = 1 << 24
}

/// One marginal of the plan.
struct MarginalPlan: Sendable {
    let cellCount: Int
    /// For each cell of the whole table, the marginal's cell, and at the end *nowhere* for nowhere; nil for the whole.
    let cellOf: [UInt32]?
    /// Nil where a unit is in one cell by itself.
    let bounding: CellBounding?
    /// For each part that the values of rows divide.
    let binBounding: [CellBounding?]
}

/// One part of the plan.
struct PartPlan: Sendable {
    /// What a unit adds, in the order of `MeasurePart`.
    enum Amount: Sendable {
        case one(UnitTest)
        case share(UnitTest, among: UnitTest)
        case number(UnitTest, UnitValues<CodeTable<Int64>>)
        case months(PresencePlan)
        case present(PresencePlan)
        /// Selected rows, at most so many in a cell.
        case rows(selection: Int, perCell: Int)
        case anyRows(selection: Int)
        case rowNumbers(selection: Int, column: RowColumn, CodeTable<Int64>, perCell: Int)
    }

    enum Groups: Sendable {
        case whole
        /// Each adds its group times its stride.
        case ofUnit([UnitValues<CodeTable<UInt32>>])
        /// The groups of rows' values, and in how many entries one unit may count.
        case ofRow(RowColumn, CodeTable<UInt32>, limit: Int)
    }

    let amount: Amount
    let groups: Groups
    let groupCount: Int
    /// Another part that counts the same rows: the units behind them are this part's numbers.
    let countedBy: Int?

    /// Whether the numbers of a smaller marginal are the sums over the whole table, where each unit is in one cell.
    var isAdditive: Bool { if case .ofRow = groups { false } else { true } }

    /// Whether each unit adds 1, so that a number and its units are one.
    var eachAddsOne: Bool {
        switch amount {
        case .one, .share, .present, .anyRows: true
        case .number, .months, .rows, .rowNumbers: false
        }
    }

    /// For how many of a plan's links the part counts what they lead to: a divided part's entries are never shown.
    func links(of all: Int) -> Int { if case .whole = groups { all } else { 0 } }

    var isShare: Bool { if case .share = amount { true } else { false } }
}

/// From when to when units are present within a window of months.
struct PresencePlan: Sendable {
    let length: Int64
    let before: UnitValues<CodeTable<Int64>>?
    let until: UnitValues<CodeTable<Int64>>?

    /// In how many months of the window each unit is present.
    func months(of block: UnitBlock) throws(EngineError) -> [Int64] {
        var months = try until?.values(of: block) ?? Array(repeating: length, count: block.count)
        let before = try self.before?.values(of: block) ?? Array(repeating: 0, count: block.count)
        for unit in 0..<months.count { months[unit] = max(0, months[unit] - before[unit]) }
        return months
    }
}
