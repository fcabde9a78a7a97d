import Catalogue

/// What each column of a file is for.
struct RowPlan: Sendable {
    enum Use: Sendable {
        case key
        case link(Int)
        case variable(Int)
        case ignored
    }

    let dataset: Dataset
    /// For each link, the dataset that it leads to.
    let targets: [Dataset]
    let variables: [Variable]
    let tables: [ValueTable]
    let uses: [Use]

    /// Every heading must be declared once, and every declared column must be there. Throws `headings`.
    init(_ dataset: Dataset, targets: [Dataset], headings: [String], file: String) throws(LoadError) {
        func fault(_ reason: String) -> LoadError { .headings(file: file, reason: reason) }
        self.dataset = dataset
        self.targets = targets
        variables = dataset.storedVariables
        tables = variables.map(ValueTable.init)
        var declared: [String: Use] = [dataset.keyHeading: .key]
        for (index, link) in dataset.links.enumerated() { declared[link.heading] = .link(index) }
        for (index, variable) in variables.enumerated() { declared[Self.heading(of: variable)] = .variable(index) }
        for heading in dataset.ignoredHeadings { declared[heading] = .ignored }
        // A file without headings has a row of data here. Where the key's heading stands, these are headings, and one
        // of them may be repeated to the operator.
        let isHeadings = headings.contains(dataset.keyHeading)
        var uses: [Use] = []
        var missing = Set(declared.keys).subtracting(dataset.ignoredHeadings)
        var seen: Set<String> = []
        for (field, heading) in headings.enumerated() {
            guard seen.insert(heading).inserted else { throw fault("column \(field + 1) repeats an earlier heading") }
            guard let use = declared[heading] else {
                throw fault(
                    "column \(field + 1) is not declared; declare it, or list it under `ignoredColumns`"
                        + (isHeadings ? " (it is headed `\(heading.prefix(64))`)" : ""))
            }
            missing.remove(heading)
            uses.append(use)
        }
        guard missing.isEmpty else {
            throw fault("no column is headed " + missing.sorted().map { "`\($0)`" }.joined(separator: ", "))
        }
        self.uses = uses
    }

    static func heading(of variable: Variable) -> String {
        if case .column(let heading) = variable.source { heading } else { variable.name }
    }
}
