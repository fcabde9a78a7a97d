/// One value that a variable may take, or one group of such values.
package struct Category: Sendable, Hashable {
    /// What stands in queries and answers. Printable ASCII.
    package let code: String
    /// What a reader sees.
    package let title: String

    package init(code: String, title: String) {
        self.code = code
        self.title = title
    }
}

/// Why a value is not there. The three are different facts and are never mixed.
package enum MissingKind: String, Sendable, Hashable, CaseIterable {
    case notStated, notLinked, notYet

    /// The code a table shows for a row of this kind, such as `_notStated`.
    package var code: String { "_\(rawValue)" }
}

/// What the values of a variable are.
package enum VariableType: String, Sendable, Hashable, CaseIterable {
    case area, code, date, flag, integer, month
    /// Whole years between a declared birth month and a month that the query names.
    case age
}

/// The finest partition of a variable: every value it may take, and every way of being missing.
///
/// A stored column holds, for each row, one *column code*: an index into `categories`, or
/// `categories.count + i` for the i-th entry of `missing`.
package struct Domain: Sendable, Hashable {
    package let categories: [Category]
    package let missing: [MissingKind]
    /// Whether `from` and `to` mean something: the categories stand in their natural order.
    package let isOrdered: Bool

    package init(categories: [Category], missing: [MissingKind], isOrdered: Bool) {
        self.categories = categories
        self.missing = missing
        self.isOrdered = isOrdered
    }

    /// How many different column codes there are.
    package var size: Int { categories.count + missing.count }

    /// The column code of a category, or of a way of being missing such as `_notStated`, by its name.
    package func code(named name: String) -> Int? {
        categories.firstIndex { $0.code.utf8.elementsEqual(name.utf8) }
            ?? missing.firstIndex { $0.code.utf8.elementsEqual(name.utf8) }.map { categories.count + $0 }
    }

    /// The column code of a way of being missing, or nil where the variable does not declare it.
    package func code(of kind: MissingKind) -> Int? {
        missing.firstIndex(of: kind).map { categories.count + $0 }
    }
}

/// A named partition of a variable's categories into groups, such as ten-year age bands.
///
/// INVARIANT: `groupOf.count == domain.categories.count`, and each entry is an index into `groups`.
package struct Grouping: Sendable, Hashable {
    package let name: String
    package let title: String
    package let groups: [Category]
    package let groupOf: [Int]
    /// Whether a query may use it. The finest partition of a date, for one, is not addressable.
    package let isAddressable: Bool
    /// How small its areas are. Areas only; where it is not declared they count as below ward.
    package let areaLevel: AreaLevel?
    /// The look-up that it was made from; nil where its groups were declared by hand. Areas only.
    package let lookup: LookupUse?

    package init(
        name: String, title: String, groups: [Category], groupOf: [Int], isAddressable: Bool,
        areaLevel: AreaLevel? = nil, lookup: LookupUse? = nil
    ) {
        self.name = name
        self.title = title
        self.groups = groups
        self.groupOf = groupOf
        self.isAddressable = isAddressable
        self.areaLevel = areaLevel
        self.lookup = lookup
    }
}
