/// Group disclosure: a number that tells something of everybody in a group.
package enum ClassDisclosure {
    /// The parts of a line along a sensitive variable that must be hidden: all of them, zeros included, where one holds
    /// all units of the line, or all but one. None otherwise.
    ///
    /// Where all of a group have one code, the table says it of each of them; where all but one have, that one knows it
    /// of each of the others (Hundepool et al., *Statistical Disclosure Control*, 2012, section 5.2.2). The zeros beside
    /// it say the same thing, so they are hidden with it.
    /// - Parameter units: distinct units of each part; the parts exclude each other. Nobody at all discloses nobody.
    package static func tells(_ units: [Int]) -> Bool {
        let total = units.reduce(Int128(0)) { $0 + Int128($1) }
        guard total > 0, units.count > 1, let largest = units.max() else { return false }
        return Int128(largest) >= total - 1
    }
}
