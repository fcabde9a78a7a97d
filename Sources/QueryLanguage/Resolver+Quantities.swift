import Catalogue
import JSON

/// What is measured of units or rows: a variable with whole numbers, and those who have one.
struct MeasuredNumbers {
    let reference: VariableReference
    /// All of whom have a value.
    let selected: Selected
    /// How many are averaged over.
    let count: Counted
    let missing: Counted?
    let label: String
    /// C of the rows, in cells of one marginal; 1 of units.
    let cells: Int
}

extension Resolver {
    /// `{"mean": "care_event.los_days", "where": …, "during": …, "atMost": …, "clamp": …, "missing": …}`, and alike for
    /// `sum` and `variance`. Of a variable of units, `where` is about units, and `via` and `at` choose the value.
    mutating func momentMeasure(
        _ kind: String, _ name: String, _ cursor: JSONCursor, into list: inout MeasureList
    ) throws(QueryError) {
        let fields = try cursor.queryFields(kind, "where", "during", "via", "at", "atMost", "clamp", "missing")
        let place = try fields.need(kind)
        let numbers = try numbers(place, fields, at: fields["at"], pointer: cursor.pointer, into: &list)
        let clamp = try clamp(fields["clamp"], numbers.reference)
        let about = kind == "sum" ? 0 : clamp.lowerBound + (clamp.upperBound - clamp.lowerBound) / 2
        func part(_ power: Int) throws(QueryError) -> MeasurePart {
            let quantity = Quantity(numbers.reference, clamp: clamp, about: about, power: power)
            let part = MeasurePart.sum(quantity, over: numbers.selected)
            guard isHeld(quantity, numbers.selected) else { throw QueryError(cursor.pointer, .tooLarge) }
            return part
        }
        let sum = list.place(try part(1))
        let moments = Moments(sum: sum, count: numbers.count, about: about, missing: numbers.missing)
        let statistic: Statistic =
            switch kind {
            case "sum": .sum(Counted(part: sum, units: numbers.count.units), missing: numbers.missing)
            case "mean": .mean(moments)
            default: .variance(moments, squares: list.place(try part(2)))
            }
        let measuredIn = numbers.reference.variable.measuredIn ?? "number"
        list.add(
            Measure(
                name: name, kind: .statistic(statistic), unitLabel: measuredIn,
                ofLabel: kind == "sum" ? nil : numbers.label))
    }

    /// Finds the variable and settles over what it is measured: its rows, where it has many for a unit or belongs to
    /// units that point at the counted ones; otherwise the counted units.
    mutating func numbers(
        _ place: JSONCursor, _ fields: JSONFields, at: JSONCursor?, pointer: String, into list: inout MeasureList
    ) throws(QueryError) -> MeasuredNumbers {
        let dataset = try declared(place).dataset
        let isReached =
            dataset.unit == unit || register.links.contains { catalogue.dataset($0.dataset)?.unit == dataset.unit }
        if dataset.rowsPerUnit == .many || !isReached {
            return try rowNumbers(place, dataset, fields, at: at, pointer: pointer, into: &list)
        }
        if let extra = fields["during"] ?? fields["atMost"] {
            throw QueryError(extra.pointer, .oneRow(dataset: "\(dataset.id)"))
        }
        let reference = try reference(place, via: fields["via"], at: at, in: .units, allowsManyRows: false)
        try requireNumber(reference, place)
        let condition = try fields["where"].map { (inner) throws(QueryError) in
            try clause(inner, in: .units, depth: 1).condition
        }
        let all = condition ?? .constant(true)
        let present = try settle(.all([all] + (reference.isMissing.map { [$0.negated] } ?? [])), pointer: pointer)
        var missing: Counted?
        if let unknown = try missingAsRow(reference, fields["missing"], pointer) {
            missing = list.count(try settle(.all([all, unknown]), pointer: pointer))
        }
        return MeasuredNumbers(
            reference: reference, selected: .units(present), count: list.count(present), missing: missing,
            label: unit.rawValue, cells: 1)
    }

