import JSON

/// The calendar's own groupings of months and days, and their names.
enum CalendarWords {
    private static let names = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    static func month(_ month: Month) -> String { "\(names[month.monthOfYear - 1]) \(month.year)" }

    static func quarter(_ month: Month) -> Category {
        let quarter = (month.monthOfYear - 1) / 3
        return Category(
            code: "\(month.year)-Q\(quarter + 1)",
            title: "\(names[quarter * 3]) to \(names[quarter * 3 + 2]) \(month.year)")
    }

    static func year(_ month: Month) -> Category { Category(code: "\(month.year)", title: "\(month.year)") }

    /// From April to March, written `2025/26`.
    static func financialYear(_ month: Month) -> Category {
        let start = month.monthOfYear >= 4 ? month.year : month.year - 1
        let end = (start + 1) % 100
        let code = "\(start)/\(end < 10 ? "0" : "")\(end)"
        return Category(code: code, title: "April \(start) to March \(start + 1)")
    }
}

extension CatalogueReader {
    /// Those of the calendar's groupings that a declaration names: all where it names none.
    static func calendarGroupings(
        _ type: VariableType, _ named: JSONCursor?, _ categories: [Category]
    ) throws(JSONError) -> [Grouping] {
        let all = calendarGroupings(type, categories)
        guard let named else { return all }
        var kept: Set<String> = []
        for element in try named.array() {
            guard kept.insert(try element.oneOf(all.map { ($0.name, $0.name) })).inserted else {
                throw element.fail("this name occurs twice")
            }
        }
        return all.filter { kept.contains($0.name) }
    }

    /// Month (of days), quarter, year, financial year and ISO week (of days). Each covers the whole declared range.
    static func calendarGroupings(_ type: VariableType, _ categories: [Category]) -> [Grouping] {
        switch type {
        case .month:
            return monthGroupings(categories.compactMap { Month($0.code) })
        case .date:
            let days = categories.compactMap { CalendarDay($0.code) }
            let months = days.map(\.month)
            let month = runs("month", "Month", months.map { Category(code: "\($0)", title: CalendarWords.month($0)) })
            let week = runs(
                "isoWeek", "Week, Monday to Sunday", days.map { Category(code: $0.isoWeek, title: $0.isoWeek) })
            return [month] + monthGroupings(months) + [week]
        case .age, .area, .code, .flag, .integer:
            return []
        }
    }

    private static func monthGroupings(_ months: [Month]) -> [Grouping] {
        [
            runs("quarter", "Quarter", months.map(CalendarWords.quarter)),
            runs("year", "Calendar year", months.map(CalendarWords.year)),
            runs("financialYear", "Financial year", months.map(CalendarWords.financialYear)),
        ]
    }

    /// Neighbours of one label make one group.
    private static func runs(_ name: String, _ title: String, _ labels: [Category]) -> Grouping {
        var groups: [Category] = []
        var groupOf: [Int] = []
        for label in labels {
            if groups.last != label { groups.append(label) }
            groupOf.append(groups.count - 1)
        }
        return Grouping(name: name, title: title, groups: groups, groupOf: groupOf, isAddressable: true)
    }
}
