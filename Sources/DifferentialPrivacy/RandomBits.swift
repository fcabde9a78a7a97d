/// A source of uniform random words; every draw of noise takes one as a parameter.
///
/// Sources that hold unused randomness should not be copyable: a copy would hand out the same noise twice. Functions
/// that draw therefore take `inout some RandomBits & ~Copyable`.
package protocol RandomBits: ~Copyable {
    /// The next 64 independent, uniform bits.
    mutating func nextUInt64() -> UInt64
    /// The next 16 independent, uniform bits: a source may cut its words, so that a small draw costs less.
    mutating func nextUInt16() -> UInt16
}

extension RandomBits where Self: ~Copyable {
    package mutating func nextUInt16() -> UInt16 { UInt16(truncatingIfNeeded: nextUInt64()) }
}
