/// The keys of the cell-key method: a secret number for each unit, and their sum for each cell.
package enum CellKey {
    /// The first eight bytes, most significant first, of HMAC-SHA-256 under the dataset's key of "rk1" and the unit, four
    /// bytes, most significant first.
    ///
    /// - Parameter mac: HMAC-SHA-256 under the dataset's key: 32 bytes.
    package static func recordKey(unit: UInt32, mac: ([UInt8]) -> [UInt8]) -> UInt64 {
        let name = (0..<4).reversed().map { UInt8(truncatingIfNeeded: unit >> (8 * UInt32($0))) }
        return mac(Array("rk1".utf8) + name).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The sum of the record keys modulo 2^64. The same units give the same key whatever table they stand in; one unit
    /// more gives a key that looks like any other.
    package static func cellKey(_ recordKeys: some Sequence<UInt64>) -> UInt64 {
        recordKeys.reduce(0) { $0 &+ $1 }
    }

    /// What the profile shows of a count: nothing below the threshold, 0 for 0, else the changed count, never below 0.
    package static func shown(_ count: Int, cellKey: UInt64, table: PerturbationTable, threshold: Int) -> DrawnCell {
        if count == 0 { return .shown(0) }
        guard count >= threshold else { return .hidden }
        return .shown(max(0, count + table.change(of: count, cellKey: cellKey)))
    }
}
