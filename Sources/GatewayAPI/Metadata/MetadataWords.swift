import Catalogue

/// What both formats say of every dataset behind this gateway.
enum MetadataWords {
    static let access =
        "Aggregate questions through a gateway, for approved projects. Records of people never leave; released tables are "
        + "protected against disclosure."
    static let declared = "Declared by hand in the catalogue. It was not counted in the data."
}

extension Variable {
    /// Title and description in one text.
    var words: String { description.isEmpty ? title : "\(title). \(description)" }

    /// The code list, where it is one that queries may name value by value. Those of areas are long and belong to others:
    /// their vintage names them.
    var publishedCodes: [Category]? {
        guard type == .code || type == .flag else { return nil }
        return groupings.first(where: \.isAddressable)?.groups
    }
}
