import Catalogue
import QueryEngines
import QueryLanguage
import Snapshots

/// Finds what a plan names in a generation, and works out what is known of units before any are counted.
struct Compiler {
    let plan: EnginePlan
    /// What conditions and columns are about: the plan's unit, or another one while a derived variable is worked out.
    let unit: StatisticalUnit
    let generation: Generation
    let isCancelled: () -> Bool
    /// Rising.
    let optedOut: [UInt32]
    let withheld: [UInt32]
    var tables: [RowTable] = []
    var selections: [Selection] = []
    /// Where a table or a selection that was met before stands.
    var tableOf: [DatasetID: Int] = [:]
    var selectionOf: [RowSelection: Int] = [:]
    /// The codes of derived variables that were worked out, by their columns without a link.
    var derivedCodes: [Column: [UInt32]] = [:]
    private var membership: [StatisticalUnit: Membership] = [:]

    /// Throws where a register or a dataset of the plan is not in the generation, or is of another release.
    static func compile(
        _ plan: EnginePlan, over generation: Generation, isCancelled: () -> Bool
    ) throws(EngineError) -> CompiledPlan {
        try withoutActuallyEscaping(isCancelled) { isCancelled throws(EngineError) in
            var compiler = try Compiler(plan, of: plan.unit, generation, isCancelled)
            return try compiler.compiled()
        }
    }

    /// The same plan and data, for conditions on another unit.
    func about(_ unit: StatisticalUnit) throws(EngineError) -> Compiler {
        try Compiler(plan, of: unit, generation, isCancelled)
    }

    private init(
        _ plan: EnginePlan, of unit: StatisticalUnit, _ generation: Generation, _ isCancelled: @escaping () -> Bool
    ) throws(EngineError) {
        self.plan = plan
        self.unit = unit
        self.generation = generation
        self.isCancelled = isCancelled
        optedOut = plan.exclusions.persons
        withheld = plan.exclusions.withheld
        for id in plan.datasets {
            guard generation.catalogue.dataset(id) != nil, generation.tables[id]?.asOf == plan.asOf else {
                throw .missing("`\(id)`, or its release \(plan.asOf)")
            }
        }
    }

    private mutating func compiled() throws(EngineError) -> CompiledPlan {
        let presence = try presence()
        let selected = try test(plan.selected)
        let placedBy = try plan.rowDimensions.map { (rows) throws(EngineError) in try selection(rows) }
        let cells = try cells()
        let parts = try parts()
        let unitCount = generation.spineSizes[plan.unit] ?? 0
        return CompiledPlan(
            unitCount: unitCount, blockSize: blockSize(unitCount), presence: presence, selected: selected, cells: cells,
            placedBy: placedBy, parts: parts, marginals: try marginals(cells, parts), tables: tables,
            selections: selections, members: plan.unit == .person ? nil : try membership(of: plan.unit).persons,
            links: try links(), listsUnits: plan.listsUnits)
    }

    mutating func presence() throws(EngineError) -> UnitPresence {
        let register = try register(of: unit)
        return UnitPresence(
            segments: try table(register.id).segments, absent: [try outOf(unit), absent(from: register)])
    }

    /// Fewer units where they have many rows, so that a block's rows stay in the cache too.
    func blockSize(_ units: Int) -> Int {
        let rows = tables.map(\.rowCount).max() ?? 0
        var size = UnitBlock.largest
        while size > 64, rows / max(units, 1) * size > 4 * UnitBlock.largest { size /= 2 }
        return size
    }

    // MARK: What is where

    func dataset(_ id: DatasetID) throws(EngineError) -> Dataset {
        guard let dataset = generation.catalogue.dataset(id) else { throw .missing("`\(id)`") }
        return dataset
    }

    func table(_ id: DatasetID) throws(EngineError) -> DatasetTable {
        guard let table = generation.tables[id] else { throw .missing("`\(id)`") }
        return table
    }

    func register(of unit: StatisticalUnit) throws(EngineError) -> Dataset {
        guard let register = generation.catalogue.register(of: unit) else {
            throw .missing("the register of \(unit.rawValue)s")
        }
        return register
    }

    /// The variable of a stored column, its dataset, and its part in each segment.
    func stored(
        _ column: Column
    ) throws(EngineError) -> (dataset: Dataset, variable: Variable, codes: [StoredColumn]) {
        let dataset = try dataset(column.dataset)
        let segments = try table(column.dataset).segments
        let codes = segments.compactMap { $0.column(column.name) }
        guard let variable = dataset.variable(named: column.name), codes.count == segments.count else {
            throw .missing("`\(column.dataset).\(column.name)`")
        }
        return (dataset, variable, codes)
    }

    /// The units whose row in a dataset is not there, or all of whose rows: rising.
    func absent(from dataset: Dataset) -> [UInt32] { plan.exclusions.withoutRow(in: dataset) }

    /// The units that said no, rising: persons, and households all of whose members did.
    mutating func outOf(_ unit: StatisticalUnit) throws(EngineError) -> [UInt32] {
        switch unit {
        case .person: optedOut
        case .household: try membership(of: .household).emptied
        case .organisation: []
        }
    }

    mutating func membership(of unit: StatisticalUnit) throws(EngineError) -> Membership {
        if let known = membership[unit] { return known }
        let found = try Membership(of: unit, self)
        membership[unit] = found
        return found
    }

    func stopIfCancelled() throws(EngineError) {
        if isCancelled() { throw .cancelled }
    }
}
