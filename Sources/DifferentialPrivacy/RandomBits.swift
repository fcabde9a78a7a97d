/// A source of uniform random words; every draw of noise takes one as a parameter.
///
/// Sources that hold unused randomness should not be copyable: a copy would hand out the same noise twice. Functions
/// that draw therefore take `inout some RandomBits & ~Copyable`.
package protocol RandomBits: ~Copyable {
    /// The next 64 independent, uniform bits.
    mutating func nextUInt64() -> UInt64
}
