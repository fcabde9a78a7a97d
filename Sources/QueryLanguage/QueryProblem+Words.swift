import JSON

extension QueryProblem {
    /// What is wrong: lower case, no full stop.
    package var message: String {
        switch self {
        case .malformed(let error): error.message
        case .unknownDataset: "no dataset of this name is declared"
        case .unknownVariable: "no variable of this name is declared"
        case .unknownCode(let variable, _): "`\(variable)` has no such code"
        case .offGrouping(let variable, _, _):
            "the set is not made of whole groups of one declared grouping of `\(variable)`"
        case .unknownGrouping(let variable, _): "`\(variable)` needs one of its declared groupings"
        case .noLink(let from, let to): "no declared link leads from \(from) to \(to)"
        case .severalLinks: "more than one declared link leads there"
        case .duringMissing(let dataset): "rows of `\(dataset)` are dated, and no period is given"
        case .noDates(let dataset): "rows of `\(dataset)` have no date"
        case .atMissing(let variable): "`\(variable)` is an age, and no month is given"
        case .atWithoutAge(let variable): "`\(variable)` is not an age"
        case .emptySet: "the set is empty"
        case .selectsNobody: "the conditions exclude one another: nothing can match"
        case .tooManyDimensions(let limit): "a table has at most \(limit) dimensions"
        case .repeatedDimension(let variable): "`\(variable)` divides the table twice"
        case .severalRowSelections: "dimensions over rows must all be over the same rows of one dataset"
        case .tooManyCells(let limit): "the table has more than \(limit) cells"
        case .tooComplex: "the conditions are too many or too entangled to be compared with other questions"
        case .notOffered(let what): "\(what) is not offered by this version"
        case .manyRows(let dataset): "`\(dataset)` may have many rows here, so its variables have no single value"
        case .oneRow(let dataset): "`\(dataset)` has one row for each unit, so its rows are not counted"
        case .otherRelease(let dataset, _): "`\(dataset)` is not open at this release"
        case .noRegister(let unit): "no dataset is the register of \(unit)s, so they cannot be counted"
        case .missingUndecided: "the variable may be missing, and it is not said what that means"
        case .outsideRow(let dataset): "a condition on rows of `\(dataset)` names variables of that dataset only"
        case .eventsOutsideRows(let dataset): "the dimensions place rows of another dataset, not of `\(dataset)`"
        case .notANumber(let variable): "`\(variable)` has no whole numbers"
        case .missingNumberUndecided: "the number may be missing, and it is not said what happens then"
        case .tooLarge: "the sum may become larger than exact arithmetic holds"
        case .noPresence(let dataset): "`\(dataset)` declares no months of entry and exit"
        case .windowMissing: "person-time has no period here: what is counted has none of whole months"
        case .ofWholeUnits(let what): "\(what) belongs to whole units and cannot be divided by variables of rows"
        case .unknownReference: "no reference of this name and version is declared"
        case .referenceLacks(let variable): "the reference is not divided by `\(variable)`, or less finely"
        case .noSuchMeasure: "no count or sum of this name stands in the query"
        case .noTimeDimension: "a moving mean goes along exactly one dimension of months or days"
        case .consentOfOthers(let dataset):
            "those in `\(dataset)` agreed for themselves, so it serves questions that count them directly"
        case .definitionUnfit(let variable, let place, let message):
            "the definition of `\(variable)` cannot be read at `\(place)`: \(message)"
        case .mixedVintages(let variable, let vintage, let other, _):
            "`\(variable)` shows areas of \(vintage) beside areas of \(other), and these do not fit together"
        }
    }

    /// What would make it right: lower case, no full stop.
    package var change: String {
        switch self {
        case .malformed: "correct this place; the schema of queries is published"
        case .unknownDataset(let nearest): Self.choice("name a declared dataset", nearest)
        case .unknownVariable(let nearest): Self.choice("name a declared variable as `dataset.variable`", nearest)
        case .unknownCode(_, let nearest): Self.choice("use a declared code", nearest)
        case .offGrouping(_, let declared, let nearest):
            nearest.isEmpty
                ? Self.choice("use whole groups of one grouping", declared)
                : Self.choice("move the edge to a declared one", nearest)
        case .unknownGrouping(_, let declared): Self.choice("say `grouping`", declared)
        case .noLink: "leave the variable out: only declared links join"
        case .severalLinks(let roles): Self.choice("say `via`", roles)
        case .duringMissing: #"say `"during": {"from": …, "to": …}`"#
        case .noDates: "leave `during` out"
        case .atMissing: #"say the month, such as `"at": "2025-04"`"#
        case .atWithoutAge: "leave `at` out"
        case .emptySet: "name at least one value, and let a range start before it ends"
        case .selectsNobody: "drop or widen one of the conditions"
        case .tooManyDimensions: "leave out dimensions, or ask in two tables"
        case .repeatedDimension: "leave one of them out"
        case .severalRowSelections: "give all of them the same dataset, `where` and `during`"
        case .tooManyCells: "choose coarser groupings"
        case .tooComplex: "ask a simpler question, or several"
        case .notOffered: "ask without it; the schema of queries says what is offered"
        case .manyRows: #"select units by their rows with `"some"`"#
        case .oneRow: "count units with a condition on its variables"
        case .otherRelease(_, let asOf): "ask with `asOf` \(asOf)"
        case .noRegister: "ask for persons or households"
        case .missingUndecided: "say `missing`: `exclude`, `asNo` or `row`"
        case .outsideRow: "put other conditions beside it, under `all`"
        case .eventsOutsideRows: "divide by variables of the units, or count rows of the same dataset"
        case .notANumber: "name an integer or an age as it is declared"
        case .missingNumberUndecided: "say `missing`: `exclude` or `row`"
        case .tooLarge: "narrow `clamp`, or say a smaller `atMost`"
        case .noPresence: "ask without person-time and without `at`"
        case .windowMissing: #"say `{"personYears": {"from": …, "to": …}}`"#
        case .ofWholeUnits: "divide by variables of the units"
        case .unknownReference(let nearest): Self.choice("name a declared reference as `name@version`", nearest)
        case .referenceLacks: "divide by what the reference is divided by, or coarser"
        case .noSuchMeasure(let counts): Self.choice("name a count or a sum of this query", counts)
        case .noTimeDimension(let times):
            times.isEmpty ? "divide the table by a month or a date" : Self.choice("say `over`", times)
        case .mixedVintages(_, _, _, let lookups):
            lookups.isEmpty
                ? "show areas of one vintage: no look-up leads from one to the other"
                : Self.choice("show areas of one vintage, by a grouping made from a look-up", lookups)
        case .consentOfOthers: "count the units of that dataset, and follow no link to them"
        case .definitionUnfit: "ask without it, and tell those who load the data"
        }
    }

    private static func choice(_ lead: String, _ words: [String]) -> String {
        words.isEmpty ? lead : lead + ": " + words.map { "`\($0)`" }.joined(separator: ", ")
    }
}
