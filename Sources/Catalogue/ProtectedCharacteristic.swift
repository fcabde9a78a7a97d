/// A characteristic that the Equality Act 2010 (section 4) protects, and that a variable may tell of.
package enum ProtectedCharacteristic: String, Sendable, Hashable, CaseIterable {
    case age, disability, race, sex
    case belief = "religion-or-belief"
    case orientation = "sexual-orientation"
    case genderReassignment = "gender-reassignment"
    case marriage = "marriage-and-civil-partnership"
    case pregnancy = "pregnancy-and-maternity"
}