    private mutating func rowNumbers(
        _ place: JSONCursor, _ dataset: Dataset, _ fields: JSONFields, at: JSONCursor?, pointer: String,
        into list: inout MeasureList
    ) throws(QueryError) -> MeasuredNumbers {
        let reference = try reference(place, via: nil, at: at, in: .rows(dataset), allowsManyRows: false)
        try requireNumber(reference, place)
        let present = reference.isMissing.map { [$0.negated] } ?? []
        let rows = try selection(of: dataset, place, fields, state: nil, depth: 1, and: present)
        list.rowCounts.append((pointer, rows))
        let bound = try rowBound(rows, fields["atMost"], pointer: pointer)
        var missing: Counted?
        if let unknown = try missingAsRow(reference, fields["missing"], pointer) {
            let without = try selection(of: dataset, place, fields, state: nil, depth: 1, and: [unknown])
            missing = list.count(without.selection, perCell: bound)
        }
        return MeasuredNumbers(
            reference: reference, selected: .rows(rows.selection, perCell: bound),
            count: list.count(rows.selection, perCell: bound), missing: missing, label: "\(dataset.id)",
            cells: dataset.bounds.cells * (rows.link?.maximumPerTarget ?? 1))
    }

    private func requireNumber(_ reference: VariableReference, _ place: JSONCursor) throws(QueryError) {
        let isView = if case .view = reference.variable.source { true } else { false }
        guard reference.variable.type == .age || reference.variable.type == .integer, !isView else {
            throw QueryError(place.pointer, .notANumber(variable: "\(reference.name)"))
        }
    }

    /// The condition of a row of the missing, where the asker wants one. A missing number is never a zero.
    private func missingAsRow(
        _ reference: VariableReference, _ place: JSONCursor?, _ pointer: String
    ) throws(QueryError) -> Condition? {
        let wantsRow = try place?.queryChoice([("exclude", false), ("row", true)])
        guard let unknown = reference.isMissing else { return nil }
        guard let wantsRow else { throw QueryError(pointer, .missingNumberUndecided) }
        return wantsRow ? unknown : nil
    }

    /// `"clamp": {"from": 0, "to": 30}`: on edges of declared groupings. Without it the declared bounds.
    private mutating func clamp(
        _ place: JSONCursor?, _ reference: VariableReference
    ) throws(QueryError) -> ClosedRange<Int> {
        let first = reference.leastNumber
        guard let place else { return first...(first + reference.variable.domain.categories.count - 1) }
        let asked = try range(place.queryFields("from", "to"), of: reference)
        guard let from = asked.contains.firstIndex(of: true), let to = asked.contains.lastIndex(of: true) else {
            throw QueryError(place.pointer, .emptySet)
        }
        return (first + from)...(first + to)
    }

    /// Whether the sum over all declared units is far from what an integer holds.
    private func isHeld(_ quantity: Quantity, _ selected: Selected) -> Bool {
        let perCell = if case .rows(_, let perCell) = selected { perCell } else { 1 }
        let bound = quantity.magnitude.multipliedReportingOverflow(by: perCell)
        let whole = bound.partialValue.multipliedReportingOverflow(by: register.declaredUnits)
        return !bound.overflow && !whole.overflow && whole.partialValue <= 1 << 52
    }
}

extension VariableReference {
    /// The number of the first category: those of integers and ages follow one another.
    var leastNumber: Int { Int(variable.domain.categories[0].code) ?? 0 }
}

extension Quantity {
    init(_ reference: VariableReference, clamp: ClosedRange<Int>, about: Int, power: Int) {
        let first = reference.leastNumber
        let categories = reference.variable.domain.categories.count
        func number(_ code: Int) -> Int {
            guard code < categories else { return 0 }
            let centred = min(max(first + code, clamp.lowerBound), clamp.upperBound) - about
            return power == 1 ? centred : centred * centred
        }
        let farthest = max(abs(clamp.lowerBound - about), abs(clamp.upperBound - about))
        self.init(
            name: reference.name, at: reference.at, column: reference.column, clamp: clamp, about: about, power: power,
            numbers: reference.codeOf.map(number) + [0],
            magnitude: max(1, power == 1 ? farthest : farthest * farthest))
    }
}
