import QueryLanguage

/// Rows that are selected by a condition: the place of their table among the plan's, and the condition.
struct Selection: Sendable {
    let table: Int
    let test: RowTest
}

/// A condition on units, ready to run.
indirect enum UnitTest: Sendable {
    case constant(Bool)
    case column(UnitValues<CodeFilter>)
    /// The number of a unit's rows in a selection, by its place among the plan's, lies in a range.
    case rows(Int, ClosedRange<UInt32>)
    case all([UnitTest])
    case any([UnitTest])
}
