/// ⌊√number⌋.
///
/// *Proof.* Newton's step from any x ≥ ⌊√n⌋ gives ⌊(x + ⌊n ∕ x⌋) ∕ 2⌋ ≥ ⌊√n⌋, and less than x unless x = ⌊√n⌋ already.
/// The start, a power of two above the root, is such an x. ∎
package func squareRootFloor(of number: UInt128) -> UInt128 {
    guard number > 0 else { return 0 }
    let bits = UInt128.bitWidth - number.leadingZeroBitCount
    var root = UInt128(1) << ((bits + 1) / 2)
    while true {
        let next = (root + number / root) / 2
        guard next < root else { return root }
        root = next
    }
}

/// ⌈√number⌉.
package func squareRootCeiling(of number: UInt128) -> UInt128 {
    let root = squareRootFloor(of: number)
    return root * root == number ? root : root + 1
}
