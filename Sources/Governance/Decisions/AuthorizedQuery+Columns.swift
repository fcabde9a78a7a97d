package import QueryLanguage

extension AuthorizedQuery {
    /// The columns of every condition on units: the asker's, and those of the approval.
    package var conditionColumns: [Column] {
        var columns = query.conditionColumns
        for case .restrict(let restriction) in obligations { columns += restriction.columns }
        return columns
    }

    /// The links by which counted units are told apart by what others are, such as people by what their household is:
    /// those of derived variables. Sorted.
    package var rolesOfDerived: [String] { (conditionColumns + query.dividingColumns).rolesOfDerived }
}
