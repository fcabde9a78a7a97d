/// Where the values of a variable come from.
package enum VariableSource: Sendable, Hashable {
    /// A stored column of the dataset, filled from the CSV column of this heading.
    case column(heading: String)
    /// Whole years from the stored month variable of this name to the month a query names with `at`.
    case age(birthMonth: String)
    /// Another variable of the same dataset seen through one of its groupings.
    case view(of: String, grouping: String)
    /// Conditions on a unit and its rows, evaluated when it is asked for.
    case derived(Derivation)
}

/// A declared variable of a dataset.
package struct Variable: Sendable, Hashable {
    package let name: String
    package let title: String
    package let description: String
    package let type: VariableType
    package let source: VariableSource
    /// The finest partition. For a view, that of the variable it looks at.
    package let domain: Domain
    /// Every named partition, the finest one (`finest`) first.
    package let groupings: [Grouping]
    /// Texts in the file that mean a category besides its code, such as `Female` for `F`: indices of categories.
    package let fileSpellings: [String: Int]
    /// Texts in the file that mean a way of being missing, such as an empty field or `1754-09-12`.
    package let missingSpellings: [String: MissingKind]
    package let isSensitive: Bool
    /// What it tells of that may harm the group it is about, such as `self-harm`; nil where nothing is declared.
    package let topic: String?
    /// The protected characteristic that it tells of; nil where none is declared.
    package let characteristic: ProtectedCharacteristic?
    /// Whether the values come from general practice: of those who refused that (Type 1) they are not there.
    package let isFromGeneralPractice: Bool
    /// The edition of the area codes, such as `2021`. Areas only.
    package let vintage: String?
    /// The unit of an integer, such as `day`. Integers only.
    package let measuredIn: String?

    package init(
        name: String, title: String, description: String, type: VariableType, source: VariableSource, domain: Domain,
        groupings: [Grouping], fileSpellings: [String: Int] = [:], missingSpellings: [String: MissingKind],
        isSensitive: Bool, topic: String? = nil, characteristic: ProtectedCharacteristic? = nil,
        isFromGeneralPractice: Bool, vintage: String?, measuredIn: String?
    ) {
        self.name = name
        self.title = title
        self.description = description
        self.type = type
        self.source = source
        self.domain = domain
        self.groupings = groupings
        self.fileSpellings = fileSpellings
        self.missingSpellings = missingSpellings
        self.isSensitive = isSensitive
        self.topic = topic
        self.characteristic = characteristic
        self.isFromGeneralPractice = isFromGeneralPractice
        self.vintage = vintage
        self.measuredIn = measuredIn
    }

    /// The title, with the version of a derived variable: two versions are two variables.
    package var words: String { Name.versioned(name).map { "\(title), version \($0.version)" } ?? title }

    package func grouping(named name: String) -> Grouping? { groupings.first { $0.name == name } }
}
