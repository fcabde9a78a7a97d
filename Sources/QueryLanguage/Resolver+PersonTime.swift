import Catalogue
import JSON

extension Resolver {
    /// The longest window of person-time, in months: a hundred years.
    private static let longestWindow = 1_200

    /// `"personYears"`, in the period of what is counted, or `{"personYears": {"from": …, "to": …}}`. Nil for anything
    /// else.
    mutating func personTime(
        _ place: JSONCursor, during rows: SelectedRows?, into list: inout MeasureList
    ) throws(QueryError) -> Counted? {
        if case .string("personYears") = place.value {
            guard let window = rows?.months else { throw QueryError(place.pointer, .windowMissing) }
            return try months(window, place.pointer, into: &list)
        }
        guard case .object(let object) = place.value, object["personYears"] != nil else { return nil }
        return try personYears(place.queryFields("personYears").need("personYears"), into: &list)
    }

    /// `{"from": "2025-04", "to": "2026-03"}`: whole months, both included.
    mutating func personYears(_ place: JSONCursor, into list: inout MeasureList) throws(QueryError) -> Counted {
        let fields = try place.queryFields("from", "to")
        let from = try fields.need("from").queryMonth()
        let to = try fields.need("to").queryMonth()
        guard from <= to else { throw QueryError(place.pointer, .emptySet) }
        return try months(from...to, place.pointer, into: &list)
    }

    private mutating func months(
        _ window: ClosedRange<Month>, _ pointer: String, into list: inout MeasureList
    ) throws(QueryError) -> Counted {
        guard let declared = register.presence else {
            throw QueryError(pointer, .noPresence(dataset: "\(register.id)"))
        }
        guard window.upperBound.number - window.lowerBound.number < Self.longestWindow else {
            throw QueryError(pointer, .tooComplex)
        }
        let entry = declared.entry.flatMap { register.variable(named: $0) }
        let exit = declared.exit.flatMap { register.variable(named: $0) }
        for variable in [entry, exit].compactMap({ $0 }) {
            let name = VariableName(dataset: register.id, name: variable.name)
            variables.insert(name)
            variablesToApprove.insert(name)
        }
        let presence = Presence(
            entry: entry.map { Column(role: nil, dataset: register.id, name: $0.name) },
            exit: exit.map { Column(role: nil, dataset: register.id, name: $0.name) }, window: window,
            before: Self.monthsOfWindow(window, before: entry, otherwise: 0),
            until: Self.monthsOfWindow(
                window, before: exit, otherwise: window.upperBound.number - window.lowerBound.number + 1))
        list.ofWholeUnits.append((pointer, "person-time"))
        let part = list.place(.months(presence))
        return Counted(part: part, units: list.place(.unitsPresent(presence)))
    }

    /// For each code of a month variable, how many months of the window lie before that month.
    private static func monthsOfWindow(
        _ window: ClosedRange<Month>, before variable: Variable?, otherwise: Int
    ) -> [Int] {
        guard let domain = variable?.domain else { return [] }
        let length = window.upperBound.number - window.lowerBound.number + 1
        let months = domain.categories.map { category in
            Month(category.code).map { min(max(0, $0.number - window.lowerBound.number), length) } ?? otherwise
        }
        return months + domain.missing.map { _ in otherwise } + [otherwise]
    }
}
