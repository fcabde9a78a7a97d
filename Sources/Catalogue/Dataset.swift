/// An organisation that answers for part of a dataset and must sign for its use.
package struct Controller: Sendable, Hashable {
    package let id: String
    package let name: String
    /// What it covers, in words, such as `patients of practices in Halton`.
    package let covers: String
    /// Which rows these are; nil where only the words tell, so that they cannot be left out.
    package let rows: ControllerRows?

    package init(id: String, name: String, covers: String, rows: ControllerRows?) {
        self.id = id
        self.name = name
        self.covers = covers
        self.rows = rows
    }
}

/// How many rows one unit may have.
package enum RowsPerUnit: String, Sendable, Hashable {
    case one, many
}

/// How the identifiers of a file are written.
package enum IdentifierKind: String, Sendable, Hashable {
    /// Ten digits with the check digit of the NHS number; spaces and hyphens are dropped.
    case nhsNumber
    /// Any text of 1 to 64 characters.
    case opaque
}

/// A declared way from a row to another unit, such as from a person to their household.
package struct Link: Sendable, Hashable {
    /// The name of the way, such as `household` or `mother`.
    package let role: String
    /// The dataset with one row for each unit that is reached.
    package let dataset: DatasetID
    /// The CSV column that holds the other unit's identifier.
    package let heading: String
    /// The most rows that may point at one unit (g in the household price).
    package let maximumPerTarget: Int

    package init(role: String, dataset: DatasetID, heading: String, maximumPerTarget: Int) {
        self.role = role
        self.dataset = dataset
        self.heading = heading
        self.maximumPerTarget = maximumPerTarget
    }
}

/// What one unit may add to a table, at most. From the catalogue, never from the data.
package struct ContributionBounds: Sendable, Hashable {
    /// B: the most rows of one unit that count in one cell, 1 or more.
    package let perCell: Int
    /// C: in how many cells of one marginal one unit may be, 1 or more.
    package let cells: Int

    package init(perCell: Int, cells: Int) {
        self.perCell = perCell
        self.cells = cells
    }
}

/// The month variables that say from when to when a unit, or what a row tells of, is there: it comes in its entry month
/// and is gone in its exit month. No value means *since ever* and *still there*.
package struct PresenceVariables: Sendable, Hashable {
    package let entry: String?
    package let exit: String?

    package init(entry: String?, exit: String?) {
        self.entry = entry
        self.exit = exit
    }
}

/// What those in a study agreed to, and where the answer stands. Withdrawing is a change of the answer.
package struct ConsentScope: Sendable, Hashable {
    /// A stored variable of a dataset with one row for each unit.
    package let variable: VariableName
    /// The codes that mean *yes*; a unit with any other, or without one, is left out.
    package let granted: Set<String>
    /// The datasets that the study's data may be combined with only where this was granted; nil where it takes this for
    /// any use at all.
    package let covers: Set<DatasetID>?

    package init(variable: VariableName, granted: Set<String>, covers: Set<DatasetID>?) {
        self.variable = variable
        self.granted = granted
        self.covers = covers
    }
}

/// A declared dataset.
package struct Dataset: Sendable, Hashable {
    package let id: DatasetID
    package let title: String
    package let description: String
    package let controllers: [Controller]
    package let tier: Tier
    package let unit: StatisticalUnit
    package let rowsPerUnit: RowsPerUnit
    /// Whether its rows *are* the population of its unit: a query counts the units with a row here.
    package let isRegister: Bool
    /// The CSV column of the unit's identifier, and how it is written.
    package let keyHeading: String
    package let identifier: IdentifierKind
    /// CSV columns that are known and left out, such as a surrogate row number.
    package let ignoredHeadings: [String]
    package let links: [Link]
    /// The declared number of units, for the density limit. Never measured.
    package let declaredUnits: Int
    /// The analytic release this declaration describes.
    package let asOf: Month
    /// The name of the variable that dates a row, where rows have a date.
    package let timeVariable: String?
    /// From when to when units or rows are there, where that is declared.
    package let presence: PresenceVariables?
    /// Whether all of it comes from general practice: those who refused that (Type 1) have no row in it.
    package let isFromGeneralPractice: Bool
    /// What those in it agreed to, where it is a study's.
    package let consents: [ConsentScope]
    package let bounds: ContributionBounds
    /// What its quality report looks at, beside what follows from the rest.
    package let quality: QualityRules
    /// The declared ones, then the derived ones in the order of their names.
    package private(set) var variables: [Variable]
    /// What other catalogues are told of it, where that is declared.
    package let about: About?

    package init(
        id: DatasetID, title: String, description: String, controllers: [Controller], tier: Tier,
        unit: StatisticalUnit, rowsPerUnit: RowsPerUnit, isRegister: Bool, keyHeading: String,
        identifier: IdentifierKind, ignoredHeadings: [String], links: [Link], declaredUnits: Int, asOf: Month,
        timeVariable: String?, presence: PresenceVariables?, isFromGeneralPractice: Bool, consents: [ConsentScope],
        bounds: ContributionBounds, quality: QualityRules = .none, variables: [Variable], about: About? = nil
    ) {
        self.id = id
        self.title = title
        self.description = description
        self.controllers = controllers
        self.tier = tier
        self.unit = unit
        self.rowsPerUnit = rowsPerUnit
        self.isRegister = isRegister
        self.keyHeading = keyHeading
        self.identifier = identifier
        self.ignoredHeadings = ignoredHeadings
        self.links = links
        self.declaredUnits = declaredUnits
        self.asOf = asOf
        self.timeVariable = timeVariable
        self.presence = presence
        self.isFromGeneralPractice = isFromGeneralPractice
        self.consents = consents
        self.bounds = bounds
        self.quality = quality
        self.variables = variables
        self.about = about
    }

    /// The same dataset with one more variable.
    func with(_ variable: Variable) -> Dataset {
        var dataset = self
        let declared = variables.filter { $0.derivation == nil }
        let derived = variables.filter { $0.derivation != nil } + [variable]
        dataset.variables = declared + derived.sorted { Name.precedes($0.name, $1.name) }
        return dataset
    }

    package func variable(named name: String) -> Variable? { variables.first { $0.name == name } }
    package func link(role: String) -> Link? { links.first { $0.role == role } }

    /// The variables that fill a stored column, in declared order.
    package var storedVariables: [Variable] {
        variables.filter { if case .column = $0.source { true } else { false } }
    }
}
