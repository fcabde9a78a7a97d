import GatewayTesting
import Testing

@testable import DisclosureControl

@Suite("Elimination modulo a prime")
struct RowSpaceTests {
    @Test(
        "products, differences and inverses are those of the integers modulo the prime",
        arguments: [PrimeField.first, .second])
    func field(field: PrimeField) {
        var random = SeededRandomness.fresh("field")
        let edges = [0, 1, 2, 30, 31, field.modulus - 1, field.modulus - 2, field.modulus - 31, 1 << 60]
        let others = (0..<200).map { _ in random.nextUInt64() % field.modulus }
        for left in edges + others {
            for right in edges {
                #expect(field.multiply(left, right) == UInt64(UInt128(left) * UInt128(right) % UInt128(field.modulus)))
                #expect(
                    (UInt128(field.subtract(left, right)) + UInt128(right)) % UInt128(field.modulus) == UInt128(left))
            }
            if left != 0 { #expect(field.multiply(left, field.inverse(left)) == 1) }
        }
    }

    @Test(
        "both are prime, by the test of Miller and Rabin with bases that decide below 2^64",
        arguments: [PrimeField.first, .second])
    func prime(field: PrimeField) {
        let modulus = UInt128(field.modulus)
        var odd = modulus - 1
        var twos = 0
        while odd % 2 == 0 { (odd, twos) = (odd / 2, twos + 1) }
        for base in [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37] as [UInt128] {
            var (power, square, exponent) = (UInt128(1), base, odd)
            while exponent > 0 {
                if exponent % 2 == 1 { power = power * square % modulus }
                (square, exponent) = (square * square % modulus, exponent / 2)
            }
            var isWitness = power != 1 && power != modulus - 1
            for _ in 1..<twos where isWitness {
                power = power * power % modulus
                isWitness = power != modulus - 1
            }
            #expect(!isWitness)
        }
    }

    @Test("a cell is determined exactly when the rest of a sum shows")
    func determined() {
        let table = AdditiveTable(dimensions: [.total(over: 3)])
        var space = RowSpace(table, field: .first)
        let total = space.publish(0) { _ in false }
        let first = space.publish(1) { _ in false }
        #expect(total && first)
        #expect(!space.row(2).isZero)
        #expect(space.row(2).direction(in: .first) == space.row(3).direction(in: .first))
        let guarded = space.publish(2) { $0.contains { $0.cell == 3 && $0.row.isZero } }
        #expect(!guarded)
        #expect(!space.row(3).isZero)
        let careless = space.publish(2) { _ in false }
        #expect(careless)
        #expect(space.row(3).isZero)
    }

    @Test("sums of a table of two dimensions and a hierarchy are those that they should be")
    func sums() throws {
        let table = AdditiveTable(dimensions: [.regions(2, of: 2), .total(over: 2)])
        #expect(table.cellCount == 21)
        // 3 sums over places for each of 3 ages, and one over ages for each of 7 places.
        #expect(table.sums.count == 16)
        #expect(table.sums.contains(Sum(total: 1 * 3 + 2, parts: [3 * 3 + 2, 4 * 3 + 2])))
        #expect(table.holds(SuppressionTests.filled(table, Array(0..<21))))
        #expect(!table.holds(Array(0..<21)))
        #expect(CodeTree(parents: [1, 0]) == nil)
        #expect(CodeTree(parents: [nil, 2]) == nil)
        #expect(AdditiveTable(cellCount: 2, sums: [Sum(total: 0, parts: [0, 1])]) == nil)
    }
}
